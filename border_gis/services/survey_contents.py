"""Gather everything that lies in a survey area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import combinations, groupby

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis import __version__
from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, substring
from border_gis.boundary.places import locate_many
from border_gis.boundary.places.place import name_place
from border_gis.boundary.reference import Reading, format_reading, parse_list
from border_gis.boundary.register import put_on_line
from border_gis.boundary.units import UnitLevel
from border_gis.crs import Zone
from border_gis.errors import InputError, NotFoundError
from border_gis.incidents.model import Incident
from border_gis.services.attachments import list_attachments
from border_gis.services.checks import rules_of, today_in_viet_nam
from border_gis.services.incidents import IncidentFilter, list_incidents, show_incident
from border_gis.services.meeting import find_tied_incidents
from border_gis.services.permissions import needs
from border_gis.services.surveys import find_area, zone_of_area
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.contents import (
    AreaContents,
    IncidentInArea,
    LineInArea,
    LinesApart,
    Period,
    PhotoInArea,
    WorkInArea,
    level_of_area,
)
from border_gis.surveys.drawing import measure_m2, to_plane
from border_gis.surveys.gaps import find_gaps
from border_gis.works.model import Work
from border_gis.zones.checked import take_work
from border_gis.zones.comparing import compare_lines
from border_gis.zones.judging import Court, judge
from border_gis.zones.law import RuleBook

BESIDE_M = 2_000.0
"""So much of a line on both sides of the area is compared, so that its ends do not matter."""

ROUNDING_M = 1.0
"""A marker so near to the edge of the area stands in it; a stretch with less in it does not lie in it."""

_SHORTEST_M = 0.5
_NEAR_DEG = 1e-4
_PHOTO = "image/"


@needs(Role.VIEWER)
def gather_area(
    workspace: Workspace, id_or_number: str, period: Period | None = None, day: date | None = None
) -> AreaContents:
    """Return a survey area with everything in it that the actor may see.

    Parameters
    ----------
    workspace : Workspace
    id_or_number : str
    period : Period, optional
        Leaves out incidents of which nothing is dated in it; what has no date stays.
    day : date, optional
        On which planned works are judged; today without one.

    Raises
    ------
    NotFoundError
        If there is no such area, or it is above the actor's clearance.
    """
    area = find_area(workspace, id_or_number)
    today = day or today_in_viet_nam()
    zone = zone_of_area(workspace, area)
    geometry = area.geometry
    lines = tuple(_lines_in(workspace, geometry))
    book = rules_of(workspace)
    inside = _Inside(geometry, zone)
    markers = tuple(
        marker
        for marker in workspace.markers
        if inside.holds(shapely.Point(marker.position.longitude_deg, marker.position.latitude_deg))
    )
    works = _works_in(workspace, inside, lines, book, today)
    incidents = tuple(_incidents_in(workspace, area, inside, period))
    photos = tuple(_photos_of(workspace, incidents))
    units = tuple(
        unit.name
        for unit in workspace.units
        if geometry is not None
        and unit.level is UnitLevel.COMMUNE
        and unit.is_valid_on(today)
        and unit.geometry is not None
        and unit.geometry.intersects(geometry)
    )
    return AreaContents(
        area=area,
        geometry=geometry,
        zone=zone,
        period=period,
        day=today,
        area_m2=0.0 if geometry is None else measure_m2(geometry, zone),
        lines=lines,
        apart=tuple(_apart(workspace, lines, geometry, zone)) if geometry is not None else (),
        markers=markers,
        works=works,
        incidents=incidents,
        photos=photos,
        units_now=units,
        gaps=find_gaps(lines, markers, works, [each.incident for each in incidents], book, today),
        book=book,
        level=level_of_area(area, incidents, photos),
        is_demonstration=area.demonstration
        or any(each.line.demonstration for each in lines)
        or any(marker.demonstration for marker in markers)
        or any(each.work.demonstration for each in works)
        or any(each.incident.demonstration for each in incidents),
    )


class _Inside:
    """An area in the plane, to say what lies in it: an end that only touches its edge does not."""

    def __init__(self, geometry: BaseGeometry | None, zone: Zone) -> None:
        self.geometry, self._zone = geometry, zone
        self._plane = None if geometry is None else to_plane(geometry, zone)
        self._box = None if geometry is None else shapely.box(*geometry.bounds)

    def holds(self, geometry: BaseGeometry | None) -> bool:
        """Return whether some of a geometry lies in the area; a point on its edge does."""
        if self._plane is None or self._box is None or geometry is None:
            return False
        if not shapely.dwithin(self._box, geometry, _NEAR_DEG):
            return False
        flat = to_plane(geometry, self._zone)
        if flat.geom_type.endswith("Point"):
            return bool(shapely.dwithin(self._plane, flat, ROUNDING_M))
        shared = flat.intersection(self._plane)
        return bool(shared.length >= ROUNDING_M or shared.area > 0.0)


def _lines_in(workspace: Workspace, geometry: BaseGeometry | None) -> Iterator[LineInArea]:
    """Yield the versions of the line that run through the area, with where they do."""
    for line in workspace.lines if geometry is not None else ():
        spans = tuple(_spans_in(line, geometry))
        if spans:
            stations = put_on_line(workspace.register, line)
            named = tuple(
                (_name(name_place(low, stations)), _name(name_place(high, stations))) for low, high in spans
            )
            yield LineInArea(line, spans, named)


def _name(reading: Reading | None) -> str:
    return "" if reading is None else format_reading(reading)


def _spans_in(line: BoundaryLine, geometry: BaseGeometry | None) -> Iterator[tuple[float, float]]:
    """Yield the chainages between which a line is inside an area, joined where it only touches its edge."""
    if geometry is None:
        return
    west, south, east, north = geometry.buffer(0.02).bounds
    x, y = line.coordinates.T
    # A segment may cross the box without a vertex in it: its neighbours count too.
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    near = inside.copy()
    near[1:] |= inside[:-1]
    near[:-1] |= inside[1:]
    crossing = shapely.intersects(
        shapely.linestrings(np.stack([line.coordinates[:-1], line.coordinates[1:]], axis=1)), geometry
    )
    near[:-1] |= crossing
    near[1:] |= crossing
    found: list[tuple[float, float]] = []
    for is_near, rows in groupby(range(len(x)), key=lambda row: bool(near[row])):
        some = list(rows)
        if not is_near or len(some) < 2:
            continue
        stretch = substring(line, float(line.chainages_m[some[0]]), float(line.chainages_m[some[-1]]))
        for part in shapely.get_parts(shapely.intersection(stretch, geometry)):
            if part.geom_type == "LineString":
                ends = find_feet(line, *np.array(part.coords)[[0, -1]].T).nearest().chainage_m
                low, high = sorted(ends.tolist())
                if found and low - found[-1][1] < _SHORTEST_M:
                    found[-1] = (found[-1][0], high)
                elif high - low >= _SHORTEST_M:
                    found.append((low, high))
    yield from found


def _apart(
    workspace: Workspace, lines: Sequence[LineInArea], geometry: BaseGeometry, zone: Zone
) -> Iterator[LinesApart]:
    for one, other in combinations(lines, 2):
        parts = [_cut(each) for each in (one, other)]
        try:
            compared = compare_lines(*parts)
        except InputError:
            continue
        land = tuple(
            replace(each, polygon=piece, area_m2=measure_m2(piece, zone))
            for each in compared.areas
            for piece in shapely.get_parts(each.polygon.intersection(geometry))
            if piece.geom_type == "Polygon"
        )
        greatest_m, at_m = _greatest(one, other)
        stations = put_on_line(workspace.register, one.line)
        yield LinesApart(
            one.line,
            other.line,
            land,
            sum(piece.area_m2 for piece in land),
            greatest_m,
            _name(name_place(at_m, stations)),
        )


def _cut(each: LineInArea) -> BoundaryLine:
    """Return the part of a line around the area, as a line."""
    low_m = max(min(span[0] for span in each.spans_m) - BESIDE_M, 0.0)
    high_m = min(max(span[1] for span in each.spans_m) + BESIDE_M, each.line.length_m)
    return replace(each.line, coordinates=np.array(substring(each.line, low_m, high_m).coords))


def _greatest(one: LineInArea, other: LineInArea) -> tuple[float, float]:
    """Return how far the first line is from the second inside the area, at most, and where on the first."""
    chainages_m = np.concatenate([np.arange(low, high, 5.0) for low, high in one.spans_m])
    feet = find_feet(other.line, *locate_points(one.line, chainages_m).T).nearest()
    row = int(np.argmax(feet.distance_m))
    return float(feet.distance_m[row]), float(chainages_m[row])


def _works_in(
    workspace: Workspace,
    inside: _Inside,
    lines: Sequence[LineInArea],
    book: RuleBook,
    today: date,
) -> tuple[WorkInArea, ...]:
    found = [work for work in workspace.works if _is_in(workspace, work, inside, lines)]
    checked = [take_work(work) for work in found]
    by_line = []
    for each in lines:
        court = Court(book, each.line, today, workspace.register, __version__)
        verdicts = judge(checked, court)
        by_line.append((each.line, {k: tuple(v) for k, v in groupby(verdicts, lambda one: one.work_id)}))
    return tuple(
        WorkInArea(work, f"C{number}", tuple((line, said.get(work.id, ())) for line, said in by_line))
        for number, work in enumerate(found, start=1)
    )


def _is_in(workspace: Workspace, work: Work, inside: _Inside, lines: Sequence[LineInArea]) -> bool:
    if work.geometry is not None:
        return inside.holds(work.geometry)
    if not work.reference_as_written or not lines:
        return False
    try:
        readings = [choices[0] for choices in parse_list(work.reference_as_written)]
    except InputError:
        return False
    spans = [place.span_m for place in locate_many(readings, lines[0].line, workspace.register)]
    return any(
        span is not None and span[0] < high and low < span[1]
        for span in spans
        for low, high in lines[0].spans_m
    )


def _incidents_in(
    workspace: Workspace, area: SurveyArea, inside: _Inside, period: Period | None
) -> Iterator[IncidentInArea]:
    known: dict[str, Incident] = {}
    if inside.geometry is not None:
        near = list_incidents(workspace, IncidentFilter(box=inside.geometry.bounds))
        known = {each.id: each for each in near if _meets(each, inside)}
    known |= {each.id: each for each in find_tied_incidents(workspace, "survey_areas", area.id)}
    if area.incident_id is not None and area.incident_id not in known:
        with suppress(NotFoundError):
            known[area.incident_id] = show_incident(workspace, area.incident_id).incident
    for incident in sorted(known.values(), key=lambda each: each.number):
        reports = show_incident(workspace, incident.id).reports
        if period is None:
            yield IncidentInArea(incident, reports)
            continue
        some = tuple(report for report in reports if period.meets(report.happened or incident.date))
        if some:
            yield IncidentInArea(incident, some)


def _meets(incident: Incident, inside: _Inside) -> bool:
    return any(
        place.geometry is not None and inside.holds(shape(dict(place.geometry))) for place in incident.places
    )


def _photos_of(workspace: Workspace, incidents: Sequence[IncidentInArea]) -> Iterator[PhotoInArea]:
    for each in incidents:
        for report in each.reports:
            for attachment in list_attachments(workspace, report.attachments) if report.attachments else ():
                if attachment.media_type.startswith(_PHOTO):
                    yield PhotoInArea(
                        sha256=attachment.sha256,
                        name=attachment.name,
                        incident_number=each.incident.number,
                        happened=report.happened or each.incident.date,
                        reference="; ".join(
                            place.reference or place.as_written for place in each.incident.places
                        ),
                        source=report.source_paper,
                        secrecy=attachment.secrecy,
                    )
