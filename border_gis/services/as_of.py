"""The incidents as they were on a day: as they were known then, or as they had happened."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from border_gis.access import Role
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.incidents.then import IncidentThen, derive_as_happened
from border_gis.incidents.view import derive_incident
from border_gis.services.incidents import IncidentFilter, list_incidents
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

By = Literal["known", "happened"]


@needs(Role.VIEWER)
def incidents_as_of(
    workspace: Workspace, day: date, by: By = "known", wanted: IncidentFilter | None = None
) -> tuple[IncidentThen, ...]:
    """Return the incidents as they were on a day, at its end in Viet Nam, newest first.

    Parameters
    ----------
    workspace : Workspace
    day : date
    by : {"known", "happened"}
        By what had been written down by then, or by the dates that reports give as they are
        known now: what happened in 2021 and was reported in 2024 had happened in 2022 and was
        not known.
    wanted : IncidentFilter, optional
        Only incidents that are like this now.
    """
    now = list_incidents(workspace, wanted)
    if by == "happened":
        histories = workspace.store.reports_of([incident.id for incident in now])
        then = (derive_as_happened(histories.get(incident.id, ()), day) for incident in now)
        return tuple(one for one in then if one is not None)
    moment = datetime.combine(day + timedelta(days=1), time(), VIET_NAM_TIME) - timedelta(microseconds=1)
    opened = workspace.store.incidents_opened_by(moment)
    known = [incident for incident in now if incident.id in opened]
    unchanged = workspace.store.incidents_unchanged_since(moment)
    histories = workspace.store.reports_of([one.id for one in known if one.id not in unchanged])
    # Somebody may have hidden one of them since they were listed.
    return tuple(
        IncidentThen(
            incident if incident.id in unchanged else derive_incident(histories[incident.id], moment)
        )
        for incident in known
        if incident.id in unchanged or histories.get(incident.id)
    )
