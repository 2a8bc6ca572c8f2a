"""One incident: what is known now, where, its history, and a form to report further."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from border_gis.i18n import describe_code, describe_value, read_date
from border_gis.incidents.model import Incident, IncidentPlace, IncidentState
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.incidents import IncidentPage, add_report, show_incident
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.history import show_history
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.guard import guarded
from border_gis.ui.look import (
    capital,
    show_chip,
    show_facts,
    show_heading,
    show_note,
    show_text,
    show_title,
)
from border_gis.ui.session import Session


def show_one_incident(workspace: Workspace, session: Session, number: str) -> None:
    """Show the incident with a number or an id."""
    st.button(
        session.say("ui.back_to_list"),
        key="back_to_list",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("incidents",),
    )
    page = show_incident(workspace, number)
    incident = page.incident
    show_title(incident.title, incident.number)
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        with st.container(key="panel_facts"):
            _show_state(incident, session)
            show_facts(_list_facts(incident, session))
            if incident.description:
                show_heading(session.say("ui.description"))
                show_text(incident.description)
        with st.container(key="panel_history"):
            show_heading(session.say("ui.history"), len(page.history))
            show_history(page.history, session)
    with right:
        _show_where(workspace, incident, session)
        with st.container(key="panel_report"), guarded(session.language, workspace.settings):
            _ask_report(workspace, page, session)


def _show_state(incident: Incident, session: Session) -> None:
    stage = STAGE_OF_STATE[incident.state]
    look = STAGE_COLOURS[stage]
    is_closed = stage is Stage.CLOSED
    colour = look["color"] if is_closed else look["fillColor"]
    show_chip(capital(describe_value(incident.state, session.language)), colour, hollow=is_closed)


def _list_facts(incident: Incident, session: Session) -> list[tuple[str, str]]:
    language = session.language
    return [
        (
            session.say("ui.category"),
            capital(describe_code("incident_category", incident.category, language)),
        ),
        (session.say("ui.party"), capital(describe_value(incident.party, language))),
        (session.say("ui.date"), describe_value(incident.date, language) if incident.date else ""),
        (session.say("ui.unit"), incident.unit_as_written),
        (session.say("ui.province"), incident.province),
        (session.say("ui.source_paper"), incident.source_paper),
    ]


def _show_where(workspace: Workspace, incident: Incident, session: Session) -> None:
    with st.container(key="panel_where"):
        show_heading(session.say("ui.place"))
        if not incident.places:
            show_note(session.say("ui.no_place"))
            return
        show_facts([(place.reference or place.as_written, _say(place, session)) for place in incident.places])
        focus = focus_on(((place.geometry, place.accuracy_m) for place in incident.places), jumps=True)
        if focus is None:
            show_note(session.say("ui.not_on_map"), "warning")
            return
        show_small_map(workspace, session, name="incident_map", focus=focus)
        place = next(each for each in incident.places if each.geometry is not None)
        st.button(
            session.say("ui.show_on_map"),
            key="incident_on_map",
            icon=":material/map:",
            type="tertiary",
            on_click=show_on_map,
            args=(workspace, session, place.reference or place.as_written),
        )


def _say(place: IncidentPlace, session: Session) -> str:
    said = []
    if place.accuracy_m is not None:
        said.append(session.say("maps.accuracy", accuracy_m=place.accuracy_m))
    if place.reference and place.reference != place.as_written:
        said.append(session.say("ui.as_written", text=place.as_written))
    return "; ".join(said) or session.say("ui.place_not_found")


def _ask_report(workspace: Workspace, page: IncidentPage, session: Session) -> None:
    incident = page.incident
    # A new key after each report: the form is empty then, and a second click has nothing to press.
    # Somebody else's report leaves it alone, and what was typed in it.
    name = f"report_{incident.id}_{session.reports_added}"
    seen_key = f"report_seen_{incident.id}"
    seen_report_id = st.session_state.get(seen_key, page.last_report_id)
    st.session_state[seen_key] = page.last_report_id
    show_heading(session.say("ui.add_report"))
    with st.form(name, border=False):
        text = st.text_area(session.say("ui.report_text"), key=f"{name}_text", height=110)
        first, second = st.columns(2)
        state = first.selectbox(
            session.say("ui.new_state"),
            [None, *(state for state in IncidentState if state is not incident.state)],
            format_func=lambda value: (
                session.say("ui.unchanged")
                if value is None
                else capital(describe_value(value, session.language))
            ),
            key=f"{name}_state",
        )
        date_text = second.text_input(
            session.say("ui.date"), key=f"{name}_date", placeholder=session.say("ui.date_example")
        )
        paper = st.text_input(
            session.say("ui.source_paper"), key=f"{name}_paper", placeholder=session.say("ui.paper_example")
        )
        is_sent = st.form_submit_button(
            session.say("ui.add_report"), type="primary", icon=":material/add_comment:"
        )
    if not is_sent:
        return
    changes: Mapping[str, Any] = {} if state is None else {"state": str(state)}
    event_date = read_date(date_text) if date_text.strip() else None
    add_report(
        workspace,
        incident.id,
        text,
        changes=changes,
        event_date=event_date,
        source_paper=paper.strip(),
        seen_report_id=seen_report_id,
    )
    session.reports_added += 1
    session.notice = ("ui.report_added", {"number": incident.number})
    st.rerun()
