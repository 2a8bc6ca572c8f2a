"""Places of released records: read, joined and taken apart, and written as RFC 7946 wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

COORDINATE_DECIMALS = 8
"""A millimetre (RFC 7946, section 11.2)."""
GEOMETRY_PARTS: Mapping[str, str] = {"points": "Point", "lines": "LineString", "areas": "Polygon"}
"""What of a mixed collection a program can ask for that keeps one kind of geometry in a layer."""


def read_geometry(value: Any) -> BaseGeometry | None:
    """Return the geometry of a released field: a position, a line, or GeoJSON."""
    if value is None:
        return None
    if isinstance(value, list):
        return LineString(value)
    if "longitude_deg" in value:
        return Point(value["longitude_deg"], value["latitude_deg"])
    read = shape(value)
    return None if read.is_empty else read


def join_geometries(geometries: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """Return several places as one geometry: an incident is one feature wherever it was."""
    if not geometries:
        return None
    if len(geometries) == 1:
        return geometries[0]
    kinds = {each.geom_type.removeprefix("Multi") for each in geometries}
    if len(kinds) > 1 or "GeometryCollection" in kinds:
        return shapely.geometrycollections(list(geometries))
    parts = [part for each in geometries for part in shapely.get_parts(each)]
    kind = kinds.pop()
    if kind == "Point":
        return shapely.multipoints(parts)
    return shapely.multilinestrings(parts) if kind == "LineString" else shapely.multipolygons(parts)


def take_part(geometry: BaseGeometry | None, name: str) -> BaseGeometry | None:
    """Return the points, the lines or the areas of a geometry; None where it has none."""
    if geometry is None:
        return None
    singles = [each for outer in shapely.get_parts(geometry) for each in shapely.get_parts(outer)]
    return join_geometries([each for each in singles if each.geom_type == GEOMETRY_PARTS[name]])


def write_geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as RFC 7946 wants it: eight decimals, outer rings against the clock."""
    rounded = shapely.transform(geometry, lambda places: np.round(places, COORDINATE_DECIMALS))
    return mapping(shapely.orient_polygons(rounded))
