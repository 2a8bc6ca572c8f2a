"""Pages of PDF files as pictures, and the text of Word files, without trusting either."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from border_gis.errors import DataError
from border_gis.exchange import paper_pages

MOST_TEXT_LETTERS = 20_000
_MOST_XML_BYTES = 30_000_000
_MOST_SECONDS = 40
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class PaperText:
    """The beginning of a paper's text.

    Attributes
    ----------
    text : str
    is_whole : bool
        False if the paper goes on.
    """

    text: str
    is_whole: bool


def count_pages(content: bytes) -> int:
    """Return how many pages a PDF has.

    Raises
    ------
    DataError
        If it is damaged, takes too long, or opens only with a password.
    """
    return int(_ask(content, "count"))


def draw_page(content: bytes, index: int, width_px: int) -> bytes:
    """Return a page of a PDF as a JPEG.

    Parameters
    ----------
    content : bytes
    index : int
        0 for the first page.
    width_px : int

    Raises
    ------
    DataError
        If there is no such page, or the PDF is damaged, takes too long, or opens only with
        a password.
    """
    return _ask(content, "draw", str(index), str(width_px))


def read_text(content: bytes, media_type: str) -> PaperText:
    """Return the beginning of the text of a DOCX or text file, as it stands there.

    Raises
    ------
    DataError
        If it is damaged, or larger inside than any report is.
    """
    if media_type == "text/plain":
        text = _decode(content[: 4 * MOST_TEXT_LETTERS])
        return PaperText(text[:MOST_TEXT_LETTERS], len(content) <= 4 * MOST_TEXT_LETTERS >= len(text))
    text = _read_word(content)
    return PaperText(text[:MOST_TEXT_LETTERS], len(text) <= MOST_TEXT_LETTERS)


def _decode(content: bytes) -> str:
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(coding, "replace").replace("\r\n", "\n")


def _read_word(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as part:
            xml = part.read(_MOST_XML_BYTES + 1)
        # A document of Word declares no types; entities that unfold without end need a declaration.
        if len(xml) > _MOST_XML_BYTES or b"<!DOCTYPE" in xml:
            raise DataError("papers.too_large_inside")
        body = ElementTree.fromstring(xml)  # noqa: S314 - nothing is declared in it, see above
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, EOFError) as error:
        raise DataError("papers.damaged") from error
    except (RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
        if isinstance(error, DataError):
            raise
        raise DataError("papers.damaged") from error
    paragraphs = []
    for paragraph in body.iter(f"{_WORD}p"):
        parts = (
            (node.text or "") if node.tag == f"{_WORD}t" else _BREAKS.get(node.tag, "")
            for node in paragraph.iter()
        )
        paragraphs.append("".join(parts).rstrip())
    return "\n".join(paragraphs).strip()


def _ask(content: bytes, *words: str) -> bytes:
    program = Path(paper_pages.__file__)
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(program), *words],
            input=content,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DataError("papers.too_slow") from error
    if answer.returncode == paper_pages.LOCKED:
        raise DataError("papers.locked")
    if answer.returncode != 0 or not answer.stdout:
        raise DataError("papers.damaged")
    return answer.stdout
