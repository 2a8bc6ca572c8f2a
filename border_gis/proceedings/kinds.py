"""The kinds of what an office does and writes: a list as data, to which an office adds its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from border_gis.boundary.folding import fold_text
from border_gis.incidents.list_entries import ListEntry, check_headings, check_new, list_entries

_HEADING = "kind"
_WORD = re.compile(r"[a-z0-9]+")
Choice = TypeVar("Choice", bound=StrEnum)
_FIELDS = frozenset({"code", "class", "papers", "step", "always", "name"})


class ProceedingClass(StrEnum):
    """What reports put together."""

    MEETING = "meeting"
    PAPER = "paper"
    GATE = "gate"
    AGREEMENT = "agreement"
    FIELD = "field"


class PaperRole(StrEnum):
    """What the papers of a kind are."""

    ITSELF = "itself"
    """It is a paper itself: with none named it counts as one."""
    LISTED = "listed"
    """It leaves those that are named."""
    COMMENTED = "commented"
    """Somebody else's drafts, which the office has commented on."""


@dataclass(frozen=True, slots=True)
class ProceedingKind:
    """A kind of proceeding.

    Attributes
    ----------
    code : str
    name : mapping of str to str
        By language: vi and en.
    group : ProceedingClass
    papers : PaperRole
    step : str
        Code of the step of an incident that it would be, if it belonged to one; empty for none. Notes,
        letters, talks and surveys are counted together under these.
    always_said : bool
        Whether a report counts it also where there was none.
    is_own : bool
        True for what the office has added.
    """

    code: str
    name: Mapping[str, str]
    group: ProceedingClass
    papers: PaperRole = PaperRole.LISTED
    step: str = ""
    always_said: bool = False
    is_own: bool = False


def read_proceeding_kinds(
    files: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[ProceedingKind, ...]:
    """Read the kinds that ship and the office's own; one with the code of a shipped kind takes its place.

    Parameters
    ----------
    files : mapping of str to mapping
        What each file says, by its name: ``[[kind]]`` entries.
    own : mapping of str to mapping, optional

    Raises
    ------
    DataError
        If something is wrong: file, entry and field are named.
    """
    kinds: dict[str, ProceedingKind] = {}
    for source, is_own in ((files, False), (own or {}, True)):
        seen: set[tuple[str, str]] = set()
        for file, said in source.items():
            check_headings(file, said, {_HEADING})
            for entry in list_entries(file, said, _HEADING, _FIELDS):
                kind = _read_kind(entry, is_own=is_own)
                check_new(entry, seen, _HEADING, kind.code)
                kinds[kind.code] = kind
    return tuple(kinds.values())


def name_own_kind(names: Mapping[str, str], group: ProceedingClass) -> ProceedingKind:
    """Return a kind of the office's own, with a code made of its English name."""
    code = "_".join(_WORD.findall(fold_text(names.get("en", ""))))
    return ProceedingKind(f"own_{code}" if code else "", dict(names), group, is_own=True)


def describe_proceeding_kind(kind: ProceedingKind) -> dict[str, Any]:
    """Return a kind as ``read_proceeding_kinds`` reads it."""
    said: dict[str, Any] = {
        "code": kind.code,
        "class": kind.group.value,
        "papers": kind.papers.value,
        "name": dict(kind.name),
    }
    if kind.step:
        said["step"] = kind.step
    if kind.always_said:
        said["always"] = True
    return said


def _read_kind(entry: ListEntry, *, is_own: bool) -> ProceedingKind:
    always = entry.said.get("always", False)
    if not isinstance(always, bool):
        raise entry.mistake("workflow.bad_choice", "always", value=always, known="true, false")
    step = entry.said.get("step", "")
    if not isinstance(step, str):
        raise entry.mistake("workflow.bad_code", "step", value=step)
    return ProceedingKind(
        code=entry.read_code(),
        name=entry.read_words("name"),
        group=_read_choice(entry, "class", ProceedingClass),
        papers=_read_choice(entry, "papers", PaperRole, PaperRole.LISTED),
        step=step,
        always_said=always,
        is_own=is_own,
    )


def _read_choice(
    entry: ListEntry, field: str, choices: type[Choice], otherwise: Choice | None = None
) -> Choice:
    said = entry.said.get(field, otherwise)
    try:
        return choices(str(said))
    except ValueError as error:
        raise entry.mistake("workflow.bad_choice", field, value=said, known=", ".join(choices)) from error
