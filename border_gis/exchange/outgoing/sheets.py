"""Write layers as tables for people: a workbook, and CSV that Vietnamese Excel opens rightly."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from shapely.geometry.base import BaseGeometry

from border_gis.errors import Finding, Severity
from border_gis.exchange.outgoing.model import OutgoingLayer, Written

LONGEST_CELL = 32_767
"""Letters in a cell of a workbook (ECMA-376; Excel cuts what is longer)."""
LONGEST_SHEET_NAME = 31
POSITION_TITLES = {"longitude_deg": "Kinh độ (WGS 84)", "latitude_deg": "Vĩ độ (WGS 84)"}
SHAPE_TITLE = "Hình (WKT)"
"""Lines and areas stand in a column of their own, as QGIS and others read them from tables."""
_SHAPE_DECIMALS = 8

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 60, 8
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def write_workbook(path: Path, layers: Sequence[OutgoingLayer], note: str = "") -> Written:
    """Write each layer as a sheet: typed cells, a frozen row of headings, filters.

    Texts stay texts, whatever they begin with: nothing in a cell is taken for a formula.

    Parameters
    ----------
    path : Path
    layers : sequence of OutgoingLayer
    note : str
        Said on a first sheet of its own: release profile, secrecy, source.
    """
    book = Workbook(write_only=True)
    losses: list[Finding] = []
    if note:
        about = book.create_sheet("Thông tin")
        for line in note.splitlines():
            about.append([_as_text(about, line)])
    taken: set[str] = set()
    for layer in layers:
        losses += _write_sheet(book, layer, _name_sheet(layer.title, taken))
    book.save(path)
    return Written((path,), tuple(losses))


def write_csv(path: Path, layer: OutgoingLayer) -> Written:
    """Write one layer as CSV in UTF-8 with a mark at its beginning, semicolons and decimal commas.

    So a double click opens it rightly in an Excel that is set to Vietnamese. References such as
    ``4/1`` are written as ``="4/1"``: Excel would make a date of them. Other texts that begin
    like a formula get an apostrophe.
    """
    headings, rows = _table(layer)
    with path.open("w", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow([_write_csv_cell(value) for value in row])
    areas = _count_shapes(layer)
    return Written((path,), tuple(areas))


def _write_sheet(book: Workbook, layer: OutgoingLayer, name: str) -> list[Finding]:
    sheet = book.create_sheet(name)
    headings, rows = _table(layer)
    first = list(_first(rows, 200))
    for position, heading in enumerate(headings):
        longest = max(
            [len(heading), *(len(str(row[position])) for row in first if row[position] is not None)]
        )
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(position + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(layer.frame) + 1}"
    sheet.append([_head(sheet, heading) for heading in headings])
    cut = 0
    for row in _table(layer)[1]:
        cells = []
        for value in row:
            cut += isinstance(value, str) and len(value) > LONGEST_CELL
            cells.append(_as_text(sheet, value) if isinstance(value, str) else value)
        sheet.append(cells)
    losses = _count_shapes(layer)
    if cut:
        losses.append(Finding("outgoing.cell_cut", {"count": cut, "most": LONGEST_CELL}, layer.name))
    return losses


def _table(layer: OutgoingLayer) -> tuple[list[str], Iterator[list[Any]]]:
    """Return headings and rows; the place of a point, or of the middle of a shape, in two columns."""
    columns = layer.columns
    headings = [layer.titles.get(name, name) for name in columns] + list(POSITION_TITLES.values())
    has_shapes = bool(_find_shapes(layer).any())
    if has_shapes:
        headings.append(SHAPE_TITLE)

    def rows() -> Iterator[list[Any]]:
        cells = [layer.frame[name].tolist() for name in columns]
        for geometry, *row in zip(layer.frame.geometry, *cells, strict=True):
            at: list[Any] = [None, None]
            if geometry is not None and not geometry.is_empty:
                middle = geometry if geometry.geom_type == "Point" else geometry.representative_point()
                at = [round(middle.x, 8), round(middle.y, 8)]
            shape = [write_shape(geometry)] if has_shapes else []
            yield [*(_plain(value) for value in row), *at, *shape]

    return headings, rows()


def _first(rows: Iterator[list[Any]], count: int) -> Iterator[list[Any]]:
    return (row for row, _ in zip(rows, range(count), strict=False))


def _find_shapes(layer: OutgoingLayer) -> pd.Series:
    kinds = layer.frame.geometry.geom_type
    return kinds.notna() & (kinds != "Point")


def write_shape(geometry: BaseGeometry | None) -> str | None:
    """Return a line or an area as text; None for points, and for what does not fit into a cell."""
    if geometry is None or geometry.is_empty or geometry.geom_type == "Point":
        return None
    text = str(shapely.to_wkt(geometry, rounding_precision=_SHAPE_DECIMALS))
    return text if len(text) <= LONGEST_CELL else None


def _count_shapes(layer: OutgoingLayer) -> list[Finding]:
    shapes = layer.frame.geometry[_find_shapes(layer)]
    too_long = sum(write_shape(shape) is None for shape in shapes)
    if not too_long:
        return []
    return [Finding("outgoing.shapes_as_points", {"count": too_long}, layer.name, Severity.NOTE)]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, datetime):
        # Workbooks know no zones.
        return value.replace(tzinfo=None)
    return value if isinstance(value, (bool, int, float, date)) else str(value)


def _as_text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text.translate(_CONTROL)[:LONGEST_CELL])
    cell.data_type = "s"
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _as_text(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFE8EDF2")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _name_sheet(title: str, taken: set[str]) -> str:
    base = title.translate(_NOT_IN_SHEET_NAMES).strip("' ")[:LONGEST_SHEET_NAME] or "Trang"
    name, count = base, 1
    while name.lower() in taken:
        count += 1
        ending = f" {count}"
        name = base[: LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


def _write_csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if isinstance(value, (int, date)):
        return str(value)
    text = str(value)
    if text and set(text) <= set("0123456789/-+()m ") and not text.isdecimal():
        return f'="{text}"'
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
