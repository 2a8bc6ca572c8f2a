"""The boundary line: its versions, places along it, and what is nearest to a point."""

from border_gis.boundary.line.measure import locate_points, point_at, reverse_line, substring, substrings
from border_gis.boundary.line.nearest import Feet, find_feet, side_of
from border_gis.boundary.line.points import measure_from_points
from border_gis.boundary.line.shapes import MANY_VERTICES, ShapeMeasures, measure_shapes
from border_gis.boundary.line.version import BoundaryLine, LegalStatus

__all__ = [
    "MANY_VERTICES",
    "BoundaryLine",
    "Feet",
    "LegalStatus",
    "ShapeMeasures",
    "find_feet",
    "locate_points",
    "measure_from_points",
    "measure_shapes",
    "point_at",
    "reverse_line",
    "side_of",
    "substring",
    "substrings",
]
