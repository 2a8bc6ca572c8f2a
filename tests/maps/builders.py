"""Small pieces of a border for maps to show."""

from __future__ import annotations

import numpy as np
from shapely.geometry import LineString, box

from border_gis.boundary.countries import Country
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party
from border_gis.boundary.reference.model import MarkerReference
from border_gis.boundary.register.marker import Coordinate, Marker, PositionMethod
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState
from border_gis.maps import MapContent
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

NASTY = (
    "</script><script>window.hacked = 1</script> ${window.hacked = 2} {{ 7*7 }} {% raw %} `x` \"q\" 'q' & <b>"
)
POINT = {"type": "Point", "coordinates": [106.1, 22.85]}


def build_line(**changes: object) -> BoundaryLine:
    given = {
        "id": "line",
        "name": "Đường thử",
        "coordinates": np.array([[106.0, 22.8], [106.1, 22.85], [106.2, 22.8]]),
        "left_party": Party.CN,
        "legal_status": LegalStatus.NO_LEGAL_VALUE,
        "source": "test",
        "accuracy_m": 10.0,
        "demonstration": True,
    }
    return BoundaryLine(**{**given, **changes})


def build_marker(number: int, longitude_deg: float, latitude_deg: float, **changes: object) -> Marker:
    return Marker(
        **{
            "id": f"m{number}",
            "reference": MarkerReference(number),
            "position": Coordinate(longitude_deg, latitude_deg),
            "accuracy_m": 12.4,
            "method": PositionMethod.SURVEYED,
            **changes,
        }
    )


def build_incident(**changes: object) -> Incident:
    given = {
        "id": "i1",
        "number": "CB-2026-001",
        "title": "Hàng rào mới",
        "category": "fence",
        "party": IncidentParty.CN,
        "state": IncidentState.UNDER_CONSTRUCTION,
        "date": PartialDate(2026, 3),
        "places": (IncidentPlace("834", POINT, "834", "line", 10.0),),
    }
    return Incident(**{**given, **changes})


def build_stretch(**changes: object) -> Incident:
    geometry = {"type": "LineString", "coordinates": [[106.0, 22.8], [106.1, 22.85], [106.2, 22.8]]}
    places = (IncidentPlace("834-835", geometry),)
    return build_incident(**{"id": "i2", "number": "CB-2026-002", "places": places, **changes})


def build_work(**changes: object) -> Work:
    given = {
        "id": "w1",
        "kind": WorkKind.FENCE,
        "party": WorkParty.CN,
        "state": WorkState.COMPLETED,
        "reference_as_written": "834-835",
        "geometry": LineString([(106.02, 22.81), (106.08, 22.84)]),
    }
    return Work(**{**given, **changes})


def build_content(**changes: object) -> MapContent:
    given = {
        "lines": (build_line(),),
        "markers": (build_marker(834, 106.0, 22.8), build_marker(835, 106.2, 22.8)),
        "gates": (Gate("g1", "Trà Lĩnh", position=Coordinate(106.15, 22.825)),),
        "works": (build_work(),),
        "incidents": (build_incident(), build_stretch()),
        "background": (Country("704", box(102, 20, 108, 22.8)),),
    }
    return MapContent(**{**given, **changes})
