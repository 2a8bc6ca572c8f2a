"""The form of something that the office did or wrote: a new one, or a correction of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import streamlit as st

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import BorderGisError, Severity
from border_gis.i18n import describe_error, describe_value, read_date
from border_gis.proceedings.kinds import PaperRole, ProceedingKind
from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding, ProceedingState
from border_gis.services.proceeding_drafts import ProceedingDraft
from border_gis.services.proceedings import (
    check_proceeding,
    correct_proceeding,
    draft_of_proceeding,
    record_proceeding,
)
from border_gis.services.workflow import list_proceeding_kinds
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.levels import choose_level
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

FORM = "proceeding"
_TOKEN = "proceeding_token"  # noqa: S105 - names a place in the session
_NONE = ""
_FIRST_KIND = "comments"
_WHEN = "proceedings.happened"


def ask_proceeding(workspace: Workspace, session: Session, known: Proceeding | None = None) -> None:
    """Show the form and save what was filled in; nothing is recorded before somebody says so."""
    say = session.say
    if known is None:
        token = str(st.session_state.setdefault(_TOKEN, str(uuid4())))
        draft = ProceedingDraft(_FIRST_KIND, "")
    else:
        token, draft = known.id, draft_of_proceeding(workspace, known)
    st.button(
        say("proceedings.back" if known is None else "proceedings.back_to_one"),
        key="leave_proceeding",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("proceedings", known.number if known else ""),
    )
    show_title(say("proceedings.correct" if known else "proceedings.add"), known.number if known else "")
    filled, troubles = _ask(workspace, session, draft, f"proceeding_{token}")
    reason = ""
    if known is not None:
        reason = st.text_input(say("proceedings.reason"), key=f"proceeding_{token}_reason") or ""
    st.button(
        say("proceedings.save"),
        key="save_proceeding",
        type="primary",
        icon=":material/save:",
        on_click=session.press_save,
        args=(FORM,),
    )
    with session.saving(FORM) as saves, guarded(session.language, workspace.settings):
        if saves:
            _save(workspace, session, known, filled, troubles, reason, token)


def _save(
    workspace: Workspace,
    session: Session,
    known: Proceeding | None,
    filled: ProceedingDraft,
    troubles: list[str],
    reason: str,
    token: str,
) -> None:
    for trouble in troubles:
        show_note(trouble, "error")
    findings = [each for each in check_proceeding(workspace, filled) if each.severity is Severity.ERROR]
    if troubles or findings:
        show_findings(findings, session)
        show_note(session.say("ui.not_saved"), "warning")
        return
    if known is None:
        saved = record_proceeding(workspace, filled, token)
        st.session_state.pop(_TOKEN, None)
        session.notice = ("proceedings.saved", {"number": saved.number})
    else:
        saved = correct_proceeding(workspace, known, filled, reason)
        session.notice = ("proceedings.was_changed", {"number": saved.number})
    session.go("proceedings", saved.number)
    st.rerun()


def _ask(
    workspace: Workspace, session: Session, draft: ProceedingDraft, key: str
) -> tuple[ProceedingDraft, list[str]]:
    say = session.say
    troubles: list[str] = []
    kinds = {kind.code: kind for kind in list_proceeding_kinds(workspace)}
    left, right = st.columns([1.15, 1], gap="medium")
    with left, st.container(key="panel_proceeding"):
        codes = list(kinds) if draft.kind in kinds else [draft.kind, *kinds]
        chosen = st.selectbox(
            say("ui.kind"),
            codes,
            index=codes.index(draft.kind),
            format_func=lambda code: _name_kind(code, kinds, session),
            key=f"{key}_kind",
        )
        title = st.text_input(
            say("proceedings.title_field"),
            value=draft.title,
            placeholder=say("proceedings.title_example"),
            key=f"{key}_title",
        )
        one, two, three = st.columns([1.25, 1, 1], gap="small", vertical_alignment="bottom")
        happened = _ask_date(one, _WHEN, draft.happened, session, f"{key}_day", troubles)
        until = _ask_date(two, "proceedings.until", draft.until, session, f"{key}_until", troubles)
        state = three.selectbox(
            say("ui.state"),
            [each.value for each in ProceedingState],
            index=list(ProceedingState).index(draft.state),
            format_func=lambda each: capital(say(f"proceeding_state.{each}")),
            key=f"{key}_state",
        )
        text = st.text_area(say("proceedings.text_field"), value=draft.text, height=90, key=f"{key}_text")
        kind = kinds.get(chosen or draft.kind)
        papers = _ask_papers(draft, kind, session, key, troubles)
    with right:
        with st.container(key="panel_proceeding_gates"):
            gates = _ask_gates(workspace, draft, session, key)
        with st.container(key="panel_proceeding_more"):
            offices = st.text_area(
                say("proceedings.offices_lines"),
                value="\n".join(draft.offices),
                height=80,
                key=f"{key}_offices",
            )
            one, two = st.columns(2, gap="small")
            reference = one.text_input(
                say("proceedings.place"),
                value=draft.reference_text,
                placeholder="571-572; 834/1",
                key=f"{key}_place",
            )
            units = two.text_input(
                say("proceedings.units_field"), value="; ".join(draft.units), key=f"{key}_units"
            )
            incidents = st.text_input(
                say("proceedings.incidents_field"), value="; ".join(draft.incidents), key=f"{key}_incidents"
            )
            one, two = st.columns([1.5, 1], gap="small")
            source = one.text_input(say("proceedings.source_field"), value=draft.source, key=f"{key}_source")
            with two:
                level = choose_level(
                    session, workspace.actor.clearance, key=f"{key}_level", level=draft.secrecy
                )
    return (
        replace(
            draft,
            kind=chosen or draft.kind,
            title=title or "",
            happened=happened,
            until=until,
            state=ProceedingState(state),
            papers=papers,
            offices=tuple((offices or "").splitlines()),
            reference_text=reference or "",
            gates=gates,
            units=_split(units),
            incidents=_split(incidents),
            text=text or "",
            source=source or "",
            secrecy=level,
        ),
        troubles,
    )


def _name_kind(code: str, kinds: dict[str, ProceedingKind], session: Session) -> str:
    if code not in kinds:
        return code
    group = describe_value(kinds[code].group, session.language)
    return f"{capital(kinds[code].name[session.language])} ({group})"


def _ask_papers(
    draft: ProceedingDraft, kind: ProceedingKind | None, session: Session, key: str, troubles: list[str]
) -> tuple[NamedPaper, ...]:
    """Ask for the papers, one row each; a row more when somebody wants it."""
    is_comment = kind is not None and kind.papers is PaperRole.COMMENTED
    show_heading(session.say("proceedings.drafts_heading" if is_comment else "proceedings.papers_heading"))
    rows_key = f"{key}_rows"
    rows = int(st.session_state.get(rows_key, max(1, len(draft.papers))))
    known = [*draft.papers, *[NamedPaper("")] * rows][:rows]
    papers = []
    for place, paper in enumerate(known):
        is_named = place == 0
        one, two, three = st.columns([2.4, 1, 1], gap="small")
        title = one.text_input(
            session.say("proceedings.paper_title"),
            value=paper.title,
            key=f"{key}_paper_{place}",
            label_visibility="visible" if is_named else "collapsed",
        )
        number = two.text_input(
            session.say("proceedings.paper_number"),
            value=paper.number,
            key=f"{key}_paper_number_{place}",
            label_visibility="visible" if is_named else "collapsed",
        )
        date = _ask_date(
            three,
            "proceedings.paper_date",
            paper.date,
            session,
            f"{key}_paper_date_{place}",
            troubles,
            is_named,
        )
        papers.append(NamedPaper(title or "", number or "", date))
    st.button(
        session.say("proceedings.add_paper"),
        key=f"{key}_more",
        icon=":material/add:",
        type="tertiary",
        on_click=_add_row(rows_key, rows),
    )
    return tuple(papers)


def _add_row(rows_key: str, rows: int) -> Callable[[], None]:
    def add() -> None:
        st.session_state[rows_key] = rows + 1

    return add


def _ask_gates(
    workspace: Workspace, draft: ProceedingDraft, session: Session, key: str
) -> tuple[NamedGate, ...]:
    """Ask for the gates by name, and for each what it is proposed to become."""
    say = session.say
    named = [gate.name for gate in draft.gates]
    known = [gate.name for gate in workspace.gates]
    chosen = st.multiselect(
        say("proceedings.gates_field"),
        list(dict.fromkeys([*named, *known])),
        default=named,
        placeholder=say("proceedings.gates_hint"),
        accept_new_options=True,
        select_all=False,
        key=f"{key}_gates",
    )
    before = {gate.name: gate.sought for gate in draft.gates}
    options = [_NONE, *(kind.value for kind in GateKind)]
    gates = []
    for name in chosen:
        sought = before.get(name)
        answer = st.selectbox(
            say("proceedings.sought_of", gate=name),
            options,
            index=0 if sought is None else options.index(sought.value),
            format_func=lambda code: capital(
                say("proceedings.nothing_sought") if code == _NONE else say(f"gate_kind.{code}")
            ),
            key=f"{key}_sought_{name}",
        )
        gates.append(NamedGate(str(name), GateKind(answer) if answer else None))
    return tuple(gates)


def _ask_date(
    where: st.delta_generator.DeltaGenerator,
    label: str,
    value: PartialDate | None,
    session: Session,
    key: str,
    troubles: list[str],
    is_named: bool = True,
) -> PartialDate | None:
    """Ask for a day, a month or a year; what is none is said beside the field."""
    typed = where.text_input(
        session.say(label),
        value="" if value is None else describe_value(value, session.language),
        placeholder=session.say(
            "proceedings.day_example" if label == _WHEN else "proceedings.short_day_example"
        ),
        key=key,
        label_visibility="visible" if is_named else "collapsed",
    )
    if not (typed or "").strip():
        return None
    try:
        return read_date(typed or "")
    except BorderGisError as error:
        troubles.append(describe_error(error, session.language))
        return None


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
