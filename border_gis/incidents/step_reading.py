"""Read the lists of steps, papers and event kinds from plain values, and name each mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from border_gis.incidents.list_entries import ListEntry, check_headings, check_new, list_entries
from border_gis.incidents.model import IncidentState
from border_gis.incidents.steps import EventKind, Lane, PaperKind, Step, Workflow

_STEP_FIELDS = frozenset(
    {"code", "side", "state", "papers", "awaits", "next", "begins", "name", "from", "to"}
)
_PAPER_FIELDS = frozenset({"code", "name"})
_EVENT_FIELDS = frozenset({"code", "number", "name"})


def read_workflow(
    files: Mapping[str, Mapping[str, Any]], own: Mapping[str, Mapping[str, Any]] | None = None
) -> Workflow:
    """Read steps and kinds of paper, those that ship and the office's own.

    Parameters
    ----------
    files : mapping of str to mapping
        What each file says, by its name: ``[[step]]`` and ``[[paper]]`` entries.
    own : mapping of str to mapping, optional
        The same for what the office has added; one with the code of a shipped entry takes its
        place.

    Raises
    ------
    DataError
        If something is wrong: file, entry and field are named.
    """
    steps: dict[str, tuple[Step, ListEntry]] = {}
    papers: dict[str, PaperKind] = {}
    for source, is_own in ((files, False), (own or {}, True)):
        seen: set[tuple[str, str]] = set()
        for file, said in source.items():
            check_headings(file, said, {"step", "paper"})
            for entry in list_entries(file, said, "step", _STEP_FIELDS):
                step = _read_step(entry, is_own=is_own)
                check_new(entry, seen, "step", step.code)
                steps[step.code] = (step, entry)
            for entry in list_entries(file, said, "paper", _PAPER_FIELDS):
                code = entry.read_code()
                check_new(entry, seen, "paper", code)
                papers[code] = PaperKind(code, entry.read_words("name"), is_own)
    for step, entry in steps.values():
        for field, codes, known in (
            ("papers", step.papers, papers.keys()),
            ("awaits", step.awaits, steps.keys()),
            ("next", step.next, steps.keys()),
        ):
            for code in codes:
                if code not in known:
                    raise entry.mistake("workflow.unknown_code", field, value=code)
    return Workflow(tuple(step for step, _ in steps.values()), tuple(papers.values()))


def read_event_kinds(file: str, said: Mapping[str, Any]) -> tuple[EventKind, ...]:
    """Read the treaty's list of events, in its order.

    Raises
    ------
    DataError
        If something is wrong: file, entry and field are named.
    """
    check_headings(file, said, {"event_kind"})
    kinds: list[EventKind] = []
    seen: set[tuple[str, str]] = set()
    for entry in list_entries(file, said, "event_kind", _EVENT_FIELDS):
        code, number = entry.read_code(), entry.said.get("number")
        check_new(entry, seen, "event_kind", code)
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise entry.mistake("workflow.bad_number", "number", value=number)
        kinds.append(EventKind(code, number, entry.read_words("name")))
    return tuple(sorted(kinds, key=lambda kind: kind.number))


def describe_step(step: Step) -> dict[str, Any]:
    """Return a step as `read_workflow` reads it."""
    said: dict[str, Any] = {
        "code": step.code,
        "side": step.lane.value,
        "name": dict(step.name),
        "papers": list(step.papers),
        "awaits": list(step.awaits),
        "next": list(step.next),
    }
    if step.begins:
        said["begins"] = True
    if step.state is not None:
        said["state"] = step.state.value
    if step.from_whom:
        said["from"] = dict(step.from_whom)
    if step.to_whom:
        said["to"] = dict(step.to_whom)
    return said


def describe_paper(paper: PaperKind) -> dict[str, Any]:
    """Return a kind of paper as `read_workflow` reads it."""
    return {"code": paper.code, "name": dict(paper.name)}


def _read_step(entry: ListEntry, *, is_own: bool) -> Step:
    try:
        lane = Lane(str(entry.said.get("side")))
    except ValueError as error:
        known = ", ".join(Lane)
        raise entry.mistake(
            "workflow.bad_choice", "side", value=entry.said.get("side"), known=known
        ) from error
    begins = entry.said.get("begins", False)
    if not isinstance(begins, bool):
        raise entry.mistake("workflow.bad_choice", "begins", value=begins, known="true, false")
    said_state = entry.said.get("state")
    try:
        state = None if said_state is None else IncidentState(said_state)
    except ValueError as error:
        known = ", ".join(IncidentState)
        raise entry.mistake("workflow.bad_choice", "state", value=said_state, known=known) from error
    return Step(
        code=entry.read_code(),
        name=entry.read_words("name"),
        lane=lane,
        from_whom=entry.read_words("from", required=False),
        to_whom=entry.read_words("to", required=False),
        papers=entry.read_codes("papers"),
        state=state,
        awaits=entry.read_codes("awaits"),
        next=entry.read_codes("next"),
        begins=begins,
        is_own=is_own,
    )
