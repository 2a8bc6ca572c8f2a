"""One boundary marker, as the register describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference.model import MarkerReference


class MarkerKind(StrEnum):
    """How many markers share the number."""

    SINGLE = "single"
    DOUBLE = "double"
    TRIPLE = "triple"


class MarkerSize(StrEnum):
    """The four sizes of the protocol: đại, lớn, trung, nhỏ."""

    GRAND = "grand"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A position.

    Attributes
    ----------
    longitude_deg, latitude_deg : float
        WGS 84.
    """

    longitude_deg: float
    latitude_deg: float


class PositionMethod(StrEnum):
    """How a marker's position came about."""

    PROTOCOL = "protocol"
    SURVEYED = "surveyed"
    PUBLISHED = "published"
    INTERPOLATED = "interpolated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Marker:
    """A boundary marker.

    What was measured stays: each party's coordinate and the agreed one are separate
    values, and side and planter are stored, never computed from the number.

    Attributes
    ----------
    id : str
        UUID.
    reference : MarkerReference
    position : Coordinate
        The position in use: the agreed one where there is one.
    accuracy_m : float or None
        One sigma of the position in use; None when nobody said.
    method : PositionMethod
    kind : MarkerKind
    size : MarkerSize or None
    planter : Party or None
    side : Side or None
    coordinate_vn, coordinate_cn, coordinate_agreed : Coordinate or None
    height_m : float or None
    condition : str or None
        Code of the office's own list, for example ``"good"`` or ``"damaged"``.
    last_inspected : date or None
    unit_as_written : str
    gate : str
        Name of the border gate at the marker, if any.
    source, note : str
    demonstration : bool
    """

    id: str
    reference: MarkerReference
    position: Coordinate
    accuracy_m: float | None = None
    method: PositionMethod = PositionMethod.UNKNOWN
    kind: MarkerKind = MarkerKind.SINGLE
    size: MarkerSize | None = None
    planter: Party | None = None
    side: Side | None = None
    coordinate_vn: Coordinate | None = None
    coordinate_cn: Coordinate | None = None
    coordinate_agreed: Coordinate | None = None
    height_m: float | None = None
    condition: str | None = None
    last_inspected: date | None = None
    unit_as_written: str = ""
    gate: str = ""
    source: str = ""
    note: str = ""
    demonstration: bool = False
