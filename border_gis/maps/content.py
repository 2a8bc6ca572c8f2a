"""What a map shows, before anybody decides how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.countries import Country
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.incidents.model import Incident
from border_gis.maps.moments import Moments
from border_gis.works.model import Work
from border_gis.zones.belts import Belt
from border_gis.zones.comparing import LandBetween


class _Thing(Protocol):
    @property
    def demonstration(self) -> bool: ...


@dataclass(frozen=True, eq=False)
class MapContent:
    """Everything that a map of the border shows.

    Attributes
    ----------
    lines : tuple of BoundaryLine
    markers : tuple of Marker
    gates : tuple of Gate
    works : tuple of Work
    incidents : tuple of Incident
    units : tuple of Unit
        Communes, where an office has loaded them.
    background : tuple of Country
    belts : tuple of Belt
        Those that a person can have drawn; they are named here and drawn when they are asked for.
    land : tuple of LandBetween
        Between two versions of the line.
    strip_is_unset : bool
        True while the office has not set the width of the clear-vision strip.
    colours_by_verdict : bool
        Whether works can be coloured by their verdicts, which come when they are asked for.
    moments : tuple of Moments
        How the incidents stood at any time, for a map that can show a day that has passed;
        empty for a map that leaves the office.
    area : shapely geometry or None
        The survey area that the map is about (WGS 84): it shows this at first, the whole line without.
    tells_condition : bool
        Whether the tip of a marker says its condition and when it was inspected: not on a map that
        leaves the office.
    """

    lines: tuple[BoundaryLine, ...] = ()
    markers: tuple[Marker, ...] = ()
    gates: tuple[Gate, ...] = ()
    works: tuple[Work, ...] = ()
    incidents: tuple[Incident, ...] = ()
    units: tuple[Unit, ...] = ()
    background: tuple[Country, ...] = ()
    belts: tuple[Belt, ...] = ()
    land: tuple[LandBetween, ...] = ()
    strip_is_unset: bool = False
    colours_by_verdict: bool = False
    moments: tuple[Moments, ...] = ()
    area: BaseGeometry | None = None
    tells_condition: bool = False

    @property
    def is_demonstration(self) -> bool:
        """Return whether anything here ships with the program and has no legal value."""
        kinds: tuple[tuple[_Thing, ...], ...] = (
            self.lines,
            self.markers,
            self.gates,
            self.works,
            self.incidents,
            self.units,
        )
        return any(thing.demonstration for things in kinds for thing in things)
