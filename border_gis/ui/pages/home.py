"""The first page: what is due, what has changed, how incidents stand, and a search over everything."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.incidents.steps import Workflow
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.changes import Change, list_last_changes
from border_gis.services.due import list_due
from border_gis.services.levels import level_of_incidents
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.due import show_due
from border_gis.ui.components.found import ask_everything, show_found
from border_gis.ui.components.glance import show_stages
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.reports import describe_author
from border_gis.ui.components.timeline import name_step
from border_gis.ui.drafting import start_draft
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_card_link, show_heading
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
    show_level(level_of_incidents(workspace), session)
    workflow = list_workflow(workspace)
    left, right = st.columns([2.6, 1], gap="small")
    with left, guarded(session.language, workspace.settings):
        show_due(list_due(workspace), workflow, session)
    with right, guarded(session.language, workspace.settings):
        with st.container(key="panel_stages"):
            show_stages(workspace, session)
        with st.container(key="panel_changes"):
            _show_changes(list_last_changes(workspace, MOST_NEW), workflow, session)


def _show_changes(changes: tuple[Change, ...], workflow: Workflow, session: Session) -> None:
    show_heading(session.say("ui.last_changes"))
    for change in changes:
        report, incident = change.report, change.incident
        stage = STAGE_OF_STATE[incident.state]
        look = STAGE_COLOURS[stage]
        step = report.particulars.step
        what = (
            capital(name_step(step, workflow, session.language))
            if step
            else session.say(f"ui.report_kind_{report.kind}")
        )
        when = describe_value(report.recorded_at, session.language)
        by = f"{describe_author(report.author, session)}, {when}"
        if show_card_link(
            incident.title,
            [f"{incident.number} · {what}", by],
            key=f"change_{report.id}",
            label=plain(session.say("ui.open_incident", number=incident.number)),
            colour=look["color"] if stage is Stage.CLOSED else look["fillColor"],
            hollow=stage is Stage.CLOSED,
        ):
            session.go("incidents", incident.number)
            st.rerun()
