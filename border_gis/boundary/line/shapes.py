"""How shapes lie to the line: distance, side, chainages, what is within given distances, crossings.

Many at once, in columns. Distances are on the ground (WGS 84); the conformal plane of the
line is only where they are worked out. A segment of a shape is straight in that plane, which
is within 5 mm of the geodesic for segments of 3 km.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line.areas import measure_inside_m2
from border_gis.boundary.line.contacts import find_contacts, hands_of
from border_gis.boundary.line.facing import find_nearest
from border_gis.boundary.line.inside import measure_inside_m
from border_gis.boundary.line.paths import Floats, Integers, Paths, add_up, take_apart
from border_gis.boundary.line.scale import PlaneScale, scale_of
from border_gis.boundary.line.search import ON_LINE_M, LineSearch, search_of, starts_of
from border_gis.boundary.line.version import BoundaryLine
from border_gis.errors import InputError

_VERTICES_AT_ONCE = 50_000

MANY_VERTICES = 100_000
"""From which on it pays to load the compiled loops."""


@dataclass(frozen=True, slots=True, eq=False)
class ShapeMeasures:
    """How shapes lie to one line, in columns: one row for each shape.

    Attributes
    ----------
    distance_m : ndarray
        Of the nearest place of the shape; 0 where it touches the line or contains a part of it.
    hand : ndarray of int8
        Where the nearest place lies: 1 left of the line, -1 right of it, 0 on it.
    has_left, has_right : ndarray of bool
        Whether any part lies on that side; neither for what lies beyond an end of the line.
    crosses : ndarray of bool
        Whether the shape touches the line and has parts on both sides of it.
    beyond_end : ndarray of bool
        Whether the nearest place of the line is its end and the shape lies beyond it.
    nearest_m, from_m, to_m : ndarray
        Chainages: of the nearest place, and the lowest and highest beside the shape.
    length_m, area_m2 : ndarray
        Of the shape itself: its line strings, its polygons.
    on_line_m : ndarray
        On which it follows the line.
    inside_m, inside_m2, inside_error_m2 : ndarray, shape (shapes, distances)
        What lies within each distance, and the largest error of the area.
    left_m, right_m : ndarray
        How far a shape that touches the line reaches on either side.
    length_left_m, length_right_m : ndarray
        Metres of its line strings on either side; on neither is what follows the line or lies beyond its end.
    crossing_shape, crossing_m : ndarray
        Which shapes go over the line, and at which chainages.
    """

    distance_m: Floats
    hand: NDArray[np.int8]
    has_left: NDArray[np.bool_]
    has_right: NDArray[np.bool_]
    crosses: NDArray[np.bool_]
    beyond_end: NDArray[np.bool_]
    nearest_m: Floats
    from_m: Floats
    to_m: Floats
    length_m: Floats
    area_m2: Floats
    on_line_m: Floats
    inside_m: Floats
    inside_m2: Floats
    inside_error_m2: Floats
    left_m: Floats
    right_m: Floats
    length_left_m: Floats
    length_right_m: Floats
    crossing_shape: Integers
    crossing_m: Floats

    def __len__(self) -> int:
        return len(self.distance_m)


def measure_shapes(
    line: BoundaryLine,
    geometries: Sequence[BaseGeometry],
    distances_m: Sequence[float] = (),
    progress: Callable[[int, int], None] | None = None,
    workers: int = 2,
    compiled: bool | None = None,
) -> ShapeMeasures:
    """Measure many shapes against a line.

    Parameters
    ----------
    line : BoundaryLine
    geometries : sequence of shapely geometry
        WGS 84, valid, none empty; any kind, also collections of several kinds.
    distances_m : sequence of float
        For which inside lengths and areas are wanted.
    progress : callable, optional
        Called with how many shapes are done and how many there are.
    workers : int
        Threads.
    compiled : bool, optional
        Whether to use compiled loops, where there are any; from 100,000 vertices on if not said.

    Raises
    ------
    InputError
        A geometry is empty, or has coordinates that are no degrees.
    """
    shapes = np.asarray(geometries, dtype=object)
    _refuse_unmeasurable(shapes)
    search, scale = search_of(line), scale_of(line)
    counts = shapely.get_num_coordinates(shapes).astype(np.intp)
    if counts.sum() >= MANY_VERTICES if compiled is None else compiled:
        search = search.with_kernels()
    runs = list(_runs(counts))
    done = 0
    parts: list[ShapeMeasures] = []
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        work = pool.map(lambda run: _measure_run(shapes[run], search, scale, distances_m), runs)
        for run, part in zip(runs, work, strict=True):
            parts.append(part)
            done += run.stop - run.start
            if progress is not None:
                progress(done, len(shapes))
    return _put_together(parts, runs, len(distances_m))


def _refuse_unmeasurable(shapes: NDArray[np.object_]) -> None:
    empty = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if empty.size:
        raise InputError("line.empty_shape", row=int(empty[0]) + 1)
    positions = shapely.get_coordinates(shapes)
    inside = (np.isfinite(positions) & (np.abs(positions) <= (180.0, 90.0))).all(axis=1)
    if not inside.all():
        x, y = positions[np.argmin(inside)]
        raise InputError("coordinates.not_degrees", x=float(x), y=float(y))


def _runs(counts: Integers) -> Iterator[slice]:
    """Cut the shapes into runs of about as many vertices."""
    if not len(counts):
        return
    number = np.cumsum(counts) // _VERTICES_AT_ONCE
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    for first, last in zip(begins.tolist(), [*begins[1:].tolist(), len(counts)], strict=True):
        yield slice(first, last)


def _measure_run(
    shapes: NDArray[np.object_], search: LineSearch, scale: PlaneScale, distances_m: Sequence[float]
) -> ShapeMeasures:
    paths = take_apart(list(shapes), search, scale)
    away, piece, fraction = search.nearest(paths.x, paths.y)
    best = find_nearest(paths, search, away, piece, fraction)
    hands = hands_of(search, paths.x, paths.y, away, piece, fraction)
    contacts = find_contacts(paths, search, away, hands)
    contains = _contains_line(paths, search, contacts.touches)
    touches = contacts.touches | contains
    foot_x = search.x[best.piece] + best.fraction * search.along_x[best.piece]
    foot_y = search.y[best.piece] + best.fraction * search.along_y[best.piece]
    distance_m = np.where(touches, 0.0, scale.measure(best.x, best.y, foot_x, foot_y))
    distance_m[distance_m <= ON_LINE_M] = 0.0
    is_beyond = search.beyond_end(best.x, best.y, best.piece, best.fraction) & (distance_m > 0.0)
    hand = hands_of(search, best.x, best.y, best.away, best.piece, best.fraction)
    sides = _sides(paths, hands, away, hand, touches)
    has_left, has_right = (
        np.where(touches, mine, by_path) | contains
        for mine, by_path in zip((contacts.has_left, contacts.has_right), sides, strict=True)
    )
    chainages_m = _chainage(search, piece, fraction)
    nearest_m = _chainage(search, best.piece, best.fraction)
    from_m, to_m = _extent(paths, chainages_m, nearest_m, contacts.touched_shape, contacts.touched_m)
    from_m[contains], to_m[contains] = 0.0, search.chainages_m[-1]
    feet = (
        search.x[piece] + fraction * search.along_x[piece],
        search.y[piece] + fraction * search.along_y[piece],
    )
    inside_m = [measure_inside_m(paths, search, scale, away, feet, each) for each in distances_m]
    areas = [measure_inside_m2(paths, search, scale, distance_m, each) for each in distances_m]
    deep_m = away / scale.at(paths.x, paths.y)
    return ShapeMeasures(
        distance_m=distance_m,
        hand=np.where(distance_m == 0.0, 0, hand).astype(np.int8),
        has_left=has_left,
        has_right=has_right,
        crosses=touches & has_left & has_right,
        beyond_end=is_beyond,
        nearest_m=nearest_m,
        from_m=from_m,
        to_m=to_m,
        length_m=add_up(
            paths.segment_shape, np.where(paths.is_line, paths.length / paths.scale, 0.0), paths.shapes
        ),
        area_m2=_areas(paths, scale),
        on_line_m=contacts.on_line_m,
        inside_m=_columns(inside_m, paths.shapes),
        inside_m2=_columns([area for area, _ in areas], paths.shapes),
        inside_error_m2=_columns([error for _, error in areas], paths.shapes),
        left_m=_largest(paths, np.where(hands > 0, deep_m, 0.0)),
        right_m=_largest(paths, np.where(hands < 0, deep_m, 0.0)),
        length_left_m=contacts.length_left_m,
        length_right_m=contacts.length_right_m,
        crossing_shape=contacts.crossing_shape,
        crossing_m=contacts.crossing_m,
    )


def _sides(
    paths: Paths,
    hands: NDArray[np.int8],
    away: Floats,
    hand: NDArray[np.int8],
    touches: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return on which sides the paths of shapes lie that do not touch the line: each on one only."""
    reach = np.where(hands == 0, np.inf, away)
    nearest = np.minimum.reduceat(reach, paths.first)
    of_path = np.flatnonzero((hands != 0) & (reach == nearest[paths.path]))
    of_path = of_path[starts_of(paths.path[of_path])]
    left, right = np.zeros(paths.shapes, dtype=bool), np.zeros(paths.shapes, dtype=bool)
    left[paths.vertex_shape[of_path[hands[of_path] > 0]]] = True
    right[paths.vertex_shape[of_path[hands[of_path] < 0]]] = True
    left[(hand > 0) & ~touches] = True
    right[(hand < 0) & ~touches] = True
    return left, right


def _contains_line(paths: Paths, search: LineSearch, touches: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which shapes have the whole line inside one of their areas."""
    contains = np.zeros(paths.shapes, dtype=bool)
    if len(paths.areas):
        holds = shapely.contains_xy(paths.areas, search.x[0], search.y[0])
        contains[paths.area_shape[holds]] = True
    return contains & ~touches


def _extent(
    paths: Paths, chainages_m: Floats, nearest_m: Floats, touched_shape: Integers, touched_m: Floats
) -> tuple[Floats, Floats]:
    first = paths.first_vertices
    low = np.minimum(np.minimum.reduceat(chainages_m, first), nearest_m)
    high = np.maximum(np.maximum.reduceat(chainages_m, first), nearest_m)
    np.minimum.at(low, touched_shape, touched_m)
    np.maximum.at(high, touched_shape, touched_m)
    return low, high


def _chainage(search: LineSearch, piece: Integers, fraction: Floats) -> Floats:
    begins_m = search.chainages_m[piece]
    return begins_m + fraction * (search.chainages_m[piece + 1] - begins_m)


def _largest(paths: Paths, values: Floats) -> Floats:
    return np.maximum.reduceat(values, paths.first_vertices)


def _areas(paths: Paths, scale: PlaneScale) -> Floats:
    if not len(paths.areas):
        return np.zeros(paths.shapes)
    box = shapely.bounds(paths.areas)
    local = scale.at((box[:, 0] + box[:, 2]) / 2.0, (box[:, 1] + box[:, 3]) / 2.0)
    return add_up(paths.area_shape, shapely.area(paths.areas) / local**2, paths.shapes)


def _columns(columns: list[Floats], rows: int) -> Floats:
    return np.column_stack(columns) if columns else np.empty((rows, 0))


def _put_together(parts: list[ShapeMeasures], runs: list[slice], distances: int) -> ShapeMeasures:
    joined: dict[str, Any] = {}
    for field in fields(ShapeMeasures):
        values = [getattr(part, field.name) for part in parts]
        if field.name == "crossing_shape":
            values = [value + run.start for value, run in zip(values, runs, strict=True)]
        joined[field.name] = np.concatenate(values) if values else _nothing(field.name, distances)
    return ShapeMeasures(**joined)


def _nothing(name: str, distances: int) -> NDArray[np.generic]:
    if name.startswith("inside"):
        return np.empty((0, distances))
    kinds = {"hand": np.int8, "crossing_shape": np.intp}
    is_flag = name.startswith("has_") or name in ("crosses", "beyond_end")
    return np.empty(0, dtype=np.bool_ if is_flag else kinds.get(name, np.float64))
