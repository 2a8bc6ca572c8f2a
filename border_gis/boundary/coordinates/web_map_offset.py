"""The displacement of Chinese web maps (GCJ-02), so that it can be recognised and taken back.

Maps that are published in China show positions moved by some hundred metres, by a rule that
was never published and that is known well from what it does. The coefficients are those of
the open reconstruction that circulates as "eviltransform"; it agrees with the maps to a metre
or so, and is used here only to say what a file looks like, never to measure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_2 = 0.006_693_421_622_965_943
_ROUNDS = 6

Degrees = float | NDArray[np.float64]


def to_web_map(longitude_deg: Degrees, latitude_deg: Degrees) -> tuple[Any, Any]:
    """Return where a Chinese web map shows WGS 84 positions, in degrees."""
    east_deg, north_deg = _find_offset(np.asarray(longitude_deg), np.asarray(latitude_deg))
    return longitude_deg + east_deg, latitude_deg + north_deg


def from_web_map(longitude_deg: Degrees, latitude_deg: Degrees) -> tuple[Any, Any]:
    """Return the WGS 84 positions of what a Chinese web map shows, to a millimetre of the rule."""
    true_lon, true_lat = longitude_deg, latitude_deg
    for _ in range(_ROUNDS):
        shown_lon, shown_lat = to_web_map(true_lon, true_lat)
        true_lon, true_lat = true_lon + longitude_deg - shown_lon, true_lat + latitude_deg - shown_lat
    return true_lon, true_lat


def _find_offset(longitude_deg: Any, latitude_deg: Any) -> tuple[Any, Any]:
    x, y = longitude_deg - 105.0, latitude_deg - 35.0
    root = np.sqrt(np.abs(x))
    both = _wave(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both
    north += _wave(y, (20.0, 1.0), (40.0, 1 / 3)) + _wave(y, (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both
    east += _wave(x, (20.0, 1.0), (40.0, 1 / 3)) + _wave(x, (150.0, 1 / 12), (300.0, 1 / 30))
    latitude = np.radians(latitude_deg)
    flat = 1.0 - _ECCENTRICITY_2 * np.sin(latitude) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / flat**1.5
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flat) * np.cos(latitude)
    return np.degrees(east / parallel_m), np.degrees(north / meridian_m)


def _wave(value: Any, *terms: tuple[float, float]) -> Any:
    return sum(size * np.sin(rate * np.pi * value) for size, rate in terms) * 2.0 / 3.0
