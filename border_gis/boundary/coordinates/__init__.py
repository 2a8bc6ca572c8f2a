"""Coordinates as people type them, and as they are shown."""

from border_gis.boundary.coordinates.model import (
    CoordinateReading,
    CoordinateSystem,
    Region,
    is_in_region,
    zones_of_province,
)
from border_gis.boundary.coordinates.parse import parse_coordinates
from border_gis.boundary.coordinates.tokens import parse_angle, parse_decimal
from border_gis.boundary.coordinates.write import write_decimal, write_dms, write_vn2000

__all__ = [
    "CoordinateReading",
    "CoordinateSystem",
    "Region",
    "is_in_region",
    "parse_angle",
    "parse_coordinates",
    "parse_decimal",
    "write_decimal",
    "write_dms",
    "write_vn2000",
    "zones_of_province",
]
