"""What the rules say of an incident, saved or still a draft, place by place, and what is missing."""

from __future__ import annotations

import streamlit as st

from border_gis.incidents.model import Incident
from border_gis.services.incident_verdicts import PlaceVerdicts, verdicts_for_incident
from border_gis.services.incidents import IncidentDraft
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.findings import show_findings
from border_gis.ui.components.verdicts import show_verdicts
from border_gis.ui.guard import guarded
from border_gis.ui.look import show_heading
from border_gis.ui.session import Session

MOST_PLACES = 6


def show_incident_verdicts(
    workspace: Workspace,
    session: Session,
    incident: Incident | IncidentDraft,
    *,
    before_saving: bool = False,
    name: str = "incident_verdicts",
) -> None:
    """Show what the rules say of an incident; nothing of a draft whose kind nobody has chosen yet.

    Of a saved one it stands folded, to be opened. Where a page shows two, each has its name.
    """
    if not incident.category:
        return
    with guarded(session.language, workspace.settings), st.container(key=f"panel_{name}"):
        if before_saving:
            show_heading(session.say("works.before_saving"))
            _show(workspace, session, incident)
        else:
            with st.expander(session.say("works.rules_say"), icon=":material/gavel:"):
                _show(workspace, session, incident)


def _show(workspace: Workspace, session: Session, incident: Incident | IncidentDraft) -> None:
    found = verdicts_for_incident(workspace, incident)
    show_findings(found.missing, session)
    for each in found.places[:MOST_PLACES]:
        _show_place(each, session, has_several=len(found.places) > 1)


def _show_place(each: PlaceVerdicts, session: Session, *, has_several: bool) -> None:
    place = each.place
    written = "" if place is None else place.reference or place.as_written
    if has_several:
        show_heading(session.say("works.at_place", place=written))
    # What stands on the line only because markers do would be drawn as if it were measured.
    show_verdicts(
        each.lines,
        session,
        checked=each.checked,
        name=each.checked.name or written,
        draws=not each.checked.illustrative,
    )
