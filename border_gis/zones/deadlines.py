"""By when something has to be done, and whether it was: hours as a moment, days as a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.zones.law import Period

_ONE_DAY = timedelta(days=1)


class DeadlineState(StrEnum):
    """How a deadline stands."""

    OVERDUE = "overdue"
    """Past, and what it asks for can still be done."""
    NEXT = "next"
    """Still to come."""
    MET = "met"
    MISSED = "missed"
    """Done too late, or never."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that has to be done by a time.

    Attributes
    ----------
    code : str
        Of the words that say what has to be done, filled with `params`.
    due : date or datetime
        A day, at whose end the time is over, or an aware moment.
    subject_kind : str
        What it is about: ``"activity"``, ``"incident"``.
    subject_id, title : str
        Id of that thing, and what people call it.
    rule_id, article : str
        The rule that asks for it; empty for what the office has set itself.
    state : DeadlineState
    params : mapping of str to Any
    """

    code: str
    due: date | datetime
    subject_kind: str
    subject_id: str
    title: str
    rule_id: str
    article: str
    state: DeadlineState
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """Return the last moment that is in time: deadlines are sorted by it."""
        return last_moment(self.due)


def last_moment(when: date | datetime) -> datetime:
    """Return a moment as it is, and the end of a day in Viet Nam."""
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time.min, VIET_NAM_TIME) + _ONE_DAY


def first_moment(when: date | datetime) -> datetime:
    """Return a moment as it is, and the beginning of a day in Viet Nam."""
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time.min, VIET_NAM_TIME)


def day_of(when: date | datetime) -> date:
    """Return the day that it is in Viet Nam."""
    return when.astimezone(VIET_NAM_TIME).date() if isinstance(when, datetime) else when


def count_back(start: date | datetime, period: Period) -> date | datetime | None:
    """Return by when something is due that has to be done a period before a start.

    Hours are counted back from the moment, or from the beginning of the day where no hour is
    known; days are counted as days of the calendar. None where the period has no figure.
    """
    if period.amount is None:
        return None
    if period.unit == "hours":
        return first_moment(start) - timedelta(hours=period.amount)
    return day_of(start) - timedelta(days=period.amount)


def state_of(
    due: date | datetime, met: date | datetime | None, now: date | datetime, until: date | datetime
) -> DeadlineState:
    """Return how a deadline stands.

    Parameters
    ----------
    due : date or datetime
    met : date or datetime or None
        When it was done. A day without an hour counts by its end.
    now : date or datetime
        A day without an hour counts by its beginning: what is due on it is still to come.
    until : date or datetime
        From when on it cannot be done any more.
    """
    if met is not None:
        return DeadlineState.MET if last_moment(met) <= last_moment(due) else DeadlineState.MISSED
    if first_moment(now) < last_moment(due):
        return DeadlineState.NEXT
    return DeadlineState.OVERDUE if first_moment(now) < last_moment(until) else DeadlineState.MISSED
