"""Make the summary of a survey area: build its content once, write it in the formats that are asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from shapely import LineString

from border_gis import __version__
from border_gis.access import Role
from border_gis.errors import BorderGisError, DataError, ForbiddenError, InputError
from border_gis.maps.sheets import SheetLayout
from border_gis.maps.sheets.pictures import draw_preview
from border_gis.reports.content.chapters_of_photos import lets_photos_out
from border_gis.reports.content.chapters_of_place import name_line, record_of
from border_gis.reports.content.model import Paper, PaperHead, Picture
from border_gis.reports.content.summary import SummaryOrder, build_summary
from border_gis.reports.content.wording import Speaker
from border_gis.reports.writers.docx import write_docx
from border_gis.reports.writers.geopackage import write_geopackage
from border_gis.reports.writers.xlsx import write_xlsx
from border_gis.services.paper_files import Progress, say_nothing, write_files, write_head
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release, record_export, release_rules
from border_gis.services.summary_maps import AreaMap, draw_area_map, picture_sheets
from border_gis.services.summary_photos import release_photos, take_photos
from border_gis.services.survey_contents import gather_area
from border_gis.services.surveys import list_areas
from border_gis.services.workspaces import Workspace
from border_gis.stores.care import checkpoint_store
from border_gis.surveys.contents import AreaContents, Period, level_of_area
from border_gis.surveys.drawing import trace
from border_gis.surveys.gaps import find_gaps

FORMATS = ("docx", "pdf", "xlsx", "gpkg", "map")
"""The document, the same as PDF, the annex of tables, the annex for a GIS, the map alone."""

LANGUAGES = ("vi", "zh", "en")
PROFILE_NAMES = MappingProxyType({"joint": "counterpart"})
"""Other names of release profiles, as people say them."""


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What summary is asked for.

    Attributes
    ----------
    area : str
        Number or id.
    languages : tuple of str
        One, two or three of vi, zh, en, in the order of the columns.
    profile : str
    formats : tuple of str
    period : Period or None
    layout : SheetLayout
        Of the map.
    scale : int or None
    symbol : str
        Number and symbol of the paper.
    day : date or None
        On the paper; None leaves it open.
    today : date or None
        On which the works are judged.
    """

    area: str
    languages: tuple[str, ...] = ("vi",)
    profile: str = "internal"
    formats: tuple[str, ...] = ("docx",)
    period: Period | None = None
    layout: SheetLayout = field(default_factory=SheetLayout)
    scale: int | None = None
    symbol: str = ""
    day: date | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class SummaryFiles:
    """A summary that was made.

    Attributes
    ----------
    paper : Paper
    files : mapping of str to bytes
        By name.
    withheld : tuple of str
        Records of which a text was kept back, because it judges.
    left_out : int
        Incidents above the profile that nobody has approved.
    libreoffice_s : float
        How long LibreOffice took; 0 without a PDF.
    trouble : DataError or None
        Why there is no PDF, where one was asked for and the rest could be made.
    photos_left_out : int
        Photos of what is in it that are above the profile, and that nobody has approved.
    """

    paper: Paper
    files: Mapping[str, bytes]
    withheld: tuple[str, ...]
    left_out: int
    libreoffice_s: float
    trouble: DataError | None = None
    photos_left_out: int = 0


@needs(Role.RECORDER)
def make_summary(
    workspace: Workspace, request: SummaryRequest, progress: Progress | None = None
) -> SummaryFiles:
    """Make a summary in the formats that are asked for, and write down that it was made.

    Raises
    ------
    InputError
        A language or format is none that there is.
    ForbiddenError
        The area is above its profile, and no second person has approved.
    NotFoundError
        There is no such area that the actor may see.
    DataError
        There is no such profile; or only a PDF was asked for, and LibreOffice is not there.
    """
    made = _make(workspace, request, progress or say_nothing)
    record_export(
        workspace,
        "summary",
        subject="survey_area",
        count=1,
        profile=made.paper.profile,
        level=made.paper.secrecy,
        reason=", ".join(made.files),
    )
    return made


@needs(Role.RECORDER)
def preview_summary(
    workspace: Workspace, request: SummaryRequest, progress: Progress | None = None
) -> tuple[SummaryFiles, tuple[bytes, ...]]:
    """Return a summary with its pages as pictures, to be looked at before it is taken out.

    Raises
    ------
    As ``make_summary``.
    """
    tell = progress or say_nothing
    made = _make(workspace, replace(request, formats=("docx", "pdf")), tell)
    return made, draw_preview(made.files, tell)


@needs(Role.RECORDER)
def make_all_summaries(
    workspace: Workspace, request: SummaryRequest, progress: Progress | None = None
) -> Iterator[tuple[str, SummaryFiles | BorderGisError]]:
    """Yield the summary of every area that the actor may see, or why there is none.

    Raises
    ------
    InputError
        A language or format is none that there is.
    DataError
        There is no such profile.
    """
    _check(request)
    release_rules(workspace).profile(PROFILE_NAMES.get(request.profile, request.profile))
    areas = list_areas(workspace)
    for number, area in enumerate(areas):
        if progress is not None:
            progress(area.number, number / len(areas))
        try:
            yield area.number, make_summary(workspace, replace(request, area=area.id))
        except BorderGisError as error:
            yield area.number, error
    if progress is not None:
        progress("", 1.0)


@needs(Role.VIEWER)
def office_head(
    workspace: Workspace, contents: AreaContents, languages: Sequence[str], profile_code: str = "internal"
) -> PaperHead:
    """Return the head of an office's paper: what it has set of itself, otherwise what its province says."""
    release = release_rules(workspace).profile(profile_code)
    speaker = Speaker(tuple(languages), release)
    province = contents.area.province or str(workspace.store.setting("province", ""))
    return write_head(workspace, speaker, province, contents.day.year)


def write_file_name(area: str, request: SummaryRequest, ending: str) -> str:
    """Return the name of a file, in plain letters."""
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-"
        for letter in unicodedata.normalize("NFD", area)
    ).strip("-")
    part = "map.pdf" if ending == "map" else ending
    joint = "-".join(request.languages)
    dot = "-" if ending == "map" else "."
    return f"{plain}-{joint}-{request.profile}{dot}{part}"


def _make(workspace: Workspace, request: SummaryRequest, tell: Progress) -> SummaryFiles:
    _check(request)
    rules = release_rules(workspace)
    profile = rules.profile(PROFILE_NAMES.get(request.profile, request.profile))
    tell("gathering", 0.0)
    gathered = gather_area(workspace, request.area, request.period, request.today)
    speaker = Speaker(request.languages, profile, rules.phrases)
    contents, left_out = _keep_to_profile(workspace, gathered, profile.code)
    released = release_photos(workspace, contents.photos, profile.code) if lets_photos_out(speaker) else ()
    photos_left_out = len(contents.photos) - len(released) if lets_photos_out(speaker) else 0
    level = level_of_area(contents.area, contents.incidents, released)
    contents = replace(contents, photos=released, level=level)
    head = office_head(workspace, contents, request.languages, profile.code)
    head = replace(head, symbol=request.symbol or _open_symbol(head, speaker), day=request.day)
    checkpoint = "" if profile.is_neutral else checkpoint_store(workspace.store.location)
    order = SummaryOrder(request.languages, profile, rules.phrases, head, __version__, checkpoint)
    tell("map", 0.15)
    area_map: AreaMap | None = None
    pictures: tuple[Picture, ...] = ()
    if contents.geometry is not None and profile.allows("survey_area", "geometry"):
        area_map = draw_area_map(workspace, contents, speaker, request.layout, request.scale)
        if {"docx", "pdf"} & set(request.formats):
            pictures = tuple(picture_sheets(area_map, speaker))
    tell("content", 0.4)
    photos = take_photos(workspace, contents.photos)
    paper, speaker = build_summary(contents, order, pictures, photos)
    area = contents.geometry if profile.allows("survey_area", "geometry") else None
    writers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: write_docx(paper),
        "xlsx": lambda: write_xlsx(paper),
        "gpkg": lambda: write_geopackage(paper, area, _released_lines(contents, speaker)),
    }
    if area_map is not None:
        sheets = area_map.pdf
        writers["map"] = lambda: sheets
    written = write_files(
        request.formats, writers, lambda ending: write_file_name(paper.name, request, ending), tell
    )
    withheld = tuple(dict.fromkeys(speaker.withheld))
    return SummaryFiles(
        paper,
        written.files,
        withheld,
        left_out,
        written.libreoffice_s,
        written.trouble,
        photos_left_out,
    )


def _open_symbol(head: PaperHead, speaker: Speaker) -> str:
    """Return the number left open and the symbol, which a Vietnamese paper has (Decree 30/2020, art. 8)."""
    if speaker.languages != ("vi",):
        return ""
    is_department = head.organ == speaker.say("report.organ")
    return speaker.say("report.open_symbol" if is_department else "report.open_number")[0]


def _check(request: SummaryRequest) -> None:
    unknown = [each for each in request.languages if each not in LANGUAGES]
    if unknown or not request.languages or len(set(request.languages)) != len(request.languages):
        raise InputError("report.bad_languages", languages=list(request.languages), known=list(LANGUAGES))
    unknown = [each for each in request.formats if each not in FORMATS]
    if unknown or not request.formats:
        raise InputError("report.bad_formats", formats=list(request.formats), known=list(FORMATS))


def _keep_to_profile(workspace: Workspace, contents: AreaContents, profile: str) -> tuple[AreaContents, int]:
    """Return what may go out under a profile, and how many incidents may not."""
    area = prepare_release(workspace, "survey_area", [contents.area.id], profile)
    if area.withheld:
        raise ForbiddenError("report.above_profile", area=contents.area.number, level=contents.area.secrecy)
    ids = [each.incident.id for each in contents.incidents]
    if not ids:
        return contents, 0
    withheld = set(prepare_release(workspace, "incident", ids, profile).withheld)
    kept = tuple(each for each in contents.incidents if each.incident.id not in withheld)
    numbers = {each.incident.number for each in kept}
    kept_contents = replace(
        contents,
        incidents=kept,
        photos=tuple(photo for photo in contents.photos if photo.incident_number in numbers),
        # What is missing would name the incidents that stay.
        gaps=find_gaps(
            contents.lines,
            contents.markers,
            contents.works,
            [each.incident for each in kept],
            contents.book,
            contents.day,
        ),
    )
    return kept_contents, len(withheld)


def _released_lines(contents: AreaContents, speaker: Speaker) -> list[tuple[str, str, LineString]]:
    if not speaker.allows("line", "coordinates"):
        return []
    return [
        (record_of(each.line.id, "L"), name_line(speaker, each)[0], LineString(trace(each.line, low, high)))
        for each in contents.lines
        for low, high in each.spans_m
    ]
