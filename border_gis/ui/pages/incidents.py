"""Incidents: the list with its filters, and the door to a single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.access import highest_level
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.i18n import describe_value
from border_gis.incidents.model import Incident, IncidentParty, IncidentState
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.incidents import IncidentFilter, count_incidents, list_incidents
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.incident import show_one_incident
from border_gis.ui.session import Session

MOST_ROWS = 2_000
_SHOWN = "incidents_shown"
FIRST_YEAR = 2009
"""The three legal documents on the border were signed in that year."""

Option = TypeVar("Option")


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
    wanted = replace(_ask_filter(session), limit=st.session_state.get(_SHOWN, MOST_ROWS))
    total = count_incidents(workspace)
    found = count_incidents(workspace, wanted)
    incidents = list_incidents(workspace, wanted)
    st.caption(session.say("ui.incidents_count", found=found, total=total))
    if found > len(incidents):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show_note(session.say("ui.incidents_cut", shown=len(incidents)), "warning")
            st.button(
                session.say("ui.older_incidents", count=min(MOST_ROWS, found - len(incidents))),
                key="older_incidents",
                icon=":material/expand_more:",
                on_click=_show_more,
            )
    show_level(highest_level(each.level for each in incidents), session)
    if not incidents:
        show_note(session.say("ui.incidents_none"))
        return
    _show_table(incidents, session)


def _show_more() -> None:
    st.session_state[_SHOWN] = st.session_state.get(_SHOWN, MOST_ROWS) + MOST_ROWS


def _ask_filter(session: Session) -> IncidentFilter:
    language = session.language
    with st.container(key="panel_filter"):
        fields = st.columns([1.7, 1.5, 1.5, 1.15, 1.15, 0.9, 1], gap="small")
        text = fields[0].text_input(
            session.say("ui.filter_text"),
            **kept("filter_text"),
            placeholder=session.say("ui.filter_text_example"),
            icon=":material/search:",
        )
        categories = _ask_several(
            fields[1],
            "category",
            tuple(session.categories),
            lambda code: capital(session.name_category(code)),
            session,
        )
        states = _ask_several(fields[2], "state", tuple(IncidentState), _namer(language), session)
        parties = _ask_several(fields[3], "party", tuple(IncidentParty), _namer(language), session)
        provinces = _ask_several(fields[4], "province", BORDER_PROVINCES, str, session)
        this_year = datetime.now(UTC).year
        years = _ask_several(fields[5], "year", range(this_year, FIRST_YEAR - 1, -1), str, session)
        placed = fields[6].selectbox(
            session.say("ui.on_map"),
            [None, True, False],
            format_func=lambda value: session.say(
                "ui.all" if value is None else f"value.{'yes' if value else 'no'}"
            ),
            **kept("filter_placed"),
        )
    return IncidentFilter(
        text=text or "",
        categories=tuple(categories),
        states=tuple(str(state) for state in states),
        parties=tuple(str(party) for party in parties),
        provinces=tuple(provinces),
        years=tuple(years),
        placed=placed,
        limit=MOST_ROWS,
    )


def _ask_several(
    place: DeltaGenerator,
    name: str,
    options: Sequence[Option],
    say: Callable[[Option], str],
    session: Session,
) -> list[Option]:
    return place.multiselect(
        session.say(f"ui.{name}"),
        options,
        format_func=say,
        **kept(f"filter_{name}"),
        placeholder=session.say("ui.all"),
        select_all=False,
    )


def _namer(language: str) -> Callable[[object], str]:
    return lambda value: capital(describe_value(value, language))


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
    rows = [_write_row(incident, session) for incident in incidents]
    opened = show_table(columns, rows, name="incidents", language=session.language)
    st.caption(session.say("ui.table_hint"))
    if opened is not None:
        session.go("incidents", opened)
        st.rerun()


def _write_row(incident: Incident, session: Session) -> Row:
    language = session.language
    stage = STAGE_OF_STATE[incident.state]
    look = STAGE_COLOURS[stage]
    is_closed = stage is Stage.CLOSED
    return Row(
        incident.number,
        (
            incident.number,
            incident.title,
            capital(session.name_category(incident.category)),
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
