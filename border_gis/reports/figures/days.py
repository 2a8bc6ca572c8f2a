"""Whether something lies in a period, as far as its date tells; and the period before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.surveys.contents import Period

_ONE_DAY = timedelta(days=1)


class Within(StrEnum):
    """Whether something belongs to what is counted."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days on which something can have been, from the first to the last."""

    first: date
    last: date


def all_of(*answers: Within) -> Within:
    """Return whether everything is so: one no is enough for a no."""
    if Within.NO in answers:
        return Within.NO
    return Within.UNKNOWN if Within.UNKNOWN in answers else Within.YES


def any_of(answers: Iterable[Within]) -> Within:
    """Return whether anything is so: one yes is enough for a yes."""
    given = set(answers)
    if Within.YES in given:
        return Within.YES
    return Within.UNKNOWN if Within.UNKNOWN in given else Within.NO


def read_days(happened: PartialDate | None, recorded_at: datetime | None = None) -> DayRange:
    """Return the days on which something can have been.

    What has no date was on the day on which it was written down, or before.
    """
    if happened is not None:
        return DayRange(happened.first_day, happened.last_day)
    if recorded_at is None:
        return DayRange(date.min, date.max)
    return DayRange(date.min, recorded_at.astimezone(VIET_NAM_TIME).date())


def find_beginning(days: Iterable[DayRange]) -> DayRange:
    """Return the days on which the earliest of several things can have been."""
    known = tuple(days)
    return DayRange(min(one.first for one in known), min(one.last for one in known))


def lies_in(days: DayRange, period: Period) -> Within:
    """Return whether something was in a period.

    A year alone lies in a report of that year; in a report of half of it nobody can tell.
    """
    if period.first <= days.first and days.last <= period.last:
        return Within.YES
    return Within.NO if days.last < period.first or period.last < days.first else Within.UNKNOWN


def lies_before(days: DayRange, day: date) -> Within:
    """Return whether something was before a day."""
    if days.last < day:
        return Within.YES
    return Within.UNKNOWN if days.first < day else Within.NO


def find_period_before(period: Period) -> Period:
    """Return the period of the same length that ends on the day before.

    A period of whole months has as many whole months before it; any other as many days.
    """
    last = period.first - _ONE_DAY
    after = period.last + _ONE_DAY
    if period.first.day == 1 and after.day == 1:
        months = (after.year - period.first.year) * 12 + after.month - period.first.month
        place = period.first.year * 12 + period.first.month - 1 - months
        return Period(date(place // 12, place % 12 + 1, 1), last)
    return Period(period.first - (after - period.first), last)
