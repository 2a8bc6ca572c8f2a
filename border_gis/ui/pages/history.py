"""What happened at a marker, on a stretch, to a work or in a survey area, and the map as of a day."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from border_gis.services.levels import level_of_history
from border_gis.services.mapping import draw_map
from border_gis.services.timelines import (
    Timeline,
    area_timeline,
    marker_timeline,
    stretch_timeline,
    work_timeline,
)
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on, show_map
from border_gis.ui.components.inquiries import ask_by_text, chosen
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.reports import show_reports
from border_gis.ui.components.things import show_incidents_list
from border_gis.ui.components.timeline import show_timeline
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_heading, show_note, show_title
from border_gis.ui.session import Session

MAP_HEIGHT_PX = 520
_TIMELINES: dict[str, Callable[[Workspace, str], Timeline]] = {
    "marker": marker_timeline,
    "stretch": stretch_timeline,
    "work": work_timeline,
    "area": area_timeline,
}


def show_history(workspace: Workspace, session: Session) -> None:
    """Show the history that the address names, as ``marker:834/1`` or ``stretch:632-633``."""
    kind, _, name = session.subject.partition(":")
    if kind not in _TIMELINES or not name:
        kind, name = "stretch", session.subject
    _ask_reference(session, name if kind in ("marker", "stretch") else "")
    if not name.strip():
        with st.container(key="panel_history_hint"):
            show_title(session.say("ui.page_history"), session.say("ui.history_under"))
            show_note(session.say("ui.history_hint"))
        return
    timeline = _TIMELINES[kind](workspace, name)
    workflow = list_workflow(workspace)
    show_level(level_of_history(workspace, timeline), session)
    show_title(session.say(f"ui.history_{kind}", name=timeline.title or name))
    if not timeline.entries:
        show_note(session.say("ui.history_empty"))
    else:
        opened = show_timeline(timeline, workflow, session, name=f"history_{kind}")
        if opened:
            session.go("incidents", opened)
            st.rerun()
    left, right = st.columns([1, 1.15], gap="medium")
    with left, guarded(session.language, workspace.settings):
        if timeline.incidents:
            with st.container(key="panel_history_incidents"):
                show_heading(session.say("ui.incidents_here"), len(timeline.incidents))
                show_incidents_list(timeline.incidents, session, "history")
        if timeline.entries:
            with st.container(key="panel_history"):
                show_reports(timeline, workflow, session, name=f"history_{kind}", names_incident=True)
    with right, guarded(session.language, workspace.settings), st.container(key="panel_history_map"):
        show_heading(session.say("ui.map_in_time"))
        show_map(
            draw_map(workspace, session.language),
            name="history",
            title=session.say("maps.title"),
            height=MAP_HEIGHT_PX,
            focus=_find_focus(workspace, kind, name, timeline),
            shows_time=True,
        )


def _ask_reference(session: Session, name: str) -> None:
    key = f"history_reference_{session.subject}"

    def turn() -> None:
        written = str(st.session_state.get(key) or "").strip()
        if written and written != name:
            session.go("history", f"stretch:{written}")

    field, _ = st.columns([1.6, 2.4])
    field.text_input(
        session.say("ui.history_reference"),
        value=name,
        key=key,
        placeholder=session.say("ui.search_example"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=turn,
    )


def _find_focus(workspace: Workspace, kind: str, name: str, timeline: Timeline) -> MapFocus | None:
    """Return where the map looks: the marker or stretch itself, otherwise what happened there."""
    if kind in ("marker", "stretch"):
        choice = chosen(ask_by_text(workspace, timeline.title or name), "history")
        if choice is not None:
            return focus_on([(place.geometry, place.accuracy_m) for place in choice.places], jumps=True)
    if kind == "work":
        work = next((each for each in workspace.works if each.id == name), None)
        if work is not None and work.geometry is not None:
            return focus_on([(work.geometry, work.accuracy_m)], jumps=True)
    places = [place for incident in timeline.incidents for place in incident.places]
    return focus_on([(place.geometry, place.accuracy_m) for place in places], jumps=True)
