"""Reports that an import added to incidents which were there before, and how they are taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.imports import ImportEntry
from border_gis.i18n import translate
from border_gis.incidents.model import Report
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@needs(Role.APPROVER)
def write_corrections(workspace: Workspace, entry: ImportEntry, reason: str) -> tuple[Report, ...]:
    """Return a correction of each report that an import added to an incident.

    The report stays, as every report does; the correction says that it was brought in by
    mistake, and why.
    """
    attached = [(str(incident), str(report)) for incident, report in entry.mapping.get("attached", ())]
    if not attached:
        return ()
    known = workspace.store.reports_of(list(dict.fromkeys(incident for incident, _ in attached)))
    by_id = {report.id: report for reports in known.values() for report in reports}
    said = {"file": entry.file_name, "reason": reason.strip() or "–"}
    text = translate("imports.taken_back_text", said, workspace.settings.language)
    moment, author, machine = datetime.now(UTC), name_author(workspace), name_machine()
    return tuple(
        Report(
            id=str(uuid4()),
            incident_id=incident_id,
            kind="corrected",
            recorded_at=moment,
            author=author,
            machine=machine,
            text=text,
            corrects=report_id,
            secrecy=by_id[report_id].secrecy,
        )
        for incident_id, report_id in attached
        if report_id in by_id
    )
