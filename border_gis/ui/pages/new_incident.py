"""A new incident: where it happened, shown before it is saved, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import BorderGisError
from border_gis.exchange.photos import PhotoFacts
from border_gis.i18n import describe_error, describe_value, read_date
from border_gis.incidents.model import IncidentParty, IncidentPlace, IncidentState
from border_gis.services.categories import list_categories
from border_gis.services.incidents import (
    IncidentDraft,
    IncidentPreview,
    add_report,
    place_of_choice,
    preview_incident,
    record_incident,
)
from border_gis.services.places import PlaceFacts
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.accuracy_field import ask_accuracy
from border_gis.ui.components.draft_places import focus_on_all, show_more_places, split_places
from border_gis.ui.components.duplicates import show_duplicates
from border_gis.ui.components.evidence import AskedFiles, ask_files, offer_photo_place
from border_gis.ui.components.evidence_words import write_position
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.incident_verdicts import show_incident_verdicts
from border_gis.ui.components.inquiries import ask_by_click, ask_by_text, chosen
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.place_panel import show_choices, show_short_place
from border_gis.ui.drafting import DRAFT, start_draft
from border_gis.ui.guard import guarded
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Draft, Inquiry, Session


@dataclass(frozen=True, slots=True)
class _Filled:
    """What was filled in, and what of it cannot be used."""

    draft: IncidentDraft
    troubles: tuple[str, ...]
    asked: AskedFiles


def show_new_incident(workspace: Workspace, session: Session) -> None:
    """Show the form, or, when it has just been saved, the incident that it became."""
    draft = session.draft
    draft.put_again()
    show_title(session.say("ui.page_new"), session.say("ui.new_under"))
    left, right = st.columns([1, 1], gap="medium")
    places: tuple[IncidentPlace, ...] = ()
    troubles: tuple[str, ...] = ()
    with left, guarded(session.language, workspace.settings):
        places, troubles = _ask_place(workspace, session)
    with right, guarded(session.language, workspace.settings):
        # Above the fields, where somebody who is typing sees it.
        pointed_out = st.container()
        filled = _ask_fields(workspace, session, places, troubles)
        _offer_saving(workspace, session, draft, filled, pointed_out)


def _ask_place(workspace: Workspace, session: Session) -> tuple[tuple[IncidentPlace, ...], tuple[str, ...]]:
    """Ask where it happened; return the places, and what of it cannot be used."""
    draft = session.draft
    with st.container(key="panel_place"):
        show_heading(session.say("ui.new_where"))
        field = st.container()
        answer = st.container()
        split_places(workspace, draft)
        _bring_up_to_date(workspace, draft)
        focus = focus_on_all(draft)
        click = show_small_map(
            workspace, session, name=f"draft_{draft.token}", focus=focus, answers_clicks=True
        )
        if click is not None and click.number != draft.seen_click:
            draft.seen_click = click.number
            draft.inquiry = ask_by_click(workspace, click)
            draft.put("place", draft.inquiry.text)
            # What was said of another position does not hold for this one.
            draft.put("accuracy", "")
        with field:
            st.text_input(
                session.say("ui.place_text"),
                **kept(draft.key("place")),
                placeholder=session.say("ui.search_example"),
                help=session.say("ui.search_hint"),
            )
        with answer:
            places, troubles = _answer_place(workspace, session, draft.inquiry)
            show_more_places(draft, places, session)
            return (*draft.more, *(place for place in places if place not in draft.more)), troubles


def _bring_up_to_date(workspace: Workspace, draft: Draft) -> None:
    text = (st.session_state.get(draft.key("place")) or "").strip()
    if not text:
        draft.inquiry = Inquiry()
    elif text != draft.inquiry.text:
        draft.inquiry = ask_by_text(workspace, text)


def _answer_place(
    workspace: Workspace, session: Session, inquiry: Inquiry
) -> tuple[tuple[IncidentPlace, ...], tuple[str, ...]]:
    if inquiry.trouble is not None:
        show_note(describe_error(inquiry.trouble, session.language), "error")
        return (IncidentPlace(as_written=inquiry.text),), ()
    if inquiry.found is None:
        show_note(session.say("ui.new_where_hint"))
        return (), ()
    show_choices(session, inquiry, DRAFT)
    choice = chosen(inquiry, DRAFT)
    if choice is None:
        return (IncidentPlace(as_written=inquiry.text),), ()
    facts = show_short_place(workspace, session, choice)
    _suggest(session.draft, facts)
    places = place_of_choice(choice, inquiry.text)
    if choice.coordinate is None and inquiry.click is None:
        return places, ()
    asked = ask_accuracy(session, session.draft.key("accuracy"))
    if asked.accuracy_m is not None:
        places = tuple(place.measured(asked.accuracy_m) for place in places)
    return places, (asked.trouble,) if asked.trouble else ()


def _suggest(draft: Draft, facts: PlaceFacts) -> None:
    """Fill in province and commune of a place that was just found, where nothing stands yet."""
    if draft.suggested_for == draft.inquiry.number:
        return
    draft.suggested_for = draft.inquiry.number
    found = {
        "province": facts.province if facts.province in BORDER_PROVINCES else None,
        "unit": facts.unit.name if facts.unit else None,
    }
    for name, value in found.items():
        if value and not st.session_state.get(draft.key(name)):
            draft.put(name, value)


def _ask_fields(
    workspace: Workspace, session: Session, places: tuple[IncidentPlace, ...], troubles: tuple[str, ...]
) -> _Filled:
    draft, language = session.draft, session.language
    with st.container(key="panel_fields"):
        show_heading(session.say("ui.new_what"))
        title = st.text_input(
            session.say("ui.required", name=session.say("ui.title")),
            **kept(draft.key("title")),
            placeholder=session.say("ui.title_example"),
        )
        first, second = st.columns(2, gap="small")
        category = first.selectbox(
            session.say("ui.required", name=session.say("ui.category")),
            [each.code for each in list_categories(workspace) if each.in_use],
            index=None,
            format_func=lambda code: capital(session.name_category(code)),
            **kept(draft.key("category")),
            placeholder=session.say("ui.choose"),
        )
        party = second.selectbox(
            session.say("ui.party"),
            [IncidentParty.UNKNOWN, *(each for each in IncidentParty if each is not IncidentParty.UNKNOWN)],
            format_func=lambda each: capital(describe_value(each, language)),
            **kept(draft.key("party")),
        )
        states: tuple[IncidentState, ...] = tuple(IncidentState)
        state = first.selectbox(
            session.say("ui.state"),
            states,
            format_func=lambda each: capital(describe_value(each, language)),
            **kept(draft.key("state")),
        )
        date_text = second.text_input(
            session.say("ui.date"),
            **kept(draft.key("date")),
            placeholder=session.say("ui.date_example"),
        )
        date, trouble = _read_date(date_text or "", session)
        province = first.selectbox(
            session.say("ui.province"),
            BORDER_PROVINCES,
            index=None,
            **kept(draft.key("province")),
            placeholder=session.say("ui.choose"),
        )
        unit = second.text_input(
            session.say("ui.unit"),
            **kept(draft.key("unit")),
            placeholder=session.say("ui.unit_example"),
        )
        first, second = st.columns([2.2, 1], gap="small")
        levels: tuple[Secrecy, ...] = tuple(Secrecy)
        secrecy = second.selectbox(
            session.say("ui.secrecy"),
            levels,
            format_func=lambda level: capital(describe_value(level, language)),
            **kept(draft.key("secrecy")),
        )
        paper = first.text_input(
            session.say("ui.source_paper"),
            **kept(draft.key("paper")),
            placeholder=session.say("ui.paper_example"),
        )
        description = st.text_area(
            session.say("ui.description"), **kept(draft.key("description")), height=120
        )
        asked = ask_files(session, draft.key("papers"))
        offer_photo_place(
            workspace, session, asked, draft.key("photo"), lambda facts: _take_photo_place(draft, facts)
        )
    return _Filled(
        IncidentDraft(
            title=(title or "").strip(),
            category=category or "",
            party=party,
            state=state,
            date=date,
            place_text=draft.inquiry.text,
            places=places,
            source_paper=(paper or "").strip(),
            description=(description or "").strip(),
            unit_as_written=(unit or "").strip(),
            province=province or "",
            secrecy=secrecy,
        ),
        (*troubles, *((trouble,) if trouble else ())),
        asked,
    )


def _take_photo_place(draft: Draft, facts: PhotoFacts) -> None:
    error_m = facts.position_error_m
    draft.put("place", write_position(facts))
    draft.put("accuracy", f"{error_m:g}" if error_m else "")


def _read_date(text: str, session: Session) -> tuple[PartialDate | None, str]:
    """Return the date that was typed, or why it cannot be understood; say which it is."""
    if not text.strip():
        return None, ""
    try:
        date = read_date(text)
    except BorderGisError as error:
        said = describe_error(error, session.language)
        show_note(said, "error")
        return None, said
    precision = session.say(f"ui.precision_{date.precision}")
    show_note(session.say("ui.date_understood", date=date, precision=precision), "good")
    return date, ""


def _offer_saving(
    workspace: Workspace, session: Session, draft: Draft, filled: _Filled, pointed_out: DeltaGenerator
) -> None:
    preview = preview_incident(workspace, filled.draft)
    with pointed_out:
        show_duplicates(preview.possible, filled.draft, session)
    show_incident_verdicts(workspace, session, filled.draft, before_saving=True)
    answer = st.container()
    with st.container(horizontal=True, gap="small"):
        st.button(
            session.say("ui.save_incident"),
            key="save_incident",
            type="primary",
            icon=":material/save:",
            on_click=session.press_save,
            args=(f"incident_{draft.token}",),
        )
        st.button(
            session.say("ui.start_again"),
            key="start_again",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=start_draft,
            args=(session,),
        )
    with (
        answer,
        guarded(session.language, workspace.settings),
        session.saving(f"incident_{draft.token}") as is_pressed,
    ):
        if is_pressed:
            _save(workspace, session, draft, filled, preview)


def _save(
    workspace: Workspace, session: Session, draft: Draft, filled: _Filled, preview: IncidentPreview
) -> None:
    """Save a draft once: a second click finds it saved, and shows what it became."""
    if not draft.saved_id:
        show_findings(preview.findings, session)
        for trouble in filled.troubles:
            show_note(trouble, "error")
        if filled.troubles or not preview.can_be_recorded:
            show_note(session.say("ui.not_saved"), "warning")
            return
        kept = filled.asked.keep(workspace)
        incident = record_incident(workspace, filled.draft)
        draft.saved_id = incident.number
        if kept:
            add_report(workspace, incident.id, attachments=kept)
    session.notice = ("ui.saved", {"number": draft.saved_id})
    session.go("incidents", draft.saved_id)
    session.draft = Draft()
    st.rerun()
