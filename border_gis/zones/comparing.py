"""Two versions of the line side by side: the land between them, and how far they are apart.

Land lies between two lines when one of them has it on one party's side and the other on the
other's. Only where both run is compared: what goes on past the end of one is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, side_of
from border_gis.boundary.parties import Party
from border_gis.crs import local_plane, measure_geodesic
from border_gis.errors import InputError

STEP_M = 5.0
"""The lines are compared at places at most so far apart: the greatest separation is found to half of this."""

STRAIGHT_M = 100.0
"""Longer pieces of a geodesic are cut before they are drawn straight in degrees, 0.1 mm off."""

SMALLEST_M2 = 1.0
"""Land between lines smaller than this is a matter of rounding."""


@dataclass(frozen=True, slots=True)
class LandBetween:
    """One area between two lines.

    Attributes
    ----------
    polygon : shapely Polygon
        WGS 84.
    area_m2 : float
    error_m2 : float
        How far the area may err, one sigma, as accurate as the two lines are: each of them shifted as a
        whole along its half of the edge (JCGM 100:2008, 5.1.2, for independent errors).
    first_party, second_party : Party
        Whose land it is by the first line, and by the second.
    """

    polygon: shapely.Polygon
    area_m2: float
    error_m2: float
    first_party: Party
    second_party: Party

    @property
    def hectares(self) -> float:
        """Return the area in hectares."""
        return self.area_m2 / 10_000.0


@dataclass(frozen=True, slots=True)
class LineComparison:
    """Two versions of the line, where both run.

    Attributes
    ----------
    first_id, second_id : str
    areas : tuple of LandBetween
        The largest first.
    greatest_m : float
        Greatest separation, and the chainage on the first line at which it is.
    greatest_at_m : float
    from_m, to_m : float
        Chainages on the first line between which both run.
    """

    first_id: str
    second_id: str
    areas: tuple[LandBetween, ...]
    greatest_m: float
    greatest_at_m: float
    from_m: float
    to_m: float

    @property
    def hectares(self) -> float:
        """Return all land between the lines, in hectares."""
        return sum(area.hectares for area in self.areas)

    def works_between(self, geometries: Sequence[BaseGeometry | None]) -> tuple[int, ...]:
        """Return the positions of the works of which any part lies on land between the lines."""
        land = shapely.MultiPolygon([area.polygon for area in self.areas])
        return tuple(
            number
            for number, geometry in enumerate(geometries)
            if geometry is not None and not geometry.is_empty and geometry.intersects(land)
        )


def compare_lines(first: BoundaryLine, second: BoundaryLine) -> LineComparison:
    """Compare two versions of the line where both run.

    Raises
    ------
    InputError
        The two lines run beside each other nowhere.
    """
    first_part = _beside(first, second)
    second_part = _beside(second, first)
    apart_m, at_m = _separate(first, second, first_part, second_part)
    return LineComparison(
        first_id=first.id,
        second_id=second.id,
        areas=tuple(sorted(_find_land(first, second, first_part, second_part), key=lambda a: -a.area_m2)),
        greatest_m=apart_m,
        greatest_at_m=at_m,
        from_m=first_part[0],
        to_m=first_part[1],
    )


def _beside(line: BoundaryLine, other: BoundaryLine) -> tuple[float, float]:
    """Return the chainages of a line between which the other runs beside it."""
    ends = find_feet(line, *other.coordinates[[0, -1]].T).nearest()
    low_m, high_m = sorted(ends.chainage_m.tolist())
    if high_m - low_m < 1.0:
        raise InputError("zones.lines_apart", first=line.name, second=other.name)
    return low_m, high_m


def _separate(
    first: BoundaryLine,
    second: BoundaryLine,
    first_part: tuple[float, float],
    second_part: tuple[float, float],
) -> tuple[float, float]:
    """Return the greatest distance of either line from the other, and where on the first line."""
    on_first = _places(first, first_part)
    feet = find_feet(second, *on_first[1].T).nearest()
    from_first = int(np.argmax(feet.distance_m))
    back = find_feet(first, *_places(second, second_part)[1].T).nearest()
    from_second = int(np.argmax(back.distance_m))
    if back.distance_m[from_second] > feet.distance_m[from_first]:
        return float(back.distance_m[from_second]), float(back.chainage_m[from_second])
    return float(feet.distance_m[from_first]), float(on_first[0][from_first])


def _places(
    line: BoundaryLine, part: tuple[float, float], step_m: float = STEP_M
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return chainages of the vertices of a stretch and of places between them, and their positions."""
    count = max(int(np.ceil((part[1] - part[0]) / step_m)), 1) + 1
    vertices = line.chainages_m[(line.chainages_m > part[0]) & (line.chainages_m < part[1])]
    chainages_m = np.unique(np.concatenate([np.linspace(*part, count), vertices]))
    return chainages_m, locate_points(line, chainages_m)


def _find_land(
    first: BoundaryLine,
    second: BoundaryLine,
    first_part: tuple[float, float],
    second_part: tuple[float, float],
) -> list[LandBetween]:
    """Cut the plane by both lines and keep the faces that the lines give to different parties."""
    one, two = (
        shapely.LineString(_places(line, part, STRAIGHT_M)[1])
        for line, part in ((first, first_part), (second, second_part))
    )
    starts, ends = _facing(one, two)
    edges = [one, two, *(shapely.LineString(pair) for pair in (starts, ends) if pair[0] != pair[1])]
    faces = list(shapely.get_parts(shapely.polygonize([shapely.unary_union(edges)])))
    if not faces:
        return []
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    parties = [_party_of(line, inside) for line in (first, second)]
    found = []
    for face, by_first, by_second in zip(faces, *parties, strict=True):
        if by_first is not None and by_second is not None and by_first is not by_second:
            area_m2, edge_m = _measure_area(face)
            if area_m2 >= SMALLEST_M2:
                error_m2 = float(np.hypot(first.accuracy_m, second.accuracy_m)) * edge_m / 2.0
                found.append(LandBetween(face, area_m2, error_m2, by_first, by_second))
    return found


def _facing(one: shapely.LineString, two: shapely.LineString) -> tuple[tuple, tuple]:
    """Pair the ends of two stretches that face each other."""
    a, b = (one.coords[0], one.coords[-1]), (two.coords[0], two.coords[-1])
    _, straight_m = measure_geodesic(*a[0], *b[0])
    _, crossed_m = measure_geodesic(*a[0], *b[1])
    return ((a[0], b[0]), (a[1], b[1])) if straight_m <= crossed_m else ((a[0], b[1]), (a[1], b[0]))


def _party_of(line: BoundaryLine, positions: NDArray[np.float64]) -> list[Party | None]:
    feet = find_feet(line, *positions.T).nearest()
    return [None if hand == 0 else Party(side_of(line, int(hand)).value) for hand in feet.hand.tolist()]


def _measure_area(polygon: shapely.Polygon) -> tuple[float, float]:
    """Return area and length of the edge of a polygon on the ground, in a conformal plane around its middle.

    The plane is too long by 1.5 parts in a million at 15 km from its middle.
    """
    middle = polygon.centroid
    to_plane = local_plane(middle.x, middle.y)
    flat = shapely.transform(polygon, lambda xy: np.column_stack(to_plane(xy[:, 0], xy[:, 1])))
    return float(flat.area), float(flat.length)
