"""How far shapes are from given points, such as markers, which need not stand on the line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line.paths import Floats, to_plane
from border_gis.boundary.line.scale import scale_of
from border_gis.boundary.line.search import search_of
from border_gis.boundary.line.version import BoundaryLine


def measure_from_points(
    line: BoundaryLine, geometries: Sequence[BaseGeometry], positions_deg: ArrayLike
) -> Floats:
    """Return for each shape the distance of the nearest point.

    Parameters
    ----------
    line : BoundaryLine
        In whose plane the nearest point is looked for.
    geometries : sequence of shapely geometry
        WGS 84, none empty.
    positions_deg : array_like of float, shape (n, 2)
        WGS 84, at least one.

    Returns
    -------
    ndarray
        Metres on the ground; 0 for an area that contains a point.
    """
    search, scale = search_of(line), scale_of(line)
    at = np.asarray(positions_deg, dtype=np.float64)
    points = np.asarray(shapely.points(*search.to_plane(at[:, 0], at[:, 1])), dtype=object)
    shapes = to_plane(np.asarray(geometries, dtype=object), search)
    # A tree of this call alone: prepared geometries are not shared by threads.
    shape, nearest = shapely.STRtree(points).query_nearest(shapes, all_matches=False)
    ends = shapely.get_coordinates(shapely.shortest_line(shapes[shape], points[nearest])).reshape(-1, 4)
    distance_m = np.empty(len(shapes))
    distance_m[shape] = scale.measure(*ends.T)
    return distance_m
