"""The photos of an area: the list of them among its matters, and the pages on which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from shapely.geometry import Point

from border_gis.reports.content.model import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Photo,
    PhotoPages,
    Row,
    Table,
    Words,
)
from border_gis.reports.content.wording import Speaker
from border_gis.surveys.contents import PhotoInArea


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as a paper shows it.

    Attributes
    ----------
    photo : PhotoInArea
    jpeg : bytes
        Made small, and without what the original says of itself.
    width_px, height_px : int
    taken : date or None
        As the photo says, in Viet Nam's time.
    position : (float, float) or None
        Longitude and latitude (WGS 84), as the photo says.
    """

    photo: PhotoInArea
    jpeg: bytes
    width_px: int
    height_px: int
    taken: date | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PhotoSheet:
    """The photos of a paper, and how many there are besides.

    Attributes
    ----------
    shown : tuple of ShownPhoto
    left_out : int
        Photos beyond those that a paper holds.
    damaged : int
        Photos that cannot be opened, or are not as they came.
    unshown : int
        Photos of a kind that is not decoded here (HEIC).
    """

    shown: tuple[ShownPhoto, ...] = ()
    left_out: int = 0
    damaged: int = 0
    unshown: int = 0


def lets_photos_out(speaker: Speaker) -> bool:
    """Return whether files may go out, and what their captions say of where they come from."""
    return speaker.allows("attachment", "name", "sha256") and speaker.allows("incident", "number")


def write_photo_list(sheet: PhotoSheet, speaker: Speaker) -> Iterator[Block]:
    """Yield the list of the photos, with the numbers under which their pages show them."""
    if sheet == PhotoSheet():
        return
    say = speaker.say
    yield Heading(say("report.photos"), 2)
    for count, code in (
        (len(sheet.shown), "report.photos_count"),
        (sheet.left_out, "report.photos_left_out"),
        (sheet.damaged, "report.photos_damaged"),
        (sheet.unshown, "report.photos_unshown"),
    ):
        if count:
            yield Paragraph(say(code, {"count": count}))
    if not sheet.shown:
        return
    columns = [(c, make) for names, c, make in _columns(speaker) if _allows(speaker, names)]
    places = speaker.allows("place", "geometry")
    yield Table(
        "photos",
        say("report.photos_caption"),
        tuple(column for column, _ in columns),
        tuple(
            Row(
                (Cell(float(number)), *(make(shown) for _, make in columns[1:])),
                shown.photo.incident_number,
                Point(shown.position) if places and shown.position is not None else None,
            )
            for number, shown in enumerate(sheet.shown, start=1)
        ),
    )


def _allows(speaker: Speaker, names: tuple[str, ...]) -> bool:
    return all(speaker.allows(*name.split(".")) for name in names)


def _columns(speaker: Speaker) -> Iterator[tuple[tuple[str, ...], Column, Callable[[ShownPhoto], Cell]]]:
    say = speaker.say
    yield (), Column("number", say("report.photo"), 0.7, is_figure=True), lambda _: Cell()
    record = Column("record", say("report.number"), 1.3)
    yield (), record, lambda each: Cell(words=(each.photo.incident_number,))
    place = Column("reference", say("report.reference"), 1.4)
    yield ("incident.places",), place, lambda each: speaker.cell(_place(each, speaker))
    day = Column("date", say("report.date"), 1.1, is_figure=True)
    yield ("report.event_date",), day, lambda each: _day(each, speaker)
    source = Column("source", say("report.photo_source"), 2.6)
    yield ("report.source_paper",), source, lambda each: speaker.cell(_source(each, speaker))
    name = Column("file", say("report.photo_file"), 2.0)
    yield (), name, lambda each: Cell(words=(each.photo.name,))


def _place(shown: ShownPhoto, speaker: Speaker) -> Words:
    return speaker.name(shown.photo.reference, shown.photo.incident_number)


def _source(shown: ShownPhoto, speaker: Speaker) -> Words:
    return speaker.free(shown.photo.source, shown.photo.incident_number)


def _day(shown: ShownPhoto, speaker: Speaker) -> Cell:
    """Return when it was taken, otherwise the date of what it belongs to."""
    return Cell(day=shown.taken) if shown.taken is not None else speaker.when(shown.photo.happened)


def write_photo_pages(sheet: PhotoSheet, speaker: Speaker) -> Iterator[Block]:
    """Yield the pages of photographs, each photo with its record, place, date and source."""
    if sheet.shown:
        photos = tuple(
            Photo(each.jpeg, each.width_px, each.height_px, _caption(number, each, speaker))
            for number, each in enumerate(sheet.shown, start=1)
        )
        yield PhotoPages(speaker.say("report.photo_pages"), photos)


def _caption(number: int, shown: ShownPhoto, speaker: Speaker) -> Words:
    parts: list[Words] = [(shown.photo.incident_number,) * len(speaker.languages)]
    if shown.photo.reference and speaker.allows("incident", "places"):
        parts.append(speaker.compose("report.photo_at", {"place": _place(shown, speaker)}))
    day = _day(shown, speaker)
    if day != Cell() and speaker.allows("report", "event_date"):
        parts.append(tuple(day.write(language, at) for at, language in enumerate(speaker.languages)))
    if shown.photo.source and speaker.allows("report", "source_paper"):
        parts.append(speaker.compose("report.photo_from", {"source": _source(shown, speaker)}))
    return speaker.compose("report.photo_name", {"what": speaker.join(parts)}, {"number": number})
