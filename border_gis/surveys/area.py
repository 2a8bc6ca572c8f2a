"""One survey area."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate


@dataclass(frozen=True, slots=True)
class SurveyArea:
    """A stretch or an area that was surveyed, or is to be.

    Attributes
    ----------
    id : str
        UUID.
    name : str
    purpose : str
        Code of the office's list, for example ``"fence"`` or ``"terrain"``.
    reference_as_written : str
        The place by marker reference, as the paper says it.
    geometry : shapely geometry or None
        WGS 84; None when the place is not known.
    accuracy_m : float or None
    surveyed : PartialDate or None
    incident_id : str or None
        The incident that it belongs to, if any.
    note, source : str
    demonstration : bool
    """

    id: str
    name: str
    purpose: str
    reference_as_written: str = ""
    geometry: BaseGeometry | None = None
    accuracy_m: float | None = None
    surveyed: PartialDate | None = None
    incident_id: str | None = None
    note: str = ""
    source: str = ""
    demonstration: bool = False
