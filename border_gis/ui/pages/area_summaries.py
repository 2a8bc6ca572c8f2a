"""The summaries of all survey areas at once: choose, see how far it is, take one file."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.access import Actor
from border_gis.i18n import describe_error
from border_gis.services.summaries import SummaryRequest
from border_gis.services.summary_archives import SummaryArchive, make_summary_archive
from border_gis.services.surveys import list_areas
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence_words import describe_size
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.summary_form import ask_summary
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_heading, show_note, show_title
from border_gis.ui.session import Session

ALL = "summary-all"
_KEPT = "area_summaries_made"
_ZIP = "application/zip"


@dataclass
class _Made:
    """What was made last on this page, for which wish and for whom."""

    request: SummaryRequest
    actor: Actor
    archive: SummaryArchive


def show_area_summaries(workspace: Workspace, session: Session) -> None:
    """Show what can be chosen for all areas, and the file with their summaries."""
    st.button(
        session.say("areas.back"),
        key="back_to_areas",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("areas",),
    )
    count = len(list_areas(workspace))
    show_title(session.say("areas.summary_all"), session.say("areas.count", count=count))
    left, right = st.columns([1, 2.1], gap="medium")
    with left:
        request, trouble = ask_summary(workspace, session, "")
        # Beside the button, where whoever has pressed it looks.
        told = st.container()
        make = st.button(
            session.say("areas.make"),
            key="summaries_make",
            type="primary",
            icon=":material/folder_zip:",
            width="stretch",
        )
        if trouble:
            show_note(trouble, "error")
    with right, guarded(session.language, workspace.settings):
        if request is not None and make:
            _make(workspace, session, request, told)
        made: _Made | None = st.session_state.get(_KEPT)
        if made is None or (made.request, made.actor) != (request, workspace.actor):
            show_note(session.say("areas.nothing_made_all"))
            return
        _show_made(made.archive, session)


def _make(workspace: Workspace, session: Session, request: SummaryRequest, told: DeltaGenerator) -> None:
    bar = told.progress(0.0, text=session.say("areas.step_gathering"))

    def tell(number: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=session.say("areas.step_area", number=number))

    try:
        archive = make_summary_archive(workspace, request, tell)
        st.session_state[_KEPT] = _Made(request, workspace.actor, archive)
    finally:
        bar.empty()


def _show_made(archive: SummaryArchive, session: Session) -> None:
    show_level(archive.level, session)
    if archive.trouble is not None:
        show_note(describe_error(archive.trouble, session.language), "warning")
    for number, error in archive.refused:
        show_note(f"{number}: {describe_error(error, session.language)}", "warning")
    for number, files in archive.made:
        if files.withheld:
            said = session.say("areas.withheld", records=list(files.withheld))
            show_note(f"{number}: {said}", "warning")
        for count, code in (
            (files.left_out, "areas.left_out"),
            (files.photos_left_out, "areas.photos_left_out"),
        ):
            if count:
                show_note(f"{number}: {session.say(code, count=count)}", "warning")
    if not archive.made:
        return
    names = [name for _, files in archive.made for name in files.files]
    show_heading(session.say("areas.files"), len(names))
    st.download_button(
        plain(f"{ALL}.zip ({describe_size(len(archive.content), session)})"),
        data=archive.content,
        file_name=f"{ALL}.zip",
        mime=_ZIP,
        key="take_all",
        icon=":material/download:",
        on_click="ignore",
    )
    for name in names:
        st.caption(plain(name))
