"""Read tables of text: CSV with any separator, in Unicode or in an encoding from before."""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.encodings import recognise_single_bytes
from border_gis.exchange.incoming.headings import ROWS_SEARCHED, IsKnown, find_table, is_aside, knows_none
from border_gis.exchange.incoming.model import (
    SAMPLE_ROWS,
    IncomingField,
    IncomingFile,
    IncomingLayer,
    IncomingRow,
    name_fields,
)

SUFFIXES = (".csv", ".tsv", ".txt")
SEPARATORS = ";,\t|"
_LOOKED_AT_BYTES = 4_000_000
_LONGEST_CELL = 1_000_000


def open_text_table(path: Path, is_known: IsKnown = knows_none) -> IncomingFile:
    """Look into a CSV file.

    Raises
    ------
    DataError
        It is no text, empty, or nothing in it looks like a table.
    """
    encoding = _find_encoding(path)
    separator = _find_separator(path, encoding)
    lines = _read_lines(path, encoding, separator)
    first = list(itertools.islice(lines, ROWS_SEARCHED + SAMPLE_ROWS))
    start = find_table([cells for _, cells in first], is_known)
    if start is None:
        raise DataError("incoming.no_table", path=path.name)
    names = name_fields(list(start.headings))
    last_line_above = first[start.first_row - 1][0]
    data = [cells for _, cells in first[start.first_row : start.first_row + SAMPLE_ROWS]]
    findings = []
    if start.rows_above:
        params = {"layer": path.stem, "rows": start.rows_above, "first": last_line_above + 1}
        findings.append(Finding("incoming.title_above", params, path.stem, Severity.NOTE))
    if encoding not in ("utf-8-sig", "utf-16"):
        params = {"path": path.name, "encoding": encoding}
        findings.append(Finding("incoming.encoding_taken", params, path.stem, Severity.NOTE))
    fields = tuple(
        IncomingField(name, tuple(row[place] for row in data if place < len(row) and row[place]))
        for place, name in enumerate(names)
    )

    def read(_: str) -> Iterator[IncomingRow]:
        for number, cells in _read_lines(path, encoding, separator):
            if number <= last_line_above:
                continue
            values = dict(zip(names, itertools.chain(cells, itertools.repeat("")), strict=False))
            if any(values.values()):
                given = {name: value or None for name, value in values.items()}
                yield IncomingRow(number, given, is_aside=is_aside(cells, len(names)))

    layer = IncomingLayer(path.stem, fields, findings=tuple(findings))
    return IncomingFile(path, "csv", (layer,), read)


def _find_encoding(path: Path) -> str:
    """Return the encoding: Unicode where it is, otherwise the Windows one that makes sense."""
    with path.open("rb") as source:
        content = source.read(_LOOKED_AT_BYTES)
    if not content.strip():
        raise DataError("incoming.empty", path=path.name)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\0" in content:
        raise DataError("incoming.not_text", path=path.name)
    try:
        # The last line may be cut in the middle of a letter.
        content.rpartition(b"\n")[0].decode("utf-8-sig") if len(content) == _LOOKED_AT_BYTES else (
            content.decode("utf-8-sig")
        )
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8-sig"
    return recognise_single_bytes(content)


def _find_separator(path: Path, encoding: str) -> str:
    """Return the separator that divides most of the first lines into the same number of cells."""
    with path.open(encoding=encoding, errors="replace", newline="") as source:
        lines = [line for line in itertools.islice(source, ROWS_SEARCHED) if line.strip()]

    def fit(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines if separator in line]
        common = max(set(counts), key=counts.count, default=0)
        return counts.count(common), common

    return max(SEPARATORS, key=fit)


def _read_lines(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that is not empty, with the line at which it ends."""
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, errors="replace", newline="") as source:
        without_nulls = (line.replace("\0", "") for line in source)
        reader = csv.reader(without_nulls, delimiter=separator)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, [_clean(cell) for cell in cells]
        except csv.Error as error:
            raise DataError("incoming.broken_table", line=reader.line_num, reason=str(error)) from error


def _clean(cell: str) -> str:
    """Return a cell's text without what keeps Excel from taking it for a date or a formula."""
    text = unicodedata.normalize("NFC", cell).strip()
    if match := re.fullmatch(r'="([^"]*)"', text):
        return match[1]
    return text[1:] if re.match(r"'[=+\-@\t\r]", text) else text
