"""Incidents, reports and timelines as plain JSON values and as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from border_gis.i18n import describe_value, translate
from border_gis.incidents.particulars import describe_particulars
from border_gis.incidents.view import FIELDS, describe_place

if TYPE_CHECKING:
    from border_gis.boundary.dates import PartialDate
    from border_gis.incidents.model import Incident, Report
    from border_gis.incidents.steps import Workflow
    from border_gis.incidents.unit_names import UnitReading
    from border_gis.incidents.waits import DaySpan, Wait
    from border_gis.services.history import FieldChange
    from border_gis.services.timelines import Timeline, TimelineEntry
    from border_gis.zones.deadlines import Deadline


def plain(value: Any) -> Any:
    """Return a value of the domain as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date) or hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if hasattr(value, "as_written"):
        return describe_place(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def write_moment(moment: datetime) -> str:
    """Return an aware moment in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def describe_incident(incident: Incident) -> dict[str, Any]:
    """Return an incident in plain values."""
    described = {"id": incident.id, **{name: plain(getattr(incident, name)) for name in FIELDS}}
    described["level"] = incident.level.value
    described["follow_ups"] = [
        {"report": one.report_id, "day": one.follow_up.day.isoformat(), "words": one.follow_up.words}
        for one in incident.follow_ups
    ]
    described["awaited"] = [
        {"report": one.report_id, "since": plain(one.since), "step": one.step} for one in incident.awaited
    ]
    return described


def describe_units(units: Iterable[UnitReading]) -> list[dict[str, Any]]:
    """Return the units of an incident in plain values; empty lists where nothing is known."""
    return [
        {
            "as_written": unit.as_written,
            "then": [one.name for one in unit.then],
            "today": [one.name for one in unit.today],
            "is_known": unit.is_known,
        }
        for unit in units
    ]


def describe_report(report: Report) -> dict[str, Any]:
    """Return a report in plain values."""
    return {
        "id": report.id,
        "kind": report.kind,
        "recorded_at": write_moment(report.recorded_at),
        "author": report.author,
        "machine": report.machine,
        "happened": plain(report.happened),
        "text": report.text,
        "source_paper": report.source_paper,
        "changes": plain(report.changes),
        "corrects": report.corrects,
        "attachments": list(report.attachments),
        "secrecy": report.secrecy.value,
        "particulars": describe_particulars(report.particulars, report.secrecy),
    }


def describe_timeline(timeline: Timeline) -> dict[str, Any]:
    """Return a timeline in plain values."""
    return {
        "subject": {
            "kind": timeline.subject_kind,
            "id": timeline.subject_id,
            "title": timeline.title,
        },
        "secrecy": timeline.secrecy.value,
        "incidents": [describe_incident(incident) for incident in timeline.incidents],
        "entries": [_describe_entry(entry) for entry in timeline.entries],
        "waits": [describe_wait(wait) for wait in timeline.waits],
        "deadlines": [describe_deadline(deadline) for deadline in timeline.deadlines],
    }


def _describe_entry(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "happened": plain(entry.happened),
        "recorded_at": write_moment(entry.recorded_at),
        "lane": entry.lane.value,
        "step": entry.step,
        "title": entry.title,
        "paper": entry.paper,
        "incident": entry.incident_number,
        "author": entry.author,
        "corrected_by": entry.corrected_by,
        "changes": [describe_change(change) for change in entry.changes],
        "report": None if entry.report is None else describe_report(entry.report),
    }


def describe_change(change: FieldChange) -> dict[str, Any]:
    """Return a changed field in plain values."""
    return {"field": change.field, "before": plain(change.before), "after": plain(change.after)}


def describe_wait(wait: Wait) -> dict[str, Any]:
    """Return a waiting time in plain values."""
    return {
        "asked": wait.asked.id,
        "asked_on": plain(wait.asked.happened),
        "step": wait.asked.particulars.step,
        "answered": None if wait.answered is None else wait.answered.id,
        "answered_on": None if wait.answered is None else plain(wait.answered.happened),
        "is_open": wait.is_open,
        "days_least": None if wait.days is None else wait.days.least,
        "days_most": None if wait.days is None else wait.days.most,
    }


def describe_deadline(deadline: Deadline) -> dict[str, Any]:
    """Return a deadline in plain values."""
    return {
        "code": deadline.code,
        "due": plain(deadline.due),
        "state": deadline.state.value,
        "subject": {"kind": deadline.subject_kind, "id": deadline.subject_id, "title": deadline.title},
        "rule": deadline.rule_id,
        "article": deadline.article,
        "params": plain(deadline.params),
    }


def say_days(days: DaySpan | None, language: str) -> str:
    """Return a number of days in words, or between which numbers it lies."""
    if days is None:
        return translate("due.days_unknown", None, language)
    if days.is_exact:
        return translate("due.days_exact", {"days": days.least}, language)
    return translate("due.days_between", {"least": days.least, "most": days.most}, language)


def say_entry(entry: TimelineEntry, workflow: Workflow, language: str) -> str:
    """Return an entry as one line: when, whose step, what, paper, and the first words."""
    step = workflow.step(entry.step)
    name = entry.step if step is None else step.name[language]
    lane = "" if entry.lane.value == "none" else describe_value(entry.lane, language)
    parts = [describe_value(_date_of(entry), language)]
    parts += [lane] if lane else []
    parts += [part for part in (name, _say_paper(entry, workflow, language)) if part]
    words = entry.title if entry.report is None else entry.report.text or entry.title
    return f"{' · '.join(parts)}: {' '.join(words.split())[:200]}"


def _date_of(entry: TimelineEntry) -> PartialDate | datetime:
    return entry.happened or entry.recorded_at


def _say_paper(entry: TimelineEntry, workflow: Workflow, language: str) -> str:
    paper = workflow.paper(entry.paper)
    name = entry.paper if paper is None else paper.name[language]
    number = "" if entry.report is None else entry.report.particulars.paper_number
    return f"{name} {number}".strip()
