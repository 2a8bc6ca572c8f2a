"""Charts in the text of a document, each in a paragraph of its own."""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Mm

from border_gis.reports.content.model import Chart


def write_chart(document: Any, chart: Chart) -> str:
    """Return the paragraph that holds a chart.

    Parameters
    ----------
    document : docx.document.Document
        Takes the picture into its package.
    chart : Chart
    """
    width, height = Mm(chart.width_mm), Mm(chart.height_mm)
    inline = document.part.new_pic_inline(io.BytesIO(chart.png), width, height)
    inline.docPr.set("descr", chart.caption[0])
    return (
        '<w:p><w:pPr><w:spacing w:before="80" w:after="120"/><w:jc w:val="center"/></w:pPr>'
        f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r></w:p>"
    )
