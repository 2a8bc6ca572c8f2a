"""Who is at work: found before any page is shown, and said in the bar at the top."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from border_gis.access import Actor, office_actor
from border_gis.i18n import describe_value
from border_gis.services.people import change_own_password
from border_gis.services.signing_in import continue_sign_in, list_officers, take_office
from border_gis.services.workspaces import Workspace
from border_gis.settings import Settings
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_facts, show_heading, show_note
from border_gis.ui.session import Session


@dataclass
class _LastOfficer:
    """Who said last that they sit at this PC, since the app was started."""

    name: str = ""


@st.cache_resource(show_spinner=False)
def _last_officer() -> _LastOfficer:
    return _LastOfficer()


def find_actor(session: Session, settings: Settings, workspace: Workspace) -> Actor | None:
    """Return who is at work in this visit; None until somebody has said who they are, or signed in."""
    if settings.sign_in != "off":
        return _find_signed_in(session, workspace)
    name = session.author or _last_officer().name or settings.officer
    if not name.strip():
        return None
    session.author = name
    return office_actor(name)


def _find_signed_in(session: Session, workspace: Workspace) -> Actor | None:
    if session.sign_in is None:
        return None
    now = session.now()
    actor = continue_sign_in(workspace, session.sign_in, now)
    if actor is None:
        forget_visit(session)
        session.notice = ("access.sign_in_over", {})
        return None
    session.sign_in = session.sign_in.seen(now)
    return actor


def forget_visit(session: Session) -> None:
    """Forget everything that was asked, typed and found in this visit: the next person is another."""
    language = session.language
    for key in list(st.session_state):
        del st.session_state[key]
    session.forget(language)


def sign_out(session: Session, settings: Settings) -> None:
    """End the sign-in of this visit."""
    forget_visit(session)
    if settings.sign_in == "oidc" and st.user.is_logged_in:
        st.logout()


def ask_officer(session: Session, settings: Settings, key: str) -> None:
    """Offer the names that were used on this PC, and a field for another one."""
    known = [name for name in list_officers(settings) if name != session.author]
    if known:
        show_heading(session.say("access.names_used"))
        with st.container(horizontal=True, gap="small", key=f"{key}_known"):
            for number, name in enumerate(known):
                if st.button(plain(name), key=f"{key}_{number}", icon=":material/person:"):
                    _take(session, settings, name)
    with st.form(f"{key}_form", border=False):
        written = st.text_input(
            session.say("access.your_name"),
            key=f"{key}_name",
            placeholder=session.say("access.name_example"),
            help=session.say("access.name_hint"),
        )
        is_sent = st.form_submit_button(
            session.say("access.begin"), type="primary", icon=":material/login:", width="stretch"
        )
    if is_sent:
        with guarded(session.language, settings):
            _take(session, settings, written or "")


def _take(session: Session, settings: Settings, name: str) -> None:
    actor = take_office(settings, name)
    session.author = _last_officer().name = actor.name
    st.rerun()


def ask_new_password(session: Session, workspace: Workspace, key: str) -> None:
    """Ask for the present password and a new one, twice; the sign-in ends when it is changed."""
    with st.form(f"{key}_form", border=False, clear_on_submit=True):
        old, new, again = (
            st.text_input(session.say(f"access.{name}"), type="password", key=f"{key}_{name}")
            for name in ("old_password", "new_password", "new_password_again")
        )
        is_sent = st.form_submit_button(
            session.say("access.change_password"), type="primary", icon=":material/key:", width="stretch"
        )
    if not is_sent:
        return
    with guarded(session.language, workspace.settings):
        if new != again:
            show_note(session.say("access.passwords_differ"), "error")
            return
        change_own_password(workspace, old or "", new or "")
        forget_visit(session)
        session.notice = ("access.password_changed", {})
        st.rerun()


def show_who(session: Session, settings: Settings, workspace: Workspace) -> None:
    """Show in the bar who is at work, and behind it how to change that."""
    actor = workspace.actor
    with (
        st.container(key="who"),
        st.popover(plain(actor.name), icon=":material/person:", help=session.say("access.who_hint")),
    ):
        show_note(session.say("access.signs_as", name=actor.name))
        if settings.sign_in == "off":
            ask_officer(session, settings, "change_officer")
            return
        show_facts(
            [
                (session.say("access.role"), describe_value(actor.role, session.language)),
                (session.say("access.clearance"), describe_value(actor.clearance, session.language)),
            ]
        )
        if st.button(
            session.say("access.sign_out"), key="sign_out", icon=":material/logout:", width="stretch"
        ):
            sign_out(session, settings)
            st.rerun()
        if settings.sign_in == "local":
            show_heading(session.say("access.change_password"))
            ask_new_password(session, workspace, "own_password")
