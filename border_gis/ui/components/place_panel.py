"""What is known of a place: readings to choose from, facts, neighbours, works and incidents."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from border_gis.boundary.coordinates import write_decimal
from border_gis.boundary.places import Candidate, Place
from border_gis.boundary.reference import format_reading
from border_gis.boundary.register.marker import Marker
from border_gis.i18n import describe_error, describe_value, format_number
from border_gis.services.places import PlaceChoice, PlaceFacts, describe_place
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.inquiries import choice_key, chosen
from border_gis.ui.components.things import show_incidents_list, show_works_list
from border_gis.ui.guard import plain
from border_gis.ui.look import show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Inquiry, Session


def show_choices(session: Session, inquiry: Inquiry, where: str) -> None:
    """Offer the readings of what was asked, when there are several."""
    choices = inquiry.found.choices if inquiry.found else ()
    if len(choices) < 2:
        return
    st.radio(
        session.say("ui.several_readings", count=len(choices)),
        range(len(choices)),
        format_func=lambda index: plain(name_choice(choices[index], session)),
        key=choice_key(inquiry, where),
    )


def name_choice(choice: PlaceChoice, session: Session) -> str:
    """Return a reading in a few words: the reference, or the coordinates, and what it is."""
    language = session.language
    place = next((each for each in choice.places if each.geometry is not None), None)
    if choice.label_reading is None:
        if place is None or place.geometry is None:
            return session.say("ui.point_clicked")
        return write_decimal(place.geometry.x, place.geometry.y)
    name = format_reading(choice.label_reading, language)
    kind = session.say(f"ui.place_{choice.label_reading.kind}")
    return f"{name} – {kind}" if place is not None else f"{name} – {session.say('ui.place_not_found')}"


def show_place_panel(workspace: Workspace, session: Session, inquiry: Inquiry, where: str) -> None:
    """Show the answer to an inquiry: what is known of the place, and what to do there."""
    if inquiry.trouble is not None:
        show_note(describe_error(inquiry.trouble, session.language), "error")
        return
    if inquiry.found is None:
        return
    show_findings(inquiry.found.findings, session)
    show_choices(session, inquiry, where)
    choice = chosen(inquiry, where)
    if choice is None:
        return
    facts = describe_place(workspace, choice)
    _show_head(choice, session)
    _show_placement(workspace, choice, facts, session)
    if facts.incidents:
        show_heading(session.say("ui.incidents_here"), len(facts.incidents))
        show_incidents_list(facts.incidents, session, where)
    if facts.works:
        show_heading(session.say("ui.works_here"), len(facts.works))
        show_works_list(facts.works, session)


def show_short_place(workspace: Workspace, session: Session, choice: PlaceChoice) -> None:
    """Show where a choice is, for somebody who is about to record something there."""


def _show_head(choice: PlaceChoice, session: Session) -> None:
    show_title(name_choice(choice, session))


def _show_placement(workspace: Workspace, choice: PlaceChoice, facts: PlaceFacts, session: Session) -> None:
    show_facts(list(facts.coordinates))
