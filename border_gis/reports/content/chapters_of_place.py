"""Chapters 1 and 2: which area it is, and in what state its markers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shapely.geometry import Point

from border_gis.boundary.register.marker import Marker
from border_gis.crs import to_vn2000
from border_gis.i18n import has_words
from border_gis.i18n.letters import written_in
from border_gis.incidents.search import fold_text
from border_gis.reports.content.model import Block, Cell, Column, Facts, Heading, Paragraph, Row, Table
from border_gis.reports.content.wording import Speaker
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.contents import AreaContents, LineInArea

_UUID_LETTERS = 36


def write_identity(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 1: the area, its references and chainages, its survey, offices and dates."""
    yield Heading(speaker.say("report.identity"))
    area, say = contents.area, speaker.say
    facts: list[tuple[str, str, Callable[[], Cell]]] = [
        ("number", "report.number", lambda: Cell(words=(area.number,))),
        ("name", "report.name", lambda: speaker.cell(name_area(area, speaker))),
        (
            "reference_as_written",
            "report.reference",
            lambda: speaker.cell(speaker.name(area.reference_as_written, area.number)),
        ),
        ("province", "report.province", lambda: speaker.cell(name_province(speaker, area.province))),
        ("purpose", "report.purpose", lambda: speaker.cell(speaker.listed("survey_purpose", area.purpose))),
        ("conduct", "report.conduct", lambda: speaker.cell(speaker.term(area.conduct))),
        ("state", "report.state", lambda: speaker.cell(speaker.term(area.state))),
        ("surveyed", "report.surveyed", lambda: speaker.when(area.surveyed)),
        ("surveyed_until", "report.surveyed_until", lambda: speaker.when(area.surveyed_until)),
        ("leader", "report.leader", lambda: speaker.cell(speaker.free(area.leader, area.number))),
        (
            "participants",
            "report.participants",
            lambda: speaker.cell(speaker.free("; ".join(area.participants), area.number)),
        ),
        ("programme", "report.programme", lambda: speaker.cell(speaker.free(area.programme, area.number))),
        ("width_vn_m", "report.width_vn", lambda: Cell(area.width_vn_m, ",.0f", unit="m")),
        ("width_cn_m", "report.width_cn", lambda: Cell(area.width_cn_m, ",.0f", unit="m")),
    ]
    rows = [
        (say(code), made, area.number)
        for name, code, make in facts
        if speaker.allows("survey_area", name) and (made := make()) != Cell() and made.write("vi") != "–"
    ]
    if speaker.allows("survey_area", "geometry"):
        rows.append((say("report.area"), Cell(contents.area_m2 / 10_000.0, ",.2f", unit="ha"), area.number))
    if contents.units_now and speaker.allows("unit", "name"):
        units = speaker.free("; ".join(contents.units_now), area.number)
        rows.append((say("report.units_now"), speaker.cell(units), area.number))
    then = sorted({each.incident.unit_as_written for each in contents.incidents} - {""})
    if then and speaker.allows("incident", "unit_as_written"):
        rows.append(
            (say("report.units_then"), speaker.cell(speaker.free("; ".join(then), area.number)), area.number)
        )
    if contents.period is not None:
        first, last = contents.period.first, contents.period.last
        period = speaker.join([speaker.say("report.from_to", {"first": first, "last": last})])
        rows.append((say("report.period"), speaker.cell(period), area.number))
    yield Facts("identity", say("report.identity_caption"), tuple(rows))
    yield _write_stretches(contents, speaker)


def name_area(area: SurveyArea, speaker: Speaker) -> tuple[str, ...]:
    """Return the name of an area: as it is written in Vietnamese, by its markers in other languages."""
    written = speaker.free(area.name, area.number)
    if not area.reference_as_written or written_in(area.reference_as_written) is not None:
        return written
    references = speaker.name(area.reference_as_written, area.number)
    by_markers = speaker.compose("report.area_by_markers", {"reference": references})
    return tuple(
        written[place] if language == "vi" else by_markers[place]
        for place, language in enumerate(speaker.languages)
    )


def name_province(speaker: Speaker, province: str) -> tuple[str, ...]:
    """Return the name of a province; one that nobody has translated is shown as it is."""
    code = f"province_name.{fold_text(province).replace(' ', '_')}"
    return speaker.say(code) if has_words(code) else (province,) * len(speaker.languages)


def _write_stretches(contents: AreaContents, speaker: Speaker) -> Table:
    say = speaker.say
    shows_accuracy = speaker.allows("line", "accuracy_m")
    columns = [
        Column("line", say("report.line_version"), 2.6),
        Column("from", say("report.from_marker"), 1.2),
        Column("to", say("report.to_marker"), 1.2),
        Column("chainage_from_m", say("report.chainage_from"), 1.3, is_figure=True),
        Column("chainage_to_m", say("report.chainage_to"), 1.3, is_figure=True),
        Column("length_m", say("report.length"), 1.2, is_figure=True),
        *([Column("accuracy_m", say("report.accuracy"), 1.1, is_figure=True)] if shows_accuracy else []),
        Column("record", say("report.record"), 1.2),
    ]
    rows = [
        Row(
            (
                speaker.cell(name_line(speaker, each)),
                Cell(words=(first,)),
                Cell(words=(last,)),
                Cell(low, ",.0f"),
                Cell(high, ",.0f"),
                Cell(high - low, ",.1f"),
                *([Cell(each.line.accuracy_m, ",.0f")] if shows_accuracy else []),
                Cell(words=(record_of(each.line.id, "L"),)),
            ),
            record_of(each.line.id, "L"),
        )
        for each in contents.lines
        for (low, high), (first, last) in zip(each.spans_m, each.references, strict=True)
    ]
    return Table("stretches", say("report.stretches"), tuple(columns), tuple(rows))


def name_line(speaker: Speaker, each: LineInArea) -> tuple[str, ...]:
    """Return what a version of the line is called: what it is worth, then its own name."""
    names = speaker.free(each.line.name, record_of(each.line.id, "L"))
    beside = speaker.say(f"report.see_original_{written_in(each.line.name) or 'vi'}")
    statuses = (f"{said[:1].upper()}{said[1:]}" for said in speaker.term(each.line.legal_status))
    return tuple(
        # Where the name stands in the column beside, in its own language, what the line is worth will do.
        status if name == see else name if status.lower() in name.lower() else f"{status} – {name}"
        for status, name, see in zip(statuses, names, beside, strict=True)
    )


def say_line_source(speaker: Speaker, each: LineInArea) -> tuple[str, ...]:
    """Return what a version of the line is called, its source, and its accuracy where that may go out."""
    record = record_of(each.line.id, "L")
    named = {"name": name_line(speaker, each), "source": speaker.free(each.line.source, record)}
    code = "report.line_source" if speaker.allows("line", "accuracy_m") else "report.line_source_only"
    return speaker.compose(code, named, {"accuracy_m": each.line.accuracy_m})


def record_of(identity: str, letter: str) -> str:
    """Return the number by which a record without one of its own is found: a letter, and its id's start."""
    return f"{letter}-{identity[:8] if len(identity) == _UUID_LETTERS else identity}"


def write_markers(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 2: the markers, where each stands and in what state it is."""
    yield Heading(speaker.say("report.markers"))
    if not contents.markers:
        yield Paragraph(speaker.say("report.no_markers"))
        return
    count = {"count": len(contents.markers)}
    yield Paragraph(speaker.say("report.markers_count", count))
    columns = [
        (column, make)
        for fields, column, make in _marker_columns(contents, speaker)
        if speaker.allows("marker", *fields)
    ]
    rows = tuple(
        Row(
            tuple(make(marker) for _, make in columns),
            str(marker.reference),
            Point(marker.position.longitude_deg, marker.position.latitude_deg),
        )
        for marker in contents.markers
    )
    yield Table("markers", speaker.say("report.markers_caption"), tuple(c for c, _ in columns), rows)


def _marker_columns(
    contents: AreaContents, speaker: Speaker
) -> Iterator[tuple[tuple[str, ...], Column, Callable[[Marker], Cell]]]:
    say, zone = speaker.say, contents.zone

    def place(marker: Marker, axis: int) -> Cell:
        at = to_vn2000(marker.position.longitude_deg, marker.position.latitude_deg, zone)
        return Cell(float(at[axis]), ",.1f")

    yield (
        ("reference",),
        Column("reference", say("report.marker"), 1.1),
        lambda m: Cell(words=(str(m.reference),)),
    )
    yield ("kind",), Column("kind", say("report.kind"), 1.1), lambda m: speaker.cell(speaker.term(m.kind))
    north = Column("north_m", say("report.north"), 1.6, is_figure=True)
    yield ("position",), north, lambda m: place(m, 1)
    east = Column("east_m", say("report.east"), 1.5, is_figure=True)
    yield ("position",), east, lambda m: place(m, 0)
    accuracy = Column("accuracy_m", say("report.accuracy"), 1.0, is_figure=True)
    yield ("accuracy_m",), accuracy, lambda m: Cell(m.accuracy_m, ",.1f")
    method = Column("method", say("report.method"), 1.4)
    yield ("method",), method, lambda m: speaker.cell(speaker.term(m.method))
    condition = Column("condition", say("report.condition"), 1.2)
    yield (
        ("condition",),
        condition,
        lambda m: speaker.cell(speaker.listed("marker_condition", m.condition)) if m.condition else Cell(),
    )
    inspected = Column("last_inspected", say("report.inspected"), 1.3, is_figure=True)
    yield ("last_inspected",), inspected, lambda m: Cell(day=m.last_inspected)
