"""What a static map shows: geometries in the plane of the province, and words for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.boundary.line.version import LegalStatus
from border_gis.crs import Zone
from border_gis.maps.symbols import IncidentGroup, WorkGroup
from border_gis.works.model import WorkParty


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A version of the line on the map.

    Attributes
    ----------
    geometry : LineString
        Metres of the plane.
    legal_status : LegalStatus
    names : tuple of str
        In the languages of the map.
    """

    geometry: BaseGeometry
    legal_status: LegalStatus
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetZone:
    """A strip beside the line within which a rule asks something."""

    geometry: BaseGeometry
    width_m: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetMarker:
    """A marker at a place of the plane, in metres."""

    east_m: float
    north_m: float
    label: str
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class SheetWork:
    """A work with the label that the tables give it."""

    geometry: BaseGeometry
    group: WorkGroup
    party: WorkParty
    label: str


@dataclass(frozen=True, slots=True)
class SheetIncident:
    """An incident with its label."""

    geometry: BaseGeometry
    group: IncidentGroup
    label: str


@dataclass(frozen=True, slots=True)
class SheetContent:
    """Everything that a map of a survey area shows.

    Attributes
    ----------
    titles : tuple of str
        In the languages of the map.
    languages : tuple of str
    zone : Zone
        Of VN-2000; all geometries are metres of its plane.
    area : shapely geometry or None
    lines, zones, markers, works, incidents : tuple
        In the order in which they are drawn.
    land_between : tuple of shapely geometry
    notes : tuple of tuple of str
        Sources and accuracy; each in the languages of the map.
    number : str
        Of the survey area.
    secrecy : Secrecy
    is_demonstration : bool
    is_neutral : bool
        For the other side: its incidents are matters between the two sides.
    """

    titles: tuple[str, ...]
    languages: tuple[str, ...]
    zone: Zone
    area: BaseGeometry | None = None
    lines: Sequence[SheetLine] = ()
    zones: Sequence[SheetZone] = ()
    markers: Sequence[SheetMarker] = ()
    works: Sequence[SheetWork] = ()
    incidents: Sequence[SheetIncident] = ()
    land_between: Sequence[BaseGeometry] = ()
    notes: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    secrecy: Secrecy = Secrecy.NONE
    is_demonstration: bool = False
    is_neutral: bool = False

    @property
    def has_stand_in(self) -> bool:
        """Return whether a line on the map has no legal value."""
        return any(line.legal_status is LegalStatus.NO_LEGAL_VALUE for line in self.lines)
