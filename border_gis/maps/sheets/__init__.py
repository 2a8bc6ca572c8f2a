"""Static maps: offline, true to a stated scale, on paper."""

from border_gis.maps.sheets.book import MapSheet, SheetPlan, plan_sheets
from border_gis.maps.sheets.content import SheetContent, SheetIncident, SheetMarker, SheetWork, SheetZone
from border_gis.maps.sheets.layout import SCALES, Orientation, Paper, SheetLayout
from border_gis.maps.sheets.writing import write_sheets

__all__ = [
    "SCALES",
    "MapSheet",
    "Orientation",
    "Paper",
    "SheetContent",
    "SheetIncident",
    "SheetLayout",
    "SheetMarker",
    "SheetPlan",
    "SheetWork",
    "SheetZone",
    "plan_sheets",
    "write_sheets",
]
