"""Reports of another office: how they stand in ours, and what happens where both set a field.

The chain of the other office is kept as it was sealed. What is shown and searched is a copy of
each report in our own history, under the other office's code. Which of the values stands where
offices have set one field differently is told by ``border_gis.incidents.standing``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from border_gis.incidents.model import Report
from border_gis.incidents.particulars import Particulars

OURS = ""
"""Stands for the fingerprint of our own office."""

NEVER_IN_DISPUTE = "number"
_OFFICE_OF_MACHINE = re.compile(r"([A-ZĐ]{2,3}-\d{5}) · ")

Chain = tuple[str, str]
"""An office, by its fingerprint, and a machine of it."""


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """One link of the chain of a machine, with its content or without.

    Attributes
    ----------
    machine : str
        As the office itself calls it.
    position : int
        1, 2, 3, …
    hash : str
        SHA-256 of the canonical form, in hexadecimal.
    form : str
        The canonical form; empty for a gap, of which only the hash is told.
    """

    machine: str
    position: int
    hash: str
    form: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether only the hash is there."""
        return not self.form


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report was sealed first.

    Attributes
    ----------
    office : str
        Fingerprint; ``OURS`` for our own.
    machine : str
    position, sequence : int
        On its machine, and among all reports of its office.
    """

    office: str
    machine: str
    position: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Sight:
    """What an office had before it of other offices' chains, and since when.

    Attributes
    ----------
    steps : mapping of Chain to sequence of (int, int)
        After which report of its own order (sequence), up to which position; both rise.
    late : mapping of (str, str, int) to (int or None)
        Of single reports that came out of turn: after which sequence; None for never.
    """

    steps: Mapping[Chain, Sequence[tuple[int, int]]] = field(default_factory=dict)
    late: Mapping[tuple[str, str, int], int | None] = field(default_factory=dict)

    def had_seen(self, sequence: int, other: Origin) -> bool:
        """Return whether somebody who wrote at this place of the order had the other report before them."""
        key = (other.office, other.machine, other.position)
        if key in self.late:
            since = self.late[key]
            return since is not None and since < sequence
        steps = self.steps.get((other.office, other.machine), ())
        before = bisect_left(steps, (sequence, 0))
        return before > 0 and steps[before - 1][1] >= other.position


def describe_sight(chains: Mapping[Chain, Sequence[tuple[int, int | None]]], own: Sequence[int]) -> Sight:
    """Return what an office had seen, from the places that other offices' reports took in its order.

    Parameters
    ----------
    chains : mapping of Chain to sequence of (position, sequence or None)
        In the order of the positions; None for what is not in the order: a gap, or a report
        that waits.
    own : sequence of int
        Where the office's own reports stand, rising: what lies between two of them is one step.
    """
    steps: dict[Chain, list[tuple[int, int]]] = {}
    late: dict[tuple[str, str, int], int | None] = {}
    for chain, places in chains.items():
        least: float = float("inf")
        regular: list[tuple[int, int]] = []
        for position, sequence in reversed(places):
            if sequence is None or sequence > least:
                late[(*chain, position)] = sequence
            else:
                least = sequence
                regular.append((sequence, position))
        found: dict[int, tuple[int, int]] = {}
        for sequence, position in reversed(regular):
            found[bisect_left(own, sequence)] = (sequence, position)
        steps[chain] = list(found.values())
    return Sight(steps, late)


def write_sight(sight: Sight) -> dict[str, Any]:
    """Return a sight in plain JSON values."""
    return {
        "steps": [
            [office, machine, [list(step) for step in steps]]
            for (office, machine), steps in sorted(sight.steps.items())
        ],
        "late": [[*key, since] for key, since in sorted(sight.late.items())],
    }


def read_sight(written: Mapping[str, Any], own_fingerprint: str) -> Sight:
    """Return the sight that ``write_sight`` wrote; our own fingerprint becomes ``OURS``.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        steps: dict[Chain, Sequence[tuple[int, int]]] = {}
        for office, machine, listed in written["steps"]:
            pairs = [(int(sequence), int(position)) for sequence, position in listed]
            if pairs != sorted(pairs):
                raise ValueError(office)
            steps[_name_office(office, own_fingerprint), str(machine)] = pairs
        late = {
            (_name_office(office, own_fingerprint), str(machine), int(position)): (
                None if since is None else int(since)
            )
            for office, machine, position, since in written["late"]
        }
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no sight") from error
    return Sight(steps, late)


def _name_office(fingerprint: str, own_fingerprint: str) -> str:
    return OURS if fingerprint == own_fingerprint else str(fingerprint)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a report of another office sets and that has another value here.

    Attributes
    ----------
    report_id : str
        Theirs.
    incident_id, field : str
    theirs, ours : Any
        Plain JSON values.
    our_report_id : str
        A report that says what the field has here.
    is_superseded : bool
        Whether theirs had been answered when it came; then there is nothing to decide.
    """

    report_id: str
    incident_id: str
    field: str
    theirs: Any
    ours: Any
    our_report_id: str
    is_superseded: bool


def copy_report(report: Report, code: str, number: str, left_out: Iterable[str]) -> Report:
    """Return a report of another office as it stands in our history.

    Parameters
    ----------
    report : Report
        As its office sealed it.
    code : str
        Of the office: its machines are told from ours by it.
    number : str
        The number of the incident here.
    left_out : iterable of str
        Fields that stay here as they are.
    """
    kept = {name: value for name, value in report.changes.items() if name not in set(left_out)}
    if NEVER_IN_DISPUTE in kept:
        kept[NEVER_IN_DISPUTE] = number
    return replace(report, machine=f"{code} · {report.machine}", changes=kept)


def repeat_copy(copy: Report, report_id: str, changes: Mapping[str, Any]) -> Report:
    """Return the second copy of a report, by which fields count that its first copy left out.

    It stands where the report came to count here, and says nothing but these fields.

    Parameters
    ----------
    copy : Report
        The first.
    report_id : str
        Of the second.
    changes : mapping of str to Any
        The fields, with the values of the report.
    """
    return replace(
        copy,
        id=report_id,
        kind="changed",
        text="",
        source_paper="",
        changes=dict(changes),
        corrects=None,
        attachments=(),
        particulars=Particulars(repeats=copy.id),
    )


def is_copy(copy: Report, report: Report, left_out: Iterable[str]) -> bool:
    """Return whether a report in our history says what the other office's does, but for what may differ."""
    expected = copy_report(report, "", "", left_out)
    number = {NEVER_IN_DISPUTE: ""} if NEVER_IN_DISPUTE in copy.changes else {}
    return replace(copy, machine=expected.machine, changes={**copy.changes, **number}) == expected


def find_first_copy(reports: Iterable[Report], report_id: str) -> str:
    """Return the id under which other offices know a report: that of the first copy for a second one."""
    repeats = {report.id: report.particulars.repeats for report in reports}
    return repeats.get(report_id) or report_id


def is_second_copy(second: Report, code: str, report: Report) -> bool:
    """Return whether a report in our history is a second copy of one of another office's."""
    said = {name: value for name, value in report.changes.items() if name in second.changes}
    return bool(said) and second == repeat_copy(copy_report(report, code, "", ()), second.id, said)


def is_same_report(ours: Report, theirs: Report) -> bool:
    """Return whether two offices hold one and the same report.

    An incident that both have brought in from the same file is opened by a report with one id
    in both; when, by whom and under which number differs.
    """
    if ours == theirs:
        return True
    if not ours.kind == theirs.kind == "opened":
        return False
    same = replace(
        theirs,
        recorded_at=ours.recorded_at,
        author=ours.author,
        machine=ours.machine,
        changes={**theirs.changes, NEVER_IN_DISPUTE: ours.changes.get(NEVER_IN_DISPUTE)},
    )
    return ours == same


def read_office(machine: str) -> str:
    """Return the code of the office that a report in our history came from; empty for our own."""
    found = _OFFICE_OF_MACHINE.match(machine)
    return "" if found is None else found[1]
