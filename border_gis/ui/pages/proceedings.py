"""The office's own work: the list with its filters, and the doors to one entry and to the form."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role, highest_level
from border_gis.boundary.dates import PartialDate
from border_gis.errors import BorderGisError
from border_gis.i18n import describe_error, read_date
from border_gis.proceedings.kinds import ProceedingClass, ProceedingKind, name_own_kind
from border_gis.proceedings.model import Proceeding
from border_gis.services.proceedings import ProceedingFilter, list_proceedings, show_proceeding
from border_gis.services.workflow import keep_proceeding_kind, list_proceeding_kinds
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.proceeding_form import ask_proceeding
from border_gis.ui.components.proceeding_words import COLOURS, say_happened, say_kind, say_state
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.kept import kept
from border_gis.ui.look import capital, show_note, show_title
from border_gis.ui.pages.proceeding import CHANGE, show_one_proceeding
from border_gis.ui.session import Session

NEW = "new"


def show_proceedings(workspace: Workspace, session: Session) -> None:
    """Show the list, or what the address names: one entry, its correction, or the form of a new one."""
    subject = session.subject
    if subject == NEW:
        ask_proceeding(workspace, session)
    elif subject.startswith(CHANGE):
        known = show_proceeding(workspace, subject.removeprefix(CHANGE)).proceeding
        ask_proceeding(workspace, session, known)
    elif subject:
        show_one_proceeding(workspace, session, subject)
    else:
        _show_list(workspace, session)


def _show_list(workspace: Workspace, session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show_title(session.say("ui.page_proceedings"), session.say("proceedings.under"))
        if workspace.actor.role.includes(Role.RECORDER):
            st.button(
                session.say("proceedings.add"),
                key="new_proceeding",
                type="primary",
                icon=":material/add:",
                on_click=session.go,
                args=("proceedings", NEW),
            )
    kinds = {kind.code: kind for kind in list_proceeding_kinds(workspace)}
    wanted = _ask_filter(session, kinds)
    found = list_proceedings(workspace, wanted)
    show_level(highest_level(each.secrecy for each in found), session)
    st.caption(session.say("proceedings.count", count=len(found)))
    if found:
        _show_table(found, kinds, session)
    else:
        show_note(session.say("proceedings.none"))
    if workspace.actor.role.includes(Role.APPROVER):
        with (
            st.expander(session.say("proceedings.own_kind"), icon=":material/playlist_add:"),
            guarded(session.language, workspace.settings),
        ):
            _ask_own_kind(workspace, session)


def _ask_filter(session: Session, kinds: dict[str, ProceedingKind]) -> ProceedingFilter:
    say = session.say
    with st.container(key="panel_filter"):
        one, two, three, four, five = st.columns(
            [1.6, 2, 0.8, 0.8, 0.9], gap="small", vertical_alignment="bottom"
        )
        text = one.text_input(say("ui.filter_text"), **kept("proceedings_text"), icon=":material/search:")
        chosen = two.multiselect(
            say("proceedings.kinds"),
            list(kinds),
            format_func=lambda code: say_kind(code, kinds, session),
            **kept("proceedings_kinds"),
            placeholder=say("ui.all"),
            select_all=False,
        )
        first = _ask_date(three, "proceedings.from", session)
        last = _ask_date(four, "proceedings.to", session)
        withdrawn = five.toggle(say("proceedings.show_withdrawn"), **kept("proceedings_withdrawn"))
    return ProceedingFilter(text or "", tuple(chosen), first, last, bool(withdrawn))


def _ask_date(where: st.delta_generator.DeltaGenerator, label: str, session: Session) -> PartialDate | None:
    typed = where.text_input(session.say(label), key=label.replace(".", "_"), placeholder="2022")
    if not (typed or "").strip():
        return None
    try:
        return read_date(typed or "")
    except BorderGisError as error:
        show_note(describe_error(error, session.language), "error")
        return None


def _show_table(found: tuple[Proceeding, ...], kinds: dict[str, ProceedingKind], session: Session) -> None:
    columns = [
        Column(session.say("proceedings.column_number"), "172px", "strong"),
        Column(session.say("proceedings.column_when"), "104px"),
        Column(session.say("proceedings.column_title"), "minmax(260px, 2.6fr)"),
        Column(session.say("proceedings.column_kind"), "minmax(180px, 1.4fr)", "quiet"),
        Column(session.say("proceedings.column_state"), "minmax(150px, 0.9fr)", "dotted"),
        Column(session.say("proceedings.column_papers"), "86px", "quiet"),
    ]
    rows = [
        Row(
            each.number,
            (
                each.number,
                say_happened(each, session),
                each.title,
                say_kind(each.kind, kinds, session),
                say_state(each, session),
                str(len(each.papers) or "–"),
            ),
            keys={1: each.happened.isoformat(), 5: float(len(each.papers))},
            dot=COLOURS[each.state],
            is_hollow=each.is_withdrawn,
        )
        for each in found
    ]
    opened = show_table(columns, rows, name="proceedings", language=session.language)
    st.caption(session.say("ui.table_hint"))
    if opened is not None:
        session.go("proceedings", opened)
        st.rerun()


def _ask_own_kind(workspace: Workspace, session: Session) -> None:
    """Ask for a kind of the office's own: its two names, and what it is counted with."""
    say = session.say
    st.caption(say("proceedings.own_kind_under"))
    with st.form("own_kind", border=False, clear_on_submit=True):
        one, two, three = st.columns(3, gap="small")
        vietnamese = one.text_input(say("proceedings.own_name_vi")) or ""
        english = two.text_input(say("proceedings.own_name_en")) or ""
        group = three.selectbox(
            say("proceedings.own_class"),
            [each.value for each in ProceedingClass],
            format_func=lambda each: capital(say(f"proceeding_class.{each}")),
        )
        is_sent = st.form_submit_button(say("proceedings.own_kind"), icon=":material/add:")
    if not is_sent:
        return
    names = {"vi": vietnamese.strip(), "en": english.strip()}
    keep_proceeding_kind(workspace, name_own_kind(names, ProceedingClass(group)))
    session.notice = ("proceedings.own_saved", {"name": names.get(session.language, names["vi"])})
    st.rerun()
