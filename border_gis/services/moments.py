"""How every incident stood at any time: the same answers as ``incidents_as_of``, for all days at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from border_gis.access import Role
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.incidents.then import derive_as_happened
from border_gis.incidents.view import derive_incident
from border_gis.maps.moments import Moment, Moments
from border_gis.maps.symbols import STAGE_OF_STATE
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

Places = tuple[IncidentPlace, ...]


@needs(Role.VIEWER)
def list_moments(workspace: Workspace, incidents: Sequence[Incident] | None = None) -> tuple[Moments, ...]:
    """Return for every incident on which days it changed, by what was known and by what had happened.

    Parameters
    ----------
    workspace : Workspace
    incidents : sequence of Incident, optional
        As they are now, where somebody has read them already; every incident without them.

    Raises
    ------
    StoreError
        If the workspace cannot be read.
    """
    incidents = workspace.store.incidents() if incidents is None else incidents
    histories = workspace.store.reports_of([incident.id for incident in incidents])
    return tuple(_find_moments(incident, histories.get(incident.id, ())) for incident in incidents)


def _find_moments(incident: Incident, reports: Sequence[Report]) -> Moments:
    if len(reports) == 1:
        return _of_one_report(incident, reports[0])
    earlier: list[Places] = []
    known = _join(
        (day, incident_then, True, _number_places(incident_then, incident, earlier))
        for day, incident_then in _as_known(reports)
    )
    happened = _join(
        (day, then.incident, then.is_certain, _number_places(then.incident, incident, earlier))
        for day in _days_that_matter(reports)
        if (then := derive_as_happened(reports, day)) is not None
    )
    return Moments(incident, known, happened, tuple(earlier))


def _of_one_report(incident: Incident, report: Report) -> Moments:
    """Return the moments of the many incidents of which only one thing was ever said."""
    stage = STAGE_OF_STATE[incident.state]
    recorded = _day_of(report)
    known = (Moment(recorded, stage),)
    if report.happened is None:
        return Moments(incident, known, known)
    first, last = report.happened.first_day, report.happened.last_day
    if first == last:
        return Moments(incident, known, (Moment(first, stage),))
    return Moments(incident, known, (Moment(first, stage, is_certain=False), Moment(last, stage)))


def _as_known(reports: Sequence[Report]) -> Iterable[tuple[date, Incident]]:
    """Return the incident as it was known at the end of each day on which something was written down."""
    for day in sorted({_day_of(report) for report in reports}):
        yield day, derive_incident([report for report in reports if _day_of(report) <= day])


def _days_that_matter(reports: Sequence[Report]) -> list[date]:
    """Return the days on which something may have begun, or has surely happened."""
    days: set[date] = set()
    for report in reports:
        happened = report.happened
        days |= {_day_of(report)} if happened is None else {happened.first_day, happened.last_day}
    return sorted(days)


def _join(states: Iterable[tuple[date, Incident, bool, int | None]]) -> tuple[Moment, ...]:
    """Return moments, leaving out those that change nothing."""
    joined: list[Moment] = []
    for day, incident, is_certain, earlier in states:
        moment = Moment(day, STAGE_OF_STATE[incident.state], is_certain, earlier)
        before = joined[-1] if joined else None
        if before is None or (before.stage, before.is_certain, before.earlier) != (
            moment.stage,
            moment.is_certain,
            moment.earlier,
        ):
            joined.append(moment)
    return tuple(joined)


def _number_places(then: Incident, now: Incident, earlier: list[Places]) -> int | None:
    if then.places == now.places:
        return None
    if then.places not in earlier:
        earlier.append(then.places)
    return earlier.index(then.places)


def _day_of(report: Report) -> date:
    return report.recorded_at.astimezone(VIET_NAM_TIME).date()
