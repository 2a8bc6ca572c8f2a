"""Read spreadsheets: sheets with titles above, merged cells, and headings in two rows."""

from __future__ import annotations

import itertools
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.headings import (
    ROWS_SEARCHED,
    IsKnown,
    TableStart,
    find_table,
    is_aside,
    knows_none,
)
from border_gis.exchange.incoming.model import (
    SAMPLE_ROWS,
    IncomingField,
    IncomingFile,
    IncomingLayer,
    IncomingRow,
    name_fields,
    write_sample,
)

LARGEST_UNPACKED_BYTES = 400_000_000
LARGEST_WITH_MERGED_BYTES = 8_000_000
"""Above this a sheet is read row by row, and merged cells hold their value only once."""


def open_workbook(path: Path, is_known: IsKnown = knows_none, *, has_merged: bool = True) -> IncomingFile:
    """Look into an XLSX file.

    Parameters
    ----------
    path : Path
    is_known : callable
        Whether a heading is one that the program knows.
    has_merged : bool
        False for a file that a program wrote without merged cells: it is read row by row.

    Raises
    ------
    DataError
        It is damaged, locked with a password, or would unpack to more than 400 MB.
    """
    is_small = _measure(path) <= LARGEST_WITH_MERGED_BYTES and has_merged
    book = _load(path, is_small)
    starts: dict[str, TableStart] = {}
    layers = []
    try:
        for name in book.sheetnames:
            rows = _read_cells(book, name, is_small)
            first = list(itertools.islice(rows, ROWS_SEARCHED + SAMPLE_ROWS))
            start = find_table(first, is_known)
            if start is not None:
                starts[name] = start
                layers.append(_describe(name, start, first))
    finally:
        book.close()
    if not layers:
        raise DataError("incoming.no_table", path=path.name)

    def read(name: str) -> Iterator[IncomingRow]:
        opened = _load(path, is_small)
        try:
            yield from _read_rows(_read_cells(opened, name, is_small), starts[name])
        finally:
            opened.close()

    return IncomingFile(path, "xlsx", tuple(layers), read)


def read_first_cells(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the texts of the first row of each sheet, without reading the rest.

    Raises
    ------
    DataError
        As ``open_workbook``.
    """
    _measure(path)
    book = _load(path, is_small=False)
    try:
        sheets = {name: book[name].iter_rows(max_row=1, values_only=True) for name in book.sheetnames}
        first = {name: next(rows, ()) for name, rows in sheets.items()}
    finally:
        book.close()
    return {name: tuple(str(cell) for cell in cells if cell is not None) for name, cells in first.items()}


def _measure(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError("incoming.not_a_workbook", path=path.name) from error
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise DataError(
            "incoming.unpacks_too_large", path=path.name, megabytes=LARGEST_UNPACKED_BYTES // 1_000_000
        )
    return unpacked


def _load(path: Path, is_small: bool) -> Workbook:
    try:
        return load_workbook(path, read_only=not is_small, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile, TypeError) as error:
        raise DataError("incoming.not_a_workbook", path=path.name) from error


def _read_cells(book: Workbook, name: str, is_small: bool) -> Iterator[tuple[Any, ...]]:
    sheet = book[name]
    merged: dict[tuple[int, int], Any] = {}
    if is_small:
        for area in sheet.merged_cells.ranges:
            value = sheet.cell(area.min_row, area.min_col).value
            for row in range(area.min_row, area.max_row + 1):
                for column in range(area.min_col, area.max_col + 1):
                    merged[row, column] = value
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield tuple(_clean(merged.get((number, column), value)) for column, value in enumerate(row, start=1))


def _read_rows(rows: Iterator[tuple[Any, ...]], start: TableStart) -> Iterator[IncomingRow]:
    names = name_fields(list(start.headings))
    for number, cells in enumerate(rows, start=1):
        if number <= start.first_row or all(cell is None for cell in cells[: len(names)]):
            continue
        values = dict(zip(names, itertools.chain(cells, itertools.repeat(None)), strict=False))
        yield IncomingRow(number, values, is_aside=is_aside(cells, len(names)))


def _describe(name: str, start: TableStart, first: list[tuple[Any, ...]]) -> IncomingLayer:
    names = name_fields(list(start.headings))
    data = first[start.first_row : start.first_row + SAMPLE_ROWS]
    findings = []
    if start.rows_above:
        findings.append(
            Finding(
                "incoming.title_above",
                {"layer": name, "rows": start.rows_above, "first": start.first_row + 1},
                name,
                Severity.NOTE,
            )
        )
    fields = tuple(
        IncomingField(field, _sample(row[position] for row in data if position < len(row)))
        for position, field in enumerate(names)
    )
    return IncomingLayer(name, fields, findings=tuple(findings))


def _sample(values: Iterator[Any]) -> tuple[str, ...]:
    return tuple(text for text in map(write_sample, values) if text)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("_x000D_", "")).strip() or None
    return value
