"""Make the period report: figures once, each with its records, then the formats that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from border_gis import __version__
from border_gis.access import Role
from border_gis.access.profiles import ReleaseProfile
from border_gis.errors import DataError, ForbiddenError, InputError
from border_gis.incidents.search import fold_text
from border_gis.maps.sheets.pictures import draw_preview
from border_gis.reports.content.model import Chart, Paper, PaperHead
from border_gis.reports.content.period import PeriodOrder, build_period, keep_groups, say_group, say_label
from border_gis.reports.content.period_charts import chart_groups
from border_gis.reports.content.wording import Speaker
from border_gis.reports.figures.build import build_figures
from border_gis.reports.figures.days import find_period_before
from border_gis.reports.figures.model import Count, Entry, Group, PeriodFigures, compare_figures
from border_gis.reports.figures.records import PeriodRecords
from border_gis.reports.writers.bars import draw_charts
from border_gis.reports.writers.docx import write_docx
from border_gis.reports.writers.xlsx import write_xlsx
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.paper_files import Progress, save_files, say_nothing, write_files, write_head
from border_gis.services.period_records import gather_period
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release, record_export, release_rules
from border_gis.services.workspaces import Workspace
from border_gis.stores.care import checkpoint_store
from border_gis.surveys.contents import Period

FORMATS = ("docx", "xlsx", "pdf")
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class PeriodRequest:
    """What report is asked for.

    Attributes
    ----------
    period : Period
    unit : str
        A province, a commune, or a district as it was written; empty for all.
    language : {"vi", "en"}
    profile : str
    formats : tuple of str
    compares : bool
        Whether the period before is counted too.
    symbol : str
        Number and symbol of the paper.
    day : date or None
        On the paper; None leaves it open.
    today : date or None
    """

    period: Period
    unit: str = ""
    language: str = "vi"
    profile: str = "internal"
    formats: tuple[str, ...] = ("docx",)
    compares: bool = True
    symbol: str = ""
    day: date | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class PeriodFiles:
    """A report that was made.

    Attributes
    ----------
    figures : PeriodFigures
    paper : Paper
        As in DOCX and PDF; the annex of tables has the lists besides.
    files : mapping of str to bytes
        By name.
    left_out : int
        Records above the profile that are not counted.
    libreoffice_s : float
    trouble : DataError or None
        Why there is no PDF, where the rest could be made.
    """

    figures: PeriodFigures
    paper: Paper
    files: Mapping[str, bytes]
    left_out: int
    libreoffice_s: float = 0.0
    trouble: DataError | None = None


@needs(Role.VIEWER)
def count_period(
    workspace: Workspace,
    period: Period,
    unit: str = "",
    today: date | None = None,
    *,
    compares: bool = True,
) -> PeriodFigures:
    """Return the figures of a period as the actor may see them, compared with the period before.

    Raises
    ------
    InputError
        The period ends before it begins.
    NotFoundError
        Nothing knows a unit of that name.
    """
    figures = build_figures(gather_period(workspace, period, unit, today))
    if not compares:
        return figures
    before = build_figures(gather_period(workspace, find_period_before(period), unit, today))
    return compare_figures(figures, before)


@needs(Role.VIEWER)
def name_figures(
    workspace: Workspace, figures: PeriodFigures, language: str
) -> tuple[tuple[Group, str, tuple[tuple[Count, str], ...]], ...]:
    """Return the groups with their names, and their figures with theirs."""
    speaker = Speaker((language,), release_rules(workspace).profile("internal"))
    return tuple(
        (
            group,
            say_group(group, speaker)[0],
            tuple((count, say_label(count.label, speaker)[0]) for count in group.counts),
        )
        for group in figures.groups
    )


@needs(Role.VIEWER)
def name_entries(workspace: Workspace, count: Count, language: str) -> dict[str, str]:
    """Return what the labels of the records behind a figure are called, by key."""
    speaker = Speaker((language,), release_rules(workspace).profile("internal"))
    labels = [entry.label for entry in (*count.entries, *count.unsure) if entry.label is not None]
    return {
        label.key: say_label(replace(label, text="") if label.code else label, speaker)[0] for label in labels
    }


@needs(Role.RECORDER)
def make_period_report(
    workspace: Workspace, request: PeriodRequest, progress: Progress | None = None
) -> PeriodFiles:
    """Make a period report in the formats that are asked for, and write down that it was made.

    Raises
    ------
    InputError
        A language or format is none that there is, or the period ends before it begins.
    ForbiddenError
        The profile is for the other side or for everybody: the report is for one's own authorities.
    NotFoundError
        Nothing knows the unit.
    DataError
        There is no such profile; or only a PDF was asked for, and LibreOffice is not there.
    """
    made = _make(workspace, request, progress or say_nothing)
    count = len({entry.subject_id for entry in _entries_of(made.figures, "incident")})
    record_export(
        workspace,
        "period_report",
        subject="incident",
        count=count,
        profile=made.paper.profile,
        level=made.paper.secrecy,
        approved_by=_approvers(workspace, made, request.profile),
        reason=", ".join(made.files),
    )
    return made


@needs(Role.RECORDER)
def preview_period_report(
    workspace: Workspace, request: PeriodRequest, progress: Progress | None = None
) -> tuple[PeriodFiles, tuple[bytes, ...]]:
    """Return a report with its pages as pictures, to be looked at before it is taken out.

    Raises
    ------
    As ``make_period_report``.
    """
    tell = progress or say_nothing
    made = _make(workspace, replace(request, formats=("docx", "pdf")), tell)
    return made, draw_preview(made.files, tell)


@needs(Role.RECORDER)
def save_period_report(
    workspace: Workspace, request: PeriodRequest, folder: Path, progress: Progress | None = None
) -> tuple[PeriodFiles, tuple[Path, ...]]:
    """Make a report and write its files into a folder.

    Raises
    ------
    As ``make_period_report``; DataError if the folder cannot be written.
    """
    made = make_period_report(workspace, request, progress)
    return made, save_files(made.files, folder)


def describe_figures(figures: PeriodFigures) -> dict[str, Any]:
    """Return figures as plain JSON values, each with the numbers of its records."""
    return {
        "from": figures.period.first.isoformat(),
        "to": figures.period.last.isoformat(),
        "unit": figures.unit,
        "compared_with": None
        if figures.before is None
        else {"from": figures.before.first.isoformat(), "to": figures.before.last.isoformat()},
        "strip_is_set": figures.strip_is_set,
        "level": figures.level.value,
        "groups": [
            {
                "group": group.key,
                "line": group.line_name,
                "figures": [_describe_count(count) for count in group.counts],
            }
            for group in figures.groups
        ],
        "waits": [
            {
                "record": row.entry.number,
                "step": "" if row.entry.label is None else row.entry.label.key,
                "asked": None if row.entry.when is None else row.entry.when.isoformat(),
                "answered": None if row.answered is None else row.answered.isoformat(),
                "open": row.is_open,
                "days": None if row.days is None else [row.days.least, row.days.most],
            }
            for row in figures.waits
        ],
    }


def _describe_count(count: Count) -> dict[str, Any]:
    return {
        "figure": count.label.key,
        "count": count.value,
        "records": list(count.numbers),
        "not_determinable": list(count.unsure_numbers),
        "before": None if count.before is None else count.before.value,
    }


def _make(workspace: Workspace, request: PeriodRequest, tell: Progress) -> PeriodFiles:
    profile = _check(workspace, request)
    tell("gathering", 0.0)
    records, withheld = _release(workspace, request, request.period)
    figures = build_figures(records)
    if request.compares:
        tell("before", 0.2)
        earlier, _ = _release(workspace, request, find_period_before(request.period))
        figures = compare_figures(figures, build_figures(earlier))
    tell("content", 0.4)
    speaker = Speaker((request.language,), profile)
    checkpoint = checkpoint_store(workspace.store.location)
    order = PeriodOrder(profile, _write_head(workspace, request, speaker), __version__, checkpoint, withheld)
    paper = build_period(figures, order, speaker, _draw(figures, profile, speaker))
    written = write_files(
        request.formats,
        {
            "docx": lambda: write_docx(paper),
            "xlsx": lambda: write_xlsx(build_period(figures, order, speaker, with_lists=True)),
        },
        lambda ending: write_name(request, ending),
        tell,
    )
    return PeriodFiles(figures, paper, written.files, withheld, written.libreoffice_s, written.trouble)


def _check(workspace: Workspace, request: PeriodRequest) -> ReleaseProfile:
    if request.language not in LANGUAGES:
        raise InputError("report.bad_languages", languages=[request.language], known=list(LANGUAGES))
    if not request.formats or not set(request.formats) <= set(FORMATS):
        raise InputError("report.bad_formats", formats=list(request.formats), known=list(FORMATS))
    profile = release_rules(workspace).profile(request.profile)
    if profile.is_neutral:
        raise ForbiddenError("period.own_authorities_only", profile=profile.name(request.language))
    return profile


def _release(workspace: Workspace, request: PeriodRequest, period: Period) -> tuple[PeriodRecords, int]:
    """Return the records that may go out under the profile, and how many may not."""
    records = gather_period(workspace, period, request.unit, request.today)
    incidents = [one.incident.id for one in records.incidents]
    areas = [one.area.id for one in records.areas]
    kept_back = set(prepare_release(workspace, "incident", incidents, request.profile).withheld)
    own = [one.proceeding.id for one in records.proceedings]
    kept_back |= set(prepare_release(workspace, "survey_area", areas, request.profile).withheld)
    kept_back |= set(prepare_release(workspace, "proceeding", own, request.profile).withheld)
    released = replace(
        records,
        incidents=tuple(one for one in records.incidents if one.incident.id not in kept_back),
        areas=tuple(one for one in records.areas if one.area.id not in kept_back),
        proceedings=tuple(one for one in records.proceedings if one.proceeding.id not in kept_back),
    )
    return released, len(kept_back)


def _approvers(workspace: Workspace, made: PeriodFiles, profile: str) -> str:
    """Return who has let out what is above the profile, as a second person."""
    names = []
    for kind in ("incident", "proceeding"):
        ids = list({entry.subject_id for entry in _entries_of(made.figures, kind)})
        names += [prepare_release(workspace, kind, ids, profile).approved_by] if ids else []
    return ", ".join(dict.fromkeys(filter(None, names)))


def _entries_of(figures: PeriodFigures, subject: str) -> list[Entry]:
    return [
        entry
        for group in figures.groups
        for count in group.counts
        for entry in (*count.entries, *count.unsure)
        if entry.subject == subject
    ]


def _draw(figures: PeriodFigures, profile: ReleaseProfile, speaker: Speaker) -> dict[str, Chart]:
    groups = [group for some in keep_groups(figures, profile).values() for group in some]
    say = speaker.say
    legend = {
        "now": say("period.legend_now")[0],
        "unsure": say("period.legend_unsure")[0],
        "before": say("period.legend_before")[0],
        "more": say("period.legend_more", {"count": "{count}"})[0],
    }
    return draw_charts(chart_groups(groups, speaker), legend)


def _write_head(workspace: Workspace, request: PeriodRequest, speaker: Speaker) -> PaperHead:
    province = str(workspace.store.setting("province", "")) or next(
        (area.province for area in workspace.store.survey_areas() if area.province), ""
    )
    year = (request.day or request.today or today_in_viet_nam()).year
    return write_head(workspace, speaker, province, year, symbol=request.symbol, day=request.day)


def write_name(request: PeriodRequest, ending: str) -> str:
    """Return the name of a file, in plain letters."""
    unit = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in fold_text(request.unit)
    ).strip("-")
    parts = ["period", request.period.first.isoformat(), request.period.last.isoformat(), unit]
    return "-".join([*filter(None, parts), request.language, request.profile]) + f".{ending}"
