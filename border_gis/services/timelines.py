"""What happened, in the order in which it happened: of an incident, a marker, a stretch, a work, an area."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from border_gis.access import Role, Secrecy
from border_gis.access.secrecy import highest_level
from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate, order_by_dates
from border_gis.boundary.reference import format_reading
from border_gis.errors import InputError, NotFoundError
from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.incidents.steps import Lane, Workflow
from border_gis.incidents.waits import Wait, measure_waits
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.due import incident_deadlines
from border_gis.services.history import FieldChange, build_history
from border_gis.services.incidents import place_of_choice, show_incident
from border_gis.services.meeting import find_meeting_incidents, find_tied_incidents
from border_gis.services.permissions import needs
from border_gis.services.places import find_places
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.zones.deadlines import Deadline

_INCIDENT_NUMBER = re.compile(r"[A-ZĐ]{2,3}-\d{4}-(?:[A-C]-)?\d{3,}")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, or was changed in the register.

    Attributes
    ----------
    happened : PartialDate or None
        When it happened, as precisely as it is known; None if nobody has said.
    recorded_at : datetime
        When it was written down; aware, UTC.
    lane : Lane
        Whose step it was.
    step : str
        Code of the step; empty for none.
    title : str
        Title of the incident, or why the register was changed.
    paper : str
        Code of the kind of paper, of which number and date are in the report; of a change of
        the register the paper itself.
    report : Report or None
        None for a change of the register.
    incident_number : str
        Empty for a change of the register.
    changes : tuple of FieldChange
        What it changed, from what to what.
    author : str
    corrected_by : str or None
        Id of the last report that corrects this one, or of the change that undid this one.
    change : RegisterChange or None
        The change of the register, where it is one.
    """

    happened: PartialDate | None
    recorded_at: datetime
    lane: Lane
    step: str
    title: str
    paper: str
    report: Report | None
    incident_number: str
    changes: tuple[FieldChange, ...] = ()
    author: str = ""
    corrected_by: str | None = None
    change: RegisterChange | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A history as a strip: entries by lanes, waiting times, deadlines.

    Attributes
    ----------
    subject_kind : {"incident", "marker", "stretch", "work", "area"}
    subject_id : str
        Id of the subject; the reference of a stretch.
    title : str
    entries : tuple of TimelineEntry
        Oldest first as far as the dates tell, otherwise in the order of the recording. One
        without a date stands where it was written down.
    waits : tuple of Wait
        Between note and reply, in the order of the asking.
    deadlines : tuple of Deadline
        What the office has set itself to do in these incidents, the first due first.
    incidents : tuple of Incident
        Those that it tells of, newest first.
    secrecy : Secrecy
        The highest level of what it holds.
    """

    subject_kind: str
    subject_id: str
    title: str
    entries: tuple[TimelineEntry, ...]
    waits: tuple[Wait, ...]
    deadlines: tuple[Deadline, ...]
    incidents: tuple[Incident, ...]
    secrecy: Secrecy = Secrecy.NONE


@needs(Role.VIEWER)
def incident_timeline(
    workspace: Workspace, number: str, today: date | None = None, until: datetime | None = None
) -> Timeline:
    """Return the timeline of an incident, by its number or id.

    Parameters
    ----------
    workspace : Workspace
    number : str
    today : date, optional
        Open waits run until this day; today in Viet Nam without one.
    until : datetime, optional
        Aware; leaves out what was recorded later.

    Raises
    ------
    NotFoundError
        If there is no such incident, or nothing was known of it then.
    """
    page = show_incident(workspace, number, until)
    incident = page.incident
    return _build(
        workspace,
        "incident",
        incident.id,
        incident.title,
        [(incident, page.reports)],
        (),
        today or today_in_viet_nam(),
    )


@needs(Role.VIEWER)
def find_timeline(workspace: Workspace, subject: str, today: date | None = None) -> Timeline:
    """Return the timeline of an incident by its number or id, otherwise of the place that a text names.

    A text that is one marker of the register gives that marker's timeline.

    Raises
    ------
    InputError, NotFoundError
        If it is neither.
    """
    try:
        return incident_timeline(workspace, subject.strip(), today)
    except NotFoundError:
        if _INCIDENT_NUMBER.fullmatch(subject.strip().upper()):
            raise
    try:
        return marker_timeline(workspace, subject, today)
    except (InputError, NotFoundError):
        return stretch_timeline(workspace, subject, today)


@needs(Role.VIEWER)
def marker_timeline(workspace: Workspace, reference: str, today: date | None = None) -> Timeline:
    """Return what happened at a marker: incidents there or tied to it, and changes of the register.

    Raises
    ------
    InputError
        If the text is no marker.
    NotFoundError
        If the register has no such marker.
    """
    from border_gis.services.markers import show_marker

    marker = show_marker(workspace, reference).marker
    places = _places_of(workspace, str(marker.reference))
    incidents = _join(
        find_tied_incidents(workspace, "markers", marker.id), find_meeting_incidents(workspace, places)
    )
    return _of_incidents(
        workspace,
        "marker",
        marker.id,
        str(marker.reference),
        incidents,
        _changes(workspace, marker.id),
        today,
    )


@needs(Role.VIEWER)
def stretch_timeline(workspace: Workspace, text: str, today: date | None = None) -> Timeline:
    """Return what happened on a stretch, or at any other place that a text names, in every reading.

    Raises
    ------
    InputError
        If the text is no place.
    """
    found = find_places(workspace, text)
    reading = found.choices[0].label_reading if found.choices else None
    places = [place for choice in found.choices for place in place_of_choice(choice, text)]
    incidents = find_meeting_incidents(workspace, places)
    name = text if reading is None else format_reading(reading)
    return _of_incidents(workspace, "stretch", name, name, incidents, (), today)


@needs(Role.VIEWER)
def work_timeline(workspace: Workspace, work_id: str, today: date | None = None) -> Timeline:
    """Return what happened to a work: incidents that name it, and changes of the register.

    Raises
    ------
    NotFoundError
        If there is no such work.
    """
    work = next((one for one in workspace.works if one.id == work_id), None)
    if work is None:
        raise NotFoundError("timelines.unknown_work", id=work_id)
    incidents = find_tied_incidents(workspace, "works", work_id)
    title = work.name or work.reference_as_written
    return _of_incidents(workspace, "work", work_id, title, incidents, _changes(workspace, work_id), today)


@needs(Role.VIEWER)
def area_timeline(workspace: Workspace, area_id: str, today: date | None = None) -> Timeline:
    """Return what happened in a survey area: incidents that name it or that it names.

    Raises
    ------
    NotFoundError
        If there is no such area, or not for this person.
    """
    area = next((one for one in workspace.store.survey_areas() if one.id == area_id), None)
    if area is None or not workspace.actor.clearance.covers(area.secrecy):
        raise NotFoundError("timelines.unknown_area", id=area_id)
    named = () if area.incident_id is None else _find_known(workspace, area.incident_id)
    incidents = _join(named, find_tied_incidents(workspace, "survey_areas", area_id))
    found = _of_incidents(
        workspace, "area", area_id, area.name, incidents, _changes(workspace, area_id), today
    )
    return replace(found, secrecy=highest_level((found.secrecy, area.secrecy)))


def _find_known(workspace: Workspace, incident_id: str) -> tuple[Incident, ...]:
    try:
        return (show_incident(workspace, incident_id).incident,)
    except NotFoundError:
        return ()


def _places_of(workspace: Workspace, reference: str) -> list[IncidentPlace]:
    try:
        found = find_places(workspace, reference)
    except InputError:
        return []
    return [place for choice in found.choices for place in place_of_choice(choice, reference)]


def _join(*some: Iterable[Incident]) -> tuple[Incident, ...]:
    return tuple({incident.id: incident for incidents in some for incident in incidents}.values())


def _changes(workspace: Workspace, object_id: str) -> tuple[TimelineEntry, ...]:
    """Return the changes of the register as entries."""
    changes = workspace.store.register_changes(object_id)
    undone = {change.undoes: change.id for change in changes if change.undoes}
    return tuple(
        TimelineEntry(
            happened=change.event_date or _day_of(change.recorded_at),
            recorded_at=change.recorded_at,
            lane=Lane.NONE,
            step="",
            title=change.reason,
            paper=change.paper,
            report=None,
            incident_number="",
            changes=tuple(
                FieldChange(name, change.before.get(name), change.after.get(name)) for name in change.after
            ),
            author=change.author,
            corrected_by=undone.get(change.id),
            change=change,
        )
        for change in changes
    )


def _of_incidents(
    workspace: Workspace,
    subject_kind: str,
    subject_id: str,
    title: str,
    incidents: Iterable[Incident],
    entries: Sequence[TimelineEntry],
    today: date | None,
) -> Timeline:
    known = tuple(incidents)
    histories = workspace.store.reports_of([incident.id for incident in known])
    told = [(incident, histories.get(incident.id, ())) for incident in known]
    return _build(workspace, subject_kind, subject_id, title, told, entries, today or today_in_viet_nam())


def _build(
    workspace: Workspace,
    subject_kind: str,
    subject_id: str,
    title: str,
    told: Sequence[tuple[Incident, Sequence[Report]]],
    others: Sequence[TimelineEntry],
    today: date,
) -> Timeline:
    workflow = list_workflow(workspace)
    entries = [
        *others,
        *(entry for incident, reports in told for entry in _entries(workflow, incident, reports)),
    ]
    waits = [wait for _, reports in told for wait in measure_waits(reports, today)]
    deadlines = [deadline for incident, _ in told for deadline in incident_deadlines(incident, today)]
    levels = [
        level for incident, reports in told for level in (incident.secrecy, *(r.secrecy for r in reports))
    ]
    return Timeline(
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=title,
        entries=order_by_dates(sorted(entries, key=lambda entry: entry.recorded_at), _date_of),
        waits=tuple(sorted(waits, key=lambda wait: _first_day(wait.asked.happened))),
        deadlines=tuple(sorted(deadlines, key=lambda deadline: deadline.moment)),
        incidents=tuple(incident for incident, _ in told),
        secrecy=highest_level(levels),
    )


def _entries(workflow: Workflow, incident: Incident, reports: Sequence[Report]) -> Iterable[TimelineEntry]:
    for entry in build_history(reports):
        report = entry.report
        yield TimelineEntry(
            happened=report.happened,
            recorded_at=report.recorded_at,
            lane=workflow.lane_of(report),
            step=report.particulars.step,
            title=incident.title,
            paper=report.particulars.paper,
            report=report,
            incident_number=incident.number,
            changes=entry.changes,
            author=report.author,
            corrected_by=entry.corrected_by,
        )


def _date_of(entry: TimelineEntry) -> PartialDate:
    return entry.happened or _day_of(entry.recorded_at)


def _first_day(happened: PartialDate | None) -> date:
    return date.max if happened is None else happened.first_day


def _day_of(moment: datetime) -> PartialDate:
    day = moment.astimezone(VIET_NAM_TIME).date()
    return PartialDate(day.year, day.month, day.day)
