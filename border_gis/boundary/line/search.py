"""What of a line is near to a place of the plane: its pieces, and a tree of circles over them.

The line is cut into pieces of at most 100 m and laid out in a conformal plane around its
middle. A tree of circles over consecutive pieces rules out what cannot be near. Arrays are
never written to, so threads share them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.line.measure import locate_points
from border_gis.boundary.line.version import BoundaryLine
from border_gis.crs import local_plane

ON_LINE_M = 0.001
"""A point nearer than this lies on the line, and on no side of it."""

PIECES_PER_CIRCLE = 8

_LONGEST_PIECE_M = 100.0  # a geodesic bends 0.1 mm away from a straight piece of this length
_CIRCLES_AT_TOP = 64
_POINTS_AT_ONCE = 2048  # what the inner cache of a processor holds
_EARTH_RADIUS_M = 6_371_000.0

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """Feet found in the plane, in columns.

    Attributes
    ----------
    point, piece : ndarray of int
    fraction : ndarray
        Of the piece.
    is_left : ndarray of bool
    beyond_end : ndarray of bool
    """

    point: Integers
    piece: Integers
    fraction: Floats
    is_left: NDArray[np.bool_]
    beyond_end: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Circles:
    """Circles around runs of consecutive pieces; each centre lies on the line."""

    x: Floats
    y: Floats
    radius: Floats


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
    along_x, along_y, length, direction_x, direction_y : ndarray
        Of the pieces.
    kernels : module or None
        Compiled loops that find the same, where there is much to find; see `with_kernels`.
    circles, places, pieces : tuple of ndarray
        What these are given: x, y and radius of all circles in the order of the pieces that they
        hold, each before those inside it; where each ends, and its first piece and the one after its
        last (nothing between for circles that hold circles); x, y, directions and lengths of pieces.
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
        self.circles, self.places = _put_in_order(self.levels, len(self.length))
        self.pieces = (self.x, self.y, self.direction_x, self.direction_y, self.length)
        self.kernels: Any = None

    def with_kernels(self) -> LineSearch:
        """Return the same search by compiled loops; by these here where there is no compiler."""
        kernels = load_kernels()
        if kernels is None:
            return self
        other = copy.copy(self)
        other.kernels = kernels
        return other

    def limit(self, distance: Floats, tolerance_m: float) -> Floats:
        """Return how far in the plane a foot may lie that could be the nearest on the ground.

        The scale of the plane grows by ρ/2R² a metre at ρ from its centre.
        """
        distortion = distance**2 * (self.reach_m + distance) / (2.0 * _EARTH_RADIUS_M**2)
        return distance + distortion + 1.01 * tolerance_m + 1e-6

    def propose(self, x: Floats, y: Floats, tolerance_m: float) -> Proposals:
        """Return the feet of points of the plane that may lie within the tolerance of the nearest."""
        found = [self._propose_of(x[some], y[some], tolerance_m, some.start) for some in _slices(len(x))]
        return Proposals(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def nearest(self, x: Floats, y: Floats) -> tuple[Floats, Integers, Floats]:
        """Return distance in the plane, piece and fraction of the nearest place of points of the plane."""
        if self.kernels is not None:
            x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
            found: tuple = self.kernels.nearest(x, y, self.circles, self.places, self.pieces)
            return found
        parts = [self._nearest_of(x[some], y[some]) for some in _slices(len(x))]
        if not parts:
            return np.empty(0), np.empty(0, dtype=np.intp), np.empty(0)
        away, piece, fraction = zip(*parts, strict=True)
        return np.concatenate(away), np.concatenate(piece), np.concatenate(fraction)

    def within(self, x: Floats, y: Floats, radius: Floats) -> tuple[Integers, Integers]:
        """Return pairs of point and piece that lie within a radius of the point, each with its own.

        They are sorted by point and by piece.
        """
        if self.kernels is not None:
            x, y, radius = (np.ascontiguousarray(each) for each in (x, y, radius))
            pairs: tuple = self.kernels.within(x, y, radius, self.circles, self.places, self.pieces)
            return pairs
        found = [np.empty((2, 0), dtype=np.intp)]
        for some in _slices(len(x)):
            point, piece = self._within_of(x[some], y[some], radius[some])
            found.append(np.stack([point + some.start, piece]))
        point, piece = np.concatenate(found, axis=1)
        return point, piece

    def is_left(self, x: Floats, y: Floats, piece: Integers, fraction: Floats) -> NDArray[np.bool_]:
        """Tell which places lie to the left; at a vertex, both its neighbours say so alike."""
        at_end = (fraction == 1.0) & (piece < len(self.length) - 1)
        piece = np.where(at_end, piece + 1, piece)
        before = np.where((at_end | (fraction == 0.0)) & (piece > 0), piece - 1, piece)
        towards_x = self.direction_x[piece] + self.direction_x[before]
        towards_y = self.direction_y[piece] + self.direction_y[before]
        return towards_x * (y - self.y[piece]) - towards_y * (x - self.x[piece]) >= 0.0

    def beyond_end(self, x: Floats, y: Floats, piece: Integers, fraction: Floats) -> NDArray[np.bool_]:
        """Tell which places lie beyond an end of the line, by more than what counts as on it."""
        last = len(self.length) - 1
        from_x, from_y = x - self.x[piece], y - self.y[piece]
        along = from_x * self.direction_x[piece] + from_y * self.direction_y[piece]
        before_start = (piece == 0) & (fraction == 0.0) & (along < -ON_LINE_M)
        after_end = (piece == last) & (fraction == 1.0) & (along > self.length[piece] + ON_LINE_M)
        return before_start | after_end

    def _propose_of(
        self, x: Floats, y: Floats, tolerance_m: float, first_point: int
    ) -> tuple[NDArray[Any], ...]:
        point, piece = self._descend(x, y, tolerance_m)
        away, along = self._measure(x[point], y[point], piece)
        nearest = np.minimum.reduceat(away, starts_of(point))
        near = np.flatnonzero(away <= self.limit(nearest, tolerance_m)[point])
        point, piece = point[near], piece[near]
        fraction = along[near] / self.length[piece]
        feet = self._are_feet(point, piece, fraction)
        point, piece, fraction = point[feet], piece[feet], fraction[feet]
        is_left = self.is_left(x[point], y[point], piece, fraction)
        beyond_end = self.beyond_end(x[point], y[point], piece, fraction)
        return point + first_point, piece, fraction, is_left, beyond_end

    def _nearest_of(self, x: Floats, y: Floats) -> tuple[Floats, Integers, Floats]:
        point, piece = self._descend(x, y, 0.0)
        away, along = self._measure(x[point], y[point], piece)
        best = np.minimum.reduceat(away, starts_of(point))
        rows = np.flatnonzero(away == best[point])
        rows = rows[starts_of(point[rows])]
        return best, piece[rows], along[rows] / self.length[piece[rows]]

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
        away, _ = self._measure(x[point], y[point], piece)
        near = away <= radius[point]
        return point[near], piece[near]

    def _measure(self, x: Floats, y: Floats, piece: Integers) -> tuple[Floats, Floats]:
        """Return how far places are from their pieces, and how far along these the nearest place is."""
        from_x, from_y = x - self.x[piece], y - self.y[piece]
        direction_x, direction_y = self.direction_x[piece], self.direction_y[piece]
        along = from_x * direction_x + from_y * direction_y
        along = np.minimum(np.maximum(along, 0.0), self.length[piece])
        return _distance(from_x - along * direction_x, from_y - along * direction_y), along

    def _descend(self, x: Floats, y: Floats, tolerance_m: float) -> tuple[Integers, Integers]:
        """Return pairs of point and piece that may be near, sorted by point and by piece."""
        top = self.levels[0]
        from_centre = np.hypot(x[:, None] - top.x, y[:, None] - top.y)
        best = from_centre.min(axis=1)
        point, circle = np.nonzero(from_centre - top.radius <= self.limit(best, tolerance_m)[:, None])
        for level in self.levels[1:]:
            point, circle = _open_circles(point, circle, len(level.x))
            from_centre_of = _distance(x[point] - level.x[circle], y[point] - level.y[circle])
            best = np.minimum(best, np.minimum.reduceat(from_centre_of, starts_of(point)))
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


@lru_cache(maxsize=8)
def search_of(line: BoundaryLine) -> LineSearch:
    """Return the pieces of a line and the tree over them, built once for each line."""
    return LineSearch(line)


@lru_cache(maxsize=1)
def load_kernels() -> Any:
    """Return the compiled loops; None where they cannot be had.

    The first time on a machine they are compiled, and kept beside the program or in the
    user's own folder; where neither can be written to, compiling each time would cost more
    than it saves.
    """
    try:
        from border_gis.boundary.line import kernels
    except (ImportError, OSError, RuntimeError):  # no numba, no folder, nothing compiled
        return None
    return kernels


def starts_of(sorted_values: Integers) -> Integers:
    """Return where each run of equal values begins."""
    is_first = np.ones(len(sorted_values), dtype=bool)
    is_first[1:] = sorted_values[1:] != sorted_values[:-1]
    return np.flatnonzero(is_first)


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
    size = PIECES_PER_CIRCLE
    while not levels or len(levels[-1].x) > _CIRCLES_AT_TOP:
        first = np.arange(0, pieces, size)
        middle = np.minimum(first + size // 2, pieces)
        run = np.minimum(first[:, None] + np.arange(size + 1), pieces)
        radius = np.hypot(x[run] - x[middle, None], y[run] - y[middle, None]).max(axis=1)
        levels.append(_Circles(x[middle], y[middle], radius))
        size *= PIECES_PER_CIRCLE
    return levels[::-1]


def _put_in_order(
    levels: tuple[_Circles, ...], pieces: int
) -> tuple[tuple[Floats, ...], tuple[Integers, ...]]:
    """Return circles and places for the kernels; see `LineSearch.circles`."""
    sizes = [PIECES_PER_CIRCLE ** (len(levels) - number) for number in range(len(levels))]
    counts = [len(level.x) for level in levels]
    size = np.repeat(sizes, counts)
    first = np.concatenate([np.arange(count) * size for count, size in zip(counts, sizes, strict=True)])
    order = np.lexsort((-size, first))
    first, size = first[order], size[order]
    columns = ("x", "y", "radius")
    circles = tuple(np.concatenate([getattr(level, name) for level in levels])[order] for name in columns)
    holds_pieces = size == PIECES_PER_CIRCLE
    last = np.where(holds_pieces, np.minimum(first + size, pieces), first)
    return circles, (np.searchsorted(first, first + size), first, last)


def _open_circles(point: Integers, circle: Integers, count: int) -> tuple[Integers, Integers]:
    """Pair the points with what their circles hold, on the level below, where there are `count`."""
    held = (circle[:, None] * PIECES_PER_CIRCLE + np.arange(PIECES_PER_CIRCLE)).ravel()
    there = held < count
    return np.repeat(point, PIECES_PER_CIRCLE)[there], held[there]


def _distance(dx: Floats, dy: Floats) -> Floats:
    return np.sqrt(dx * dx + dy * dy)


def _slices(count: int) -> Iterator[slice]:
    return (slice(first, first + _POINTS_AT_ONCE) for first in range(0, count, _POINTS_AT_ONCE))
