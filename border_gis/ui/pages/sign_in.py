"""Before anything else: who is at work."""

from __future__ import annotations

import streamlit as st

from border_gis.settings import Settings
from border_gis.ui.components.who import ask_officer
from border_gis.ui.look import show_title
from border_gis.ui.session import Session


def show_sign_in(session: Session, settings: Settings) -> None:
    """Ask whoever sits at a PC without accounts for the name that reports will carry."""
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.container(key="panel_sign_in"):
        show_title(session.say("access.who_are_you"), session.say("access.who_are_you_under"))
        ask_officer(session, settings, "officer")
