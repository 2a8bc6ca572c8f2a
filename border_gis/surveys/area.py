"""One survey area: where a survey was made or is to be made, by whom, and what it left open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate


class SurveyPurpose(StrEnum):
    """What a survey is about; an office may use other codes besides."""

    TERRAIN = "terrain"
    RIVER = "river"
    LANDSLIDE = "landslide"
    FENCE = "fence"
    UNDERSTANDING = "understanding"
    VISTA = "vista"
    OTHER = "other"


class SurveyConduct(StrEnum):
    """Who goes into the field: one side, or both together."""

    UNILATERAL = "unilateral"
    BILATERAL = "bilateral"
    UNKNOWN = "unknown"


class SurveyState(StrEnum):
    """How far a survey has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    UNDER_WAY = "under_way"
    SURVEYED = "surveyed"
    REPORTED = "reported"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SurveyArea:
    """A stretch or an area that was surveyed, or is to be.

    Attributes
    ----------
    id : str
        UUID.
    name : str
    purpose : str
        Code of the office's list, for example ``"fence"`` or ``"terrain"``; see SurveyPurpose.
    reference_as_written : str
        The place by marker reference, as the paper says it; several stretches with semicolons.
    geometry : shapely geometry or None
        WGS 84; None when the place is not known.
    accuracy_m : float or None
    surveyed : PartialDate or None
        When it was surveyed, or the first day of it.
    incident_id : str or None
        The incident that it belongs to, if any.
    note, source : str
    demonstration : bool
    number : str
        The number that a person can say, for example ``KS-CB-2022-001``; empty until it is recorded.
    conduct : SurveyConduct
    state : SurveyState
    leader : str
        Office that leads.
    participants : tuple of str
        Offices that take part, as they are written; no persons.
    programme : str
        The document that the survey is made under.
    surveyed_until : PartialDate or None
        The last day, where it took several.
    width_vn_m, width_cn_m : float or None
        How far the area reaches to each side of the line; None where it was drawn by hand.
    is_drawn : bool
        True when the geometry was drawn or typed and does not follow from reference and widths.
    proposals, open_questions : str
        What is proposed, and what nobody has answered yet; kept for the summary.
    province : str
        Decides in which zone of VN-2000 it is drawn and measured.
    secrecy : Secrecy
        As a person has set it.
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
    number: str = ""
    conduct: SurveyConduct = SurveyConduct.UNKNOWN
    state: SurveyState = SurveyState.UNKNOWN
    leader: str = ""
    participants: tuple[str, ...] = ()
    programme: str = ""
    surveyed_until: PartialDate | None = None
    width_vn_m: float | None = None
    width_cn_m: float | None = None
    is_drawn: bool = False
    proposals: str = ""
    open_questions: str = ""
    province: str = ""
    secrecy: Secrecy = Secrecy.NONE
