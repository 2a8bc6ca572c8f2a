"""What a report would change of an incident, before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from border_gis.access import Role
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import FIELDS, derive_incident
from border_gis.services.history import FieldChange
from border_gis.services.incidents import show_incident
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """An incident as it would be after a report.

    Attributes
    ----------
    after : Incident
    changes : tuple of FieldChange
        What would be another than it is now; of a correction that may be less than it says,
        since what was reported after the corrected report still counts.
    """

    after: Incident
    changes: tuple[FieldChange, ...]


@needs(Role.VIEWER)
def preview_changes(
    workspace: Workspace, incident_id: str, changes: Mapping[str, Any], corrects: str | None = None
) -> ChangePreview:
    """Return what an incident would be after a report with these changes, without recording it.

    Parameters
    ----------
    workspace : Workspace
    incident_id : str
    changes : mapping of str to Any
        Fields of the incident in plain JSON values, as ``add_report`` takes them.
    corrects : str, optional
        Id of the report that it would correct.

    Raises
    ------
    DataError
        If the incident has no such field, or the field no such value.
    NotFoundError
        If there is no such incident.
    """
    page = show_incident(workspace, incident_id)
    report = Report(
        id="",
        incident_id=page.incident.id,
        kind="changed" if corrects is None else "corrected",
        recorded_at=datetime.now(UTC),
        author=name_author(workspace),
        machine="",
        changes=dict(changes),
        corrects=corrects,
    )
    after = derive_incident((*page.reports, report))
    before = derive_incident(page.reports)
    return ChangePreview(
        after,
        tuple(
            FieldChange(name, getattr(before, name), getattr(after, name))
            for name in FIELDS
            if getattr(before, name) != getattr(after, name)
        ),
    )
