"""Dates that keep how precisely they are known."""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Literal, TypeVar

VIET_NAM_TIME = timezone(timedelta(hours=7))
"""Viet Nam has no summer time."""

Thing = TypeVar("Thing")
DatePrecision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown.

    Attributes
    ----------
    year : int
    month : int or None
    day : int or None
    """

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> DatePrecision:
        """Return the smallest part that is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first_day(self) -> date:
        """Return the first day that it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """Return the last day that it can have been."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """Return ``2022``, ``2022-05`` or ``2022-05-11``, as precise as the date is."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @classmethod
    def fromisoformat(cls, text: str) -> PartialDate:
        """Read what ``isoformat`` wrote.

        Raises
        ------
        ValueError
            If the text is no such date, or a date that no calendar has.
        """
        found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
        if found is None:
            raise ValueError(text)
        year, month, day = (None if part is None else int(part) for part in found.groups())
        date(year or 0, month or 1, day or 1)
        return cls(year or 0, month, day)


def order_by_dates(things: Iterable[Thing], date_of: Callable[[Thing], PartialDate]) -> tuple[Thing, ...]:
    """Return things in the order of their dates, as far as the dates tell.

    Of two things of which one was surely earlier, that one comes first; of two that may have
    been in either order, the one that was given first.
    """
    ordered: list[Thing] = []
    # The latest first day of everything up to a place only grows, so it can be halved.
    latest: list[date] = []
    for thing in things:
        happened = date_of(thing)
        at = bisect_right(latest, happened.last_day)
        ordered.insert(at, thing)
        latest.insert(at, max(latest[at - 1] if at else date.min, happened.first_day))
    return tuple(ordered)
