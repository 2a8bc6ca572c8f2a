"""Geometries on their way into a home: checked, taken apart into simple parts, put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.errors import DataError

_PART_LAYERS = {"Point": "points", "LineString": "lines", "LinearRing": "lines", "Polygon": "areas"}


def check_geometry(geometry: BaseGeometry, where: str) -> BaseGeometry:
    """Return a geometry, or raise DataError if it is empty or no longitude and latitude."""
    coordinates = shapely.get_coordinates(geometry)
    if len(coordinates) == 0 or not np.isfinite(coordinates).all():
        raise DataError("store.empty_geometry", where=where)
    if np.abs(coordinates[:, 0]).max() > 180 or np.abs(coordinates[:, 1]).max() > 90:
        raise DataError("store.not_degrees", where=where)
    return geometry


def split_geometry(geometry: BaseGeometry) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield each simple part of a geometry with the layer that it belongs to."""
    for part in shapely.get_parts(geometry):
        if part.geom_type in _PART_LAYERS:
            yield _PART_LAYERS[part.geom_type], part
        else:
            yield from split_geometry(part)


def join_geometry(geometry_type: str | None, parts: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return the geometry that ``split_geometry`` took apart."""
    if geometry_type is None or not parts:
        return None
    makers: dict[str, Callable[[list[Any]], BaseGeometry]] = {
        "MultiPoint": shapely.MultiPoint,
        "MultiLineString": shapely.MultiLineString,
        "MultiPolygon": shapely.MultiPolygon,
        "GeometryCollection": shapely.GeometryCollection,
    }
    if geometry_type not in makers:
        return parts[0]
    return makers[geometry_type](list(parts))
