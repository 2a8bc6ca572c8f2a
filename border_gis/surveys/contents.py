"""Everything that lies in a survey area, gathered once: for its page and for its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy, highest_level
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.crs import Zone
from border_gis.errors import Finding
from border_gis.incidents.model import Incident, Report
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work
from border_gis.zones.comparing import LandBetween
from border_gis.zones.law import RuleBook
from border_gis.zones.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def meets(self, happened: PartialDate | None) -> bool:
        """Return whether something may have happened in the period; what has no date may."""
        return happened is None or (happened.first_day <= self.last and self.first <= happened.last_day)


@dataclass(frozen=True, slots=True)
class LineInArea:
    """A version of the line inside the area.

    Attributes
    ----------
    line : BoundaryLine
    spans_m : tuple of (float, float)
        Chainages of its stretches, lower end first.
    references : tuple of (str, str)
        The same as marker references; empty texts without a register.
    """

    line: BoundaryLine
    spans_m: tuple[tuple[float, float], ...]
    references: tuple[tuple[str, str], ...]

    @property
    def length_m(self) -> float:
        """Return the length inside the area, along the line."""
        return sum(high - low for low, high in self.spans_m)


@dataclass(frozen=True, slots=True)
class LinesApart:
    """Two versions of the line inside the area: the land between them.

    Attributes
    ----------
    first, second : BoundaryLine
    pieces : tuple of LandBetween
        Cut to the area; the error of each is that of the whole piece of land.
    area_m2, greatest_m : float
    greatest_reference : str
        Where on the first line they are farthest apart.
    """

    first: BoundaryLine
    second: BoundaryLine
    pieces: tuple[LandBetween, ...]
    area_m2: float
    greatest_m: float
    greatest_reference: str

    @property
    def land(self) -> tuple[BaseGeometry, ...]:
        """Return the land between as polygons, WGS 84."""
        return tuple(piece.polygon for piece in self.pieces)

    @property
    def hectares(self) -> float:
        """Return the land between, in hectares."""
        return self.area_m2 / 10_000.0


@dataclass(frozen=True, slots=True)
class WorkInArea:
    """A work in the area with what the rules say of it, line by line.

    Attributes
    ----------
    work : Work
    label : str
        What map and tables call it.
    verdicts : tuple of (BoundaryLine, tuple of Verdict)
        All of them, in the order of the rules.
    """

    work: Work
    label: str
    verdicts: tuple[tuple[BoundaryLine, tuple[Verdict, ...]], ...]


@dataclass(frozen=True, slots=True)
class IncidentInArea:
    """An incident in the area with its reports of the period, oldest first."""

    incident: Incident
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class PhotoInArea:
    """A photo that came with a report of an incident in the area.

    Attributes
    ----------
    sha256, name : str
    incident_number : str
    happened : PartialDate or None
        When that happened which the report says.
    reference : str
        Places of the incident.
    source : str
        The paper that the report comes from.
    secrecy : Secrecy
    """

    sha256: str
    name: str
    incident_number: str
    happened: PartialDate | None
    reference: str = ""
    source: str = ""
    secrecy: Secrecy = Secrecy.NONE


@dataclass(frozen=True, slots=True)
class AreaContents:
    """Everything in a survey area.

    Attributes
    ----------
    area : SurveyArea
    geometry : shapely geometry or None
        WGS 84.
    zone : Zone
        Of VN-2000, in which it is drawn and measured.
    period : Period or None
    day : date
        On which it was gathered, and on which the works were judged.
    area_m2 : float
    lines : tuple of LineInArea
    apart : tuple of LinesApart
        Every two versions of the line that run here.
    markers : tuple of Marker
        In the order of their numbers.
    works : tuple of WorkInArea
    incidents : tuple of IncidentInArea
        Oldest first.
    photos : tuple of PhotoInArea
    units_now : tuple of str
        Communes of today that the area touches.
    gaps : tuple of Finding
        What is missing.
    book : RuleBook
    level : Secrecy
        The highest of what is in it.
    is_demonstration : bool
    """

    area: SurveyArea
    geometry: BaseGeometry | None
    zone: Zone
    period: Period | None
    day: date
    area_m2: float
    lines: tuple[LineInArea, ...]
    apart: tuple[LinesApart, ...]
    markers: tuple[Marker, ...]
    works: tuple[WorkInArea, ...]
    incidents: tuple[IncidentInArea, ...]
    photos: tuple[PhotoInArea, ...]
    units_now: tuple[str, ...]
    gaps: tuple[Finding, ...]
    book: RuleBook
    level: Secrecy
    is_demonstration: bool


def level_of_area(
    area: SurveyArea, incidents: Sequence[IncidentInArea], photos: Sequence[PhotoInArea]
) -> Secrecy:
    """Return the highest level of an area and of everything in it that has one."""
    return highest_level(
        (
            area.secrecy,
            *(each.incident.level for each in incidents),
            *(report.secrecy for each in incidents for report in each.reports),
            *(photo.secrecy for photo in photos),
        )
    )
