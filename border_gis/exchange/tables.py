"""Read tables as text: CSV in the ways that offices save it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from border_gis.errors import DataError

LARGEST_FILE_BYTES = 200_000_000
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its line in the file, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


def read_table(path: Path) -> tuple[tuple[str, ...], tuple[TableRow, ...]]:
    """Read a CSV file with commas, semicolons or tabs, in UTF-8 or UTF-16.

    Returns
    -------
    headings : tuple of str
    rows : tuple of TableRow
        Without those that are empty.

    Raises
    ------
    DataError
        The file is missing, too large, not text in a known encoding, or empty.
    """
    text = _read_text(path)
    lines = list(_read_rows(text))
    if not lines:
        raise DataError("exchange.empty_table", path=str(path))
    headings = tuple(cell.strip() for cell in lines[0][1])
    rows = (
        TableRow(number, dict(zip(headings, (cell.strip() for cell in cells), strict=False)))
        for number, cells in lines[1:]
    )
    return headings, tuple(row for row in rows if any(row.cells.values()))


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise DataError("exchange.too_large", path=str(path), megabytes=LARGEST_FILE_BYTES // 1_000_000)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("exchange.file_not_found", path=str(path)) from error
    except OSError as error:
        raise DataError(
            "exchange.cannot_read", path=str(path), reason=error.strerror or str(error)
        ) from error
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError("exchange.not_utf8", path=str(path)) from error
    if "\0" in text:
        raise DataError("exchange.not_utf8", path=str(path))
    return text


def _read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first_line = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DataError("exchange.broken_table", line=reader.line_num, reason=str(error)) from error
