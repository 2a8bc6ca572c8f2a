"""Dates that keep how precisely they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
