"""What lies near a place: works, incidents and the commune."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.places import Place, locate_many
from border_gis.boundary.reference import parse_list
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.crs import local_plane
from border_gis.errors import InputError
from border_gis.incidents.model import Incident
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery
from border_gis.works.model import Work

NEAR_M = 500.0
"""How far from a place a work or an incident may lie and still be shown with it."""

UNIT_GAP_M = 200.0
"""How far outside every commune a place may lie and still be named by the nearest: markers and
banks fall between generalised outlines."""

MOST_INCIDENTS = 200
NEAR_DEG = NEAR_M / 100_000.0
"""What surely holds `NEAR_M`: no degree here is shorter than 100 km. Only to leave out what is far."""


@needs(Role.VIEWER)
def find_works(workspace: Workspace, placed: Place, line: BoundaryLine | None) -> tuple[Work, ...]:
    """Return the works near a place in space, or whose reference overlaps it along the line."""
    spans = (
        {} if line is None else workspace.keep(f"work_spans:{line.id}", lambda: _span_works(workspace, line))
    )
    near = _Nearness(placed.geometry)
    return tuple(
        work
        for work in workspace.works
        if near.holds(work.geometry) or _overlaps(placed.span_m, spans.get(work.id, ()))
    )


def _overlaps(span_m: tuple[float, float] | None, others: Iterable[tuple[float, float]]) -> bool:
    return span_m is not None and any(low <= span_m[1] and span_m[0] <= high for low, high in others)


def _span_works(workspace: Workspace, line: BoundaryLine) -> dict[str, list[tuple[float, float]]]:
    """Return the stretches of the line that the references of works name."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for work in workspace.works:
        try:
            readings = [each[0] for each in parse_list(work.reference_as_written) if each]
        except InputError:
            continue
        places = locate_many(readings, line, workspace.register)
        spans[work.id] = [each.span_m for each in places if each.span_m is not None]
    return spans


@needs(Role.VIEWER)
def find_incidents(workspace: Workspace, geometry: BaseGeometry) -> tuple[Incident, ...]:
    """Return the incidents with a place near a geometry, newest first."""
    west, south, east, north = geometry.bounds
    box = (west - NEAR_DEG, south - NEAR_DEG, east + NEAR_DEG, north + NEAR_DEG)
    near = _Nearness(geometry)
    found = workspace.store.find_incidents(IncidentQuery(box=box, limit=MOST_INCIDENTS))
    return tuple(
        incident
        for incident in found
        if any(
            each.geometry is not None and near.holds(shape(dict(each.geometry))) for each in incident.places
        )
    )


class _Nearness:
    """Tells what comes within `NEAR_M` of a geometry."""

    def __init__(self, geometry: BaseGeometry | None) -> None:
        self.geometry = geometry
        if geometry is not None:
            middle = shapely.box(*geometry.bounds).centroid
            self.to_plane = local_plane(middle.x, middle.y)
            self.flat = self._flatten(geometry)

    def holds(self, other: BaseGeometry | None) -> bool:
        return self.distance_m(other) <= NEAR_M

    def distance_m(self, other: BaseGeometry | None) -> float:
        """Return the distance on the ground; infinite for what is surely farther than `NEAR_M`."""
        if self.geometry is None or other is None or other.is_empty:
            return float("inf")
        west, south, east, north = self.geometry.bounds
        x0, y0, x1, y1 = other.bounds
        if max(x0 - east, west - x1, y0 - north, south - y1) > NEAR_DEG:
            return float("inf")
        return float(self.flat.distance(self._flatten(other)))

    def _flatten(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: np.column_stack(self.to_plane(xy[:, 0], xy[:, 1])))


def find_unit(units: tuple[Unit, ...], point: Point) -> Unit | None:
    """Return today's commune at a point, or the nearest one a little way off."""
    today = datetime.now(UTC).date()
    near = _Nearness(point)
    distances = [
        (near.distance_m(unit.geometry), unit)
        for unit in units
        if unit.level is UnitLevel.COMMUNE and unit.is_valid_on(today) and unit.geometry is not None
    ]
    distance_m, unit = min(distances, key=lambda pair: pair[0], default=(np.inf, None))
    return unit if distance_m <= UNIT_GAP_M else None
