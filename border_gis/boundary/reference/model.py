"""What a marker reference says, as values.

In the terms of ISO 19148 a marker is a *referent*, the number after the plus sign the
distance along the line from it, and a distance in words and a compass direction leads
to a place off the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Direction(StrEnum):
    """A compass direction in words."""

    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"

    @property
    def bearing_deg(self) -> float:
        """Return the bearing in degrees, clockwise from north."""
        return 45.0 * list(Direction).index(self)


@dataclass(frozen=True, slots=True)
class MarkerReference:
    """The name of one marker: ``N``, ``N/k``, ``N(j)`` or ``N/k(j)``.

    Attributes
    ----------
    number : int
        Main number, 0 (tri-point) to 1378 on this border.
    sub : int or None
        Running number of a secondary marker after the main one.
    position : int or None
        Which of two or three markers that share a number.
    """

    number: int
    sub: int | None = None
    position: int | None = None

    def __str__(self) -> str:
        sub = "" if self.sub is None else f"/{self.sub}"
        position = "" if self.position is None else f"({self.position})"
        return f"{self.number}{sub}{position}"

    @property
    def without_position(self) -> MarkerReference:
        """Return the number that twin and triple markers share."""
        return MarkerReference(self.number, self.sub)

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Return the order along the line, as far as the number tells it."""
        return (self.number, self.sub or 0, self.position or 0)


@dataclass(frozen=True, slots=True)
class ReferenceEnd:
    """A marker, with or without a distance from it.

    Attributes
    ----------
    marker : MarkerReference
        The marker that is named.
    offset_m : float or None
        Metres from the marker: along the line towards higher numbers in a point or a
        range (negative towards lower ones), through space in an offset reading.
        None when none is written, which is not the same as ``+0``.
    """

    marker: MarkerReference
    offset_m: float | None = None


ReadingKind = Literal["point", "range", "offset"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a reference.

    Attributes
    ----------
    kind : {"point", "range", "offset"}
        A marker with or without a distance along the line; a stretch between two ends;
        or a place at a distance from a marker, in words.
    start : ReferenceEnd
        The only end of a point or an offset, the first of a range as written.
    end : ReferenceEnd or None
        The second end of a range, as written: descending stretches stay descending.
    direction : Direction or None
        Of an offset, where one is said.
    approximate : bool
        True where the text says "about".
    """

    kind: ReadingKind
    start: ReferenceEnd
    end: ReferenceEnd | None = None
    direction: Direction | None = None
    approximate: bool = False

    @property
    def written_kind(self) -> ReadingKind:
        """Return the kind as commands and files name it.

        A marker alone is a "point"; a distance from a marker is an "offset", along the line
        as well as in words.
        """
        if self.kind == "point" and self.start.offset_m is not None:
            return "offset"
        return self.kind


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference in a text.

    Attributes
    ----------
    text : str
        The characters of the text that say it, as they stand there: with the words that announce
        it ("mốc giới số", "marker", "号界碑"), without "tại" or "khu vực" before them.
    start, end : int
        Offsets of these characters in the text, in code points, end exclusive.
    readings : tuple of Reading
        Every way to understand it, best first; never empty.
    """

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...]
