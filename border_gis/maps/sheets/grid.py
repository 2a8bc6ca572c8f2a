"""The grid of VN-2000 on a map, and how far its north is from the meridian."""

from __future__ import annotations

from math import ceil, floor, radians, sin

from border_gis.crs import Zone, from_vn2000
from border_gis.maps.sheets.layout import Box

_STEPS_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_NARROWEST_MM = 35.0


def grid_step_m(scale: int) -> int:
    """Return how far apart the lines of the grid stand: at least 35 mm on paper."""
    return next((step for step in _STEPS_M if step * 1000.0 / scale >= _NARROWEST_MM), _STEPS_M[-1])


def grid_lines(ground: Box, step_m: int) -> tuple[list[int], list[int]]:
    """Return the easts and the norths of the grid lines that cross a sheet, in metres."""
    easts = range(ceil(ground.left / step_m) * step_m, floor(ground.right / step_m) * step_m + 1, step_m)
    norths = range(ceil(ground.bottom / step_m) * step_m, floor(ground.top / step_m) * step_m + 1, step_m)
    return list(easts), list(norths)


def scale_factor(ground: Box, zone: Zone) -> float:
    """Return the scale of the projection in the middle of a sheet: plane over ground.

    Transverse Mercator, first term: k0 (1 + x² / 2 R²) with x from the central meridian.
    """
    east_m, _ = ground.middle
    return float(zone.scale * (1.0 + (east_m - 500_000.0) ** 2 / (2.0 * 6_371_000.0**2)))


def convergence_deg(ground: Box, zone: Zone) -> float:
    """Return the angle from true north to grid north in the middle of a sheet, clockwise positive.

    First term of the series: the difference of longitude from the meridian times the sine of the latitude.
    """
    longitude_deg, latitude_deg = from_vn2000(*ground.middle, zone)
    return float((longitude_deg - zone.central_meridian_deg) * sin(radians(latitude_deg)))


def bar_length_m(scale: int, longest_mm: float) -> int:
    """Return the round length on the ground of a scale bar, at most so long on paper."""
    longest_m = longest_mm * scale / 1000.0
    lengths = [digit * 10**power for power in range(6) for digit in (1, 2, 4)]
    return max(length for length in lengths if length <= longest_m)
