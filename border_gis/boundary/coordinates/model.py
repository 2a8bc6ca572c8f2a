"""What typed coordinates mean, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from border_gis.boundary.folding import fold_text
from border_gis.crs import ZONES, Zone
from border_gis.errors import Finding


class CoordinateSystem(StrEnum):
    """What the numbers were taken for."""

    WGS84 = "wgs84"
    VN2000 = "vn2000"
    VN2000_DEGREES = "vn2000_degrees"
    WGS84_UTM = "wgs84_utm"


@dataclass(frozen=True, slots=True)
class CoordinateReading:
    """One way to understand coordinates.

    Attributes
    ----------
    longitude_deg, latitude_deg : float
        WGS 84.
    system : CoordinateSystem
        What the numbers were taken for.
    zone : Zone or None
        Of plane VN-2000 coordinates.
    rounding_m : float
        Half of the last digit that was written, on the ground.
    findings : tuple of Finding
        What is suspicious about this reading; empty for a plain one.
    """

    longitude_deg: float
    latitude_deg: float
    system: CoordinateSystem
    zone: Zone | None = None
    rounding_m: float = 0.0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of longitudes and latitudes, WGS 84."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    def holds(self, longitude_deg: float, latitude_deg: float) -> bool:
        """Return whether a position lies inside."""
        return (
            self.west_deg <= longitude_deg <= self.east_deg
            and self.south_deg <= latitude_deg <= self.north_deg
        )


BORDER_REGION = Region(101.5, 20.8, 108.6, 24.0)
"""The seven provinces on the border with China, and as much beyond it."""


def is_in_region(longitude_deg: float, latitude_deg: float) -> bool:
    """Return whether a position lies where this border and its provinces are."""
    return BORDER_REGION.holds(longitude_deg, latitude_deg)


def zones_of_province(province: str) -> tuple[Zone, ...]:
    """Return the zones of a border province, written with or without its accents; empty if none is."""
    wanted = fold_text(province).removeprefix("tinh ")
    return tuple(zone for zone in ZONES if wanted in map(fold_text, zone.provinces))
