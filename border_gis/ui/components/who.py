"""Who is at work: found before any page is shown, and said in the bar at the top."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from border_gis.access import Actor, office_actor
from border_gis.services.signing_in import list_officers, take_office
from border_gis.settings import Settings
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import show_heading, show_note
from border_gis.ui.session import Session


@dataclass
class _LastOfficer:
    """Who said last that they sit at this PC, since the app was started."""

    name: str = ""


@st.cache_resource(show_spinner=False)
def _last_officer() -> _LastOfficer:
    return _LastOfficer()


def find_actor(session: Session, settings: Settings) -> Actor | None:
    """Return who is at work in this visit; None until somebody has said who they are."""
    name = session.author or _last_officer().name or settings.officer
    if not name.strip():
        return None
    session.author = name
    return office_actor(name)


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


def show_who(session: Session, settings: Settings, actor: Actor) -> None:
    """Show in the bar who is at work, and behind it how to change that."""
    with (
        st.container(key="who"),
        st.popover(plain(actor.name), icon=":material/person:", help=session.say("access.who_hint")),
    ):
        show_note(session.say("access.signs_as", name=actor.name))
        ask_officer(session, settings, "change_officer")
