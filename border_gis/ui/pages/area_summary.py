"""The summary of a survey area: choose, look at its pages, take the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, format_number
from border_gis.i18n.values import read_date
from border_gis.maps.sheets import SCALES, Orientation, Paper, SheetLayout
from border_gis.services.releasing import release_rules
from border_gis.services.summaries import (
    FORMATS,
    LANGUAGES,
    SummaryFiles,
    SummaryRequest,
    make_summary,
    preview_summary,
)
from border_gis.services.surveys import find_area
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import Period
from border_gis.ui.components.levels import show_level
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_heading, show_note, show_title
from border_gis.ui.session import Session

SUMMARY = "summary-"
_KEPT = "area_summary_made"
_ONLY_BYTES = "application/octet-stream"


@dataclass
class _Made:
    """What was made last on this page, and for which wish."""

    request: SummaryRequest
    data_version: int
    files: SummaryFiles
    pages: tuple[bytes, ...] = ()
    is_for_download: bool = False


def show_area_summary(workspace: Workspace, session: Session, number: str) -> None:
    """Show what can be chosen, the pages and the files."""
    area = find_area(workspace, number)
    st.button(
        session.say("areas.back_to_area"),
        key="back_to_area",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("areas", number),
    )
    show_level(area.secrecy, session)
    show_title(session.say("areas.summary"), f"{area.number} · {area.name}")
    left, right = st.columns([1, 2.1], gap="medium")
    with left:
        request, trouble = _ask(workspace, session, number)
        look = st.button(
            session.say("areas.preview"), key="summary_look", icon=":material/visibility:", width="stretch"
        )
        make = st.button(
            session.say("areas.make"),
            key="summary_make",
            type="primary",
            icon=":material/description:",
            width="stretch",
        )
        if trouble:
            show_note(trouble, "error")
    with right, guarded(session.language, workspace.settings):
        if request is not None and (look or make):
            _make(workspace, session, request, for_download=make)
        made: _Made | None = st.session_state.get(_KEPT)
        if made is None or request is None or made.request != request:
            show_note(session.say("areas.nothing_made"))
            return
        if made.data_version != workspace.data_version and not made.is_for_download:
            show_note(session.say("areas.outdated"), "warning")
        _show_made(made, session)


def _ask(workspace: Workspace, session: Session, number: str) -> tuple[SummaryRequest | None, str]:
    say = session.say
    with st.container(key="panel_summary"):
        languages = st.multiselect(
            say("areas.languages"),
            list(LANGUAGES),
            default=["vi"],
            format_func=lambda each: say(f"areas.language_{each}"),
            key="summary_languages",
            select_all=False,
        )
        profiles = [profile.code for profile in release_rules(workspace).profiles]
        profiles.sort(key=lambda code: code != "internal")
        named = {
            profile.code: profile.name(session.language) for profile in release_rules(workspace).profiles
        }
        profile = st.selectbox(
            say("areas.profile"), profiles, format_func=lambda each: named[each], key="summary_profile"
        )
        formats = st.multiselect(
            say("areas.formats"),
            list(FORMATS),
            default=["docx", "pdf", "xlsx", "gpkg"],
            format_func=lambda each: say(f"areas.format_{each}"),
            key="summary_formats",
            select_all=False,
        )
        first, last = st.columns(2, gap="small")
        begin = first.text_input(say("areas.period_from"), placeholder="01/01/2022", key="summary_from")
        end = last.text_input(say("areas.period_to"), placeholder="31/12/2022", key="summary_to")
        paper, lies, scale = st.columns(3, gap="small")
        size = paper.selectbox(
            say("areas.paper"), [each.value for each in Paper], format_func=str.upper, key="summary_paper"
        )
        orientation = lies.selectbox(
            say("areas.orientation"),
            [Orientation.LANDSCAPE.value, Orientation.PORTRAIT.value],
            format_func=lambda each: say(f"areas.{each}"),
            key="summary_orientation",
        )
        wanted = scale.selectbox(
            say("areas.scale"),
            [0, *SCALES],
            format_func=lambda each: (
                f"1:{format_number(each, session.language, ',')}" if each else say("areas.scale_auto")
            ),
            key="summary_scale",
        )
        symbol = st.text_input(say("areas.symbol"), value="Số:        /BC-SNgV", key="summary_symbol")
        day = st.text_input(say("areas.paper_day"), placeholder=say("areas.by_hand"), key="summary_day")
    if not languages or not formats:
        return None, say("areas.choose_both")
    try:
        return (
            SummaryRequest(
                area=number,
                languages=tuple(languages),
                profile=profile or "internal",
                formats=tuple(formats),
                period=_read_period(begin or "", end or ""),
                layout=SheetLayout(Paper(size), Orientation(orientation)),
                scale=int(wanted) if wanted else None,
                symbol=symbol or "",
                day=read_date(day).first_day if day else None,
            ),
            "",
        )
    except BorderGisError as error:
        return None, describe_error(error, session.language)


def _name_scale(scale: int, session: Session) -> str:
    if not scale:
        return session.say("areas.scale_auto")
    return f"1:{format_number(scale, session.language, ',')}"


def _read_period(begin: str, end: str) -> Period | None:
    if not begin.strip() and not end.strip():
        return None
    return Period(read_date(begin or "1/1/1900").first_day, read_date(end or "31/12/2100").last_day)


def _make(workspace: Workspace, session: Session, request: SummaryRequest, *, for_download: bool) -> None:
    bar = st.progress(0.0, text=session.say("areas.step_gathering"))

    def tell(step: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=session.say(f"areas.step_{step}"))

    try:
        st.session_state[_KEPT] = _build(workspace, request, tell, for_download)
    finally:
        bar.empty()


def _build(
    workspace: Workspace, request: SummaryRequest, tell: Callable[[str, float], None], for_download: bool
) -> _Made:
    version = workspace.data_version
    if for_download:
        return _Made(request, version, make_summary(workspace, request, tell), is_for_download=True)
    files, pages = preview_summary(workspace, request, tell)
    return _Made(request, version, files, pages)


def _show_made(made: _Made, session: Session) -> None:
    files = made.files
    if files.trouble is not None:
        show_note(describe_error(files.trouble, session.language), "warning")
    if files.withheld:
        show_note(session.say("areas.withheld", records=list(files.withheld)), "warning")
    if files.left_out:
        show_note(session.say("areas.left_out", count=files.left_out), "warning")
    if files.photos_left_out:
        show_note(session.say("areas.photos_left_out", count=files.photos_left_out), "warning")
    if made.is_for_download:
        show_heading(session.say("areas.files"), len(files.files))
        for name, content in files.files.items():
            st.download_button(
                plain(f"{name} ({len(content) / 1000:,.0f} kB)"),
                data=content,
                file_name=name,
                mime=_ONLY_BYTES,
                key=f"take_{name}",
                icon=":material/download:",
                on_click="ignore",
            )
        return
    show_heading(session.say("areas.pages"), len(made.pages))
    for row in range(0, len(made.pages), 2):
        for column, page in zip(st.columns(2, gap="small"), made.pages[row : row + 2], strict=False):
            with column, st.container(key=f"summary_page_{row}_{hash(page) % 10_000}"):
                st.image(page, width="stretch")
