"""What the app remembers of one visitor, typed, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

from border_gis.access.sessions import SignIn
from border_gis.errors import BorderGisError
from border_gis.i18n import LANGUAGES, Language, describe_code, translate
from border_gis.incidents.model import IncidentPlace
from border_gis.ui.components.border_map import MapClick

if TYPE_CHECKING:
    from border_gis.services.places import PlaceSearch

_KEY = "border_session"


@dataclass
class Inquiry:
    """What was asked of the map last, by typing or by a click, and what was found.

    Attributes
    ----------
    text : str
        As typed; for a click, its coordinates.
    click : MapClick or None
    found : PlaceSearch or None
        None when nothing could be made of it; ``trouble`` then says why.
    trouble : BorderGisError or None
    number : int
        Tells one inquiry from the next.
    """

    text: str = ""
    click: MapClick | None = None
    found: PlaceSearch | None = None
    trouble: BorderGisError | None = None
    number: int = 0


@dataclass
class Draft:
    """A new incident while it is being filled in; its fields live in the widgets.

    Attributes
    ----------
    token : str
        Part of every widget's key: a new draft has new widgets.
    saved_id : str
        Id of the incident that it became; a draft is saved once, however often one clicks.
    inquiry : Inquiry
        Where it happened, as it stands.
    seen_click : str
        Number of the last click on the small map that was answered.
    more : tuple of IncidentPlace
        Places that were added before the one that is being typed.
    suggested_for : int
        Number of the inquiry whose province and commune were filled in.
    pending : dict of str to (str, str)
        What the program has put into a field, after what stood there before, until the
        browser has taken it: a page that is run again in the middle forgets it otherwise.
    """

    token: str = field(default_factory=lambda: uuid4().hex[:12])
    saved_id: str = ""
    inquiry: Inquiry = field(default_factory=Inquiry)
    seen_click: str = ""
    more: tuple[IncidentPlace, ...] = ()
    suggested_for: int = 0
    pending: dict[str, tuple[str, str]] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the key of the widget for a field."""
        return f"draft_{self.token}_{name}"

    def put(self, name: str, value: str) -> None:
        """Put a value into a field, before its widget is shown."""
        self.pending[name] = (st.session_state.get(self.key(name)) or "", value)
        st.session_state[self.key(name)] = value

    def put_again(self) -> None:
        """Put what the browser has not taken yet; what a person has typed meanwhile stays."""
        for name, (before, value) in list(self.pending.items()):
            stands = st.session_state.get(self.key(name)) or ""
            if stands == before:
                st.session_state[self.key(name)] = value
            else:
                del self.pending[name]


@dataclass
class Session:
    """One visitor's state.

    Attributes
    ----------
    language : {"vi", "en"}
    page : str
        Name of the page, as in the address.
    subject : str
        The marker or incident that the page is about, as in the address; often empty.
    inquiry : Inquiry
        Of the map page.
    seen_click : str
        Number of the last click on the big map that was answered.
    draft : Draft
    author : str
        Who sits at a PC without accounts; asked once.
    sign_in : SignIn or None
        Of an account, where people sign in; stays with the server.
    reports_added : int
        Tells the form of one report from the next.
    notice : tuple of str and mapping, or None
        Code and values of a message for the next page, for example that something was saved.
    to_save : str
        Name of the form that somebody has pressed the button of, until it is saved or left:
        what is pressed next ends the run in which the button counts as pressed.
    categories : mapping of str to str
        Names of the office's kinds of incident by code, read at each run.
    shown : tuple of (str, str)
        Page and subject that were last shown to their end.
    """

    language: Language = "vi"
    page: str = "home"
    subject: str = ""
    inquiry: Inquiry = field(default_factory=Inquiry)
    seen_click: str = ""
    draft: Draft = field(default_factory=Draft)
    author: str = ""
    sign_in: SignIn | None = None
    reports_added: int = 0
    notice: tuple[str, Mapping[str, Any]] | None = None
    to_save: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, str] = ("", "")

    @property
    def is_turning(self) -> bool:
        """Whether this run shows something else than the last one that came to its end."""
        return (self.page, self.subject) != self.shown

    def end_turn(self) -> None:
        """Remember that the page has been shown to its end."""
        self.shown = (self.page, self.subject)

    def name_category(self, code: str) -> str:
        """Return the name of a kind of incident; the code itself where no list has it."""
        return self.categories.get(code) or describe_code("incident_category", code, self.language)

    def say(self, code: str, **params: Any) -> str:
        """Return words in the visitor's language."""
        return translate(code, params, self.language)

    def now(self) -> datetime:
        """Return the moment, aware."""
        return datetime.now(UTC)

    def press_save(self, form: str) -> None:
        """Remember that a form is to be saved."""
        self.to_save = form

    @contextmanager
    def saving(self, form: str) -> Iterator[bool]:
        """Say whether a form is to be saved, and forget it when that is done or refused.

        Ask it behind the last field of the form. When something else is pressed, Streamlit ends the
        run where it next shows something: it has then neither done nor refused it, and the next saves.
        """
        try:
            yield self.to_save == form
        except Exception:
            self._end_save(form)
            raise
        self._end_save(form)

    def _end_save(self, form: str) -> None:
        if self.to_save == form:
            self.to_save = ""

    def forget(self, language: Language) -> None:
        """Become the session of a visitor of whom nothing is known but the language."""
        fresh = Session(language=language, page=self.page, subject=self.subject)
        for name in (each.name for each in fields(self)):
            setattr(self, name, getattr(fresh, name))
        st.session_state[_KEY] = self

    def go(self, page: str, subject: str = "") -> None:
        """Turn to a page; the address follows, so that it can be kept and sent on."""
        self.page, self.subject, self.to_save = page, subject, ""
        write_address(self)


# Which part of the address names what a page is about.
SUBJECTS = {
    "markers": "marker",
    "incidents": "incident",
    "works": "work",
    "areas": "area",
    "field": "area",
    "rules": "rule",
    "lines": "line",
    "activities": "activity",
    "proceedings": "proceeding",
    "history": "of",
}


def find_session(default_language: Language) -> Session:
    """Return this visitor's session, brought up to date with the address in the browser."""
    session: Session | None = st.session_state.get(_KEY)
    if session is None:
        session = st.session_state[_KEY] = Session(language=default_language)
    _read_address(session)
    return session


def current_session() -> Session | None:
    """Return this visitor's session as it stands; None before the first page is shown."""
    session: Session | None = st.session_state.get(_KEY)
    return session


def write_address(session: Session) -> None:
    """Write page, subject and language into the address."""
    wanted = {"page": session.page}
    if session.subject:
        wanted[SUBJECTS.get(session.page, "id")] = session.subject
    wanted["lang"] = session.language
    if wanted != dict(st.query_params):
        st.query_params.from_dict(wanted)


def _read_address(session: Session) -> None:
    address = st.query_params
    for language in LANGUAGES:
        if language != "zh" and address.get("lang") == language:
            session.language = language
    if "page" in address:
        page = address["page"]
        subject = address.get(SUBJECTS.get(page, "id"), "")
        if (page, subject) != (session.page, session.subject):
            session.page, session.subject, session.to_save = page, subject, ""
