"""Begin a new incident, with nothing or at a place that was found on the map."""

from __future__ import annotations

import streamlit as st

from border_gis.ui.components.inquiries import choice_key
from border_gis.ui.session import Draft, Inquiry, Session

DRAFT = "draft"


def start_draft(session: Session, inquiry: Inquiry | None = None, where: str = "") -> None:
    """Begin a new incident and turn to its page.

    Parameters
    ----------
    session : Session
    inquiry : Inquiry, optional
        What was asked elsewhere; the new incident is placed there.
    where : str
        Where it was asked: the reading that was chosen there is taken over.
    """
    session.draft = Draft()
    if inquiry is not None:
        session.draft.inquiry = inquiry
        session.draft.put("place", inquiry.text)
        st.session_state[choice_key(inquiry, DRAFT)] = st.session_state.get(choice_key(inquiry, where)) or 0
    session.go("new")
