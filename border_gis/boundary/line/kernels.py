"""The same searches as in `search` and `inside`, as loops that a compiler makes quick.

Imported by `load_kernels` alone, and only where there is much to do: importing it compiles,
or reads what was compiled before. Nothing here is written to but what is returned, and no
lock is held, so that threads run side by side.

The circles of the tree stand in the order of the pieces that they hold, each before those
inside it: on from a circle that may hold something leads to the first one inside it, and
past one that cannot to where it ends. See `LineSearch.circles`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_NEAR_M = 1_000.0  # of what is farther than this from the last place the tree knows something nearer
_SLACK_M = 1e-6  # what rounding may hide when something is left out

_TREE = "UniTuple(f8[::1], 3), UniTuple(i8[::1], 3), UniTuple(f8[::1], 5)"
_NEAREST = f"Tuple((f8[::1], i8[::1], f8[::1]))(f8[::1], f8[::1], {_TREE})"
_WITHIN = f"Tuple((i8[::1], i8[::1]))(f8[::1], f8[::1], f8[::1], {_TREE})"
_FACE = (
    "Tuple((f8[::1], i8[::1], i8[::1], f8[::1]))"
    f"(f8[::1], f8[::1], f8[::1], f8[::1], i8[::1], f8[::1], {_TREE})"
)
_COVER = (
    "f8[::1](f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], i8[::1], i8[::1], i8[::1], UniTuple(f8[::1], 5))"
)


@njit(cache=True, nogil=True, inline="always")
def _foot(x, y, piece, pieces):
    """Return how far a place is from a piece, and how far along it the nearest place is."""
    from_x, from_y = x - pieces[0][piece], y - pieces[1][piece]
    along = from_x * pieces[2][piece] + from_y * pieces[3][piece]
    along = min(max(along, 0.0), pieces[4][piece])
    dx, dy = from_x - along * pieces[2][piece], from_y - along * pieces[3][piece]
    return np.sqrt(dx * dx + dy * dy), along


@njit(cache=True, nogil=True, inline="always")
def _bound(x, y, circles, places):
    """Return a distance at which there surely is a place of the line: the centre of some circle."""
    least, low, high = np.inf, 0, len(circles[0])
    while low < high:
        best, inside = np.inf, low
        circle = low
        while circle < high:
            dx, dy = x - circles[0][circle], y - circles[1][circle]
            square = dx * dx + dy * dy
            if square < best:
                best, inside = square, circle
            circle = places[0][circle]
        least = min(least, best)
        low, high = inside + 1, places[0][inside]
    return np.sqrt(least)


@njit(_NEAREST, cache=True, nogil=True)
def nearest(x, y, circles, places, pieces):
    """Return distance, piece and fraction of the nearest place of the line; see `LineSearch.nearest`."""
    away, found, fraction = np.empty(len(x)), np.empty(len(x), dtype=np.int64), np.empty(len(x))
    best_piece = 0
    for point in range(len(x)):
        # Points follow each other along a fence: what was near to the last is a good start.
        limit = _foot(x[point], y[point], best_piece, pieces)[0]
        if limit > _NEAR_M:
            limit = min(limit, _bound(x[point], y[point], circles, places))
        limit += _SLACK_M
        best, best_along = np.inf, 0.0
        circle = 0
        while circle < len(circles[0]):
            dx, dy = x[point] - circles[0][circle], y[point] - circles[1][circle]
            reach = limit + circles[2][circle]
            if dx * dx + dy * dy > reach * reach:
                circle = places[0][circle]
                continue
            for piece in range(places[1][circle], places[2][circle]):
                distance, along = _foot(x[point], y[point], piece, pieces)
                if distance < best:
                    best, best_piece, best_along = distance, piece, along
            limit = min(limit, best + _SLACK_M)
            circle += 1
        away[point], found[point] = best, best_piece
        fraction[point] = best_along / pieces[4][best_piece]
    return away, found, fraction


@njit(_WITHIN, cache=True, nogil=True)
def within(x, y, radius, circles, places, pieces):
    """Return pairs of point and piece within the radius of the point; see `LineSearch.within`."""
    points, found = np.empty(1024, dtype=np.int64), np.empty(1024, dtype=np.int64)
    pairs = 0
    for point in range(len(x)):
        circle = 0
        while circle < len(circles[0]):
            dx, dy = x[point] - circles[0][circle], y[point] - circles[1][circle]
            reach = radius[point] + circles[2][circle] + _SLACK_M
            if dx * dx + dy * dy > reach * reach:
                circle = places[0][circle]
                continue
            for piece in range(places[1][circle], places[2][circle]):
                if _foot(x[point], y[point], piece, pieces)[0] <= radius[point]:
                    if pairs == len(points):
                        points = np.concatenate((points, np.empty_like(points)))
                        found = np.concatenate((found, np.empty_like(found)))
                    points[pairs], found[pairs] = point, piece
                    pairs += 1
            circle += 1
    return points[:pairs].copy(), found[:pairs].copy()


@njit(cache=True, nogil=True, inline="always")
def _slab(at, step, low, high):
    if step == 0.0:
        return (-np.inf, np.inf) if low <= at <= high else (np.inf, -np.inf)
    first, second = (low - at) / step, (high - at) / step
    return min(first, second), max(first, second)


@njit(cache=True, nogil=True, inline="always")
def _meet(u, v, du, dv, length, radius):
    """Return where a segment enters and leaves what is within a radius of a piece; see `inside._meet`."""
    if min(v, v + dv) > radius or max(v, v + dv) < -radius:
        return np.inf, -np.inf
    if min(u, u + du) > length + radius or max(u, u + du) < -radius:
        return np.inf, -np.inf
    along, across = _slab(u, du, 0.0, length), _slab(v, dv, -radius, radius)
    low, high = max(along[0], across[0], 0.0), min(along[1], across[1], 1.0)
    if low > high:
        low, high = np.inf, -np.inf
    square = du * du + dv * dv
    if square == 0.0:
        return low, high
    for end in (0.0, length):
        cross = (u - end) * dv - v * du
        under = radius * radius * square - cross * cross
        if under >= 0.0:
            root, middle = np.sqrt(under), -((u - end) * du + v * dv)
            enter, leave = max((middle - root) / square, 0.0), min((middle + root) / square, 1.0)
            if enter <= leave:
                low, high = min(low, enter), max(high, leave)
    return low, high


@njit(_COVER, cache=True, nogil=True)
def cover(x, y, to_x, to_y, radius, candidates, first, last, pieces):
    """Return which fraction of each segment is within the radius of its candidates; see `inside.cover`."""
    share = np.zeros(len(x))
    lows, highs = np.empty(64), np.empty(64)
    for segment in range(len(x)):
        along_x, along_y = to_x[segment] - x[segment], to_y[segment] - y[segment]
        spans, is_whole = 0, False
        for place in range(first[segment], last[segment]):
            piece = candidates[place]
            unit_x, unit_y = pieces[2][piece], pieces[3][piece]
            from_x, from_y = x[segment] - pieces[0][piece], y[segment] - pieces[1][piece]
            low, high = _meet(
                from_x * unit_x + from_y * unit_y,
                unit_x * from_y - unit_y * from_x,
                along_x * unit_x + along_y * unit_y,
                unit_x * along_y - unit_y * along_x,
                pieces[4][piece],
                radius[segment],
            )
            if low <= 0.0 and high >= 1.0:
                is_whole = True
                break
            if low <= high:
                if spans == len(lows):
                    lows = np.concatenate((lows, np.empty_like(lows)))
                    highs = np.concatenate((highs, np.empty_like(highs)))
                spot = spans
                while spot > 0 and lows[spot - 1] > low:
                    lows[spot], highs[spot] = lows[spot - 1], highs[spot - 1]
                    spot -= 1
                lows[spot], highs[spot] = low, high
                spans += 1
        if is_whole:
            share[segment] = 1.0
            continue
        reached = 0.0
        for span in range(spans):
            if highs[span] > reached:
                share[segment] += highs[span] - max(lows[span], reached)
                reached = highs[span]
    return share


@njit(_FACE, cache=True, nogil=True)
def face(x, y, step_x, step_y, group, best, circles, places, pieces):
    """Return the vertex of the line that is nearest to segments of a group; see `facing.face`.

    Nothing farther than what the group has already counts: the segment is then -1.
    """
    least = best.copy()
    winner, vertex = np.full(len(best), -1, dtype=np.int64), np.zeros(len(best), dtype=np.int64)
    where = np.zeros(len(best))
    for segment in range(len(x)):
        owner = group[segment]
        square = step_x[segment] * step_x[segment] + step_y[segment] * step_y[segment]
        half = np.sqrt(square) / 2.0
        middle_x, middle_y = x[segment] + step_x[segment] / 2.0, y[segment] + step_y[segment] / 2.0
        circle = 0
        while circle < len(circles[0]):
            dx, dy = middle_x - circles[0][circle], middle_y - circles[1][circle]
            reach = least[owner] + half + circles[2][circle] + _SLACK_M
            if dx * dx + dy * dy > reach * reach:
                circle = places[0][circle]
                continue
            for end in range(places[1][circle], places[2][circle] + 1):
                from_x, from_y = pieces[0][end] - x[segment], pieces[1][end] - y[segment]
                part = (from_x * step_x[segment] + from_y * step_y[segment]) / square
                part = min(max(part, 0.0), 1.0)
                apart_x, apart_y = from_x - part * step_x[segment], from_y - part * step_y[segment]
                apart = np.sqrt(apart_x * apart_x + apart_y * apart_y)
                if apart < least[owner]:
                    least[owner], winner[owner] = apart, segment
                    vertex[owner], where[owner] = end, part
            circle += 1
    return least, winner, vertex, where
