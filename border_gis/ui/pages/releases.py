"""What is asked to be let out of the office above its profile, and the second person's decision."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role
from border_gis.access.profiles import ReleaseProfile
from border_gis.access.records import ReleaseDecision, ReleaseRequest
from border_gis.errors import InputError
from border_gis.i18n import describe_value
from border_gis.services.releasing import (
    approve_release,
    ask_release,
    list_releases,
    prepare_release,
    release_rules,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.guard import guarded
from border_gis.ui.look import capital, show_card, show_facts, show_heading, show_note, show_title
from border_gis.ui.session import Session

MOST_SHOWN = 50


def show_releases(workspace: Workspace, session: Session) -> None:
    """Show the requests with what was decided, and a form for a new one."""
    show_title(session.say("ui.page_releases"), session.say("release.under"))
    left, right = st.columns([1.3, 1], gap="medium")
    with left, guarded(session.language, workspace.settings):
        _list_requests(workspace, session)
    with right, st.container(key="panel_release"), guarded(session.language, workspace.settings):
        _ask_request(workspace, session)
    with right, st.container(key="panel_profiles"):
        show_heading(session.say("release.profiles"))
        for profile in release_rules(workspace).profiles:
            show_card(profile.name(session.language), [_say_profile(profile, session)])


def _say_profile(profile: ReleaseProfile, session: Session) -> str:
    highest = describe_value(profile.highest("incident"), session.language)
    said = session.say("release.profile_highest", level=highest)
    return said + (" " + session.say("release.profile_neutral") if profile.is_neutral else "")


def _list_requests(workspace: Workspace, session: Session) -> None:
    found = list_releases(workspace)
    show_heading(session.say("release.requests"), len(found))
    if not found:
        show_note(session.say("release.none"))
    for request, decision in found[:MOST_SHOWN]:
        with st.container(key=f"panel_request_{request.id}"):
            _show_request(workspace, session, request, decision)


def _show_request(
    workspace: Workspace, session: Session, request: ReleaseRequest, decision: ReleaseDecision | None
) -> None:
    language = session.language
    show_level(request.level, session)
    numbers = ", ".join(_name(workspace, request, record_id) for record_id in request.record_ids)
    facts = [
        (session.say("release.records"), numbers),
        (session.say("release.profile"), release_rules(workspace).profile(request.profile).name(language)),
        (
            session.say("release.asked_by"),
            f"{request.asked_by}, {describe_value(request.asked_at, language)}",
        ),
        (session.say("release.reason"), request.reason),
    ]
    if decision is not None:
        code = "release.was_approved" if decision.approved else "release.was_declined"
        moment = describe_value(decision.decided_at, language)
        facts.append((session.say(code), f"{decision.decided_by}, {moment}"))
        facts.append((session.say("release.decision_reason"), decision.reason))
    show_facts([(name, value) for name, value in facts if value])
    if decision is None and workspace.actor.role.includes(Role.APPROVER):
        _ask_decision(workspace, session, request)


def _name(workspace: Workspace, request: ReleaseRequest, record_id: str) -> str:
    if request.kind == "incident":
        return workspace.store.incident(record_id).number
    return record_id


def _ask_decision(workspace: Workspace, session: Session, request: ReleaseRequest) -> None:
    with guarded(session.language, workspace.settings):
        reason = st.text_input(session.say("release.decision_reason"), key=f"reason_{request.id}")
        with st.container(horizontal=True, gap="small"):
            is_approved = st.button(
                session.say("release.approve"),
                key=f"approve_{request.id}",
                type="primary",
                icon=":material/check:",
            )
            is_declined = st.button(
                session.say("release.decline"), key=f"decline_{request.id}", icon=":material/block:"
            )
        if is_approved or is_declined:
            approve_release(workspace, request.id, approved=is_approved, reason=reason or "")
            session.notice = ("release.decided", {})
            st.rerun()


def _ask_request(workspace: Workspace, session: Session) -> None:
    show_heading(session.say("release.ask"))
    profiles = release_rules(workspace).profiles
    name = f"release_{session.reports_added}"
    with st.form(name, border=False):
        numbers = st.text_input(
            session.say("release.numbers"), key=f"{name}_numbers", placeholder="CB-2022-006, CB-2022-C-001"
        )
        profile = st.selectbox(
            session.say("release.profile"),
            [each.code for each in profiles if each.code != "internal"],
            format_func=lambda code: capital(
                next(each for each in profiles if each.code == code).name(session.language)
            ),
            key=f"{name}_profile",
        )
        reason = st.text_area(session.say("release.reason"), key=f"{name}_reason", height=80)
        is_sent = st.form_submit_button(
            session.say("release.ask"), type="primary", icon=":material/outgoing_mail:"
        )
    if not is_sent:
        return
    wanted = [number.strip() for number in (numbers or "").split(",") if number.strip()]
    if not wanted:
        raise InputError("release.without_numbers")
    release = prepare_release(workspace, "incident", wanted, profile)
    if not release.withheld:
        show_note(session.say("release.not_needed"), "good")
        return
    ask_release(workspace, "incident", release.withheld, profile, reason or "")
    session.reports_added += 1
    session.notice = ("release.was_asked", {})
    st.rerun()
