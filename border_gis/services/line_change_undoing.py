"""The changes of the line that the office has made, and how one is taken back, at any later time.

Nothing is removed: what goes back does so by a report or an entry of its own. What somebody has
changed since stays as it is, and is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.line_deeds import LineDeed, LineMove, count_levels, read_deeds, write_deed
from border_gis.errors import ConflictError, DataError, InputError, NotFoundError
from border_gis.incidents.line_records import LineRecord
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import derive_incident, describe_place, read_said
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.works.history import describe_work
from border_gis.works.model import Work


@dataclass(frozen=True, slots=True)
class LineChange:
    """A change of the line that was made, and what of it was taken back.

    Attributes
    ----------
    deed : LineDeed
        As far as the actor may see it.
    undoings : tuple of LineDeed
        Oldest first.
    standing : tuple of LineMove
        What was moved and not put back.
    """

    deed: LineDeed
    undoings: tuple[LineDeed, ...]
    standing: tuple[LineMove, ...]

    @property
    def put_back(self) -> int:
        """How many places were put back."""
        return len(self.deed.moves) - len(self.standing)


@dataclass(frozen=True, slots=True)
class MovedThing:
    """A place that a change has moved, by the name of what it belongs to.

    Attributes
    ----------
    move : LineMove
    name : str
    reference : str
        That it was moved by.
    changed_by : str
        Who has changed it since; empty where it still stands where it was moved.
    changed_at : datetime or None
    """

    move: LineMove
    name: str
    reference: str
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineUndo:
    """What the undoing of a change puts back, or has put back.

    Attributes
    ----------
    change : LineChange
    back : tuple of MovedThing
        Goes back to where it stood.
    left : tuple of MovedThing
        Was changed since, and stays.
    went_back : tuple of MovedThing
        Was put back before.
    """

    change: LineChange
    back: tuple[MovedThing, ...]
    left: tuple[MovedThing, ...]
    went_back: tuple[MovedThing, ...] = ()


@dataclass
class _Plan:
    """What has to be written to undo a change."""

    back: list[MovedThing] = field(default_factory=list)
    left: list[MovedThing] = field(default_factory=list)
    corrections: list[tuple[str, dict[str, object], str | None]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    works: list[str] = field(default_factory=list)


@needs(Role.VIEWER)
def list_line_changes(workspace: Workspace) -> tuple[LineChange, ...]:
    """Return the changes of the line that were made, newest first."""
    clearance = workspace.actor.clearance
    deeds = [deed.seen_with(clearance) for deed in read_deeds(workspace.store.imports())]
    undoings: dict[str, list[LineDeed]] = defaultdict(list)
    for deed in reversed(deeds):
        if deed.kind == "undo":
            undoings[deed.undoes].append(deed)
    return tuple(_gather(deed, undoings[deed.id]) for deed in deeds if deed.kind == "change")


@needs(Role.VIEWER)
def preview_line_undo(workspace: Workspace, change_id: str) -> LineUndo:
    """Return what the undoing of a change would put back, and what it would leave.

    Raises
    ------
    NotFoundError
        There is no such change.
    """
    change = _find_change(workspace, change_id)
    plan = _plan(workspace, change.standing)
    return LineUndo(change, tuple(plan.back), tuple(plan.left), _name_put_back(workspace, change))


@needs(Role.APPROVER)
def undo_line_change(workspace: Workspace, change_id: str, reason: str) -> LineUndo:
    """Put back what a change of the line has moved; return what went back and what stays.

    Each goes back by a report or an entry of its own, as it went, and all of it at once. A
    change of which something was left, because somebody had changed it or because the actor
    might not see it, can be undone again.

    Parameters
    ----------
    workspace : Workspace
    change_id : str
        Id of the deed.
    reason : str
        Why, as it will stand in every history.

    Raises
    ------
    InputError
        No reason was given.
    NotFoundError
        There is no such change.
    DataError
        All of it was put back already, or it moved nothing.
    ConflictError
        All that it moved has been changed since, or is being changed right now; then nothing is recorded.
    """
    if not reason.strip():
        raise InputError("line_changes.no_undo_reason")
    change = _find_change(workspace, change_id)
    if not change.standing:
        code = "line_changes.undone_already" if change.undoings else "line_changes.moved_nothing"
        raise DataError(code, line=change.deed.line_name)
    plan = _plan(workspace, change.standing)
    if not plan.back:
        raise ConflictError("line_changes.all_changed_since", things=[thing.name for thing in plan.left])
    moment, author, machine = datetime.now(UTC), name_author(workspace), name_machine()
    reports = [
        Report(
            id=str(uuid4()),
            incident_id=incident_id,
            kind="changed" if corrects is None else "corrected",
            recorded_at=moment,
            author=author,
            machine=machine,
            text=reason.strip(),
            changes=changes,
            corrects=corrects,
        )
        for incident_id, changes, corrects in plan.corrections
    ]
    undone_works = {entry: str(uuid4()) for entry in plan.works}
    by_incident = {report.incident_id: report.id for report in reports}
    moves = tuple(
        LineMove(
            thing.move.kind,
            thing.move.object_id,
            thing.move.place,
            undone_works.get(thing.move.entry) or by_incident[thing.move.object_id],
            thing.move.moved_m,
            thing.move.level,
        )
        for thing in plan.back
    )
    deed = LineDeed(
        id=str(uuid4()),
        kind="undo",
        recorded_at=moment,
        author=author,
        machine=machine,
        line_id=change.deed.line_id,
        line_name=change.deed.line_name,
        moves=moves,
        stayed=count_levels(thing.move.level for thing in plan.left),
        undoes=change.deed.id,
        reason=reason.strip(),
    )
    entry = write_deed(deed, is_first_undo=not change.undoings)
    workspace.store.record_line_change(LineRecord(entry, reports, plan.seen, undone_works=undone_works))
    after = _gather(change.deed, [*change.undoings, deed])
    return LineUndo(after, tuple(plan.back), tuple(plan.left))


@needs(Role.VIEWER)
def count_standing_moves(workspace: Workspace, line_ids: Iterable[str]) -> int:
    """Return how many places changes have moved to some lines and nobody has put back."""
    wanted = frozenset(line_ids)
    return sum(len(each.standing) for each in list_line_changes(workspace) if each.deed.line_id in wanted)


def _gather(deed: LineDeed, undoings: Sequence[LineDeed]) -> LineChange:
    put_back = {move.key for each in undoings for move in each.moves}
    standing = tuple(move for move in deed.moves if move.key not in put_back)
    return LineChange(deed, tuple(undoings), standing)


def _find_change(workspace: Workspace, change_id: str) -> LineChange:
    for each in list_line_changes(workspace):
        if each.deed.id == change_id:
            return each
    raise NotFoundError("line_changes.unknown_change", id=change_id)


def _name_put_back(workspace: Workspace, change: LineChange) -> tuple[MovedThing, ...]:
    standing = {move.key for move in change.standing}
    moves = [move for move in change.deed.moves if move.key not in standing]
    if not moves:
        return ()
    incidents = {incident.id: incident for incident in workspace.store.incidents()}
    works = {work.id: work for work in workspace.works}
    things = []
    for move in moves:
        if incident := incidents.get(move.object_id):
            references = [place.reference for place in incident.places]
            reference = references[move.place] if move.place < len(references) else ""
            things.append(MovedThing(move, _name(incident), reference))
        elif work := works.get(move.object_id):
            things.append(MovedThing(move, _name_work(work), work.reference_as_written))
    return tuple(things)


def _plan(workspace: Workspace, standing: Sequence[LineMove]) -> _Plan:
    plan = _Plan()
    by_incident: dict[str, list[LineMove]] = defaultdict(list)
    for move in standing:
        if move.kind == "incident":
            by_incident[move.object_id].append(move)
    known = workspace.store.reports_of(list(by_incident)) if by_incident else {}
    for incident_id, moves in by_incident.items():
        # What the actor may no longer see is neither put back nor named.
        if reports := known.get(incident_id):
            _plan_incident(plan, reports, moves)
    works = [move for move in standing if move.kind == "work"]
    if works:
        history: dict[str, list[RegisterChange]] = defaultdict(list)
        for change in workspace.store.register_history("works"):
            history[change.object_id].append(change)
        for move in works:
            _plan_work(plan, workspace, move, history[move.object_id])
    return plan


def _plan_incident(plan: _Plan, reports: Sequence[Report], moves: Sequence[LineMove]) -> None:
    """Take back the report that moved places; if they were told anew since, put each back by itself."""
    number = next((n for n, report in enumerate(reports) if report.id == moves[0].entry), None)
    if number is None:
        return
    incident, moved = derive_incident(reports), reports[number]
    said = read_said(reports)
    since = [
        report
        for report in reports[number + 1 :]
        if report.corrects == moved.id or "places" in said.get(report.id, {})
    ]
    things = [
        MovedThing(move, _name(incident), str(moved.changes["places"][move.place].get("reference") or ""))
        for move in moves
    ]
    if not since:
        plan.corrections.append((incident.id, {"places": None}, moved.id))
        plan.back += things
    else:
        earlier = (said.get(report.id, {}) for report in reports[:number])
        told = [each["places"] for each in earlier if "places" in each]
        before: Sequence[Mapping[str, object]] = told[-1] if told else ()
        places = [describe_place(place) for place in incident.places]
        back = [
            thing
            for thing in things
            if thing.move.place < len(before) and _stands(places, moved.changes["places"], thing.move.place)
        ]
        for thing in back:
            places[thing.move.place] = dict(before[thing.move.place])
        if back:
            plan.corrections.append((incident.id, {"places": places}, None))
        plan.back += back
        plan.left += [
            replace(thing, changed_by=since[-1].author, changed_at=since[-1].recorded_at)
            for thing in things
            if thing not in back
        ]
    plan.seen[incident.id] = reports[-1].id


def _stands(
    places: Sequence[Mapping[str, object]], moved: Sequence[Mapping[str, object]], number: int
) -> bool:
    """Return whether a place of an incident is still the one that it was moved to."""
    names = ("geometry", "line_id", "reference")
    return number < len(places) and all(places[number].get(name) == moved[number].get(name) for name in names)


def _plan_work(plan: _Plan, workspace: Workspace, move: LineMove, history: Sequence[RegisterChange]) -> None:
    moved = next((change for change in history if change.id == move.entry), None)
    if moved is None:
        return
    work = workspace.store.work(move.object_id)
    now = describe_work(work)
    is_undone = any(change.undoes == moved.id for change in history)
    thing = MovedThing(move, _name_work(work), work.reference_as_written)
    if not is_undone and all(now[each] == value for each, value in moved.after.items()):
        plan.works.append(moved.id)
        plan.back.append(thing)
        return
    since = [
        change
        for change in history[history.index(moved) + 1 :]
        if change.undoes == moved.id or set(change.after) & set(moved.after)
    ]
    last = since[-1] if since else moved
    plan.left.append(replace(thing, changed_by=last.author, changed_at=last.recorded_at))


def _name(incident: Incident) -> str:
    return f"{incident.number} {incident.title}".strip()


def _name_work(work: Work) -> str:
    return work.name or work.reference_as_written or work.id
