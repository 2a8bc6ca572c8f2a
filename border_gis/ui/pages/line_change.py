"""What a new version of the line does to what was placed by reference: see how far, then record it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st
from shapely.geometry import LineString, mapping
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.i18n import describe_value
from border_gis.maps.legend import name_line
from border_gis.services.line_changes import apply_line_change, preview_line_change, runs_elsewhere
from border_gis.services.line_weighing import ELSEWHERE_M, KINDS, STANDS_M, LineChangeChoice, PlaceChange
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import MapFocus, focus_on
from border_gis.ui.components.line_deeds import DOTS, open_deed, show_line_deeds
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session

_PREVIEW, _FOCUS = "line_change_preview", "line_change_focus"
_TURN, _SAID = "line_change_turn", "line_change_said"
_BEFORE, _AFTER = "#54636b", "#c2185b"
_MOST_BARS, _NEAREST_ZOOM = 8, 17

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
        show_line_deeds(workspace, session, line.id)
        if not changes:
            is_only = len(workspace.lines) == 1
            show_note(session.say("ui.moves_no_other" if is_only else "ui.moves_nothing"))
            return
        if runs_elsewhere(changes):
            far = {"line": name_line(line, session.language), "farthest_km": ELSEWHERE_M / 1_000.0}
            show_note(session.say("ui.moves_elsewhere", **far), "error")
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
        names = {each.id: name_line(each, session.language) for each in workspace.lines}
        before = dict.fromkeys(names.get(change.line_id, "–") for change in changes)
        show_facts(
            [
                (session.say("ui.moves_old_line"), ", ".join(before)),
                (session.say("ui.moves_line"), names[line.id]),
            ]
        )
        show_heading(session.say("ui.moves_which"))
        kinds = [kind for kind in KINDS if any(change.kind == kind for change in changes)]
        for kind, column in zip(kinds, st.columns(len(kinds), gap="small"), strict=True):
            with column:
                some = [change for change in changes if change.kind == kind]
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
    farther = [moved_m for moved_m in moves_m if moved_m >= STANDS_M]
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
    count = sum(change.goes(choices[change.kind]) for change in changes)
    # A second press of the same button finds another form.
    form = f"line_change_{session.subject}_{st.session_state.get(_TURN, 0)}"
    reason = st.text_input(session.say("ui.moves_reason"), key=f"change_reason_{form}")
    st.button(
        session.say("ui.moves_do" if count else "ui.moves_do_stay", count=count),
        type="primary",
        icon=":material/check:",
        key="change_do",
        on_click=session.press_save,
        args=(form,),
    )
    with guarded(session.language, workspace.settings), session.saving(form) as is_wanted:
        if is_wanted:
            with st.spinner(session.say("ui.moves_recording")):
                done = apply_line_change(workspace, session.subject, choices, reason or "")
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            open_deed(done.deed.id)
            code = "ui.moves_done" if done.moved else "ui.moves_done_none"
            said = {"moved": done.moved, "stayed": done.stayed}
            session.notice = (code, said)
            st.session_state[_SAID] = (session.subject, workspace.data_version, code, said)
            st.rerun()
    told = st.session_state.get(_SAID)
    if told is not None and told[:2] == (session.subject, workspace.data_version):
        # The notice stands at the head of the page, which may be out of sight.
        show_note(session.say(told[2], **told[3]), "good")


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
    moves = [(change, moved_m) for change, moved_m in moves if moved_m >= STANDS_M]
    if not moves:
        show_note(capital(session.say("ui.moves_summary_none")), "good")
        return
    longest_m = moves[0][1]
    bars = []
    for change, moved_m in moves:
        share = max(1.0, 100.0 * moved_m / longest_m)
        said = escape(session.say("ui.moves_metres", distance_m=moved_m))
        bars.append(
            f'<div class="bg-move"><span class="bg-move-name">{escape(change.name)}</span>'
            f'<span class="bg-move-track"><span class="bg-move-bar" style="width:{share:.1f}%;'
            f'background:{DOTS[change.kind]}"></span></span><span class="bg-move-said">{said}</span></div>'
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
                dot=DOTS[change.kind],
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
    legend = "".join(
        f'<span class="bg-chip"><span class="bg-dot" style="border-color:{colour};background:{colour}">'
        f"</span>{escape(session.say(code))}</span>"
        for code, colour in (("ui.moves_before", _BEFORE), ("ui.moves_after", _AFTER))
    )
    name = shown.name if shown.reference in shown.name else f"{shown.name} · {shown.reference}"
    st.html(f'<div class="bg-move-legend"><span>{escape(name)}</span>{legend}</div>')
    show_small_map(workspace, session, name="line_change", focus=_focus_of(shown, choices), height=300)


def _focus_of(change: PlaceChange, choices: Choices) -> MapFocus | None:
    """Return the old place, the new one, and the way between them."""
    choice = choices.get(change.kind, LineChangeChoice.STAY)
    if choice is LineChangeChoice.STAY:
        choice = LineChangeChoice.MOVE
    after = change.after[choice]
    if after is None:
        return focus_on([(change.before, None)], jumps=True)
    shown = [
        (change.before, "before"),
        *((way, "way") for way in _list_ways(change.before, after)),
        (after, ""),
    ]
    return MapFocus(
        tuple((mapping(geometry), None) for geometry, _ in shown),
        jumps=True,
        looks=tuple(look for _, look in shown),
        nearest_zoom=_NEAREST_ZOOM,
    )


def _list_ways(before: BaseGeometry, after: BaseGeometry) -> list[LineString]:
    """Return the straight ways from where a point, or each end of a line, was to where it goes."""
    if before.geom_type == after.geom_type == "LineString":
        pairs = [(before.coords[end], after.coords[end]) for end in (0, -1)]
    else:
        pairs = [(before.representative_point().coords[0], after.representative_point().coords[0])]
    return [LineString(pair) for pair in pairs if pair[0] != pair[1]]
