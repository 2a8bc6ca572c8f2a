"""Symbols of a printed map, told apart in black and white: line patterns, shapes, hatching."""

from __future__ import annotations

from math import cos, pi, sin

from border_gis.boundary.line.version import LegalStatus
from border_gis.maps.sheets.layout import Box
from border_gis.maps.sheets.pen import Pen
from border_gis.maps.symbols import IncidentGroup, WorkGroup

LINE_STROKES: dict[LegalStatus, tuple[float, tuple[float, ...]]] = {
    LegalStatus.AGREED: (0.7, ()),
    LegalStatus.VIEW_VN: (0.6, (4.0, 1.2)),
    LegalStatus.VIEW_CN: (0.6, (1.2, 1.0)),
    LegalStatus.NO_LEGAL_VALUE: (0.55, (5.0, 1.2, 0.8, 1.2)),
}
"""Width and dashes in millimetres."""

WORK_STROKES: dict[WorkGroup, tuple[float, tuple[float, ...]]] = {
    WorkGroup.FENCE: (0.35, ()),
    WorkGroup.SURVEILLANCE: (0.3, (0.4, 1.2)),
    WorkGroup.TRANSPORT: (0.5, ()),
    WorkGroup.OTHER: (0.35, (2.0, 0.8)),
}

AREA_STROKE = (0.3, (1.6, 0.8, 0.3, 0.8))
ZONE_STROKE = (0.15, (0.5, 0.5))
MARKER_MM = 0.9
WORK_MM = 1.0
INCIDENT_MM = 1.3


def draw_marker(pen: Pen, x: float, y: float, *, is_main: bool) -> None:
    """Draw a marker: a circle with a dot, smaller for a secondary one."""
    pen.style(width_mm=0.25)
    pen.circle(x, y, MARKER_MM if is_main else MARKER_MM * 0.7, fill=1.0)
    pen.circle(x, y, MARKER_MM * 0.3 if is_main else MARKER_MM * 0.2, fill=0.0)


def draw_work(pen: Pen, x: float, y: float, group: WorkGroup) -> None:
    """Draw a work at one place: filled, one shape for each group."""
    pen.style(width_mm=0.2)
    size = WORK_MM
    if group is WorkGroup.FENCE:
        pen.box(Box(x - size * 0.8, y - size * 0.8, x + size * 0.8, y + size * 0.8), fill=0.0)
    elif group is WorkGroup.SURVEILLANCE:
        pen.polygon([(x, y + size), (x - size, y - size * 0.8), (x + size, y - size * 0.8)], fill=0.0)
    elif group is WorkGroup.TRANSPORT:
        pen.polygon([(x, y + size), (x + size, y), (x, y - size), (x - size, y)], fill=0.0)
    else:
        pen.circle(x, y, size * 0.8, fill=0.0)


def draw_incident(pen: Pen, x: float, y: float, group: IncidentGroup) -> None:
    """Draw an incident at one place: hollow, a shape for each group."""
    pen.style(width_mm=0.3)
    size = INCIDENT_MM
    corners = {
        IncidentGroup.FENCE: (4, 45.0),
        IncidentGroup.SURVEILLANCE: (3, 90.0),
        IncidentGroup.TRANSPORT: (4, 90.0),
        IncidentGroup.WATER: (3, 270.0),
        IncidentGroup.SURVEY: (5, 90.0),
        IncidentGroup.BREACH: (6, 90.0),
        IncidentGroup.CLEARING: (8, 90.0),
    }.get(group)
    if corners is None:
        pen.circle(x, y, size, fill=1.0)
        return
    count, first = corners
    angles = [(first + 360.0 * number / count) * pi / 180.0 for number in range(count)]
    pen.polygon([(x + size * cos(a), y + size * sin(a)) for a in angles], fill=1.0)
