"""Works near the line: the list with its filters and verdicts, and the doors to one and to a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from border_gis.i18n import describe_value
from border_gis.services.works import WorkFilter, WorkRow, list_works
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.components.verdicts import colour_of, say_verdict
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.work import show_one_work
from border_gis.ui.pages.work_form import CHANGE, NEW, show_changed_work, show_new_work
from border_gis.ui.session import Session
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.gravity import GRAVEST_FIRST

MOST_ROWS = 2_000

Option = TypeVar("Option")


def show_works(workspace: Workspace, session: Session) -> None:
    """Show the list, or the work that the address names, or the form for one."""
    if session.subject == NEW:
        show_new_work(workspace, session)
        return
    if session.subject.startswith(CHANGE):
        show_changed_work(workspace, session, session.subject.removeprefix(CHANGE))
        return
    if session.subject:
        show_one_work(workspace, session, session.subject)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(session.say("ui.page_works"), session.say("works.list_under"))
        st.button(
            session.say("works.add"),
            key="new_work",
            type="primary",
            icon=":material/add:",
            on_click=session.go,
            args=("works", NEW),
        )
    rows = list_works(workspace, _ask_filter(workspace, session))
    st.caption(session.say("works.count", found=len(rows), total=len(workspace.works)))
    if not rows:
        show_note(session.say("works.none"))
        return
    if len(rows) > MOST_ROWS:
        show_note(session.say("works.cut", shown=MOST_ROWS), "warning")
    _show_table(rows[:MOST_ROWS], session)


def _ask_filter(workspace: Workspace, session: Session) -> WorkFilter:
    with st.container(key="panel_filter"):
        fields = st.columns([1.6, 1.2, 1.4, 1.1, 1.3, 1.4], gap="small")
        text = fields[0].text_input(
            session.say("ui.filter_text"),
            **kept("works_text"),
            placeholder=session.say("works.text_example"),
            icon=":material/search:",
        )
        near = fields[1].text_input(
            session.say("works.near"),
            **kept("works_near"),
            placeholder="834/1",
            icon=":material/near_me:",
        )
        kinds = _ask_several(fields[2], "ui.kind", "kinds", tuple(WorkKind), session)
        parties = _ask_several(fields[3], "works.party", "parties", tuple(WorkParty), session)
        states = _ask_several(fields[4], "ui.state", "states", tuple(WorkState), session)
        outcomes = _ask_several(fields[5], "works.verdict", "outcomes", GRAVEST_FIRST, session)
        line_id = None
        lines = {line.id: line.name for line in workspace.lines}
        if len(lines) > 1:
            line_id = st.selectbox(
                session.say("works.line"),
                list(lines),
                format_func=lambda each: lines.get(each, each),
                **kept("works_line"),
            )
    return WorkFilter((text or "").strip(), kinds, parties, states, outcomes, (near or "").strip(), line_id)


def _ask_several(
    column: DeltaGenerator, label: str, name: str, options: Sequence[Option], session: Session
) -> tuple[Option, ...]:
    return tuple(
        column.multiselect(
            session.say(label),
            list(options),
            format_func=lambda each: capital(describe_value(each, session.language)),
            **kept(f"works_{name}"),
            placeholder=session.say("ui.all"),
            select_all=False,
        )
    )


def _show_table(rows: Sequence[WorkRow], session: Session) -> None:
    columns = (
        Column(session.say("works.name"), "minmax(230px, 2.4fr)"),
        Column(session.say("works.verdict"), "minmax(170px, 1.3fr)", "dotted"),
        Column(session.say("ui.kind"), "minmax(150px, 1.2fr)"),
        Column(session.say("works.party"), "130px", "quiet"),
        Column(session.say("ui.state"), "140px"),
        Column(session.say("ui.place"), "minmax(130px, 1fr)"),
        Column(session.say("works.since"), "112px", "quiet"),
    )
    opened = show_table(
        columns,
        [_write_row(row, rank, session) for rank, row in enumerate(rows)],
        name="works",
        language=session.language,
    )
    if opened:
        session.go("works", opened)
        st.rerun()


def _write_row(row: WorkRow, rank: int, session: Session) -> Row:
    work, language = row.work, session.language
    kind = capital(describe_value(work.kind, language))
    mark = f" · {session.say('works.demonstration')}" if work.demonstration else ""
    return Row(
        id=work.id,
        cells=(
            work.name or kind,
            say_verdict(row.verdict, session),
            kind + mark,
            capital(describe_value(work.party, language)),
            capital(describe_value(work.state, language)),
            work.reference_as_written.replace("\n", "; "),
            "" if work.since is None else describe_value(work.since, language),
        ),
        keys={1: float(rank), 6: "" if work.since is None else work.since.isoformat()},
        dot="" if row.verdict is None else colour_of(row.verdict.outcome),
        is_hollow=row.verdict is not None and row.verdict.certainty is None,
    )
