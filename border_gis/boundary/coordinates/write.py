"""Write a position in the ways that papers and instruments use."""

from __future__ import annotations

from typing import Literal

from border_gis.crs import Zone, to_vn2000

CoordinateLanguage = Literal["vi", "en", "zh"]

_HEMISPHERES = {"vi": ("B", "N", "Đ", "T"), "en": ("N", "S", "E", "W"), "zh": ("N", "S", "E", "W")}


def write_decimal(longitude_deg: float, latitude_deg: float) -> str:
    """Write decimal degrees, latitude first, to 0.1 m: ``22.852381, 104.589566``."""
    return f"{latitude_deg:.6f}, {longitude_deg:.6f}"


def write_dms(longitude_deg: float, latitude_deg: float, language: CoordinateLanguage = "vi") -> str:
    """Write degrees, minutes and seconds to a thousandth, as the protocol does: ``22°51'08.572" B``.

    In Vietnamese the hemispheres are B, N, Đ, T (Bắc, Nam, Đông, Tây) and the decimals
    follow a comma.
    """
    north, south, east, west = _HEMISPHERES[language]
    latitude = f"{_write_angle(abs(latitude_deg), 2)} {north if latitude_deg >= 0 else south}"
    longitude = f"{_write_angle(abs(longitude_deg), 3)} {east if longitude_deg >= 0 else west}"
    written = f"{latitude} {longitude}"
    return written.replace(".", ",") if language == "vi" else written


def write_vn2000(longitude_deg: float, latitude_deg: float, zone: Zone) -> str:
    """Write east and north in metres to a millimetre, with the zone: ``552212.011 2507940.141 105°45'``."""
    east_m, north_m = to_vn2000(longitude_deg, latitude_deg, zone)
    return f"{east_m:.3f} {north_m:.3f} {zone.name}"


def _write_angle(degrees: float, width: int) -> str:
    thousandths = round(degrees * 3_600_000)
    minutes, seconds = divmod(thousandths, 60_000)
    whole, minutes = divmod(minutes, 60)
    return f"{whole:0{width}d}°{minutes:02d}'{seconds / 1000:06.3f}\""
