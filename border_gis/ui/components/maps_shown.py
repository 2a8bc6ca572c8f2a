"""The two maps of the app: the big one with everything on it, the small one around a place."""

from __future__ import annotations

import streamlit as st

from border_gis.services.mapping import draw_map, draw_small_map
from border_gis.services.workspaces import Workspace
from border_gis.services.zone_maps import draw_overlay
from border_gis.ui.components.border_map import MapClick, MapFocus, show_map, wanted_of
from border_gis.ui.session import Session

BIG_HEIGHT_PX = 640
SMALL_HEIGHT_PX = 330
TALL_HEIGHT_PX = 540


def show_big_map(workspace: Workspace, session: Session, focus: MapFocus | None) -> MapClick | None:
    """Show the map of the whole border, with incidents and works; return the last click."""
    document = draw_map(workspace, session.language)
    with st.container(key="big_map"):
        return show_map(
            document,
            name="border",
            title=session.say("maps.title"),
            height=BIG_HEIGHT_PX,
            focus=focus,
            answers_clicks=True,
            remembers=True,
            overlay=draw_overlay(workspace, wanted_of("border"), session.language),
        )


def show_small_map(
    workspace: Workspace,
    session: Session,
    *,
    name: str,
    focus: MapFocus | None,
    answers_clicks: bool = False,
    height: int = SMALL_HEIGHT_PX,
) -> MapClick | None:
    """Show the surroundings of a place; return the last click if clicks are answered."""
    document = draw_small_map(workspace, session.language)
    with st.container(key=f"small_map_{name}"):
        return show_map(
            document,
            name=name,
            title=session.say("ui.place"),
            height=height,
            focus=focus,
            answers_clicks=answers_clicks,
        )
