"""Write the sheets of a map into one PDF."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import replace

import shapely
from reportlab.pdfgen.canvas import Canvas

from border_gis.i18n import format_number, translate
from border_gis.maps.sheets.book import MapSheet, SheetPlan
from border_gis.maps.sheets.content import SheetContent
from border_gis.maps.sheets.drawing import draw_map, page_of
from border_gis.maps.sheets.panel import draw_panel, draw_title
from border_gis.maps.sheets.pen import MM, Pen, register_letters

MOST_MARKERS_ON_INDEX = 12


def write_sheets(
    content: SheetContent, plan: SheetPlan, progress: Callable[[int, int], None] | None = None
) -> bytes:
    """Return the PDF: the index first, where there is one, then the sheets in their order.

    Print it at 100 %, without fitting it to the paper: then one metre on the ground (times the scale
    of the projection) is 1000 / scale millimetres on paper.

    Parameters
    ----------
    content : SheetContent
    plan : SheetPlan
    progress : callable, optional
        Called with how many sheets are done and how many there are.
    """
    register_letters()
    output = io.BytesIO()
    layout = plan.layout
    canvas = Canvas(output, pagesize=(layout.width_mm * MM, layout.height_mm * MM), pageCompression=1)
    canvas.setTitle(content.titles[0])
    canvas.setCreator("border-gis")
    pages = [*([plan.index] if plan.index is not None else []), *plan.sheets]
    for done, sheet in enumerate(pages, start=1):
        pen = Pen(canvas)
        if sheet.number == 0:
            _write_index(pen, content, plan, sheet)
        else:
            left_out = draw_map(pen, content, layout, sheet.ground, plan.scale)
            draw_panel(pen, content, layout, sheet.ground, plan.scale, left_out)
            draw_title(pen, content, layout, _subtitle(content, plan, sheet))
        canvas.showPage()
        if progress is not None:
            progress(done, len(pages))
    canvas.save()
    return output.getvalue()


def _write_index(pen: Pen, content: SheetContent, plan: SheetPlan, sheet: MapSheet) -> None:
    """Draw where the sheets of a book lie, each with its number."""
    layout = plan.layout
    content = _thin_out(content)
    left_out = draw_map(pen, content, layout, sheet.ground, plan.index_scale)
    to_page = page_of(sheet.ground, layout.frame)
    pen.clip(layout.frame)
    for each in plan.sheets:
        ground = each.ground
        frame = to_page(shapely.box(ground.left, ground.bottom, ground.right, ground.top))
        pen.style(width_mm=0.35)
        pen.shape(frame)
        x0, _, _, y1 = frame.bounds
        pen.text(x0 + 1.0, y1 - 4.2, str(each.number), 10.0, bold=True, halo=True)
    pen.release()
    draw_panel(pen, content, layout, sheet.ground, plan.index_scale, left_out)
    params = {"count": len(plan.sheets), "scale": _write_scale(plan.scale)}
    said = (translate("sheets.index", params, language) for language in content.languages)
    draw_title(pen, content, layout, " / ".join(said))


def _thin_out(content: SheetContent) -> SheetContent:
    """Return what an index shows: lines, area and some markers; the rest is on the sheets themselves."""
    mains = [marker for marker in content.markers if marker.is_main]
    step = max(1, math.ceil(len(mains) / MOST_MARKERS_ON_INDEX))
    return replace(content, works=(), incidents=(), zones=(), markers=tuple(mains[::step]))


def _subtitle(content: SheetContent, plan: SheetPlan, sheet: MapSheet) -> str:
    said = []
    for language in content.languages:
        params = {"number": sheet.number, "count": len(plan.sheets), "scale": _write_scale(plan.scale)}
        said.append(translate("sheets.sheet", params, language))
    return " / ".join([*said, content.number] if content.number else said)


def _write_scale(scale: int) -> str:
    return "1:" + format_number(scale, "en", ",").replace(",", " ")
