"""Markers: the register as a table, and the door to a single marker."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from border_gis.boundary.register.marker import Marker, MarkerKind
from border_gis.i18n import describe_finding, describe_value, format_number
from border_gis.services.markers import MarkerFilter, MarkerRow, list_markers
from border_gis.services.workspaces import Workspace
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
        first, second, third, fourth, fifth = st.columns(
            [2.4, 1, 1, 1.8, 1.6], gap="small", vertical_alignment="bottom"
        )
        text = first.text_input(
            session.say("ui.filter_text"),
            key="markers_text",
            placeholder=session.say("ui.markers_text_example"),
            icon=":material/search:",
            persist_state="session",
        )
        number_from = second.number_input(
            session.say("ui.number_from"), 0, 1378, None, 1, key="markers_from", persist_state="session"
        )
        number_to = third.number_input(
            session.say("ui.number_to"), 0, 1378, None, 1, key="markers_to", persist_state="session"
        )
        kinds = fourth.multiselect(
            session.say("ui.kind"),
            list(MarkerKind),
            format_func=lambda kind: capital(describe_value(kind, session.language)),
            key="markers_kinds",
            placeholder=session.say("ui.all"),
            persist_state="session",
        )
        with_findings = fifth.checkbox(
            session.say("ui.only_findings"), key="markers_findings", persist_state="session"
        )
    return MarkerFilter(
        text=text or "",
        number_from=None if number_from is None else int(number_from),
        number_to=None if number_to is None else int(number_to),
        kinds=tuple(kinds),
        with_findings=bool(with_findings),
    )


def _show_table(rows: tuple[MarkerRow, ...], session: Session) -> None:
    language = session.language
    markers = [row.marker for row in rows]
    table = pd.DataFrame(
        {
            "marker": [str(marker.reference) for marker in markers],
            "kind": [capital(describe_value(marker.kind, language)) for marker in markers],
            "latitude": [format_number(marker.position.latitude_deg, language, ".6f") for marker in markers],
            "longitude": [
                format_number(marker.position.longitude_deg, language, ".6f") for marker in markers
            ],
            "accuracy": [_say_accuracy(marker, session) for marker in markers],
            "method": [capital(describe_value(marker.method, language)) for marker in markers],
            "planter": [describe_value(marker.planter, language) for marker in markers],
            "side": [describe_value(marker.side, language) for marker in markers],
            "gate": [marker.gate for marker in markers],
            "findings": [
                "; ".join(describe_finding(each, language) for each in row.findings) for row in rows
            ],
        }
    )
    empty = [name for name in ("planter", "side", "gate", "findings") if (table[name].isin(["", "–"])).all()]
    chosen = st.dataframe(
        table.drop(columns=empty),
        key="marker_table",
        hide_index=True,
        height=min(36 * len(table) + 40, 620),
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            name: st.column_config.TextColumn(session.say(f"ui.{name}"), width=_WIDTHS.get(name))
            for name in table.columns
        },
    )
    st.caption(session.say("ui.table_hint"))
    cells = chosen["selection"]["cells"]
    if cells:
        session.go("markers", str(markers[cells[0][0]].reference))
        st.rerun()


_WIDTHS: dict[str, int | Literal["small", "medium", "large"]] = {
    "marker": 100,
    "kind": 110,
    "latitude": 120,
    "longitude": 120,
    "accuracy": 110,
    "method": 170,
    "findings": "large",
}


def _say_accuracy(marker: Marker, session: Session) -> str:
    return "–" if marker.accuracy_m is None else session.say("ui.within", distance_m=marker.accuracy_m)
