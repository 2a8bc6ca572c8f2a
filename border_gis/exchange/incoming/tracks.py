"""Tracks of a GPX file by their times: where somebody was at a moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shapely.geometry import Point

from border_gis.errors import DataError
from border_gis.exchange.incoming.vectors import open_vector

LONGEST_GAP_S = 120.0
"""A track that has nothing so long before or after a moment says nothing of it."""

MOST_POINTS = 500_000
_LAYERS = ("track_points", "waypoints")


@dataclass(frozen=True, slots=True)
class TrackPlace:
    """Where a track has somebody at a moment.

    Attributes
    ----------
    longitude_deg, latitude_deg : float
        WGS 84, on the straight way between the two points before and after.
    gap_s : float
        To the nearer of the two.
    name : str
        Of the file.
    """

    longitude_deg: float
    latitude_deg: float
    gap_s: float
    name: str


@dataclass(frozen=True, slots=True)
class Track:
    """The points of a file that have a time, in its order.

    Attributes
    ----------
    name : str
        Of the file.
    times_s : tuple of float
        Seconds since 1970, UTC, ascending.
    places : tuple of (float, float)
        Longitude and latitude, WGS 84.
    """

    name: str
    times_s: tuple[float, ...]
    places: tuple[tuple[float, float], ...]

    def find(self, moment: datetime) -> TrackPlace | None:
        """Return where it has somebody at a moment (aware); None where it says nothing of it."""
        wanted_s = moment.timestamp()
        after = bisect_left(self.times_s, wanted_s)
        if after < len(self.times_s) and self.times_s[after] == wanted_s:
            return TrackPlace(*self.places[after], 0.0, self.name)
        if after in (0, len(self.times_s)):
            return None
        before_s, after_s = self.times_s[after - 1], self.times_s[after]
        if after_s - before_s > LONGEST_GAP_S:
            return None
        share = (wanted_s - before_s) / (after_s - before_s)
        (x0, y0), (x1, y1) = self.places[after - 1], self.places[after]
        gap_s = min(wanted_s - before_s, after_s - wanted_s)
        return TrackPlace(x0 + share * (x1 - x0), y0 + share * (y1 - y0), gap_s, self.name)


def read_tracks(paths: Iterable[Path]) -> tuple[Track, ...]:
    """Read the GPX files among some files; one without a time in it is left out.

    Times of GPX are UTC; a phone that writes those of its own zone says so in them.

    Raises
    ------
    DataError
        One of them cannot be read, or has more than 500,000 points.
    """
    tracks = [_read_track(path) for path in paths if path.suffix.lower() == ".gpx"]
    return tuple(track for track in tracks if track.times_s)


def _read_track(path: Path) -> Track:
    file = open_vector(path)
    found: list[tuple[float, tuple[float, float]]] = []
    names = {layer.name for layer in file.layers}
    for name in (each for each in _LAYERS if each in names):
        for row in file.rows(name):
            moment, point = row.values.get("time"), row.geometry
            if isinstance(moment, datetime) and isinstance(point, Point):
                aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
                found.append((aware.timestamp(), (point.x, point.y)))
            if len(found) > MOST_POINTS:
                raise DataError("imports.track_too_long", path=path.name, most=MOST_POINTS)
    found.sort(key=lambda pair: pair[0])
    return Track(path.name, tuple(pair[0] for pair in found), tuple(pair[1] for pair in found))
