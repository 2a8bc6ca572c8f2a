"""One version of the boundary line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.parties import Party
from border_gis.crs import measure_geodesic
from border_gis.errors import DataError


class LegalStatus(StrEnum):
    """What a version of the line is worth at a table."""

    AGREED = "agreed"
    VIEW_VN = "view_vn"
    VIEW_CN = "view_cn"
    NO_LEGAL_VALUE = "no_legal_value"


@dataclass(frozen=True, eq=False)
class BoundaryLine:
    """A version of the line: where it runs, who says so, and since when.

    Attributes
    ----------
    id : str
        UUID, or a short name for a line that was read from a file.
    name : str
        As shown in lists and on the map.
    coordinates : ndarray of float64, shape (n, 2)
        WGS 84 longitude and latitude in degrees, towards higher marker numbers; read-only.
    left_party : Party
        Whose land lies to the left when one walks towards higher numbers.
    legal_status : LegalStatus
    source : str
    accuracy_m : float
        Half width, in metres, of the band that holds the true line (one sigma).
    valid_from, valid_to : date or None
    demonstration : bool
        True for data that ships with the program.
    accuracy_assumed : bool
        True when no source says how accurate the line is and `accuracy_m` is a stand-in.

    Raises
    ------
    DataError
        The coordinates make no line: too few, not numbers, not degrees, or all the same.
    """

    id: str
    name: str
    coordinates: NDArray[np.float64]
    left_party: Party
    legal_status: LegalStatus
    source: str
    accuracy_m: float
    valid_from: date | None = None
    valid_to: date | None = None
    demonstration: bool = False
    accuracy_assumed: bool = False

    def __post_init__(self) -> None:
        coordinates = np.array(self.coordinates, dtype=np.float64)
        _refuse_broken(self.name, coordinates)
        coordinates.setflags(write=False)
        object.__setattr__(self, "coordinates", coordinates)

    @cached_property
    def chainages_m(self) -> NDArray[np.float64]:
        """Geodesic distance along the line from its start to each vertex; read-only."""
        longitudes_deg, latitudes_deg = self.coordinates.T
        _, lengths_m = measure_geodesic(
            longitudes_deg[:-1], latitudes_deg[:-1], longitudes_deg[1:], latitudes_deg[1:]
        )
        chainages_m = np.concatenate([[0.0], np.cumsum(lengths_m)])
        chainages_m.setflags(write=False)
        return chainages_m

    @property
    def length_m(self) -> float:
        """Geodesic length."""
        return float(self.chainages_m[-1])


def _refuse_broken(name: str, coordinates: NDArray[np.float64]) -> None:
    if coordinates.size == 0:
        raise DataError("line.empty", line=name)
    if coordinates.ndim != 2 or coordinates.shape[1] != 2:
        raise DataError("line.not_pairs", line=name, shape="×".join(map(str, coordinates.shape)))
    inside = np.isfinite(coordinates) & (np.abs(coordinates) <= (180.0, 90.0))
    if not inside.all():
        vertex = int(np.argmin(inside.all(axis=1)))
        x, y = coordinates[vertex]
        raise DataError("line.not_degrees", line=name, vertex=vertex + 1, x=float(x), y=float(y))
    if not np.ptp(coordinates, axis=0).any():
        raise DataError("line.no_length", line=name)
