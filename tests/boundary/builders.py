"""Lines and markers for tests, drawn in metres around a place on the border."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np

from border_gis import crs
from border_gis.boundary.line import BoundaryLine, LegalStatus, point_at
from border_gis.boundary.parties import Party
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register import Coordinate, Marker, MarkerKind, Register

HERE_DEG = (106.0, 22.7)


def place_at(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the degrees of a place so many metres east and north of the middle of the tests."""
    distance_m = float(np.hypot(east_m, north_m))
    bearing_deg = float(np.degrees(np.arctan2(east_m, north_m)))
    return crs.follow_geodesic(*HERE_DEG, bearing_deg, distance_m)


def build_line(offsets_m: Sequence[tuple[float, float]], **fields) -> BoundaryLine:
    """Build a line through places given in metres east and north; China lies on its left."""
    return line_of([place_at(*offset) for offset in offsets_m], **fields)


def line_of(coordinates, **fields) -> BoundaryLine:
    """Build a line from longitudes and latitudes; China lies on its left."""
    given = {
        "id": "test",
        "name": "Test line",
        "left_party": Party.CN,
        "legal_status": LegalStatus.NO_LEGAL_VALUE,
        "source": "test",
        "accuracy_m": 5.0,
    }
    return BoundaryLine(coordinates=np.array(coordinates, dtype=float), **(given | fields))


def build_marker(number: int, longitude_deg: float, latitude_deg: float, **fields) -> Marker:
    """Build a marker; `sub` and `place` name a secondary and one of two or three."""
    reference = MarkerReference(number, fields.pop("sub", None), fields.pop("place", None))
    given = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(reference))),
        "reference": reference,
        "position": Coordinate(longitude_deg, latitude_deg),
        "accuracy_m": 1.0,
    }
    return Marker(**(given | fields))


def build_bent_line(**fields) -> BoundaryLine:
    """Build a line of 12 km with three bends."""
    return build_line([(0, 0), (2_000, 0), (2_400, 900), (6_000, 900), (11_000, 200)], **fields)


def build_bent_register() -> Register:
    """Build markers for the bent line: 835-843 a kilometre apart from chainage 500 on.

    836 is a pair of twins on the banks, and 837/1 a secondary marker at chainage 2,900.
    """
    line = build_bent_line()
    markers = [
        build_marker(number, *point_at(line, 500.0 + 1_000.0 * (number - 835)).coords[0])
        for number in range(835, 844)
        if number != 836
    ]
    markers.append(build_marker(837, *point_at(line, 2_900.0).coords[0], sub=1))
    markers.append(build_marker(836, *place_at(1_480, 30), place=1, kind=MarkerKind.DOUBLE))
    markers.append(build_marker(836, *place_at(1_520, -50), place=2, kind=MarkerKind.DOUBLE))
    return Register(markers)
