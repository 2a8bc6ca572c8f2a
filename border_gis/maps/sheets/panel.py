"""Legend, scale bar, north arrow and notes beside or below the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import shapely

from border_gis.i18n import describe_value, format_number, translate
from border_gis.maps.sheets import symbols
from border_gis.maps.sheets.content import SheetContent
from border_gis.maps.sheets.drawing import NARROWEST_ZONE_MM, draw_zone
from border_gis.maps.sheets.grid import bar_length_m, convergence_deg, scale_factor
from border_gis.maps.sheets.layout import Box, Orientation, SheetLayout
from border_gis.maps.sheets.pen import PT, Pen, measure_text, wrap_text
from border_gis.maps.symbols import IncidentGroup, WorkGroup

TEXT_PT = 6.6
_LINE_MM = TEXT_PT * PT * 1.22
_SAMPLE_MM = 11.0
_SHRINKS = (1.25, 1.12, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""How much larger a panel with room is drawn, and how much smaller one without: the first that fits."""

_KILOMETRES_FROM_M = 2_000.0

Sample = Callable[[Pen, float, float], None]


class Flow:
    """Columns that are filled from the top, one after the other."""

    def __init__(self, pen: Pen, columns: Sequence[Box]) -> None:
        self.pen, self._columns = pen, list(columns)
        self.box = self._columns.pop(0)
        self.y = self.box.top

    @property
    def is_full(self) -> bool:
        """Whether more was written than there is room for."""
        return self.y < self.box.bottom

    def need(self, height_mm: float) -> None:
        """Go to the next column where this one has no room left."""
        if self.y - height_mm < self.box.bottom and self._columns:
            self.box = self._columns.pop(0)
            self.y = self.box.top

    def write(
        self,
        text: str,
        *,
        bold: bool = False,
        size_pt: float = TEXT_PT,
        indent_mm: float = 0.0,
        grey: float = 0.0,
    ) -> None:
        """Write a paragraph."""
        height_mm = size_pt * PT * 1.22
        lines = wrap_text(text, size_pt, self.box.width - indent_mm, bold=bold)
        self.need(height_mm * min(len(lines), 2))
        for line in lines:
            self.need(height_mm)
            self.y -= height_mm
            self.pen.text(self.box.left + indent_mm, self.y, line, size_pt, bold=bold, grey=grey)

    def skip(self, height_mm: float) -> None:
        """Leave room."""
        self.y -= height_mm

    def entry(self, names: Sequence[str], draw: Sample) -> None:
        """Write a line of the legend: a sample, and what it means."""
        width_mm = self.box.width - _SAMPLE_MM - 1.0
        lines = [line for name in dict.fromkeys(names) for line in wrap_text(name, TEXT_PT, width_mm)]
        height_mm = max(len(lines) * _LINE_MM, 3.2)
        self.need(height_mm)
        draw(self.pen, self.box.left, self.y - height_mm / 2.0)
        y = self.y - (height_mm - len(lines) * _LINE_MM) / 2.0
        for line in lines:
            y -= _LINE_MM
            self.pen.text(self.box.left + _SAMPLE_MM + 1.0, y + 0.25 * _LINE_MM, line, TEXT_PT)
        self.y -= height_mm + 0.5


def draw_panel(
    pen: Pen,
    content: SheetContent,
    layout: SheetLayout,
    ground: Box,
    scale: int,
    left_out: Sequence[str],
) -> None:
    """Draw everything that stands beside the map."""
    shrink = next(
        (
            each
            for each in _SHRINKS
            if not _fill(Pen(_Nowhere()), content, layout, ground, scale, left_out, each).is_full
        ),
        _SHRINKS[-1],
    )
    pen.canvas.saveState()
    pen.canvas.scale(shrink, shrink)
    _fill(pen, content, layout, ground, scale, left_out, shrink)
    pen.canvas.restoreState()


class _Nowhere:
    """A page that nothing is drawn on, to find out how much room a panel takes."""

    def __getattr__(self, name: str) -> Callable[..., _Nowhere]:
        return lambda *_, **__: self


def _fill(
    pen: Pen,
    content: SheetContent,
    layout: SheetLayout,
    ground: Box,
    scale: int,
    left_out: Sequence[str],
    shrink: float,
) -> Flow:
    """Draw the panel as many times too large as it will be shrunk."""
    panel = layout.panel
    columns = [panel]
    if layout.orientation is Orientation.PORTRAIT:
        third = panel.width / 3.0
        columns = [
            Box(panel.left + third * n, panel.bottom, panel.left + third * (n + 1) - 4.0, panel.top - 8.0)
            for n in range(3)
        ]
    flow = Flow(pen, [Box(*(side / shrink for side in (c.left, c.bottom, c.right, c.top))) for c in columns])
    _draw_scale(flow, content, ground, scale, shrink)
    flow.skip(2.0)
    flow.write(_say(content, "sheets.legend"), bold=True)
    flow.skip(0.8)
    for names, sample in _entries(content, scale):
        flow.entry(names, sample)
    flow.skip(1.2)
    _write_notes(flow, content, left_out)
    return flow


def _say(content: SheetContent, code: str, joint: str = " / ", **params: object) -> str:
    return joint.join(dict.fromkeys(translate(code, params, language) for language in content.languages))


def _names(content: SheetContent, code: str, **params: object) -> tuple[str, ...]:
    return tuple(translate(code, params, language) for language in content.languages)


def _draw_scale(flow: Flow, content: SheetContent, ground: Box, scale: int, shrink: float) -> None:
    pen, box = flow.pen, flow.box
    flow.write(
        f"{_say(content, 'sheets.scale')} 1:{format_number(scale, 'en', ',').replace(',', ' ')}",
        bold=True,
        size_pt=9.0,
    )
    length_m = bar_length_m(scale, (box.width - 18.0) * shrink)
    # So many metres on the ground are that many times the projection's scale on the plane.
    length_mm = length_m * scale_factor(ground, content.zone) * 1000.0 / scale / shrink
    flow.skip(4.5)
    x, y = box.left + 2.0, flow.y
    pen.style(width_mm=0.2)
    for part in range(4):
        part_mm = length_mm / 4.0
        pen.box(
            Box(x + part * part_mm, y, x + (part + 1) * part_mm, y + 1.2), fill=0.0 if part % 2 == 0 else 1.0
        )
    for share in (0.0, 0.5, 1.0):
        pen.text(
            x + share * length_mm, y + 2.0, _write_length(length_m * share, length_m), 6.0, anchor="middle"
        )
    pen.text(x + length_mm + 4.5, y, "km" if length_m >= _KILOMETRES_FROM_M else "m", 6.0)
    flow.skip(2.0)
    _draw_north(flow, content, ground)


def _write_length(length_m: float, whole_m: float) -> str:
    return f"{length_m / 1000.0:g}" if whole_m >= _KILOMETRES_FROM_M else f"{length_m:g}"


def _draw_north(flow: Flow, content: SheetContent, ground: Box) -> None:
    pen, height_mm = flow.pen, 13.0
    flow.need(height_mm)
    x, top = flow.box.left + 5.0, flow.y
    pen.style(width_mm=0.25)
    pen.polygon([(x, top - 3.0), (x - 2.0, top - 12.0), (x, top - 10.0)], fill=0.0)
    pen.polygon([(x, top - 3.0), (x + 2.0, top - 12.0), (x, top - 10.0)], fill=1.0)
    pen.text(x, top - 2.4, _say(content, "sheets.north", " "), 7.0, bold=True, anchor="middle")
    angle_deg = convergence_deg(ground, content.zone)
    minutes = round(abs(angle_deg) * 60.0)
    params = {
        "angle": f"{'−' if angle_deg < 0 and minutes else ''}{minutes // 60}°{minutes % 60:02d}′",
    }
    y = top - 2.6
    for language in content.languages:
        for line in wrap_text(translate("sheets.grid_north", params, language), 6.0, flow.box.width - 12.0):
            pen.text(x + 6.0, y, line, 6.0)
            y -= 6.0 * PT * 1.2
    flow.skip(max(height_mm, top - y))


def _entries(content: SheetContent, scale: int) -> Iterator[tuple[Sequence[str], Sample]]:
    for line in content.lines:
        width_mm, dash_mm = symbols.LINE_STROKES[line.legal_status]
        yield line.names, _stroke(width_mm, dash_mm)
    if content.land_between:
        yield _names(content, "sheets.land_between"), _hatched
    for zone in content.zones:
        if zone.width_m * 1000.0 / scale >= NARROWEST_ZONE_MM:
            yield zone.names, _zone_sample(zone.width_m * 1000.0 / scale)
        else:
            yield (
                tuple(
                    f"{name} {translate('sheets.too_narrow', None, language)}"
                    for name, language in zip(zone.names, content.languages, strict=True)
                ),
                _nothing,
            )
    if content.area is not None:
        yield _names(content, "sheets.area"), _stroke(*symbols.AREA_STROKE)
    if content.markers:
        yield (
            _names(content, "sheets.marker"),
            lambda pen, x, y: symbols.draw_marker(pen, x + 5.0, y, is_main=True),
        )
    for group in WorkGroup:
        if any(work.group is group for work in content.works):
            yield _names(content, f"sheets.work_{group.value}"), _work_sample(group)
    for kind in IncidentGroup:
        if any(incident.group is kind for incident in content.incidents):
            code = "sheets.matter" if content.is_neutral else f"sheets.incident_{kind.value}"
            yield _names(content, code), _incident_sample(kind)


def _stroke(width_mm: float, dash_mm: Sequence[float]) -> Sample:
    def draw(pen: Pen, x: float, y: float) -> None:
        pen.style(width_mm=width_mm, dash_mm=dash_mm)
        pen.line(x, y, x + _SAMPLE_MM - 1.0, y)

    return draw


def _zone_sample(width_mm: float) -> Sample:
    def draw(pen: Pen, x: float, y: float) -> None:
        draw_zone(pen, shapely.box(x, y - 1.3, x + _SAMPLE_MM - 1.0, y + 1.3), width_mm)

    return draw


def _nothing(*_: object) -> None:
    return


def _hatched(pen: Pen, x: float, y: float) -> None:
    shape = shapely.box(x, y - 1.3, x + _SAMPLE_MM - 1.0, y + 1.3)
    pen.hatch(shape, step_mm=1.1, angle=45.0)
    pen.shape(shape)


def _work_sample(group: WorkGroup) -> Sample:
    def draw(pen: Pen, x: float, y: float) -> None:
        width_mm, dash_mm = symbols.WORK_STROKES[group]
        pen.style(width_mm=width_mm, dash_mm=dash_mm)
        pen.line(x, y, x + _SAMPLE_MM - 1.0, y)
        pen.style()
        if group is WorkGroup.FENCE:
            for at in (3.0, 7.0):
                pen.line(x + at - 0.7, y - 0.7, x + at + 0.7, y + 0.7)
                pen.line(x + at - 0.7, y + 0.7, x + at + 0.7, y - 0.7)
        else:
            symbols.draw_work(pen, x + 5.0, y, group)

    return draw


def _incident_sample(kind: IncidentGroup) -> Sample:
    return lambda pen, x, y: symbols.draw_incident(pen, x + 5.0, y, kind)


def _write_notes(flow: Flow, content: SheetContent, left_out: Sequence[str]) -> None:
    zone = content.zone
    params = {
        "zone": zone.name,
        "width": "3°" if zone.scale == 0.9999 else "6°",
        "k0": zone.scale,
        "epsg": zone.epsg,
    }
    for language in content.languages:
        flow.write(translate("sheets.projection", params, language), size_pt=6.0)
    for names in content.notes:
        for name in dict.fromkeys(names):
            flow.write(name, size_pt=6.0)
    if left_out:
        for language in content.languages:
            flow.write(translate("sheets.left_out", {"labels": list(left_out)}, language), size_pt=6.0)
    if content.has_stand_in:
        flow.skip(0.8)
        for language in content.languages:
            flow.write(translate("sheets.no_legal_value", None, language), bold=True, size_pt=7.0)
    if content.is_demonstration:
        for language in content.languages:
            flow.write(translate("sheets.demonstration", None, language), bold=True, size_pt=6.4)


def draw_title(pen: Pen, content: SheetContent, layout: SheetLayout, subtitle: str) -> None:
    """Draw the title, the number of the sheet, and the mark of secrecy."""
    box = layout.title
    right = box.right
    if content.secrecy.rank:
        said = (describe_value(content.secrecy, language).upper() for language in content.languages)
        mark = " / ".join(dict.fromkeys(said))
        width_mm = measure_text(mark, 12.0, bold=True) + 6.0
        pen.style(width_mm=0.6)
        pen.box(Box(right - width_mm, box.top - 8.0, right, box.top))
        pen.text(right - width_mm / 2.0, box.top - 5.6, mark, 12.0, bold=True, anchor="middle")
        right -= width_mm + 4.0
    size = {1: 13.0, 2: 10.5}.get(len(content.titles), 8.5)
    y = box.top
    for title in content.titles:
        for line in wrap_text(title, size, right - box.left, bold=True)[:2]:
            y -= size * PT * 1.2
            pen.text(box.left, y, line, size, bold=True)
    y -= 7.5 * PT * 1.25
    pen.text(box.left, y, subtitle, 7.5, grey=0.2)
