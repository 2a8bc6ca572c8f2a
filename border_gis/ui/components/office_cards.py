"""The card of our own office, the offices that we trust, and forms to make, trust and trust no longer."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role
from border_gis.access.office_cards import OfficeCard
from border_gis.i18n import describe_value
from border_gis.services.office_cards import (
    KnownOffice,
    distrust_office,
    key_needs_passphrase,
    list_offices,
    make_own_card,
    show_own_card,
    trust_office,
    write_own_card,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence import say_in_uploader
from border_gis.ui.components.office_keys import MOST_CARD_MB, offer_new_key, offer_to_accept_key, read_upload
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_facts, show_heading, show_note
from border_gis.ui.session import Session

CARD_TYPE = "application/json"


def show_offices(workspace: Workspace, session: Session) -> None:
    """Show our own card beside the other offices, with what an administrator may do."""
    may_change = workspace.actor.role.includes(Role.ADMINISTRATOR)
    left, right = st.columns([1, 1.2], gap="medium")
    with left, st.container(key="panel_own_card"), guarded(session.language, workspace.settings):
        show_heading(session.say("packages.own"))
        card = show_own_card(workspace)
        if card is not None:
            _show_card(card, session)
            show_note(session.say("packages.read_aloud"))
            if may_change:
                # A key that is lost is said, and replaced below.
                with guarded(session.language, workspace.settings):
                    _offer_card(workspace, card, session)
                offer_new_key(workspace, card, session)
        elif may_change:
            _ask_card(workspace, session)
        else:
            show_note(session.say("packages.no_card_yet"), "warning")
    with right:
        offices = list_offices(workspace)
        show_heading(session.say("packages.offices"), len(offices))
        if not offices:
            show_note(session.say("packages.no_offices"))
        for office in offices:
            panel = st.container(key=f"panel_office_{office.card.code}")
            with panel, guarded(session.language, workspace.settings):
                _show_office(workspace, office, session, may_change=may_change)
        if may_change:
            with st.container(key="panel_trust"), guarded(session.language, workspace.settings):
                _ask_trust(workspace, session)


def ask_passphrase(workspace: Workspace, session: Session, name: str) -> str:
    """Ask for the passphrase of the key where it has one."""
    if not key_needs_passphrase(workspace):
        return ""
    return st.text_input(session.say("packages.passphrase"), type="password", key=f"passphrase_{name}") or ""


def _show_card(card: OfficeCard, session: Session) -> None:
    count = len(card.keys)
    show_facts(
        [
            (session.say("packages.code"), card.code),
            (session.say("packages.name"), card.name),
            (session.say("packages.fingerprint"), card.key_fingerprint),
            (
                session.say("packages.keys_had"),
                session.say("packages.keys_count", count=count) if count > 1 else "",
            ),
        ]
    )


def _offer_card(workspace: Workspace, card: OfficeCard, session: Session) -> None:
    passphrase = ask_passphrase(workspace, session, "card")
    if key_needs_passphrase(workspace) and not passphrase:
        return
    st.download_button(
        session.say("packages.download_card"),
        data=write_own_card(workspace, passphrase),
        file_name=f"the-{card.code}.json",
        mime=CARD_TYPE,
        icon=":material/badge:",
        on_click="ignore",
        key="download_card",
    )


def _ask_card(workspace: Workspace, session: Session) -> None:
    with st.form("own_card", border=False):
        name = st.text_input(session.say("packages.name"), key="card_name")
        letters = st.text_input(session.say("packages.letters"), key="card_letters", placeholder="CB")
        passphrase = st.text_input(
            session.say("packages.new_passphrase"),
            type="password",
            key="card_passphrase",
            help=session.say("packages.new_passphrase_help"),
        )
        is_sent = st.form_submit_button(
            session.say("packages.make_card"), type="primary", icon=":material/badge:"
        )
    if is_sent:
        make_own_card(workspace, name or "", letters or "", passphrase or "")
        session.notice = ("packages.card_made", {})
        st.rerun()


def _show_office(workspace: Workspace, office: KnownOffice, session: Session, *, may_change: bool) -> None:
    card, last = office.card, office.last
    _show_card(card, session)
    state = session.say("packages.state_trusted" if office.is_trusted else "packages.state_withdrawn")
    said_by = session.say(
        "packages.said_by", name=last.author, moment=describe_value(last.recorded_at, session.language)
    )
    show_facts([(state[:1].upper() + state[1:], said_by), (session.say("packages.reason"), last.reason)])
    if not may_change:
        return
    if not office.is_trusted:
        offer_to_accept_key(workspace, card, session)
        return
    with st.popover(session.say("packages.distrust_button"), icon=":material/block:"):
        reason = st.text_input(session.say("packages.reason"), key=f"distrust_reason_{card.code}")
        if st.button(session.say("packages.distrust_button"), key=f"distrust_{card.code}", type="primary"):
            distrust_office(workspace, card.code, reason or "")
            st.rerun()
    offer_to_accept_key(workspace, card, session)


def _ask_trust(workspace: Workspace, session: Session) -> None:
    show_heading(session.say("packages.trust"))
    with st.form("trust_office", border=False, clear_on_submit=False):
        say_in_uploader(session, MOST_CARD_MB)
        upload = st.file_uploader(
            session.say("packages.card_file"),
            type=["json"],
            key="trust_card",
            max_upload_size=MOST_CARD_MB,
        )
        digits = st.text_input(
            session.say("packages.typed_fingerprint"),
            key="trust_digits",
            placeholder="12345 67890 12345 67890 12345 67890",
        )
        reason = st.text_input(session.say("packages.reason"), key="trust_reason")
        is_sent = st.form_submit_button(
            session.say("packages.trust_button"), type="primary", icon=":material/verified_user:"
        )
    if not is_sent:
        return
    card = trust_office(workspace, read_upload(upload), digits or "", reason or "")
    st.success(plain(f"{card.code} · {card.name}"), icon=":material/verified_user:")
    st.rerun()
