"""The first page: what is due, what has changed, how incidents stand, and a search over everything."""

from __future__ import annotations

import streamlit as st

from border_gis.services.incidents import IncidentFilter, list_incidents
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.found import ask_everything, show_found
from border_gis.ui.components.glance import show_stages
from border_gis.ui.components.things import show_incidents_list
from border_gis.ui.drafting import start_draft
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_heading
from border_gis.ui.session import Session

MOST_NEW = 6


def show_home(workspace: Workspace, session: Session) -> None:
    """Show the first page, or what its search found."""
    with st.container(key="search_row"):
        field, way = st.columns([6.6, 1], gap="small")
        with field:
            text = ask_everything(session)
        way.button(
            session.say("ui.page_new"),
            key="home_new",
            type="primary",
            icon=":material/add:",
            width="stretch",
            on_click=start_draft,
            args=(session,),
        )
    if text:
        show_found(workspace, session, text)
        return
    left, right = st.columns([1.9, 1], gap="medium")
    with left, guarded(session.language, workspace.settings), st.container(key="panel_newest"):
        show_heading(session.say("ui.newest"))
        show_incidents_list(list_incidents(workspace, IncidentFilter(limit=MOST_NEW)), session, "newest")
    with right, guarded(session.language, workspace.settings), st.container(key="panel_stages"):
        show_stages(workspace, session)
