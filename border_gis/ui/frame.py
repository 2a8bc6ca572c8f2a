"""The frame around every page: the bar at the top, the band for demonstration data, the guard."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from border_gis.access import Actor
from border_gis.errors import BorderGisError
from border_gis.i18n import translate
from border_gis.services.categories import name_categories
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import LANGUAGES, Settings, build_settings
from border_gis.ui.components.who import find_actor, show_who
from border_gis.ui.guard import guarded
from border_gis.ui.look import (
    dress_page,
    dress_words,
    find_icon,
    show_banner,
    show_brand,
    show_note,
    show_skip_link,
    show_target,
)
from border_gis.ui.pages import PAGES
from border_gis.ui.pages.sign_in import show_first_change, show_sign_in
from border_gis.ui.session import Session, find_session, write_address

LANGUAGE_NAMES = {"vi": "Việt", "en": "Eng"}
FIRST = "home"
CONTENT = "page-content"
"""What the link that skips the bar leads to."""


def show_app(environment: Mapping[str, str]) -> None:
    """Show the page that the visitor's address names.

    Parameters
    ----------
    environment : mapping
        Usually ``os.environ``; see ``build_settings``.
    """
    st.set_page_config(
        page_title=translate("ui.name", None, LANGUAGES[0]),
        page_icon=find_icon(),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    dress_page()
    with guarded(LANGUAGES[0], None):
        _show(build_settings(environment))


def _show(settings: Settings) -> None:
    session = find_session("en" if settings.language == "en" else "vi")
    with guarded(session.language, settings):
        dress_words(session.say("ui.nothing_found"))
        try:
            whole = _open_once(settings.store_location, settings)
        except BorderGisError:
            # Whose page it is, and its language, stand above what went wrong.
            _show_bar(session, settings, None)
            raise
        actor = find_actor(session, settings, whole)
        if actor is None:
            _show_bar(session, settings, None)
            _show_notice(session)
            show_sign_in(session, settings, whole)
            return
        workspace = whole.acting_as(actor)
        if session.sign_in is not None and session.sign_in.must_change:
            _show_bar(session, settings, None)
            show_first_change(session, workspace)
            return
        _show_bar(session, settings, workspace)
        if workspace.is_demonstration:
            show_banner(session.say("ui.demonstration"))
        show_target(CONTENT)
        _show_notice(session)
        session.categories = name_categories(workspace, session.language)
        PAGES.get(session.page, PAGES[FIRST]).show(workspace, session)
        session.end_turn()


def _show_bar(session: Session, settings: Settings, workspace: Workspace | None) -> None:
    show_skip_link(session.say("ui.skip_to_content"), CONTENT)
    with st.container(key="topbar", horizontal=True, vertical_alignment="center", gap="xxsmall"):
        show_brand(session.say("ui.name"), session.say("ui.name_under"))
        if workspace is not None:
            _show_ways(session, workspace.actor)
        st.space("stretch")
        st.session_state["language"] = session.language
        st.segmented_control(
            session.say("ui.language"),
            list(LANGUAGE_NAMES),
            format_func=LANGUAGE_NAMES.__getitem__,
            key="language",
            label_visibility="collapsed",
            required=True,
            on_change=_switch_language,
            args=(session,),
        )
        if workspace is not None:
            show_who(session, settings, workspace)


def _show_ways(session: Session, actor: Actor) -> None:
    for name, page in PAGES.items():
        if page.in_bar:
            st.button(
                session.say(f"ui.page_{name}"),
                key=f"nav_{name}",
                type="primary" if session.page == name else "secondary",
                on_click=session.go,
                args=(name,),
            )
    _show_further_pages(session, actor)


def _show_further_pages(session: Session, actor: Actor) -> None:
    """Show the button behind which stand the pages that are needed less often."""
    further = [name for name, page in PAGES.items() if not page.in_bar and actor.role.includes(page.role)]
    here = session.page in further
    chosen = st.menu_button(
        session.say("ui.more_here", page=session.say(f"ui.page_{session.page}"))
        if here
        else session.say("ui.more"),
        further,
        format_func=lambda name: session.say(f"ui.page_{name}"),
        key="nav_more",
        type="primary" if here else "secondary",
    )
    if chosen is not None:
        session.go(chosen)
        st.rerun()


def _switch_language(session: Session) -> None:
    session.language = st.session_state["language"]
    write_address(session)


def _show_notice(session: Session) -> None:
    if session.notice is None:
        return
    code, params = session.notice
    session.notice = None
    show_note(session.say(code, **params), "good")


@st.cache_resource(show_spinner=False)
def _open_once(location: str, _settings: Settings) -> Workspace:  # noqa: ARG001 - the location is the key
    """Return the open workspace, one for all visitors; what fails is tried again on the next visit."""
    return init_workspace(_settings)
