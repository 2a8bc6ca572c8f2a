"""What is overdue, what is due and which replies are out, each with its way to the thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.incidents.steps import Workflow
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.due import DueList, WaitingIncident
from border_gis.ui.components.timeline import describe_deadline, name_step, write_days
from border_gis.ui.guard import plain
from border_gis.ui.look import capital, show_card_link, show_heading, show_note
from border_gis.ui.session import Session
from border_gis.zones.deadlines import Deadline, day_of

MOST_OF_EACH = 6
_COLOURS = {"overdue": "#b3261e", "due": "#c79a00", "waiting": "#b4531a"}
_PAGES = {"incident": "incidents", "activity": "activities"}


def show_due(found: DueList, workflow: Workflow, session: Session) -> None:
    """Show the three lists side by side."""
    overdue, due, waiting = st.columns(3, gap="small")
    with overdue:
        _show_deadlines(found.overdue, "overdue", session)
    with due:
        _show_deadlines(found.due, "due", session)
    with waiting:
        _show_waiting(found.waiting, workflow, session)


def _show_deadlines(deadlines: Sequence[Deadline], name: str, session: Session) -> None:
    with st.container(key=f"panel_{name}"):
        show_heading(session.say(f"ui.list_{name}"), len(deadlines))
        if not deadlines:
            show_note(session.say(f"ui.none_{name}"), "good" if name == "overdue" else "note")
        for number, deadline in enumerate(deadlines[: _shown(name)]):
            reference = str(deadline.params.get("number") or deadline.subject_id)
            if show_card_link(
                capital(describe_deadline(deadline, session)),
                [_say_when(day_of(deadline.due), deadline, session), _say_subject(deadline)],
                key=f"{name}_{number}",
                label=plain(capital(describe_deadline(deadline, session))),
                colour=_COLOURS[name],
                hollow=name == "due",
            ):
                session.go(_PAGES.get(deadline.subject_kind, "incidents"), reference)
                st.rerun()
        _offer_rest(name, len(deadlines), session)


def _show_waiting(waiting: Sequence[WaitingIncident], workflow: Workflow, session: Session) -> None:
    with st.container(key="panel_waiting"):
        show_heading(session.say("ui.list_waiting"), len(waiting))
        if not waiting:
            show_note(session.say("ui.none_waiting"))
        for number, each in enumerate(waiting[: _shown("waiting")]):
            asked = each.wait.asked
            step = capital(name_step(asked.particulars.step, workflow, session.language))
            since = describe_value(asked.happened, session.language) if asked.happened else ""
            if show_card_link(
                each.incident.title,
                [
                    session.say("ui.waits_still", days=write_days(each.wait.days, session)),
                    " · ".join(filter(None, (each.incident.number, step, since))),
                ],
                key=f"waiting_{number}",
                label=plain(session.say("ui.open_incident", number=each.incident.number)),
                colour=_COLOURS["waiting"],
            ):
                session.go("incidents", each.incident.number)
                st.rerun()
        _offer_rest("waiting", len(waiting), session)


def _say_when(due: date, deadline: Deadline, session: Session) -> str:
    days = (due - today_in_viet_nam()).days
    if days < 0:
        return session.say("ui.overdue_by", day=deadline.due, days=-days)
    return session.say("ui.due_today" if days == 0 else "ui.due_in", day=deadline.due, days=days)


def _say_subject(deadline: Deadline) -> str:
    return " · ".join(filter(None, (str(deadline.params.get("number") or ""), deadline.title)))


def _shown(name: str) -> int:
    return int(st.session_state.get(f"due_shown_{name}", MOST_OF_EACH))


def _offer_rest(name: str, count: int, session: Session) -> None:
    shown = _shown(name)
    if count > shown and st.button(
        session.say("ui.show_rest", count=count - shown), key=f"due_more_{name}", type="tertiary"
    ):
        st.session_state[f"due_shown_{name}"] = count
        st.rerun()
