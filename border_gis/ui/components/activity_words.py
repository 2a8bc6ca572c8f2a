"""What a plan of the office's own and its deadlines say, as lines for a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from border_gis.errors import Finding
from border_gis.i18n import describe_finding, describe_value
from border_gis.ui.components.rule_words import say_period
from border_gis.ui.look import capital, show_note
from border_gis.ui.session import Session
from border_gis.zones.deadlines import Deadline
from border_gis.zones.notices import Requirement
from border_gis.zones.planned import PlannedActivity
from border_gis.zones.verdict import Outcome


def say_when(when: date | datetime, session: Session) -> str:
    """Return a day, or a moment in Viet Nam's time."""
    return describe_value(when, session.language)


def say_title(activity: PlannedActivity, session: Session) -> str:
    """Return what people call a plan; its kind where it has no name."""
    return activity.title or capital(describe_value(activity.kind, session.language))


def say_reference(activity: PlannedActivity) -> str:
    """Return where it is to be."""
    return activity.reference or activity.reference_as_written


def say_deadline(deadline: Deadline, session: Session) -> tuple[str, list[str]]:
    """Return what has to be done by when, and of which plan."""
    what = session.say(deadline.code, **deadline.params)
    kind = capital(describe_value(deadline.params["kind"], session.language))
    name = " · ".join(filter(None, (deadline.title or kind, str(deadline.params["reference"]))))
    by = session.say("ui.activity_due", due=deadline.due, article=deadline.article)
    starts = session.say("ui.activity_starts", start=deadline.params["start"])
    form = deadline.params["form"].get(session.language, "")
    form = session.say("ui.activity_by_form", form=form) if form else ""
    paper = session.say("ui.activity_by_paper", paper=deadline.params["paper"])
    return what, [by, name, starts, paper if deadline.params["paper"] else form]


def show_requirements(requirements: Sequence[Requirement], session: Session) -> None:
    """Show what each rule asks of a plan, why, by when and by which paper."""
    if not requirements:
        show_note(session.say("ui.activity_nothing_asked"), "good")
    for need in requirements:
        rule = need.rule
        head = f"{capital(describe_value(need.outcome, session.language))} · " + session.say(
            "ui.rule_article_title", article=rule.article
        )
        lines = [rule.text[session.language], *_say_asked(need, session)]
        if rule.confidence.value in ("unconfirmed", "office"):
            lines.append(describe_finding(Finding(f"zones.source_{rule.confidence.value}"), session.language))
        body = "".join(f'<div class="bg-card-line">{escape(line)}</div>' for line in lines)
        kind = _TONES[need.outcome]
        st.html(f'<div class="bg-note bg-note-{kind}"><b>{escape(head)}</b>{body}</div>')


_TONES = {
    Outcome.PROHIBITED: "error",
    Outcome.NEEDS_AGREEMENT: "warning",
    Outcome.NEEDS_NOTICE: "warning",
    Outcome.NOT_DETERMINABLE: "note",
    Outcome.EXEMPT: "good",
}


def _say_asked(need: Requirement, session: Session) -> list[str]:
    rule = need.rule
    if need.outcome is Outcome.NOT_DETERMINABLE:
        said = (reason for verdict in need.verdicts[:1] for reason in verdict.reasons[:2])
        return [describe_finding(reason, session.language) for reason in said]
    if need.outcome not in (Outcome.NEEDS_NOTICE, Outcome.NEEDS_AGREEMENT) or rule.asked_of is None:
        return []
    code = "zones.due_notice" if need.outcome is Outcome.NEEDS_NOTICE else "zones.due_agreement"
    line = session.say(code, asked_of=rule.asked_of)
    if need.due is not None:
        line += f" – {session.say('ui.activity_by', due=need.due)}"
    if rule.notice is not None:
        line += f" ({session.say('ui.rule_notice').lower()}: {say_period(rule.notice, session)})"
    lines = [line]
    form = rule.form.get(session.language, "")
    lines.append(
        session.say("ui.activity_by_form", form=form) if form else session.say("ui.activity_no_form")
    )
    if need.reply_due is not None:
        by = session.say("ui.activity_by", due=need.reply_due)
        lines.append(f"{session.say('zones.due_reply')} – {by}")
    return lines
