"""Pages of photographs in a document: two beside each other, each with its caption below."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx.shared import Mm

from border_gis.reports.content.model import Photo, PhotoPages
from border_gis.reports.writers.docx_xml import Style, TableLook, write_paragraph, write_table

_BESIDE = 2
_GAP_MM = 4.0
_HIGHEST_MM = 56.0
_HIGHEST_ABOVE_LONG_CAPTIONS_MM = 46.0
"""In several languages a caption takes more lines; three rows are to stand on a page all the same."""


def write_photo_pages(document: Any, pages: PhotoPages, text_mm: float, caption: Style) -> Iterator[str]:
    """Yield the heading on a page of its own, and the photos in a table that breaks between rows only.

    Parameters
    ----------
    document : docx.document.Document
        Takes the pictures into its package.
    pages : PhotoPages
    text_mm : float
        Width of the text.
    caption : Style
    """
    heading = Style(size_pt=13.0, bold=True, align="center", after_pt=8.0, keep_next=True)
    for number, said in enumerate(dict.fromkeys(pages.heading)):
        yield write_paragraph(said.upper(), heading.but(new_page=number == 0))
    width_mm = text_mm / _BESIDE
    rows = []
    for first in range(0, len(pages.photos), _BESIDE):
        some = pages.photos[first : first + _BESIDE]
        cells = [_write_photo(document, photo, width_mm - _GAP_MM, caption) for photo in some]
        rows.append([*cells, *[write_paragraph("", caption)] * (_BESIDE - len(cells))])
    yield write_table(rows, TableLook((width_mm,) * _BESIDE, has_lines=False))


def _write_photo(document: Any, photo: Photo, width_mm: float, caption: Style) -> str:
    highest_mm = _HIGHEST_MM if len(photo.caption) == 1 else _HIGHEST_ABOVE_LONG_CAPTIONS_MM
    height_mm = min(highest_mm, width_mm * photo.height_px / photo.width_px)
    width_mm = min(width_mm, height_mm * photo.width_px / photo.height_px)
    inline = document.part.new_pic_inline(io.BytesIO(photo.jpeg), Mm(width_mm), Mm(height_mm))
    inline.docPr.set("descr", photo.caption[0])
    said = "".join(
        write_paragraph(text, caption.but(align="center")) for text in dict.fromkeys(photo.caption)
    )
    return (
        '<w:p><w:pPr><w:keepNext/><w:spacing w:before="60" w:after="40"/><w:jc w:val="center"/></w:pPr>'
        f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r></w:p>{said}"
        f"{write_paragraph('', caption.but(size_pt=4.0))}"
    )
