"""The part of the report form that changes what is known: category, party, date and place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, describe_value, read_date
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace
from border_gis.incidents.view import describe_place
from border_gis.services.categories import list_categories
from border_gis.services.incident_changes import preview_changes
from border_gis.services.incidents import IncidentPage, place_of_choice
from border_gis.services.places import PlaceChoice
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.accuracy_field import AskedAccuracy, ask_accuracy
from border_gis.ui.components.incident_verdicts import show_incident_verdicts
from border_gis.ui.components.inquiries import ask_by_text
from border_gis.ui.components.place_panel import describe_kind, name_place
from border_gis.ui.components.reports import say_value
from border_gis.ui.guard import plain
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_facts, show_heading, show_note
from border_gis.ui.session import Session

CHANGE_FIELDS = ("new_category", "new_party", "new_date", "new_place", "new_accuracy")
_NAMES = {"places": "place"}

KeyOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class AskedChanges:
    """What somebody wants to change of an incident.

    Attributes
    ----------
    changes : mapping of str to Any
        As ``add_report`` takes them; empty when nothing changes.
    troubles : tuple of str
        What was entered and cannot be used, in words.
    """

    changes: Mapping[str, Any]
    troubles: tuple[str, ...] = ()


def ask_changes(
    workspace: Workspace, page: IncidentPage, key_of: KeyOf, session: Session, corrects: str | None = None
) -> AskedChanges:
    """Ask what changes of an incident, and show old and new and what the rules say then.

    It stands folded; what is left empty stays as it is.

    Parameters
    ----------
    workspace : Workspace
    page : IncidentPage
    key_of : callable
        Given the name of a field, returns the key of its widget.
    session : Session
    corrects : str, optional
        Id of the report that is being corrected.
    """
    troubles: list[str] = []
    changes: dict[str, Any] = {}
    with st.expander(session.say("ui.change_incident"), icon=":material/edit:"):
        show_note(session.say("ui.change_incident_hint"))
        first, second, third = st.columns([1.3, 1, 1], gap="small")
        with first:
            category = _ask_category(workspace, key_of, session)
        with second:
            party = _ask_party(key_of, session)
        with third:
            date = _ask_date(key_of, session, troubles)
        left, right = st.columns([2.3, 1], gap="small")
        with left:
            places, is_measured = _ask_places(workspace, key_of, session, troubles)
        alone = _find_alone(page.incident)
        if is_measured or (not places and alone is not None):
            with right:
                asked = ask_accuracy(session, key_of("new_accuracy"))
            places = _give_accuracy(places, page.incident, alone, asked)
            troubles += [asked.trouble] if asked.trouble else []
        wanted = {
            "category": category,
            "party": None if party is None else party.value,
            "date": date,
            "places": [describe_place(place) for place in places] or None,
        }
        changes = {name: value for name, value in wanted.items() if value is not None}
        if changes:
            return _show_preview(workspace, page, changes, corrects, session, tuple(troubles))
    return AskedChanges({}, tuple(troubles))


def _show_preview(
    workspace: Workspace,
    page: IncidentPage,
    changes: Mapping[str, Any],
    corrects: str | None,
    session: Session,
    troubles: tuple[str, ...],
) -> AskedChanges:
    preview = preview_changes(workspace, page.incident.id, changes, corrects)
    show_heading(session.say("ui.changed_before_saving"))
    if not preview.changes:
        show_note(session.say("ui.nothing_differs"))
        return AskedChanges(changes if corrects else {}, troubles)
    show_facts(
        [
            (
                session.say(f"ui.{_NAMES.get(change.field, change.field)}"),
                f"{capital(_say(change.field, change.before, session))} → "
                f"{capital(_say(change.field, change.after, session))}",
            )
            for change in preview.changes
        ]
    )
    show_incident_verdicts(workspace, session, preview.after, before_saving=True, name="changed_verdicts")
    if corrects is None:
        changed = {change.field for change in preview.changes}
        changes = {name: value for name, value in changes.items() if name in changed}
    return AskedChanges(changes, troubles)


def _say(field: str, value: Any, session: Session) -> str:
    if field != "places" or not value:
        return say_value(field, value, session)
    said = []
    for place in value:
        written = place.reference or place.as_written
        if place.is_measured:
            written += f" ({session.say('maps.accuracy', accuracy_m=place.accuracy_m)})"
        said.append(written)
    return "; ".join(said)


def _ask_category(workspace: Workspace, key_of: KeyOf, session: Session) -> str | None:
    return st.selectbox(
        session.say("ui.category"),
        [each.code for each in list_categories(workspace) if each.in_use],
        index=None,
        format_func=lambda code: capital(session.name_category(code)),
        **kept(key_of("new_category")),
        placeholder=session.say("ui.unchanged"),
    )


def _ask_party(key_of: KeyOf, session: Session) -> IncidentParty | None:
    parties: tuple[IncidentParty, ...] = tuple(IncidentParty)
    return st.selectbox(
        session.say("ui.party"),
        parties,
        index=None,
        format_func=lambda each: capital(describe_value(each, session.language)),
        **kept(key_of("new_party")),
        placeholder=session.say("ui.unchanged"),
    )


def _ask_date(key_of: KeyOf, session: Session, troubles: list[str]) -> str | None:
    written = st.text_input(
        session.say("ui.new_date"),
        **kept(key_of("new_date")),
        placeholder=session.say("ui.unchanged"),
    )
    if not (written or "").strip():
        return None
    try:
        return read_date(written).isoformat()
    except BorderGisError as error:
        troubles.append(describe_error(error, session.language))
        show_note(troubles[-1], "error")
        return None


def _ask_places(
    workspace: Workspace, key_of: KeyOf, session: Session, troubles: list[str]
) -> tuple[tuple[IncidentPlace, ...], bool]:
    """Return the places that were typed, and whether one of them is a position of its own."""
    text = st.text_input(
        session.say("ui.new_place"),
        **kept(key_of("new_place")),
        placeholder=session.say("ui.unchanged"),
        help=session.say("ui.new_place_hint"),
    )
    places: list[IncidentPlace] = []
    is_measured = False
    for part in filter(None, (each.strip() for each in (text or "").split(";"))):
        inquiry = ask_by_text(workspace, part)
        if inquiry.trouble is not None:
            troubles.append(describe_error(inquiry.trouble, session.language))
            show_note(troubles[-1], "error")
        choices = inquiry.found.choices if inquiry.found else ()
        if not choices:
            continue
        choice = choices[0]
        if len(choices) > 1:
            index = st.selectbox(
                session.say("ui.several_readings", count=len(choices)),
                range(len(choices)),
                format_func=partial(_name_choice, choices, session),
                key=key_of(f"new_place_{part}"),
            )
            choice = choices[index]
        is_measured = is_measured or choice.coordinate is not None
        places += place_of_choice(choice, part)
    return tuple(places), is_measured


def _name_choice(choices: tuple[PlaceChoice, ...], session: Session, index: int) -> str:
    choice = choices[index]
    return plain(f"{name_place(choice, session)} – {describe_kind(choice, session)}")


def _find_alone(incident: Incident) -> int | None:
    """Return the index of the only place that is a position and no reference, if it is the only one."""
    found = [
        index
        for index, place in enumerate(incident.places)
        if place.geometry is not None and (place.is_measured or not place.reference)
    ]
    return found[0] if len(found) == 1 else None


def _give_accuracy(
    typed: tuple[IncidentPlace, ...], incident: Incident, alone: int | None, asked: AskedAccuracy
) -> tuple[IncidentPlace, ...]:
    """Return the places with the accuracy entered: those that were typed, or the one that is there."""
    if asked.accuracy_m is None:
        return typed
    accuracy_m = asked.accuracy_m
    if typed:
        return tuple(
            place if place.reference or place.geometry is None else place.measured(accuracy_m)
            for place in typed
        )
    return tuple(
        place.measured(accuracy_m) if index == alone else place for index, place in enumerate(incident.places)
    )
