"""Places by marker reference: read them in a field, find them in prose, write them."""

from border_gis.boundary.reference.field import parse, parse_list
from border_gis.boundary.reference.finder import find
from border_gis.boundary.reference.formatting import format_metres, format_reading
from border_gis.boundary.reference.model import (
    Direction,
    FoundReference,
    MarkerReference,
    Reading,
    ReferenceEnd,
)

__all__ = [
    "Direction",
    "FoundReference",
    "MarkerReference",
    "Reading",
    "ReferenceEnd",
    "find",
    "format_metres",
    "format_reading",
    "parse",
    "parse_list",
]
