"""What was refused, and what left the office: for the administrator."""

from __future__ import annotations

from border_gis.access import Role
from border_gis.access.records import AuditEntry
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

MOST_ENTRIES = 500


@needs(Role.ADMINISTRATOR)
def list_audit_entries(workspace: Workspace, limit: int = MOST_ENTRIES) -> tuple[AuditEntry, ...]:
    """Return what was refused and what left the office, newest first.

    An entry about something above the administrator's own clearance is left out: it would tell
    that there is such a thing.
    """
    clearance = workspace.actor.clearance
    return tuple(each for each in workspace.store.audit_entries(limit) if clearance.covers(each.level))
