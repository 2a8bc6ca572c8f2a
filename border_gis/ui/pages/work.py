"""One work: facts, place, what the rules say of it, how it came to be so, and a form to report further."""

from __future__ import annotations

import streamlit as st

from border_gis.i18n import describe_value, read_date
from border_gis.services.work_recording import add_work_state
from border_gis.services.works import WorkPage, show_work
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.border_map import focus_on
from border_gis.ui.components.inquiries import show_on_map
from border_gis.ui.components.maps_shown import show_small_map
from border_gis.ui.components.verdicts import show_verdicts
from border_gis.ui.components.work_history import STATE_COLOURS, name_work, show_states, show_work_history
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_chip, show_facts, show_heading, show_note, show_text, show_title
from border_gis.ui.pages.work_form import CHANGE
from border_gis.ui.session import Session
from border_gis.works.model import Work, WorkState
from border_gis.zones.checked import take_work


def show_one_work(workspace: Workspace, session: Session, work_id: str) -> None:
    """Show the work with an id."""
    page = show_work(workspace, work_id)
    work = page.work
    name = name_work(page, session)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            session.say("works.back"),
            key="back_to_works",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=session.go,
            args=("works",),
        )
        st.space("stretch")
        place = _place_of(work)
        if place:
            st.button(
                session.say("ui.show_on_map"),
                key="work_on_map",
                icon=":material/map:",
                on_click=show_on_map,
                args=(workspace, session, place),
            )
        st.button(
            session.say("ui.see_history"),
            key="work_in_history",
            icon=":material/history:",
            on_click=session.go,
            args=("history", f"work:{work.id}"),
        )
        st.button(
            session.say("works.change"),
            key="change_work",
            icon=":material/edit:",
            on_click=session.go,
            args=("works", CHANGE + work.id),
        )
    under = [
        capital(describe_value(work.kind, session.language)),
        describe_value(work.party, session.language),
    ]
    if work.demonstration:
        under.append(session.say("works.demonstration"))
    show_title(name, " · ".join(under))
    show_states(page.states, session)
    left, right = st.columns([1.55, 1], gap="medium")
    with left, guarded(session.language, workspace.settings), st.container(key="panel_verdicts"):
        if work.geometry is None:
            show_note(session.say("works.no_place"), "warning")
        show_verdicts(page.lines, session, checked=take_work(work), name=name)
    with left, guarded(session.language, workspace.settings), st.container(key="panel_history"):
        show_heading(session.say("ui.history"), len(page.changes))
        show_work_history(workspace, page, session)
    with right, guarded(session.language, workspace.settings):
        with st.container(key="panel_facts"):
            show_chip(capital(describe_value(work.state, session.language)), STATE_COLOURS[work.state])
            show_facts(_list_facts(work, session))
            if work.description:
                show_text(work.description)
        if work.geometry is not None:
            with st.container(key="panel_where"):
                if work.illustrative:
                    show_note(session.say("works.drawn_by_markers"), "warning")
                focus = focus_on([(work.geometry, work.accuracy_m)], jumps=True)
                show_small_map(workspace, session, name="work_map", focus=focus, height=260)
        with st.container(key="panel_state"), guarded(session.language, workspace.settings):
            _ask_state(workspace, page, session)


def _place_of(work: Work) -> str:
    """Return what the map page can look up: one place by markers, or the first corner."""
    if work.geometry is None:
        return ""
    if work.illustrative and work.reference_as_written and ";" not in work.reference_as_written:
        return work.reference_as_written
    x, y = work.geometry.representative_point().coords[0][:2]
    return f"{y:.6f}, {x:.6f}"


def _list_facts(work: Work, session: Session) -> list[tuple[str, str]]:
    language = session.language

    def say(value: object) -> str:
        return "" if value is None else describe_value(value, language)

    accuracy = "" if work.accuracy_m is None else session.say("ui.within", distance_m=work.accuracy_m)
    if work.accuracy_m is None and work.geometry is not None:
        accuracy = session.say("works.accuracy_not_given")
    fields = (
        ("reference_as_written", work.reference_as_written),
        ("since", say(work.since)),
        ("extended", say(work.extended)),
        ("notified", say(work.notified)),
        ("agreed", say(work.agreed)),
        ("agreement_paper", work.agreement_paper),
        ("on_border_water", say(work.on_border_water)),
        ("document", work.document),
        ("source", work.source),
    )
    return [
        *((capital(session.say(f"work_field.{name}")), value) for name, value in fields),
        (session.say("ui.accuracy"), accuracy),
    ]


def _ask_state(workspace: Workspace, page: WorkPage, session: Session) -> None:
    work = page.work
    # A new key after each entry: the form is empty then, and a second click has nothing to press.
    name = f"state_{work.id}_{len(page.changes)}"
    show_heading(session.say("works.add_state"))
    with st.form(name, border=False):
        first, second = st.columns(2, gap="small")
        state = first.selectbox(
            session.say("ui.new_state"),
            [each for each in WorkState if each is not WorkState.UNKNOWN],
            index=None,
            format_func=lambda each: capital(describe_value(each, session.language)),
            key=f"{name}_state",
            placeholder=session.say("ui.choose"),
        )
        when = second.text_input(
            session.say("works.event_date"), key=f"{name}_date", placeholder=session.say("ui.date_example")
        )
        paper = st.text_input(
            session.say("ui.source_paper"), key=f"{name}_paper", placeholder=session.say("ui.paper_example")
        )
        text = st.text_area(session.say("works.seen"), key=f"{name}_text", height=70)
        is_sent = st.form_submit_button(
            session.say("works.add_state"), type="primary", icon=":material/add_task:"
        )
    if not is_sent:
        return
    if state is None:
        show_note(session.say("works.state_wanted"), "error")
        return
    add_work_state(
        workspace,
        work.id,
        state,
        event_date=read_date(when) if (when or "").strip() else None,
        paper=paper or "",
        text=text or "",
        seen_state=work.state,
    )
    session.notice = ("works.state_added", {"name": name_work(page, session), "state": state})
    st.rerun()
