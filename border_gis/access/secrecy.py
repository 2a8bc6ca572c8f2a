"""Levels of state secrets, as a person sets them on what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Secrecy(StrEnum):
    """A level of the law on state secrets, or none; the program never sets one itself.

    The three levels are those of Art. 8 of the Vietnamese law 29/2018/QH14.
    """

    NONE = "none"
    MAT = "mat"
    TOI_MAT = "toi_mat"
    TUYET_MAT = "tuyet_mat"

    @property
    def rank(self) -> int:
        """0 for none, 3 for the highest."""
        return list(Secrecy).index(self)

    def covers(self, level: Secrecy) -> bool:
        """Return whether somebody cleared for this level may see that one."""
        return level.rank <= self.rank


def highest_level(levels: Iterable[Secrecy]) -> Secrecy:
    """Return the highest of some levels: that of whatever holds them all."""
    return max(levels, key=lambda level: level.rank, default=Secrecy.NONE)


_NUMBER_MARKS = {Secrecy.NONE: "", Secrecy.MAT: "-C", Secrecy.TOI_MAT: "-B", Secrecy.TUYET_MAT: "-A"}


def mark_prefix(prefix: str, level: Secrecy) -> str:
    """Return the start of a number for something of a level: each level is counted on its own.

    Otherwise a missing number would tell somebody of lower clearance that there is something.
    The letters are those that stand for the levels on envelopes in Viet Nam.
    """
    return prefix and f"{prefix}{_NUMBER_MARKS[level]}"
