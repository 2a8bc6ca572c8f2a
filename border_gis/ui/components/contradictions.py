"""Where reports of two offices contradict each other: both values, and a person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import streamlit as st

from border_gis.access import Role, Secrecy, highest_level
from border_gis.boundary.dates import PartialDate
from border_gis.i18n import describe_value
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.services.incidents import show_incident
from border_gis.services.package_taking import Contradiction, list_contradictions, settle_contradiction
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.levels import show_level
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_facts, show_heading, show_note
from border_gis.ui.session import Session

PART_KEY = "package_part"
"""Under which the page of packages remembers its part."""


def show_contradictions(workspace: Workspace, session: Session, found: Sequence[Contradiction]) -> None:
    """Show each contradiction with two buttons."""
    show_level(highest_level(each.incident.level for each in found), session)
    show_note(session.say("packages.contradictions_under"))
    if not found:
        show_note(session.say("packages.no_contradictions"), "good")
    for each in found:
        panel = st.container(key=f"panel_difference_{each.open.id}")
        with panel, guarded(session.language, workspace.settings):
            _show_contradiction(workspace, session, each)


def show_contradiction_note(workspace: Workspace, session: Session, incident_id: str) -> None:
    """Say on the page of an incident that offices contradict each other in it, and lead to the decision."""
    count = sum(each.incident.id == incident_id for each in list_contradictions(workspace))
    if not count:
        return
    show_note(session.say("packages.on_incident", count=count), "warning")
    st.button(
        session.say("packages.decide"),
        key="decide_contradictions",
        icon=":material/compare_arrows:",
        on_click=_go_to_contradictions,
        args=(session,),
    )


def _go_to_contradictions(session: Session) -> None:
    st.session_state[PART_KEY] = "contradictions"
    session.go("packages")


def _show_contradiction(workspace: Workspace, session: Session, found: Contradiction) -> None:
    difference = found.open.difference
    office = "" if found.office is None else found.office.code
    name = session.say(f"incident_field.{difference.field}")
    show_heading(f"{found.incident.number} · {name[:1].upper()}{name[1:]}")
    reports = {each.id: each for each in show_incident(workspace, found.incident.id).reports}

    def say_by(value: Any, report_id: str) -> str:
        said = say_plain_value(difference.field, value, session)
        by = reports.get(report_id)
        if by is None:
            return said
        return session.say("packages.value_by", value=said, author=by.author, recorded_at=by.recorded_at)

    show_facts(
        [
            (session.say("packages.incident"), found.incident.title),
            (session.say("packages.here"), say_by(found.ours, difference.our_report_id)),
            (session.say("packages.there", office=office), say_by(difference.theirs, difference.report_id)),
        ]
    )
    if not workspace.actor.role.includes(Role.RECORDER):
        return
    with st.container(horizontal=True, gap="small"):
        _offer(workspace, session, found, "ours", session.say("packages.keep_ours"))
        _offer(workspace, session, found, "theirs", session.say("packages.take_theirs", office=office))
        st.button(
            session.say("packages.open_incident"),
            key=f"open_{found.open.id}",
            type="tertiary",
            icon=":material/open_in_new:",
            on_click=session.go,
            args=("incidents", found.incident.number),
        )


def _offer(
    workspace: Workspace,
    session: Session,
    found: Contradiction,
    choice: Literal["ours", "theirs"],
    words: str,
) -> None:
    if st.button(words, key=f"{choice}_{found.open.id}"):
        settle_contradiction(workspace, found.open.id, choice)
        session.notice = ("packages.settled", {})
        st.rerun()


def say_plain_value(field: str, value: Any, session: Session) -> str:
    """Return a value of a field of an incident, as reports hold it, in words."""
    language = session.language
    if value in (None, "", [], ()):
        return "–"
    if field == "category":
        return session.name_category(str(value))
    if field == "date":
        return describe_value(PartialDate.fromisoformat(str(value)), language)
    if field == "places":
        return "; ".join(place.get("reference") or place["as_written"] for place in value)
    if field in ("works", "markers", "survey_areas"):
        return describe_value(len(value), language)
    kinds: dict[str, Any] = {"state": IncidentState, "party": IncidentParty, "secrecy": Secrecy}
    return describe_value(kinds[field](value) if field in kinds else value, language)
