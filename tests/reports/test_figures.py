"""The same figures stand in every format and every language."""

import io
import re
from datetime import date, datetime

import openpyxl
import pyogrio
import pytest
from docx import Document

from border_gis.reports.content.model import Cell
from tests.reports.conftest import file_of

LANGUAGES = [("vi",), ("zh",), ("en",), ("vi", "zh"), ("vi", "zh", "en")]


def read_number(text, language):
    """The number that a cell shows in the manner of a language, without unit; None if it shows none."""
    plain = text.replace("\u00a0", " ").strip()
    group, point = (r"\.", ",") if language == "vi" else (",", r"\.")
    pattern = rf"-?\d{{1,3}}(?:{group}\d{{3}})*(?:{point}\d+)?|-?\d+(?:{point}\d+)?"
    found = re.fullmatch(rf"({pattern})(?: (?:m|ha))?", plain)
    if found is None:
        return None
    digits = found[1]
    if language == "vi":
        digits = digits.replace(".", "").replace(",", ".")
    return float(digits.replace(",", ""))


def tables_of_docx(content):
    """The tables with a shaded head, as rows of texts."""
    found = []
    for table in Document(io.BytesIO(content)).tables:
        if table._tbl.xpath(".//w:tblHeader"):
            rows = [["\n".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows]
            found.append(rows)
    return found


def figures_of_paper(paper):
    return [
        [[cell.value if cell.number is not None else None for cell in row.cells] for row in table.rows]
        for table in paper.tables
    ]


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
def test_the_document_shows_the_figures_of_the_content(make, languages):
    made = make(languages)
    shown = tables_of_docx(file_of(made, ".docx"))
    expected = list(made.paper.tables)
    assert len(shown) == len(expected)
    for rows, table in zip(shown, expected, strict=True):
        assert len(rows) == len(table.rows) + 1
        for texts, row in zip(rows[1:], table.rows, strict=True):
            for text, cell in zip(texts, row.cells, strict=True):
                if cell.number is not None:
                    said = text.split("\n")
                    # What is the same in all languages stands once.
                    said *= len(languages) if len(said) == 1 else 1
                    read = [read_number(one, other) for one, other in zip(said, languages, strict=True)]
                    assert read == [cell.value] * len(languages), (table.key, text)


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
def test_the_workbook_has_the_figures_of_the_content_as_numbers(make, languages):
    made = make(languages)
    book = openpyxl.load_workbook(io.BytesIO(file_of(made, ".xlsx")))
    sheets = book.worksheets[1:]
    tables = list(made.paper.tables)
    assert len(sheets) == len(tables)
    for sheet, table in zip(sheets, tables, strict=True):
        for values, row in zip(sheet.iter_rows(min_row=2, values_only=True), table.rows, strict=True):
            for value, cell in zip(values, row.cells, strict=True):
                if cell.number is not None:
                    assert isinstance(value, (int, float))
                    assert value == cell.value
                elif cell.day is not None:
                    assert isinstance(value, (date, datetime))
                else:
                    assert value is None or isinstance(value, str)


def test_the_geopackage_has_the_figures_of_the_content(make, tmp_path):
    made = make(("vi", "zh", "en"))
    path = tmp_path / "annex.gpkg"
    path.write_bytes(file_of(made, ".gpkg"))
    layers = {name for name, _ in pyogrio.list_layers(path)}
    for table in made.paper.tables:
        parts = [name for name in layers if name == table.key or name.startswith(f"{table.key}_")]
        frames = [pyogrio.read_dataframe(path, layer=name) for name in parts]
        for number, column in enumerate(table.columns):
            expected = sorted(
                row.cells[number].value for row in table.rows if row.cells[number].number is not None
            )
            if expected:
                found = sorted(value for frame in frames for value in frame[column.key] if value == value)
                assert found == expected, (table.key, column.key)


def test_every_language_has_the_same_figures(make):
    papers = [figures_of_paper(make(languages).paper) for languages in LANGUAGES]
    assert all(figures == papers[0] for figures in papers)
    assert any(value for table in papers[0] for row in table for value in row)


def test_land_between_two_understandings_is_in_the_summary(make):
    (table,) = [table for table in make().paper.tables if table.key == "land_between"]
    (row,) = table.rows
    by_key = {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}
    assert by_key["area_ha"].value > 1.0
    assert 20.0 < by_key["greatest_m"].value < 60.0


def test_every_row_names_its_record(make):
    for table in make().paper.tables:
        assert all(row.record for row in table.rows), table.key
    assert all(
        record for facts in make().paper.facts if facts.key == "identity" for _, _, record in facts.rows
    )


@pytest.mark.parametrize(
    ("cell", "vi", "zh", "en"),
    [
        (Cell(2528492.44, ",.1f"), "2.528.492,4", "2,528,492.4", "2,528,492.4"),
        (Cell(0.05, ",.1f"), "0,1", "0.1", "0.1"),
        (Cell(300.0, ",.0f", unit="m"), "300\u00a0m", "300\u00a0m", "300\u00a0m"),
        (Cell(day=date(2026, 5, 3)), "03/05/2026", "2026-05-03", "03/05/2026"),
        (Cell(), "–", "–", "–"),
    ],
)
def test_figures_are_written_in_the_way_of_each_language(cell, vi, zh, en):
    assert (cell.write("vi"), cell.write("zh"), cell.write("en")) == (vi, zh, en)


def test_side_by_side_each_language_writes_figures_in_its_own_manner(make):
    document = Document(io.BytesIO(file_of(make(("vi", "zh", "en")), ".docx")))
    said = {
        "\n".join(p.text for p in cell.paragraphs).replace("\u00a0", " ")
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    }
    assert "29,40 ha\n29.40 ha\n29.40 ha" in said
    assert "595.918\n595,918\n595,918" in said
    assert "300 m" in said, "what is the same in all languages stands once"
    assert not any(re.search(r"\d \d{3}", text) for text in said), "no spaces between digits"


def test_what_is_rounded_on_paper_is_rounded_in_the_annex():
    assert Cell(29.39849, ",.2f").value == 29.4
    assert Cell(1234567.891, ",.0f").value == 1234568.0
