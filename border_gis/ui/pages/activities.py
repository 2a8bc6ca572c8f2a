"""The office's own plans: what is due, the plans as a table, the form of a new one, the door to one."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from border_gis.access import Role
from border_gis.i18n import describe_value
from border_gis.services.activities import activity_deadlines, list_activities
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.activity_forms import ask_activity
from border_gis.ui.components.activity_words import say_deadline, say_reference, say_title, say_when
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_card_link, show_heading, show_note, show_title
from border_gis.ui.pages.activity import show_one_activity
from border_gis.ui.session import Session
from border_gis.zones.deadlines import Deadline, DeadlineState
from border_gis.zones.planned import PlannedActivity

COLOURS = {
    DeadlineState.OVERDUE: "#d55e00",
    DeadlineState.NEXT: "#0072b2",
    DeadlineState.MET: "#007a5a",
    DeadlineState.MISSED: "#a8518a",
}
_FILLED = (DeadlineState.OVERDUE, DeadlineState.NEXT)
MOST_DONE = 6


def show_activities(workspace: Workspace, session: Session) -> None:
    """Show the plans and their deadlines, or the plan that the address names."""
    if session.subject == "new":
        ask_activity(workspace, session)
        return
    if session.subject:
        show_one_activity(workspace, session, session.subject)
        return
    title, way = st.columns([4, 1], gap="small", vertical_alignment="bottom")
    with title:
        show_title(session.say("ui.page_activities"), session.say("ui.activities_under"))
    if workspace.actor.role.includes(Role.RECORDER):
        way.button(
            session.say("ui.activity_new"),
            key="activity_new",
            type="primary",
            icon=":material/add:",
            width="stretch",
            on_click=session.go,
            args=("activities", "new"),
        )
    plans = list_activities(workspace)
    if not plans:
        show_note(session.say("ui.activities_none"))
        return
    left, right = st.columns([1, 1.9], gap="medium")
    with left, st.container(key="panel_deadlines"), guarded(session.language, workspace.settings):
        _show_deadlines(activity_deadlines(workspace, today_in_viet_nam(), datetime.now(UTC)), session)
    with right:
        opened = _show_plans(plans, session)
    if opened is not None:
        session.go("activities", opened)
        st.rerun()


def _show_deadlines(deadlines: tuple[Deadline, ...], session: Session) -> None:
    """Show what is overdue, then what comes next, then what is over."""
    for state in DeadlineState:
        some = [each for each in deadlines if each.state is state]
        if not some:
            continue
        show_heading(capital(describe_value(state, session.language)), len(some))
        if state not in _FILLED:
            some = some[::-1][:MOST_DONE]
        for number, deadline in enumerate(some):
            what, lines = say_deadline(deadline, session)
            if show_card_link(
                what,
                lines,
                key=f"due_{state.value}_{number}",
                label=session.say("ui.activity_open"),
                colour=COLOURS[state],
                hollow=state not in _FILLED,
            ):
                session.go("activities", deadline.subject_id)
                st.rerun()


def _show_plans(plans: tuple[PlannedActivity, ...], session: Session) -> str | None:
    columns = [
        Column(session.say("ui.activity_start"), "164px", "strong"),
        Column(session.say("ui.activity_what"), "minmax(140px, 2fr)"),
        Column(session.say("ui.activity_kind"), "minmax(110px, 1fr)", "quiet"),
        Column(session.say("ui.activity_where"), "110px"),
        Column(session.say("ui.activity_state"), "130px", "dotted"),
    ]
    rows = [
        Row(
            plan.id,
            (
                say_when(plan.start, session),
                say_title(plan, session),
                capital(describe_value(plan.kind, session.language)),
                say_reference(plan),
                capital(describe_value(plan.state, session.language)),
            ),
            keys={0: number},
            dot="#0072b2" if plan.state.is_open else "#007a5a",
            is_hollow=not plan.state.is_open,
        )
        for number, plan in enumerate(plans)
    ]
    opened = show_table(columns, rows, name="activities", language=session.language)
    st.caption(session.say("ui.table_hint"))
    return opened
