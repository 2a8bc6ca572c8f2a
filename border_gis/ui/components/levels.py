"""The level of secrecy of what a page shows, stamped on it, and the list to choose one from."""

from __future__ import annotations

from html import escape

import streamlit as st

from border_gis.access import Secrecy
from border_gis.i18n import describe_value
from border_gis.services.releasing import write_level
from border_gis.ui.look import capital
from border_gis.ui.session import Session


def show_level(level: Secrecy, session: Session) -> None:
    """Show the level of a page, the highest of what is on it, as a stamp; nothing where there is none."""
    stamp = write_level(level, session.language)
    if stamp:
        st.html(f'<div class="bg-level" role="note">{escape(stamp)}</div>')


def choose_level(
    session: Session,
    clearance: Secrecy,
    *,
    key: str,
    level: Secrecy = Secrecy.NONE,
    label: str = "access.level",
) -> Secrecy:
    """Let a person choose a level, up to the one that they are cleared for.

    Parameters
    ----------
    session : Session
    clearance : Secrecy
        Of whoever chooses: above it they would not see what they record.
    key : str
        Of the widget.
    level : Secrecy
        That stands there first.
    label : str
        Code of the words over the list.
    """
    offered = [each for each in Secrecy if clearance.covers(each)]
    chosen = st.selectbox(
        session.say(label),
        offered,
        index=offered.index(level) if level in offered else 0,
        format_func=lambda each: capital(describe_value(each, session.language)),
        key=key,
    )
    return Secrecy(chosen or Secrecy.NONE)
