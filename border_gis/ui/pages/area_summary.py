"""The summary of a survey area: choose, look at its pages, take the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.access import Actor
from border_gis.i18n import describe_error
from border_gis.services.summaries import (
    SummaryFiles,
    SummaryRequest,
    make_summary,
    preview_summary,
)
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence_words import describe_size
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.summary_form import ask_summary
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
    actor: Actor
    data_version: int
    files: SummaryFiles
    pages: tuple[bytes, ...] = ()
    is_for_download: bool = False


def show_area_summary(workspace: Workspace, session: Session, number: str) -> None:
    """Show what can be chosen, the pages and the files."""
    contents = gather_area(workspace, number)
    area = contents.area
    st.button(
        session.say("areas.back_to_area"),
        key="back_to_area",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("areas", number),
    )
    show_level(contents.level, session)
    show_title(session.say("areas.summary"), f"{area.number} · {area.name}")
    left, right = st.columns([1, 2.1], gap="medium")
    with left:
        request, trouble = ask_summary(workspace, session, number)
        # Beside the button, where whoever has pressed it looks.
        told = st.container()
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
            _make(workspace, session, request, told, for_download=make)
        made: _Made | None = st.session_state.get(_KEPT)
        if made is None or (made.request, made.actor) != (request, workspace.actor):
            show_note(session.say("areas.nothing_made"))
            return
        if made.data_version != workspace.data_version and not made.is_for_download:
            show_note(session.say("areas.outdated"), "warning")
        _show_made(made, session)


def _make(
    workspace: Workspace,
    session: Session,
    request: SummaryRequest,
    told: DeltaGenerator,
    *,
    for_download: bool,
) -> None:
    bar = told.progress(0.0, text=session.say("areas.step_gathering"))

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
        made = make_summary(workspace, request, tell)
        return _Made(request, workspace.actor, version, made, _find_pages(request, workspace), True)
    files, pages = preview_summary(workspace, request, tell)
    return _Made(request, workspace.actor, version, files, pages)


def _find_pages(request: SummaryRequest, workspace: Workspace) -> tuple[bytes, ...]:
    """Return the pages that were looked at before the files were made, where they still hold."""
    seen: _Made | None = st.session_state.get(_KEPT)
    wanted = (request, workspace.actor, workspace.data_version)
    if seen is None or (seen.request, seen.actor, seen.data_version) != wanted:
        return ()
    return seen.pages


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
                plain(f"{name} ({describe_size(len(content), session)})"),
                data=content,
                file_name=name,
                mime=_ONLY_BYTES,
                key=f"take_{name}",
                icon=":material/download:",
                on_click="ignore",
            )
        if not made.pages:
            return
    show_heading(session.say("areas.pages"), len(made.pages))
    for row in range(0, len(made.pages), 2):
        for column, page in zip(st.columns(2, gap="small"), made.pages[row : row + 2], strict=False):
            with column, st.container(key=f"summary_page_{row}_{hash(page) % 10_000}"):
                st.image(page, width="stretch")
