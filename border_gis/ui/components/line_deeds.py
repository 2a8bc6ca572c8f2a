"""The changes of the line that were made: each as a whole, with what it moved, and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from border_gis.access import Role
from border_gis.boundary.line_deeds import LineDeed
from border_gis.i18n import describe_code
from border_gis.services.line_change_undoing import (
    LineChange,
    LineUndo,
    MovedThing,
    list_line_changes,
    preview_line_undo,
    undo_line_change,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_facts, show_heading, show_note
from border_gis.ui.session import Session

DOTS = {"incident": "#d55e00", "work": "#0072b2"}
_PAGES = {"incident": "incidents", "work": "works"}
_OPEN, _TURN = "line_deed_open", "line_deed_turn"
_MOST, _MOST_NAMES = 20, 12


def open_deed(deed_id: str) -> None:
    """Let a change show what it moved, from the next run on."""
    st.session_state[_OPEN] = deed_id


def show_line_deeds(workspace: Workspace, session: Session, line_id: str = "") -> None:
    """Show the changes that were made, all or those to one line, newest first."""
    changes = [each for each in list_line_changes(workspace) if line_id in ("", each.deed.line_id)]
    if not changes:
        return
    names = {line.id: line.name for line in workspace.lines}
    with st.container(key="panel_line_deeds"):
        heading = "ui.deeds_to_this" if line_id else "ui.deeds"
        show_heading(session.say(heading), len(changes))
        for number, change in enumerate(changes[:_MOST]):
            with st.container(key=f"line_deed_{number}"):
                _show_change(workspace, session, change, names)
        if len(changes) > _MOST:
            st.caption(session.say("ui.deeds_more", count=len(changes) - _MOST))


def _show_change(workspace: Workspace, session: Session, change: LineChange, names: dict[str, str]) -> None:
    deed = change.deed
    is_open = st.session_state.get(_OPEN) == deed.id
    words, button = st.columns([5, 1], vertical_alignment="center")
    with words:
        _show_words(session, change, names)
    if deed.moves:
        button.button(
            session.say("ui.deed_close" if is_open else "ui.deed_open"),
            key=f"deed_open_{deed.id}",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            on_click=open_deed,
            args=("" if is_open else deed.id,),
            width="stretch",
        )
    if is_open and deed.moves:
        with guarded(session.language, workspace.settings):
            undo = preview_line_undo(workspace, deed.id)
            _show_moves(session, undo)
            _offer_undo(workspace, session, undo)


def _show_words(session: Session, change: LineChange, names: dict[str, str]) -> None:
    """Show a change in a few lines: when and who, from where to where, what was chosen, how far."""
    deed = change.deed
    before = ", ".join(names.get(line_id, line_id) for line_id in deed.from_lines) or "–"
    title = session.say("ui.deed_title", moment=deed.recorded_at, author=deed.author)
    lines = [
        (session.say("ui.deed_lines"), f"{before} → {deed.line_name}"),
        (session.say("ui.deed_choices"), _say_choices(session, deed)),
        (session.say("ui.deed_moves"), _say_moves(session, deed)),
        (session.say("ui.deed_reason"), deed.reason),
    ]
    for undoing in change.undoings:
        told = {"count": len(undoing.moves), "total": len(deed.moves), "moment": undoing.recorded_at}
        said = session.say("ui.deed_undone", author=undoing.author, reason=undoing.reason, **told)
        lines.append((session.say("ui.deed_back"), said))
    st.html(f'<div class="bg-card-title">{escape(title)}</div>')
    show_facts(lines)


def _say_choices(session: Session, deed: LineDeed) -> str:
    said = {
        kind: describe_code("line_change_choice", deed.choices.get(kind, "stay"), session.language)
        for kind in DOTS
    }
    return session.say("ui.deed_chosen", incidents=said["incident"], works=said["work"])


def _say_moves(session: Session, deed: LineDeed) -> str:
    if not deed.moves:
        return session.say("ui.deed_moved_none", stayed=deed.left)
    return session.say(
        "ui.deed_moved",
        incidents=len(deed.of("incident")),
        works=len(deed.of("work")),
        farthest_m=deed.farthest_m,
        middle_m=deed.middle_m,
        stayed=deed.left,
    )


def _show_moves(session: Session, undo: LineUndo) -> None:
    """Show everything that the change moved, the farthest first, and how it stands now."""
    say = session.say
    columns = [
        Column(say("ui.moves_kind"), "120px", "dotted"),
        Column(say("ui.moves_thing"), "minmax(0, 1.5fr)", "strong"),
        Column(say("ui.moves_reference"), "minmax(0, 0.5fr)"),
        Column(say("ui.deed_moved_by"), "110px"),
        Column(say("ui.deed_now"), "minmax(0, 1fr)", "quiet"),
    ]
    things = [(thing, say("ui.deed_stands")) for thing in undo.back]
    things += [(thing, say("ui.deed_went_back")) for thing in undo.went_back]
    things += [
        (thing, say("ui.deed_changed", author=thing.changed_by, moment=thing.changed_at))
        for thing in undo.left
    ]
    things.sort(key=lambda pair: pair[0].move.moved_m, reverse=True)
    rows = [
        Row(
            f"{thing.move.kind}:{thing.move.object_id}:{thing.move.place}",
            (
                say(f"ui.moves_one_{thing.move.kind}"),
                thing.name,
                thing.reference,
                say("ui.moves_metres", distance_m=thing.move.moved_m),
                now,
            ),
            keys={3: thing.move.moved_m},
            dot=DOTS[thing.move.kind],
        )
        for thing, now in things
    ]
    st.caption(say("ui.deed_click"))
    chosen = show_table(columns, rows, name="line_deed", language=session.language)
    if chosen is not None:
        kind, object_id, _ = chosen.split(":")
        session.go(_PAGES[kind], object_id)
        st.rerun()


def _offer_undo(workspace: Workspace, session: Session, undo: LineUndo) -> None:
    change = undo.change
    if undo.left:
        names = _list_names(undo.left)
        show_note(session.say("ui.deed_left", count=len(undo.left), names=names), "warning")
    if not undo.back:
        return
    if not workspace.actor.role.includes(Role.APPROVER):
        show_note(session.say("ui.deed_approver"))
        return
    # A second press of the same button finds another form.
    form = f"line_undo_{change.deed.id}_{st.session_state.get(_TURN, 0)}"
    field, button = st.columns([3, 1], vertical_alignment="bottom")
    reason = field.text_input(session.say("ui.moves_undo_reason"), key=f"deed_reason_{form}")
    button.button(
        session.say("ui.deed_undo", count=len(undo.back)),
        key="deed_undo",
        type="primary",
        icon=":material/undo:",
        on_click=session.press_save,
        args=(form,),
        width="stretch",
    )
    with guarded(session.language, workspace.settings), session.saving(form) as is_wanted:
        if is_wanted:
            with st.spinner(session.say("ui.moves_recording")):
                done = undo_line_change(workspace, change.deed.id, reason or "")
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            code = "ui.deed_undone_some" if done.left else "ui.moves_undone"
            session.notice = (code, {"count": len(done.back), "left": len(done.left)})
            st.rerun()


def _list_names(things: Sequence[MovedThing]) -> str:
    names = list(dict.fromkeys(thing.name for thing in things))
    return "; ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
