"""What is due: deadlines of the rules, what the office has set itself to do, replies that are out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from border_gis.access import Role
from border_gis.incidents.model import Incident
from border_gis.incidents.waits import Wait, measure_waits
from border_gis.services.activities import activity_deadlines
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.incidents import IncidentFilter, list_incidents
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.zones.deadlines import Deadline, DeadlineState


@dataclass(frozen=True, slots=True)
class WaitingIncident:
    """An incident in which a reply is out.

    Attributes
    ----------
    incident : Incident
    wait : Wait
        Open; its days run until today.
    """

    incident: Incident
    wait: Wait


@dataclass(frozen=True, slots=True)
class DueList:
    """What an officer has to look at today.

    Attributes
    ----------
    overdue, due : tuple of Deadline
        Past and still to be done, and still to come; the first due first.
    waiting : tuple of WaitingIncident
        Replies that are out, the longest wait first; those of unknown length last.
    """

    overdue: tuple[Deadline, ...]
    due: tuple[Deadline, ...]
    waiting: tuple[WaitingIncident, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.overdue or self.due or self.waiting)


@needs(Role.VIEWER)
def list_due(workspace: Workspace, today: date | None = None, now: datetime | None = None) -> DueList:
    """Return what is overdue, what is due, and which replies are out.

    Parameters
    ----------
    workspace : Workspace
    today : date, optional
        The day that it is in Viet Nam, which is taken without one.
    now : datetime, optional
        Tells whether what is due at an hour of today is over.
    """
    day = today or today_in_viet_nam()
    deadlines = list(activity_deadlines(workspace, day, now))
    for incident in list_incidents(workspace, IncidentFilter(has_follow_up=True)):
        deadlines += incident_deadlines(incident, day)
    asking = list_incidents(workspace, IncidentFilter(awaits_reply=True))
    histories = workspace.store.reports_of([incident.id for incident in asking])
    waiting = [
        WaitingIncident(incident, wait)
        for incident in asking
        for wait in measure_waits(histories.get(incident.id, ()), day)
        if wait.is_open
    ]
    ordered = sorted(deadlines, key=lambda deadline: deadline.moment)
    return DueList(
        overdue=tuple(one for one in ordered if one.state is DeadlineState.OVERDUE),
        due=tuple(one for one in ordered if one.state is DeadlineState.NEXT),
        waiting=tuple(sorted(waiting, key=_longest_first)),
    )


def incident_deadlines(incident: Incident, today: date) -> tuple[Deadline, ...]:
    """Return what the office has set itself to do in an incident, the first due first.

    ``params`` hold the words, the number of the incident and the id of the report that set it.
    """
    return tuple(
        Deadline(
            code="due.follow_up",
            due=one.follow_up.day,
            subject_kind="incident",
            subject_id=incident.id,
            title=incident.title,
            rule_id="",
            article="",
            state=DeadlineState.NEXT if today <= one.follow_up.day else DeadlineState.OVERDUE,
            params={
                "words": one.follow_up.words,
                "number": incident.number,
                "report_id": one.report_id,
                "secrecy": incident.secrecy,
            },
        )
        for one in incident.follow_ups
    )


def _longest_first(waiting: WaitingIncident) -> tuple[bool, int]:
    days = waiting.wait.days
    return days is None, 0 if days is None else -days.most
