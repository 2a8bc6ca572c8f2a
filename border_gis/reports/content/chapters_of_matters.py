"""Chapters 3 to 5: works with their verdicts, each side's understanding, incidents and their histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine
from border_gis.incidents.model import Incident
from border_gis.reports.content.chapters_of_place import name_line, record_of
from border_gis.reports.content.distances import write_distances
from border_gis.reports.content.model import Block, Cell, Column, Heading, Paragraph, Row, Table
from border_gis.reports.content.wording import Speaker
from border_gis.surveys.contents import AreaContents, IncidentInArea, WorkInArea
from border_gis.zones.gravity import order_by_gravity
from border_gis.zones.verdict import Outcome, Verdict


def write_works(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 3: the works, and what each rule says of each under every version of the line."""
    say = speaker.say
    yield Heading(say("report.works"))
    if not contents.works:
        yield Paragraph(say("report.no_works"))
        return
    yield Paragraph(say("report.works_count", {"count": len(contents.works)}))
    columns = [(c, make) for names, c, make in _work_columns(speaker) if speaker.allows("work", *names)]
    yield Table(
        "works",
        say("report.works_caption"),
        tuple(column for column, _ in columns),
        tuple(
            Row(
                tuple(make(each) for _, make in columns),
                record_of(each.work.id, "W"),
                each.work.geometry if speaker.allows("work", "geometry") else None,
            )
            for each in contents.works
        ),
    )
    if speaker.allows("verdict", "distance_m", "side", "outcome"):
        yield _write_verdicts(contents, speaker)
    elif speaker.allows("verdict", "distance_m", "side", "inside_m", "article"):
        yield from write_distances(contents, speaker)


def _work_columns(speaker: Speaker) -> Iterator[tuple[tuple[str, ...], Column, Callable[[WorkInArea], Cell]]]:
    say = speaker.say
    yield (), Column("label", say("report.label"), 0.6), lambda each: Cell(words=(each.label,))
    kind = Column("kind", say("report.kind"), 1.8)
    yield ("kind",), kind, lambda each: speaker.cell(speaker.term(each.work.kind))
    place = Column("reference", say("report.reference"), 1.4)
    yield (
        ("reference_as_written",),
        place,
        lambda each: speaker.cell(speaker.name(each.work.reference_as_written, record_of(each.work.id, "W"))),
    )
    party = Column("party", say("report.party"), 1.5)
    yield ("party",), party, lambda each: speaker.cell(speaker.term(each.work.party))
    state = Column("state", say("report.state"), 1.5)
    yield ("state",), state, lambda each: speaker.cell(speaker.term(each.work.state))
    since = Column("since", say("report.since"), 1.1, is_figure=True)
    yield ("since",), since, lambda each: speaker.when(each.work.since)
    placed = Column("placed", say("report.placed"), 1.4)
    yield (
        ("illustrative",),
        placed,
        lambda each: speaker.cell(
            say("report.drawn" if each.work.illustrative else "report.measured")
            if each.work.geometry is not None
            else say("report.nowhere")
        ),
    )
    record = Column("record", say("report.record"), 1.5)
    yield (), record, lambda each: Cell(words=(record_of(each.work.id, "W"),))


def _write_verdicts(contents: AreaContents, speaker: Speaker) -> Table:
    say = speaker.say
    columns = (
        Column("label", say("report.label"), 0.6),
        Column("line", say("report.line_version"), 1.5),
        Column("article", say("report.article"), 0.9),
        Column("distance_m", say("report.distance"), 1.0, is_figure=True),
        Column("side", say("report.side"), 1.5),
        Column("inside_m", say("report.inside"), 1.0, is_figure=True),
        Column("outcome", say("report.outcome"), 1.4),
        Column("certainty", say("report.certainty"), 1.0),
        Column("record", say("report.record"), 1.5),
    )
    rows = tuple(
        Row(
            (
                Cell(words=(each.label,)),
                Cell(words=(record_of(line.id, "L"),)),
                Cell(words=(verdict.article,)),
                Cell(verdict.distance_m, ",.1f"),
                speaker.cell(speaker.term(verdict.side)),
                Cell(verdict.inside_m, ",.1f"),
                speaker.cell(speaker.term(verdict.outcome)),
                speaker.cell(speaker.term(verdict.certainty)) if verdict.certainty is not None else Cell(),
                Cell(words=(record_of(each.work.id, "W"),)),
            ),
            record_of(each.work.id, "W"),
        )
        for each in contents.works
        for line, verdicts in each.verdicts
        for verdict in _telling(verdicts)
    )
    return Table("verdicts", say("report.verdicts_caption"), columns, rows)


def _telling(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return the verdicts of rules that reach a work, the gravest first; the first rule's where none does."""
    reached = order_by_gravity(v for v in verdicts if v.outcome is not Outcome.OUTSIDE)
    return reached or verdicts[:1]


def write_understandings(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 4: the lines as each side understands them, the land between, how far apart."""
    say = speaker.say
    yield Heading(say("report.understandings"))
    if not speaker.allows("line", "coordinates"):
        yield Paragraph(say("report.not_released"))
        return
    for each in contents.lines:
        length = Cell(each.length_m, ",.0f")
        lengths = tuple(length.write(language) for language in speaker.languages)
        named = {"name": name_line(speaker, each), "length": lengths}
        yield Paragraph(
            speaker.compose("report.line_runs", named, {"record": record_of(each.line.id, "L")}), "item"
        )
    if not contents.apart:
        yield Paragraph(say("report.one_line"))
        return
    columns = (
        Column("first", say("report.first_line"), 2.0),
        Column("second", say("report.second_line"), 2.0),
        Column("area_ha", say("report.land_between"), 1.4, is_figure=True),
        Column("greatest_m", say("report.greatest"), 1.4, is_figure=True),
        Column("at", say("report.greatest_at"), 1.4),
        Column("record", say("report.record"), 1.8),
    )
    rows = tuple(
        Row(
            (
                speaker.cell(_short(speaker, each.first)),
                speaker.cell(_short(speaker, each.second)),
                Cell(each.hectares, ",.2f"),
                Cell(each.greatest_m, ",.1f"),
                Cell(words=(each.greatest_reference,)),
                Cell(words=(f"{record_of(each.first.id, 'L')}; {record_of(each.second.id, 'L')}",)),
            ),
            f"{record_of(each.first.id, 'L')}; {record_of(each.second.id, 'L')}",
            shapely.MultiPolygon(each.land) if each.land else None,  # type: ignore[arg-type]
        )
        for each in contents.apart
    )
    yield Table("land_between", say("report.apart_caption"), columns, rows)


def _short(speaker: Speaker, line: BoundaryLine) -> tuple[str, ...]:
    return tuple(f"{said[:1].upper()}{said[1:]}" for said in speaker.term(line.legal_status))


def write_incidents(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 5: the incidents, and their histories in short."""
    say = speaker.say
    yield Heading(say("report.incidents"))
    if not contents.incidents:
        yield Paragraph(say("report.no_incidents"))
        return
    yield Paragraph(say("report.incidents_count", {"count": len(contents.incidents)}))
    columns = [
        (c, make) for names, c, make in _incident_columns(speaker) if speaker.allows("incident", *names)
    ]
    places = speaker.allows("incident", "places") and speaker.allows("place", "geometry")
    yield Table(
        "incidents",
        say("report.incidents_caption"),
        tuple(column for column, _ in columns),
        tuple(
            Row(
                tuple(make(each) for _, make in columns),
                each.incident.number if speaker.allows("incident", "number") else "",
                _place_of(each.incident) if places else None,
            )
            for each in contents.incidents
        ),
    )
    if speaker.allows("report", "event_date", "text"):
        yield _write_histories(contents, speaker)


def _incident_columns(
    speaker: Speaker,
) -> Iterator[tuple[tuple[str, ...], Column, Callable[[IncidentInArea], Cell]]]:
    say = speaker.say
    yield ("number",), Column("record", say("report.number"), 1.3), lambda e: Cell(words=(e.incident.number,))
    title = Column("title", say("report.title"), 3.0)
    yield ("title",), title, lambda e: speaker.cell(speaker.free(e.incident.title, e.incident.number))
    category = Column("category", say("report.category"), 2.0)
    yield (
        ("category",),
        category,
        lambda e: speaker.cell(speaker.listed("incident_category", e.incident.category)),
    )
    place = Column("reference", say("report.reference"), 1.2)
    yield (
        ("places",),
        place,
        lambda e: speaker.cell(speaker.name(_references(e.incident), e.incident.number)),
    )
    party = Column("party", say("report.party"), 1.4)
    yield ("party",), party, lambda e: speaker.cell(speaker.term(e.incident.party))
    state = Column("state", say("report.state"), 1.3)
    yield ("state",), state, lambda e: speaker.cell(speaker.term(e.incident.state))
    happened = Column("date", say("report.date"), 1.0, is_figure=True)
    yield ("date",), happened, lambda e: speaker.when(e.incident.date)
    reports = Column("reports", say("report.reports"), 1.0, is_figure=True)
    # How many reports there are says how an office works: for those only who may read them.
    yield ("description",), reports, lambda e: Cell(float(sum(not r.is_repeated for r in e.reports)), ",.0f")


def _references(incident: Incident) -> str:
    return "; ".join(place.reference or place.as_written for place in incident.places)


def _place_of(incident: Incident) -> BaseGeometry | None:
    shapes = [shape(dict(place.geometry)) for place in incident.places if place.geometry is not None]
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)


def _write_histories(contents: AreaContents, speaker: Speaker) -> Table:
    say = speaker.say
    columns = (
        Column("record", say("report.number"), 1.2),
        Column("date", say("report.date"), 1.0, is_figure=True),
        Column("text", say("report.what_was_said"), 4.2),
        Column("paper", say("report.paper"), 1.8),
    )
    shows_paper = speaker.allows("report", "source_paper")
    rows = tuple(
        Row(
            (
                Cell(words=(each.incident.number,)),
                speaker.when(report.happened),
                speaker.cell(speaker.free(report.text, each.incident.number)),
                speaker.cell(speaker.free(report.source_paper, each.incident.number))
                if shows_paper
                else Cell(),
            ),
            each.incident.number,
        )
        for each in contents.incidents
        for report in each.reports
        if not report.is_repeated
    )
    return Table("histories", say("report.histories_caption"), columns, rows)
