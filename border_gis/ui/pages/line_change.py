"""What a new version of the line does to what was placed by reference: see how far, then record it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.i18n import describe_value
from border_gis.maps.legend import name_line
from border_gis.services.line_changes import (
    LineChangeChoice,
    LineChangeResult,
    PlaceChange,
    apply_line_change,
    preview_line_change,
    undo_line_change,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_card_link, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session

_KINDS = ("incident", "work")
_PAGES = {"incident": "incidents", "work": "works"}
_DOTS = {"incident": "#d55e00", "work": "#0072b2"}
_PREVIEW, _FOCUS, _DONE = "line_change_preview", "line_change_focus", "line_change_done"
_MOST_BARS, _MOST_LINKS, _MOST_NAMES = 8, 12, 20
_STANDS_M = 0.001

Choices = Mapping[str, LineChangeChoice]


def show_line_change(workspace: Workspace, session: Session) -> None:
    """Show what the new version of the line in the address would move, and record what is chosen."""
    show_title(session.say("ui.moves_title"), session.say("ui.moves_under"))
    if st.button(session.say("ui.moves_back"), icon=":material/arrow_back:", type="tertiary"):
        session.go("lines")
        st.rerun()
    with guarded(session.language, workspace.settings):
        changes = _preview(workspace, session)
        line = next(line for line in workspace.lines if line.id == session.subject)
        done: LineChangeResult | None = st.session_state.get(_DONE)
        if done is not None and done.line_id == line.id:
            _show_done(workspace, session, done)
        if not changes:
            show_note(session.say("ui.moves_nothing"), "good")
            return
        left, right = st.columns([1, 1.25], gap="medium")
        with left:
            choices = _ask(workspace, session, line, changes)
        ordered = sorted(changes, key=lambda change: _order(change, choices), reverse=True)
        with right:
            with st.container(key="panel_change_largest"):
                _draw_largest(ordered, choices, session)
            place = st.container(key="panel_change_map")
        opened = _show_moves(ordered, choices, session)
        if opened is not None:
            st.session_state[_FOCUS] = (line.id, opened)
        with place:
            _show_where(workspace, session, ordered, choices)


def _preview(workspace: Workspace, session: Session) -> tuple[PlaceChange, ...]:
    """Return what would move, worked out once for each state of the data."""
    key = (session.subject, workspace.store.location, workspace.data_version, workspace.actor.clearance)
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != key:
        with st.spinner(session.say("ui.moves_working")):
            kept = st.session_state[_PREVIEW] = (key, preview_line_change(workspace, session.subject))
    changes: tuple[PlaceChange, ...] = kept[1]
    return changes


def _ask(
    workspace: Workspace, session: Session, line: BoundaryLine, changes: Sequence[PlaceChange]
) -> Choices:
    choices: dict[str, LineChangeChoice] = {}
    with st.container(key="panel_change_line"):
        show_facts([(session.say("ui.moves_line"), name_line(line, session.language))])
        show_heading(session.say("ui.moves_which"))
        for kind in _KINDS:
            some = [change for change in changes if change.kind == kind]
            if some:
                choices[kind] = _ask_kind(kind, some, session)
        _ask_to_record(workspace, session, changes, choices)
    return choices


def _ask_kind(kind: str, changes: Sequence[PlaceChange], session: Session) -> LineChangeChoice:
    options = list(LineChangeChoice)
    chosen: LineChangeChoice = st.radio(
        session.say(f"ui.moves_{kind}", count=len(changes)),
        options,
        format_func=lambda choice: capital(describe_value(choice, session.language)),
        captions=[_sum_up(changes, choice, session) for choice in options],
        key=f"change_{kind}",
    )
    return chosen


def _sum_up(changes: Sequence[PlaceChange], choice: LineChangeChoice, session: Session) -> str:
    moves_m = [moved_m for change in changes if (moved_m := change.moved_m[choice]) is not None]
    farther = [moved_m for moved_m in moves_m if moved_m >= _STANDS_M]
    said = (
        session.say("ui.moves_summary", moved=len(farther), farthest_m=max(farther))
        if farther
        else session.say("ui.moves_summary_none")
    )
    missing = sum(change.after[choice] is None for change in changes)
    return capital(said) + (session.say("ui.moves_summary_missing", count=missing) if missing else "")


def _ask_to_record(
    workspace: Workspace, session: Session, changes: Sequence[PlaceChange], choices: Choices
) -> None:
    if not workspace.actor.role.includes(Role.APPROVER):
        show_note(session.say("ui.moves_approver"))
        return
    count = sum((_moved_m(change, choices) or 0.0) >= _STANDS_M for change in changes)
    reason = st.text_input(session.say("ui.moves_reason"), key="change_reason")
    is_wanted = st.button(
        session.say("ui.moves_do", count=count),
        type="primary",
        icon=":material/check:",
        disabled=not count,
        key="change_do",
    )
    if is_wanted:
        with guarded(session.language, workspace.settings):
            done = apply_line_change(workspace, session.subject, choices, reason or "")
            st.session_state[_DONE] = done
            session.notice = ("ui.moves_done", {"moved": done.moved, "stayed": done.stayed})
            st.rerun()


def _moved_m(change: PlaceChange, choices: Choices) -> float | None:
    return change.moved_m[choices.get(change.kind, LineChangeChoice.STAY)]


def _order(change: PlaceChange, choices: Choices) -> tuple[float, float]:
    """Return what puts the largest movement first; where nothing moves, the largest that could."""
    could_m = max((moved_m or 0.0 for moved_m in change.moved_m.values()), default=0.0)
    return (_moved_m(change, choices) or 0.0, could_m)


def _draw_largest(ordered: Sequence[PlaceChange], choices: Choices, session: Session) -> None:
    """Draw the largest moves as bars, each with its name and length."""
    show_heading(session.say("ui.moves_largest"))
    moves = [(change, _moved_m(change, choices) or 0.0) for change in ordered[:_MOST_BARS]]
    moves = [(change, moved_m) for change, moved_m in moves if moved_m >= _STANDS_M]
    if not moves:
        show_note(session.say("ui.moves_summary_none"), "good")
        return
    longest_m = moves[0][1]
    bars = []
    for change, moved_m in moves:
        share = max(1.0, 100.0 * moved_m / longest_m)
        said = escape(session.say("ui.moves_metres", distance_m=moved_m))
        bars.append(
            f'<div class="bg-move"><span class="bg-move-name">{escape(change.name)}</span>'
            f'<span class="bg-move-track"><span class="bg-move-bar" style="width:{share:.1f}%;'
            f'background:{_DOTS[change.kind]}"></span></span><span class="bg-move-said">{said}</span></div>'
        )
    st.html("".join(bars))


def _show_moves(ordered: Sequence[PlaceChange], choices: Choices, session: Session) -> str | None:
    say = session.say
    columns = [
        Column(say("ui.moves_kind"), "135px", "dotted"),
        Column(say("ui.moves_thing"), "minmax(0, 1.6fr)", "strong"),
        Column(say("ui.moves_reference"), "minmax(0, 1fr)"),
        Column(say("ui.moves_will_move"), "120px", "strong"),
        Column(say("ui.moves_with_reference"), "130px", "quiet"),
        Column(say("ui.moves_keeping"), "130px", "quiet"),
    ]
    rows = []
    for change in ordered:
        distances_m = (
            _moved_m(change, choices),
            change.moved_m[LineChangeChoice.MOVE],
            change.moved_m[LineChangeChoice.MEASURE],
        )
        said = [_say_metres(distance_m, session) for distance_m in distances_m]
        kind = session.say(f"ui.moves_one_{change.kind}")
        rows.append(
            Row(
                _id_of(change),
                (kind, change.name, change.reference, *said),
                keys={column: distance or -1.0 for column, distance in enumerate(distances_m, start=3)},
                dot=_DOTS[change.kind],
            )
        )
    with st.container(key="panel_change_moves"):
        st.caption(session.say("ui.moves_click"))
        return show_table(columns, rows, name="line_change", language=session.language)


def _say_metres(distance_m: float | None, session: Session) -> str:
    if distance_m is None:
        return session.say("ui.moves_no_place")
    return session.say("ui.moves_metres", distance_m=distance_m)


def _id_of(change: PlaceChange) -> str:
    return f"{change.kind}:{change.id}:{change.place}"


def _show_where(
    workspace: Workspace, session: Session, ordered: Sequence[PlaceChange], choices: Choices
) -> None:
    chosen = st.session_state.get(_FOCUS)
    shown = next((change for change in ordered if chosen == (session.subject, _id_of(change))), ordered[0])
    show_heading(session.say("ui.moves_map"))
    st.caption(f"{shown.name} · {shown.reference}")
    show_small_map(workspace, session, name="line_change", focus=_focus_of(shown, choices), height=300)


def _focus_of(change: PlaceChange, choices: Choices) -> MapFocus | None:
    """Return the old place, the new one, and the way between them."""
    choice = choices.get(change.kind, LineChangeChoice.STAY)
    if choice is LineChangeChoice.STAY:
        choice = LineChangeChoice.MOVE
    after = change.after[choice]
    places: list[tuple[BaseGeometry | None, float | None]] = [(change.before, None), (after, None)]
    if after is not None:
        here, there = change.before.representative_point(), after.representative_point()
        if not here.equals(there):
            places.append((LineString([here, there]), None))
    return focus_on(places, jumps=True)


def _show_done(workspace: Workspace, session: Session, done: LineChangeResult) -> None:
    with st.container(key="panel_change_done"):
        show_heading(session.say("ui.moves_recorded"), done.moved)
        show_note(session.say("ui.moves_done", moved=done.moved, stayed=done.stayed), "good")
        if done.not_placed:
            names = ", ".join(done.not_placed[:_MOST_NAMES])
            show_note(session.say("ui.moves_not_placed", names=names), "warning")
        cards = st.columns(3, gap="small")
        once = {(change.kind, change.id): change for change in done.moves}
        for number, change in enumerate(list(once.values())[:_MOST_LINKS]):
            with cards[number % 3]:
                if show_card_link(
                    change.name,
                    [change.reference],
                    key=f"changed_{number}",
                    label=session.say("ui.moves_show"),
                    colour=_DOTS[change.kind],
                ):
                    session.go(_PAGES[change.kind], change.id)
                    st.rerun()
        if done.moves:
            _offer_undo(workspace, session, done)


def _offer_undo(workspace: Workspace, session: Session, done: LineChangeResult) -> None:
    with st.popover(session.say("ui.moves_undo"), icon=":material/undo:"):
        reason = st.text_input(session.say("ui.moves_undo_reason"), key="change_undo_reason")
        if st.button(session.say("ui.moves_undo"), type="primary", key="change_undo"):
            with guarded(session.language, workspace.settings):
                count = undo_line_change(workspace, done, reason or "")
                st.session_state.pop(_DONE)
                session.notice = ("ui.moves_undone", {"count": count})
                st.rerun()
