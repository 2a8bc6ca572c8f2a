"""For the administrator: accounts, and what was refused and what left the office."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from border_gis.access import Person, Role, Secrecy
from border_gis.access.records import AuditEntry
from border_gis.access.sessions import IDLE_FOR
from border_gis.i18n import describe_value, has_words, translate
from border_gis.services.audit import list_audit_entries
from border_gis.services.people import add_person, change_person, list_people, set_password
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import choose_level
from border_gis.ui.components.table import Column, Row, show_table
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_heading, show_note, show_title
from border_gis.ui.session import Session

ROLES: tuple[Role, ...] = tuple(Role)


def show_people(workspace: Workspace, session: Session) -> None:
    """Show the accounts with what each may do, and what has been written down."""
    show_title(session.say("ui.page_people"), session.say("access.people_under"))
    people = list_people(workspace)
    accounts, written = st.tabs([session.say("access.accounts"), session.say("access.audit")])
    with accounts:
        if workspace.settings.sign_in == "off":
            show_note(session.say("access.sign_in_is_off"))
        left, right = st.columns([1.5, 1], gap="medium")
        with left:
            _list_people(people, session)
        with right, st.container(key="panel_person"), guarded(session.language, workspace.settings):
            _ask(workspace, people, session)
    with written:
        _list_entries(list_audit_entries(workspace), session)


def _list_people(people: tuple[Person, ...], session: Session) -> None:
    columns = [
        Column(session.say("access.account"), "minmax(120px, 1.3fr)", "strong"),
        Column(session.say("access.role"), "125px"),
        Column(session.say("access.clearance"), "135px"),
        Column(session.say("access.unit"), "minmax(80px, 1fr)", "quiet"),
        Column(session.say("access.state"), "120px", "quiet"),
    ]
    rows = [
        Row(
            person.id,
            (
                person.sign_in_name,
                capital(describe_value(person.role, session.language)),
                capital(describe_value(person.clearance, session.language)),
                person.unit,
                capital(session.say("access.open" if person.active else "access.closed")),
            ),
            keys={1: ROLES.index(person.role), 2: person.clearance.rank},
        )
        for person in people
    ]
    if not rows:
        show_note(session.say("access.nobody_yet"))
        return
    chosen = show_table(columns, rows, name="people", language=session.language)
    if chosen is not None and chosen != st.session_state.get("person_seen"):
        st.session_state["person_seen"] = chosen
        st.session_state["person_chosen"] = chosen


def _ask(workspace: Workspace, people: tuple[Person, ...], session: Session) -> None:
    chosen = next((each for each in people if each.id == st.session_state.get("person_chosen")), None)
    if chosen is None:
        _ask_new(workspace, session)
        return
    st.button(
        session.say("access.add_person"),
        key="person_new",
        icon=":material/person_add:",
        type="tertiary",
        on_click=_choose_nobody,
    )
    _ask_change(workspace, chosen, session)
    _ask_password(workspace, chosen, session)


def _choose_nobody() -> None:
    st.session_state["person_chosen"] = None


def _ask_new(workspace: Workspace, session: Session) -> None:
    show_heading(session.say("access.add_person"))
    # A new key after each account: the form is empty then, and a second click has nothing to press.
    name = f"new_person_{session.reports_added}"
    with st.form(name, border=False):
        label = st.text_input(
            session.say("access.account"),
            key=f"{name}_label",
            placeholder=session.say("access.name_example"),
            help=session.say("access.name_hint"),
        )
        role = _choose_role(session, f"{name}_role", Role.VIEWER)
        clearance = choose_level(
            session, workspace.actor.clearance, key=f"{name}_clearance", label="access.clearance"
        )
        unit = st.text_input(session.say("access.unit"), key=f"{name}_unit")
        if workspace.settings.sign_in == "oidc":
            password = ""
            subject = st.text_input(session.say("access.subject"), key=f"{name}_subject")
        else:
            password = st.text_input(
                session.say("access.first_password"),
                type="password",
                key=f"{name}_password",
                autocomplete="new-password",
                help=session.say("access.first_password_hint"),
            )
            subject = ""
        is_sent = st.form_submit_button(
            session.say("access.add_person"), type="primary", icon=":material/person_add:"
        )
    if is_sent:
        person = add_person(
            workspace,
            label or "",
            role,
            clearance=clearance,
            unit=unit or "",
            password=password or "",
            subject=subject or "",
        )
        session.reports_added += 1
        session.notice = ("access.person_added", {"name": person.sign_in_name})
        st.rerun()


def _ask_change(workspace: Workspace, person: Person, session: Session) -> None:
    show_heading(person.sign_in_name)
    name = f"person_{person.id}_{session.reports_added}"
    with st.form(name, border=False):
        role = _choose_role(session, f"{name}_role", person.role)
        clearance = choose_level(
            session,
            workspace.actor.clearance,
            key=f"{name}_clearance",
            level=person.clearance,
            label="access.clearance",
        )
        unit = st.text_input(session.say("access.unit"), value=person.unit, key=f"{name}_unit")
        active = st.toggle(session.say("access.is_open"), value=person.active, key=f"{name}_active")
        is_sent = st.form_submit_button(session.say("access.save"), type="primary", icon=":material/save:")
    if is_sent:
        change_person(workspace, person.id, role=role, clearance=clearance, active=active, unit=unit or "")
        session.reports_added += 1
        session.notice = ("access.person_changed", {"name": person.sign_in_name})
        st.rerun()


def _ask_password(workspace: Workspace, person: Person, session: Session) -> None:
    if workspace.settings.sign_in == "oidc":
        return
    name = f"password_{person.id}_{session.reports_added}"
    with st.form(name, border=False, clear_on_submit=True):
        password = st.text_input(
            session.say("access.set_password"),
            type="password",
            key=f"{name}_password",
            autocomplete="new-password",
            help=session.say("access.first_password_hint"),
        )
        is_sent = st.form_submit_button(session.say("access.set_password"), icon=":material/key:")
    if is_sent:
        set_password(workspace, person.id, password or "")
        session.notice = ("access.password_set", {"name": person.sign_in_name})
        st.rerun()


def _choose_role(session: Session, key: str, role: Role) -> Role:
    chosen = st.selectbox(
        session.say("access.role"),
        ROLES,
        index=ROLES.index(role),
        format_func=lambda each: capital(describe_value(each, session.language)),
        key=key,
        help=session.say("access.roles_hint"),
    )
    return Role(chosen)


def _list_entries(entries: tuple[AuditEntry, ...], session: Session) -> None:
    show_note(session.say("access.audit_under", minutes=int(IDLE_FOR / timedelta(minutes=1))))
    if not entries:
        show_note(session.say("access.nothing_written"))
        return
    language = session.language
    columns = [
        Column(session.say("access.moment"), "150px", "quiet"),
        Column(session.say("access.account"), "minmax(120px, 1fr)", "strong"),
        Column(session.say("access.what_happened"), "minmax(150px, 1.2fr)"),
        Column(session.say("access.what"), "minmax(160px, 1.4fr)"),
        Column(session.say("release.profile"), "130px", "quiet"),
        Column(session.say("access.level"), "110px", "quiet"),
    ]
    rows = [
        Row(
            entry.id,
            (
                describe_value(entry.recorded_at, language),
                entry.actor or entry.subject,
                translate(f"access.audit_{entry.kind}", None, language),
                _say_what(entry, session),
                entry.profile,
                "" if entry.level is Secrecy.NONE else describe_value(entry.level, language),
            ),
            keys={0: entry.recorded_at.timestamp(), 5: entry.level.rank},
        )
        for entry in entries
    ]
    show_table(columns, rows, name="audit", language=language)


def _say_what(entry: AuditEntry, session: Session) -> str:
    code = f"access.did_{entry.what}"
    what = session.say(code) if has_words(code) else entry.what
    parts = [what, entry.subject, str(entry.count) if entry.count else ""]
    return " · ".join(part for part in parts if part)
