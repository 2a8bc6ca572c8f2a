"""The markers of a register on a version of the line.

A single marker stands on the line; twins and triples stand on the banks of a river and
keep their distance from it. Each has its foot on the line, and the bare number of twins is
the place on the line midway between their feet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from border_gis.boundary.line import BoundaryLine, find_feet, side_of
from border_gis.boundary.parties import Side
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import Marker, MarkerKind
from border_gis.boundary.register.register import Register

UNSTATED_ACCURACY_M = 10.0
"""What the accuracy of a marker counts as when nobody said; places made with it say so."""

FARTHEST_BANK_M = 200.0
"""How far from the line a twin may stand: published ones stand at 8-60 m, and no border river
is wider than twice this."""

SIGMAS = 3.0
"""How many times the accuracy of line and marker a distance may be before it wants an explanation."""


@dataclass(frozen=True, slots=True)
class Station:
    """A name in the register, and where it is on a line.

    Attributes
    ----------
    reference : MarkerReference
    markers : tuple of Marker
        The one of this name, or those that share the bare number.
    chainage_m : float
    distance_m, allowed_m : float
        From the line, of the marker farthest from it, and how far that may be.
    side : Side
        Where the marker stands by its coordinate; on the line for the bare number of twins.
    spread_m : float
        Half the chainage between the feet of twins; 0 for one marker.
    accuracy_m : float
        One sigma of the markers' positions.
    accuracy_assumed : bool
        True where nobody stated it.
    is_on_line : bool
        False where the line ends before it comes to the marker: then the chainage is no place.
    """

    reference: MarkerReference
    markers: tuple[Marker, ...]
    chainage_m: float
    distance_m: float
    allowed_m: float
    side: Side
    spread_m: float
    accuracy_m: float
    accuracy_assumed: bool
    is_on_line: bool

    @property
    def is_doubled(self) -> bool:
        """Whether several rows of the register claim this very name."""
        return sum(marker.reference == self.reference for marker in self.markers) > 1


@dataclass(frozen=True, slots=True, eq=False)
class StationOrder:
    """Stations in the order in which the line meets them."""

    stations: tuple[Station, ...]
    chainages_m: NDArray[np.float64]

    def before(self, chainages_m: ArrayLike) -> NDArray[np.intp]:
        """Return for each chainage the position of the last station at or before it, or -1."""
        return np.searchsorted(self.chainages_m, chainages_m, side="right") - 1

    def neighbours(self, station: Station) -> tuple[Station | None, Station | None]:
        """Return the stations before and after, by chainage, whether or not it is one of these."""
        first = int(np.searchsorted(self.chainages_m, station.chainage_m, side="left"))
        after = int(np.searchsorted(self.chainages_m, station.chainage_m, side="right"))
        return (
            self.stations[first - 1] if first > 0 else None,
            self.stations[after] if after < len(self.stations) else None,
        )


class Stations:
    """Every name of a register on a line: full names, and bare numbers of twins."""

    def __init__(self, register: Register, line: BoundaryLine) -> None:
        self.register, self.line = register, line
        self.by_reference = {station.reference: station for station in _find_stations(register, line)}
        bare = [station for station in self.by_reference.values() if station.reference.position is None]
        self.numbers = _order(bare)
        self.main_numbers = _order([station for station in bare if station.reference.sub is None])
        self.twins = _order([s for s in self.by_reference.values() if s.reference.position is not None])


@lru_cache(maxsize=16)
def put_on_line(register: Register, line: BoundaryLine) -> Stations:
    """Return the stations of a register on a line, worked out once for both."""
    return Stations(register, line)


def largest_distance_m(marker: Marker, line: BoundaryLine) -> float:
    """Return how far from the line a marker may stand by its kind and by the accuracy of both."""
    is_twin = marker.kind is not MarkerKind.SINGLE or marker.reference.position is not None
    accuracy_m = UNSTATED_ACCURACY_M if marker.accuracy_m is None else marker.accuracy_m
    return SIGMAS * float(np.hypot(line.accuracy_m, accuracy_m)) + (FARTHEST_BANK_M if is_twin else 0.0)


def _find_stations(register: Register, line: BoundaryLine) -> Iterator[Station]:
    alone = {station.markers[0]: station for station in _put_alone(register, line)}
    names = dict.fromkeys(
        name for marker in register for name in (marker.reference, marker.reference.without_position)
    )
    return (_join(name, [alone[marker] for marker in register.find(name)]) for name in names)


def _put_alone(register: Register, line: BoundaryLine) -> Iterator[Station]:
    """Put every marker on the line by itself."""
    positions = [(m.position.longitude_deg, m.position.latitude_deg) for m in register]
    feet = find_feet(line, *np.array(positions, dtype=np.float64).reshape(-1, 2).T).nearest()
    for row, marker in enumerate(register):
        distance_m, allowed_m = float(feet.distance_m[row]), largest_distance_m(marker, line)
        yield Station(
            reference=marker.reference,
            markers=(marker,),
            chainage_m=float(feet.chainage_m[row]),
            distance_m=distance_m,
            allowed_m=allowed_m,
            side=side_of(line, feet.hand[row]),
            spread_m=0.0,
            accuracy_m=UNSTATED_ACCURACY_M if marker.accuracy_m is None else marker.accuracy_m,
            accuracy_assumed=marker.accuracy_m is None,
            is_on_line=not feet.beyond_end[row] or distance_m <= allowed_m,
        )


def _join(reference: MarkerReference, parts: list[Station]) -> Station:
    """Make one station of the markers that a name stands for."""
    if len(parts) == 1:
        return parts[0]
    chainages_m = [part.chainage_m for part in parts]
    low_m, high_m = min(chainages_m), max(chainages_m)
    return Station(
        reference=reference,
        markers=tuple(marker for part in parts for marker in part.markers),
        chainage_m=(low_m + high_m) / 2.0,
        distance_m=max(part.distance_m for part in parts),
        allowed_m=max(part.allowed_m for part in parts),
        side=Side.ON_LINE,
        spread_m=(high_m - low_m) / 2.0,
        accuracy_m=max(part.accuracy_m for part in parts),
        accuracy_assumed=any(part.accuracy_assumed for part in parts),
        is_on_line=all(part.is_on_line for part in parts),
    )


def _order(stations: list[Station]) -> StationOrder:
    """Sort along the line, leaving out what the line does not come to."""
    met = sorted(
        (station for station in stations if station.is_on_line),
        key=lambda station: (station.chainage_m, station.reference.sort_key),
    )
    return StationOrder(tuple(met), np.array([station.chainage_m for station in met], dtype=np.float64))
