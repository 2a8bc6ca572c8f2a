"""What a map shows, before anybody decides how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from border_gis.boundary.countries import Country
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.incidents.model import Incident
from border_gis.works.model import Work


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
    """

    lines: tuple[BoundaryLine, ...] = ()
    markers: tuple[Marker, ...] = ()
    gates: tuple[Gate, ...] = ()
    works: tuple[Work, ...] = ()
    incidents: tuple[Incident, ...] = ()
    units: tuple[Unit, ...] = ()
    background: tuple[Country, ...] = ()

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
