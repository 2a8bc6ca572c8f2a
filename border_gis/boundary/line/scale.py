"""How long a metre on the ground is in the plane of a line.

The plane is conformal: its scale is one number at each place, and grows so evenly that a
polynomial of the fourth degree gives it to 1e-9 over the whole border.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.line.search import search_of
from border_gis.boundary.line.version import BoundaryLine
from border_gis.crs import follow_geodesic

Floats = NDArray[np.float64]

_HALF_STEP_M = 100.0
_GRID = 14
_POWERS = [(i, j) for i in range(5) for j in range(5 - i)]


@dataclass(frozen=True, slots=True, eq=False)
class PlaneScale:
    """The scale of a conformal plane, fitted over a box."""

    reach: float
    terms: Floats

    def at(self, x: Floats, y: Floats) -> Floats:
        """Return plane metres for a metre on the ground, at places of the plane."""
        u, v = x / self.reach, y / self.reach
        total: Floats = np.zeros_like(u)
        for i in range(4, -1, -1):
            row: Floats = np.zeros_like(u)
            for j in range(4 - i, -1, -1):
                row = row * v + self.terms[i, j]
            total = total * u + row
        return total

    def measure(self, x: Floats, y: Floats, to_x: Floats, to_y: Floats) -> Floats:
        """Return distances on the ground between places of the plane.

        Simpson's rule along the straight way: the geodesic to 0.1 mm at 50 km.
        """
        middle = self.at((x + to_x) / 2.0, (y + to_y) / 2.0)
        mean = (1.0 / self.at(x, y) + 4.0 / middle + 1.0 / self.at(to_x, to_y)) / 6.0
        return np.hypot(to_x - x, to_y - y) * mean


@lru_cache(maxsize=8)
def scale_of(line: BoundaryLine) -> PlaneScale:
    """Return the scale of the plane of a line, fitted once for each line."""
    search = search_of(line)
    return fit_scale(search.to_plane, search.positions_deg)


def fit_scale(to_plane: Callable[[Any, Any], tuple[Any, Any]], positions_deg: Floats) -> PlaneScale:
    """Fit the scale of a plane over the box around positions, and half a degree beyond it."""
    west, south = positions_deg.min(axis=0) - 0.5
    east, north = positions_deg.max(axis=0) + 0.5
    longitudes, latitudes = (
        axis.ravel() for axis in np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    )
    steps = [
        to_plane(*follow_geodesic(longitudes, latitudes, azimuth_deg, _HALF_STEP_M))
        for azimuth_deg in (np.full(len(longitudes), 90.0), np.full(len(longitudes), 270.0))
    ]
    (x0, y0), (x1, y1) = steps
    scale = np.hypot(x1 - x0, y1 - y0) / (2.0 * _HALF_STEP_M)
    x, y = to_plane(longitudes, latitudes)
    reach = float(np.hypot(x, y).max())
    columns = np.column_stack([(x / reach) ** i * (y / reach) ** j for i, j in _POWERS])
    fitted, *_ = np.linalg.lstsq(columns, scale, rcond=None)
    terms = np.zeros((5, 5))
    for (i, j), value in zip(_POWERS, fitted, strict=True):
        terms[i, j] = value
    return PlaneScale(reach, terms)
