"""Pages of a PDF as pictures: for documents that take no PDF, and for looking before one downloads."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping

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


def draw_preview(
    files: Mapping[str, bytes], progress: Callable[[str, float], None], dots_per_inch: int = 80
) -> tuple[bytes, ...]:
    """Return the pages of the PDF among some files as PNG; empty if there is none.

    Parameters
    ----------
    files : mapping of str to bytes
        By name.
    progress : callable
        Called with ``"pages"`` and how far it has come, 0 to 1.
    dots_per_inch : int
    """
    pdf = next((content for name, content in files.items() if name.endswith(".pdf")), None)
    if pdf is None:
        return ()
    count = count_pages(pdf)
    pages = []
    for number in range(count):
        progress("pages", number / count)
        pages.append(draw_page(pdf, number, dots_per_inch))
    return tuple(pages)


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
