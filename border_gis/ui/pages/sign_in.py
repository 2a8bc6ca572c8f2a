"""Before anything else: who is at work."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from border_gis.services.signing_in import recognise, sign_in
from border_gis.services.workspaces import Workspace
from border_gis.settings import Settings
from border_gis.ui.components.who import ask_new_password, ask_officer, sign_out
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_note, show_title
from border_gis.ui.session import Session


def show_sign_in(session: Session, settings: Settings, workspace: Workspace) -> None:
    """Ask who is at work: for a name, for a password, or the institution."""
    if settings.sign_in == "oidc" and st.user.is_logged_in:
        _ask_institution(session, settings, workspace)
        return
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.container(key="panel_sign_in"):
        if settings.sign_in == "off":
            show_title(session.say("access.who_are_you"), session.say("access.who_are_you_under"))
            ask_officer(session, settings, "officer")
        elif settings.sign_in == "local":
            show_title(session.say("access.sign_in"), session.say("access.sign_in_under"))
            _ask_password(session, settings, workspace)
        else:
            show_title(session.say("access.sign_in"), session.say("access.sign_in_institution"))
            if st.button(
                session.say("access.go_to_institution"),
                key="go_to_institution",
                type="primary",
                icon=":material/login:",
                width="stretch",
            ):
                st.login()


def show_first_change(session: Session, workspace: Workspace) -> None:
    """Ask for a password of their own from somebody who has signed in with one that was given."""
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.container(key="panel_sign_in"):
        show_title(session.say("access.choose_password"), session.say("access.choose_password_under"))
        ask_new_password(session, workspace, "first_password")
        if st.button(session.say("access.sign_out"), key="first_sign_out", type="tertiary"):
            sign_out(session, workspace.settings)
            st.rerun()


def _ask_password(session: Session, settings: Settings, workspace: Workspace) -> None:
    with st.form("sign_in_form", border=False):
        name = st.text_input(session.say("access.account"), key="sign_in_name", autocomplete="username")
        password = st.text_input(
            session.say("access.password"),
            type="password",
            key="sign_in_password",
            autocomplete="current-password",
        )
        is_sent = st.form_submit_button(
            session.say("access.sign_in"), type="primary", icon=":material/login:", width="stretch"
        )
    if is_sent:
        with guarded(session.language, settings):
            session.sign_in = sign_in(workspace, name or "", password or "")
            # Typed passwords do not stay in the memory of the visit.
            del st.session_state["sign_in_password"]
            st.rerun()


def _ask_institution(session: Session, settings: Settings, workspace: Workspace) -> None:
    """Take over who the institution says is here."""
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle, st.container(key="panel_sign_in"):
        with guarded(session.language, settings):
            _take_over(session, settings, workspace)
        show_note(session.say("access.institution_hint"))
        if st.button(session.say("access.sign_out"), key="institution_sign_out", icon=":material/logout:"):
            sign_out(session, settings)


def _take_over(session: Session, settings: Settings, workspace: Workspace) -> None:
    said = st.user.to_dict()
    issued = said.get("iat")
    moment = datetime.fromtimestamp(float(str(issued)), UTC) if issued is not None else None
    session.sign_in = recognise(workspace, str(said.get(settings.subject_claim) or ""), moment)
    st.rerun()
