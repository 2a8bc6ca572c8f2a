"""Dates that keep how precisely they are known."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Literal

VIET_NAM_TIME = timezone(timedelta(hours=7))
"""Viet Nam has no summer time."""

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
