"""What was written down last, in all incidents."""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.access import Role
from border_gis.incidents.model import Incident, Report
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

MOST_CHANGES = 8
REPORTS_OF_EACH = 8
EVERY_REPORT = ("",)
"""A phrase that every report holds."""


@dataclass(frozen=True, slots=True)
class Change:
    """A report that was written down lately, and the incident as it is now."""

    report: Report
    incident: Incident


@needs(Role.VIEWER)
def list_last_changes(workspace: Workspace, most: int = MOST_CHANGES) -> tuple[Change, ...]:
    """Return the last report of each of the incidents that changed last, the newest first."""
    found = workspace.store.find_reports(EVERY_REPORT, most * REPORTS_OF_EACH, whole_words=False)
    last = {report.incident_id: report for report in reversed(found)}
    reports = [report for report in found if last[report.incident_id] is report][:most]
    incidents = {
        incident_id: workspace.store.incident(incident_id)
        for incident_id in {report.incident_id for report in reports}
    }
    return tuple(Change(report, incidents[report.incident_id]) for report in reports)
