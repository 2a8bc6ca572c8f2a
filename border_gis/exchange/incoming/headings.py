"""Find where a table begins in a sheet: below titles, and under one or two rows of headings.

Sheets of offices begin with the name of the office, the state's motto and a title, and put
"Tọa độ" over "X" and "Y" in merged cells. The row of headings is the one that reads most
like headings: short texts, different from one another, known ones among them, and rows of
another kind below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from border_gis.boundary.folding import fold_text

ROWS_SEARCHED = 40
_LONGEST_HEADING = 60
_NARROWEST_WITH_ASIDES = 3
_MOST_OF_COLUMNS = 0.6
_ASIDE = re.compile(
    r"\(?\*+\)?|(?:tong|cong|ghi chu|chu thich|luu y)\b\s*[:.(\-]|(?:tong cong|tong so)\b|[ivx]+\s*[.\-)] "
    r"|(?:nguoi lap|lap bieu|thu truong|giam doc|pho giam doc|noi nhan|ky ten|ngay \d+ thang)\b"
)
_NUMERIC = re.compile(r"[+-]?[\d\s.,°'\"′″]+[NSEWBĐ]?")

Cells = Sequence[Any]
IsKnown = Callable[[str], bool]


def knows_none(heading: str) -> bool:  # noqa: ARG001 - any heading is as good as another
    """Know no heading: for files of which nothing is expected."""
    return False


@dataclass(frozen=True, slots=True)
class TableStart:
    """Where the table of a sheet begins.

    Attributes
    ----------
    headings : tuple of str
        One for each column; those over one another joined by a space.
    first_row : int
        Index of the first row of data.
    rows_above : int
        Number of rows with something in them above the headings.
    """

    headings: tuple[str, ...]
    first_row: int
    rows_above: int


def find_table(rows: Sequence[Cells], is_known: IsKnown = knows_none) -> TableStart | None:
    """Find the headings among the first rows of a sheet; None where nothing looks like a table.

    Parameters
    ----------
    rows : sequence of sequences
        The first rows, merged cells filled with their value.
    is_known : callable
        Whether a heading is one that the program knows.
    """
    scored = [
        (_score(rows[index], rows[index + 1 :], is_known), -index)
        for index in range(min(len(rows), ROWS_SEARCHED))
    ]
    best, negative = max(scored, default=(0.0, 0))
    if best <= 0.0:
        return None
    index = -negative
    top, bottom = index, index
    # A second row of headings reads like headings too, and repeats what is merged downwards.
    if index + 1 < len(rows) and _belongs_below(rows[index], rows[index + 1]):
        bottom = index + 1
    elif index > 0 and _belongs_below(rows[index - 1], rows[index]):
        top = index - 1
    width = max(len(row) for row in rows)
    headings = tuple(_join(rows[top : bottom + 1], column) for column in range(width))
    last = max((number for number, heading in enumerate(headings) if heading), default=-1)
    first_row = bottom + 1
    if first_row < len(rows) and _counts_columns(rows[first_row]):
        first_row += 1
    return TableStart(headings[: last + 1], first_row, sum(map(_is_filled, rows[:top])))


def _score(row: Cells, below: Sequence[Cells], is_known: IsKnown) -> float:
    texts = [_write(cell) for cell in row if _write(cell)]
    distinct = {text for text in texts if not _NUMERIC.fullmatch(text) and len(text) <= _LONGEST_HEADING}
    if len(distinct) < 2 or not any(map(_is_filled, below)):
        return 0.0
    numbers = sum(bool(_NUMERIC.fullmatch(text)) for text in texts)
    known = sum(is_known(text) for text in distinct)
    repeated = len(texts) - numbers - len(distinct)
    return len(distinct) + 3.0 * known - 2.0 * numbers - 0.5 * repeated


def _belongs_below(upper: Cells, lower: Cells) -> bool:
    """Whether the lower row divides columns of the upper: all text, under a heading that is repeated."""
    above, under = [_write(cell) for cell in upper], [_write(cell) for cell in lower]
    if any(_NUMERIC.fullmatch(text) for text in under if text):
        return False
    divided = [
        column
        for column in range(1, min(len(above), len(under)))
        if above[column] and above[column] == above[column - 1] and under[column] != under[column - 1]
    ]
    return bool(divided)


def _join(rows: Sequence[Cells], column: int) -> str:
    parts: list[str] = []
    for row in rows:
        text = _write(row[column]) if column < len(row) else ""
        if text and text not in parts:
            parts.append(text)
    return " ".join(parts)


def _counts_columns(row: Cells) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3), as official tables do."""
    texts = [_write(cell).strip("()[] ") for cell in row if _write(cell)]
    return len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]


def is_aside(row: Cells, width: int) -> bool:
    """Whether a row below the headings tells of no thing: a title of a part, a total, a footnote, who signed.

    Parameters
    ----------
    row : sequence
        Its cells, merged ones filled with their value.
    width : int
        Number of columns of the table.
    """
    texts = [_write(cell) for cell in row[:width]]
    filled = [text for text in texts if text]
    distinct = set(filled)
    if width < _NARROWEST_WITH_ASIDES or len(distinct) != 1 or _NUMERIC.fullmatch(filled[0]):
        return False
    # Merged over the whole table, or alone in its row and in words that close a table.
    return len(filled) >= _MOST_OF_COLUMNS * width or bool(_ASIDE.match(fold_text(filled[0])))


def _is_filled(row: Cells) -> bool:
    return any(_write(cell) for cell in row)


def _write(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())
