"""Incidents at a glance: how many stand where, as small pictures that lead to the list."""

from __future__ import annotations

from html import escape

import streamlit as st

from border_gis.i18n import format_number
from border_gis.incidents.model import IncidentState
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.incidents import IncidentFilter, count_incidents
from border_gis.services.workspaces import Workspace
from border_gis.ui.guard import plain
from border_gis.ui.look import show_heading
from border_gis.ui.session import Session


def show_stages(workspace: Workspace, session: Session) -> None:
    """Show one tile for each stage of incidents; a click opens the list, filtered by it."""
    counts = {stage: count_incidents(workspace, IncidentFilter(states=_states(stage))) for stage in Stage}
    total = sum(counts.values())
    show_heading(session.say("ui.overview"), total)
    with st.container(key="stages"):
        for start in range(0, len(counts), 2):
            columns = st.columns(2, gap="small")
            for column, stage in zip(columns, list(counts)[start : start + 2], strict=False):
                with column, st.container(key=f"card_stage_{stage}"):
                    name = session.say(f"ui.stage_{stage}")
                    st.html(_write_tile(stage, name, counts[stage], total, session))
                    st.button(
                        plain(session.say("ui.open_stage", stage=name)),
                        key=f"open_stage_{stage}",
                        width="stretch",
                        on_click=_open,
                        args=(session, stage),
                    )


def _states(stage: Stage) -> tuple[str, ...]:
    return tuple(str(state) for state in IncidentState if STAGE_OF_STATE[state] is stage)


def _write_tile(stage: Stage, name: str, count: int, total: int, session: Session) -> str:
    look = STAGE_COLOURS[stage]
    colour = look["color"] if stage is Stage.CLOSED else look["fillColor"]
    share = 0 if not total else 100 * count / total
    written = format_number(count, session.language, ",d")
    return (
        f'<div class="bg-card bg-tile"><div class="bg-tile-count">{escape(written)}</div>'
        f'<div class="bg-tile-name">{escape(name)}</div>'
        f'<div class="bg-bar"><div style="width:{share:.1f}%;background:{colour}"></div></div></div>'
    )


def _open(session: Session, stage: Stage) -> None:
    st.session_state["filter_state"] = [state for state in IncidentState if STAGE_OF_STATE[state] is stage]
    session.go("incidents")
