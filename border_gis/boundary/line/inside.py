"""Which part of a segment lies within a distance of the line, from distances alone.

What lies within a distance of one straight piece is convex, so it meets a segment in one
interval; the part of the segment within the distance of the line is the union of these
intervals. Nothing is drawn, so nothing is lost at round corners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from border_gis.boundary.line.paths import Floats, Integers, Paths, add_up, pair
from border_gis.boundary.line.scale import PlaneScale
from border_gis.boundary.line.search import LineSearch

_BIG = 1e30


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Parts of segments, in columns, sorted by segment and by where they begin; none overlap.

    Attributes
    ----------
    segment : ndarray of int
    low, high : ndarray of float
        Fractions of the segment.
    piece : ndarray of int
        The piece of the line beside which the span begins.
    """

    segment: Integers
    low: Floats
    high: Floats
    piece: Integers


def find_spans(paths: Paths, search: LineSearch, segments: Integers, radius: Floats, reach: Floats) -> Spans:
    """Return the parts of some segments that lie within a radius of the line.

    Parameters
    ----------
    segments : ndarray of int
        Sorted.
    radius : ndarray
        In the plane, for each of the segments.
    reach : ndarray
        How far from the middle of a segment pieces are looked for.
    """
    start = paths.start[segments]
    middle_x = (paths.x[start] + paths.x[start + 1]) / 2.0
    middle_y = (paths.y[start] + paths.y[start + 1]) / 2.0
    row, piece = search.within(middle_x, middle_y, reach)
    begins, ends = (np.stack([paths.x[each], paths.y[each]]) for each in (start[row], start[row] + 1))
    spans = join_spans(search, row, piece, begins, ends, radius[row])
    return Spans(segments[spans.segment], spans.low, spans.high, spans.piece)


def measure_inside_m(
    paths: Paths,
    search: LineSearch,
    scale: PlaneScale,
    away: Floats,
    foot: tuple[Floats, Floats],
    radius_m: float,
) -> Floats:
    """Return for each shape the metres of its line strings within a distance of the line.

    Parameters
    ----------
    away : ndarray, shape (vertices,)
        Distance of each vertex in the plane.
    foot : pair of ndarray
        Nearest place of each vertex, in the plane.
    radius_m : float
        On the ground.
    """
    start = paths.start
    length = paths.length
    is_path = paths.is_line
    total, spread = away[start] + away[start + 1], length
    # The scale halfway to the line is that of the distance; it varies by 1e-8 for each metre.
    roughly = radius_m * paths.scale
    unsure = is_path & (total - spread <= 2.001 * roughly) & (total + spread >= 1.999 * roughly)
    inside = is_path & (total + spread < 1.999 * roughly)
    segments = np.flatnonzero(unsure & (length > 0.0))
    metres = np.where(inside, length / paths.scale, 0.0)
    if segments.size:
        begin = start[segments]
        middle_x = (paths.x[begin] + paths.x[begin + 1]) / 2.0
        middle_y = (paths.y[begin] + paths.y[begin + 1]) / 2.0
        halfway = scale.at((middle_x + foot[0][begin]) / 2.0, (middle_y + foot[1][begin]) / 2.0)
        radius = radius_m * halfway
        largest = (total[segments] + spread[segments]) / 2.0
        reach = np.minimum(radius, largest) + length[segments] / 2.0 + 1e-3
        row, piece = search.within(middle_x, middle_y, reach)
        first, last = (
            np.searchsorted(row, np.arange(len(segments)), side=side) for side in ("left", "right")
        )
        begins, ends = (np.stack([paths.x[each], paths.y[each]]) for each in (begin, begin + 1))
        share = cover(search, begins, ends, radius, piece, first, last)
        metres[segments] += share * length[segments] / paths.scale[segments]
    return add_up(paths.segment_shape, metres, paths.shapes)


def cover(
    search: LineSearch,
    begins: Floats,
    ends: Floats,
    radius: Floats,
    candidates: Integers,
    first: Integers,
    last: Integers,
) -> Floats:
    """Return which fraction of each segment lies within its radius of its candidates.

    Parameters
    ----------
    begins, ends : ndarray, shape (2, segments)
        In the plane.
    radius : ndarray
    candidates : ndarray of int
        Pieces of the line.
    first, last : ndarray of int
        Which of the candidates are those of a segment, from the first to before the last.
    """
    if search.kernels is not None:
        corners = [np.ascontiguousarray(each) for each in (*begins, *ends)]
        share: Floats = search.kernels.cover(*corners, radius, candidates, first, last, search.pieces)
        return share
    rows = np.arange(len(radius))
    row, place = pair(rows, rows, last - first, first)
    spans = join_spans(search, row, candidates[place], begins[:, row], ends[:, row], radius[row])
    return add_up(spans.segment, spans.high - spans.low, len(radius))


def join_spans(
    search: LineSearch, segment: Integers, piece: Integers, begins: Floats, ends: Floats, radius: Floats
) -> Spans:
    """Return what lies within a radius of the pieces that segments are paired with, by segment."""
    near, low, high = _meet(search, piece, begins[0], begins[1], ends[0], ends[1], radius)
    segment, piece = segment[near], piece[near]
    met = low <= high
    segment, piece, low, high = segment[met], piece[met], low[met], high[met]
    order = np.lexsort((low, segment))
    return _join(segment[order], low[order], high[order], piece[order])


def _meet(
    search: LineSearch, piece: Integers, x: Floats, y: Floats, to_x: Floats, to_y: Floats, radius: Floats
) -> tuple[Integers, Floats, Floats]:
    """Return which segments may meet what is within a radius of their piece, and where they enter and leave.

    Those that lie beyond one of its four sides are left out; low > high for those that miss it otherwise.
    """
    from_x, from_y = x - search.x[piece], y - search.y[piece]
    along_x, along_y = to_x - x, to_y - y
    unit_x, unit_y = search.direction_x[piece], search.direction_y[piece]
    u, v = from_x * unit_x + from_y * unit_y, unit_x * from_y - unit_y * from_x
    du, dv = along_x * unit_x + along_y * unit_y, unit_x * along_y - unit_y * along_x
    length = search.length[piece]
    may = (np.minimum(v, v + dv) <= radius) & (np.maximum(v, v + dv) >= -radius)
    may &= (np.minimum(u, u + du) <= length + radius) & (np.maximum(u, u + du) >= -radius)
    near = np.flatnonzero(may)
    u, v, du, dv, length, radius = (each[near] for each in (u, v, du, dv, length, radius))
    beside = _within_slab(u, du, np.zeros_like(length), length), _within_slab(v, dv, -radius, radius)
    low, high = np.maximum(beside[0][0], beside[1][0]), np.minimum(beside[0][1], beside[1][1])
    low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
    empty = low > high
    low, high = np.where(empty, _BIG, low), np.where(empty, -_BIG, high)
    for end in (np.zeros_like(length), length):
        round_low, round_high = _within_circle(u - end, v, du, dv, radius)
        round_low, round_high = np.maximum(round_low, 0.0), np.minimum(round_high, 1.0)
        met = round_low <= round_high
        low = np.where(met, np.minimum(low, round_low), low)
        high = np.where(met, np.maximum(high, round_high), high)
    return near, low, high


def _within_slab(at: Floats, step: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    still = step == 0.0
    safe = np.where(still, 1.0, step)
    first, second = (low - at) / safe, (high - at) / safe
    is_in = (low <= at) & (at <= high)
    enter = np.where(still, np.where(is_in, -_BIG, _BIG), np.minimum(first, second))
    leave = np.where(still, np.where(is_in, _BIG, -_BIG), np.maximum(first, second))
    return enter, leave


def _within_circle(u: Floats, v: Floats, du: Floats, dv: Floats, radius: Floats) -> tuple[Floats, Floats]:
    square = du * du + dv * dv
    cross = u * dv - v * du
    under = radius * radius * square - cross * cross
    met = (under >= 0.0) & (square > 0.0)
    safe = np.where(square > 0.0, square, 1.0)
    root = np.sqrt(np.where(met, under, 0.0))
    middle = -(u * du + v * dv)
    return np.where(met, (middle - root) / safe, _BIG), np.where(met, (middle + root) / safe, -_BIG)


def _join(segment: Integers, low: Floats, high: Floats, piece: Integers) -> Spans:
    """Join spans that overlap or touch; rows are sorted by segment and by low."""
    if not len(segment):
        return Spans(segment, low, high, piece)
    _, row = np.unique(segment, return_inverse=True)
    shift = row * 4.0
    reached = np.maximum.accumulate(high + shift)
    is_first = np.ones(len(segment), dtype=bool)
    is_first[1:] = (low + shift)[1:] > reached[:-1]
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(segment)) - 1
    return Spans(segment[first], low[first], reached[last] - shift[last], piece[first])
