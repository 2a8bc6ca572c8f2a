"""One rule: what it says, what the office has set of it and who did, and the forms to set more."""

from __future__ import annotations

from html import escape

import streamlit as st

from border_gis.access import Role
from border_gis.errors import InputError
from border_gis.i18n import describe_error, describe_value
from border_gis.services.rules import (
    RuleDraft,
    RulePage,
    end_entry,
    preview_rule,
    save_rule,
    show_rule,
    withdraw_entry,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.days import ask_day, read_day
from border_gis.ui.components.rule_forms import ask_copy, ask_figures
from border_gis.ui.components.rule_words import list_facts, say_difference
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session
from border_gis.zones.copies import Difference
from border_gis.zones.law import Reach

_DRAFT = "rule_draft"


def show_one_rule(workspace: Workspace, session: Session, rule_id: str) -> None:
    """Show the rule with an id."""
    st.button(
        session.say("ui.rules_back"),
        key="back_to_rules",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("rules",),
    )
    page = show_rule(workspace, rule_id)
    name = "" if page.document is None else page.document.name[session.language]
    show_title(session.say("ui.rule_article_title", article=page.shipped.article), name)
    left, right = st.columns([1.15, 1], gap="medium")
    with left, st.container(key="panel_rule"):
        if page.trouble is not None:
            show_note(describe_error(page.trouble, session.language), "error")
        if page.now is None:
            show_note(session.say("ui.rule_not_in_force"), "warning")
        show_facts(list_facts(page.now or page.shipped, name, session))
    with right:
        if workspace.actor.role.includes(Role.APPROVER):
            with st.container(key="panel_set"), guarded(session.language, workspace.settings):
                _ask_change(workspace, session, page)
        else:
            show_note(session.say("ui.rule_only_approver"))
        with st.container(key="panel_history"):
            _show_history(workspace, session, page)


def _ask_change(workspace: Workspace, session: Session, page: RulePage) -> None:
    """Offer the forms, and then what a draft would change."""
    waiting = st.session_state.get(_DRAFT)
    if isinstance(waiting, RuleDraft) and waiting.rule_id == page.shipped.id:
        with guarded(session.language, workspace.settings):
            _show_preview(workspace, session, page, waiting)
        return
    if page.shipped.reach is Reach.WITHIN:
        with st.expander(session.say("ui.rule_set_heading"), expanded=page.shipped.distance_m is None):
            draft = ask_figures(page, session)
            if draft is not None:
                _propose(workspace, draft)
    with st.expander(session.say("ui.rule_copy_heading")):
        show_note(session.say("ui.rule_copy_note"))
        draft = ask_copy(page, session)
        if draft is not None:
            _propose(workspace, draft)


def _propose(workspace: Workspace, draft: RuleDraft) -> None:
    """Keep a draft that can be saved; one that cannot says why and leaves the form as it is."""
    preview_rule(workspace, draft)
    st.session_state[_DRAFT] = draft
    st.rerun()


def _show_preview(workspace: Workspace, session: Session, page: RulePage, draft: RuleDraft) -> None:
    show_heading(session.say("ui.rule_would_change"))
    drop, save = st.columns(2)
    if drop.button(session.say("ui.rule_drop"), key="rule_drop", width="stretch"):
        del st.session_state[_DRAFT]
        st.rerun()
    preview = preview_rule(workspace, draft)
    _show_differences(preview.differences, session)
    said = session.say("ui.rule_works_change", changed=preview.works_changed, checked=preview.works_checked)
    show_note(said, "warning" if preview.works_changed else "good")
    lines = {line.id: line.name for line in workspace.lines}
    for each in preview.changed[:12]:
        name = each.work.name or capital(describe_value(each.work.kind, session.language))
        change = session.say(
            "ui.rule_work_change", before=each.before, after=each.after, line=lines[each.line_id]
        )
        where = f" · {each.work.reference_as_written}" if each.work.reference_as_written else ""
        st.html(f'<div class="bg-change"><b>{escape(name + where)}</b>: {escape(change)}</div>')
    if len(preview.changed) > 12:
        show_note(session.say("maps.more", count=len(preview.changed) - 12))
    if save.button(session.say("ui.rule_save"), key="rule_save", type="primary", width="stretch"):
        save_rule(workspace, draft, page.seen)
        del st.session_state[_DRAFT]
        session.notice = ("ui.rule_saved", {})
        st.rerun()


def _show_differences(differences: tuple[Difference, ...], session: Session) -> None:
    for difference in differences:
        name, before, after = say_difference(difference, session)
        st.html(
            f'<div class="bg-change"><b>{escape(name)}</b>: <s>{escape(before)}</s> → {escape(after)}</div>'
        )


def _show_history(workspace: Workspace, session: Session, page: RulePage) -> None:
    show_heading(session.say("ui.rule_history"), len(page.history))
    if not page.history:
        show_note(session.say("ui.rule_history_none"))
    for each in reversed(page.history):
        entry = each.entry
        head = session.say(f"ui.rule_deed_{entry.deed}")
        if each.holds:
            head += f" · {session.say('ui.rule_holds')}"
        by = session.say("ui.rule_by_unknown")
        if entry.recorded_at is not None:
            by = session.say("ui.rule_by", author=entry.author, moment=entry.recorded_at)
        st.html(
            f'<div class="bg-history"><div class="bg-history-head">{escape(head)}</div>'
            f'<div class="bg-history-by">{escape(by)}</div></div>'
        )
        _show_differences(each.differences, session)
        days = session.say("ui.rule_valid_days", valid_from=entry.valid_from, valid_to=entry.valid_to)
        if entry.valid_from is not None or entry.valid_to is not None:
            st.html(f'<div class="bg-change">{escape(days)}</div>')
        for text in (
            session.say("ui.rule_because", reason=entry.reason) if entry.reason else "",
            f"{session.say('ui.rule_source')}: {entry.source}" if entry.source else "",
        ):
            if text:
                st.html(f'<div class="bg-text">{escape(text)}</div>')
        if each.holds and workspace.actor.role.includes(Role.APPROVER):
            with st.expander(session.say("ui.rule_change_entry")):
                _ask_end(workspace, session, page, entry.id)


def _ask_end(workspace: Workspace, session: Session, page: RulePage, entry_id: str) -> None:
    with st.form(f"rule_end_{entry_id}", border=False):
        reason = st.text_input(session.say("ui.rule_reason"), key=f"end_reason_{entry_id}")
        typed = ask_day(st, session.say("ui.rule_end_day"), session, key=f"end_day_{entry_id}")
        left, right = st.columns(2)
        ends = left.form_submit_button(session.say("ui.rule_end"), width="stretch")
        withdraws = right.form_submit_button(session.say("ui.rule_withdraw"), width="stretch")
    if not (ends or withdraws):
        return
    with guarded(session.language, workspace.settings):
        if withdraws:
            withdraw_entry(workspace, entry_id, reason or "", page.seen)
        else:
            last_day = read_day(typed)
            if last_day is None:
                raise InputError("ui.no_whole_day", text="")
            end_entry(workspace, entry_id, last_day, reason or "", page.seen)
        session.notice = ("ui.rule_saved", {})
        st.rerun()
