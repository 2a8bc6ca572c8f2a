"""A new work, or a change of one: what the rules say is shown before anything is saved."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.services.work_recording import change_work, record_work
from border_gis.services.works import show_work
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.work_form import Filled, WorkForm, ask_work, find_form, leave_form
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.session import Session
from border_gis.works.model import Work

NEW = "new"
CHANGE = "change-"


def show_new_work(workspace: Workspace, session: Session) -> None:
    """Show the form for a new work."""
    form = find_form(NEW)
    show_title(session.say("works.add"), session.say("works.add_under"))
    _ask_and_save(workspace, session, form)


def show_changed_work(workspace: Workspace, session: Session, work_id: str) -> None:
    """Show the form with what is known of a work."""
    form = find_form(CHANGE + work_id, show_work(workspace, work_id).work)
    show_title(session.say("works.change"), _name(form.before, session) if form.before else "")
    _ask_and_save(workspace, session, form)


def _ask_and_save(workspace: Workspace, session: Session, form: WorkForm) -> None:
    with guarded(session.language, workspace.settings):
        filled = ask_work(workspace, session, form)
        answer = filled.below.container()
        with filled.below.container(horizontal=True, gap="small"):
            st.button(
                session.say("works.save"),
                key="save_work",
                type="primary",
                icon=":material/save:",
                on_click=session.press_save,
                args=(f"work_{form.token}",),
            )
            st.button(
                session.say("works.leave"),
                key="leave_work",
                type="tertiary",
                on_click=_leave,
                args=(session, "" if form.before is None else form.before.id),
            )
        with (
            answer,
            guarded(session.language, workspace.settings),
            session.saving(f"work_{form.token}") as is_pressed,
        ):
            if is_pressed:
                _save(workspace, session, form, filled)


def _leave(session: Session, work_id: str) -> None:
    leave_form()
    session.go("works", work_id)


def _save(workspace: Workspace, session: Session, form: WorkForm, filled: Filled) -> None:
    """Save once: a second click finds it saved, and shows what it became."""
    if not form.is_saved:
        if filled.troubles or not filled.preview.can_be_recorded:
            show_findings(filled.preview.findings, session)
            for trouble in filled.troubles:
                show_note(trouble, "error")
            show_note(session.say("ui.not_saved"), "warning")
            return
        if form.before is None:
            work = record_work(workspace, filled.draft, filled.reason, work_id=form.token)
        else:
            work = change_work(workspace, form.before, filled.draft, filled.reason)
        form.is_saved = True
        form.before = work
    if form.before is not None:
        session.notice = ("works.saved", {"name": _name(form.before, session)})
        session.go("works", form.before.id)
    st.rerun()


def _name(work: Work, session: Session) -> str:
    return work.name or capital(describe_value(work.kind, session.language))
