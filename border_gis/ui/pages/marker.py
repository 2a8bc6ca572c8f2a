"""One marker: what the register says of it, its neighbours, and what happened near it."""

from __future__ import annotations

import streamlit as st
from shapely.geometry import Point

from border_gis.access import highest_level
from border_gis.boundary.register.marker import Coordinate, Marker
from border_gis.i18n import describe_value, format_number
from border_gis.services.markers import MarkerPage, show_marker
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.maps_shown import TALL_HEIGHT_PX, show_small_map
from border_gis.ui.components.marker_form import is_open, open_form, show_marker_form
from border_gis.ui.components.things import show_incidents_list, show_works_list
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session


def show_one_marker(workspace: Workspace, session: Session, reference: str) -> None:
    """Show the marker with a reference such as ``834/1``."""
    st.button(
        session.say("ui.back_to_register"),
        key="back_to_register",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("markers",),
    )
    page = show_marker(workspace, reference)
    marker = page.marker
    show_level(highest_level(each.level for each in page.incidents), session)
    show_title(session.say("maps.marker_title", marker=marker.reference), marker.gate)
    _show_neighbours(workspace, page, session)
    if is_open(marker):
        show_marker_form(workspace, marker, session)
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        with st.container(key="panel_facts"):
            show_facts(_list_facts(page, session))
        if page.findings:
            with st.container(key="panel_findings"):
                show_heading(session.say("ui.findings"), len(page.findings))
                show_findings(page.findings, session)
        with st.container(key="panel_incidents"):
            show_heading(session.say("ui.incidents_here"), len(page.incidents))
            if not page.incidents:
                show_note(session.say("ui.nothing_here"))
            show_incidents_list(page.incidents, session, "marker")
        with st.container(key="panel_works"):
            show_heading(session.say("ui.works_here"), len(page.works))
            if not page.works:
                show_note(session.say("ui.nothing_here"))
            show_works_list(page.works, session)
    with right:
        stands = Point(marker.position.longitude_deg, marker.position.latitude_deg)
        focus = focus_on([(stands, None)], jumps=True)
        show_small_map(workspace, session, name="marker_map", focus=focus, height=TALL_HEIGHT_PX)


def _show_neighbours(workspace: Workspace, page: MarkerPage, session: Session) -> None:
    with st.container(horizontal=True, gap="small"):
        if page.previous is not None:
            _show_way_to(page.previous, "previous", ":material/west:", session)
        for twin in page.twins:
            _show_way_to(twin, f"twin_{twin.reference}", ":material/join:", session)
        if page.following is not None:
            _show_way_to(page.following, "following", ":material/east:", session)
        st.button(
            session.say("ui.show_on_map"),
            key="marker_on_map",
            icon=":material/map:",
            type="tertiary",
            on_click=show_on_map,
            args=(workspace, session, str(page.marker.reference)),
        )
        st.button(
            session.say("ui.change_marker"),
            key="change_marker",
            icon=":material/edit:",
            type="tertiary",
            on_click=open_form,
            args=(page.marker,),
        )
        st.button(
            session.say("ui.see_history"),
            key="marker_history",
            icon=":material/history:",
            type="tertiary",
            on_click=session.go,
            args=("history", f"marker:{page.marker.reference}"),
        )


def _show_way_to(marker: Marker, key: str, icon: str, session: Session) -> None:
    st.button(
        session.say("maps.marker_title", marker=marker.reference),
        key=f"way_{key}",
        icon=icon,
        on_click=session.go,
        args=("markers", str(marker.reference)),
    )


def _list_facts(page: MarkerPage, session: Session) -> list[tuple[str, str]]:
    marker, language = page.marker, session.language
    accuracy = "" if marker.accuracy_m is None else session.say("ui.within", distance_m=marker.accuracy_m)
    inspected = describe_value(marker.last_inspected, language) if marker.last_inspected else ""
    return [
        (session.say("ui.kind"), capital(describe_value(marker.kind, language))),
        (session.say("ui.size"), describe_value(marker.size, language) if marker.size else ""),
        (session.say("ui.planter"), describe_value(marker.planter, language) if marker.planter else ""),
        (session.say("ui.side"), describe_value(marker.side, language) if marker.side else ""),
        (session.say("ui.position"), _say_coordinate(marker.position, language)),
        (session.say("ui.method"), capital(describe_value(marker.method, language))),
        (session.say("ui.accuracy"), accuracy),
        (session.say("ui.coordinate_vn"), _say_coordinate(marker.coordinate_vn, language)),
        (session.say("ui.coordinate_cn"), _say_coordinate(marker.coordinate_cn, language)),
        (session.say("ui.coordinate_agreed"), _say_coordinate(marker.coordinate_agreed, language)),
        (
            session.say("ui.height"),
            "" if marker.height_m is None else f"{format_number(marker.height_m, language)} m",
        ),
        (session.say("ui.condition"), marker.condition or ""),
        (session.say("ui.last_inspected"), inspected),
        (session.say("ui.unit"), marker.unit_as_written),
        (session.say("ui.source"), marker.source),
        (session.say("ui.note"), marker.note),
    ]


def _say_coordinate(position: Coordinate | None, language: str) -> str:
    if position is None:
        return ""
    latitude = format_number(position.latitude_deg, language, ".6f")
    longitude = format_number(position.longitude_deg, language, ".6f")
    return f"{latitude}°  {longitude}°"
