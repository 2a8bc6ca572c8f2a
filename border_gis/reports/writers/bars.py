"""Draw bar charts for a paper, told apart by pattern and not by colour."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from border_gis.i18n.letters import Letters, read_letters
from border_gis.reports.content.model import Chart
from border_gis.reports.content.period_charts import BarChart

WIDTH_MM = 160.0
"""Within the text of a page that has the margins of Decree 30/2020."""

DOTS_PER_MM = 8.0
_MARGIN_MM, _LABEL_MM, _NUMBER_MM = 2.0, 66.0, 14.0
_BAR_MM, _SECOND_MM, _GAP_MM = 4.0, 2.4, 2.2
_TITLE_MM, _LEGEND_MM = 6.5, 6.5
_LETTER_MM, _TITLE_LETTER_MM = 3.3, 3.7
_INK, _PAPER = 0, 255
_DARK, _LIGHT = 70, 200


def draw_charts(charts: Sequence[BarChart], legend: Mapping[str, str], place: int = 0) -> dict[str, Chart]:
    """Return charts as drawings as wide as the text, by the names of their groups.

    Parameters
    ----------
    charts : sequence of BarChart
    legend : mapping of str to str
        Words for ``now``, ``unsure``, ``before`` and ``more``.
    place : int
        Language among those of the paper.
    """
    return {
        chart.key: Chart(_draw(chart, legend, place), chart.title, WIDTH_MM, _height_mm(chart))
        for chart in charts
    }


def _height_mm(chart: BarChart) -> float:
    rows = len(chart.bars)
    each_mm = _BAR_MM + _GAP_MM + (_SECOND_MM if _is_compared(chart) else 0.0)
    more_mm = _LETTER_MM + 2.0 if chart.left_out else 0.0
    return 2.0 * _MARGIN_MM + _TITLE_MM + _LEGEND_MM + rows * each_mm + more_mm


def _is_compared(chart: BarChart) -> bool:
    return any(bar.before is not None for bar in chart.bars)


def _draw(chart: BarChart, legend: Mapping[str, str], place: int) -> bytes:
    page = _Page(_height_mm(chart))
    title = page.shorten(chart.title[place], WIDTH_MM - 3.0 * _MARGIN_MM, _TITLE_LETTER_MM * 1.08)
    page.write(_MARGIN_MM, _MARGIN_MM, title, _TITLE_LETTER_MM, bold=True)
    top_mm = _draw_legend(page, chart, legend, _MARGIN_MM + _TITLE_MM)
    _draw_bars(page, chart, legend, place, top_mm)
    return page.save()


def _draw_legend(page: _Page, chart: BarChart, legend: Mapping[str, str], top_mm: float) -> float:
    left_mm = _MARGIN_MM
    names = ["now"]
    if any(bar.unsure for bar in chart.bars):
        names.append("unsure")
    if _is_compared(chart):
        names.append("before")
    for name in names:
        page.fill(left_mm, top_mm, 8.0, _LETTER_MM, name)
        page.write(left_mm + 10.0, top_mm - 0.3, legend[name], _LETTER_MM)
        left_mm += 16.0 + page.measure(legend[name], _LETTER_MM)
    return top_mm + _LEGEND_MM


def _draw_bars(page: _Page, chart: BarChart, legend: Mapping[str, str], place: int, top_mm: float) -> None:
    axis_mm = _MARGIN_MM + _LABEL_MM
    scale = (WIDTH_MM - axis_mm - _MARGIN_MM - _NUMBER_MM) / chart.longest
    begin_mm, is_compared = top_mm, _is_compared(chart)
    for bar in chart.bars:
        label = page.shorten(bar.label[place], _LABEL_MM - 3.0, _LETTER_MM)
        page.write(axis_mm - 2.0 - page.measure(label, _LETTER_MM), top_mm + 0.2, label, _LETTER_MM)
        page.fill(axis_mm, top_mm, bar.value * scale, _BAR_MM, "now")
        page.fill(axis_mm + bar.value * scale, top_mm, bar.unsure * scale, _BAR_MM, "unsure")
        said = str(bar.value) + (f" (+{bar.unsure}?)" if bar.unsure else "")
        end_mm = axis_mm + (bar.value + bar.unsure) * scale
        page.write(end_mm + 1.5, top_mm + 0.2, said, _LETTER_MM, bold=True)
        top_mm += _BAR_MM
        if is_compared:
            page.fill(axis_mm, top_mm, (bar.before or 0) * scale, _SECOND_MM - 0.4, "before")
            if bar.before:
                before_mm = axis_mm + bar.before * scale + 1.5
                page.write(before_mm, top_mm - 0.4, str(bar.before), _LETTER_MM - 0.8)
            top_mm += _SECOND_MM
        top_mm += _GAP_MM
    page.line(axis_mm, begin_mm - 1.0, axis_mm, top_mm - _GAP_MM + 1.0)
    if chart.left_out:
        words = legend["more"].format(count=chart.left_out)
        page.write(axis_mm, top_mm, words, _LETTER_MM - 0.4)


class _Page:
    """A grey page, measured in millimetres from its upper left corner."""

    def __init__(self, height_mm: float) -> None:
        size = (round(WIDTH_MM * DOTS_PER_MM), round(height_mm * DOTS_PER_MM))
        self._picture = Image.new("L", size, _PAPER)
        self._pen = ImageDraw.Draw(self._picture)

    def write(
        self, left_mm: float, top_mm: float, text: str, letter_mm: float, *, bold: bool = False
    ) -> float:
        """Write a line; return where the next one begins."""
        at = (left_mm * DOTS_PER_MM, top_mm * DOTS_PER_MM)
        self._pen.text(at, text, fill=_INK, font=_font(letter_mm, bold=bold))
        return top_mm + letter_mm * 1.5

    def measure(self, text: str, letter_mm: float) -> float:
        """Return the width of a text, mm."""
        return float(self._pen.textlength(text, font=_font(letter_mm, bold=False))) / DOTS_PER_MM

    def shorten(self, text: str, width_mm: float, letter_mm: float) -> str:
        """Return a text that fits, with dots where it was cut."""
        said = text
        while len(said) > 1 and self.measure(said, letter_mm) > width_mm:
            said = said[:-2].rstrip() + "…"
        return said

    def line(self, x0_mm: float, y0_mm: float, x1_mm: float, y1_mm: float) -> None:
        """Draw a thin line."""
        ends = [(x0_mm * DOTS_PER_MM, y0_mm * DOTS_PER_MM), (x1_mm * DOTS_PER_MM, y1_mm * DOTS_PER_MM)]
        self._pen.line(ends, fill=_INK, width=2)

    def fill(self, left_mm: float, top_mm: float, width_mm: float, height_mm: float, pattern: str) -> None:
        """Draw a bar: dark for now, hatched for what may count, light with an edge for before."""
        if width_mm <= 0.0:
            return
        x0, y0 = round(left_mm * DOTS_PER_MM), round(top_mm * DOTS_PER_MM)
        x1, y1 = round((left_mm + width_mm) * DOTS_PER_MM), round((top_mm + height_mm) * DOTS_PER_MM)
        if pattern == "now":
            self._pen.rectangle((x0, y0, x1, y1), fill=_DARK)
        elif pattern == "before":
            self._pen.rectangle((x0, y0, x1, y1), fill=_LIGHT, outline=_INK)
        else:
            self._hatch(x0, y0, x1, y1)

    def _hatch(self, x0: int, y0: int, x1: int, y1: int) -> None:
        tile = Image.new("L", (max(1, x1 - x0), max(1, y1 - y0)), _PAPER)
        pen = ImageDraw.Draw(tile)
        for start in range(-tile.height, tile.width, 10):
            pen.line((start, tile.height, start + tile.height, 0), fill=_INK, width=2)
        self._picture.paste(tile, (x0, y0))
        self._pen.rectangle((x0, y0, x1, y1), outline=_INK)

    def save(self) -> bytes:
        """Return the page as PNG."""
        output = io.BytesIO()
        dots_per_inch = DOTS_PER_MM * 25.4
        self._picture.save(output, "PNG", dpi=(dots_per_inch, dots_per_inch), optimize=True)
        return output.getvalue()


@lru_cache(maxsize=16)
def _font(letter_mm: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    letters = Letters.SANS_BOLD if bold else Letters.SANS
    return ImageFont.truetype(io.BytesIO(read_letters(letters)), round(letter_mm * DOTS_PER_MM))
