"""One version of the boundary line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.parties import Party


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
