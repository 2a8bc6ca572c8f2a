"""Where on a sheet of paper the map, its legend and its notes stand, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SCALES = (2_000, 5_000, 10_000, 25_000, 50_000)
"""Denominators that a map may be drawn at."""

INDEX_SCALES = (100_000, 200_000, 500_000, 1_000_000, 2_000_000)
"""Denominators of the index of a book of sheets, besides those above."""

_MARGIN_MM = 10.0
_COLLAR_MM = 6.0
_TITLE_MM = 16.0
_PANEL_BELOW_MM = 66.0
_PANEL_BESIDE_MM = 66.0


class Paper(StrEnum):
    """A size of paper (ISO 216)."""

    A4 = "a4"
    A3 = "a3"

    @property
    def short_mm(self) -> float:
        """Return the length of the short edge."""
        return 210.0 if self is Paper.A4 else 297.0

    @property
    def long_mm(self) -> float:
        """Return the length of the long edge."""
        return 297.0 if self is Paper.A4 else 420.0


class Orientation(StrEnum):
    """How the paper lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper or on the ground.

    Attributes
    ----------
    left, bottom, right, top : float
        Millimetres on paper; metres of the plane where it is on the ground.
    """

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """Return the point in the middle."""
        return (self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        """Return whether another box lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of paper with its frame.

    Attributes
    ----------
    paper : Paper
    orientation : Orientation
    """

    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.LANDSCAPE

    @property
    def width_mm(self) -> float:
        """Return the width of the page."""
        return self.paper.short_mm if self.orientation is Orientation.PORTRAIT else self.paper.long_mm

    @property
    def height_mm(self) -> float:
        """Return the height of the page."""
        return self.paper.long_mm if self.orientation is Orientation.PORTRAIT else self.paper.short_mm

    @property
    def frame(self) -> Box:
        """Return where the map itself stands."""
        inset = _MARGIN_MM + _COLLAR_MM
        top = self.height_mm - _MARGIN_MM - _TITLE_MM - _COLLAR_MM
        if self.orientation is Orientation.PORTRAIT:
            return Box(inset, inset + _PANEL_BELOW_MM, self.width_mm - inset, top)
        return Box(inset, inset, self.width_mm - inset - _PANEL_BESIDE_MM, top)

    @property
    def panel(self) -> Box:
        """Return where legend, scale and notes stand."""
        if self.orientation is Orientation.PORTRAIT:
            return Box(_MARGIN_MM, _MARGIN_MM, self.width_mm - _MARGIN_MM, _MARGIN_MM + _PANEL_BELOW_MM)
        right = self.width_mm - _MARGIN_MM
        return Box(right - _PANEL_BESIDE_MM + 2.0, _MARGIN_MM, right, self.frame.top + _COLLAR_MM)

    @property
    def title(self) -> Box:
        """Return where the title stands."""
        top = self.height_mm - _MARGIN_MM
        return Box(_MARGIN_MM, top - _TITLE_MM, self.width_mm - _MARGIN_MM, top)

    def ground_m(self, scale: int) -> tuple[float, float]:
        """Return how many metres of the plane the frame is wide and high at a scale."""
        return self.frame.width * scale / 1000.0, self.frame.height * scale / 1000.0
