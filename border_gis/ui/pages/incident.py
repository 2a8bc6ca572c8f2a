"""One incident: its whole way at a glance, the reports, where it is, and a form to report further."""

from __future__ import annotations

import streamlit as st

from border_gis.incidents.steps import suggest_steps
from border_gis.maps.symbols import STAGE_OF_STATE, Stage
from border_gis.services.incidents import IncidentPage, show_incident
from border_gis.services.levels import level_of_incident
from border_gis.services.surveys import list_tied_areas
from border_gis.services.timelines import Timeline, TimelineEntry, incident_timeline
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.ui.components.contradictions import show_contradiction_note
from border_gis.ui.components.evidence import show_evidence
from border_gis.ui.components.incident_facts import (
    show_incident_facts,
    show_incident_head,
    show_ties,
    show_where,
)
from border_gis.ui.components.incident_verdicts import show_incident_verdicts
from border_gis.ui.components.levels import show_level
from border_gis.ui.components.photo_place import offer_to_add_place, offer_to_undo_place
from border_gis.ui.components.report_form import (
    ReportForm,
    find_form,
    open_correction,
    show_report_form,
    show_suggestions,
)
from border_gis.ui.components.reports import show_reports
from border_gis.ui.components.timeline import show_timeline
from border_gis.ui.guard import guarded
from border_gis.ui.session import Session


def show_one_incident(workspace: Workspace, session: Session, number: str) -> None:
    """Show the incident with a number or an id."""
    page = show_incident(workspace, number)
    incident = page.incident
    timeline = incident_timeline(workspace, incident.id)
    workflow = list_workflow(workspace)
    areas = list_tied_areas(workspace, incident)
    form = find_form(incident.id, session)
    head, back = st.columns([6, 1], gap="small")
    with head:
        show_level(level_of_incident(workspace, page, timeline, areas), session)
        show_incident_head(incident, session)
    back.button(
        session.say("ui.back_to_list"),
        key="back_to_list",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=session.go,
        args=("incidents",),
    )
    show_contradiction_note(workspace, session, incident.id)
    show_timeline(
        timeline,
        workflow,
        session,
        name="incident",
        goes_on=STAGE_OF_STATE[incident.state] is not Stage.CLOSED,
    )
    show_suggestions(suggest_steps(workflow, page.reports), workflow, form, session)
    if form.is_open:
        show_report_form(workspace, page, workflow, form, session)
    left, right = st.columns([1.35, 1], gap="medium")
    with left, st.container(key="panel_history"), guarded(session.language, workspace.settings):
        show_reports(
            timeline,
            workflow,
            session,
            name="incident",
            below=lambda entry: _show_below(workspace, page, timeline, entry, form, session),
        )
    with right, guarded(session.language, workspace.settings):
        with st.container(key="panel_facts"):
            show_incident_facts(workspace, incident, session)
        show_where(workspace, incident, session)
        show_ties(workspace, incident, areas, session)
        show_incident_verdicts(workspace, session, incident)


def _show_below(
    workspace: Workspace,
    page: IncidentPage,
    timeline: Timeline,
    entry: TimelineEntry,
    form: ReportForm,
    session: Session,
) -> None:
    report = entry.report
    if report is None:
        return
    if report.attachments:
        places = [
            (place.geometry, place.accuracy_m) for place in page.incident.places if place.geometry is not None
        ]
        name = f"evidence_{report.id}"
        show_evidence(
            workspace,
            session,
            report.attachments,
            places,
            name=name,
            below=lambda evidence: offer_to_add_place(workspace, session, page, evidence, name),
        )
        offer_to_undo_place(workspace, session, page, report)
    if len(timeline.entries) > 1:
        st.button(
            session.say("ui.correct_report"),
            key=f"correct_{report.id}",
            type="tertiary",
            icon=":material/edit_note:",
            on_click=open_correction,
            args=(form, report),
        )
