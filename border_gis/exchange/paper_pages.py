"""Draw a page of a PDF, in a process of its own that a hostile file cannot harm.

PDFium is native code that must not be used from two threads. ``border_gis.exchange.papers``
runs this file as a program: the PDF comes in at the standard input, the answer goes out at
the standard output. It imports nothing of ours, so that it starts quickly.
"""

from __future__ import annotations

import contextlib
import io
import sys

DAMAGED, LOCKED = 3, 4
_MOST_MEMORY_BYTES = 1_500_000_000
_MOST_SECONDS = 20
_TALLEST = 4.0


def main(words: list[str]) -> int:
    """Count pages (``count``) or draw one as a JPEG (``draw INDEX WIDTH_PX``)."""
    _limit()
    import pypdfium2
    import pypdfium2.raw as pdfium

    content = sys.stdin.buffer.read()
    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
        if count == 0:
            return DAMAGED
        answer = str(count).encode("ascii")
        if words[0] == "draw":
            page = document[int(words[1])]
            width_px = int(words[2])
            width, height = page.get_size()
            if not (width > 0 and height > 0):
                return DAMAGED
            scale = min(width_px / width, _TALLEST * width_px / height)
            image = page.render(scale=scale, may_draw_forms=False).to_pil()
            made = io.BytesIO()
            image.convert("RGB").save(made, "JPEG", quality=85)
            answer = made.getvalue()
    except pypdfium2.PdfiumError:
        return LOCKED if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else DAMAGED
    except (IndexError, ValueError, OSError, MemoryError):
        return DAMAGED
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _limit() -> None:
    """Take away more memory and time than a page can need, where the system lets one."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
