"""What may leave the office, and to whom: fields, levels and wording, as data.

A profile is a list of what may go out. What it does not name stays, also when a field is
added to the program later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from border_gis.access.secrecy import Secrecy
from border_gis.access.wording import Phrase
from border_gis.errors import DataError

KINDS = (
    "incident",
    "place",
    "report",
    "attachment",
    "survey_area",
    "proceeding",
    "work",
    "verdict",
    "marker",
    "gate",
    "line",
    "unit",
)
"""The kinds of record that a profile speaks of."""

INTERNAL = "internal"
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class ReleaseProfile:
    """What may go out to one circle of readers.

    Attributes
    ----------
    code : str
        ``"internal"``, ``"province"``, ``"counterpart"`` or ``"public"``.
    names : mapping of str to str
        By language.
    fields : mapping of str to frozenset of str
        Names of fields that may go out, by kind of record; ``"*"`` for all of them.
    levels : mapping of str to Secrecy
        The highest level that may go out without a second person, by kind of record.
    is_neutral : bool
        True where judging words are replaced, or kept back.
    """

    code: str
    names: Mapping[str, str]
    fields: Mapping[str, frozenset[str]]
    levels: Mapping[str, Secrecy] = field(default_factory=dict)
    is_neutral: bool = False

    def allows(self, kind: str, field_name: str) -> bool:
        """Return whether a field of a kind of record may go out."""
        named = self.fields.get(kind, frozenset())
        return EVERYTHING in named or field_name in named

    def allows_all(self, kind: str, field_names: Iterable[str]) -> bool:
        """Return whether all of some fields may go out."""
        return all(self.allows(kind, name) for name in field_names)

    def highest(self, kind: str) -> Secrecy:
        """Return the highest level of a kind of record that may go out without a second person."""
        return self.levels.get(kind, Secrecy.NONE)

    def name(self, language: str) -> str:
        """Return what the profile is called."""
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True, slots=True)
class ReleaseRules:
    """All profiles, and the words that are not said to the other side."""

    profiles: tuple[ReleaseProfile, ...]
    phrases: tuple[Phrase, ...] = ()

    def profile(self, code: str) -> ReleaseProfile:
        """Return a profile.

        Raises
        ------
        DataError
            If there is none with this code.
        """
        for profile in self.profiles:
            if profile.code == code:
                return profile
        raise DataError("release.unknown_profile", profile=code, known=[each.code for each in self.profiles])


def build_profile(table: Mapping[str, Any], where: str) -> ReleaseProfile:
    """Return the profile that a table of plain values describes.

    Parameters
    ----------
    table : mapping
        ``code``, ``names``, ``fields``, and perhaps ``levels`` and ``is_neutral``.
    where : str
        The file, for the message.

    Raises
    ------
    DataError
        If something is missing, unknown or of the wrong kind.
    """
    unknown = set(table) - {"code", "names", "fields", "levels", "is_neutral"}
    if unknown:
        raise DataError("release.bad_profile", file=where, field=", ".join(sorted(unknown)))
    names, fields_by_kind, levels = (table.get(name, {}) for name in ("names", "fields", "levels"))
    _check(isinstance(table.get("code"), str), where, "code")
    _check(isinstance(names, Mapping) and {"vi", "en", "zh"} <= set(names), where, "names")
    _check(isinstance(fields_by_kind, Mapping) and set(fields_by_kind) <= set(KINDS), where, "fields")
    _check(isinstance(levels, Mapping) and set(levels) <= set(KINDS), where, "levels")
    for kind, listed in fields_by_kind.items():
        is_list = isinstance(listed, list) and all(isinstance(name, str) for name in listed)
        _check(is_list, where, f"fields.{kind}")
    for kind, level in levels.items():
        _check(level in set(Secrecy), where, f"levels.{kind}")
    return ReleaseProfile(
        code=table["code"],
        names=dict(names),
        fields={kind: frozenset(listed) for kind, listed in fields_by_kind.items()},
        levels={kind: Secrecy(level) for kind, level in levels.items()},
        is_neutral=bool(table.get("is_neutral", False)),
    )


def _check(fits: bool, where: str, field_name: str) -> None:
    if not fits:
        raise DataError("release.bad_profile", file=where, field=field_name)
