"""One thing that the office did or wrote: what is known of it, its papers, and everything recorded of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from border_gis.access import Role, highest_level
from border_gis.boundary.changes import RegisterChange
from border_gis.proceedings.kinds import PaperRole, ProceedingKind
from border_gis.services.proceedings import (
    ProceedingPage,
    show_proceeding,
    undo_proceeding_change,
    withdraw_proceeding,
)
from border_gis.services.workflow import list_proceeding_kinds
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.proceeding_words import (
    say_field,
    say_gate,
    say_happened,
    say_kind,
    say_paper,
    say_state,
)
from border_gis.ui.components.things import show_incidents_list
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_card, show_facts, show_heading, show_note, show_text, show_title
from border_gis.ui.session import Session

CHANGE = "change-"


def show_one_proceeding(workspace: Workspace, session: Session, number: str) -> None:
    """Show the entry with a number."""
    st.button(
        session.say("proceedings.back"),
        key="back_to_proceedings",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("proceedings",),
    )
    page = show_proceeding(workspace, number)
    said = page.proceeding
    kinds = {kind.code: kind for kind in list_proceeding_kinds(workspace)}
    show_level(highest_level([said.secrecy, *(each.level for each in page.incidents)]), session)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(said.title, f"{said.number} · {say_kind(said.kind, kinds, session)}")
        if workspace.actor.role.includes(Role.RECORDER) and not said.is_withdrawn:
            _show_doors(workspace, page, session)
    if said.is_withdrawn:
        show_note(session.say("proceedings.withdrawn_mark"), "warning")
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        with st.container(key="panel_facts"):
            show_facts(_list_facts(page, session))
            if said.text:
                show_text(said.text)
        if said.papers:
            with st.container(key="panel_papers"):
                is_comment = page.kind is not None and page.kind.papers is PaperRole.COMMENTED
                heading = "proceedings.drafts_heading" if is_comment else "proceedings.papers_heading"
                show_heading(session.say(heading), len(said.papers))
                for paper in said.papers:
                    show_card(
                        paper.title or paper.number, [say_paper(paper, session)] if paper.number else []
                    )
        if page.incidents:
            with st.container(key="panel_incidents"):
                show_heading(session.say("proceeding_field.incidents").capitalize(), len(page.incidents))
                show_incidents_list(page.incidents, session, "proceeding")
    with right, st.container(key="panel_history"):
        show_heading(session.say("proceedings.history"), len(page.changes))
        _show_history(workspace, page, session, kinds)


def _show_doors(workspace: Workspace, page: ProceedingPage, session: Session) -> None:
    said = page.proceeding
    with st.popover(session.say("proceedings.withdraw"), icon=":material/block:", type="tertiary"):
        st.caption(session.say("proceedings.withdraw_why"))
        # A form: what is typed in it does not have the page run again under the button.
        with st.form(f"withdraw_{said.id}", border=False):
            reason = st.text_input(session.say("proceedings.reason_short"))
            is_sent = st.form_submit_button(session.say("proceedings.withdraw_this"), type="primary")
        if is_sent:
            with guarded(session.language, workspace.settings):
                withdraw_proceeding(workspace, said.id, reason or "")
                session.notice = ("proceedings.was_withdrawn", {"number": said.number})
                st.rerun()
    st.button(
        session.say("proceedings.change"),
        key="change_proceeding",
        icon=":material/edit:",
        on_click=session.go,
        args=("proceedings", CHANGE + said.number),
    )


def _list_facts(page: ProceedingPage, session: Session) -> list[tuple[str, str]]:
    said = page.proceeding

    def named(name: str) -> str:
        return capital(session.say(f"proceeding_field.{name}"))

    return [
        (named("happened"), say_happened(said, session)),
        (named("state"), say_state(said, session)),
        (named("offices"), "; ".join(said.offices)),
        (named("gates"), "; ".join(say_gate(gate, session) for gate in said.gates)),
        (named("reference_as_written"), said.reference_as_written),
        (named("units"), "; ".join(said.units)),
        (named("province"), said.province),
        (named("source"), said.source),
    ]


def _show_history(
    workspace: Workspace, page: ProceedingPage, session: Session, kinds: dict[str, ProceedingKind]
) -> None:
    """Show every entry, the newest first, with what it changed and a way to undo it."""
    for change in reversed(page.changes):
        is_undone = change.id in page.undone
        st.html(_write_entry(change, is_undone, session, kinds))
        may_undo = workspace.actor.role.includes(Role.RECORDER)
        if change.kind == "changed" and not is_undone and may_undo:
            _offer_undo(workspace, page, change, session)


def _offer_undo(workspace: Workspace, page: ProceedingPage, change: RegisterChange, session: Session) -> None:
    with st.popover(session.say("proceedings.undo"), icon=":material/undo:", type="tertiary"):
        with st.form(f"undo_{change.id}", border=False):
            reason = st.text_input(session.say("proceedings.reason_short"))
            is_sent = st.form_submit_button(session.say("proceedings.undo_this"), type="primary")
        if is_sent:
            with guarded(session.language, workspace.settings):
                undo_proceeding_change(workspace, change.id, reason or "")
                session.notice = ("proceedings.was_undone", {"number": page.proceeding.number})
                st.rerun()


def _write_entry(
    change: RegisterChange, is_undone: bool, session: Session, kinds: dict[str, ProceedingKind]
) -> str:
    author = session.say("ui.author_demonstration") if change.author == "demonstration" else change.author
    by = session.say("ui.recorded_by", author=author, moment=change.recorded_at)
    parts = [
        f'<div class="bg-history-head">{escape(session.say(f"proceedings.entry_{change.kind}"))}</div>',
        f'<div class="bg-history-by">{escape(by)}</div>',
    ]
    if change.kind != "added":
        for name in sorted(change.after):
            old, new = (
                say_field(name, values.get(name), session, kinds) for values in (change.before, change.after)
            )
            label = capital(session.say(f"proceeding_field.{name}"))
            parts.append(
                f'<div class="bg-change"><b>{escape(label)}</b>: <s>{escape(old)}</s> → {escape(new)}</div>'
            )
    if change.reason:
        parts.append(f'<div class="bg-text">{escape(change.reason)}</div>')
    if is_undone:
        parts.append(f'<div class="bg-history-by">{escape(session.say("proceedings.undone"))}</div>')
    return f'<div class="bg-history">{"".join(parts)}</div>'
