"""Find what was placed by reference on another line, and how far each choice would move it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role, Secrecy
from border_gis.boundary.line import BoundaryLine, find_feet, point_at, substring
from border_gis.boundary.line_deeds import read_deeds
from border_gis.boundary.places import locate_many
from border_gis.boundary.reference import Reading, parse
from border_gis.crs import measure_geodesic
from border_gis.errors import InputError
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

KINDS = ("incident", "work")
STANDS_M = 0.001
"""What would move by less stays."""

ELSEWHERE_M = 10_000.0
"""A line that is, or puts a thing, farther than this from where it stands has no place for it.

Lines of the same border drawn from 1:10,000,000 and from 1:50,000 lie some kilometres apart at most.
"""


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
    accuracy_m : mapping of LineChangeChoice to float or None
        How well the place is known there, one sigma.
    line_id : str
        The line that it was found on; empty where nobody wrote it down.
    level : Secrecy
        Of the incident.
    """

    kind: str
    id: str
    name: str
    place: int
    reference: str
    before: BaseGeometry
    after: Mapping[LineChangeChoice, BaseGeometry | None]
    moved_m: Mapping[LineChangeChoice, float | None]
    accuracy_m: Mapping[LineChangeChoice, float | None]
    line_id: str = ""
    level: Secrecy = Secrecy.NONE

    def goes(self, choice: LineChangeChoice) -> bool:
        """Return whether a choice moves it at all."""
        return (self.moved_m[choice] or 0.0) >= STANDS_M


@needs(Role.VIEWER)
def weigh_places(workspace: Workspace, line: BoundaryLine) -> tuple[PlaceChange, ...]:
    """Return every place that was found by reference on another line than this one."""
    placed = (*_list_incidents(workspace, line), *_list_works(workspace, line))
    if not placed:
        return ()
    runs_there = _runs_beside(line, [each.before for each in placed])
    moved = _find_on(workspace, line, [each.reference for each in placed])
    kept = _keep_measures(workspace, line, placed)
    return tuple(map(_weigh, placed, runs_there, moved, kept))


def _list_incidents(workspace: Workspace, line: BoundaryLine) -> Iterator[_Placed]:
    for incident in workspace.store.incidents():
        for number, place in enumerate(incident.places):
            if place.is_measured or not place.reference or place.geometry is None:
                continue
            if place.line_id != line.id:
                yield _Placed(
                    "incident",
                    incident.id,
                    f"{incident.number} {incident.title}",
                    number,
                    place.reference,
                    shape(dict(place.geometry)),
                    place.accuracy_m,
                    place.line_id,
                    incident.level,
                )


def _list_works(workspace: Workspace, line: BoundaryLine) -> Iterator[_Placed]:
    on_lines = _find_lines_of_works(workspace)
    first = workspace.lines[0].id
    for work in workspace.works:
        if work.illustrative and work.reference_as_written and work.geometry is not None:
            # A work is drawn on the first version that has its place, unless a change moved it on.
            line_id = on_lines.get(work.id, first)
            if line_id != line.id:
                name, reference = work.name or work.id, work.reference_as_written
                yield _Placed("work", work.id, name, 0, reference, work.geometry, work.accuracy_m, line_id)


def _find_lines_of_works(workspace: Workspace) -> dict[str, str]:
    """Return the line of those works that stand where a change of the line has moved them."""
    moved = {
        move.entry: deed.line_id
        for deed in read_deeds(workspace.store.imports())
        if deed.kind == "change"
        for move in deed.of("work")
    }
    if not moved:
        return {}
    drawn_by: dict[str, str] = {}
    undone: dict[str, str] = {}
    for entry in workspace.store.register_history("works"):
        if "geometry" not in entry.after:
            continue
        # What is undone stands where the entry before it had drawn it.
        undone[entry.id] = drawn_by.get(entry.object_id, "")
        drawn_by[entry.object_id] = undone.get(entry.undoes, entry.id) if entry.undoes else entry.id
    return {work_id: moved[entry_id] for work_id, entry_id in drawn_by.items() if entry_id in moved}


@dataclass(frozen=True, slots=True)
class _Placed:
    kind: str
    id: str
    name: str
    place: int
    reference: str
    before: BaseGeometry
    accuracy_m: float | None
    line_id: str
    level: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class _Found:
    geometry: BaseGeometry
    accuracy_m: float | None


def _weigh(placed: _Placed, runs_there: bool, moved: _Found | None, kept: _Found | None) -> PlaceChange:
    before = placed.before
    found: dict[LineChangeChoice, _Found | None] = {
        LineChangeChoice.STAY: _Found(before, placed.accuracy_m),
        LineChangeChoice.MOVE: moved,
        LineChangeChoice.MEASURE: kept,
    }
    moved_m = {
        choice: None if there is None else measure_move(before, there.geometry)
        for choice, there in found.items()
    }
    for choice, distance_m in moved_m.items():
        if choice is not LineChangeChoice.STAY and (not runs_there or (distance_m or 0.0) > ELSEWHERE_M):
            # At a marker itself a reference lies where the marker stands, wherever the line runs.
            found[choice] = None
            moved_m[choice] = None
    return PlaceChange(
        placed.kind,
        placed.id,
        placed.name.strip(),
        placed.place,
        placed.reference,
        before,
        MappingProxyType({choice: None if one is None else one.geometry for choice, one in found.items()}),
        MappingProxyType(moved_m),
        MappingProxyType({choice: None if one is None else one.accuracy_m for choice, one in found.items()}),
        placed.line_id,
        placed.level,
    )


def _runs_beside(line: BoundaryLine, things: Sequence[BaseGeometry]) -> list[bool]:
    """Return of each thing whether the line passes near its first or its last corner."""
    corners = np.concatenate([shapely.get_coordinates(each)[[0, -1]] for each in things])
    distances_m = find_feet(line, *corners.T).nearest().distance_m.reshape(-1, 2)
    return [bool(near) for near in distances_m.min(axis=1) <= ELSEWHERE_M]


def _find_on(workspace: Workspace, line: BoundaryLine, references: Sequence[str]) -> list[_Found | None]:
    """Return where each reference lies on a line; None where it has no place there, or several."""
    read = {text: _read(text) for text in dict.fromkeys(references)}
    known = {text: reading for text, reading in read.items() if reading is not None}
    places = dict(zip(known, locate_many(known.values(), line, workspace.register), strict=True))
    found: dict[str, _Found | None] = {}
    for text in read:
        place = places.get(text)
        if place is None or place.geometry is None:
            found[text] = None
        else:
            found[text] = _Found(place.geometry, place.accuracy_m)
    return [found[text] for text in references]


def _read(reference: str) -> Reading | None:
    """Return the only reading of a reference; None where it has none, or several."""
    try:
        readings = parse(reference)
    except InputError:
        return None
    return readings[0] if len(readings) == 1 else None


def _keep_measures(
    workspace: Workspace, line: BoundaryLine, placed: Sequence[_Placed]
) -> list[_Found | None]:
    """Return the place of each thing at the same chainages; None where the line is too short for them."""
    kept: list[_Found | None] = [None] * len(placed)
    for old in workspace.lines:
        ends = {
            number: ends
            for number, each in enumerate(placed)
            if each.line_id == old.id and (ends := _ends(each.before)) is not None
        }
        if not ends:
            continue
        chainages_m = find_feet(old, *np.concatenate(list(ends.values())).T).nearest().chainage_m
        cuts = np.cumsum([len(each) for each in ends.values()])[:-1]
        for number, own_m in zip(ends, np.split(chainages_m, cuts), strict=True):
            kept[number] = _place_at(line, own_m, placed[number].accuracy_m)
    return kept


def _place_at(
    line: BoundaryLine, chainages_m: NDArray[np.float64], accuracy_m: float | None
) -> _Found | None:
    # As well as it was known along the old line, but no better than the new one.
    known_m = line.accuracy_m if accuracy_m is None else max(accuracy_m, line.accuracy_m)
    try:
        if len(chainages_m) == 1:
            return _Found(point_at(line, float(chainages_m[0])), known_m)
        return _Found(substring(line, float(chainages_m[0]), float(chainages_m[1])), known_m)
    except InputError:
        return None


def _ends(geometry: BaseGeometry) -> NDArray[np.float64] | None:
    """Return the position of a point, or the two ends of a line; None for anything else."""
    if isinstance(geometry, Point):
        return shapely.get_coordinates(geometry)
    return shapely.get_coordinates(geometry)[[0, -1]] if isinstance(geometry, LineString) else None


def measure_move(before: BaseGeometry, after: BaseGeometry) -> float:
    """Return the farthest that an end moves; of things unlike each other, from the nearest corner."""
    if after is before:
        return 0.0
    here, there = _ends(before), _ends(after)
    if here is not None and there is not None and len(here) == len(there):
        return float(np.max(measure_geodesic(*here.T, *there.T)[1]))
    corners, others = shapely.get_coordinates(before), shapely.get_coordinates(after)
    from_each = np.repeat(others, len(corners), axis=0)
    distances_m = measure_geodesic(*np.tile(corners, (len(others), 1)).T, *from_each.T)[1]
    return float(distances_m.reshape(len(others), len(corners)).min(axis=1).max())
