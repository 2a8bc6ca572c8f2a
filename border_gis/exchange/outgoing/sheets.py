"""Write layers as tables for people: a workbook, and CSV that Vietnamese Excel opens rightly."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
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
from border_gis.i18n import translate

LONGEST_CELL = 32_767
"""Letters in a cell of a workbook (ECMA-376; Excel cuts what is longer)."""
LONGEST_SHEET_NAME = 31
LONGEST_NUMBER = 15
"""Digits of a number in a spreadsheet; what is longer would lose its last ones."""
POSITION_COLUMNS = ("longitude_deg", "latitude_deg")
SHAPE_COLUMN = "shape"
"""Lines and areas stand in a column of their own, as QGIS and others read them from tables."""
KEY_COLUMN = "id"
_SHAPE_DECIMALS = 8
_DATE_FORMAT = "dd/mm/yyyy"
_LINE_POINTS, _HIGHEST_POINTS = 14.5, 409.0
_PAPER_A4, _SCALE_ON_PAPER = 9, 70

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST, _WIDTH_OF_SHAPE, _WIDTH_OF_HEADING = 54, 8, 24, 15
_TOP, _FOLDED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def write_workbook(path: Path, layers: Sequence[OutgoingLayer], note: str = "") -> Written:
    """Write each layer as a sheet: typed cells, headings and names that stay in sight, filters.

    Texts stay texts, whatever they begin with: nothing in a cell is taken for a formula. Long texts
    are folded within their columns. On paper a sheet lies across, has headings and names on every
    page, and leaves out what only programs read.

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
        language = layers[0].language if layers else "vi"
        about = book.create_sheet(translate("sheet.about", None, language))
        about.column_dimensions["A"].width = 2 * _WIDEST
        for line in note.splitlines():
            about.append([_as_text(about, line, _FOLDED)])
    taken: set[str] = set()
    for layer in layers:
        losses += _write_sheet(book, layer, _name_sheet(layer.title, taken))
    book.save(path)
    return Written((path,), tuple(losses))


def write_csv(path: Path, layer: OutgoingLayer) -> Written:
    """Write one layer as CSV in UTF-8 with a mark at its beginning, semicolons and decimal commas.

    So a double click opens it rightly in an Excel that is set to Vietnamese. References such as
    ``4/1`` are written as ``="4/1"``: Excel would make a date of them, and of the code ``01909``
    the number 1909. Other texts that begin
    like a formula get an apostrophe.
    """
    columns, rows = _table(layer)
    with path.open("w", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
        writer.writerow([_title(layer, column) for column in columns])
        for row in rows:
            writer.writerow([_write_csv_cell(value) for value in row])
    areas = _count_shapes(layer)
    return Written((path,), tuple(areas))


def _write_sheet(book: Workbook, layer: OutgoingLayer, name: str) -> list[Finding]:
    sheet = book.create_sheet(name)
    columns, rows = _table(layer)
    headings = [_title(layer, column) for column in columns]
    first = list(_first(rows, 200))
    widths = []
    for position, heading in enumerate(headings):
        shown = [_measure(row[position]) for row in first if row[position] is not None]
        most = _WIDTH_OF_SHAPE if columns[position] == SHAPE_COLUMN else _WIDEST
        # Headings are folded too, and have room for the sign of the filter.
        heads = min(len(heading) + 3, _WIDTH_OF_HEADING)
        widths.append(min(max([heads, *(each + 2 for each in shown), _NARROWEST]), most))
        sheet.column_dimensions[get_column_letter(position + 1)].width = widths[-1]
    _set_page(sheet, columns, len(layer.frame) + 1)
    sheet.freeze_panes = "B2" if columns[0] == layer.label else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(layer.frame) + 1}"
    sheet.row_dimensions[1].height = _height(headings, [width - 3 for width in widths])
    sheet.append([_head(sheet, heading) for heading in headings])
    # What only programs read is cut off at the edge of its column.
    foldable = [column not in (SHAPE_COLUMN, KEY_COLUMN) for column in columns]
    cut = 0
    stamps = _make_stamps(sheet)
    for number, row in enumerate(_table(layer)[1], start=2):
        cut += sum(isinstance(value, str) and len(value) > LONGEST_CELL for value in row)
        is_long = [
            may_fold and isinstance(value, str) and (len(value) > width or "\n" in value)
            for value, width, may_fold in zip(row, widths, foldable, strict=True)
        ]
        is_tall = any(is_long)
        if is_tall:
            # Not every program finds the height by itself.
            texts = [value if long else "" for value, long in zip(row, is_long, strict=True)]
            sheet.row_dimensions[number].height = _height(texts, widths)
        sheet.append(
            _stamp(sheet, stamps, value, "folded" if long else "top" if is_tall else "plain")
            for value, long in zip(row, is_long, strict=True)
        )
    losses = _count_shapes(layer)
    if cut:
        losses.append(Finding("outgoing.cell_cut", {"count": cut, "most": LONGEST_CELL}, layer.name))
    return losses


def _set_page(sheet: Any, columns: Sequence[str], row_count: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.scale = _SCALE_ON_PAPER
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    printed = sum(column not in (SHAPE_COLUMN, KEY_COLUMN) for column in columns)
    if printed:
        sheet.print_area = f"A1:{get_column_letter(printed)}{row_count}"


def _table(layer: OutgoingLayer) -> tuple[list[str], Iterator[list[Any]]]:
    """Return columns and rows: names first, then what is known, where it is, and what programs read.

    The place is that of a point, or of the middle of a shape.
    """
    plain = [name for name in layer.columns if name not in (layer.label, KEY_COLUMN)]
    own = [name for name in (layer.label,) if name] + plain
    keys = [KEY_COLUMN] if KEY_COLUMN in layer.columns else []
    has_shapes = bool(_find_shapes(layer).any())
    shapes = [SHAPE_COLUMN] if has_shapes else []

    def rows() -> Iterator[list[Any]]:
        cells = [layer.frame[name].tolist() for name in (*own, *keys)]
        for geometry, *row in zip(layer.frame.geometry, *cells, strict=True):
            at: list[Any] = [None, None]
            if geometry is not None and not geometry.is_empty:
                middle = geometry if geometry.geom_type == "Point" else geometry.representative_point()
                at = [round(middle.x, 8), round(middle.y, 8)]
            shape = [write_shape(geometry)] if has_shapes else []
            said = [_plain(value, layer.language) for value in row]
            yield [*said[: len(own)], *at, *shape, *said[len(own) :]]

    return [*own, *POSITION_COLUMNS, *shapes, *keys], rows()


def _title(layer: OutgoingLayer, column: str) -> str:
    if column in layer.titles:
        return layer.titles[column]
    if column in (*POSITION_COLUMNS, SHAPE_COLUMN):
        return translate(f"column.{column}", None, layer.language)
    return column


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Return how high a row has to be, in points, for texts folded within their columns."""
    lines = [
        sum(max(-(-len(part) // max(width - 1, 1)), 1) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    return min(max(lines, default=1) * _LINE_POINTS + 3.0, _HIGHEST_POINTS)


def _measure(value: Any) -> int:
    """Return how many letters a cell shows in its widest line."""
    if isinstance(value, date):
        return len(_DATE_FORMAT)
    return max(map(len, str(value).split("\n")))


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


def _plain(value: Any, language: str) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bool):
        return translate("cell.yes" if value else "cell.no", None, language)
    if isinstance(value, datetime):
        # Workbooks know no zones.
        return value.replace(tzinfo=None)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, (int, float, date)) else str(value)


def _make_stamps(sheet: Any) -> Mapping[str, WriteOnlyCell]:
    """Return one cell of each look: giving every cell its look anew takes three times as long.

    None of them is without a look: openpyxl goes on with such a cell for the next value.
    """
    stamps = {name: WriteOnlyCell(sheet) for name in ("top", "folded")}
    stamps["top"].alignment, stamps["folded"].alignment = _TOP, _FOLDED
    for ending, vertical in (("", None), ("_top", "top")):
        # A figure at the edge of its column would run into the words beside it.
        number = stamps[f"number{ending}"] = WriteOnlyCell(sheet)
        number.alignment = Alignment(vertical=vertical, horizontal="right", indent=1)
        # Days stand beside "2022" and "05/2022", which are texts.
        day = stamps[f"day{ending}"] = WriteOnlyCell(sheet)
        day.number_format, day.alignment = _DATE_FORMAT, Alignment(vertical=vertical, horizontal="left")
    return stamps


def _stamp(sheet: Any, stamps: Mapping[str, WriteOnlyCell], value: Any, look: str) -> Any:
    """Return a cell with a value, to be written before the next one is asked for."""
    if value is None:
        return None
    if isinstance(value, str):
        cell = stamps.get(look) or WriteOnlyCell(sheet)
        cell.value = value.translate(_CONTROL)[:LONGEST_CELL]
        cell.data_type = "s"
        return cell
    ending = "" if look == "plain" else "_top"
    cell = stamps[("day" if isinstance(value, date) else "number") + ending]
    cell.value = value
    return cell


def _as_text(sheet: Any, text: str, alignment: Alignment | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text.translate(_CONTROL)[:LONGEST_CELL])
    cell.data_type = "s"
    if alignment is not None:
        cell.alignment = alignment
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
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if isinstance(value, (int, date)):
        return str(value)
    text = str(value)
    if text and set(text) <= set("0123456789/-+()m ") and not _is_number(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _is_number(text: str) -> bool:
    """Return whether a spreadsheet keeps every digit of a text when it takes it for a number."""
    return text.isdecimal() and len(text) <= LONGEST_NUMBER and (text == "0" or not text.startswith("0"))
