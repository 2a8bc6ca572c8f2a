"""Find a place by what a person types or clicks, and say what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.coordinates import (
    CoordinateReading,
    is_in_region,
    parse_coordinates,
    write_decimal,
    write_dms,
    write_vn2000,
    zones_of_province,
)
from border_gis.boundary.line import BoundaryLine, find_feet
from border_gis.boundary.places import Candidate, Place, locate, place
from border_gis.boundary.provinces import province_of_marker
from border_gis.boundary.reference import Reading, parse
from border_gis.boundary.register import Marker, Register, Station, Stations, put_on_line
from border_gis.boundary.register.stations import SIGMAS
from border_gis.boundary.units import Unit
from border_gis.crs import UTM_48N_EPSG, Zone, zone_by_epsg
from border_gis.errors import Finding, InputError
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from border_gis.incidents.model import Incident
from border_gis.services.nearby import find_incidents, find_unit, find_works
from border_gis.services.permissions import needs, without_actor
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import Settings
from border_gis.works.model import Work

BESIDE_LINE_M = 50_000.0
"""Plane coordinates without a zone are offered in those zones that put them this near the line."""


@dataclass(frozen=True, slots=True)
class PlaceData:
    """What places are found with, where no workspace is open: lines, a register, and their findings."""

    lines: tuple[BoundaryLine, ...]
    register: Register
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One way to understand what was typed or clicked.

    Attributes
    ----------
    label_reading : Reading or None
        The reference; None for coordinates that were typed, and for a click far from the line.
    places : tuple of Place
        One for each version of the line that has the place; never empty.
    coordinate : CoordinateReading or None
        The coordinates that were typed.
    candidate : Candidate or None
        Of a click: the place on the line that names it, with distance and side.
    """

    label_reading: Reading | None
    places: tuple[Place, ...]
    coordinate: CoordinateReading | None = None
    candidate: Candidate | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of this choice, each thing once."""
        said = [*(self.coordinate.findings if self.coordinate else ())]
        for each in self.places:
            said += [finding for finding in each.warnings if finding not in said]
        return tuple(said)

    @property
    def geometry(self) -> BaseGeometry | None:
        """The place on the first version of the line that has it; WGS 84."""
        return next((each.geometry for each in self.places if each.geometry is not None), None)


@dataclass(frozen=True, slots=True)
class PlaceSearch:
    """The answer to a text or a click.

    Attributes
    ----------
    choices : tuple of PlaceChoice
        Best first.
    findings : tuple of Finding
        What is to be known at once: all of an only choice; of several, see each of them.
    """

    choices: tuple[PlaceChoice, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a place.

    Attributes
    ----------
    markers : tuple of Marker
        Those that the place names or holds, in the order of the line.
    previous, following : Marker or None
        The neighbours along the line, outside the place.
    works : tuple of Work
    incidents : tuple of Incident
        Near the place in space or overlapping it along the line.
    unit : Unit or None
        Today's commune, if communes are loaded.
    province : str or None
    coordinates : tuple of (str, str)
        Name of a coordinate system, and the place in it; both ends of a stretch.
    candidates : tuple of Candidate
        References of a single point on the first version of the line.
    """

    markers: tuple[Marker, ...] = ()
    previous: Marker | None = None
    following: Marker | None = None
    works: tuple[Work, ...] = ()
    incidents: tuple[Incident, ...] = ()
    unit: Unit | None = None
    province: str | None = None
    coordinates: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def neighbours(self) -> tuple[Marker, ...]:
        """The marker before and the one after, as far as there are any."""
        return tuple(marker for marker in (self.previous, self.following) if marker is not None)


@without_actor("run by whoever holds the file or the database itself, from the command line")
def load_place_data(settings: Settings, line_file: Path | None, register_file: Path | None) -> PlaceData:
    """Return lines and register: from files where they are named, otherwise the workspace's.

    The workspace is made from the data that ships where there is none and it is needed.

    Raises
    ------
    DataError, CrsError
        A file cannot be used.
    StoreError
        The workspace is needed and cannot be opened.
    """
    markers, findings = ((), ()) if register_file is None else read_register(register_file)
    if line_file is not None and register_file is not None:
        register = Register(markers)
        return PlaceData((read_line(line_file, register=register),), register, findings)
    workspace = init_workspace(settings)
    try:
        register = workspace.register if register_file is None else Register(markers)
        lines = workspace.lines if line_file is None else (read_line(line_file, register=register),)
        return PlaceData(lines, register, findings)
    finally:
        workspace.close()


@needs(Role.VIEWER)
def find_places(workspace: Workspace, text: str) -> PlaceSearch:
    """Find what a text names: coordinates or a marker reference, in every reading.

    Raises
    ------
    InputError
        The text is neither, or coordinates that lie nowhere near.
    """
    try:
        coordinates = parse_coordinates(text, _own_zones(workspace))
    except InputError as error:
        return _conclude(_choose_reading(workspace, each) for each in _parse_after(error, text))
    choices = [_choose_coordinate(workspace, each) for each in _keep_near(workspace, coordinates)]
    if not any(is_in_region(each.longitude_deg, each.latitude_deg) for each in coordinates):
        # Two secondary markers written with points, 53.1 and 54.2, look like a place far away.
        choices = [*(_choose_reading(workspace, each) for each in _parse_quietly(text)), *choices]
    return _conclude(choices)


def _parse_after(error: InputError, text: str) -> tuple[Reading, ...]:
    """Read a reference in what is no coordinate; numbers that are nothing at all were meant for one."""
    try:
        return parse(text)
    except InputError:
        if error.code == "coordinates.not_understood":
            raise
        raise error from None


def _parse_quietly(text: str) -> tuple[Reading, ...]:
    try:
        return parse(text)
    except InputError:
        return ()


@needs(Role.VIEWER)
def answer_click(workspace: Workspace, longitude_deg: float, latitude_deg: float) -> PlaceSearch:
    """Answer a click on the map with the references that it may stand for.

    The place is the point that was clicked, which may lie off the line; its label is the
    place on the line. Farther from every line than the settings allow, and than the line's
    own accuracy explains, there is no label.

    Raises
    ------
    InputError
        The position is not in degrees.
    """
    clicked = Point(longitude_deg, latitude_deg)
    found: dict[Reading | None, list[tuple[Candidate, Place]]] = {}
    nearest_m = np.inf
    for line in workspace.lines:
        for candidate in place(longitude_deg, latitude_deg, line, workspace.register):
            nearest_m = min(nearest_m, candidate.distance_m)
            if candidate.distance_m <= max(workspace.settings.click_tolerance_m, SIGMAS * line.accuracy_m):
                named = _at_point(clicked, line, candidate.reference, candidate.chainage_m)
                found.setdefault(candidate.reference, []).append((candidate, named))
    if found:
        return _conclude(
            PlaceChoice(reading, tuple(named for _, named in each), candidate=each[0][0])
            for reading, each in found.items()
        )
    far = Finding("places.far_from_line", {"distance_km": round(nearest_m / 1000.0, 1)})
    unnamed = Place(None, "point", "", None, None, clicked, None, warnings=(far,) if workspace.lines else ())
    return _conclude([PlaceChoice(None, (unnamed,))])


@needs(Role.VIEWER)
def describe_place(workspace: Workspace, choice: PlaceChoice, language: str = "vi") -> PlaceFacts:
    """Say what is known of a place: markers, works, incidents, commune, coordinates.

    Of a choice that could not be placed, nothing is.
    """
    placed = next((each for each in choice.places if each.geometry is not None), None)
    if placed is None or placed.geometry is None:
        return PlaceFacts()
    geometry = placed.geometry
    middle = geometry if isinstance(geometry, Point) else geometry.interpolate(0.5, normalized=True)
    line = next((each for each in workspace.lines if each.id == placed.line_id), None)
    markers, previous, following = _find_markers(workspace, placed, line)
    unit = find_unit(workspace.units, middle)
    province = _find_province(unit, (*markers, *(each for each in (previous, following) if each)))
    return PlaceFacts(
        markers=markers,
        previous=previous,
        following=following,
        works=find_works(workspace, placed, line),
        incidents=find_incidents(workspace, geometry),
        unit=unit,
        province=province,
        coordinates=tuple(_write_coordinates(geometry, province, language)),
        candidates=_find_candidates(workspace, geometry, line),
    )


def _conclude(choices: Iterable[PlaceChoice]) -> PlaceSearch:
    found = tuple(choices)
    return PlaceSearch(found, found[0].findings if len(found) == 1 else ())


def _own_zones(workspace: Workspace) -> tuple[Zone, ...]:
    return zones_of_province(str(workspace.store.setting("province", "")))


def _choose_reading(workspace: Workspace, reading: Reading) -> PlaceChoice:
    places = tuple(locate(reading, line, workspace.register) for line in workspace.lines)
    return PlaceChoice(reading, places or (Place(reading, reading.kind, "", None, None, None, None),))


def _choose_coordinate(workspace: Workspace, coordinate: CoordinateReading) -> PlaceChoice:
    point = Point(coordinate.longitude_deg, coordinate.latitude_deg)
    places = []
    for line in workspace.lines:
        feet = find_feet(line, [point.x], [point.y]).nearest()
        is_beside = not feet.beyond_end[0] and feet.distance_m[0] <= BESIDE_LINE_M
        chainage_m = float(feet.chainage_m[0]) if is_beside else None
        accuracy_m = round(float(np.hypot(line.accuracy_m, coordinate.rounding_m)), 2)
        places.append(_at_point(point, line, None, chainage_m, accuracy_m))
    anywhere = Place(None, "point", "", None, None, point, round(coordinate.rounding_m, 2))
    return PlaceChoice(None, tuple(places) or (anywhere,), coordinate=coordinate)


def _at_point(
    point: Point,
    line: BoundaryLine,
    reading: Reading | None,
    chainage_m: float | None,
    accuracy_m: float | None = None,
) -> Place:
    return Place(
        reading=reading,
        kind="point",
        line_id=line.id,
        chainage_from_m=chainage_m,
        chainage_to_m=None,
        geometry=point,
        accuracy_m=line.accuracy_m if accuracy_m is None else accuracy_m,
        accuracy_assumed=line.accuracy_assumed,
    )


def _keep_near(
    workspace: Workspace, readings: tuple[CoordinateReading, ...]
) -> tuple[CoordinateReading, ...]:
    """Keep the readings near a line, if there are any."""
    if len(readings) < 2 or not workspace.lines:
        return readings
    at = np.array([(each.longitude_deg, each.latitude_deg) for each in readings])
    distances_m = np.min([find_feet(line, *at.T).nearest().distance_m for line in workspace.lines], axis=0)
    return (
        tuple(each for each, m in zip(readings, distances_m, strict=True) if m <= BESIDE_LINE_M) or readings
    )


def _find_markers(
    workspace: Workspace, placed: Place, line: BoundaryLine | None
) -> tuple[tuple[Marker, ...], Marker | None, Marker | None]:
    """Return the markers at the place, the one before and the one after."""
    if line is None or placed.span_m is None:
        return (), None, None
    stations = put_on_line(workspace.register, line)
    low_m, high_m = placed.span_m
    named = _find_named(placed, stations)
    if named is not None:
        low_m = high_m = stations.by_reference[named.reference.without_position].chainage_m
    numbers = stations.numbers
    # Half a metre, as names of places are rounded.
    first = int(np.searchsorted(numbers.chainages_m, low_m - 0.5))
    last = int(np.searchsorted(numbers.chainages_m, high_m + 0.5))
    inside = (named,) if named is not None else numbers.stations[first:last]
    return (
        tuple(marker for station in inside for marker in station.markers),
        numbers.stations[first - 1].markers[0] if first > 0 else None,
        numbers.stations[last].markers[0] if last < len(numbers.stations) else None,
    )


def _find_named(placed: Place, stations: Stations) -> Station | None:
    """Return the marker that is the whole of a reading: a twin stands beside its number's place."""
    reading = placed.reading
    if reading is None or reading.kind != "point" or reading.start.offset_m is not None:
        return None
    return stations.by_reference.get(reading.start.marker)


def _find_province(unit: Unit | None, markers: tuple[Marker, ...]) -> str | None:
    if unit is not None and unit.parent_name:
        return unit.parent_name
    return province_of_marker(markers[0].reference) if markers else None


def _write_coordinates(
    geometry: BaseGeometry, province: str | None, language: str
) -> Iterable[tuple[str, str]]:
    ends = shapely.get_coordinates(geometry)[[0, -1] if geometry.geom_type == "LineString" else [0]]
    zones = [*zones_of_province(province or ""), zone_by_epsg(UTM_48N_EPSG)]

    def join(texts: Iterable[str]) -> str:
        return " – ".join(texts)

    yield "WGS 84", join(write_decimal(x, y) for x, y in ends)
    yield "WGS 84", join(write_dms(x, y, "vi" if language == "vi" else "en") for x, y in ends)
    for zone in zones:
        # The zone is in the name of the system.
        yield (
            f"VN-2000 {zone.name}",
            join(write_vn2000(x, y, zone).removesuffix(f" {zone.name}") for x, y in ends),
        )


def _find_candidates(
    workspace: Workspace, geometry: BaseGeometry, line: BoundaryLine | None
) -> tuple[Candidate, ...]:
    if line is None or not isinstance(geometry, Point):
        return ()
    return place(geometry.x, geometry.y, line, workspace.register)
