"""The nearest place of shapes: at a vertex of the shape, or where a vertex of the line faces it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from border_gis.boundary.line.paths import Floats, Integers, Paths
from border_gis.boundary.line.search import LineSearch, starts_of


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest place of each shape: in the plane, and on the line.

    Attributes
    ----------
    x, y : ndarray
        Of the shape.
    piece : ndarray of int
    fraction : ndarray
        Of the piece of the line.
    away : ndarray
        Distance in the plane.
    """

    x: Floats
    y: Floats
    piece: Integers
    fraction: Floats
    away: Floats


def find_nearest(
    paths: Paths, search: LineSearch, away: Floats, piece: Integers, fraction: Floats
) -> Nearest:
    """Find the nearest place of each shape.

    Parameters
    ----------
    away, piece, fraction : ndarray, shape (vertices,)
        Distance of each vertex in the plane, and its nearest place on the line.
    """
    best = np.minimum.reduceat(away, paths.first_vertices)
    rows = np.flatnonzero(away == best[paths.vertex_shape])
    rows = rows[starts_of(paths.vertex_shape[rows])]
    x, y = paths.x[rows].copy(), paths.y[rows].copy()
    best_piece, best_fraction = piece[rows].copy(), fraction[rows].copy()
    start, shape = paths.start, paths.segment_shape
    least = (away[start] + away[start + 1] - paths.length) / 2.0
    may = np.flatnonzero((least < best[shape]) & (paths.length > 0.0))
    if not may.size:
        return Nearest(x, y, best_piece, best_fraction, best)
    begin = start[may]
    step_x, step_y = paths.x[begin + 1] - paths.x[begin], paths.y[begin + 1] - paths.y[begin]
    nearer = face(search, paths.x[begin], paths.y[begin], step_x, step_y, shape[may], best)
    best, winner, vertex, at = nearer
    won = np.flatnonzero(winner >= 0)
    segment, vertex, at = winner[won], vertex[won], at[won]
    x[won] = paths.x[begin][segment] + at * step_x[segment]
    y[won] = paths.y[begin][segment] + at * step_y[segment]
    last = len(search.length) - 1
    best_piece[won] = np.minimum(vertex, last)
    best_fraction[won] = np.where(vertex > last, 1.0, 0.0)
    return Nearest(x, y, best_piece, best_fraction, best)


def face(
    search: LineSearch, x: Floats, y: Floats, step_x: Floats, step_y: Floats, group: Integers, best: Floats
) -> tuple[Floats, Integers, Integers, Floats]:
    """Find the vertices of the line that are nearer to segments than what is known.

    Parameters
    ----------
    x, y, step_x, step_y : ndarray, shape (segments,)
        Where segments begin, and how they go on.
    group : ndarray of int, shape (segments,)
        To which shape each belongs.
    best : ndarray, shape (shapes,)
        Distance that is known of each shape.

    Returns
    -------
    best : ndarray
    segment : ndarray of int
        -1 where no vertex is nearer.
    vertex : ndarray of int
    at : ndarray
        Fraction of the segment.
    """
    if search.kernels is not None:
        found: tuple = search.kernels.face(
            x, y, step_x, step_y, group, best, search.circles, search.places, search.pieces
        )
        return found
    length = np.hypot(step_x, step_y)
    row, near = search.within(x + step_x / 2.0, y + step_y / 2.0, best[group] + length / 2.0)
    ends, row = np.concatenate([near, near + 1]), np.concatenate([row, row])
    from_x, from_y = search.x[ends] - x[row], search.y[ends] - y[row]
    part = np.clip((from_x * step_x[row] + from_y * step_y[row]) / length[row] ** 2, 0.0, 1.0)
    apart = np.hypot(from_x - part * step_x[row], from_y - part * step_y[row])
    nearer = np.flatnonzero(apart < best[group[row]])
    order = nearer[np.lexsort((apart[nearer], group[row[nearer]]))]
    first = order[np.unique(group[row[order]], return_index=True)[1]]
    won = group[row[first]]
    least, segment = best.copy(), np.full(len(best), -1, dtype=np.intp)
    vertex, at = np.zeros(len(best), dtype=np.intp), np.zeros(len(best))
    least[won], segment[won], vertex[won], at[won] = apart[first], row[first], ends[first], part[first]
    return least, segment, vertex, at
