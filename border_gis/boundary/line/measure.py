"""Places along the line: from chainage to position.

Chainage is the geodesic distance from the start of the line, in metres, growing towards
higher marker numbers (the *measure* of ISO 19148). Between two vertices the line is the
geodesic. Beyond either end there is no place, and asking for one is an error.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString, Point

from border_gis.boundary.line.version import BoundaryLine
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.errors import InputError

ROUNDING_M = 1e-6
"""What summing segment lengths may lose: an end of the line missed by less is the end."""


def locate_points(line: BoundaryLine, chainages_m: ArrayLike) -> NDArray[np.float64]:
    """Return the positions at chainages.

    Parameters
    ----------
    line : BoundaryLine
    chainages_m : array_like of float, shape (n,)

    Returns
    -------
    ndarray, shape (n, 2)
        WGS 84 longitude and latitude in degrees.

    Raises
    ------
    InputError
        A chainage lies beyond an end of the line, or is not a number.
    """
    wanted_m = np.atleast_1d(np.asarray(chainages_m, dtype=np.float64))
    inside = (wanted_m >= -ROUNDING_M) & (wanted_m <= line.length_m + ROUNDING_M)
    if not inside.all():
        chainage_m = float(wanted_m[np.argmin(inside)])
        raise InputError("line.beyond_end", line=line.name, chainage_m=chainage_m, length_m=line.length_m)
    table_m = line.chainages_m
    segment = np.clip(np.searchsorted(table_m, wanted_m, side="right") - 1, 0, len(table_m) - 2)
    x, y = line.coordinates[segment].T
    azimuth_deg, _ = measure_geodesic(x, y, *line.coordinates[segment + 1].T)
    return np.column_stack(follow_geodesic(x, y, azimuth_deg, wanted_m - table_m[segment]))


def point_at(line: BoundaryLine, chainage_m: float) -> Point:
    """Return the point at a chainage, WGS 84; raise `InputError` beyond an end of the line."""
    return Point(*locate_points(line, [chainage_m])[0])


def substring(line: BoundaryLine, from_m: float, to_m: float) -> LineString:
    """Return the stretch between two chainages, in the direction in which they are given.

    Raises
    ------
    InputError
        A chainage lies beyond an end of the line, or the stretch has no length.
    """
    return substrings(line, [from_m], [to_m])[0]


def substrings(line: BoundaryLine, from_m: ArrayLike, to_m: ArrayLike) -> list[LineString]:
    """Return many stretches, as `substring` does one by one."""
    starts_m, ends_m = np.asarray(from_m, dtype=np.float64), np.asarray(to_m, dtype=np.float64)
    empty = np.flatnonzero(np.abs(ends_m - starts_m) <= ROUNDING_M)
    if empty.size:
        raise InputError("line.no_stretch", line=line.name, chainage_m=float(starts_m[empty[0]]))
    count = len(starts_m)
    if not count:
        return []
    ends_deg = locate_points(line, np.concatenate([starts_m, ends_m]))
    first = np.searchsorted(line.chainages_m, np.minimum(starts_m, ends_m), side="right")
    last = np.searchsorted(line.chainages_m, np.maximum(starts_m, ends_m), side="left")
    stretches = []
    for row, rises in enumerate((starts_m < ends_m).tolist()):
        between = line.coordinates[first[row] : last[row]]
        way = between if rises else between[::-1]
        stretches.append(np.concatenate([ends_deg[row, None], way, ends_deg[count + row, None]]))
    of_stretch = np.repeat(np.arange(count), [len(stretch) for stretch in stretches])
    return np.asarray(shapely.linestrings(np.concatenate(stretches), indices=of_stretch)).tolist()


def reverse_line(line: BoundaryLine) -> BoundaryLine:
    """Return the same line run the other way, with the same land on the same side of it."""
    return replace(line, coordinates=line.coordinates[::-1], left_party=line.left_party.other)
