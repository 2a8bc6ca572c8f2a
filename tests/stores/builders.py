"""Things to put into a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import shapely

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate, GateKind
from border_gis.boundary.line.version import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import (
    Coordinate,
    Marker,
    MarkerKind,
    MarkerSize,
    PositionMethod,
)
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState, Report
from border_gis.incidents.view import open_incident
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

NOON = datetime(2026, 5, 11, 12, 0, 0, 123456, tzinfo=UTC)
POINT = {"type": "Point", "coordinates": [106.721234567, 22.834567891]}
STRETCH = {"type": "LineString", "coordinates": [[106.70, 22.83], [106.71, 22.84], [106.73, 22.85]]}


def build_line(**values: Any) -> BoundaryLine:
    return BoundaryLine(
        **{
            "id": str(uuid4()),
            "name": "Đường thử",
            "coordinates": np.array([[105.0, 22.9], [105.5, 23.0], [106.123456789012, 22.95]]),
            "left_party": Party.CN,
            "legal_status": LegalStatus.NO_LEGAL_VALUE,
            "source": "thử",
            "accuracy_m": 50.0,
            "valid_from": date(2010, 7, 14),
            **values,
        }
    )


def build_marker(
    number: int = 834, sub: int | None = None, position: int | None = None, **values: Any
) -> Marker:
    return Marker(
        **{
            "id": str(uuid4()),
            "reference": MarkerReference(number, sub, position),
            "position": Coordinate(106.7 + number / 1e5, 22.8),
            "accuracy_m": 0.5,
            "method": PositionMethod.SURVEYED,
            "kind": MarkerKind.DOUBLE,
            "size": MarkerSize.MEDIUM,
            "planter": Party.VN,
            "side": Side.VN,
            "coordinate_vn": Coordinate(106.7 + number / 1e5, 22.8),
            "coordinate_agreed": Coordinate(106.7 + number / 1e5, 22.800001),
            "height_m": 312.25,
            "condition": "good",
            "last_inspected": date(2025, 3, 2),
            "unit_as_written": "xã Đàm Thuỷ",
            "note": "'); DROP TABLE markers; --",
            **values,
        }
    )


def build_work(**values: Any) -> Work:
    return Work(
        **{
            "id": str(uuid4()),
            "kind": WorkKind.FENCE,
            "party": WorkParty.CN,
            "state": WorkState.UNDER_CONSTRUCTION,
            "reference_as_written": "834/1-835",
            "geometry": shapely.LineString([(106.7, 22.8), (106.8, 22.9)]),
            "illustrative": True,
            "accuracy_m": 120.0,
            "since": PartialDate(2022, 5),
            "name": "Hàng rào",
            **values,
        }
    )


def build_gate(**values: Any) -> Gate:
    return Gate(
        **{
            "id": str(uuid4()),
            "name": "Trà Lĩnh",
            "name_across": "Long Bang",
            "name_across_zh": "龙邦",
            "kind": GateKind.INTERNATIONAL,
            "position": Coordinate(106.3, 22.83),
            **values,
        }
    )


def build_unit(**values: Any) -> Unit:
    square = shapely.box(106.6, 22.7, 106.9, 22.95)
    return Unit(
        **{
            "id": str(uuid4()),
            "code": "01501",
            "name": "Đàm Thuỷ",
            "level": UnitLevel.COMMUNE,
            "parent_name": "Cao Bằng",
            "geometry": square,
            "is_border": True,
            "valid_from": date(2025, 7, 1),
            "former_names": ("Đàm Thuỷ", "Chí Viễn"),
            **values,
        }
    )


def build_incident(**values: Any) -> Incident:
    return Incident(
        **{
            "id": str(uuid4()),
            "number": "",
            "title": "Hàng rào mới đối diện mốc 834/1",
            "category": "fence",
            "party": IncidentParty.CN,
            "state": IncidentState.REPORTED,
            "date": PartialDate(2026, 5),
            "places": (
                IncidentPlace("834/1-835", STRETCH, "834/1-835", "line-1", 120.0),
                IncidentPlace("cạnh mốc 834/1", POINT),
            ),
            "description": "Nội dung <script>alert(1)</script> ${x} 'quotes' \"double\"",
            "source_paper": "Công văn 12/SNgV",
            "unit_as_written": "huyện Hạ Lang",
            "province": "Cao Bằng",
            **values,
        }
    )


def build_opening(incident: Incident | None = None, **values: Any) -> Report:
    opening = open_incident(
        incident or build_incident(),
        recorded_at=values.pop("recorded_at", NOON),
        author=values.pop("author", "can-bo-1"),
        machine=values.pop("machine", "PC-01"),
        text="Đồn biên phòng báo cáo",
    )
    assert not values
    return opening


def build_report(incident_id: str, minutes: int = 1, **values: Any) -> Report:
    changes = values.get("changes", {})
    corrects = values.get("corrects")
    return Report(
        **{
            "id": str(uuid4()),
            "incident_id": incident_id,
            "kind": "corrected" if corrects else "changed" if changes else "added",
            "recorded_at": NOON + timedelta(minutes=minutes),
            "author": "can-bo-2",
            "machine": "PC-02",
            "event_date": PartialDate(2026, 5, 10),
            "text": "Đã khảo sát thực địa",
            "source_paper": "Biên bản 3/BB",
            **values,
        }
    )
