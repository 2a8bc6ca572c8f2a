"""The summary of a survey area: its eight chapters, built once for all formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from border_gis.access.profiles import ReleaseProfile
from border_gis.access.wording import Phrase
from border_gis.boundary.line import LegalStatus
from border_gis.reports.content.chapters_of_matters import write_incidents, write_understandings, write_works
from border_gis.reports.content.chapters_of_photos import (
    PhotoSheet,
    lets_photos_out,
    write_photo_list,
    write_photo_pages,
)
from border_gis.reports.content.chapters_of_place import (
    name_area,
    record_of,
    say_line_source,
    write_identity,
    write_markers,
)
from border_gis.reports.content.model import (
    Block,
    Cell,
    Facts,
    Heading,
    Paper,
    PaperHead,
    Paragraph,
    Picture,
    Words,
)
from border_gis.reports.content.wording import Speaker
from border_gis.surveys.contents import AreaContents
from border_gis.zones.verdict import hash_line


@dataclass(frozen=True, slots=True)
class SummaryOrder:
    """What is asked of a summary.

    Attributes
    ----------
    languages : tuple of str
        In the order of the columns.
    profile : ReleaseProfile
    phrases : tuple of Phrase
    head : PaperHead
    program_version : str
    checkpoint : str
        Number and hash of the last report; empty where the profile does not let it out.
    """

    languages: tuple[str, ...]
    profile: ReleaseProfile
    phrases: tuple[Phrase, ...]
    head: PaperHead
    program_version: str
    checkpoint: str = ""


def build_summary(
    contents: AreaContents,
    order: SummaryOrder,
    maps: Sequence[Picture] = (),
    photos: PhotoSheet | None = None,
) -> tuple[Paper, Speaker]:
    """Return the summary, and the speaker, who knows what was kept back.

    Parameters
    ----------
    contents : AreaContents
    order : SummaryOrder
    maps : sequence of Picture
        Sheets, each on a page of its own, at the end.
    photos : PhotoSheet, optional
        Those that may go out.
    """
    speaker = Speaker(order.languages, order.profile, order.phrases)
    sheet = photos if photos is not None and lets_photos_out(speaker) else PhotoSheet()
    blocks = [
        *_write_marks(contents, speaker),
        *write_identity(contents, speaker),
        *write_markers(contents, speaker),
        *write_works(contents, speaker),
        *write_understandings(contents, speaker),
        *write_incidents(contents, speaker),
        *write_photo_list(sheet, speaker),
        *_write_proposals(contents, speaker),
        *_write_accuracy(contents, speaker),
    ]
    blocks += [*_write_origin(contents, speaker, order), *write_photo_pages(sheet, speaker), *maps]
    names = name_area(contents.area, speaker)
    name = tuple(
        speaker.say("report.summary_subtitle", {"name": each})[place] for place, each in enumerate(names)
    )
    paper = Paper(
        name=f"{contents.area.number or contents.area.id[:8]}",
        languages=order.languages,
        title=speaker.say("report.summary_title"),
        subtitle=name,
        head=order.head,
        blocks=tuple(blocks),
        profile=order.profile.code,
        secrecy=contents.level,
        is_joint=len(order.languages) > 1 or order.profile.is_neutral,
        marks=tuple(block.text for block in blocks if isinstance(block, Paragraph) and block.mark == "mark"),
    )
    return paper, speaker


def _write_marks(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    if contents.is_demonstration:
        yield Paragraph(speaker.say("report.demonstration"), "mark")
    if any(each.line.legal_status is LegalStatus.NO_LEGAL_VALUE for each in contents.lines):
        yield Paragraph(speaker.say("sheets.no_legal_value"), "mark")


def _write_proposals(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 6: proposals and open questions, as a person wrote them."""
    yield Heading(speaker.say("report.proposals"))
    area, any_text = contents.area, False
    for field, code in (("proposals", "report.proposed"), ("open_questions", "report.open_questions")):
        text = getattr(area, field)
        if text.strip() and speaker.allows("survey_area", field):
            any_text = True
            yield Heading(speaker.say(code), 2)
            for line in filter(str.strip, text.splitlines()):
                yield Paragraph(speaker.free(line, area.number), "item")
    if not any_text:
        yield Paragraph(speaker.say("report.no_proposals"))


def _write_accuracy(contents: AreaContents, speaker: Speaker) -> Iterator[Block]:
    """Yield chapter 7: how exact it all is, where it comes from, and what is not known."""
    say = speaker.say
    yield Heading(say("report.accuracy_sources"))
    zone = contents.zone
    yield Paragraph(say("report.measured_in", {"zone": zone.name, "epsg": zone.epsg}))
    if speaker.allows("line", "source"):
        for each in contents.lines:
            yield Paragraph(say_line_source(speaker, each), "item")
    if speaker.profile.is_neutral:
        # What the office lacks is nothing that it tells the other side; what the line is worth is.
        gaps = [
            finding for finding in contents.gaps if finding.code in ("gaps.one_understanding", "gaps.no_line")
        ]
    else:
        gaps = list(contents.gaps)
    if gaps:
        yield Heading(say("report.not_known"), 2)
        for finding in gaps:
            yield Paragraph(speaker.finding(finding, contents.area.number), "item")


def _write_origin(contents: AreaContents, speaker: Speaker, order: SummaryOrder) -> Iterator[Block]:
    """Yield chapter 8: what every figure comes from, and with which program, profile and mark."""
    say = speaker.say
    yield Heading(say("report.origin"))
    yield Paragraph(say("report.traceable"))
    if order.languages != ("vi",):
        yield Paragraph(say("report.free_text"))
    rows: list[tuple[Words, Cell, str]] = [
        (say("report.program"), Cell(words=(f"border-gis {order.program_version}",)), ""),
        (say("report.made_on"), Cell(day=contents.day), ""),
        (
            say("report.profile"),
            speaker.cell(tuple(order.profile.name(each) for each in order.languages)),
            "",
        ),
    ]
    if not order.profile.is_neutral:
        rows.append((say("report.secrecy"), speaker.cell(speaker.term(contents.level)), contents.area.number))
        if order.checkpoint:
            rows.append((say("report.checkpoint"), Cell(words=(order.checkpoint,)), ""))
        rows.extend(
            (
                say("report.line_hash"),
                Cell(words=(f"{record_of(each.line.id, 'L')}: {hash_line(each.line)}",)),
                record_of(each.line.id, "L"),
            )
            for each in contents.lines
        )
    yield Facts("origin", say("report.origin_caption"), tuple(rows))
    if "zh" in order.languages and not order.profile.is_neutral and speaker.renderings:
        terms = "; ".join(f"{said} ({vi})" for said, vi in sorted(speaker.renderings.items()))
        yield Paragraph(say("report.renderings", {"terms": terms}), "note")
