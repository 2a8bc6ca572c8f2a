"""Forms over the page to replace the key of our office, and to accept the new key of another one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from border_gis.access.office_cards import LONGEST_CARD, OfficeCard
from border_gis.errors import DataError, InputError
from border_gis.services.office_cards import key_needs_passphrase
from border_gis.services.replaced_keys import accept_new_key, replace_own_key
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.evidence import say_in_uploader
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_note
from border_gis.ui.session import Session

MOST_CARD_MB = 1


def offer_new_key(workspace: Workspace, card: OfficeCard, session: Session) -> None:
    """Offer a new key for our own office, with what follows from it."""
    # Named by how many keys there were: what is pressed twice replaces once.
    key = f"replace_key_{len(card.keys)}"

    @st.dialog(plain(session.say("packages.replace_key")), width="medium")
    def show() -> None:
        with guarded(session.language, workspace.settings):
            _ask_new_key(workspace, card, session, key)

    if st.button(session.say("packages.replace_key"), key=f"{key}_open", icon=":material/key:"):
        show()


def offer_to_accept_key(workspace: Workspace, card: OfficeCard, session: Session) -> None:
    """Offer to accept the new key of an office that we know."""
    key = f"accept_key_{card.code}_{len(card.keys)}"

    @st.dialog(plain(f"{session.say('packages.accept_key')} · {card.code}"), width="medium")
    def show() -> None:
        with guarded(session.language, workspace.settings):
            _ask_accepted_key(workspace, card, session, key)

    if st.button(session.say("packages.accept_key"), key=f"{key}_open", icon=":material/key:"):
        show()


def read_upload(upload: Any) -> str:
    """Return the text of a card file that was chosen.

    Raises
    ------
    InputError
        If none was.
    DataError
        If it is no text.
    """
    if upload is None:
        raise InputError("packages.without_card_file")
    try:
        return str(upload.getvalue()[: LONGEST_CARD * 4].decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError("packages.bad_card") from error


def _ask_new_key(workspace: Workspace, card: OfficeCard, session: Session, key: str) -> None:
    show_note(session.say("packages.replace_key_note", office=card.code), "warning")
    with st.form(key, border=False):
        reason = st.text_input(session.say("packages.reason"), key=f"{key}_reason")
        former = ""
        if key_needs_passphrase(workspace):
            former = st.text_input(
                session.say("packages.former_passphrase"), type="password", key=f"{key}_former"
            )
        passphrase = st.text_input(
            session.say("packages.new_passphrase"),
            type="password",
            key=f"{key}_passphrase",
            help=session.say("packages.new_passphrase_help"),
        )
        is_sure = st.checkbox(session.say("packages.replace_key_sure"), key=f"{key}_sure")
        is_sent = st.form_submit_button(
            session.say("packages.replace_key"), type="primary", icon=":material/key:"
        )
    if is_sent:
        if not is_sure:
            raise InputError("packages.not_sure")
        replace_own_key(workspace, reason or "", passphrase or "", former or "")
        session.notice = ("packages.key_replaced", {})
        st.rerun()


def _ask_accepted_key(workspace: Workspace, card: OfficeCard, session: Session, key: str) -> None:
    show_note(session.say("packages.accept_key_note", name=card.name), "warning")
    with st.form(key, border=False):
        say_in_uploader(session, MOST_CARD_MB)
        upload = st.file_uploader(
            session.say("packages.card_file"),
            type=["json"],
            key=f"{key}_card",
            max_upload_size=MOST_CARD_MB,
        )
        digits = st.text_input(
            session.say("packages.typed_fingerprint"),
            key=f"{key}_digits",
            placeholder="12345 67890 12345 67890 12345 67890",
        )
        reason = st.text_input(session.say("packages.reason"), key=f"{key}_reason")
        is_sent = st.form_submit_button(
            session.say("packages.accept_key"), type="primary", icon=":material/key:"
        )
    if is_sent:
        done = accept_new_key(workspace, read_upload(upload), digits or "", reason or "", card.code)
        code = "packages.key_accepted_signed" if done.is_signed_by_former else "packages.key_accepted"
        session.notice = (code, {"office": done.card.code})
        st.rerun()
