"""The form for a further report: a suggested step fills it in, a person decides what is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import BorderGisError, ConflictError
from border_gis.i18n import describe_error, describe_value, read_date
from border_gis.incidents.model import IncidentState, Report
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.steps import Step, Suggestion, SuggestionReason, Workflow
from border_gis.services.attachments import keep_attachments
from border_gis.services.incidents import IncidentPage, add_report, show_incident
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence import ask_files
from border_gis.ui.components.incident_changes import CHANGE_FIELDS, ask_changes
from border_gis.ui.components.timeline import name_paper, name_step
from border_gis.ui.guard import guarded, plain
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session

MOST_SUGGESTED = 5
_FIELDS = (
    *("step", "from", "to", "paper", "number", "paper_date", "date", "text"),
    *("state", "secrecy", "follow_day", "follow_words", "corrects", "answers", "closes"),
    *CHANGE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The form of one report, of one visit; a new one after each report that was saved.

    Attributes
    ----------
    name : str
        Part of every widget's key.
    """

    name: str

    def key(self, field: str) -> str:
        """Return the key of the widget for a field."""
        return f"{self.name}_{field}"

    @property
    def is_open(self) -> bool:
        """Whether the form is shown."""
        return bool(st.session_state.get(self.key("open")))

    def open(self, **values: object) -> None:
        """Show the form, with these values in its fields; what a person has typed elsewhere stays."""
        st.session_state[self.key("open")] = True
        for field, value in values.items():
            st.session_state[self.key(field)] = value

    def close(self) -> None:
        """Put the form away with what was typed in it."""
        for field in (*_FIELDS, "seen", "open"):
            st.session_state.pop(self.key(field), None)


def find_form(incident_id: str, session: Session) -> ReportForm:
    """Return the form for the next report on an incident."""
    return ReportForm(f"report_{incident_id}_{session.reports_added}")


def show_suggestions(
    suggestions: tuple[Suggestion, ...], workflow: Workflow, form: ReportForm, session: Session
) -> None:
    """Show steps that may come next as buttons that fill the form in, and one for any other report."""
    with st.container(key="next_steps", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            session.say("ui.add_report"),
            key="begin_report",
            type="primary",
            icon=":material/add_comment:",
            on_click=form.open,
        )
        if suggestions:
            st.html(f'<span class="bg-under">{session.say("ui.next_steps")}</span>')
        for suggestion in suggestions[:MOST_SUGGESTED]:
            answers = suggestion.reason is SuggestionReason.ANSWERS
            st.button(
                plain(capital(name_step(suggestion.step.code, workflow, session.language))),
                key=f"next_{suggestion.step.code}",
                icon=":material/reply:" if answers else ":material/arrow_forward:",
                on_click=_take_step,
                args=(form, suggestion.step, suggestion.report_id if answers else None, session),
            )


def open_correction(form: ReportForm, report: Report) -> None:
    """Show the form with what a report said, to say what it should have said."""
    particulars = report.particulars
    form.open(
        corrects=report.id,
        answers=particulars.answers,
        step=particulars.step or None,
        paper=particulars.paper or None,
        number=particulars.paper_number,
        paper_date=_write_date(particulars.paper_date),
        date=_write_date(report.event_date),
        text=report.text,
        secrecy=report.secrecy,
        **{"from": particulars.from_whom, "to": particulars.to_whom},
    )


def show_report_form(
    workspace: Workspace, page: IncidentPage, workflow: Workflow, form: ReportForm, session: Session
) -> None:
    """Show the form and save what it says: once, however often the button is pressed."""
    st.session_state.setdefault(form.key("seen"), page.last_report_id)
    _ask_and_save(workspace, page, workflow, form, session)


@st.fragment
def _ask_and_save(
    workspace: Workspace,
    page: IncidentPage,
    workflow: Workflow,
    form: ReportForm,
    session: Session,
) -> None:
    with st.container(key="panel_report"), guarded(session.language, workspace.settings):
        corrects = st.session_state.get(form.key("corrects"))
        show_heading(session.say("ui.correct_report" if corrects else "ui.add_report"))
        if corrects:
            show_note(session.say("ui.correct_hint"))
        particulars, step = _ask_particulars(workflow, form, session)
        left, right = st.columns([2, 1], gap="small")
        text = left.text_area(session.say("ui.report_text"), **kept(form.key("text")), height=150)
        with right:
            event_date = _ask_date("date", session.say("ui.event_date"), form, session)
            state = _ask_state(page, step, form, session)
        closes = _ask_done(page, form, session)
        follow_up, secrecy = _ask_rest(form, session)
        asked = ask_changes(workspace, page, form.key, session, corrects)
        files = ask_files(session, form.key("evidence"))
        _offer_saving(form, session)
        with session.saving(form.name) as is_pressed:
            # A second press that waited while the first was saved finds the form of the next report.
            is_next = form != find_form(page.incident.id, session)
            if not is_pressed or is_next or not _is_good(form, session, asked.troubles):
                return
            attachments = keep_attachments(workspace, files.files, files.secrecy) if files.files else ()
            _save(
                workspace,
                page,
                form,
                text or "",
                changes={**asked.changes, **({} if state is None else {"state": str(state)})},
                event_date=event_date,
                corrects=corrects,
                attachments=attachments,
                particulars=replace(
                    particulars,
                    follow_up=follow_up,
                    closes=closes,
                    answers=st.session_state.get(form.key("answers")),
                ),
                secrecy=secrecy,
            )
            # Nothing of Streamlit stands between the saving and the next form: it could end the run there.
            session.reports_added += 1
            session.notice = ("ui.report_added", {"number": page.incident.number})
        form.close()
        st.rerun()


def _save(workspace: Workspace, page: IncidentPage, form: ReportForm, text: str, **said: Any) -> None:
    """Save a report; whoever was overtaken is told by what, and may then save it all the same."""
    seen = st.session_state.get(form.key("seen"))
    try:
        add_report(workspace, page.incident.id, text, seen_report_id=seen, **said)
    except ConflictError:
        st.session_state[form.key("seen")] = show_incident(workspace, page.incident.id).last_report_id
        raise


def _ask_particulars(
    workflow: Workflow, form: ReportForm, session: Session
) -> tuple[Particulars, Step | None]:
    first, second, third = st.columns([1.3, 1, 1], gap="small")
    code = first.selectbox(
        session.say("ui.step"),
        [step.code for step in workflow.steps],
        index=None,
        format_func=lambda each: capital(name_step(each, workflow, session.language)),
        **kept(form.key("step")),
        placeholder=session.say("ui.no_step"),
        on_change=_fill_ends,
        args=(form, workflow, session),
    )
    from_whom = second.text_input(session.say("ui.from_whom"), **kept(form.key("from")))
    to_whom = third.text_input(session.say("ui.to_whom"), **kept(form.key("to")))
    step = None if code is None else workflow.step(code)
    first, second, third = st.columns([1.3, 1, 1], gap="small")
    usual = step.papers if step else ()
    papers = [*usual, *(paper.code for paper in workflow.papers if paper.code not in usual)]
    paper = first.selectbox(
        session.say("ui.paper_kind"),
        papers,
        index=None,
        format_func=lambda each: capital(name_paper(each, workflow, session.language)),
        **kept(form.key("paper")),
        placeholder=session.say("ui.no_paper"),
    )
    number = second.text_input(
        session.say("ui.paper_number"),
        **kept(form.key("number")),
        placeholder=session.say("ui.paper_number_example"),
    )
    with third:
        paper_date = _ask_date("paper_date", session.say("ui.paper_date"), form, session)
    return (
        Particulars(
            step=code or "",
            from_whom=(from_whom or "").strip(),
            to_whom=(to_whom or "").strip(),
            paper=paper or "",
            paper_number=(number or "").strip(),
            paper_date=paper_date,
        ),
        step,
    )


def _ask_date(field: str, label: str, form: ReportForm, session: Session) -> PartialDate | None:
    written = st.text_input(label, **kept(form.key(field)), placeholder=session.say("ui.date_example"))
    if not (written or "").strip():
        return None
    try:
        return read_date(written)
    except BorderGisError as error:
        show_note(describe_error(error, session.language), "error")
        return None


def _ask_state(
    page: IncidentPage, step: Step | None, form: ReportForm, session: Session
) -> IncidentState | None:
    state = st.selectbox(
        session.say("ui.new_state"),
        [state for state in IncidentState if state is not page.incident.state],
        index=None,
        format_func=lambda value: capital(describe_value(value, session.language)),
        **kept(form.key("state")),
        placeholder=session.say("ui.unchanged"),
    )
    suggested = None if step is None else step.state
    if state is None and suggested is not None and suggested is not page.incident.state:
        words = describe_value(suggested, session.language)
        st.button(
            plain(session.say("ui.suggested_state", state=words)),
            key=form.key("take_state"),
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=form.open,
            kwargs={"state": suggested},
        )
    return state


def _ask_done(page: IncidentPage, form: ReportForm, session: Session) -> tuple[str, ...]:
    """Ask which of the things that the office set itself to do are done now."""
    follow_ups = {one.report_id: one.follow_up for one in page.incident.follow_ups}
    if not follow_ups:
        return ()
    done = st.multiselect(
        session.say("ui.done_now"),
        list(follow_ups),
        format_func=lambda each: session.say(
            "ui.follow_up_line", day=follow_ups[each].day, words=follow_ups[each].words
        ),
        **kept(form.key("closes")),
        placeholder=session.say("ui.none_done"),
        select_all=False,
    )
    return tuple(done)


def _ask_rest(form: ReportForm, session: Session) -> tuple[FollowUp | None, Secrecy]:
    first, second, third = st.columns([1, 2, 1], gap="small")
    with first:
        known = _ask_date("follow_day", session.say("ui.follow_up_day"), form, session)
    day = None if known is None or known.precision != "day" else known.first_day
    if known is not None and day is None:
        first.caption(session.say("ui.day_needed"))
    words = second.text_input(
        session.say("ui.follow_up_words"),
        **kept(form.key("follow_words")),
        placeholder=session.say("ui.follow_up_example"),
    )
    levels: tuple[Secrecy, ...] = tuple(Secrecy)
    secrecy = third.selectbox(
        session.say("ui.secrecy"),
        levels,
        format_func=lambda level: capital(describe_value(level, session.language)),
        **kept(form.key("secrecy")),
    )
    return None if day is None else FollowUp(day, (words or "").strip()), secrecy


def _offer_saving(form: ReportForm, session: Session) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            session.say("ui.save_report"),
            key=form.key("save"),
            type="primary",
            icon=":material/save:",
            on_click=session.press_save,
            args=(form.name,),
        )
        if st.button(session.say("ui.put_away"), key=form.key("put_away"), type="tertiary"):
            form.close()
            st.rerun()


def _is_good(form: ReportForm, session: Session, troubles: tuple[str, ...]) -> bool:
    """Return whether the form can be saved; say so where it cannot."""
    is_good = not troubles and all(_is_date(form, field) for field in ("date", "paper_date", "follow_day"))
    if not is_good:
        show_note(session.say("ui.not_saved"), "warning")
    return is_good


def _is_date(form: ReportForm, field: str) -> bool:
    """Return whether a field is empty or holds a date; a follow-up needs one that is known to the day."""
    written = st.session_state.get(form.key(field)) or ""
    if not written.strip():
        return True
    try:
        return read_date(written).precision == "day" or field != "follow_day"
    except BorderGisError:
        return False


def _take_step(form: ReportForm, step: Step, answers: str | None, session: Session) -> None:
    form.open(
        step=step.code,
        answers=answers,
        paper=step.papers[0] if step.papers else None,
        **{"from": _say_end(step.from_whom, session), "to": _say_end(step.to_whom, session)},
    )


def _fill_ends(form: ReportForm, workflow: Workflow, session: Session) -> None:
    """Fill in who usually acts, towards whom and with which paper, where nothing stands yet."""
    step = workflow.step(st.session_state.get(form.key("step")) or "")
    if step is None:
        return
    usual = {
        "from": _say_end(step.from_whom, session),
        "to": _say_end(step.to_whom, session),
        "paper": step.papers[0] if step.papers else None,
    }
    for field, value in usual.items():
        if value and not st.session_state.get(form.key(field)):
            st.session_state[form.key(field)] = value


def _say_end(words: object, session: Session) -> str:
    if not isinstance(words, Mapping):
        return ""
    said = str(words.get(session.language) or words.get("vi") or "")
    return capital(said)


def _write_date(day: PartialDate | None) -> str:
    return "" if day is None else describe_value(day, "vi")
