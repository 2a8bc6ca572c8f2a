"""The report of a period, opened by another program than wrote it."""

import io
import re
from datetime import date

import openpyxl
import pypdfium2
import pytest
from docx import Document
from PIL import Image

from border_gis.reports.content.model import Chart, Table
from border_gis.reports.content.period_charts import Bar, BarChart
from border_gis.reports.writers.bars import WIDTH_MM, draw_charts
from border_gis.reports.writers.pdf import convert_to_pdf
from border_gis.services.period_reports import PeriodRequest, make_period_report
from border_gis.surveys.contents import Period

REQUEST = PeriodRequest(
    Period(date(2022, 1, 1), date(2022, 12, 31)), formats=("docx", "xlsx"), today=date(2026, 11, 22)
)
LEGEND = {"now": "kỳ này", "unsure": "chưa xác định được", "before": "kỳ trước", "more": "và {count}"}


@pytest.fixture(scope="module")
def made(office):
    return make_period_report(office, REQUEST)


def file_of(made, ending):
    return next(content for name, content in made.files.items() if name.endswith(ending))


def read_pdf(content):
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_libreoffice_reads_the_document_and_finds_its_figures(made, needs_libreoffice):
    pages = read_pdf(convert_to_pdf(file_of(made, "docx")).content)
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "từ ngày 01/01/2022 đến ngày 31/12/2022" in text
    assert re.search(r"Phía Trung Quốc 9 0 \+9 0 CB-2022-005", text)
    assert "Trong kỳ có 14 vụ việc" in text
    assert "Điều 7(3)" in text, "that the strip is unset stands beside the fences"


def test_each_chart_stands_below_its_table_in_the_paper_and_in_the_document(made):
    blocks = made.paper.blocks
    charts = [place for place, block in enumerate(blocks) if isinstance(block, Chart)]
    assert len(charts) > 8
    for place in charts:
        table = blocks[place - 1]
        assert isinstance(table, Table)
        assert table.caption == blocks[place].caption
    document = Document(io.BytesIO(file_of(made, "docx")))
    assert len(document.inline_shapes) == len(charts)
    for shape, place in zip(document.inline_shapes, charts, strict=True):
        assert shape.width.mm == pytest.approx(WIDTH_MM, abs=0.1)
        assert shape.height.mm == pytest.approx(blocks[place].height_mm, abs=0.1)


def test_libreoffice_reads_the_sheets(made, needs_libreoffice):
    text = " ".join(read_pdf(convert_to_pdf(file_of(made, "xlsx"), "xlsx").content))
    assert "CB-2022-005" in text
    assert "Vụ việc" in text


def test_every_table_has_a_sheet_of_its_own_also_under_two_versions_of_the_line(made):
    book = openpyxl.load_workbook(io.BytesIO(file_of(made, "xlsx")))
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len(book.sheetnames) == len(list(made.paper.tables)) + 2, "with the first sheet and the list"
    verdicts = [name for name in book.sheetnames if "kết luận" in name]
    assert [name[:2] for name in verdicts] == ["1.", "2."]


def test_tables_repeat_their_heads_and_figures_are_typed(made):
    document = Document(io.BytesIO(file_of(made, "docx")))
    figures = [table for table in document.tables if table.rows[0].cells[0].text == "Nội dung"]
    assert figures
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in figures)
    book = openpyxl.load_workbook(io.BytesIO(file_of(made, "xlsx")))
    sheet = book["Vụ việc theo bên"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == (9, "n")
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref


def test_the_pages_have_the_margins_of_the_decree(made):
    section = Document(io.BytesIO(file_of(made, "docx"))).sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(each.mm) for each in margins] == [20, 20, 30, 15]


def bar(label, value, unsure=0, before=None):
    return Bar((label,), value, unsure, before)


def longest_runs(picture, shade):
    """Return the longest unbroken run of a shade in each row of a page, in dots."""
    page = Image.open(io.BytesIO(picture.png)).convert("L")
    rows = (page.crop((0, row, page.width, row + 1)).tobytes() for row in range(page.height))
    return [max(map(len, re.findall(bytes([shade]) + b"+", row)), default=0) for row in rows]


def test_a_bar_is_as_long_as_its_figure():
    chart = BarChart("x", ("Thử",), (bar("một", 10), bar("hai", 5)))
    picture = draw_charts([chart], LEGEND)["x"]
    lengths = sorted({length for length in longest_runs(picture, 70) if length > 100})
    assert lengths[-1] / lengths[-2] == pytest.approx(2.0, abs=0.01)


def test_what_may_count_and_what_was_before_are_told_apart_without_colour():
    chart = BarChart("x", ("Thử",), (bar("một", 4, 3, 5), bar("hai", 1, 0, 2)))
    picture = draw_charts([chart], LEGEND)["x"]
    page = Image.open(io.BytesIO(picture.png))
    assert page.mode == "L"
    shades = {shade for count, shade in page.getcolors(256) if count > 500}
    assert {0, 70, 200, 255} <= shades


def test_a_chart_is_as_high_as_its_bars_and_none_is_cut():
    charts = [
        BarChart(f"{n}", (f"Bảng {n}",), tuple(bar(f"mục {m}", m, 1, m) for m in range(n)), n % 2)
        for n in range(2, 13)
    ]
    pictures = draw_charts(charts, LEGEND)
    heights = [pictures[chart.key].height_mm for chart in charts]
    assert heights[-1] < 140.0 and heights[0] < 50.0
    for picture in pictures.values():
        page = Image.open(io.BytesIO(picture.png))
        assert page.width == round(WIDTH_MM * 8.0)
        edge = page.crop((0, page.height - 8, page.width, page.height))
        assert edge.getextrema() == (255, 255)


def test_a_long_label_is_shortened_and_nothing_runs_over_the_edge():
    chart = BarChart("x", ("Tên rất dài " * 12,), (bar("Một nhãn rất dài " * 8, 3), bar("hai", 1)))
    picture = draw_charts([chart], LEGEND)["x"]
    page = Image.open(io.BytesIO(picture.png))
    assert page.crop((page.width - 12, 0, page.width, page.height)).getextrema() == (255, 255)
    assert page.crop((0, 0, 12, page.height)).getextrema() == (255, 255)
