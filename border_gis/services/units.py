"""The units of an incident: as written, as they were on its date, and as they are today."""

from __future__ import annotations

from datetime import date

from border_gis.access import Role
from border_gis.incidents.model import Incident
from border_gis.incidents.unit_names import UnitReading, read_units
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace


@needs(Role.VIEWER)
def units_of_incident(
    workspace: Workspace, incident: Incident, today: date | None = None
) -> tuple[UnitReading, ...]:
    """Return the units that an incident names, each with what it was then and is now.

    A reading that is not ``is_known`` is to be shown as unknown: no units are loaded, or none
    has that name.
    """
    return read_units(incident.unit_as_written, workspace.units, incident.date, today or today_in_viet_nam())
