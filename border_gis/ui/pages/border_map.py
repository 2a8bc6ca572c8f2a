"""The map page: ask for a place by typing or by a click, and see what is known of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from border_gis.access.profiles import INTERNAL
from border_gis.services.mapping import level_of_map, save_map
from border_gis.services.releasing import release_rules
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.inquiries import ask_by_click, ask_by_text, chosen_focus
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.maps_shown import show_big_map
from border_gis.ui.components.place_panel import WHERE, show_place_panel
from border_gis.ui.guard import guarded
from border_gis.ui.kept import kept
from border_gis.ui.look import show_note
from border_gis.ui.session import Session


@st.fragment
def show_border_map(workspace: Workspace, session: Session) -> None:
    """Show the map and, beside it, the place that was asked for."""
    with guarded(session.language, workspace.settings):
        left, right = st.columns([1, 2.35], gap="small")
        with left:
            _ask(workspace, session)
        with right:
            show_level(level_of_map(workspace), session)
            click = show_big_map(workspace, session, chosen_focus(session.inquiry, WHERE))
        if click is not None and click.number != session.seen_click:
            session.seen_click = click.number
            session.inquiry = ask_by_click(workspace, click)
        with left:
            with st.container(key="place_panel"):
                if session.inquiry.number:
                    show_place_panel(workspace, session)
                else:
                    show_note(session.say("ui.map_hint"))
            _offer_file(workspace, session)


def _ask(workspace: Workspace, session: Session) -> None:
    with st.form("place_search", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            text = st.text_input(
                session.say("ui.search"),
                **kept("place_text"),
                placeholder=session.say("ui.search_example"),
                label_visibility="collapsed",
            )
            is_sent = st.form_submit_button(
                session.say("ui.search_button"), type="primary", icon=":material/search:"
            )
        if is_sent and text and text.strip():
            session.inquiry = ask_by_text(workspace, text)
        if not session.inquiry.number:
            st.caption(session.say("ui.search_hint"))


def _offer_file(workspace: Workspace, session: Session) -> None:
    profiles = {each.code: each for each in release_rules(workspace).profiles}
    profile = st.selectbox(
        session.say("release.map_for"),
        sorted(profiles, key=lambda code: (code != INTERNAL, code)),
        format_func=lambda code: profiles[code].name(session.language),
        key="map_profile",
        help=session.say("release.map_for_help"),
    )
    st.download_button(
        session.say("ui.save_map"),
        data=partial(save_map, workspace, session.language, profile),
        file_name=session.say("ui.save_map_name"),
        mime="text/html",
        key="save_map",
        icon=":material/download:",
        type="tertiary",
        help=session.say("ui.save_map_help"),
        on_click="ignore",
    )
