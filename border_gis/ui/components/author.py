"""Who writes: asked once, remembered for the visit."""

from __future__ import annotations

import streamlit as st

from border_gis.ui.session import Session


def ask_author(session: Session, key: str) -> str:
    """Ask for the person's name or role; return it without spaces around, empty if none was given."""
    written = st.text_input(
        session.say("ui.author"), value=session.author, key=key, placeholder=session.say("ui.author_example")
    )
    author = (written or "").strip()
    if author:
        session.author = author
    return author
