"""What a search over everything found, grouped by kind."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.services.everything import Found, search_everything
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.place_panel import describe_kind, name_place
from border_gis.ui.components.things import show_incidents_list, show_works_list
from border_gis.ui.guard import plain
from border_gis.ui.look import capital, show_card_link, show_heading, show_note
from border_gis.ui.session import Session

SEARCH_KEY = "search_all"


def ask_everything(session: Session) -> str:
    """Show the field that searches everything; return what was typed."""
    written = st.text_input(
        session.say("ui.search_all"),
        key=SEARCH_KEY,
        placeholder=session.say("ui.search_all_example"),
        icon=":material/search:",
        label_visibility="collapsed",
        persist_state="session",
    )
    return (written or "").strip()


def show_found(workspace: Workspace, session: Session, text: str) -> None:
    """Show what a text was found in: places and markers beside incidents and works."""
    found = search_everything(workspace, text)
    st.button(
        session.say("ui.stop_searching"),
        key="stop_searching",
        icon=":material/close:",
        type="tertiary",
        on_click=_forget_search,
    )
    if found.is_empty:
        show_note(session.say("ui.found_nothing", text=text))
        return
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _show_incidents(found, session)
    with right:
        _show_places(workspace, found, session)
        _show_markers(found, session)
        _show_works(found, session)


def _forget_search() -> None:
    st.session_state[SEARCH_KEY] = ""


def _show_incidents(found: Found, session: Session) -> None:
    with st.container(key="panel_found_incidents"):
        show_heading(session.say("ui.found_incidents"), found.incident_count)
        if not found.incidents:
            show_note(session.say("ui.nothing_here"))
        show_incidents_list(found.incidents, session, "found")
        if found.incident_count > len(found.incidents):
            st.button(
                session.say("ui.found_more", count=found.incident_count),
                key="found_more_incidents",
                type="tertiary",
                icon=":material/list_alt:",
                on_click=_open_list,
                args=(session, "incidents", "filter_text", found.text),
            )


def _show_places(workspace: Workspace, found: Found, session: Session) -> None:
    if not found.places:
        return
    with st.container(key="panel_found_places"):
        show_heading(session.say("ui.found_places"), len(found.places))
        for order, choice in enumerate(found.places):
            if show_card_link(
                name_place(choice, session),
                [describe_kind(choice, session)],
                key=f"found_place_{order}",
                label=plain(session.say("ui.show_on_map")),
                colour="#c2185b",
                hollow=True,
            ):
                show_on_map(workspace, session, found.text)
                st.rerun()


def _show_markers(found: Found, session: Session) -> None:
    if not found.markers:
        return
    with st.container(key="panel_found_markers"):
        show_heading(session.say("ui.found_markers"), found.marker_count)
        with st.container(horizontal=True, gap="xsmall", key="marker_links"):
            for row in found.markers:
                name = str(row.marker.reference)
                st.button(
                    plain(name),
                    key=f"found_marker_{row.marker.id}",
                    icon=":material/location_on:",
                    help=plain(capital(describe_value(row.marker.kind, session.language))),
                    on_click=session.go,
                    args=("markers", name),
                )
        if found.marker_count > len(found.markers):
            st.button(
                session.say("ui.found_more_markers", count=found.marker_count),
                key="found_more_markers",
                type="tertiary",
                on_click=_open_list,
                args=(session, "markers", "markers_text", found.text),
            )


def _show_works(found: Found, session: Session) -> None:
    if not found.works:
        return
    with st.container(key="panel_found_works"):
        show_heading(session.say("ui.found_works"), found.work_count)
        show_works_list(found.works, session)


def _open_list(session: Session, page: str, field: str, text: str) -> None:
    st.session_state[field] = text
    session.go(page)
