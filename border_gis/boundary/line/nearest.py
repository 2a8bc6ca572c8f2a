"""What is nearest to a point: the feet of many points on the line, their distance and side.

A plane proposes (see `search`) and the geodesic decides. A *foot* is a place of the line from
which one gets farther from the point whichever way one walks: a hairpin has two. Distances
are geodesics from the point to its feet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from border_gis.boundary.line.search import ON_LINE_M, LineSearch, Proposals, search_of, starts_of
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.parties import Side
from border_gis.crs import measure_geodesic
from border_gis.errors import InputError

_SAME_FOOT_M = 0.1  # feet on two pieces of one geodesic segment, which bends a little between them

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
        return self.rows(starts_of(self.point))


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
    proposed = search.propose(*search.to_plane(*points.T), tolerance_m)
    return _decide(search, proposed, points, tolerance_m)


def side_of(line: BoundaryLine, hand: int) -> Side:
    """Return whose land a hand of `Feet` is."""
    if hand == 0:
        return Side.ON_LINE
    return Side(line.left_party if hand > 0 else line.left_party.other)


def _decide(search: LineSearch, proposed: Proposals, points: Floats, tolerance_m: float) -> Feet:
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
    nearest_m = feet.distance_m[starts_of(feet.point)]
    return feet.rows(feet.distance_m <= nearest_m[feet.point] + tolerance_m)


def _are_doubled(feet: Feet) -> NDArray[np.bool_]:
    """Tell the feet that another one, next to them on the line, is as near as; rows run along the line."""
    same = (feet.point[1:] == feet.point[:-1]) & (np.diff(feet.chainage_m) < _SAME_FOOT_M)
    is_first_nearer = feet.distance_m[:-1] <= feet.distance_m[1:]
    doubled = np.zeros(len(feet), dtype=bool)
    doubled[1:] = same & is_first_nearer
    doubled[:-1] |= same & ~is_first_nearer
    return doubled


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
