"""What a new version of the line does to what was placed by reference: seen first, then recorded.

Three behaviours, chosen for each kind of thing:

stay
    where it is on the ground;
move
    with its reference, to where that lies on the new line;
measure
    to the same chainage on the new line.

Everything that is moved is moved by a report or a register entry that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.line import BoundaryLine, find_feet, point_at, substring
from border_gis.crs import measure_geodesic
from border_gis.errors import InputError, NotFoundError
from border_gis.services.incidents import add_report, name_machine, show_incident
from border_gis.services.permissions import name_author, needs
from border_gis.services.places import find_places
from border_gis.services.workspaces import Workspace

KINDS = ("incident", "work")
_STANDS_M = 0.001


class LineChangeChoice(StrEnum):
    """What happens to a place when the line is replaced."""

    STAY = "stay"
    MOVE = "move"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One place that was found by reference, and where each choice would put it.

    Attributes
    ----------
    kind : {"incident", "work"}
    id, name : str
    place : int
        Number of the place of an incident, from 0; 0 for a work.
    reference : str
    before : shapely geometry
        WGS 84.
    after : mapping of LineChangeChoice to geometry or None
        None where the new line has no such place.
    moved_m : mapping of LineChangeChoice to float or None
        The farthest that an end of it would move, on the ground.
    line_id : str
        The line that it was found on; empty where nobody wrote it down.
    """

    kind: str
    id: str
    name: str
    place: int
    reference: str
    before: BaseGeometry
    after: Mapping[LineChangeChoice, BaseGeometry | None]
    moved_m: Mapping[LineChangeChoice, float | None]
    line_id: str = ""


@dataclass(frozen=True, slots=True)
class LineChangeResult:
    """What was recorded.

    Attributes
    ----------
    moved, stayed : int
        Places.
    not_placed : tuple of str
        Names of things whose place the new line does not have; they stayed.
    line_id : str
        The new version of the line.
    moves : tuple of PlaceChange
        What was moved, with where it stood before.
    """

    moved: int
    stayed: int
    not_placed: tuple[str, ...]
    line_id: str = ""
    moves: tuple[PlaceChange, ...] = ()


@needs(Role.VIEWER)
def preview_line_change(workspace: Workspace, line_id: str) -> tuple[PlaceChange, ...]:
    """Return every place that was found by reference on another line than this one.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    """
    line = _find_line(workspace, line_id)
    return tuple(_list_changes(workspace, line))


@needs(Role.APPROVER)
def apply_line_change(
    workspace: Workspace, line_id: str, choices: Mapping[str, LineChangeChoice], reason: str
) -> LineChangeResult:
    """Record what becomes of every such place, kind by kind.

    Parameters
    ----------
    workspace : Workspace
    line_id : str
        The new version of the line.
    choices : mapping of str to LineChangeChoice
        For each of ``KINDS``; what is not named stays.
    reason : str
        Why, as it will stand in every history.

    Raises
    ------
    NotFoundError
        There is no such version of the line.
    InputError
        No reason was given.
    ConflictError
        Somebody has changed one of them meanwhile; those before it are recorded.
    """
    if not reason.strip():
        raise InputError("line_changes.no_reason")
    line = _find_line(workspace, line_id)
    note = ChangeNote(name_author(workspace), name_machine(), datetime.now(UTC), reason=reason.strip())
    stayed = 0
    moves: list[PlaceChange] = []
    not_placed: list[str] = []
    by_incident: dict[str, list[tuple[PlaceChange, BaseGeometry]]] = {}
    for change in _list_changes(workspace, line):
        choice = choices.get(change.kind, LineChangeChoice.STAY)
        geometry = change.after[choice]
        distance_m = change.moved_m[choice]
        if geometry is None:
            not_placed.append(change.name)
        if geometry is None or choice is LineChangeChoice.STAY or (distance_m or 0.0) < _STANDS_M:
            stayed += 1
        elif change.kind == "incident":
            by_incident.setdefault(change.id, []).append((change, geometry))
            moves.append(change)
        else:
            _move_work(workspace, change.id, geometry, note)
            moves.append(change)
    for incident_id, changes in by_incident.items():
        _move_incident(workspace, incident_id, changes, line, reason)
    return LineChangeResult(len(moves), stayed, tuple(not_placed), line.id, tuple(moves))


@needs(Role.APPROVER)
def undo_line_change(workspace: Workspace, done: LineChangeResult, reason: str) -> int:
    """Put back what a new version of the line has moved; return how many things stand where they stood.

    Each goes back by a report or an entry of its own, as it went. What somebody has moved
    again since stays where it is now.

    Parameters
    ----------
    workspace : Workspace
    done : LineChangeResult
        As `apply_line_change` gave it.
    reason : str

    Raises
    ------
    InputError
        No reason was given.
    """
    if not reason.strip():
        raise InputError("line_changes.no_reason")
    note = ChangeNote(name_author(workspace), name_machine(), datetime.now(UTC), reason=reason.strip())
    back = 0
    by_incident: dict[str, list[PlaceChange]] = {}
    for change in done.moves:
        if change.kind == "incident":
            by_incident.setdefault(change.id, []).append(change)
        elif _stands_where_moved(workspace.store.work(change.id).geometry, change):
            _move_work(workspace, change.id, change.before, note)
            back += 1
    for incident_id, changes in by_incident.items():
        back += _put_back_incident(workspace, incident_id, changes, reason)
    return back


def _stands_where_moved(now: BaseGeometry | None, change: PlaceChange) -> bool:
    """Return whether a thing still stands where one of the choices would have put it."""
    went = [there for choice, there in change.after.items() if choice is not LineChangeChoice.STAY]
    return now is not None and any(there is not None and now.equals(there) for there in went)


def _put_back_incident(
    workspace: Workspace, incident_id: str, changes: Sequence[PlaceChange], reason: str
) -> int:
    page = show_incident(workspace, incident_id)
    places = list(page.incident.places)
    back = 0
    for change in changes:
        place = places[change.place] if change.place < len(places) else None
        now = None if place is None or place.geometry is None else shape(dict(place.geometry))
        if place is not None and _stands_where_moved(now, change):
            before = mapping(change.before)
            places[change.place] = replace(place, geometry=before, line_id=change.line_id)
            back += 1
    if back:
        told = {"places": [asdict(place) for place in places]}
        add_report(workspace, incident_id, reason, changes=told, seen_report_id=page.last_report_id)
    return back


def _find_line(workspace: Workspace, line_id: str) -> BoundaryLine:
    for line in workspace.lines:
        if line.id == line_id:
            return line
    raise NotFoundError("zones.unknown_line", line=line_id, known=[line.id for line in workspace.lines])


def _list_changes(workspace: Workspace, line: BoundaryLine) -> Iterator[PlaceChange]:
    for incident in workspace.store.incidents():
        for number, place in enumerate(incident.places):
            if place.is_measured or not place.reference or place.geometry is None:
                continue
            if place.line_id != line.id:
                placed = _Placed("incident", incident.id, f"{incident.number} {incident.title}", number)
                before = shape(dict(place.geometry))
                yield _weigh(workspace, line, placed, place.reference, before, place.line_id)
    for work in workspace.works:
        if work.illustrative and work.reference_as_written and work.geometry is not None:
            placed = _Placed("work", work.id, work.name or work.id, 0)
            yield _weigh(workspace, line, placed, work.reference_as_written, work.geometry, "")


@dataclass(frozen=True, slots=True)
class _Placed:
    kind: str
    id: str
    name: str
    place: int


def _weigh(
    workspace: Workspace,
    line: BoundaryLine,
    placed: _Placed,
    reference: str,
    before: BaseGeometry,
    old_line_id: str,
) -> PlaceChange:
    after: dict[LineChangeChoice, BaseGeometry | None] = {
        LineChangeChoice.STAY: before,
        LineChangeChoice.MOVE: _find_on(workspace, line, reference),
        LineChangeChoice.MEASURE: _keep_measure(workspace, line, before, old_line_id),
    }
    return PlaceChange(
        placed.kind,
        placed.id,
        placed.name.strip(),
        placed.place,
        reference,
        before,
        MappingProxyType(after),
        MappingProxyType({choice: _measure_move(before, there) for choice, there in after.items()}),
        old_line_id,
    )


def _find_on(workspace: Workspace, line: BoundaryLine, reference: str) -> BaseGeometry | None:
    """Return where a reference lies on a line; None where it has no place there, or several."""
    try:
        found = find_places(workspace, reference)
    except InputError:
        return None
    if len(found.choices) != 1:
        return None
    return next((each.geometry for each in found.choices[0].places if each.line_id == line.id), None)


def _keep_measure(
    workspace: Workspace, line: BoundaryLine, before: BaseGeometry, old_line_id: str
) -> BaseGeometry | None:
    """Return the place at the same chainages; None where the new line is too short for them."""
    others = [each for each in workspace.lines if each.id != line.id]
    old = next((each for each in others if each.id == old_line_id), others[0] if others else None)
    ends = _ends(before)
    if old is None or ends is None:
        return None
    chainages_m = find_feet(old, *ends.T).nearest().chainage_m
    try:
        if len(chainages_m) == 1:
            return point_at(line, float(chainages_m[0]))
        return substring(line, float(chainages_m[0]), float(chainages_m[1]))
    except InputError:
        return None


def _ends(geometry: BaseGeometry) -> NDArray[np.float64] | None:
    """Return the position of a point, or the two ends of a line; None for anything else."""
    if isinstance(geometry, Point):
        return shapely.get_coordinates(geometry)
    return shapely.get_coordinates(geometry)[[0, -1]] if isinstance(geometry, LineString) else None


def _measure_move(before: BaseGeometry, after: BaseGeometry | None) -> float | None:
    here = _ends(before)
    there = None if after is None else _ends(after)
    if after is before:
        return 0.0
    if here is None or there is None or len(here) != len(there):
        return None
    return float(np.max(measure_geodesic(*here.T, *there.T)[1]))


def _move_work(workspace: Workspace, work_id: str, geometry: BaseGeometry, note: ChangeNote) -> None:
    work = workspace.store.work(work_id)
    workspace.store.change_work(work, replace(work, geometry=geometry), note)


def _move_incident(
    workspace: Workspace,
    incident_id: str,
    changes: Sequence[tuple[PlaceChange, BaseGeometry]],
    line: BoundaryLine,
    reason: str,
) -> None:
    page = show_incident(workspace, incident_id)
    places = list(page.incident.places)
    for change, geometry in changes:
        places[change.place] = replace(places[change.place], geometry=mapping(geometry), line_id=line.id)
    add_report(
        workspace,
        incident_id,
        reason,
        changes={"places": [asdict(place) for place in places]},
        seen_report_id=page.last_report_id,
    )
