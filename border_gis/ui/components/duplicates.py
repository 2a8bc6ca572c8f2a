"""Incidents that may be the same one: adding to their history is the first choice."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from border_gis.i18n import describe_value
from border_gis.services.duplicates import PossibleDuplicate
from border_gis.services.incidents import IncidentDraft
from border_gis.ui.components.report_form import find_form
from border_gis.ui.guard import plain
from border_gis.ui.look import show_card, show_heading, show_note
from border_gis.ui.session import Session


def show_duplicates(possible: Sequence[PossibleDuplicate], draft: IncidentDraft, session: Session) -> None:
    """Show what may be the same incident, why, and the way to add the report to its history."""
    if not possible:
        return
    with st.container(key="panel_duplicates"):
        show_heading(session.say("ui.duplicates"), len(possible))
        show_note(session.say("ui.duplicates_hint"), "warning")
        for each in possible:
            incident = each.incident
            why = ", ".join(describe_value(reason, session.language) for reason in each.reasons)
            show_card(
                f"{incident.number} · {incident.title}",
                [session.say("ui.duplicate_why", why=why)],
                colour="#b4531a",
            )
            with st.container(horizontal=True, gap="small"):
                st.button(
                    session.say("ui.add_to_history"),
                    key=f"add_to_{incident.id}",
                    type="primary",
                    icon=":material/add_comment:",
                    on_click=_add_to,
                    args=(incident.id, incident.number, draft, session),
                )
                st.button(
                    plain(session.say("ui.open_incident", number=incident.number)),
                    key=f"look_at_{incident.id}",
                    type="tertiary",
                    on_click=session.go,
                    args=("incidents", incident.number),
                )


def _add_to(incident_id: str, number: str, draft: IncidentDraft, session: Session) -> None:
    """Turn to the other incident, with what was typed here in its form for a further report."""
    said = [draft.title, draft.description]
    if draft.source_paper:
        said.append(session.say("ui.by_paper", paper=draft.source_paper))
    find_form(incident_id, session).open(
        text="\n".join(filter(None, said)),
        date="" if draft.date is None else describe_value(draft.date, "vi"),
        secrecy=draft.secrecy,
    )
    session.notice = ("ui.typed_taken_over", {"number": number})
    session.go("incidents", number)
