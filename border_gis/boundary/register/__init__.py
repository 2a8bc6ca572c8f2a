"""The register of markers: look them up, put them on a line, check them."""

from border_gis.boundary.register.check import check_register
from border_gis.boundary.register.marker import (
    Coordinate,
    Marker,
    MarkerKind,
    MarkerSize,
    PositionMethod,
)
from border_gis.boundary.register.register import Register
from border_gis.boundary.register.stations import Station, Stations, put_on_line

__all__ = [
    "Coordinate",
    "Marker",
    "MarkerKind",
    "MarkerSize",
    "PositionMethod",
    "Register",
    "Station",
    "Stations",
    "check_register",
    "put_on_line",
]
