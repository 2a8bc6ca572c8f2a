"""Fields whose value outlives a look at another page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from border_gis.ui.session import current_session


def kept(key: str) -> dict[str, Any]:
    """Return the key of a field that keeps its value, and what makes it keep it.

    Streamlit sends a kept value only to a browser that says nothing of the field. Whoever comes
    back to a page before another has run to its end still names the value, and has thrown the
    field away when the answer arrives: it would stand empty. So each turn sends the value again.

    Parameters
    ----------
    key : str
        Key of the field.

    Returns
    -------
    dict
        ``key`` and ``persist_state``, to be passed on: ``st.text_input(label, **kept(key))``.
    """
    session = current_session()
    if session is not None and session.is_turning and key in st.session_state:
        st.session_state[key] = st.session_state[key]
    return {"key": key, "persist_state": "session"}
