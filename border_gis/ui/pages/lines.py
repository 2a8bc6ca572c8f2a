"""Versions of the line: what each is worth, and two of them side by side with the land between."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from shapely.geometry import Point

from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.i18n import describe_value
from border_gis.maps.legend import name_line
from border_gis.services.line_versions import SideBySide, draw_side_by_side, hold_side_by_side
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on, show_map
from border_gis.ui.components.line_deeds import show_line_deeds
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_card_link, show_facts, show_heading, show_note, show_title
from border_gis.ui.pages.line_change import show_line_change
from border_gis.ui.session import Session
from border_gis.zones.gravity import gravest
from border_gis.zones.verdict import Outcome, Verdict

MAP_HEIGHT_PX = 560
_FOCUS = "lines_focus"


def show_lines(workspace: Workspace, session: Session) -> None:
    """Show the versions, and two of them side by side where there are two."""
    if session.subject:
        show_line_change(workspace, session)
        return
    show_title(session.say("ui.page_lines"), session.say("ui.lines_under"))
    lines = workspace.lines
    if len(lines) < 2:
        _show_only(lines, session)
        _show_deeds(workspace, session)
        return
    if not any(line.legal_status is LegalStatus.AGREED for line in lines):
        show_note(session.say("ui.lines_neither"))
    left, right = st.columns(2, gap="small")
    names = {line.id: name_line(line, session.language) for line in lines}
    ids = list(names)
    first = left.selectbox(
        session.say("ui.lines_first"), ids, format_func=names.__getitem__, key="lines_first"
    )
    others = [each for each in ids if each != first]
    second = right.selectbox(
        session.say("ui.lines_second"), others, format_func=names.__getitem__, key="lines_second"
    )
    _offer_change(session, names, first, second)
    with guarded(session.language, workspace.settings):
        _show_pair(workspace, session, first, second)
    _show_deeds(workspace, session)


def _show_deeds(workspace: Workspace, session: Session) -> None:
    with guarded(session.language, workspace.settings):
        show_line_deeds(workspace, session)


def _offer_change(session: Session, names: dict[str, str], first: str, second: str) -> None:
    """Offer what becomes of things that were placed by reference when one of the two is used."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(session.say("ui.lines_change_to"))
        for line_id in (first, second):
            if st.button(names[line_id], key=f"change_to_{line_id}", icon=":material/move_down:"):
                session.go("lines", line_id)
                st.rerun()


def _show_only(lines: Sequence[BoundaryLine], session: Session) -> None:
    show_note(session.say("ui.lines_only_one" if lines else "ui.lines_none"), "warning")
    for line in lines:
        with st.container(key="panel_line"):
            show_heading(line.name)
            show_facts(_list_facts(line, session))
    with st.container(key="panel_add"):
        show_note(session.say("ui.lines_how_to_add"))
        st.button(
            session.say("ui.page_import"),
            key="lines_import",
            icon=":material/upload_file:",
            on_click=session.go,
            args=("import",),
        )
        st.code('border-gis line add FILE --name "…" --status view_vn', language=None)


def _list_facts(line: BoundaryLine, session: Session) -> list[tuple[str, str]]:
    length = session.say("ui.line_kilometres", length_km=line.length_m / 1_000.0)
    return [
        (session.say("ui.line_status"), capital(describe_value(line.legal_status, session.language))),
        (session.say("ui.line_length"), length),
        (session.say("ui.accuracy"), session.say("ui.within", distance_m=line.accuracy_m)),
        (session.say("ui.source"), line.source),
    ]


def _show_pair(workspace: Workspace, session: Session, first: str, second: str) -> None:
    with st.spinner(session.say("ui.lines_comparing")):
        found = hold_side_by_side(workspace, first, second)
    left, right = st.columns([1, 1.6], gap="medium")
    with left:
        with st.container(key="panel_comparison"):
            show_facts(_list_comparison(found, session))
        focus = _show_largest(found, session)
    with right, st.container(key="small_map_lines"):
        show_map(
            draw_side_by_side(workspace, first, second, session.language),
            name="lines",
            title=session.say("ui.page_lines"),
            height=MAP_HEIGHT_PX,
            focus=focus,
        )
    with st.container(key="panel_works_between"):
        show_heading(session.say("ui.lines_works"), len(found.page.works))
        _show_works(found, session)


def _list_comparison(found: SideBySide, session: Session) -> list[tuple[str, str]]:
    compared = found.page.comparison
    where = {"distance_m": compared.greatest_m, "reference": found.greatest_reference or "–"}
    ends = {"from_km": compared.from_m / 1_000.0, "to_km": compared.to_m / 1_000.0}
    size = {"hectares": compared.hectares, "count": len(compared.areas)}
    return [
        (session.say("ui.lines_land"), session.say("ui.lines_hectares", **size)),
        (session.say("ui.lines_greatest"), session.say("ui.lines_greatest_at", **where)),
        (session.say("ui.lines_between"), session.say("ui.lines_from_to", **ends)),
    ]


def _show_largest(found: SideBySide, session: Session) -> MapFocus | None:
    """Show the largest areas as cards; return where the map is to look."""
    pair = f"{found.first.id}:{found.second.id}"
    show_heading(session.say("ui.lines_largest"))
    if not found.largest:
        show_note(session.say("ui.nothing_here"))
    for number, named in enumerate(found.largest):
        land = named.land
        whose = session.say(
            "ui.lines_whose",
            first=describe_value(land.first_party, session.language),
            second=describe_value(land.second_party, session.language),
        )
        size = {"hectares": land.hectares, "reference": named.reference or "–"}
        if show_card_link(
            session.say("ui.lines_one_area", **size),
            [whose],
            key=f"land_{number}",
            label=session.say("ui.show_on_map"),
            colour="#e69f00",
        ):
            st.session_state[_FOCUS] = (pair, number)
    chosen = st.session_state.get(_FOCUS)
    if chosen and chosen[0] == pair and chosen[1] < len(found.largest):
        return focus_on([(found.largest[chosen[1]].land.polygon, None)])
    return focus_on([(Point(*found.greatest_at), None)], jumps=True)


def _show_works(found: SideBySide, session: Session) -> None:
    if not found.page.works:
        show_note(session.say("ui.lines_no_works"), "good")
        return
    heads = (
        session.say("ui.lines_work"),
        session.say("ui.lines_under_line", line=found.first.name),
        session.say("ui.lines_under_line", line=found.second.name),
    )
    rows = [
        (
            " · ".join(
                filter(
                    None,
                    (
                        each.work.name or capital(describe_value(each.work.kind, session.language)),
                        each.work.reference_as_written,
                    ),
                )
            ),
            _say_gravest(each.first, session),
            _say_gravest(each.second, session),
        )
        for each in found.page.works
    ]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    st.html(f'<table class="bg-pairs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _say_gravest(verdicts: Sequence[Verdict], session: Session) -> str:
    worst = gravest(verdicts)
    if worst is None or worst.outcome is Outcome.OUTSIDE:
        return capital(describe_value(Outcome.OUTSIDE, session.language))
    params = {"outcome": worst.outcome, "article": worst.article}
    return capital(session.say("maps.verdict_tip", **params))
