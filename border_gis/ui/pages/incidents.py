"""Incidents: the list with its filters, and the door to a single one."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_code, describe_value
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentState
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.incidents import IncidentFilter, count_incidents, list_incidents
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.incident import show_one_incident
from border_gis.ui.session import Session

MOST_ROWS = 2_000


def show_incidents(workspace: Workspace, session: Session) -> None:
    """Show the list, or the incident that the address names."""
    if session.subject:
        show_one_incident(workspace, session, session.subject)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(session.say("ui.page_incidents"), session.say("ui.incidents_under"))
        st.button(
            session.say("ui.page_new"),
            key="list_new",
            type="primary",
            icon=":material/add:",
            on_click=session.go,
            args=("new",),
        )
    wanted = _ask_filter(session)
    total = count_incidents(workspace)
    found = count_incidents(workspace, wanted)
    incidents = list_incidents(workspace, wanted)
    st.caption(session.say("ui.incidents_count", found=found, total=total))
    if found > len(incidents):
        show_note(session.say("ui.incidents_cut", shown=len(incidents)), "warning")
    if not incidents:
        show_note(session.say("ui.incidents_none"))
        return
    _show_table(incidents, session)


def _ask_filter(session: Session) -> IncidentFilter:
    language = session.language
    with st.container(key="panel_filter"):
        first, second, third, fourth, fifth = st.columns([2, 2, 2, 1.4, 1.2], gap="small")
        text = first.text_input(
            session.say("ui.filter_text"),
            key="filter_text",
            placeholder=session.say("ui.filter_text_example"),
            icon=":material/search:",
            persist_state="session",
        )
        categories = second.multiselect(
            session.say("ui.category"),
            [str(category) for category in IncidentCategory],
            format_func=lambda code: capital(describe_code("incident_category", code, language)),
            key="filter_categories",
            placeholder=session.say("ui.all"),
            persist_state="session",
        )
        states = third.multiselect(
            session.say("ui.state"),
            list(IncidentState),
            format_func=lambda state: capital(describe_value(state, language)),
            key="filter_states",
            placeholder=session.say("ui.all"),
            persist_state="session",
        )
        parties = fourth.multiselect(
            session.say("ui.party"),
            list(IncidentParty),
            format_func=lambda party: capital(describe_value(party, language)),
            key="filter_parties",
            placeholder=session.say("ui.all"),
            persist_state="session",
        )
        placed = fifth.selectbox(
            session.say("ui.on_map"),
            [None, True, False],
            format_func=lambda value: session.say(
                "ui.all" if value is None else f"value.{'yes' if value else 'no'}"
            ),
            key="filter_placed",
            persist_state="session",
        )
    return IncidentFilter(
        text=text or "",
        categories=tuple(categories),
        states=tuple(str(state) for state in states),
        parties=tuple(str(party) for party in parties),
        placed=placed,
        limit=MOST_ROWS,
    )


def _show_table(incidents: tuple[Incident, ...], session: Session) -> None:
    columns = [
        Column(session.say("ui.number"), "132px", "strong"),
        Column(session.say("ui.title"), "minmax(240px, 2.4fr)"),
        Column(session.say("ui.category"), "minmax(150px, 1.1fr)", "quiet"),
        Column(session.say("ui.party"), "minmax(110px, 0.6fr)", "quiet"),
        Column(session.say("ui.state"), "minmax(170px, 1fr)", "dotted"),
        Column(session.say("ui.date"), "104px"),
        Column(session.say("ui.place"), "minmax(120px, 1fr)"),
        Column(session.say("ui.unit"), "minmax(120px, 0.9fr)", "quiet"),
    ]
    rows = [_write_row(incident, session.language) for incident in incidents]
    opened = show_table(columns, rows, name="incidents", language=session.language)
    st.caption(session.say("ui.table_hint"))
    if opened is not None:
        session.go("incidents", opened)
        st.rerun()


def _write_row(incident: Incident, language: str) -> Row:
    stage = STAGE_OF_STATE[incident.state]
    look = STAGE_COLOURS[stage]
    is_closed = stage is Stage.CLOSED
    return Row(
        incident.number,
        (
            incident.number,
            incident.title,
            capital(describe_code("incident_category", incident.category, language)),
            capital(describe_value(incident.party, language)),
            capital(describe_value(incident.state, language)),
            describe_value(incident.date, language),
            write_places(incident) or "–",
            ", ".join(filter(None, (incident.unit_as_written, incident.province))),
        ),
        keys={5: incident.date.isoformat() if incident.date else ""},
        dot=look["color"] if is_closed else look["fillColor"],
        is_hollow=is_closed,
    )


def write_places(incident: Incident) -> str:
    """Return the places of an incident as they were written, in one line."""
    return "; ".join(place.reference or place.as_written for place in incident.places)
