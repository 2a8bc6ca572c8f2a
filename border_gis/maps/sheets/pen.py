"""Draw on a page in millimetres, with letters for Vietnamese and Chinese."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from shapely.geometry.base import BaseGeometry

from border_gis.i18n.letters import Letters, read_letters, split_scripts
from border_gis.maps.sheets.layout import Box

MM = 72.0 / 25.4
"""Points of PDF in a millimetre."""

PT = 25.4 / 72.0
"""Millimetres in a point, in which sizes of letters are given."""

_LOCK = threading.Lock()
_CLOSING = "，。、；：？！）》」』”’％ "


def register_letters() -> None:
    """Make the letters known to the writer of PDF, once for the process."""
    with _LOCK:
        known = set(pdfmetrics.getRegisteredFontNames())
        for letters in (Letters.SANS, Letters.SANS_BOLD, Letters.CHINESE_SANS):
            if letters.value not in known:
                pdfmetrics.registerFont(TTFont(letters.value, io.BytesIO(read_letters(letters))))


class Pen:
    """A page that is drawn on; lengths in millimetres, sizes of letters in points.

    Parameters
    ----------
    canvas : reportlab Canvas
    """

    def __init__(self, canvas: Canvas) -> None:
        self.canvas: Any = canvas

    def style(
        self, *, width_mm: float = 0.15, dash_mm: Sequence[float] = (), grey: float = 0.0, cap: int = 0
    ) -> None:
        """Set how lines are drawn."""
        self.canvas.setLineWidth(width_mm * MM)
        self.canvas.setDash([length * MM for length in dash_mm] or [])
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineCap(cap)
        self.canvas.setLineJoin(1)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a straight line."""
        self.canvas.line(x0 * MM, y0 * MM, x1 * MM, y1 * MM)

    def box(self, box: Box, *, fill: float | None = None, stroke: bool = True) -> None:
        """Draw a rectangle."""
        if fill is not None:
            self.canvas.setFillGray(fill)
        self.canvas.rect(
            box.left * MM,
            box.bottom * MM,
            box.width * MM,
            box.height * MM,
            stroke=int(stroke),
            fill=int(fill is not None),
        )

    def circle(self, x: float, y: float, radius: float, *, fill: float | None = None) -> None:
        """Draw a circle."""
        if fill is not None:
            self.canvas.setFillGray(fill)
        self.canvas.circle(x * MM, y * MM, radius * MM, stroke=1, fill=int(fill is not None))

    def polygon(self, points: Sequence[tuple[float, float]], *, fill: float | None = None) -> None:
        """Draw a closed polygon."""
        path = self.canvas.beginPath()
        self._ring(path, np.array(points))
        self._paint(path, fill, stroke=True)

    def shape(self, geometry: BaseGeometry, *, fill: float | None = None, stroke: bool = True) -> None:
        """Draw lines and areas given in millimetres of the page."""
        path = self.canvas.beginPath()
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                for ring in (part.exterior, *part.interiors):
                    self._ring(path, shapely.get_coordinates(ring))
            elif part.geom_type in ("LineString", "LinearRing"):
                xy = shapely.get_coordinates(part) * MM
                path.moveTo(*xy[0])
                for x, y in xy[1:]:
                    path.lineTo(x, y)
            elif part.geom_type.startswith(("Multi", "Geometry")):
                self.shape(part, fill=fill, stroke=stroke)
        self._paint(path, fill, stroke=stroke)

    def hatch(self, geometry: BaseGeometry, *, step_mm: float, angle: float, width_mm: float = 0.1) -> None:
        """Fill an area with parallel lines."""
        if geometry.is_empty:
            return
        x0, y0, x1, y1 = geometry.bounds
        middle, reach = np.array([(x0 + x1) / 2.0, (y0 + y1) / 2.0]), np.hypot(x1 - x0, y1 - y0) / 2.0 + 1.0
        along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        across = np.array([-along[1], along[0]])
        offsets = np.arange(-reach, reach, step_mm)
        ends = [(middle + across * o - along * reach, middle + across * o + along * reach) for o in offsets]
        lines = shapely.intersection(
            shapely.multilinestrings([shapely.linestrings(e) for e in ends]), geometry
        )
        self.style(width_mm=width_mm)
        self.shape(shapely.multilinestrings([p for p in shapely.get_parts(lines) if p.length > 0]))

    def clip(self, box: Box) -> None:
        """Draw inside a box only, until ``release``."""
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(box.left * MM, box.bottom * MM, box.width * MM, box.height * MM)
        self.canvas.clipPath(path, stroke=0, fill=0)

    def release(self) -> None:
        """Draw everywhere again."""
        self.canvas.restoreState()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        bold: bool = False,
        anchor: str = "start",
        grey: float = 0.0,
        halo: bool = False,
        rotate: float = 0.0,
    ) -> None:
        """Write one line; ``y`` is its base line."""
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * measure_text(text, size_pt, bold=bold)
        for is_halo in (True, False) if halo else (False,):
            # A state of its own each: the way of drawing letters outlives its text otherwise.
            self.canvas.saveState()
            self.canvas.translate(x * MM, y * MM)
            if rotate:
                self.canvas.rotate(rotate)
            if is_halo:
                self.canvas.setStrokeGray(1.0)
                self.canvas.setLineWidth(1.4)
                self.canvas.setLineJoin(1)
                self.canvas.setDash([])
            self.canvas.setFillGray(grey)
            self._write(-shift, text, size_pt, bold, outline=is_halo)
            self.canvas.restoreState()

    def _write(self, at_mm: float, text: str, size_pt: float, bold: bool, *, outline: bool) -> None:
        for chinese, run in split_scripts(text):
            name = _font(chinese, bold)
            writer = self.canvas.beginText(at_mm * MM, 0)
            writer.setFont(name, size_pt)
            if outline:
                writer.setTextRenderMode(1)
            writer.textOut(run)
            self.canvas.drawText(writer)
            at_mm += pdfmetrics.stringWidth(run, name, size_pt) * PT

    def _ring(self, path: Any, xy: Any) -> None:
        points = np.asarray(xy) * MM
        path.moveTo(*points[0])
        for x, y in points[1:]:
            path.lineTo(x, y)
        path.close()

    def _paint(self, path: Any, fill: float | None, *, stroke: bool) -> None:
        if fill is not None:
            self.canvas.setFillGray(fill)
        self.canvas.drawPath(path, stroke=int(stroke), fill=int(fill is not None), fillMode=0)


def measure_text(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in millimetres."""
    return PT * sum(
        float(pdfmetrics.stringWidth(run, _font(chinese, bold), size_pt))
        for chinese, run in split_scripts(text)
    )


def wrap_text(text: str, size_pt: float, width_mm: float, *, bold: bool = False) -> list[str]:
    """Cut a text into lines no wider than a width: between words, and between Chinese letters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and measure_text((line + piece).rstrip(), size_pt, bold=bold) > width_mm:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for chinese, run in split_scripts(text):
        if chinese:
            for letter in run:
                # No line begins with a closing mark.
                if pieces and letter in _CLOSING:
                    pieces[-1] += letter
                else:
                    pieces.append(letter)
        else:
            words = run.split(" ")
            pieces.extend(
                f"{word} " if number < len(words) - 1 else word for number, word in enumerate(words)
            )
    return [piece for piece in pieces if piece]


def _font(chinese: bool, bold: bool) -> str:
    if chinese:
        return Letters.CHINESE_SANS.value
    return Letters.SANS_BOLD.value if bold else Letters.SANS.value
