"""What is nearest to a point: the feet of many points on the line, their distance and side.

A plane proposes and the geodesic decides. The line is cut into pieces of at most 100 m
and laid out in a conformal plane around its middle. A tree of circles over consecutive
pieces rules out what cannot be near; its arrays are never written to, so threads share it.
Among the pieces that are left, a *foot* is a place from which one gets farther from the
point whichever way one walks along the line: a hairpin has two. Distances are geodesics
from the point to its feet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from border_gis.boundary.line.measure import locate_points
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.parties import Side
from border_gis.crs import local_plane, measure_geodesic
from border_gis.errors import InputError

ON_LINE_M = 0.001
"""A point nearer than this lies on the line, and on no side of it."""

_SAME_FOOT_M = 0.1  # feet on two pieces of one geodesic segment, which bends a little between them
_LONGEST_PIECE_M = 100.0  # a geodesic bends 0.1 mm away from a straight piece of this length
_PIECES_PER_CIRCLE = 8
_CIRCLES_AT_TOP = 64
_POINTS_AT_ONCE = 2048  # what the inner cache of a processor holds
_EARTH_RADIUS_M = 6_371_000.0

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Feet of points on a line, in columns: one row for each foot.

    Rows are sorted by point and, for each point, by distance, so that the first row of a
    point is its nearest place.

    Attributes
    ----------
    point : ndarray of int
        Which of the points.
    chainage_m, distance_m : ndarray of float
    hand : ndarray of int8
        1 where the point lies to the left of the line, -1 to the right, 0 on it.
    longitude_deg, latitude_deg : ndarray of float
        The foot itself, WGS 84.
    beyond_end : ndarray of bool
        True where the foot is an end of the line and the point lies beyond it.
    """

    point: Integers
    chainage_m: Floats
    distance_m: Floats
    hand: NDArray[np.int8]
    longitude_deg: Floats
    latitude_deg: Floats
    beyond_end: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.point)

    def rows(self, selected: NDArray[np.generic]) -> Feet:
        """Return some of the rows, by mask or by position."""
        return Feet(*(getattr(self, name)[selected] for name in Feet.__slots__))

    def nearest(self) -> Feet:
        """Return one row for each point: its nearest place."""
        return self.rows(_starts(self.point))


def find_feet(
    line: BoundaryLine, longitudes_deg: ArrayLike, latitudes_deg: ArrayLike, tolerance_m: float = 0.0
) -> Feet:
    """Find the nearest place on the line for every point, and those hardly farther.

    Parameters
    ----------
    line : BoundaryLine
    longitudes_deg, latitudes_deg : array_like of float, shape (n,)
        WGS 84.
    tolerance_m : float
        Feet up to this much farther away than the nearest are found too.

    Returns
    -------
    Feet

    Raises
    ------
    InputError
        A coordinate is not a number, or not a degree.
    """
    points = np.column_stack([np.atleast_1d(longitudes_deg), np.atleast_1d(latitudes_deg)]).astype(np.float64)
    inside = (np.isfinite(points) & (np.abs(points) <= (180.0, 90.0))).all(axis=1)
    if not inside.all():
        x, y = points[np.argmin(inside)]
        raise InputError("coordinates.not_degrees", x=float(x), y=float(y))
    if not len(points):
        return _no_feet()
    search = search_of(line)
    x, y = search.to_plane(*points.T)
    found = [
        search.propose(x[some], y[some], tolerance_m, first_point=some.start) for some in _slices(len(points))
    ]
    proposed = _Proposals(*(np.concatenate(column) for column in zip(*found, strict=True)))
    return _decide(search, proposed, points, tolerance_m)


def side_of(line: BoundaryLine, hand: int) -> Side:
    """Return whose land a hand of `Feet` is."""
    if hand == 0:
        return Side.ON_LINE
    return Side(line.left_party if hand > 0 else line.left_party.other)


@dataclass(frozen=True, slots=True, eq=False)
class _Circles:
    """Circles around runs of consecutive pieces; each centre lies on the line."""

    x: Floats
    y: Floats
    radius: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Proposals:
    """Feet found in the plane, in columns."""

    point: Integers
    piece: Integers
    fraction: Floats
    is_left: NDArray[np.bool_]
    beyond_end: NDArray[np.bool_]


class LineSearch:
    """The pieces of one line in the plane, and the tree of circles over them; read-only once made.

    Attributes
    ----------
    chainages_m, positions_deg : ndarray
        Of the ends of the pieces.
    to_plane : callable
        From degrees to the conformal plane.
    x, y : ndarray
        The ends in the plane.
    """

    def __init__(self, line: BoundaryLine) -> None:
        self.chainages_m, self.positions_deg = _cut(line)
        self.to_plane = local_plane(*self.positions_deg[len(self.positions_deg) // 2].tolist())
        self.x, self.y = self.to_plane(*self.positions_deg.T)
        self.along_x, self.along_y = np.diff(self.x), np.diff(self.y)
        self.length = np.hypot(self.along_x, self.along_y)
        self.direction_x, self.direction_y = self.along_x / self.length, self.along_y / self.length
        self.levels = tuple(_draw_circles(self.x, self.y))
        self.reach_m = float(np.hypot(self.x, self.y).max())

    def limit(self, distance: Floats, tolerance_m: float) -> Floats:
        """Return how far in the plane a foot may lie that could be the nearest on the ground.

        The scale of the plane grows by ρ/2R² a metre at ρ from its centre.
        """
        distortion = distance**2 * (self.reach_m + distance) / (2.0 * _EARTH_RADIUS_M**2)
        return distance + distortion + 1.01 * tolerance_m + 1e-6

    def propose(self, x: Floats, y: Floats, tolerance_m: float, first_point: int) -> tuple[NDArray, ...]:
        """Return the columns of `_Proposals` for some points of the plane."""
        point, piece = self._descend(x, y, tolerance_m)
        from_x, from_y = x[point] - self.x[piece], y[point] - self.y[piece]
        along_x, along_y = self.along_x[piece], self.along_y[piece]
        unbounded = (from_x * along_x + from_y * along_y) / self.length[piece] ** 2
        fraction = np.clip(unbounded, 0.0, 1.0)
        away = np.hypot(from_x - fraction * along_x, from_y - fraction * along_y)
        nearest = np.minimum.reduceat(away, _starts(point))
        near = np.flatnonzero(away <= self.limit(nearest, tolerance_m)[point])
        feet = near[self._are_feet(point[near], piece[near], fraction[near])]
        point, piece, fraction, unbounded = point[feet], piece[feet], fraction[feet], unbounded[feet]
        is_left = self._is_left(piece, fraction, from_x[feet], from_y[feet])
        last = len(self.length) - 1
        beyond_end = ((piece == 0) & (unbounded < 0.0)) | ((piece == last) & (unbounded > 1.0))
        return point + first_point, piece, fraction, is_left, beyond_end

    def nearest(self, x: Floats, y: Floats) -> tuple[Floats, Integers, Floats]:
        """Return distance in the plane, piece and fraction of the nearest place of points of the plane."""
        found = [self._nearest_of(x[some], y[some]) for some in _slices(len(x))]
        if not found:
            return np.empty(0), np.empty(0, dtype=np.intp), np.empty(0)
        away, piece, fraction = zip(*found, strict=True)
        return np.concatenate(away), np.concatenate(piece), np.concatenate(fraction)

    def _nearest_of(self, x: Floats, y: Floats) -> tuple[Floats, Integers, Floats]:
        point, piece = self._descend(x, y, 0.0)
        from_x, from_y = x[point] - self.x[piece], y[point] - self.y[piece]
        along = from_x * self.direction_x[piece] + from_y * self.direction_y[piece]
        along = np.minimum(np.maximum(along, 0.0), self.length[piece])
        away = _distance(from_x - along * self.direction_x[piece], from_y - along * self.direction_y[piece])
        best = np.minimum.reduceat(away, _starts(point))
        rows = np.flatnonzero(away == best[point])
        rows = rows[_starts(point[rows])]
        return best, piece[rows], along[rows] / self.length[piece[rows]]

    def within(self, x: Floats, y: Floats, radius: Floats) -> tuple[Integers, Integers]:
        """Return pairs of point and piece that lie within a radius of the point, each with its own."""
        found = [np.empty((2, 0), dtype=np.intp)]
        for some in _slices(len(x)):
            point, piece = self._within_of(x[some], y[some], radius[some])
            found.append(np.stack([point + some.start, piece]))
        point, piece = np.concatenate(found, axis=1)
        return point, piece

    def _within_of(self, x: Floats, y: Floats, radius: Floats) -> tuple[Integers, Integers]:
        top = self.levels[0]
        from_centre = np.hypot(x[:, None] - top.x, y[:, None] - top.y)
        point, circle = np.nonzero(from_centre - top.radius <= radius[:, None])
        for level in self.levels[1:]:
            point, circle = _open_circles(point, circle, len(level.x))
            from_centre_of = _distance(x[point] - level.x[circle], y[point] - level.y[circle])
            near = from_centre_of - level.radius[circle] <= radius[point]
            point, circle = point[near], circle[near]
        point, piece = _open_circles(point, circle, len(self.length))
        from_x, from_y = x[point] - self.x[piece], y[point] - self.y[piece]
        along = from_x * self.direction_x[piece] + from_y * self.direction_y[piece]
        along = np.minimum(np.maximum(along, 0.0), self.length[piece])
        away = _distance(from_x - along * self.direction_x[piece], from_y - along * self.direction_y[piece])
        near = away <= radius[point]
        return point[near], piece[near]

    def is_left(self, piece: Integers, fraction: Floats, from_x: Floats, from_y: Floats) -> NDArray[np.bool_]:
        """Tell which points lie to the left, ``from_x, from_y`` away from the start of their piece."""
        at_end = (fraction == 1.0) & (piece < len(self.length) - 1)
        beyond_x = np.where(at_end, from_x - self.along_x[piece], from_x)
        beyond_y = np.where(at_end, from_y - self.along_y[piece], from_y)
        return self._is_left(
            np.where(at_end, piece + 1, piece), np.where(at_end, 0.0, fraction), beyond_x, beyond_y
        )

    def _descend(self, x: Floats, y: Floats, tolerance_m: float) -> tuple[Integers, Integers]:
        """Return pairs of point and piece that may be near, sorted by point and by piece."""
        top = self.levels[0]
        from_centre = np.hypot(x[:, None] - top.x, y[:, None] - top.y)
        best = from_centre.min(axis=1)
        point, circle = np.nonzero(from_centre - top.radius <= self.limit(best, tolerance_m)[:, None])
        for level in self.levels[1:]:
            point, circle = _open_circles(point, circle, len(level.x))
            from_centre_of = _distance(x[point] - level.x[circle], y[point] - level.y[circle])
            best = np.minimum(best, np.minimum.reduceat(from_centre_of, _starts(point)))
            near = from_centre_of - level.radius[circle] <= self.limit(best, tolerance_m)[point]
            point, circle = point[near], circle[near]
        return _open_circles(point, circle, len(self.length))

    def _are_feet(self, point: Integers, piece: Integers, fraction: Floats) -> NDArray[np.bool_]:
        """Tell the feet among the nearest places of pieces: no neighbour leads nearer.

        The piece before a vertex is always among the rows when the vertex is, for it is as near.
        """
        ends_before = np.zeros(len(point), dtype=bool)
        ends_before[1:] = (point[1:] == point[:-1]) & (piece[1:] == piece[:-1] + 1) & (fraction[:-1] == 1.0)
        at_start, at_end = fraction == 0.0, fraction == 1.0
        is_last = piece == len(self.length) - 1
        return ~(at_start | at_end) | (at_start & (ends_before | (piece == 0))) | (at_end & is_last)

    def _is_left(
        self, piece: Integers, fraction: Floats, from_x: Floats, from_y: Floats
    ) -> NDArray[np.bool_]:
        """Tell the side from the direction of the line; at a vertex, from both neighbours alike."""
        before = np.where((fraction == 0.0) & (piece > 0), piece - 1, piece)
        towards_x = self.direction_x[piece] + self.direction_x[before]
        towards_y = self.direction_y[piece] + self.direction_y[before]
        return towards_x * from_y - towards_y * from_x >= 0.0


@lru_cache(maxsize=8)
def search_of(line: BoundaryLine) -> LineSearch:
    """Return the pieces of a line and the tree over them, built once for each line."""
    return LineSearch(line)


def _decide(search: LineSearch, proposed: _Proposals, points: Floats, tolerance_m: float) -> Feet:
    """Measure the proposed feet on the ellipsoid and keep those within the tolerance."""
    piece, fraction = proposed.piece, proposed.fraction
    start, end = search.positions_deg[piece], search.positions_deg[piece + 1]
    feet_deg = start + fraction[:, None] * (end - start)
    _, distance_m = measure_geodesic(*points[proposed.point].T, *feet_deg.T)
    along_m = search.chainages_m[piece + 1] - search.chainages_m[piece]
    feet = Feet(
        point=proposed.point,
        chainage_m=search.chainages_m[piece] + fraction * along_m,
        distance_m=distance_m,
        hand=np.where(distance_m <= ON_LINE_M, 0, np.where(proposed.is_left, 1, -1)).astype(np.int8),
        longitude_deg=feet_deg[:, 0],
        latitude_deg=feet_deg[:, 1],
        beyond_end=proposed.beyond_end & (distance_m > ON_LINE_M),
    )
    feet = feet.rows(~_are_doubled(feet))
    feet = feet.rows(np.lexsort((feet.distance_m, feet.point)))
    nearest_m = feet.distance_m[_starts(feet.point)]
    return feet.rows(feet.distance_m <= nearest_m[feet.point] + tolerance_m)


def _are_doubled(feet: Feet) -> NDArray[np.bool_]:
    """Tell the feet that another one, next to them on the line, is as near as; rows run along the line."""
    same = (feet.point[1:] == feet.point[:-1]) & (np.diff(feet.chainage_m) < _SAME_FOOT_M)
    is_first_nearer = feet.distance_m[:-1] <= feet.distance_m[1:]
    doubled = np.zeros(len(feet), dtype=bool)
    doubled[1:] = same & is_first_nearer
    doubled[:-1] |= same & ~is_first_nearer
    return doubled


def _cut(line: BoundaryLine) -> tuple[Floats, Floats]:
    """Return where pieces of at most 100 m begin and end, as chainages and positions; none has no length."""
    vertices_m, vertex = np.unique(line.chainages_m, return_index=True)
    long = np.flatnonzero(np.diff(vertices_m) > _LONGEST_PIECE_M)
    between = [
        np.linspace(start, end, int(np.ceil((end - start) / _LONGEST_PIECE_M)) + 1)[1:-1]
        for start, end in zip(vertices_m[long], vertices_m[long + 1], strict=True)
    ]
    cuts_m = np.concatenate([np.empty(0), *between])
    chainages_m = np.concatenate([vertices_m, cuts_m])
    positions_deg = np.concatenate([line.coordinates[vertex], locate_points(line, cuts_m)])
    order = np.argsort(chainages_m)
    return chainages_m[order], positions_deg[order]


def _draw_circles(x: Floats, y: Floats) -> list[_Circles]:
    """Return the levels of the tree, from few large circles to one for every eight pieces."""
    pieces = len(x) - 1
    levels: list[_Circles] = []
    size = _PIECES_PER_CIRCLE
    while not levels or len(levels[-1].x) > _CIRCLES_AT_TOP:
        first = np.arange(0, pieces, size)
        middle = np.minimum(first + size // 2, pieces)
        run = np.minimum(first[:, None] + np.arange(size + 1), pieces)
        radius = np.hypot(x[run] - x[middle, None], y[run] - y[middle, None]).max(axis=1)
        levels.append(_Circles(x[middle], y[middle], radius))
        size *= _PIECES_PER_CIRCLE
    return levels[::-1]


def _open_circles(point: Integers, circle: Integers, count: int) -> tuple[Integers, Integers]:
    """Pair the points with what their circles hold, on the level below, where there are `count`."""
    held = (circle[:, None] * _PIECES_PER_CIRCLE + np.arange(_PIECES_PER_CIRCLE)).ravel()
    there = held < count
    return np.repeat(point, _PIECES_PER_CIRCLE)[there], held[there]


def _distance(dx: Floats, dy: Floats) -> Floats:
    return np.sqrt(dx * dx + dy * dy)


def _starts(sorted_values: Integers) -> Integers:
    """Return where each run of equal values begins."""
    is_first = np.ones(len(sorted_values), dtype=bool)
    is_first[1:] = sorted_values[1:] != sorted_values[:-1]
    return np.flatnonzero(is_first)


def _slices(count: int) -> Iterator[slice]:
    return (slice(first, first + _POINTS_AT_ONCE) for first in range(0, count, _POINTS_AT_ONCE))


def _no_feet() -> Feet:
    nothing = np.empty(0)
    return Feet(
        nothing.astype(np.intp),
        nothing,
        nothing,
        nothing.astype(np.int8),
        nothing,
        nothing,
        nothing.astype(bool),
    )
