"""How many sheets an area takes at a scale, and what each shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.errors import InputError
from border_gis.maps.sheets.layout import INDEX_SCALES, SCALES, Box, SheetLayout

OVERLAP = 0.06
"""Share of a frame that the next sheet of a book shows again."""

MOST_SHEETS = 200
_KEEP_FREE_MM = 4.0


@dataclass(frozen=True, slots=True)
class MapSheet:
    """One sheet.

    Attributes
    ----------
    number : int
        From 1; 0 is the index.
    ground : Box
        What the frame shows, in metres of the plane.
    """

    number: int
    ground: Box


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The sheets of a map.

    Attributes
    ----------
    layout : SheetLayout
    scale : int
        Denominator.
    sheets : tuple of MapSheet
    index : MapSheet or None
        Shows where the sheets lie, where there are several.
    index_scale : int
    """

    layout: SheetLayout
    scale: int
    sheets: tuple[MapSheet, ...]
    index: MapSheet | None = None
    index_scale: int = 0


def plan_sheets(
    shown: BaseGeometry, layout: SheetLayout, scale: int | None = None, along: BaseGeometry | None = None
) -> SheetPlan:
    """Lay out the sheets for what is to be shown.

    Parameters
    ----------
    shown : shapely geometry
        In metres of the plane: the area, or the stretches.
    layout : SheetLayout
    scale : int, optional
        Denominator; without one the largest scale at which everything stands on one sheet, and
        1:50,000 in a book where none does.
    along : LineString, optional
        The line that a book follows.

    Raises
    ------
    InputError
        The scale is none of those that maps are drawn at, or there would be too many sheets.
    """
    if scale is not None and scale not in SCALES:
        raise InputError("sheets.bad_scale", scale=scale, known=list(SCALES))
    bounds = Box(*map(float, shown.bounds))
    if scale is None:
        scale = next((each for each in SCALES if _fits(bounds, layout, each)), SCALES[-1])
    if _fits(bounds, layout, scale):
        return SheetPlan(layout, scale, (MapSheet(1, _centre(bounds, layout, scale)),))
    frames = _follow(shown, along, layout, scale) if along is not None else _tile(shown, layout, scale)
    if len(frames) > MOST_SHEETS:
        raise InputError("sheets.too_many", count=len(frames), scale=scale, most=MOST_SHEETS)
    sheets = tuple(MapSheet(number, frame) for number, frame in enumerate(frames, start=1))
    around = Box(
        min(sheet.ground.left for sheet in sheets),
        min(sheet.ground.bottom for sheet in sheets),
        max(sheet.ground.right for sheet in sheets),
        max(sheet.ground.top for sheet in sheets),
    )
    larger = (*SCALES, *INDEX_SCALES)
    index_scale = next((each for each in larger if _fits(around, layout, each)), INDEX_SCALES[-1])
    index = MapSheet(0, _centre(around, layout, index_scale))
    return SheetPlan(layout, scale, sheets, index, index_scale)


def _fits(bounds: Box, layout: SheetLayout, scale: int) -> bool:
    width_m, height_m = layout.ground_m(scale)
    free_m = 2.0 * _KEEP_FREE_MM * scale / 1000.0
    return bounds.width <= width_m - free_m and bounds.height <= height_m - free_m


def _centre(bounds: Box, layout: SheetLayout, scale: int) -> Box:
    width_m, height_m = layout.ground_m(scale)
    x, y = bounds.middle
    return Box(x - width_m / 2.0, y - height_m / 2.0, x + width_m / 2.0, y + height_m / 2.0)


def _follow(shown: BaseGeometry, along: BaseGeometry, layout: SheetLayout, scale: int) -> list[Box]:
    """Follow the line: each sheet shows as much of it as fits, and begins where the last one ends."""
    width_m, height_m = layout.ground_m(scale)
    reach_m = shapely.hausdorff_distance(shapely.MultiPoint(shapely.get_coordinates(shown)), along)
    pad_m = min(reach_m, 0.3 * min(width_m, height_m)) + _KEEP_FREE_MM * scale / 1000.0
    places = _sample([along], min(width_m, height_m) / 200.0)
    frames, first = [], 0
    while first < len(places) - 1:
        low = np.minimum.accumulate(places[first:])
        high = np.maximum.accumulate(places[first:])
        room = (high - low) <= (width_m - 2.0 * pad_m, height_m - 2.0 * pad_m)
        last = first + max(int(np.argmin(room.all(axis=1))) if not room.all() else len(room), 2) - 1
        some = places[first : last + 1]
        frames.append(_centre(Box(*some.min(axis=0), *some.max(axis=0)), layout, scale))
        if last >= len(places) - 1:
            break
        first = max(last - max(int((last - first) * OVERLAP), 1), first + 1)
    return frames


def _tile(shown: BaseGeometry, layout: SheetLayout, scale: int) -> list[Box]:
    """Cover an area with rows of sheets from the north-west; what shows nothing is left out."""
    width_m, height_m = (side * (1.0 - OVERLAP) for side in layout.ground_m(scale))
    left, bottom, right, top = shown.bounds
    columns, rows = (int(np.ceil(span)) for span in ((right - left) / width_m, (top - bottom) / height_m))
    if columns * rows > 50 * MOST_SHEETS:
        raise InputError("sheets.too_many", count=columns * rows, scale=scale, most=MOST_SHEETS)
    frames = []
    for row in range(max(rows, 1)):
        for column in range(max(columns, 1)):
            x, y = left + (column + 0.5) * width_m, top - (row + 0.5) * height_m
            frame = _centre(Box(x, y, x, y), layout, scale)
            if shapely.box(frame.left, frame.bottom, frame.right, frame.top).intersects(shown):
                frames.append(frame)
    return frames


def _sample(lines: Sequence[BaseGeometry], step_m: float) -> NDArray[np.float64]:
    return np.vstack([shapely.get_coordinates(shapely.segmentize(line, step_m)) for line in lines])
