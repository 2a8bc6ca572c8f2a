"""Markers: the register as a table, and the door to a single marker."""

from __future__ import annotations

import streamlit as st

from border_gis.boundary.parties import Party, Side
from border_gis.boundary.register.marker import MarkerKind
from border_gis.i18n import describe_finding, describe_value, format_number
from border_gis.services.markers import MarkerFilter, MarkerRow, list_markers
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.marker import show_one_marker
from border_gis.ui.session import Session


def show_markers(workspace: Workspace, session: Session) -> None:
    """Show the register, or the marker that the address names."""
    if session.subject:
        show_one_marker(workspace, session, session.subject)
        return
    show_title(session.say("ui.page_markers"), session.say("ui.markers_under"))
    rows = list_markers(workspace, _ask_filter(session))
    with_findings = sum(1 for row in rows if row.findings)
    st.caption(
        session.say("ui.markers_count", found=len(rows), total=len(workspace.markers), findings=with_findings)
    )
    if not rows:
        show_note(session.say("ui.markers_none"))
        return
    _show_table(rows, session)


def _ask_filter(session: Session) -> MarkerFilter:
    with st.container(key="panel_filter"):
        first, second, third, fourth, sixth, seventh, fifth = st.columns(
            [2, 0.9, 0.9, 1.5, 1.3, 1.3, 1.6], gap="small", vertical_alignment="bottom"
        )
        text = first.text_input(
            session.say("ui.filter_text"),
            **kept("markers_text"),
            placeholder=session.say("ui.markers_text_example"),
            icon=":material/search:",
        )
        number_from = second.number_input(
            session.say("ui.number_from"), 0, 1378, None, 1, **kept("markers_from")
        )
        number_to = third.number_input(session.say("ui.number_to"), 0, 1378, None, 1, **kept("markers_to"))
        kinds = fourth.multiselect(
            session.say("ui.kind"),
            list(MarkerKind),
            format_func=lambda kind: capital(describe_value(kind, session.language)),
            **kept("markers_kinds"),
            placeholder=session.say("ui.all"),
            select_all=False,
        )
        sides = sixth.multiselect(
            session.say("ui.side"),
            list(Side),
            format_func=lambda side: capital(describe_value(side, session.language)),
            **kept("markers_sides"),
            placeholder=session.say("ui.all"),
            select_all=False,
        )
        planters = seventh.multiselect(
            session.say("ui.planter"),
            list(Party),
            format_func=lambda party: capital(describe_value(party, session.language)),
            **kept("markers_planters"),
            placeholder=session.say("ui.all"),
            select_all=False,
        )
        with_findings = fifth.checkbox(session.say("ui.only_findings"), **kept("markers_findings"))
    return MarkerFilter(
        text=text or "",
        number_from=None if number_from is None else int(number_from),
        number_to=None if number_to is None else int(number_to),
        kinds=tuple(kinds),
        sides=tuple(sides),
        planters=tuple(planters),
        with_findings=bool(with_findings),
    )


def _show_table(rows: tuple[MarkerRow, ...], session: Session) -> None:
    columns = [
        Column(session.say("ui.marker"), "104px", "strong"),
        Column(session.say("ui.kind"), "110px", "quiet"),
        Column(session.say("ui.latitude"), "112px"),
        Column(session.say("ui.longitude"), "112px"),
        Column(session.say("ui.accuracy"), "100px"),
        Column(session.say("ui.method"), "minmax(130px, 0.8fr)", "quiet"),
        Column(session.say("ui.side"), "minmax(130px, 0.8fr)", "quiet"),
        Column(session.say("ui.gate"), "minmax(140px, 1fr)"),
        Column(session.say("ui.findings"), "minmax(220px, 2fr)"),
    ]
    written = [_write_row(row, order, session) for order, row in enumerate(rows)]
    opened = show_table(columns, written, name="markers", language=session.language)
    st.caption(session.say("ui.table_hint"))
    if opened is not None:
        session.go("markers", opened)
        st.rerun()


def _write_row(row: MarkerRow, order: int, session: Session) -> Row:
    marker, language = row.marker, session.language
    accuracy_m = marker.accuracy_m
    return Row(
        str(marker.reference),
        (
            str(marker.reference),
            capital(describe_value(marker.kind, language)),
            format_number(marker.position.latitude_deg, language, ".6f"),
            format_number(marker.position.longitude_deg, language, ".6f"),
            "–" if accuracy_m is None else session.say("ui.within", distance_m=accuracy_m),
            capital(describe_value(marker.method, language)),
            capital(describe_value(marker.side, language)),
            marker.gate,
            "; ".join(describe_finding(each, language) for each in row.findings),
        ),
        keys={
            0: order,
            2: marker.position.latitude_deg,
            3: marker.position.longitude_deg,
            4: -1.0 if accuracy_m is None else accuracy_m,
        },
    )
