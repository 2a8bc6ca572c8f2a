"""The history of a work: its states as a drawn row, and below every entry with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.i18n import describe_value
from border_gis.services.history import FieldChange
from border_gis.services.work_recording import undo_work_change
from border_gis.services.works import WorkPage
from border_gis.services.workspaces import Workspace
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital
from border_gis.ui.session import Session
from border_gis.works.history import ReportedState
from border_gis.works.model import WorkKind, WorkParty, WorkState

STATE_COLOURS = {
    WorkState.PROPOSED: "#7a8791",
    WorkState.NOTIFIED: "#0072b2",
    WorkState.STAKED_OUT: "#a06f00",
    WorkState.UNDER_CONSTRUCTION: "#d55e00",
    WorkState.COMPLETED: "#007a5a",
    WorkState.EXTENDED: "#a8518a",
    WorkState.REMOVED: "#2b2b2b",
    WorkState.UNKNOWN: "#7a8791",
}
"""The colours of Okabe and Ito, as on the map; every state stands beside its name besides."""

_CODES = {"kind": WorkKind, "party": WorkParty, "state": WorkState}
_DATES = ("since", "extended", "notified")


def show_states(states: Sequence[ReportedState], session: Session) -> None:
    """Show the states of a work as a row in the order of the events."""
    st.html(f'<ol class="bg-states">{"".join(_write_state(state, session) for state in states)}</ol>')


def _write_state(state: ReportedState, session: Session) -> str:
    name = capital(describe_value(state.state, session.language))
    when = (
        session.say("works.day_unknown")
        if state.event_date is None
        else describe_value(state.event_date, session.language)
    )
    told = f'<span class="bg-soft">{escape(state.paper)}</span>' if state.paper else ""
    undone = f'<span class="bg-soft">{escape(session.say("works.undone"))}</span>' if state.is_undone else ""
    classes = "bg-state bg-state-undone" if state.is_undone else "bg-state"
    colour = STATE_COLOURS[state.state]
    return (
        f'<li class="{classes}" style="--lane:{colour}"><span class="bg-state-dot"></span>'
        f"<b>{escape(name)}</b><span>{escape(when)}</span>{told}{undone}</li>"
    )


def show_work_history(workspace: Workspace, page: WorkPage, session: Session) -> None:
    """Show every entry, the newest first, each with what it changed and a way to undo it."""
    undone = page.undone
    for change in reversed(page.changes):
        st.html(_write_entry(change, change.id in undone, session))
        if change.kind in ("changed", "state") and change.id not in undone:
            _offer_undo(workspace, page, change, session)


def _offer_undo(workspace: Workspace, page: WorkPage, change: RegisterChange, session: Session) -> None:
    with st.popover(session.say("works.undo"), icon=":material/undo:", type="tertiary"):
        reason = st.text_input(session.say("works.reason"), key=f"undo_reason_{change.id}")
        if st.button(session.say("works.undo_this"), key=f"undo_{change.id}", type="primary"):
            with guarded(session.language, workspace.settings):
                undo_work_change(workspace, change.id, reason or "")
                session.notice = ("works.was_undone", {"name": name_work(page, session)})
                st.rerun()


def name_work(page: WorkPage, session: Session) -> str:
    """Return what a work is called: its name, or its kind."""
    return page.work.name or capital(describe_value(page.work.kind, session.language))


def _write_entry(change: RegisterChange, is_undone: bool, session: Session) -> str:
    head = session.say(f"works.entry_{change.kind}")
    if change.state:
        head += ": " + describe_value(WorkState(change.state), session.language)
    if change.event_date is not None:
        head += f" · {describe_value(change.event_date, session.language)}"
    author = (
        session.say("ui.author_demonstration") if change.author == "demonstration" else change.author
    ) or session.say("works.nobody_named")
    by = session.say("ui.recorded_by", author=author, moment=change.recorded_at)
    parts = [
        f'<div class="bg-history-head">{escape(head)}</div><div class="bg-history-by">{escape(by)}</div>'
    ]
    if change.kind != "added":
        parts += [_write_change(name, change.before, change.after, session) for name in sorted(change.after)]
    if change.reason:
        parts.append(f'<div class="bg-text">{escape(change.reason)}</div>')
    if change.paper:
        parts.append(
            f'<div class="bg-history-by">{escape(session.say("ui.by_paper", paper=change.paper))}</div>'
        )
    if is_undone:
        parts.append(f'<div class="bg-history-by">{escape(session.say("works.undone"))}</div>')
    return f'<div class="bg-history">{"".join(parts)}</div>'


def _write_change(name: str, before: Mapping[str, Any], after: Mapping[str, Any], session: Session) -> str:
    said = capital(session.say(f"work_field.{name}"))
    if (moved_m := FieldChange(name, before.get(name), after.get(name)).moved_m) is not None:
        moved = session.say("ui.place_moved", distance_m=moved_m)
        return f'<div class="bg-change"><b>{escape(said)}</b>: {escape(moved)}</div>'
    old, new = (_say_value(name, values.get(name), session) for values in (before, after))
    return f'<div class="bg-change"><b>{escape(said)}</b>: <s>{escape(old)}</s> → {escape(new)}</div>'


def _say_value(name: str, value: Any, session: Session) -> str:
    if value is None or value == "":
        return "–"
    if name in _CODES:
        return describe_value(_CODES[name](value), session.language)
    if name in _DATES:
        return describe_value(PartialDate.fromisoformat(value), session.language)
    if name == "geometry":
        return session.say("works.geometry_said", kind=value["type"])
    return describe_value(value, session.language)
