"""Put together the demonstration data that ships with the program."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shapely import LineString, Point, to_geojson

from border_gis.boundary.coordinates import zones_of_province
from border_gis.boundary.gates import Gate
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.places import locate
from border_gis.boundary.reference import format_reading, parse
from border_gis.boundary.register import Register
from border_gis.boundary.register.marker import Coordinate, Marker
from border_gis.errors import Finding
from border_gis.exchange.demonstration import (
    DemonstrationEvent,
    make_demonstration_id,
    read_events,
    read_gates,
    read_works,
)
from border_gis.exchange.demonstration_areas import DemonstrationArea, read_areas
from border_gis.exchange.demonstration_proceedings import read_proceedings
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from border_gis.exchange.workflow import STEP_FILES, load_lists
from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.incidents.particulars import Particulars
from border_gis.incidents.step_reading import read_workflow
from border_gis.incidents.steps import Workflow
from border_gis.incidents.view import describe_changes
from border_gis.proceedings.model import Proceeding
from border_gis.services.permissions import without_actor
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.drawing import draw_area
from border_gis.works.model import Work

LINE_FILE = Path("boundary", "line.geojson")
REGISTER_FILE = Path("markers", "register.csv")
GATES_FILE = Path("markers", "gates.csv")
WORKS_FILE = Path("fences", "works.geojson")
EVENTS_FILE = Path("incidents", "events.toml")
AREAS_FILE = Path("surveys", "areas.toml")
PROCEEDINGS_FILE = Path("proceedings", "cao_bang_2022.toml")

AUTHOR = "demonstration"
RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What ships as data, ready to be put into a store; every object says what it is.

    Attributes
    ----------
    lines : tuple of BoundaryLine
    markers : tuple of Marker
    works : tuple of Work
    gates : tuple of Gate
    reports : tuple of Report
        One that opens each incident, in the order of the incidents' numbers, which stand in
        the changes.
    further : tuple of Report
        What was reported further of them.
    areas : tuple of SurveyArea
    proceedings : tuple of Proceeding
        What the office itself did and wrote.
    findings : tuple of Finding
        What was found while the files were read.
    """

    lines: tuple[BoundaryLine, ...]
    markers: tuple[Marker, ...]
    works: tuple[Work, ...]
    gates: tuple[Gate, ...]
    reports: tuple[Report, ...]
    further: tuple[Report, ...]
    areas: tuple[SurveyArea, ...]
    proceedings: tuple[Proceeding, ...]
    findings: tuple[Finding, ...]


@without_actor("reads what ships with the program")
def load_demonstration(data_folder: Path, language: str = "vi") -> Demonstration:
    """Read the data that ships, and find the places of its incidents and gates.

    Parameters
    ----------
    data_folder : Path
        Usually ``data/`` beside the package.
    language : {"vi", "en"}
        Of titles and descriptions. An incident's text has one language, that of its office.

    Raises
    ------
    DataError
        If a file cannot be read.
    """
    line = read_line(data_folder / LINE_FILE)
    read_markers, findings = read_register(data_folder / REGISTER_FILE)
    markers = tuple(replace(marker, demonstration=_ships(marker)) for marker in read_markers)
    register = Register(markers)
    events = sorted(read_events(data_folder / EVENTS_FILE, language), key=lambda event: event.number)
    workflow = read_workflow(load_lists(data_folder / "workflow", STEP_FILES))
    return Demonstration(
        lines=(line,),
        markers=markers,
        works=read_works(data_folder / WORKS_FILE, language),
        gates=tuple(_place_gate(gate, line, register) for gate in read_gates(data_folder / GATES_FILE)),
        reports=tuple(_open_event(event, line, register) for event in events),
        further=tuple(report for event in events for report in _report_further(event, workflow)),
        areas=tuple(
            _draw_area(each, line, register) for each in read_areas(data_folder / AREAS_FILE, language)
        ),
        proceedings=read_proceedings(data_folder / PROCEEDINGS_FILE, language),
        findings=tuple(findings),
    )


def _ships(marker: Marker) -> bool:
    """Return whether a marker is of the register that ships, whatever line it was put beside."""
    return marker.id == make_demonstration_id("marker", str(marker.reference))


def _open_event(event: DemonstrationEvent, line: BoundaryLine, register: Register) -> Report:
    source_paper = "; ".join(paper for paper in (event.document, *event.sources) if paper)
    incident = Incident(
        id=make_demonstration_id("incident", event.key),
        number=event.number,
        title=event.title,
        category=event.category,
        party=event.party,
        state=event.state,
        date=event.date,
        places=tuple(_find_place(text, line, register) for text in event.places),
        description=event.description,
        source_paper=source_paper,
        unit_as_written=event.unit_as_written,
        province=event.province,
        demonstration=True,
        works=tuple(
            make_demonstration_id("work", f"{event.key}:{number}")
            for number in range(1, len(event.works) + 1)
        ),
    )
    return Report(
        id=make_demonstration_id("report", event.key),
        incident_id=incident.id,
        kind="opened",
        recorded_at=RECORDED_AT,
        author=AUTHOR,
        machine=AUTHOR,
        event_date=event.date,
        text=event.description,
        source_paper=source_paper,
        changes=describe_changes(incident),
    )


def _report_further(event: DemonstrationEvent, workflow: Workflow) -> Iterable[Report]:
    """Yield what was reported of an event after it was opened."""
    for number, said in enumerate(event.reports, start=1):
        step = workflow.step(said.step)
        yield Report(
            id=make_demonstration_id("report", f"{event.key}:{number}"),
            incident_id=make_demonstration_id("incident", event.key),
            kind="added",
            recorded_at=RECORDED_AT + timedelta(minutes=number),
            author=AUTHOR,
            machine=AUTHOR,
            event_date=said.date,
            text=said.text,
            source_paper="; ".join(event.sources),
            particulars=Particulars(
                step=said.step,
                from_whom=said.from_whom,
                to_whom=said.to_whom,
                paper=said.paper,
                awaits=step.awaits if step is not None and said.asks_reply else (),
            ),
        )


def _find_place(text: str, line: BoundaryLine, register: Register) -> IncidentPlace:
    reading = parse(text)[0]
    place = locate(reading, line, register)
    return IncidentPlace(
        as_written=text,
        geometry=None if place.geometry is None else json.loads(to_geojson(place.geometry)),
        reference=format_reading(reading),
        line_id=line.id,
        accuracy_m=place.accuracy_m,
    )


def _draw_area(each: DemonstrationArea, line: BoundaryLine, register: Register) -> SurveyArea:
    place = locate(parse(each.area.reference_as_written)[0], line, register)
    if place.span_m is None:
        return each.area
    zone = zones_of_province(each.area.province)[0]
    geometry = draw_area(line, [place.span_m], each.width_m, each.width_m, zone)
    return replace(each.area, geometry=geometry)


def _place_gate(gate: Gate, line: BoundaryLine, register: Register) -> Gate:
    if not gate.reference_as_written:
        return gate
    place = locate(parse(gate.reference_as_written)[0], line, register)
    at = place.geometry
    if isinstance(at, LineString):
        at = at.interpolate(0.5, normalized=True)
    if not isinstance(at, Point):
        return gate
    return replace(gate, position=Coordinate(at.x, at.y), accuracy_m=place.accuracy_m)
