"""Place points: which references a position may have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from border_gis.boundary.line import BoundaryLine, Feet, find_feet, side_of
from border_gis.boundary.places.model import Candidate
from border_gis.boundary.reference import Reading, ReferenceEnd
from border_gis.boundary.register import Register, Station, Stations, put_on_line
from border_gis.crs import measure_geodesic

DEFAULT_TOLERANCE_M = 50.0
AT_MARKER_M = 1.0
"""A point nearer than this to a twin marker is the marker."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPoints:
    """Feet of points on a line, each with the name of its place, in columns.

    Attributes
    ----------
    line : BoundaryLine
    feet : Feet
        Sorted by point and by distance.
    names : tuple of Station
        Stations that `name` points into.
    name : ndarray of int
        The station that the place is named by; -1 when the line has no markers.
    offset_m : ndarray of float
        Whole metres from there along the line; NaN where the point is at the marker.
    """

    line: BoundaryLine
    feet: Feet
    names: tuple[Station, ...]
    name: NDArray[np.intp]
    offset_m: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.feet)

    def candidate(self, row: int) -> Candidate:
        """Return one row as a value."""
        return Candidate(
            reference=_read_name(self.names, self.name[row], self.offset_m[row]),
            chainage_m=float(self.feet.chainage_m[row]),
            distance_m=float(self.feet.distance_m[row]),
            side=side_of(self.line, self.feet.hand[row]),
            line_id=self.line.id,
            beyond_end=bool(self.feet.beyond_end[row]),
        )


def place(
    longitude_deg: float,
    latitude_deg: float,
    line: BoundaryLine,
    register: Register,
    tolerance_m: float = DEFAULT_TOLERANCE_M,
) -> tuple[Candidate, ...]:
    """Return every place on the line that a point may stand for, nearest first.

    Parameters
    ----------
    longitude_deg, latitude_deg : float
        WGS 84.
    line : BoundaryLine
    register : Register
    tolerance_m : float
        A place is a candidate when the point lies at most this much farther from it than
        from the nearest one: beside a hairpin there are two.

    Returns
    -------
    tuple of Candidate
        Never empty, however far the line: whether that is too far is for the reader of
        `distance_m` to say. Places that the line's accuracy cannot tell apart are one.

    Raises
    ------
    InputError
        The position is not in degrees.
    """
    placed = place_many([(longitude_deg, latitude_deg)], line, register, tolerance_m)
    kept: list[Candidate] = []
    for row in range(len(placed)):
        candidate = placed.candidate(row)
        if all(abs(candidate.chainage_m - other.chainage_m) > line.accuracy_m for other in kept):
            kept.append(candidate)
    return tuple(kept)


def place_many(
    points: ArrayLike, line: BoundaryLine, register: Register, tolerance_m: float | None = None
) -> PlacedPoints:
    """Place many points at once.

    Parameters
    ----------
    points : array_like of float, shape (n, 2)
        WGS 84 longitude and latitude.
    line : BoundaryLine
    register : Register
    tolerance_m : float or None
        As for `place`; None gives one row for each point, its nearest place.

    Returns
    -------
    PlacedPoints
    """
    positions = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    feet = find_feet(line, positions[:, 0], positions[:, 1], tolerance_m or 0.0)
    if tolerance_m is None:
        feet = feet.nearest()
    return _name_places(positions, feet, put_on_line(register, line))


def name_place(chainage_m: float, stations: Stations) -> Reading | None:
    """Return the reference of a place on the line; None when the line has no markers."""
    name, offset_m = _name_chainages(np.array([chainage_m]), stations)
    return _read_name(stations.numbers.stations, name[0], offset_m[0])


def _read_name(names: tuple[Station, ...], name: np.intp, offset_m: np.float64) -> Reading | None:
    if name < 0:
        return None
    return Reading(
        "point", ReferenceEnd(names[name].reference, None if np.isnan(offset_m) else float(offset_m))
    )


def _name_places(positions: NDArray[np.float64], feet: Feet, stations: Stations) -> PlacedPoints:
    name, offset_m = _name_chainages(feet.chainage_m, stations)
    twins = stations.twins
    if twins.stations:
        at = np.array(
            [
                (s.markers[0].position.longitude_deg, s.markers[0].position.latitude_deg)
                for s in twins.stations
            ]
        )
        nearest = np.searchsorted(twins.chainages_m, feet.chainage_m)
        for step in (-2, -1, 0, 1):
            twin = np.clip(nearest + step, 0, len(at) - 1)
            close = np.flatnonzero(np.abs(twins.chainages_m[twin] - feet.chainage_m) <= 2 * AT_MARKER_M)
            _, apart_m = measure_geodesic(*positions[feet.point[close]].T, *at[twin[close]].T)
            met = close[apart_m <= AT_MARKER_M]
            name[met], offset_m[met] = len(stations.numbers.stations) + twin[met], np.nan
    return PlacedPoints(stations.line, feet, stations.numbers.stations + twins.stations, name, offset_m)


def _name_chainages(
    chainages_m: NDArray[np.float64], stations: Stations
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the station before each chainage and the whole metres from it, NaN for none."""
    numbers = stations.numbers
    if not numbers.stations:
        return np.full(len(chainages_m), -1), np.full(len(chainages_m), np.nan)
    # Half a metre before a station rounds to the station.
    name = np.maximum(numbers.before(chainages_m + 0.5), 0)
    offset_m = np.rint(chainages_m - numbers.chainages_m[name])
    return name, np.where(offset_m == 0.0, np.nan, offset_m)
