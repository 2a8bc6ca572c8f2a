"""One plan of the office's own: what it needs, its deadlines, and everything recorded of it."""

from __future__ import annotations

from datetime import date, datetime
from html import escape

import streamlit as st

from border_gis.access import Role
from border_gis.errors import Finding
from border_gis.i18n import describe_value
from border_gis.services.activities import (
    ActivityPage,
    close_activity,
    record_answer,
    record_notice,
    show_activity,
)
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.activity_forms import ask_activity
from border_gis.ui.components.activity_words import (
    say_deadline,
    say_reference,
    say_title,
    say_when,
    show_requirements,
)
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.days import ask_day, ask_hour, read_when
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session
from border_gis.zones.deadlines import DeadlineState
from border_gis.zones.planned import PLAN_FIELDS, ActivityEntry, ActivityState

_TONES = {
    DeadlineState.OVERDUE: "error",
    DeadlineState.NEXT: "note",
    DeadlineState.MET: "good",
    DeadlineState.MISSED: "warning",
}
_EDITING = "activity_editing"


def show_one_activity(workspace: Workspace, session: Session, activity_id: str) -> None:
    """Show the plan with an id."""
    st.button(
        session.say("ui.activities_back"),
        key="back_to_activities",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("activities",),
    )
    page = show_activity(workspace, activity_id)
    may_record = workspace.actor.role.includes(Role.RECORDER) and page.activity.state.is_open
    if may_record and st.session_state.get(_EDITING) == activity_id:
        ask_activity(workspace, session, page)
        return
    plan = page.activity
    show_title(say_title(plan, session), capital(describe_value(plan.state, session.language)))
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        with st.container(key="panel_plan"):
            show_facts(_list_facts(page, session))
            if may_record and st.button(
                session.say("ui.activity_change"), key="activity_change", icon=":material/edit:"
            ):
                st.session_state[_EDITING] = activity_id
                st.rerun()
        with st.container(key="panel_needs"):
            show_heading(session.say("ui.activity_needs"))
            show_requirements(page.requirements, session)
        with st.container(key="panel_history"):
            show_heading(session.say("ui.history"), len(page.entries))
            for entry in reversed(page.entries):
                _show_entry(entry, page, session)
    with right:
        with st.container(key="panel_deadlines"):
            show_heading(session.say("ui.activity_deadlines"), len(page.deadlines))
            for deadline in page.deadlines:
                what, lines = say_deadline(deadline, session)
                state = describe_value(deadline.state, session.language)
                show_note(f"{capital(state)}: {what} – {lines[0]}", _TONES[deadline.state])
        if may_record:
            with st.container(key="panel_record"):
                _ask_follow_up(workspace, session, page)
        focus = focus_on([(plan.geometry, plan.accuracy_m)], jumps=True)
        show_small_map(workspace, session, name="activity_map", focus=focus)


def _ask_follow_up(workspace: Workspace, session: Session, page: ActivityPage) -> None:
    """Offer to record a notice, an answer, that it was done, or that it was called off."""
    asked = {need.rule.id: need.rule.article for need in page.requirements if need.is_asked}
    ways = [*(("notice_sent", "answered") if asked else ()), "done", "cancelled"]
    way = st.segmented_control(
        session.say("ui.activity_record"),
        ways,
        default=ways[0],
        format_func=lambda each: describe_value(Finding(f"entry_kind.{each}"), session.language),
        key=f"follow_{page.last_entry}",
        required=True,
    )
    with st.form(f"follow_form_{page.last_entry}_{way}", border=False):
        first, hour = st.columns([1.3, 1], gap="small")
        key = f"{page.last_entry}_{way}"
        today = today_in_viet_nam()
        day = ask_day(first, session.say("ui.activity_on"), session, key=f"on_{key}", value=today)
        at = ask_hour(hour, session.say("ui.activity_hour"), session, key=f"at_{key}")
        paper, rules, agreed = "", tuple(asked), True
        if way in ("notice_sent", "answered"):
            paper = st.text_input(session.say("ui.activity_paper")) or ""
            chosen = st.multiselect(
                session.say("ui.activity_rules"),
                list(asked),
                default=list(asked),
                format_func=lambda each: session.say("ui.rule_article_title", article=asked[each]),
                select_all=False,
                placeholder=session.say("ui.all"),
            )
            rules = tuple(chosen)
        if way == "answered":
            agreed = st.checkbox(session.say("ui.activity_agreed"), value=True)
        text = st.text_input(session.say("ui.rule_reason" if way == "cancelled" else "ui.note")) or ""
        is_sent = st.form_submit_button(session.say("ui.activity_record"), type="primary")
    if not is_sent:
        return
    with guarded(session.language, workspace.settings):
        when = read_when(day, at) or today
        plan_id, seen = page.activity.id, page.last_entry
        if way == "notice_sent":
            record_notice(workspace, plan_id, sent=when, paper=paper, rules=rules, seen=seen, text=text)
        elif way == "answered":
            record_answer(
                workspace,
                plan_id,
                received=when,
                paper=paper,
                agreed=agreed,
                rules=rules,
                seen=seen,
                text=text,
            )
        else:
            close_activity(workspace, plan_id, ActivityState(way), happened=when, seen=seen, text=text)
        session.notice = ("ui.activity_saved", {})
        st.rerun()


def _list_facts(page: ActivityPage, session: Session) -> list[tuple[str, str]]:
    plan = page.activity
    accuracy = "" if plan.accuracy_m is None else session.say("ui.within", distance_m=plan.accuracy_m)
    return [
        (session.say("ui.activity_kind"), capital(describe_value(plan.kind, session.language))),
        (session.say("ui.activity_where"), say_reference(plan)),
        (session.say("ui.accuracy"), accuracy),
        (session.say("ui.activity_start"), say_when(plan.start, session)),
        (session.say("ui.activity_end"), say_when(plan.end, session) if plan.end else ""),
        (session.say("ui.note"), plan.note),
    ]


def _show_entry(entry: ActivityEntry, page: ActivityPage, session: Session) -> None:
    head = describe_value(entry.kind, session.language)
    if entry.happened is not None:
        head += f" · {say_when(entry.happened, session)}"
    if entry.agreed is not None:
        head += f" · {session.say('ui.activity_agreed' if entry.agreed else 'ui.activity_refused')}"
    by = session.say("ui.rule_by", author=entry.author, moment=entry.recorded_at)
    articles = {need.rule.id: need.rule.article for need in page.requirements}
    about = ", ".join(articles.get(each, each) for each in entry.rules)
    lines = [
        session.say("ui.by_paper", paper=entry.paper) if entry.paper else "",
        session.say("ui.rule_article_title", article=about) if about else "",
        entry.text,
        *(_say_changes(entry, session) if entry.kind.value == "changed" else ()),
    ]
    body = "".join(f'<div class="bg-change">{escape(line)}</div>' for line in lines if line)
    st.html(
        f'<div class="bg-history"><div class="bg-history-head">{escape(head)}</div>'
        f'<div class="bg-history-by">{escape(by)}</div>{body}</div>'
    )


def _say_changes(entry: ActivityEntry, session: Session) -> list[str]:
    names = {
        "kind": "ui.activity_kind",
        "title": "ui.activity_what",
        "start": "ui.activity_start",
        "end": "ui.activity_end",
        "reference_as_written": "ui.activity_where",
        "note": "ui.note",
    }
    return [
        f"{session.say(names[name])}: {_say_plain(name, entry.changes[name], session)}"
        for name in PLAN_FIELDS
        if name in entry.changes and name in names
    ]


def _say_plain(name: str, value: object, session: Session) -> str:
    if value is None or value == "":
        return "–"
    text = str(value)
    if name == "kind":
        return session.say(f"activity.{text}")
    if name in ("start", "end"):
        is_moment = "T" in text
        when = datetime.fromisoformat(text) if is_moment else date.fromisoformat(text)
        return describe_value(when, session.language)
    return text
