"""Draw the belts along a line, for the eye only: no verdict is ever taken from a drawing.

A belt is the union of pieces, each laid out in a conformal plane around itself: within 60 km of
its middle lengths there are right to 25 parts in a million. What is left out of the line and of
the drawing to keep it light is less than one part in twenty of the width, and at most 100 m.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, side_of
from border_gis.crs import from_local_plane, local_plane
from border_gis.zones.belts import Belt

PIECE_M = 20_000.0
_PLANE_GRID_DEG = 0.25
"""Pieces take their planes from a grid, so that there are few of them."""


def draw_belt(belt: Belt, line: BoundaryLine) -> BaseGeometry:
    """Return the outline of a belt along a line; WGS 84.

    One along the whole line on both sides ends round, one of a stretch or of a side ends square.

    Parameters
    ----------
    belt : Belt
        With its widths in chainages of this line.
    line : BoundaryLine
    """
    outline = shapely.union_all(list(_draw_pieces(belt, line)))
    if belt.party is not None:
        outline = _keep_side(outline, belt, line)
    return outline


def belt_features(belt: Belt, line: BoundaryLine) -> list[dict[str, Any]]:
    """Return a belt as GeoJSON, with as many decimals as its width deserves."""
    decimals = 6 if belt.widest_m < 200.0 else 5 if belt.widest_m < 10_000.0 else 4
    outline = shapely.transform(draw_belt(belt, line), lambda given: np.round(given, decimals))
    parts = [part for part in shapely.get_parts(outline) if isinstance(part, shapely.Polygon)]
    return [
        {
            "type": "Feature",
            "geometry": mapping(part),
            "properties": {"l": "zone", "id": belt.key, "g": belt.key},
        }
        for part in parts
        if not part.is_empty
    ]


def _draw_pieces(belt: Belt, line: BoundaryLine) -> Iterator[BaseGeometry]:
    ends_round = belt.party is None and not belt.widths
    for from_m, to_m, distance_m in _list_stretches(belt, line):
        count = max(int(np.ceil((to_m - from_m) / PIECE_M)), 1)
        cuts_m = np.linspace(from_m, to_m, count + 1)
        # Pieces reach into one another by what the belt is wide, so that no joint shows a gap.
        lap_m = min(distance_m, PIECE_M)
        for low_m, high_m in pairwise(cuts_m):
            ends_m = max(low_m - lap_m, from_m), min(high_m + lap_m, to_m)
            yield _draw_piece(line, *ends_m, distance_m, "round" if ends_round else "flat")


def _list_stretches(belt: Belt, line: BoundaryLine) -> Iterator[tuple[float, float, float]]:
    """Yield where the belt runs, and how wide it is there."""
    covered = sorted((width.from_m, width.to_m) for width in belt.widths)
    if belt.distance_m is not None:
        reached_m = 0.0
        for low_m, high_m in [*covered, (line.length_m, line.length_m)]:
            if low_m - reached_m > 1.0:
                yield reached_m, low_m, belt.distance_m
            reached_m = max(reached_m, high_m)
    for width in belt.widths:
        if width.distance_m is not None and width.to_m - width.from_m > 1.0:
            yield width.from_m, width.to_m, width.distance_m


def _draw_piece(
    line: BoundaryLine, from_m: float, to_m: float, distance_m: float, cap_style: Literal["flat", "round"]
) -> BaseGeometry:
    course = _cut(line, from_m, to_m)
    middle = np.round(course[len(course) // 2] / _PLANE_GRID_DEG) * _PLANE_GRID_DEG
    to_plane, to_degrees = local_plane(*map(float, middle)), from_local_plane(*map(float, middle))
    coarse_m = min(distance_m / 20.0, 100.0) / 2.0
    flat = shapely.LineString(np.column_stack(to_plane(course[:, 0], course[:, 1]))).simplify(coarse_m)
    outline = flat.buffer(distance_m, quad_segs=8, cap_style=cap_style).simplify(coarse_m / 4.0)
    return shapely.transform(outline, lambda xy: np.column_stack(to_degrees(xy[:, 0], xy[:, 1])))


def _cut(line: BoundaryLine, from_m: float, to_m: float) -> NDArray[np.float64]:
    inner = line.coordinates[(line.chainages_m > from_m) & (line.chainages_m < to_m)]
    ends = locate_points(line, [from_m, to_m])
    return np.vstack([ends[:1], inner, ends[1:]])


def _keep_side(outline: BaseGeometry, belt: Belt, line: BoundaryLine) -> BaseGeometry:
    """Return the faces of a belt, cut along the line, that lie on one party's land."""
    knife = shapely.LineString(_lengthen(line.coordinates))
    edges = shapely.unary_union([outline.boundary, knife])
    faces = list(shapely.get_parts(shapely.polygonize([edges])))
    if not faces:
        return outline
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    within = shapely.contains_xy(outline, inside)
    hands = find_feet(line, *inside.T).nearest().hand.tolist()
    wanted = belt.party
    kept = [
        face
        for face, is_within, hand in zip(faces, within, hands, strict=True)
        if is_within and hand != 0 and wanted is not None and side_of(line, int(hand)).value == wanted.value
    ]
    return shapely.union_all(kept)


def _lengthen(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a course with its ends drawn out, so that it cuts right through what it ends in."""
    ends = [
        end + (end - before) * (0.001 / max(float(np.hypot(*(end - before))), 1e-12))
        for end, before in ((coordinates[0], coordinates[1]), (coordinates[-1], coordinates[-2]))
    ]
    return np.vstack([ends[:1], coordinates, ends[1:]])
