"""Draw a survey area around stretches of the line, in the plane of the province.

The strip to each side is cut out of the strip on both sides by the line itself, so that a
sharp bend gives no loops, and no land beyond another arm of the line. A quarter circle has
64 chords: at 500 m the drawing lies at most 4 cm inside the true strip.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, side_of
from border_gis.boundary.parties import Side
from border_gis.crs import Zone, from_vn2000, to_vn2000
from border_gis.errors import InputError

CHORDS = 64
"""In a quarter circle of a strip."""

WIDEST_M = 10_000.0
"""A strip that is wider than this is surely a slip of the pen."""

STRAIGHT_M = 50.0
"""A geodesic is drawn straight in the plane between places at most so far apart, 0.1 mm off."""

_PAST_END_M = 1.0
_AROUND_M = 50_000.0


def drawn_short_m(width_m: float) -> float:
    """Return how far a drawn strip may lie inside the true one, at most."""
    return width_m * (1.0 - cos(pi / (4 * CHORDS)))


def trace(line: BoundaryLine, from_m: float, to_m: float, step_m: float = STRAIGHT_M) -> NDArray[np.float64]:
    """Return positions along a stretch of the line, its vertices among them, WGS 84, shape (n, 2).

    Raises
    ------
    InputError
        A chainage lies beyond an end of the line.
    """
    low_m, high_m = min(from_m, to_m), max(from_m, to_m)
    count = max(int(np.ceil((high_m - low_m) / step_m)), 1) + 1
    vertices = line.chainages_m[(line.chainages_m > low_m) & (line.chainages_m < high_m)]
    return locate_points(line, np.unique(np.concatenate([np.linspace(low_m, high_m, count), vertices])))


def to_plane(geometry: BaseGeometry, zone: Zone) -> BaseGeometry:
    """Return a WGS 84 geometry in metres of a zone of VN-2000."""
    return shapely.transform(
        shapely.force_2d(geometry), lambda xy: np.column_stack(to_vn2000(xy[:, 0], xy[:, 1], zone))
    )


def from_plane(geometry: BaseGeometry, zone: Zone) -> BaseGeometry:
    """Return a geometry in metres of a zone of VN-2000 as WGS 84."""
    return shapely.transform(geometry, lambda xy: np.column_stack(from_vn2000(xy[:, 0], xy[:, 1], zone)))


def measure_m2(geometry: BaseGeometry, zone: Zone) -> float:
    """Return the area on the ground: in the plane, less its scale at the middle of the geometry.

    Over 20 km the scale of a zone differs by less than 40 parts in a million from that at the middle.
    """
    if geometry.is_empty:
        return 0.0
    return float(to_plane(geometry, zone).area) / scale_at(geometry, zone) ** 2


def scale_at(geometry: BaseGeometry, zone: Zone) -> float:
    """Return the scale of a zone's plane at the middle of a WGS 84 geometry: plane over ground.

    Transverse Mercator, first term: k0 (1 + x² / 2 R²) with x from the central meridian.
    """
    middle = geometry.envelope.centroid
    east_m, _ = to_vn2000(middle.x, middle.y, zone)
    return float(zone.scale * (1.0 + (east_m - 500_000.0) ** 2 / (2.0 * 6_371_000.0**2)))


def draw_area(
    line: BoundaryLine,
    spans_m: Sequence[tuple[float, float]],
    width_vn_m: float,
    width_cn_m: float,
    zone: Zone,
) -> BaseGeometry:
    """Return the area beside stretches of the line.

    Parameters
    ----------
    line : BoundaryLine
    spans_m : sequence of (float, float)
        Chainages of the ends of each stretch.
    width_vn_m, width_cn_m : float
        How far the area reaches to each side, in metres of the plane.
    zone : Zone
        Of the province.

    Returns
    -------
    Polygon or MultiPolygon
        WGS 84.

    Raises
    ------
    InputError
        A width is no width, or there is no stretch.
    """
    for width_m in (width_vn_m, width_cn_m):
        if not 0.0 <= width_m <= WIDEST_M:
            raise InputError("surveys.bad_width", width_m=width_m, widest_m=WIDEST_M)
    if not spans_m or width_vn_m + width_cn_m == 0.0:
        raise InputError("surveys.no_area")
    parts = [
        strip
        for from_m, to_m in spans_m
        for side, width_m in ((Side.VN, width_vn_m), (Side.CN, width_cn_m))
        if width_m > 0.0
        for strip in _draw_side(line, from_m, to_m, side, width_m, zone)
    ]
    # A tenth of a millimetre closes the seams that the line leaves between the sides.
    joined = shapely.union_all(shapely.set_precision(parts, 1e-4))
    return from_plane(joined, zone)


def _draw_side(
    line: BoundaryLine, from_m: float, to_m: float, side: Side, width_m: float, zone: Zone
) -> list[BaseGeometry]:
    if abs(to_m - from_m) < 1.0:
        raise InputError("surveys.no_area")
    stretch = to_plane(shapely.LineString(trace(line, from_m, to_m)), zone)
    strip = stretch.buffer(width_m, quad_segs=CHORDS, cap_style="flat")
    # The whole line around cuts it: beyond another arm of the line lies the other side again.
    low_m, high_m = min(from_m, to_m) - _AROUND_M, max(from_m, to_m) + _AROUND_M
    around = trace(line, max(low_m, 0.0), min(high_m, line.length_m))
    course = _lengthen(to_plane(shapely.LineString(around), zone))
    cut = shapely.unary_union([strip.boundary, course.intersection(strip.buffer(_PAST_END_M))])
    faces = [face for face in shapely.get_parts(shapely.polygonize([cut])) if face.area > 1e-3]
    inside = [shapely.point_on_surface(face) for face in faces]
    at = np.array([from_vn2000(point.x, point.y, zone) for point in inside]).reshape(-1, 2)
    hands = find_feet(line, *at.T).nearest().hand
    return [
        face
        for face, point, hand in zip(faces, inside, hands.tolist(), strict=True)
        if side_of(line, int(hand)) is side and strip.covers(point)
    ]


def _lengthen(stretch: BaseGeometry) -> BaseGeometry:
    """Return the stretch a little past both ends, so that it surely cuts the strip in two."""
    xy = shapely.get_coordinates(stretch)
    first, last = xy[0] - xy[1], xy[-1] - xy[-2]
    return shapely.LineString(
        np.vstack(
            [
                xy[0] + first / np.hypot(*first) * _PAST_END_M,
                xy,
                xy[-1] + last / np.hypot(*last) * _PAST_END_M,
            ]
        )
    )
