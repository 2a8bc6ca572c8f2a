"""What a new version of the line does to what was placed by reference: seen first, then recorded.

Three behaviours, chosen for each kind of thing:

stay
    where it is on the ground;
move
    with its reference, to where that lies on the new line;
measure
    to the same chainage on the new line.

Everything that is moved is moved by a report or a register entry that says why. These and the
deed (`border_gis.boundary.line_deeds`), which is the change as a whole, are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from shapely.geometry import mapping, shape

from border_gis.access import Role
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.line_deeds import LineDeed, LineMove, count_levels, write_deed
from border_gis.errors import ConflictError, InputError, NotFoundError
from border_gis.incidents.line_records import LineRecord, WorkMove
from border_gis.incidents.model import Report
from border_gis.incidents.view import derive_incident, describe_place
from border_gis.services.incidents import name_machine
from border_gis.services.line_weighing import (
    ELSEWHERE_M,
    KINDS,
    LineChangeChoice,
    PlaceChange,
    weigh_places,
)
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class LineChangeResult:
    """What was recorded.

    Attributes
    ----------
    deed : LineDeed
        The change as a whole.
    moves : tuple of PlaceChange
        What was moved, with where it stood before.
    not_placed : tuple of str
        Names of things whose place the new line does not have; they stayed.
    """

    deed: LineDeed
    moves: tuple[PlaceChange, ...] = ()
    not_placed: tuple[str, ...] = ()

    @property
    def moved(self) -> int:
        """How many places were moved."""
        return len(self.moves)

    @property
    def stayed(self) -> int:
        """How many places were left where they were."""
        return self.deed.left


@needs(Role.VIEWER)
def preview_line_change(workspace: Workspace, line_id: str) -> tuple[PlaceChange, ...]:
    """Return every place that was found by reference on another line than this one.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    """
    return weigh_places(workspace, _find_line(workspace, line_id))


def runs_elsewhere(changes: Sequence[PlaceChange]) -> bool:
    """Return whether a line has a place for none of these things: it is the line of another place."""
    return bool(changes) and all(
        change.after[choice] is None
        for change in changes
        for choice in LineChangeChoice
        if choice is not LineChangeChoice.STAY
    )


@needs(Role.APPROVER)
def apply_line_change(
    workspace: Workspace, line_id: str, choices: Mapping[str, LineChangeChoice], reason: str
) -> LineChangeResult:
    """Record what becomes of every such place, kind by kind, as one deed.

    Parameters
    ----------
    workspace : Workspace
    line_id : str
        The new version of the line.
    choices : mapping of str to LineChangeChoice
        For each of ``KINDS``; what is not named stays. That all stay is a decision too.
    reason : str
        Why, as it will stand in every history.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    InputError
        No reason was given, nothing is on another line, or the line runs somewhere else.
    ConflictError
        Somebody has changed one of them meanwhile; then nothing is recorded.
    """
    if not reason.strip():
        raise InputError("line_changes.no_reason")
    line = _find_line(workspace, line_id)
    note = ChangeNote(name_author(workspace), name_machine(), datetime.now(UTC), reason=reason.strip())
    changes = weigh_places(workspace, line)
    if not changes:
        raise InputError("line_changes.nothing", line=line.name)
    if runs_elsewhere(changes):
        raise InputError("line_changes.elsewhere", line=line.name, farthest_km=ELSEWHERE_M / 1_000.0)
    chosen = {kind: choices.get(kind, LineChangeChoice.STAY) for kind in KINDS}
    going = tuple(change for change in changes if change.goes(chosen[change.kind]))
    reports, seen = _write_reports(workspace, line, going, chosen["incident"], note)
    works = [_write_work_move(workspace, each, chosen["work"]) for each in going if each.kind == "work"]
    entries = {("incident", report.incident_id): report.id for report in reports}
    entries |= {("work", work.before.id): work.entry_id for work in works}
    deed = LineDeed(
        id=str(uuid4()),
        kind="change",
        recorded_at=note.recorded_at,
        author=note.author,
        machine=note.machine,
        line_id=line.id,
        line_name=line.name,
        from_lines=tuple(dict.fromkeys(each.line_id for each in changes if each.line_id)),
        choices={kind: choice.value for kind, choice in chosen.items()},
        moves=tuple(
            LineMove(
                each.kind,
                each.id,
                each.place,
                entries[each.kind, each.id],
                each.moved_m[chosen[each.kind]] or 0.0,
                each.level,
            )
            for each in going
        ),
        stayed=count_levels(each.level for each in changes if not each.goes(chosen[each.kind])),
        reason=note.reason,
    )
    workspace.store.record_line_change(LineRecord(write_deed(deed), reports, seen, works))
    not_placed = tuple(each.name for each in changes if each.after[chosen[each.kind]] is None)
    return LineChangeResult(deed, going, not_placed)


def _find_line(workspace: Workspace, line_id: str) -> BoundaryLine:
    for line in workspace.lines:
        if line.id == line_id:
            return line
    known = [f"{line.name} ({line.id})" for line in workspace.lines]
    raise NotFoundError("line_changes.unknown_line", line=line_id, known=known)


def _write_work_move(workspace: Workspace, change: PlaceChange, choice: LineChangeChoice) -> WorkMove:
    work = workspace.store.work(change.id)
    if work.geometry is None or not work.geometry.equals(change.before):
        raise ConflictError("line_changes.changed_meanwhile", name=change.name)
    after = replace(work, geometry=change.after[choice], accuracy_m=change.accuracy_m[choice])
    return WorkMove(work, after, str(uuid4()))


def _write_reports(
    workspace: Workspace,
    line: BoundaryLine,
    going: Sequence[PlaceChange],
    choice: LineChangeChoice,
    note: ChangeNote,
) -> tuple[list[Report], dict[str, str]]:
    """Return one report for each incident that moves, and the last report that was seen of each."""
    by_incident: dict[str, list[PlaceChange]] = {}
    for change in going:
        if change.kind == "incident":
            by_incident.setdefault(change.id, []).append(change)
    known = workspace.store.reports_of(list(by_incident)) if by_incident else {}
    reports: list[Report] = []
    for incident_id, changes in by_incident.items():
        places = list(derive_incident(known[incident_id]).places)
        for change in changes:
            place = places[change.place] if change.place < len(places) else None
            after = change.after[choice]
            before = None if place is None or place.geometry is None else shape(dict(place.geometry))
            if place is None or before is None or after is None or not before.equals(change.before):
                raise ConflictError("line_changes.changed_meanwhile", name=change.name)
            places[change.place] = replace(
                place, geometry=mapping(after), line_id=line.id, accuracy_m=change.accuracy_m[choice]
            )
        reports.append(
            Report(
                id=str(uuid4()),
                incident_id=incident_id,
                kind="changed",
                recorded_at=note.recorded_at,
                author=note.author,
                machine=note.machine,
                text=note.reason,
                changes={"places": [describe_place(place) for place in places]},
            )
        )
    return reports, {incident_id: known[incident_id][-1].id for incident_id in by_incident}
