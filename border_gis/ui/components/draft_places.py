"""The several places of a new incident: added one after the other, taken back one by one."""

from __future__ import annotations

import streamlit as st

from border_gis.incidents.model import IncidentPlace
from border_gis.services.incidents import place_of_choice
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on
from border_gis.ui.components.inquiries import ask_by_text, chosen, chosen_focus
from border_gis.ui.drafting import DRAFT
from border_gis.ui.guard import plain
from border_gis.ui.session import Draft, Inquiry, Session


def split_places(workspace: Workspace, draft: Draft) -> None:
    """Take what stands before the last semicolon of the field as places of their own.

    Only places that can be understood in one way are taken; the rest stays in the field.
    """
    text = st.session_state.get(draft.key("place")) or ""
    *before, last = (part.strip() for part in text.split(";"))
    if not before:
        return
    left = []
    for part in filter(None, before):
        inquiry = ask_by_text(workspace, part)
        choices = inquiry.found.choices if inquiry.found else ()
        if len(choices) == 1:
            add_places(draft, place_of_choice(choices[0], part))
        else:
            left.append(part)
    draft.put("place", "; ".join((*left, last)) if left else last)


def add_places(draft: Draft, places: tuple[IncidentPlace, ...]) -> None:
    """Add places to a draft, each once."""
    draft.more = (*draft.more, *(place for place in places if place not in draft.more))


def show_more_places(draft: Draft, places: tuple[IncidentPlace, ...], session: Session) -> None:
    """Show the places that were added, each with a way to take it back, and offer to add another."""
    with st.container(horizontal=True, gap="xsmall", key="more_places"):
        for number, place in enumerate(draft.more):
            name = place.reference or place.as_written
            st.button(
                plain(name),
                key=draft.key(f"drop_{number}_{name}"),
                icon=":material/close:",
                help=session.say("ui.drop_place"),
                on_click=_drop,
                args=(draft, place),
            )
        if places and places[0].as_written:
            st.button(
                session.say("ui.another_place"),
                key=draft.key("another"),
                icon=":material/add_location:",
                type="tertiary",
                on_click=_keep_and_clear,
                args=(draft, places),
            )


def focus_on_all(draft: Draft) -> MapFocus | None:
    """Return where the map looks: at the place that is being typed, with all that were added."""
    typed = chosen_focus(draft.inquiry, DRAFT)
    if not draft.more:
        return typed
    choice = chosen(draft.inquiry, DRAFT)
    places = [(place.geometry, place.accuracy_m) for place in draft.more]
    if choice is not None:
        places += [(place.geometry, place.accuracy_m) for place in choice.places]  # type: ignore[misc]
    return focus_on(places, stays=typed is not None and typed.stays)


def _drop(draft: Draft, place: IncidentPlace) -> None:
    draft.more = tuple(each for each in draft.more if each != place)


def _keep_and_clear(draft: Draft, places: tuple[IncidentPlace, ...]) -> None:
    add_places(draft, places)
    draft.inquiry = Inquiry()
    draft.put("place", "")
    draft.put("accuracy", "")
