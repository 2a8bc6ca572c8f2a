"""Incidents that lie where something else lies: along the line by chainage, beside it in space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine, find_feet
from border_gis.boundary.places import locate_many
from border_gis.boundary.reference import parse
from border_gis.errors import InputError
from border_gis.incidents.model import Incident, IncidentPlace
from border_gis.services.incidents import IncidentFilter, list_incidents
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

ROUNDING_M = 1.0
"""References are written in whole metres: ends this near to each other are the same place."""

BESIDE_LINE_M = 500.0
"""A place drawn or clicked this near to the line lies at its foot; one farther off has no chainage."""

_BOX_MARGIN_DEG = 0.01
MOST_INCIDENTS = 2_000


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a place is on one version of the line.

    Attributes
    ----------
    line_id : str
    low_m, high_m : float
        Chainages; the same twice for a point.
    """

    line_id: str
    low_m: float
    high_m: float

    @property
    def is_point(self) -> bool:
        """Whether it has no length that counts."""
        return self.high_m - self.low_m <= ROUNDING_M

    def meets(self, other: Extent) -> bool:
        """Return whether they share a place, an end counting as one."""
        return (
            self.line_id == other.line_id
            and self.low_m <= other.high_m + ROUNDING_M
            and other.low_m <= self.high_m + ROUNDING_M
        )

    def overlaps(self, other: Extent) -> bool:
        """Return whether they share more than an end: neighbouring stretches do not."""
        if self.is_point or other.is_point:
            return self.meets(other)
        shared_m = min(self.high_m, other.high_m) - max(self.low_m, other.low_m)
        return self.line_id == other.line_id and shared_m > ROUNDING_M


@needs(Role.VIEWER)
def find_meeting_incidents(
    workspace: Workspace, places: Sequence[IncidentPlace], *, must_overlap: bool = False
) -> tuple[Incident, ...]:
    """Return the incidents that share a place with some places, newest first.

    Parameters
    ----------
    workspace : Workspace
    places : sequence of IncidentPlace
    must_overlap : bool
        Leave out those that only touch at an end.
    """
    wanted = extents_of(workspace, places)
    geometries = [shape(dict(place.geometry)) for place in places if place.geometry is not None]
    candidates = {
        incident.id: incident
        for geometry in geometries
        for incident in list_incidents(workspace, IncidentFilter(box=_box(geometry), limit=MOST_INCIDENTS))
    }
    found = [
        incident
        for incident in candidates.values()
        if _meets(workspace, incident, wanted, geometries, must_overlap)
    ]
    order = {incident_id: place for place, incident_id in enumerate(candidates)}
    return tuple(sorted(found, key=lambda incident: order[incident.id]))


@needs(Role.VIEWER)
def find_tied_incidents(workspace: Workspace, kind: str, object_id: str) -> tuple[Incident, ...]:
    """Return the incidents that name a work, a marker or a survey area, newest first.

    Parameters
    ----------
    workspace : Workspace
    kind : {"works", "markers", "survey_areas"}
    object_id : str
    """
    return list_incidents(workspace, IncidentFilter(tied_to=(kind, object_id)))


@needs(Role.VIEWER)
def extents_of(workspace: Workspace, places: Sequence[IncidentPlace]) -> tuple[Extent, ...]:
    """Return where places are on every version of the line; those far from it have none."""
    return tuple(extent for line in workspace.lines for extent in _on_line(workspace, line, places))


def _on_line(workspace: Workspace, line: BoundaryLine, places: Sequence[IncidentPlace]) -> Iterable[Extent]:
    readings = []
    for place in places:
        try:
            readings.append(parse(place.reference)[0] if place.reference else None)
        except InputError:
            readings.append(None)
    known = [reading for reading in readings if reading is not None]
    located = iter(locate_many(known, line, workspace.register) if known else ())
    for place, reading in zip(places, readings, strict=True):
        span_m = None if reading is None else next(located).span_m
        if span_m is None and place.geometry is not None:
            span_m = _span_of_geometry(shape(dict(place.geometry)), line)
        if span_m is not None:
            yield Extent(line.id, *span_m)


def _span_of_geometry(geometry: BaseGeometry, line: BoundaryLine) -> tuple[float, float] | None:
    xy = shapely.get_coordinates(geometry)
    if not len(xy):
        return None
    feet = find_feet(line, xy[:, 0], xy[:, 1]).nearest()
    near = (feet.distance_m <= BESIDE_LINE_M) & ~feet.beyond_end
    if not near.any():
        return None
    chainages_m = np.asarray(feet.chainage_m)[near]
    return float(chainages_m.min()), float(chainages_m.max())


def _meets(
    workspace: Workspace,
    incident: Incident,
    wanted: Sequence[Extent],
    geometries: Sequence[BaseGeometry],
    must_overlap: bool,
) -> bool:
    theirs = extents_of(workspace, incident.places)
    if any(one.overlaps(other) if must_overlap else one.meets(other) for one in theirs for other in wanted):
        return True
    if theirs and wanted:
        return False
    shapes = [shape(dict(place.geometry)) for place in incident.places if place.geometry is not None]
    return any(bool(one.intersects(other)) for one in shapes for other in geometries)


def _box(geometry: BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = geometry.bounds
    margin = _BOX_MARGIN_DEG
    return west - margin, south - margin, east + margin, north + margin
