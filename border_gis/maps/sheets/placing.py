"""Place labels so that none covers another label or a symbol.

One after the other, each label takes the first free place around its symbol: at eight
directions close by, then on wider and wider rings with a leading line. A label that finds no
place is left out and counted; two labels never overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from border_gis.maps.sheets.layout import Box

GAP_MM = 0.4
_RINGS_MM = (0.0, 3.0, 6.0, 9.0, 13.0, 18.0, 24.0)
_DIRECTIONS = (45, 135, 315, 225, 0, 180, 90, 270, 22, 158, 202, 338, 67, 113, 247, 293)
_LEADER_FROM_MM = 2.5


@dataclass(frozen=True, slots=True)
class Label:
    """A text that belongs to a point.

    Attributes
    ----------
    text : str
    x_mm, y_mm : float
        The point.
    width_mm, height_mm : float
        Of the text.
    radius_mm : float
        Of the symbol at the point.
    """

    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    radius_mm: float


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with its place; ``leader`` is the line to its symbol, if it stands apart."""

    label: Label
    box: Box
    leader: tuple[float, float, float, float] | None


def place_labels(
    labels: Sequence[Label], frame: Box, taken: Sequence[Box] = ()
) -> tuple[tuple[PlacedLabel, ...], tuple[Label, ...]]:
    """Place labels inside a frame.

    Parameters
    ----------
    labels : sequence of Label
        The more important first. Their symbols are kept free as well.
    frame : Box
    taken : sequence of Box
        What must stay free besides.

    Returns
    -------
    placed : tuple of PlacedLabel
    left_out : tuple of Label
        Those that found no free place.
    """
    symbols = [_around(label) for label in labels]
    occupied = [*taken, *symbols]
    placed: list[PlacedLabel] = []
    left_out: list[Label] = []
    for label in labels:
        found = next(
            (
                (box, ring)
                for ring in _RINGS_MM
                for box in _candidates(label, ring)
                if frame.holds(box) and not any(box.overlaps(other) for other in occupied)
            ),
            None,
        )
        if found is None:
            left_out.append(label)
            continue
        box, ring = found
        occupied.append(box)
        placed.append(PlacedLabel(label, box, _lead(label, box) if ring >= _LEADER_FROM_MM else None))
    return tuple(placed), tuple(left_out)


def _around(label: Label) -> Box:
    radius = label.radius_mm
    return Box(label.x_mm - radius, label.y_mm - radius, label.x_mm + radius, label.y_mm + radius)


def _candidates(label: Label, ring_mm: float) -> list[Box]:
    boxes = []
    for degrees in _DIRECTIONS if ring_mm else _DIRECTIONS[:8]:
        x, y = cos(degrees * pi / 180.0), sin(degrees * pi / 180.0)
        reach = label.radius_mm + GAP_MM + ring_mm
        # The near corner or edge of the text touches the ring.
        middle_x = label.x_mm + x * reach + _sign(x) * label.width_mm / 2.0
        middle_y = label.y_mm + y * reach + _sign(y) * label.height_mm / 2.0
        boxes.append(
            Box(
                middle_x - label.width_mm / 2.0,
                middle_y - label.height_mm / 2.0,
                middle_x + label.width_mm / 2.0,
                middle_y + label.height_mm / 2.0,
            )
        )
    return boxes


def _sign(value: float) -> float:
    return 0.0 if abs(value) < 0.2 else 1.0 if value > 0 else -1.0


def _lead(label: Label, box: Box) -> tuple[float, float, float, float]:
    to_x = min(max(label.x_mm, box.left), box.right)
    to_y = min(max(label.y_mm, box.bottom), box.top)
    away = hypot(to_x - label.x_mm, to_y - label.y_mm) or 1.0
    share = label.radius_mm / away
    return (
        label.x_mm + (to_x - label.x_mm) * share,
        label.y_mm + (to_y - label.y_mm) * share,
        to_x,
        to_y,
    )
