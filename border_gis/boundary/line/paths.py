"""Shapes taken apart into what can be measured in columns: points, segments and rings in the plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line.scale import PlaneScale
from border_gis.boundary.line.search import LineSearch

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

POINT, PATH, RING = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Shapes in columns, sorted by shape.

    A path is a point, a line string or a ring of a polygon. Its vertices are consecutive;
    a segment leads from each to the next.

    Attributes
    ----------
    shapes : int
        How many shapes there are.
    x, y : ndarray
        Vertices in the plane.
    first : ndarray of int, shape (paths,)
        First vertex of each path.
    kind, shape : ndarray of int, shape (paths,)
        ``POINT``, ``PATH`` or ``RING``, and the shape that the path belongs to.
    path : ndarray of int, shape (vertices,)
    start : ndarray of int, shape (segments,)
        First vertex of each segment.
    length, scale : ndarray, shape (segments,)
        In the plane, and the plane's scale at the middle.
    areas : ndarray of object, shape (polygons,)
        Polygons in the plane.
    area_shape : ndarray of int
    """

    shapes: int
    x: Floats
    y: Floats
    first: Integers
    kind: NDArray[np.int8]
    shape: Integers
    path: Integers
    start: Integers
    length: Floats
    scale: Floats
    areas: NDArray[np.object_]
    area_shape: Integers

    @property
    def vertex_shape(self) -> Integers:
        """Return the shape of each vertex."""
        return self.shape[self.path]

    @property
    def segment_shape(self) -> Integers:
        """Return the shape of each segment."""
        return self.shape[self.path[self.start]]

    @property
    def is_line(self) -> NDArray[np.bool_]:
        """Tell the segments of line strings from those of rings."""
        return np.asarray(self.kind[self.path[self.start]] == PATH)

    @property
    def first_vertices(self) -> Integers:
        """Return the first vertex of each shape."""
        return np.searchsorted(self.vertex_shape, np.arange(self.shapes))


def add_up(groups: Integers, values: Floats, count: int) -> Floats:
    """Return the sums of values by group."""
    return np.bincount(groups, values, minlength=count).astype(np.float64)


def pair(
    items: Integers, group: Integers, counts: Integers, first: Integers | None = None
) -> tuple[Integers, Integers]:
    """Pair items with all that their group has; ``first`` is where the groups begin, one after the other."""
    if first is None:
        first = np.cumsum(counts) - counts
    repeats = counts[group]
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return np.repeat(items, repeats), np.repeat(first[group], repeats) + within


def take_apart(geometries: Sequence[BaseGeometry], search: LineSearch, scale: PlaneScale) -> Paths:
    """Bring shapes to the plane and take them apart; none of them may be empty."""
    parts, owner = _simple_parts(np.asarray(geometries, dtype=object))
    types = shapely.get_type_id(parts)
    is_polygon = types == 3
    rings, ring_owner = shapely.get_rings(parts[is_polygon], return_index=True)
    paths = np.concatenate([parts[~is_polygon], rings])
    shape = np.concatenate([owner[~is_polygon], owner[is_polygon][ring_owner]]).astype(np.intp)
    kind = np.concatenate([np.where(types[~is_polygon] == 0, POINT, PATH), np.full(len(rings), RING)]).astype(
        np.int8
    )
    order = np.argsort(shape, kind="stable")
    paths, shape, kind = paths[order], shape[order], kind[order]
    positions, path = shapely.get_coordinates(paths, return_index=True)
    x, y = search.to_plane(positions[:, 0], positions[:, 1])
    first = np.searchsorted(path, np.arange(len(paths)))
    start = np.flatnonzero(path[:-1] == path[1:])
    along_x, along_y = x[start + 1] - x[start], y[start + 1] - y[start]
    areas = to_plane(parts[is_polygon], search)
    return Paths(
        shapes=len(geometries),
        x=x,
        y=y,
        first=first,
        kind=kind,
        shape=shape,
        path=path,
        start=start,
        length=np.hypot(along_x, along_y),
        scale=scale.at((x[start] + x[start + 1]) / 2.0, (y[start] + y[start + 1]) / 2.0),
        areas=areas,
        area_shape=owner[is_polygon].astype(np.intp),
    )


def _simple_parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], Integers]:
    parts, owner = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) >= 4).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kept = ~shapely.is_empty(parts)
    return parts[kept], owner[kept]


def to_plane(shapes: NDArray[np.object_], search: LineSearch) -> NDArray[np.object_]:
    """Return shapes in the plane of a line."""
    if not len(shapes):
        return shapes
    moved = shapely.transform(shapes, lambda xy: np.column_stack(search.to_plane(xy[:, 0], xy[:, 1])))
    return np.asarray(moved, dtype=object)
