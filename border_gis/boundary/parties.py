"""The two sides of the line."""

from __future__ import annotations

from enum import StrEnum


class Party(StrEnum):
    """A state whose land ends at the line."""

    VN = "vn"
    CN = "cn"

    @property
    def other(self) -> Party:
        """Return the state on the other side."""
        return Party.CN if self is Party.VN else Party.VN


class Side(StrEnum):
    """Where a thing stands with regard to the line."""

    VN = "vn"
    CN = "cn"
    ON_LINE = "on_line"
