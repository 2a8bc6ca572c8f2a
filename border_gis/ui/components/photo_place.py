"""The position of a photo as a further place of an incident: looked at, confirmed, taken back."""

from __future__ import annotations

import streamlit as st

from border_gis.access import Role, Secrecy
from border_gis.i18n import describe_value
from border_gis.incidents.model import Report
from border_gis.services.evidence import Evidence
from border_gis.services.incidents import IncidentPage
from border_gis.services.photo_places import (
    PhotoPlace,
    add_photo_place,
    can_undo_photo_place,
    preview_photo_place,
    undo_photo_place,
)
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.accuracy_field import ask_accuracy
from border_gis.ui.components.evidence_words import describe_distance, write_position
from border_gis.ui.components.findings import show_findings
from border_gis.ui.guard import guarded, plain
from border_gis.ui.look import capital, show_facts, show_note
from border_gis.ui.session import Session


def offer_to_add_place(
    workspace: Workspace, session: Session, page: IncidentPage, evidence: Evidence, name: str
) -> None:
    """Offer to add where a photo was taken to the places of an incident that stands already.

    Nothing is offered for a file without a position, for a photo whose position the incident
    has, and to those who only look.
    """
    facts = evidence.facts
    if facts is None or not facts.has_position or not workspace.actor.role.includes(Role.RECORDER):
        return
    found = preview_photo_place(workspace, page.incident.id, evidence.attachment.sha256)
    if found.is_taken:
        return
    if st.button(
        session.say("evidence.add_place"),
        key=f"place_{name}_{evidence.attachment.sha256[:16]}",
        icon=":material/add_location_alt:",
        width="stretch",
    ):
        _open(workspace, session, page, evidence)


def offer_to_undo_place(workspace: Workspace, session: Session, page: IncidentPage, report: Report) -> None:
    """Offer to take back the place that a report added from a photo, while it stands."""
    if not workspace.actor.role.includes(Role.RECORDER) or not can_undo_photo_place(page.incident, report):
        return
    if st.button(
        session.say("evidence.undo_place"),
        key=f"undo_place_{report.id}",
        type="tertiary",
        icon=":material/wrong_location:",
    ):
        undo_photo_place(workspace, page.incident.id, report.id, page.last_report_id)
        session.notice = ("evidence.place_undone", {"number": page.incident.number})
        st.rerun()


def _open(workspace: Workspace, session: Session, page: IncidentPage, evidence: Evidence) -> None:
    @st.dialog(plain(session.say("evidence.add_place_title")), width="medium")
    def show() -> None:
        with guarded(session.language, workspace.settings):
            found = preview_photo_place(workspace, page.incident.id, evidence.attachment.sha256)
            _ask(workspace, session, page, evidence, found)

    show()


def _ask(
    workspace: Workspace, session: Session, page: IncidentPage, evidence: Evidence, found: PhotoPlace
) -> None:
    show_note(session.say("evidence.add_place_hint"))
    show_findings(found.findings, session)
    attachment, facts = evidence.attachment, evidence.facts
    position = "" if facts is None else write_position(facts)
    said_m = found.place.accuracy_m
    facts_shown = [(session.say("evidence.taken_where"), position)]
    for place, apart_m in found.apart:
        distance = session.say("evidence.apart_not_known")
        if apart_m is not None:
            distance = describe_distance(apart_m, session)
        written = place.reference or place.as_written
        facts_shown.append((session.say("evidence.apart_of_place", place=written), distance))
    if said_m is not None:
        facts_shown.append((session.say("ui.accuracy"), session.say("evidence.metres", metres=said_m)))
    if attachment.secrecy is not Secrecy.NONE:
        level = capital(describe_value(attachment.secrecy, session.language))
        facts_shown.append((session.say("evidence.level"), level))
    show_facts(facts_shown)
    if not found.apart:
        show_note(session.say("evidence.no_place_entered"))
    key = f"confirm_place_{attachment.sha256[:16]}"
    accuracy_m, trouble = said_m, ""
    if said_m is None:
        asked = ask_accuracy(session, f"{key}_accuracy")
        accuracy_m, trouble = asked.accuracy_m, asked.trouble
    is_confirmed = st.button(
        session.say("evidence.confirm_place"),
        key=key,
        type="primary",
        icon=":material/save:",
        disabled=bool(trouble),
    )
    if is_confirmed:
        add_photo_place(workspace, page.incident.id, attachment.sha256, accuracy_m, page.last_report_id)
        session.notice = ("evidence.place_added", {"number": page.incident.number})
        st.rerun()
