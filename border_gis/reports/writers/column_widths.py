"""How wide the columns of a table are: as their shares say, but no narrower than their longest words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

from border_gis.i18n.letters import is_chinese

PADDING_MM = 2.9
"""Left and right of the words in a cell, and a hair."""

LONGEST_KEPT = 14
"""Longer words, such as a file name, may break between lines."""

_MM_PER_PT = 25.4 / 72.0
_PLAIN, _BOLD = "Times-Roman", "Times-Bold"


def fit_columns(
    shares: Sequence[float],
    heads: Sequence[Iterable[str]],
    cells: Sequence[Iterable[str]],
    figures: Sequence[bool],
    text_mm: float,
    size_pt: float,
) -> tuple[float, ...]:
    """Return the widths of columns in millimetres, together as wide as the text.

    Parameters
    ----------
    shares : sequence of float
        Of the width, for each column.
    heads, cells : sequence of iterable of str
        What stands in the head and below it, for each column.
    figures : sequence of bool
        Columns whose cells are never broken.
    text_mm, size_pt : float
    """
    natural = [text_mm * share / sum(shares) for share in shares]
    needed = [
        max((measure_mm(word, size_pt, bold=True) for text in head for word in text.split()), default=0.0)
        for head in heads
    ]
    written = [list(column) for column in cells]
    for place, column in enumerate(written):
        if figures[place]:
            widest = max((measure_mm(text, size_pt) for text in column), default=0.0)
            needed[place] = max(needed[place], widest)
    wished = [
        max(
            need,
            max(
                (
                    measure_mm(word, size_pt)
                    for text in column
                    for word in text.split()
                    if len(word) <= LONGEST_KEPT
                ),
                default=0.0,
            ),
        )
        for need, column in zip(needed, written, strict=True)
    ]
    for least in (wished, needed):
        padded = [each + PADDING_MM for each in least]
        if sum(padded) <= text_mm:
            return _share_out(natural, padded, text_mm)
    return tuple(each * text_mm / sum(padded) for each in padded)


@lru_cache(maxsize=8192)
def measure_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """Return how wide a word is in Times; a Chinese letter may stand alone on a line."""
    if any(is_chinese(letter) for letter in text):
        return size_pt * _MM_PER_PT * 2.0
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    plain = plain.replace("đ", "d").replace("Đ", "D")
    return float(stringWidth(plain, _BOLD if bold else _PLAIN, size_pt)) * _MM_PER_PT


def _share_out(natural: Sequence[float], least: Sequence[float], text_mm: float) -> tuple[float, ...]:
    """Return widths as near to the natural ones as the least ones allow."""
    held: set[int] = set()
    while True:
        free = text_mm - sum(least[place] for place in held)
        rest = sum(width for place, width in enumerate(natural) if place not in held)
        factor = free / rest if rest else 0.0
        short = {
            place
            for place, width in enumerate(natural)
            if place not in held and width * factor < least[place]
        }
        if not short:
            return tuple(
                least[place] if place in held else width * factor for place, width in enumerate(natural)
            )
        held |= short
