"""What a person does with works near the line: list them, look at one, see how it was on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Literal

from border_gis import __version__
from border_gis.access import Role
from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.boundary.folding import fold_text
from border_gis.boundary.line import BoundaryLine
from border_gis.errors import NotFoundError
from border_gis.services.checks import rules_of, today_in_viet_nam
from border_gis.services.nearby import find_works
from border_gis.services.permissions import needs
from border_gis.services.places import find_places
from border_gis.services.workspaces import Workspace
from border_gis.works.history import (
    ReportedState,
    WorkThen,
    list_states,
    restore_as_happened,
    restore_as_known,
    was_known,
)
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import CheckedWork, prepare_geometry, take_work
from border_gis.zones.gravity import gravest, gravity_key, order_by_gravity
from border_gis.zones.judging import Court, judge, judge_one
from border_gis.zones.law import Document, Rule, RuleBook
from border_gis.zones.position import Position, find_positions
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict

By = Literal["known", "happened"]


@dataclass(frozen=True, slots=True)
class WorkVerdict:
    """What matters most of all that the rules say of one work on one version of the line.

    Attributes
    ----------
    work_id, line_id : str
    gravest : Verdict
    counts : mapping of Outcome to int
        How many rules say what.
    """

    work_id: str
    line_id: str
    gravest: Verdict
    counts: Mapping[Outcome, int]

    @property
    def outcome(self) -> Outcome:
        """Return the gravest outcome."""
        return self.gravest.outcome

    @property
    def certainty(self) -> Certainty | None:
        """Return how sure it is; None where it cannot be told."""
        return self.gravest.certainty


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which works are asked for. What is empty does not restrict.

    Attributes
    ----------
    text : str
        Words that all occur in name, description, place, source or paper; accents and case do not matter.
    kinds : tuple of WorkKind
    parties : tuple of WorkParty
    states : tuple of WorkState
    outcomes : tuple of Outcome
        Of the gravest verdict on the version of the line.
    near : str
        A reference or coordinates that the work is near to, or shares a stretch with.
    line_id : str or None
        Version of the line; the first without one.
    """

    text: str = ""
    kinds: tuple[WorkKind, ...] = ()
    parties: tuple[WorkParty, ...] = ()
    states: tuple[WorkState, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    near: str = ""
    line_id: str | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work in the list, with what matters most of what the rules say; None where there is no line."""

    work: Work
    verdict: WorkVerdict | None


@dataclass(frozen=True, slots=True)
class RuledVerdict:
    """A verdict, with the rule as it was held against the work and the document it stands in."""

    verdict: Verdict
    rule: Rule
    document: Document | None


@dataclass(frozen=True, slots=True)
class LineVerdicts:
    """What the rules say of a work on one version of the line.

    Attributes
    ----------
    line : BoundaryLine
    verdicts : tuple of RuledVerdict
        The gravest first.
    position : Position or None
        Where the work lies to the line; None without a geometry that can be measured.
    book : RuleBook
        What it was held against.
    """

    line: BoundaryLine
    verdicts: tuple[RuledVerdict, ...]
    position: Position | None
    book: RuleBook


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A work with all that is known of it.

    Attributes
    ----------
    work : Work
    states : tuple of ReportedState
        In the order of the events.
    changes : tuple of RegisterChange
        Its whole history, oldest entry first.
    lines : tuple of LineVerdicts
        One for each version of the line.
    """

    work: Work
    states: tuple[ReportedState, ...]
    changes: tuple[RegisterChange, ...]
    lines: tuple[LineVerdicts, ...]

    @property
    def undone(self) -> frozenset[str]:
        """Ids of the entries that others have undone."""
        return frozenset(change.undoes for change in self.changes if change.undoes)


@needs(Role.VIEWER)
def list_works(
    workspace: Workspace, wanted: WorkFilter | None = None, today: date | None = None
) -> tuple[WorkRow, ...]:
    """Return the works that are asked for, those with the gravest verdicts first.

    Raises
    ------
    InputError
        What the works are to be near is no place.
    NotFoundError
        There is no such version of the line.
    """
    wanted = wanted or WorkFilter()
    verdicts = summarise_verdicts(workspace, wanted.line_id, today)
    near = _find_near(workspace, wanted.near)
    words = fold_text(wanted.text).split()
    found = [
        WorkRow(work, verdicts.get(work.id))
        for work in workspace.works
        if _is_wanted(work, wanted)
        and (near is None or work.id in near)
        and all(word in _searched(work) for word in words)
    ]
    rows = [
        row
        for row in found
        if not wanted.outcomes or (row.verdict is not None and row.verdict.outcome in wanted.outcomes)
    ]
    return tuple(sorted(rows, key=_gravity_of))


@needs(Role.VIEWER)
def show_work(workspace: Workspace, work_id: str, today: date | None = None) -> WorkPage:
    """Return a work with its history and with its verdicts on every version of the line.

    Raises
    ------
    NotFoundError
        There is no such work.
    """
    work = workspace.store.work(work_id)
    changes = workspace.store.register_changes(work_id)
    return WorkPage(
        work=work,
        states=list_states(work, changes),
        changes=changes,
        lines=judge_on_every_line(workspace, take_work(work), today),
    )


@needs(Role.VIEWER)
def judge_on_every_line(
    workspace: Workspace, work: CheckedWork, today: date | None = None
) -> tuple[LineVerdicts, ...]:
    """Return what the rules say of a work, saved or not, on every version of the line."""
    book, rules = _rules(workspace)
    day = today or today_in_viet_nam()
    found = []
    for line in workspace.lines:
        court = Court(book, line, day, workspace.register, __version__)
        ruled = []
        for verdict in order_by_gravity(judge_one(work, court)):
            version = "" if verdict.basis is None else verdict.basis.rule_version
            rule = rules[(verdict.rule_id, version)]
            ruled.append(RuledVerdict(verdict, rule, book.documents.get(rule.document)))
        found.append(LineVerdicts(line, tuple(ruled), _measure(work, line, workspace), book))
    return tuple(found)


@needs(Role.VIEWER)
def works_as_of(workspace: Workspace, day: date, by: By = "known") -> tuple[WorkThen, ...]:
    """Return the works as they were on a day, at its end in Viet Nam.

    Parameters
    ----------
    workspace : Workspace
    day : date
    by : {"known", "happened"}
        By what had been written down by then, or by the dates that papers give as they are
        known now: what was built in 2021 and found in 2024 had happened in 2022 and was
        not known.
    """
    changes: dict[str, list[RegisterChange]] = {}
    for change in workspace.store.register_history("works"):
        changes.setdefault(change.object_id, []).append(change)
    if by == "happened":
        then = (restore_as_happened(work, changes.get(work.id, ()), day) for work in workspace.works)
        return tuple(each for each in then if each is not None)
    moment = datetime.combine(day + timedelta(days=1), time(), VIET_NAM_TIME) - timedelta(microseconds=1)
    return tuple(
        WorkThen(restore_as_known(work, changes.get(work.id, ()), moment))
        for work in workspace.works
        if was_known(changes.get(work.id, ()), moment)
    )


@needs(Role.VIEWER)
def summarise_verdicts(
    workspace: Workspace, line_id: str | None = None, today: date | None = None
) -> Mapping[str, WorkVerdict]:
    """Return the gravest verdict on every work, by id of the work.

    Worked out once and kept until works, rules, markers or lines change, or the day does.

    Parameters
    ----------
    workspace : Workspace
    line_id : str, optional
        Version of the line; the first of the workspace without one.
    today : date, optional
        Day on which works are judged that are only planned.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    DataError
        A rule is wrong.
    """
    line = choose_line(workspace, line_id)
    if line is None:
        return {}
    day = today or today_in_viet_nam()
    return workspace.keep(
        f"verdict_summary:{line.id}:{day.isoformat()}", lambda: _summarise(workspace, line, day)
    )


@needs(Role.VIEWER)
def choose_line(workspace: Workspace, line_id: str | None) -> BoundaryLine | None:
    """Return a version of the line by its id; the first without one, None if there is none at all.

    Raises
    ------
    NotFoundError
        There is no such version.
    """
    lines = workspace.lines
    if line_id is None:
        return next(iter(lines), None)
    for line in lines:
        if line.id == line_id:
            return line
    raise NotFoundError("zones.unknown_line", line=line_id, known=[line.id for line in lines])


def _summarise(workspace: Workspace, line: BoundaryLine, day: date) -> Mapping[str, WorkVerdict]:
    court = Court(_rules(workspace)[0], line, day, workspace.register, __version__)
    checked = [take_work(work) for work in workspace.works]
    found: dict[str, WorkVerdict] = {}
    for work_id, some in groupby(judge(checked, court), key=lambda verdict: verdict.work_id):
        verdicts = tuple(some)
        worst = gravest(verdicts)
        if worst is not None:
            counts = Counter(verdict.outcome for verdict in verdicts)
            found[work_id] = WorkVerdict(work_id, line.id, worst, counts)
    return found


def _rules(workspace: Workspace) -> tuple[RuleBook, Mapping[tuple[str, str], Rule]]:
    """Return the rules in force and each by its id and version, read once until the office sets another."""

    def read() -> tuple[RuleBook, Mapping[tuple[str, str], Rule]]:
        book = rules_of(workspace)
        return book, {(rule.id, rule.version): rule for rule in book.rules}

    return workspace.keep("rules_by_version", read)


def _measure(work: CheckedWork, line: BoundaryLine, workspace: Workspace) -> Position | None:
    geometry, _ = prepare_geometry(work.geometry)
    return None if geometry is None else find_positions(line, [geometry], (), workspace.register)[0]


def _find_near(workspace: Workspace, text: str) -> frozenset[str] | None:
    """Return the ids of the works near what a text names, in any of its readings; None for no text."""
    if not text.strip():
        return None
    lines = {line.id: line for line in workspace.lines}
    return frozenset(
        work.id
        for choice in find_places(workspace, text).choices
        for place in choice.places
        for work in find_works(workspace, place, lines.get(place.line_id))
    )


def _is_wanted(work: Work, wanted: WorkFilter) -> bool:
    return (
        (not wanted.kinds or work.kind in wanted.kinds)
        and (not wanted.parties or work.party in wanted.parties)
        and (not wanted.states or work.state in wanted.states)
    )


def _searched(work: Work) -> str:
    parts: Sequence[str] = (
        work.name,
        work.description,
        work.reference_as_written,
        work.source,
        work.document,
        work.agreement_paper,
    )
    return fold_text(" ".join(parts))


def _gravity_of(row: WorkRow) -> tuple[int, int, float]:
    return (99, 0, 0.0) if row.verdict is None else gravity_key(row.verdict.gravest)
