"""What is known of an incident now: its facts, where it is, and what it is tied to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from border_gis.boundary.units import Unit
from border_gis.i18n import describe_value
from border_gis.incidents.model import PHOTO_SOURCE, Incident, IncidentPlace
from border_gis.incidents.unit_names import UnitReading
from border_gis.maps.symbols import STAGE_COLOURS, STAGE_OF_STATE, Stage
from border_gis.services.attachments import list_attachments
from border_gis.services.units import units_of_incident
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.things import show_works_list
from border_gis.ui.guard import plain
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_text
from border_gis.ui.session import Session


def show_incident_head(incident: Incident, session: Session) -> None:
    """Show the title, the number and the state."""
    stage = STAGE_OF_STATE[incident.state]
    look = STAGE_COLOURS[stage]
    is_closed = stage is Stage.CLOSED
    colour = look["color"] if is_closed else look["fillColor"]
    fill = "" if is_closed else f"background:{colour};"
    state = capital(describe_value(incident.state, session.language))
    category = capital(session.name_category(incident.category))
    under = " · ".join(
        filter(
            None,
            (
                incident.number,
                category,
                capital(describe_value(incident.party, session.language)),
                describe_value(incident.date, session.language) if incident.date else "",
            ),
        )
    )
    st.html(
        f'<h1 class="bg-title">{escape(incident.title)}</h1><div class="bg-head-line">'
        f'<span class="bg-under">{escape(under)}</span>'
        f'<span class="bg-chip"><span class="bg-dot" style="border-color:{colour};{fill}"></span>'
        f"{escape(state)}</span></div>"
    )


def show_incident_facts(workspace: Workspace, incident: Incident, session: Session) -> None:
    """Show names and values, and the description."""
    facts = [
        *_list_unit_facts(workspace, incident, session),
        (session.say("ui.province"), incident.province),
        (session.say("ui.source_paper"), incident.source_paper),
    ]
    if incident.event_kind:
        facts.append((session.say("ui.event_kind"), incident.event_kind))
    show_facts(facts)
    if incident.description:
        show_heading(session.say("ui.description"))
        show_text(incident.description)


def show_where(workspace: Workspace, incident: Incident, session: Session) -> None:
    """Show every place of an incident on one map, as written and as resolved."""
    with st.container(key="panel_where"):
        show_heading(session.say("ui.place"), len(incident.places) or None)
        if not incident.places:
            show_note(session.say("ui.no_place"))
            return
        show_facts(
            [
                (place.reference or place.as_written, _say_place(workspace, place, session))
                for place in incident.places
            ]
        )
        focus = focus_on(((place.geometry, place.accuracy_m) for place in incident.places), jumps=True)
        if focus is None:
            show_note(session.say("ui.not_on_map"), "warning")
            return
        show_small_map(workspace, session, name="incident_map", focus=focus)
        place = next(each for each in incident.places if each.geometry is not None)
        st.button(
            session.say("ui.show_on_map"),
            key="incident_on_map",
            icon=":material/map:",
            type="tertiary",
            on_click=show_on_map,
            args=(workspace, session, place.reference or place.as_written),
        )


def show_ties(
    workspace: Workspace, incident: Incident, areas: Sequence[SurveyArea], session: Session
) -> None:
    """Show the works, markers and survey areas that an incident is tied to, each with its way there."""
    works = [work for work in workspace.works if work.id in incident.works]
    markers = [marker for marker in workspace.markers if marker.id in incident.markers]
    stretches = [place.reference for place in incident.places if place.reference]
    if not (works or markers or stretches or areas):
        return
    with st.container(key="panel_ties"):
        show_heading(session.say("ui.related"))
        with st.container(horizontal=True, gap="xsmall", key="marker_links"):
            for reference in stretches:
                st.button(
                    plain(session.say("ui.history_of", what=reference)),
                    key=f"stretch_{reference}",
                    icon=":material/history:",
                    on_click=session.go,
                    args=("history", f"stretch:{reference}"),
                )
            for marker in markers:
                name = str(marker.reference)
                st.button(
                    plain(name),
                    key=f"tied_{marker.id}",
                    icon=":material/location_on:",
                    on_click=session.go,
                    args=("markers", name),
                )
            for area in areas:
                st.button(
                    plain(" · ".join(filter(None, (area.number, area.name)))),
                    key=f"tied_{area.id}",
                    icon=":material/select_all:",
                    help=session.say("ui.found_areas"),
                    on_click=session.go,
                    args=("areas", area.number or area.id),
                )
        show_works_list(works, session)


def _list_unit_facts(workspace: Workspace, incident: Incident, session: Session) -> list[tuple[str, str]]:
    """Return the units as written, as they were on the date, and as they are today."""
    readings = units_of_incident(workspace, incident)
    if not readings:
        return []
    now = [(reading, reading.today) for reading in readings]
    then = session.say("ui.unit_without_date")
    if incident.date is not None:
        then = _say_units([(reading, reading.then) for reading in readings], workspace, session)
    return [
        (session.say("ui.unit_as_written"), incident.unit_as_written),
        (session.say("ui.unit_then"), then),
        (session.say("ui.unit_today"), _say_units(now, workspace, session)),
    ]


def _say_units(
    found: list[tuple[UnitReading, tuple[Unit, ...]]], workspace: Workspace, session: Session
) -> str:
    if not workspace.units:
        return session.say("ui.unit_none_loaded")
    said = []
    for reading, units in found:
        names = session.say("ui.unit_or").join(
            session.say("ui.unit_of", name=unit.name, parent=unit.parent_name)
            if unit.parent_name
            else unit.name
            for unit in units
        )
        if units:
            said.append(session.say("ui.unit_is", written=reading.as_written, names=names))
        else:
            # Districts ended: one that was there then may have nothing in its place today.
            code = "ui.unit_not_there" if reading.is_known else "ui.unit_not_known"
            said.append(session.say(code, written=reading.as_written))
    return "; ".join(said)


def _say_place(workspace: Workspace, place: IncidentPlace, session: Session) -> str:
    said = []
    if place.accuracy_m is not None:
        said.append(session.say("maps.accuracy", accuracy_m=place.accuracy_m))
    if place.source.startswith(PHOTO_SOURCE):
        photos = list_attachments(workspace, (place.source.removeprefix(PHOTO_SOURCE),))
        names = ", ".join(photo.name for photo in photos)
        said.append(session.say("evidence.place_of_photo", name=names).strip())
        if place.accuracy_m is None:
            said.append(session.say("evidence.accuracy_unknown"))
    if place.reference and place.reference != place.as_written:
        said.append(session.say("ui.as_written", text=place.as_written))
    return "; ".join(said) or session.say("ui.place_not_found")
