"""Locate readings: where a marker reference is on the ground.

Nothing is clamped and nothing is guessed. What cannot be placed has no geometry, and a
warning says why; what can be placed in spite of something odd has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, point_at, substrings
from border_gis.boundary.line.measure import ROUNDING_M
from border_gis.boundary.places.model import Place
from border_gis.boundary.places.place import name_place
from border_gis.boundary.reference import MarkerReference, Reading, ReferenceEnd, format_reading
from border_gis.boundary.register import Register, Station, Stations, put_on_line
from border_gis.crs import follow_geodesic
from border_gis.errors import Finding

ALONG_LINE_ERROR = 0.01
"""Of a distance along the line, as a share: stand-in and official lengths of a province differ so much."""

ABOUT_ERROR = 0.1
"""Of a distance that the text calls approximate, as a share."""

DIRECTION_ERROR = float(np.radians(22.5 / np.sqrt(3.0)))
"""Sideways, of a distance in one of eight directions: even chances within 22.5° to either hand."""

TWIN_UNCERTAINTY_M = 60.0
"""Of a twin that the register does not hold, about the place of its number: published twins
stand up to 60 m off the line."""

FARTHEST_OFFSET_M = 10_000.0
"""A distance from a marker in words that is larger is surely something else: markers stand
about a kilometre apart."""

LAST_POSITION = 3


def locate(reading: Reading, line: BoundaryLine, register: Register) -> Place:
    """Return where a reading is on a line.

    Parameters
    ----------
    reading : Reading
    line : BoundaryLine
    register : Register

    Returns
    -------
    Place
        A marker alone is where it stands: twins keep their distance from the line. A marker
        and metres, and the bare number of twins, are places on the line. A stretch is the
        line between its ends. A distance in words and a direction lead off the line; without
        a direction there is no single place, and the warning names those along the line.
    """
    return locate_many((reading,), line, register)[0]


def locate_many(readings: Iterable[Reading], line: BoundaryLine, register: Register) -> tuple[Place, ...]:
    """Return where many readings are on a line, as `locate` does one by one."""
    stations = put_on_line(register, line)
    drafts = [_draft(reading, stations) for reading in readings]
    _draw(drafts, line)
    return tuple(draft.finish() for draft in drafts)


@dataclass(slots=True)
class _Draft:
    """A place while it is worked out."""

    reading: Reading
    stations: Stations
    warnings: list[Finding] = field(default_factory=list)
    markers: list[Station] = field(default_factory=list)
    from_m: float | None = None
    to_m: float | None = None
    geometry: BaseGeometry | None = None
    draws: Literal["", "point", "stretch"] = ""
    errors_m: list[float] = field(default_factory=list)

    def warn(self, code: str, **params: object) -> None:
        self.warnings.append(Finding(code, params))

    def finish(self) -> Place:
        line, is_placed = self.stations.line, self.geometry is not None
        marker_m = max((hypot(each.accuracy_m, each.spread_m) for each in self.markers), default=0.0)
        return Place(
            reading=self.reading,
            kind=self.reading.kind,
            line_id=line.id,
            chainage_from_m=self.from_m,
            chainage_to_m=self.to_m,
            geometry=self.geometry,
            accuracy_m=round(hypot(line.accuracy_m, marker_m, *self.errors_m), 2) if is_placed else None,
            accuracy_assumed=is_placed
            and (line.accuracy_assumed or any(each.accuracy_assumed for each in self.markers)),
            warnings=tuple(self.warnings),
        )


def _draft(reading: Reading, stations: Stations) -> _Draft:
    draft = _Draft(reading, stations)
    if reading.kind == "offset":
        _draft_offset(draft)
    elif reading.end is None:
        _draft_point(draft)
    else:
        _draft_stretch(reading.start, reading.end, draft)
    return draft


def _draft_point(draft: _Draft) -> None:
    draft.from_m = _find_chainage(draft.reading.start, draft)
    if draft.reading.start.offset_m is None and draft.markers:
        draft.geometry = _stand_at(draft.markers[0])
    if draft.geometry is None and draft.from_m is not None:
        draft.draws = "point"


def _draft_stretch(start: ReferenceEnd, end: ReferenceEnd, draft: _Draft) -> None:
    draft.from_m, draft.to_m = _find_chainage(start, draft), _find_chainage(end, draft)
    if draft.from_m is None or draft.to_m is None:
        return
    draft.draws = "stretch"
    if abs(draft.to_m - draft.from_m) <= ROUNDING_M:
        draft.draws = "point"
        draft.warn("locate.empty_stretch", reference=format_reading(draft.reading))
    elif draft.to_m < draft.from_m:
        draft.warn("locate.descending", reference=format_reading(draft.reading))


def _draft_offset(draft: _Draft) -> None:
    start, direction = draft.reading.start, draft.reading.direction
    distance_m = start.offset_m or 0.0
    station = _find_station(start.marker, draft)
    if station is None:
        return
    if distance_m > FARTHEST_OFFSET_M:
        draft.warn("locate.implausible_distance", marker=str(start.marker), distance_m=distance_m)
        return
    if direction is None:
        along = [
            _write_end(start.marker, offset_m) for offset_m in _offsets_on_line(station, distance_m, draft)
        ]
        draft.warn("locate.direction_missing", marker=str(start.marker), distance_m=distance_m, along=along)
        return
    origin = _stand_at(station)
    if origin is None:
        # Twins under their bare number: from the line between them, and as unsure as they are far from it.
        draft.errors_m.append(station.distance_m)
        origin = point_at(draft.stations.line, station.chainage_m)
    about = ABOUT_ERROR if draft.reading.approximate else 0.0
    draft.errors_m.append(distance_m * hypot(DIRECTION_ERROR, about))
    draft.geometry = Point(*follow_geodesic(origin.x, origin.y, direction.bearing_deg, distance_m))


def _offsets_on_line(station: Station, distance_m: float, draft: _Draft) -> list[float]:
    """Return the distances along the line, back and forth, that do not leave it."""
    if not station.is_on_line:
        return []
    return [
        offset_m
        for offset_m in (-distance_m, distance_m)
        if 0.0 <= station.chainage_m + offset_m <= draft.stations.line.length_m
    ]


def _find_station(marker: MarkerReference, draft: _Draft) -> Station | None:
    """Return where a marker is, or a warning and nothing."""
    register = draft.stations.register
    station = draft.stations.by_reference.get(marker)
    if station is None:
        sharing = register.sharing(marker)
        if not sharing:
            nearest = [str(name) for name in register.nearest_known(marker)]
            draft.warn("locate.unknown_marker", marker=str(marker), nearest=nearest)
            return None
        names = [str(each.reference) for each in sharing]
        if (marker.position or 0) > LAST_POSITION or names != [str(marker.without_position)]:
            draft.warn("locate.unknown_position", marker=str(marker), known=names)
            return None
        draft.warn("locate.position_not_registered", marker=str(marker), number=names[0])
        draft.errors_m.append(TWIN_UNCERTAINTY_M)
        station = draft.stations.by_reference[marker.without_position]
    if station.is_doubled:
        draft.warn("locate.doubled_marker", marker=str(marker), count=len(station.markers))
        return None
    draft.markers.append(station)
    return station


def _find_chainage(end: ReferenceEnd, draft: _Draft) -> float | None:
    """Return the chainage of an end on the line, or a warning and nothing."""
    station = _find_station(end.marker, draft)
    if station is None:
        return None
    line = draft.stations.line
    params = {"marker": str(end.marker), "line": line.name, "distance_m": round(station.distance_m, 1)}
    if not station.is_on_line:
        draft.warn("locate.no_line", **params)
        return None
    if station.distance_m > station.allowed_m:
        draft.warn("locate.marker_off_line", **params)
    if not end.offset_m:
        return station.chainage_m
    chainage_m = station.chainage_m + end.offset_m
    if not -ROUNDING_M <= chainage_m <= line.length_m + ROUNDING_M:
        left_m = line.length_m - station.chainage_m if end.offset_m > 0 else station.chainage_m
        draft.warn(
            "locate.beyond_line_end", reference=_write_end(end.marker, end.offset_m), left_m=round(left_m)
        )
        return None
    share = ALONG_LINE_ERROR + (ABOUT_ERROR if draft.reading.approximate else 0.0)
    draft.errors_m.append(share * abs(end.offset_m))
    _look_beyond_neighbour(end, station, chainage_m, draft)
    return chainage_m


def _look_beyond_neighbour(end: ReferenceEnd, station: Station, chainage_m: float, draft: _Draft) -> None:
    """Warn when the distance leads past the next marker: past the next main one, from a main one."""
    offset_m = end.offset_m or 0.0
    order = draft.stations.main_numbers if end.marker.sub is None else draft.stations.numbers
    before, after = order.neighbours(station)
    passed = after if offset_m > 0 else before
    if passed is None or abs(chainage_m - station.chainage_m) <= abs(passed.chainage_m - station.chainage_m):
        return
    equivalent = name_place(chainage_m, draft.stations)
    draft.warn(
        "locate.offset_beyond_next_marker",
        reference=_write_end(end.marker, offset_m),
        next=str(passed.reference),
        equivalent=format_reading(equivalent) if equivalent else "",
    )


def _stand_at(station: Station) -> Point | None:
    """Return where the one marker of a station stands; None for the bare number of twins."""
    if len(station.markers) > 1:
        return None
    position = station.markers[0].position
    return Point(position.longitude_deg, position.latitude_deg)


def _draw(drafts: Sequence[_Draft], line: BoundaryLine) -> None:
    """Draw what lies on the line, and find the feet of what does not, all at once."""
    points = [draft for draft in drafts if draft.draws == "point"]
    for draft, point in zip(points, _points_at(line, [draft.from_m for draft in points]), strict=True):
        draft.geometry = point
    stretches = [draft for draft in drafts if draft.draws == "stretch"]
    ends_m = np.array([(draft.from_m, draft.to_m) for draft in stretches], dtype=np.float64).reshape(-1, 2)
    for draft, stretch in zip(stretches, substrings(line, *ends_m.T), strict=True):
        draft.geometry = stretch
    offsets = [draft for draft in drafts if draft.reading.kind == "offset" and draft.geometry is not None]
    feet = find_feet(line, *shapely.get_coordinates([draft.geometry for draft in offsets]).T).nearest()
    for draft, chainage_m, beyond_end in zip(offsets, feet.chainage_m, feet.beyond_end, strict=True):
        draft.from_m = None if beyond_end else float(chainage_m)


def _points_at(line: BoundaryLine, chainages_m: list[float | None]) -> list[Point]:
    positions = locate_points(line, np.array(chainages_m, dtype=np.float64))
    return np.asarray(shapely.points(positions)).tolist()


def _write_end(marker: MarkerReference, offset_m: float) -> str:
    return format_reading(Reading("point", ReferenceEnd(marker, offset_m)))
