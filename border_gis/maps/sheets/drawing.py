"""Draw the map itself inside its frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.i18n import format_number, translate
from border_gis.maps.sheets import symbols
from border_gis.maps.sheets.content import SheetContent
from border_gis.maps.sheets.grid import grid_lines, grid_step_m
from border_gis.maps.sheets.layout import Box, SheetLayout
from border_gis.maps.sheets.pen import PT, Pen, measure_text
from border_gis.maps.sheets.placing import Label, PlacedLabel, place_labels
from border_gis.maps.symbols import WorkGroup

LABEL_PT = 7.0
SMALL_PT = 6.0
NARROWEST_ZONE_MM = 0.8
"""A strip that is narrower on paper is not drawn; the legend says so."""

_HATCHED_ZONE_MM = 3.0
_CROSS_MM = 1.4

ToPage = Callable[[BaseGeometry], BaseGeometry]


def page_of(ground: Box, frame: Box) -> ToPage:
    """Return the way from metres of the plane to millimetres of the page."""
    scale = frame.width / ground.width

    def move(geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            geometry, lambda xy: (xy - (ground.left, ground.bottom)) * scale + (frame.left, frame.bottom)
        )

    return move


def draw_map(
    pen: Pen, content: SheetContent, layout: SheetLayout, ground: Box, scale: int
) -> tuple[str, ...]:
    """Draw everything inside the frame; return the labels that found no place."""
    frame = layout.frame
    to_page = page_of(ground, frame)
    visible = shapely.box(ground.left, ground.bottom, ground.right, ground.top)
    pen.clip(frame)
    if content.is_demonstration:
        said = (translate("sheets.demonstration", None, language) for language in content.languages)
        _write_across(pen, frame, " / ".join(said))
    _draw_grid(pen, ground, frame, scale)
    for land in content.land_between:
        shape = to_page(land.intersection(visible))
        pen.hatch(shape, step_mm=1.1, angle=45.0)
        pen.style(width_mm=0.15)
        pen.shape(shape)
    for zone in content.zones:
        if zone.width_m * 1000.0 / scale >= NARROWEST_ZONE_MM:
            draw_zone(pen, to_page(zone.geometry.intersection(visible)), zone.width_m * 1000.0 / scale)
    if content.area is not None:
        pen.style(width_mm=symbols.AREA_STROKE[0], dash_mm=symbols.AREA_STROKE[1], grey=0.2)
        pen.shape(to_page(content.area))
    for incident in content.incidents:
        # Below the lines, which they follow for most of their way.
        stretch = incident.geometry.intersection(visible)
        if not stretch.is_empty and not stretch.geom_type.endswith("Point"):
            pen.style(width_mm=1.8, grey=0.8)
            pen.shape(to_page(stretch))
    for line in content.lines:
        width_mm, dash_mm = symbols.LINE_STROKES[line.legal_status]
        pen.style(width_mm=width_mm, dash_mm=dash_mm)
        pen.shape(to_page(line.geometry.intersection(visible)))
    labels = [*_draw_works(pen, content, to_page, visible), *_draw_incidents(pen, content, to_page, visible)]
    for marker in content.markers:
        at = shapely.Point(marker.east_m, marker.north_m)
        if at.within(visible):
            x, y = shapely.get_coordinates(to_page(at))[0]
            symbols.draw_marker(pen, x, y, is_main=marker.is_main)
            labels.insert(0, _label(marker.label, x, y, symbols.MARKER_MM))
    placed, left_out = place_labels(labels, frame)
    _write_labels(pen, placed)
    pen.release()
    pen.style(width_mm=0.4)
    pen.box(frame)
    _write_collar(pen, ground, frame, scale, content.languages[0])
    return tuple(label.text for label in left_out)


def _draw_grid(pen: Pen, ground: Box, frame: Box, scale: int) -> None:
    easts, norths = grid_lines(ground, grid_step_m(scale))
    per_m = frame.width / ground.width
    pen.style(width_mm=0.1, grey=0.65)
    for east in easts:
        x = frame.left + (east - ground.left) * per_m
        pen.line(x, frame.bottom, x, frame.top)
    for north in norths:
        y = frame.bottom + (north - ground.bottom) * per_m
        pen.line(frame.left, y, frame.right, y)


def _write_collar(pen: Pen, ground: Box, frame: Box, scale: int, language: str) -> None:
    """Write the coordinates of the grid lines around the frame."""
    step_m = grid_step_m(scale)
    easts, norths = grid_lines(ground, step_m)
    per_m = frame.width / ground.width
    pen.style(width_mm=0.25)
    for east in easts:
        x = frame.left + (east - ground.left) * per_m
        text = _write_metres(east, language)
        for y, outward in ((frame.top, 1.0), (frame.bottom, -1.0)):
            pen.line(x, y, x, y + outward * 1.2)
        pen.text(x, frame.top + 2.0, text, SMALL_PT, anchor="middle")
        pen.text(x, frame.bottom - 3.8, text, SMALL_PT, anchor="middle")
    for north in norths:
        y = frame.bottom + (north - ground.bottom) * per_m
        text = _write_metres(north, language)
        for x, outward in ((frame.left, -1.0), (frame.right, 1.0)):
            pen.line(x, y, x + outward * 1.2, y)
        pen.text(frame.left - 2.0, y, text, SMALL_PT, anchor="middle", rotate=90)
        pen.text(frame.right + 3.6, y, text, SMALL_PT, anchor="middle", rotate=90)


def _write_metres(value: int, language: str) -> str:
    return format_number(value, language, ",").replace(".", " ").replace(",", " ")


def draw_zone(pen: Pen, shape: BaseGeometry, width_mm: float) -> None:
    """Draw a strip along a line; one that is wide on paper is hatched."""
    if width_mm >= _HATCHED_ZONE_MM:
        pen.hatch(shape, step_mm=2.2, angle=-30.0, width_mm=0.06)
    pen.style(width_mm=symbols.ZONE_STROKE[0], dash_mm=symbols.ZONE_STROKE[1])
    pen.shape(shape)


def _draw_works(pen: Pen, content: SheetContent, to_page: ToPage, visible: BaseGeometry) -> list[Label]:
    labels = []
    for work in content.works:
        seen = work.geometry.intersection(visible)
        if seen.is_empty:
            continue
        shape = to_page(seen)
        width_mm, dash_mm = symbols.WORK_STROKES[work.group]
        if shape.geom_type.endswith("Point"):
            for x, y in shapely.get_coordinates(shape):
                symbols.draw_work(pen, x, y, work.group)
        else:
            pen.style(width_mm=width_mm, dash_mm=dash_mm)
            pen.shape(shape)
            if work.group is WorkGroup.FENCE:
                _draw_ticks(pen, shape)
        labels.append(_label(work.label, *_anchor(shape), symbols.WORK_MM))
    return labels


def _draw_ticks(pen: Pen, shape: BaseGeometry) -> None:
    """Draw crosses along a fence, as maps do."""
    for part in shapely.get_parts(shape):
        outline = part.exterior if part.geom_type == "Polygon" else part
        for at_mm in np.arange(2.0, outline.length, 4.0):
            x, y = shapely.get_coordinates(outline.interpolate(at_mm))[0]
            half = _CROSS_MM / 2.0
            pen.line(x - half, y - half, x + half, y + half)
            pen.line(x - half, y + half, x + half, y - half)


def _draw_incidents(pen: Pen, content: SheetContent, to_page: ToPage, visible: BaseGeometry) -> list[Label]:
    labels = []
    for incident in content.incidents:
        seen = incident.geometry.intersection(visible)
        if seen.is_empty:
            continue
        shape = to_page(seen)
        x, y = _anchor(shape)
        symbols.draw_incident(pen, x, y, incident.group)
        labels.append(_label(incident.label, x, y, symbols.INCIDENT_MM))
    return labels


def _anchor(shape: BaseGeometry) -> tuple[float, float]:
    """Return the point of a shape that its label belongs to: the middle of its longest part."""
    part = max(shapely.get_parts(shape), key=lambda each: (each.length, each.area))
    if part.geom_type == "LineString":
        point = part.interpolate(0.5, normalized=True)
    else:
        point = part if part.geom_type == "Point" else part.representative_point()
    x, y = shapely.get_coordinates(point)[0]
    return float(x), float(y)


def _label(text: str, x: float, y: float, radius_mm: float) -> Label:
    return Label(
        text, float(x), float(y), measure_text(text, LABEL_PT, bold=True) + 0.4, LABEL_PT * PT, radius_mm
    )


def _write_labels(pen: Pen, placed: Sequence[PlacedLabel]) -> None:
    for each in placed:
        if each.leader is not None:
            pen.style(width_mm=0.1)
            pen.line(*each.leader)
    for each in placed:
        x, _ = each.box.middle
        pen.text(
            x,
            each.box.bottom + 0.2 * LABEL_PT * PT,
            each.label.text,
            LABEL_PT,
            bold=True,
            anchor="middle",
            halo=True,
        )


def _write_across(pen: Pen, frame: Box, text: str) -> None:
    x, y = frame.middle
    size = min(26.0, 26.0 * 0.8 * frame.width / max(measure_text(text, 26.0, bold=True), 1.0))
    pen.text(x, y, text, size, bold=True, anchor="middle", grey=0.88, rotate=25.0)
