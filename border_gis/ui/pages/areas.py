"""Survey areas: the list, and the doors to one, to a new one, and to summaries."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role, highest_level
from border_gis.i18n import describe_code, describe_value
from border_gis.services.surveys import list_areas
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea, SurveyPurpose
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.area import show_one_area
from border_gis.ui.pages.area_form import CHANGE, NEW, show_area_form
from border_gis.ui.pages.area_summaries import ALL, show_area_summaries
from border_gis.ui.pages.area_summary import SUMMARY, show_area_summary
from border_gis.ui.session import Session


def show_areas(workspace: Workspace, session: Session) -> None:
    """Show the list, or what the address names: one area, its form or its summary."""
    subject = session.subject
    if subject == NEW or subject.startswith(CHANGE):
        show_area_form(workspace, session, subject.removeprefix(CHANGE) if subject != NEW else "")
    elif subject == ALL:
        show_area_summaries(workspace, session)
    elif subject.startswith(SUMMARY):
        show_area_summary(workspace, session, subject.removeprefix(SUMMARY))
    elif subject:
        show_one_area(workspace, session, subject)
    else:
        _show_list(workspace, session)


def _show_list(workspace: Workspace, session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(session.say("ui.page_areas"), session.say("areas.under"))
        if workspace.actor.role.includes(Role.RECORDER):
            st.button(
                session.say("areas.summary_all"),
                key="all_summaries",
                icon=":material/folder_zip:",
                on_click=session.go,
                args=("areas", ALL),
            )
            st.button(
                session.say("areas.add"),
                key="new_area",
                type="primary",
                icon=":material/add:",
                on_click=session.go,
                args=("areas", NEW),
            )
    with st.container(key="panel_filter"):
        first, second = st.columns([2, 2], gap="small")
        text = first.text_input(session.say("ui.filter_text"), **kept("areas_text"), icon=":material/search:")
        purposes = second.multiselect(
            session.say("areas.purpose"),
            [purpose.value for purpose in SurveyPurpose],
            format_func=lambda each: capital(describe_code("survey_purpose", each, session.language)),
            **kept("areas_purposes"),
            placeholder=session.say("ui.all"),
            select_all=False,
        )
    areas = list_areas(workspace, text or "", tuple(purposes))
    show_level(highest_level(area.secrecy for area in areas), session)
    st.caption(session.say("areas.count", count=len(areas)))
    if not areas:
        show_note(session.say("areas.none"))
        return
    columns = [
        Column(session.say("areas.number"), "172px", "strong"),
        Column(session.say("areas.name"), "minmax(200px, 2fr)"),
        Column(session.say("areas.place"), "minmax(120px, 1fr)"),
        Column(session.say("areas.purpose"), "minmax(180px, 1.6fr)"),
        Column(session.say("areas.conduct"), "minmax(150px, 1.1fr)", "quiet"),
        Column(session.say("areas.state"), "176px"),
        Column(session.say("areas.when"), "110px", "quiet"),
    ]
    opened = show_table(
        columns,
        [_write_row(area, rank, session) for rank, area in enumerate(areas)],
        name="areas",
        language=session.language,
    )
    if opened is not None:
        session.go("areas", opened)
        st.rerun()


def _write_row(area: SurveyArea, rank: int, session: Session) -> Row:
    language = session.language
    return Row(
        area.number or area.id,
        (
            area.number,
            area.name,
            area.reference_as_written,
            capital(describe_code("survey_purpose", area.purpose, language)),
            capital(describe_value(area.conduct, language)),
            capital(describe_value(area.state, language)),
            describe_value(area.surveyed, language) if area.surveyed else "",
        ),
        keys={0: rank},
    )
