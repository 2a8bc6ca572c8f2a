"""Pages of a PDF as pictures: for documents that take no PDF, and for looking before one downloads."""

from __future__ import annotations

import io
import threading

import pypdfium2

# PDFium keeps its state in globals: one thread at a time.
_LOCK = threading.Lock()

_POINTS_PER_INCH = 72.0


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def draw_page(pdf: bytes, number: int, dots_per_inch: int = 100, *, grey: bool = False) -> bytes:
    """Return one page as PNG.

    Parameters
    ----------
    pdf : bytes
    number : int
        From 0.
    dots_per_inch : int
    grey : bool
        Without colours: a third of the size.
    """
    with _LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=dots_per_inch / _POINTS_PER_INCH, grayscale=grey)
            picture = bitmap.to_pil()
            output = io.BytesIO()
            picture.save(output, "PNG", dpi=(dots_per_inch, dots_per_inch))
            page.close()
            return output.getvalue()
        finally:
            document.close()
