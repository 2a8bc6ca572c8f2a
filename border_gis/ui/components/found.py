"""What a search over everything found, grouped by kind."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TypeVar

import streamlit as st

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.i18n import describe_code, describe_value
from border_gis.incidents.extracts import Extract
from border_gis.incidents.steps import Workflow
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.reports.content.chapters_of_place import record_of
from border_gis.services.everything import Found, IncidentHit, search_everything
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.place_panel import describe_kind, name_place
from border_gis.ui.components.proceeding_words import COLOURS, say_happened, say_state
from border_gis.ui.components.things import show_works_list
from border_gis.ui.components.timeline import name_step
from border_gis.ui.guard import plain
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_card_link, show_heading, show_note
from border_gis.ui.session import Session

SEARCH_KEY = "search_all"
MOST_OF_EACH = 8
_PLACE_COLOUR, _AREA_COLOUR, _LINE_COLOUR = "#c2185b", "#6a4c93", "#b3001b"

Thing = TypeVar("Thing")


def ask_everything(session: Session) -> str:
    """Show the field that searches everything; return what was typed."""
    written = st.text_input(
        session.say("ui.search_all"),
        **kept(SEARCH_KEY),
        placeholder=session.say("ui.search_all_example"),
        icon=":material/search:",
        label_visibility="collapsed",
    )
    return (written or "").strip()


def show_found(workspace: Workspace, session: Session, text: str) -> None:
    """Show what a text was found in: incidents beside places, survey areas, markers and works."""
    found = search_everything(workspace, text)
    show_level(found.level, session)
    st.button(
        session.say("ui.stop_searching"),
        key="stop_searching",
        icon=":material/close:",
        type="tertiary",
        on_click=_forget_search,
    )
    if found.is_empty:
        show_note(session.say("ui.found_nothing", text=text))
        return
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _show_incidents(found, list_workflow(workspace), session)
    with right:
        _show_places(workspace, found, session)
        _show_areas(found, session)
        _show_proceedings(found, session)
        _show_markers(found.markers, found.text, session)
        _show_lines(found.lines, session)
        if found.works:
            with st.container(key="panel_found_works"):
                show_heading(session.say("ui.found_works"), len(found.works))
                show_works_list(_first(found.works, "works", found.text), session, most=len(found.works))
                _offer_rest("works", len(found.works), found.text, session)


def _forget_search() -> None:
    st.session_state[SEARCH_KEY] = ""


def _first(things: Sequence[Thing], name: str, text: str) -> Sequence[Thing]:
    """Return the first few things of a kind, or all where somebody has asked for all of this search."""
    return things if st.session_state.get(f"found_all_{name}") == text else things[:MOST_OF_EACH]


def _offer_rest(name: str, count: int, text: str, session: Session) -> None:
    if count > MOST_OF_EACH and st.session_state.get(f"found_all_{name}") != text:
        st.button(
            session.say("ui.found_more", count=count),
            key=f"found_more_{name}",
            type="tertiary",
            icon=":material/list_alt:",
            on_click=_ask_all,
            args=(name, text),
        )


def _ask_all(name: str, text: str) -> None:
    st.session_state[f"found_all_{name}"] = text


def _show_incidents(found: Found, workflow: Workflow, session: Session) -> None:
    with st.container(key="panel_found_incidents"):
        show_heading(session.say("ui.found_incidents"), len(found.incidents))
        if not found.incidents:
            show_note(session.say("ui.nothing_here"))
        for hit in _first(found.incidents, "incidents", found.text):
            _show_incident(hit, workflow, session)
        _offer_rest("incidents", len(found.incidents), found.text, session)


def _show_incident(hit: IncidentHit, workflow: Workflow, session: Session) -> None:
    incident = hit.incident
    stage = STAGE_OF_STATE[incident.state]
    look = STAGE_COLOURS[stage]
    facts = (
        incident.number,
        session.name_category(incident.category),
        describe_value(incident.state, session.language),
        describe_value(incident.date, session.language) if incident.date else "",
    )
    if show_card_link(
        incident.title,
        [" · ".join(filter(None, facts)), _say_report(hit, workflow, session)],
        key=f"found_{incident.id}",
        label=plain(session.say("ui.open_incident", number=incident.number)),
        colour=look["color"] if stage is Stage.CLOSED else look["fillColor"],
        hollow=stage is Stage.CLOSED,
        below="" if hit.extract is None else _write_extract(hit.extract),
    ):
        session.go("incidents", incident.number)
        st.rerun()


def _say_report(hit: IncidentHit, workflow: Workflow, session: Session) -> str:
    if hit.report is None:
        return ""
    step = hit.report.particulars.step
    what = (
        capital(name_step(step, workflow, session.language))
        if step
        else session.say(f"ui.report_kind_{hit.report.kind}")
    )
    happened = hit.report.happened
    if happened is None:
        said = session.say("ui.found_in_report", what=what)
    else:
        when = describe_value(happened, session.language)
        said = session.say("ui.found_in_report_of", what=what, when=when)
    if hit.report_count > 1:
        said += " " + session.say("ui.found_in_reports", count=hit.report_count - 1)
    return said


def _write_extract(extract: Extract) -> str:
    parts, at = [], 0
    for low, high in extract.marks:
        parts += [escape(extract.text[at:low]), f"<mark>{escape(extract.text[low:high])}</mark>"]
        at = high
    return f'<div class="bg-extract">{"".join(parts)}{escape(extract.text[at:])}</div>'


def _show_places(workspace: Workspace, found: Found, session: Session) -> None:
    if not found.places:
        return
    with st.container(key="panel_found_places"):
        show_heading(session.say("ui.found_places"), len(found.places))
        for order, choice in enumerate(found.places):
            if show_card_link(
                name_place(choice, session),
                [describe_kind(choice, session)],
                key=f"found_place_{order}",
                label=plain(session.say("ui.show_on_map")),
                colour=_PLACE_COLOUR,
                hollow=True,
            ):
                show_on_map(workspace, session, found.text)
                st.rerun()


def _show_areas(found: Found, session: Session) -> None:
    if not found.areas:
        return
    with st.container(key="panel_found_areas"):
        show_heading(session.say("ui.found_areas"), len(found.areas))
        for area in _first(found.areas, "areas", found.text):
            _show_area(area, session)
        _offer_rest("areas", len(found.areas), found.text, session)


def _show_area(area: SurveyArea, session: Session) -> None:
    number = area.number or area.id
    facts = (
        area.number,
        describe_code("survey_purpose", area.purpose, session.language),
        describe_value(area.state, session.language),
        area.reference_as_written,
    )
    if show_card_link(
        area.name,
        [" · ".join(filter(None, facts))],
        key=f"found_area_{area.id}",
        label=plain(session.say("ui.open_area", number=number)),
        colour=_AREA_COLOUR,
        hollow=True,
    ):
        session.go("areas", number)
        st.rerun()


def _show_proceedings(found: Found, session: Session) -> None:
    if not found.proceedings:
        return
    with st.container(key="panel_found_proceedings"):
        show_heading(session.say("proceedings.found"), len(found.proceedings))
        for each in _first(found.proceedings, "proceedings", found.text):
            facts = (each.number, say_happened(each, session), say_state(each, session))
            if show_card_link(
                each.title,
                [" · ".join(facts)],
                key=f"found_proceeding_{each.id}",
                label=plain(session.say("proceedings.open", number=each.number)),
                colour=COLOURS[each.state],
            ):
                session.go("proceedings", each.number)
                st.rerun()
        _offer_rest("proceedings", len(found.proceedings), found.text, session)


def _show_lines(lines: Sequence[BoundaryLine], session: Session) -> None:
    if not lines:
        return
    with st.container(key="panel_found_lines"):
        show_heading(session.say("ui.page_lines"), len(lines))
        for line in lines:
            if show_card_link(
                line.name,
                [f"{record_of(line.id, 'L')} · {describe_value(line.legal_status, session.language)}"],
                key=f"found_line_{line.id}",
                label=plain(session.say("ui.page_lines")),
                colour=_LINE_COLOUR,
                hollow=True,
            ):
                session.go("lines")
                st.rerun()


def _show_markers(markers: Sequence[Marker], text: str, session: Session) -> None:
    if not markers:
        return
    with st.container(key="panel_found_markers"):
        show_heading(session.say("ui.found_markers"), len(markers))
        with st.container(horizontal=True, gap="xsmall", key="marker_links"):
            for marker in _first(markers, "markers", text):
                name = str(marker.reference)
                st.button(
                    plain(name),
                    key=f"found_marker_{marker.id}",
                    icon=":material/location_on:",
                    help=plain(capital(describe_value(marker.kind, session.language))),
                    on_click=session.go,
                    args=("markers", name),
                )
        _offer_rest("markers", len(markers), text, session)
