"""Ask the services for a place, and remember the answer with the reading that was chosen."""

from __future__ import annotations

from itertools import count

import streamlit as st

from border_gis.boundary.coordinates import write_decimal
from border_gis.errors import BorderGisError
from border_gis.services.places import PlaceChoice, answer_click, find_places
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapClick, MapFocus, focus_on
from border_gis.ui.session import Inquiry, Session

_NUMBERS = count(1)


def ask_by_text(workspace: Workspace, text: str) -> Inquiry:
    """Look a text up: a reference or coordinates; what cannot be understood is told, not raised."""
    inquiry = Inquiry(text=text.strip(), number=next(_NUMBERS))
    try:
        inquiry.found = find_places(workspace, text)
    except BorderGisError as error:
        inquiry.trouble = error
    return inquiry


def ask_by_click(workspace: Workspace, click: MapClick) -> Inquiry:
    """Look up the point that was clicked; its text is its coordinates."""
    text = write_decimal(click.longitude_deg, click.latitude_deg)
    inquiry = Inquiry(text=text, click=click, number=next(_NUMBERS))
    try:
        inquiry.found = answer_click(workspace, click.longitude_deg, click.latitude_deg)
    except BorderGisError as error:
        inquiry.trouble = error
    return inquiry


def show_on_map(workspace: Workspace, session: Session, text: str) -> None:
    """Turn to the map page, at the place that a text names."""
    session.inquiry = ask_by_text(workspace, text)
    st.session_state["place_text"] = text
    session.go("map")


def choice_key(inquiry: Inquiry, where: str) -> str:
    """Return the key of the widget that chooses among the readings of an inquiry."""
    return f"choice_{where}_{inquiry.number}"


def chosen(inquiry: Inquiry, where: str) -> PlaceChoice | None:
    """Return the reading that the person chose, or the best one; None if there is none."""
    choices = inquiry.found.choices if inquiry.found else ()
    if not choices:
        return None
    index = st.session_state.get(choice_key(inquiry, where)) or 0
    return choices[index] if 0 <= index < len(choices) else choices[0]


def chosen_focus(inquiry: Inquiry, where: str) -> MapFocus | None:
    """Return where the map should look; after a click it stays where it is."""
    choice = chosen(inquiry, where)
    if choice is None:
        return None
    is_click = inquiry.click is not None
    places = [(place.geometry, None if is_click else place.accuracy_m) for place in choice.places]
    return focus_on(places, stays=is_click)
