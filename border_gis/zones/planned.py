"""What the office plans to do itself near the line, as it follows from what was recorded of it.

Nothing recorded is ever changed: an entry says what was planned, changed, sent, answered, done
or called off, and the plan as it is now is derived from its entries in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.works.model import WorkParty
from border_gis.zones.checked import CheckedWork
from border_gis.zones.deadlines import day_of
from border_gis.zones.law import Counts, RuleBook
from border_gis.zones.subjects import Activity


class ActivityState(StrEnum):
    """How far something planned has come."""

    PLANNED = "planned"
    NOTICE_SENT = "notice_sent"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self in (ActivityState.PLANNED, ActivityState.NOTICE_SENT)


class EntryKind(StrEnum):
    """What an entry records."""

    PLANNED = "planned"
    CHANGED = "changed"
    NOTICE_SENT = "notice_sent"
    ANSWERED = "answered"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One thing recorded of a plan.

    Attributes
    ----------
    id : str
        UUID.
    activity_id : str
    kind : EntryKind
    recorded_at : datetime
        Aware, UTC.
    author, machine : str
    happened : date or datetime or None
        When a notice was sent, an answer came, or it was done.
    paper : str
        Number of the paper.
    text : str
        Reason or remark.
    rules : tuple of str
        Ids of the rules that a notice or an answer is about.
    agreed : bool or None
        What an answer says.
    changes : mapping of str to Any
        Fields of the plan that it sets, in plain JSON values.
    """

    id: str
    activity_id: str
    kind: EntryKind
    recorded_at: datetime
    author: str
    machine: str
    happened: date | datetime | None = None
    paper: str = ""
    text: str = ""
    rules: tuple[str, ...] = ()
    agreed: bool | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """Something that the office plans to do near the line.

    Attributes
    ----------
    id : str
        UUID.
    kind : Activity
    title : str
    start : date or datetime
        A day where no hour is known.
    end : date or None
    reference_as_written, reference : str
        The place as it was typed, and as it was understood.
    line_id : str
        Version of the line that the place was found on; empty for coordinates.
    geometry : shapely geometry or None
        WGS 84.
    accuracy_m : float or None
        One sigma.
    note : str
    state : ActivityState
    sent, answered : tuple of ActivityEntry
        The notices and the answers, in the order in which they were recorded.
    """

    id: str
    kind: Activity
    title: str
    start: date | datetime
    end: date | None = None
    reference_as_written: str = ""
    reference: str = ""
    line_id: str = ""
    geometry: BaseGeometry | None = None
    accuracy_m: float | None = None
    note: str = ""
    state: ActivityState = ActivityState.PLANNED
    sent: tuple[ActivityEntry, ...] = ()
    answered: tuple[ActivityEntry, ...] = ()

    def notice_for(self, rule_id: str) -> ActivityEntry | None:
        """Return the first notice that was sent for a rule."""
        return next((entry for entry in self.sent if rule_id in entry.rules), None)

    def answer_for(self, rule_id: str) -> ActivityEntry | None:
        """Return the last answer for a rule."""
        return next((entry for entry in reversed(self.answered) if rule_id in entry.rules), None)


_TEXTS = ("title", "reference_as_written", "reference", "line_id", "note")
PLAN_FIELDS = ("kind", "start", "end", "geometry", "accuracy_m", *_TEXTS)
"""What an entry may set."""


def write_plan(activity: PlannedActivity) -> dict[str, Any]:
    """Return everything that a plan says, in plain JSON values."""
    return {
        **{name: getattr(activity, name) for name in _TEXTS},
        "kind": activity.kind.value,
        "start": activity.start.isoformat(),
        "end": None if activity.end is None else activity.end.isoformat(),
        "geometry": None if activity.geometry is None else shapely.to_wkt(activity.geometry, 9),
        "accuracy_m": activity.accuracy_m,
    }


def find_changes(before: PlannedActivity, after: PlannedActivity) -> dict[str, Any]:
    """Return the fields in which a plan differs, as they are afterwards."""
    old, new = write_plan(before), write_plan(after)
    return {name: value for name, value in new.items() if value != old[name]}


def derive_activities(entries: Iterable[ActivityEntry]) -> tuple[PlannedActivity, ...]:
    """Return the plans that entries, oldest first, tell of; in the order in which they were made.

    Raises
    ------
    DataError
        An entry sets what no plan has, or belongs to none.
    """
    by_plan: dict[str, list[ActivityEntry]] = {}
    for entry in entries:
        by_plan.setdefault(entry.activity_id, []).append(entry)
    return tuple(derive_activity(each) for each in by_plan.values())


def derive_activity(entries: Sequence[ActivityEntry]) -> PlannedActivity:
    """Return a plan as its entries, oldest first, leave it."""
    first = entries[0]
    if first.kind is not EntryKind.PLANNED:
        raise DataError("activities.no_beginning", activity=first.activity_id)
    plan: dict[str, Any] = {}
    state = ActivityState.PLANNED
    for entry in entries:
        plan.update(entry.changes)
        if entry.kind in (EntryKind.NOTICE_SENT, EntryKind.DONE, EntryKind.CANCELLED):
            state = ActivityState(entry.kind.value)
    return replace(
        _read_plan(first.activity_id, plan),
        state=state,
        sent=tuple(entry for entry in entries if entry.kind is EntryKind.NOTICE_SENT),
        answered=tuple(entry for entry in entries if entry.kind is EntryKind.ANSWERED),
    )


def take_activity(activity: PlannedActivity) -> CheckedWork:
    """Return a plan as the rules see it; notices and answers, which belong to one rule each, are left out."""
    day = day_of(activity.start)
    return CheckedWork(
        id=activity.id,
        kind=activity.kind,
        party=WorkParty.VN,
        geometry=activity.geometry,
        accuracy_m=activity.accuracy_m,
        begun=PartialDate(day.year, day.month, day.day),
        is_planned=activity.state.is_open,
        name=activity.title,
    )


def kinds_that_are_planned(book: RuleBook) -> tuple[Activity, ...]:
    """Return the kinds of activity that any rule is about. A marker is lost, not planned to be."""
    named = {
        kind
        for rule in book.rules
        for kind in rule.kinds
        if isinstance(kind, Activity) and not {Counts.DOING, Counts.BUILDING}.isdisjoint(rule.counts)
    }
    return tuple(sorted(named - {Activity.MARKER_LOSS}))


def read_when(text: str) -> date | datetime:
    """Return the day or the aware moment that ``isoformat`` wrote; ValueError if it is neither."""
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _read_plan(activity_id: str, plan: Mapping[str, Any]) -> PlannedActivity:
    unknown = set(plan) - set(PLAN_FIELDS)
    if unknown:
        raise DataError("activities.bad_value", activity=activity_id, field=sorted(unknown)[0], value="")

    def text(name: str) -> str:
        return str(plan.get(name) or "")

    name = "kind"
    try:
        kind = Activity(plan["kind"])
        name = "start"
        start = read_when(plan["start"])
        name = "end"
        end = None if plan.get("end") is None else date.fromisoformat(plan["end"])
        name = "geometry"
        geometry = None if plan.get("geometry") is None else shapely.from_wkt(plan["geometry"])
        name = "accuracy_m"
        accuracy_m = None if plan.get("accuracy_m") is None else float(plan["accuracy_m"])
    except (KeyError, TypeError, ValueError, shapely.errors.GEOSException) as error:
        value = str(plan.get(name))
        raise DataError("activities.bad_value", activity=activity_id, field=name, value=value) from error
    return PlannedActivity(
        id=activity_id,
        kind=kind,
        start=start,
        end=end,
        geometry=geometry,
        accuracy_m=accuracy_m,
        title=text("title"),
        reference_as_written=text("reference_as_written"),
        reference=text("reference"),
        line_id=text("line_id"),
        note=text("note"),
    )
