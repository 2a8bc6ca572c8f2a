"""How far a position is from a place of any shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from border_gis.crs import local_plane, measure_geodesic

# Over longer steps what is straight in degrees is noticeably bent in the plane.
_LONGEST_STEP_DEG = 0.02


def measure_apart_m(longitude_deg: float, latitude_deg: float, geometry: BaseGeometry) -> float | None:
    """Return how far a position is from a shape, along the geodesic.

    The nearest point is sought in a plane around the position, and the distance to it is
    then the geodesic on WGS 84.

    Parameters
    ----------
    longitude_deg, latitude_deg : float
        WGS 84.
    geometry : BaseGeometry
        WGS 84 longitude and latitude.

    Returns
    -------
    float or None
        In metres; 0 inside an area. None if the shape is empty.
    """
    if geometry.is_empty:
        return None
    position = Point(longitude_deg, latitude_deg)
    if any(area.covers(position) for area in _areas(geometry)):
        return 0.0
    to_plane = local_plane(longitude_deg, latitude_deg)
    nearest: list[NDArray[np.float64]] = []
    for path in _paths(shapely.segmentize(geometry, _LONGEST_STEP_DEG)):
        x, y = to_plane(path[:, 0], path[:, 1])
        nearest.append(_nearest_of(path, np.column_stack([np.asarray(x), np.asarray(y)])))
    found = np.array(nearest)
    _, distances_m = measure_geodesic(
        np.full(len(found), longitude_deg), np.full(len(found), latitude_deg), found[:, 0], found[:, 1]
    )
    return float(np.min(distances_m))


def _nearest_of(path: NDArray[np.float64], plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the point of a path that is nearest to the origin of the plane, in degrees."""
    if len(path) == 1:
        return path[0]
    starts, steps = plane[:-1], np.diff(plane, axis=0)
    lengths = np.einsum("ij,ij->i", steps, steps)
    along = -np.einsum("ij,ij->i", starts, steps)
    fraction = np.clip(np.divide(along, lengths, out=np.zeros_like(along), where=lengths > 0), 0.0, 1.0)
    feet = starts + steps * fraction[:, None]
    best = int(np.argmin(np.einsum("ij,ij->i", feet, feet)))
    return np.asarray(path[best] + (path[best + 1] - path[best]) * fraction[best])


def _areas(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    return (part for part in _single_parts(geometry) if part.geom_type == "Polygon")


def _paths(geometry: BaseGeometry) -> Iterator[NDArray[np.float64]]:
    for part in _single_parts(geometry):
        if part.geom_type == "Polygon":
            yield from (shapely.get_coordinates(ring) for ring in shapely.get_rings(part))
        else:
            yield shapely.get_coordinates(part)


def _single_parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if hasattr(part, "geoms"):
            yield from _single_parts(part)
        elif not part.is_empty:
            yield part
