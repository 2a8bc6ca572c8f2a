"""An incident on a day that has passed, by the dates of what happened as they are known now.

What was *known* on a day is another question, which ``derive_incident`` answers by when the
reports were written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate, order_by_dates
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import derive_incident, read_said
from border_gis.incidents.waits import read_corrected


@dataclass(frozen=True, slots=True)
class IncidentThen:
    """An incident on a day that has passed.

    Attributes
    ----------
    incident : Incident
    is_certain : bool
        False where a date is known by its month or year only, and the day lies within it.
    """

    incident: Incident
    is_certain: bool = True


def derive_as_happened(reports: Sequence[Report], day: date) -> IncidentThen | None:
    """Return an incident with what had happened of it by a day; None if nothing had.

    What it is, and where, is told as it is known now; its state and whatever else later
    reports changed, as it was. A report without a date had happened, as far as anybody
    knows, on the day on which it was written down.

    Parameters
    ----------
    reports : sequence of Report
        All reports of one incident, in the order in which they were appended.
    day : date
    """
    said = read_said(reports)
    events = [replace(report, changes=said[report.id]) for report in read_corrected(reports)]
    if not events:
        return None
    begun = [event for event in order_by_dates(events, _happened) if _happened(event).first_day <= day]
    if not begun:
        return None
    opening = events[0]
    lasting = {name: value for name, value in opening.changes.items() if name != "state"}
    first = replace(opening, changes=lasting)
    later = [replace(event, changes=_state_of(event)) if event is opening else event for event in begun]
    told = [first, *(replace(event, id=f"{event.id}:{place}") for place, event in enumerate(later))]
    incident = derive_incident(told)
    is_certain = all(_happened(event).last_day <= day for event in begun)
    return IncidentThen(incident, is_certain)


def _happened(report: Report) -> PartialDate:
    if report.happened is not None:
        return report.happened
    day = report.recorded_at.astimezone(VIET_NAM_TIME).date()
    return PartialDate(day.year, day.month, day.day)


def _state_of(opening: Report) -> dict[str, object]:
    return {name: value for name, value in opening.changes.items() if name == "state"}
