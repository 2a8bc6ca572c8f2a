"""Write the tables of a paper as XLSX: typed cells, frozen heads, filters, one sheet for each table."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from border_gis.i18n import translate
from border_gis.i18n.letters import is_chinese
from border_gis.reports.content.model import Cell, Paper, Paragraph, Table, Words

_FONT = "Times New Roman"
_HEAD = PatternFill("solid", fgColor="EDEDED")
_EDGE = Side(style="thin", color="999999")
_LINES = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_PLAIN = Font(name=_FONT, size=11)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LEFT = Alignment(wrap_text=True, vertical="top", horizontal="left")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_LETTERS = 32_000
_ABOUT_COLUMNS = 3
_LINE_HEIGHT, _HIGHEST_ROW_PT = 1.3, 400.0
_FORMULA = ("=", "+", "-", "@", "\t")


def write_xlsx(paper: Paper) -> bytes:
    """Return the annex as XLSX."""
    book = Workbook()
    about = book.active
    about.title = _name_sheet(translate("report.sheet_about", None, paper.languages[0]))
    _write_about(about, paper)
    for table in paper.tables:
        _write_table(book.create_sheet(_name_sheet(table.caption[0])), table, paper.languages)
    for sheet in book.worksheets:
        _prepare_print(sheet, paper)
    book.properties.title = f"{paper.title[0]} – {paper.subtitle[0]}"
    book.properties.creator = ""
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _write_about(sheet: Worksheet, paper: Paper) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 60
    sheet.column_dimensions["C"].width = 18
    for words in (paper.title, paper.subtitle):
        _write_across(sheet, join_words(words), Font(name=_FONT, size=13, bold=True))
    if paper.secrecy.rank:
        mark = join_words(_say(f"secrecy.{paper.secrecy.value}", paper.languages)).upper()
        _write_across(sheet, mark, Font(name=_FONT, size=13, bold=True))
    for block in paper.blocks:
        if isinstance(block, Paragraph) and block.mark == "mark":
            _write_across(sheet, join_words(block.text), Font(name=_FONT, size=11, bold=True, italic=True))
    for facts in paper.facts:
        sheet.append([])
        _write_across(sheet, join_words(facts.caption), Font(name=_FONT, size=11, bold=True))
        for label, cell, record in facts.rows:
            sheet.append([join_words(label), None, record])
            row = sheet.max_row
            for column in (1, 3):
                sheet.cell(row, column).font = _PLAIN
                sheet.cell(row, column).border = _LINES
            _fill(sheet, row, 2, cell, paper.languages)
            for column in range(1, _ABOUT_COLUMNS + 1):
                sheet.cell(row, column).alignment = _LEFT
            unit = f' "{cell.unit}"' if cell.unit else ""
            if cell.number is not None:
                sheet.cell(row, 2).number_format = _number_format(cell.format_spec) + unit


def _write_table(sheet: Worksheet, table: Table, languages: Sequence[str]) -> None:
    total = sum(column.width for column in table.columns)
    for number, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, number, join_words(column.title))
        head.font, head.fill, head.border = Font(name=_FONT, size=11, bold=True), _HEAD, _LINES
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        width = max(10.0, column.width / total * 120.0)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row_number, row in enumerate(table.rows, start=2):
        for number, cell in enumerate(row.cells, start=1):
            _fill(sheet, row_number, number, cell, languages)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(len(table.rows) + 1, 1)}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"


def _write_across(sheet: Worksheet, text: str, font: Font) -> None:
    """Write a line over all three columns of the first sheet."""
    sheet.append([text])
    row = sheet.max_row
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_ABOUT_COLUMNS)
    sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = font, _WRAPPED


def _prepare_print(sheet: Worksheet, paper: Paper) -> None:
    """Make rows as high as their words, and pages as wide as the sheet; name and level at their head."""
    merged = {each.min_row for each in sheet.merged_cells.ranges}
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    for row in sheet.iter_rows():
        lines = max(
            (
                _count_lines(
                    cell.value, sum(widths.values()) if cell.row in merged else widths[cell.column_letter]
                )
                * (cell.font.size or 11.0)
                for cell in row
                if isinstance(cell.value, str)
            ),
            default=11.0,
        )
        sheet.row_dimensions[row[0].row].height = min(lines * _LINE_HEIGHT + 2.0, _HIGHEST_ROW_PT)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = "&A"
    if paper.secrecy.rank:
        mark = join_words(_say(f"secrecy.{paper.secrecy.value}", paper.languages)).upper()
        sheet.oddHeader.right.text = mark.replace("&", "&&")
    sheet.oddFooter.center.text = "&P/&N"


def _count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column so many letters wide; Chinese letters take two."""
    return sum(
        max(1, math.ceil(sum(2 if is_chinese(letter) else 1 for letter in line) / max(width - 1.0, 1.0)))
        for line in text.split("\n")
    )


def _fill(sheet: Worksheet, row: int, column: int, cell: Cell, languages: Sequence[str]) -> None:
    target = sheet.cell(row, column)
    target.font, target.border, target.alignment = _PLAIN, _LINES, _WRAPPED
    if cell.number is not None:
        target.value, target.number_format = cell.value, _number_format(cell.format_spec)
    elif cell.day is not None:
        target.value, target.number_format = cell.day, "dd/mm/yyyy"
    elif cell.words:
        said = tuple(cell.write(language, place) for place, language in enumerate(languages))
        _write_text(target, join_words(said))


def _write_text(target: object, text: str) -> None:
    """Write text as text, never as a formula, whatever it begins with."""
    target.value = _UNSEEN.sub("", text)[:_MOST_LETTERS]  # type: ignore[attr-defined]
    target.data_type = "s"  # type: ignore[attr-defined]
    if text.startswith(_FORMULA):
        target.quotePrefix = True  # type: ignore[attr-defined]


def _number_format(format_spec: str) -> str:
    decimals = int(format_spec.partition(".")[2].rstrip("f") or 0)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _name_sheet(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]


def join_words(words: Words) -> str:
    """Return words in all languages on one line; what is the same in all stands once."""
    return " / ".join(dict.fromkeys(word for word in words if word))


def _say(code: str, languages: Sequence[str]) -> Words:
    return tuple(translate(code, None, language) for language in languages)
