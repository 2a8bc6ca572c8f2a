"""How pages look: no word of a head is broken, no page is empty, what leads to a table stands above it."""

import io

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.reports.content.model import Cell, Column, Paper, PaperHead, Row, Table
from border_gis.reports.writers.column_widths import LONGEST_KEPT, PADDING_MM, fit_columns, measure_mm
from border_gis.reports.writers.pdf import convert_to_pdf
from border_gis.reports.writers.xlsx import write_xlsx
from border_gis.services.summaries import SummaryRequest, make_summary
from tests.reports.conftest import AREA, file_of

TEXT_MM, SIZE_PT = 165.0, 10.5
WORDS = st.lists(st.sampled_from(["No.", "Distance", "Certainty", "Độ chắc chắn", "确定程度", "W-1013dc4f"]),
                 min_size=1, max_size=3)  # fmt: skip


@given(st.lists(st.tuples(st.floats(0.5, 4.0), WORDS, WORDS, st.booleans()), min_size=1, max_size=9))
def test_columns_are_together_as_wide_as_the_text(columns):
    shares, heads, cells, figures = zip(*columns, strict=True)
    widths = fit_columns(shares, heads, cells, figures, TEXT_MM, SIZE_PT)
    assert sum(widths) == pytest.approx(TEXT_MM)
    assert all(width > 0.0 for width in widths)


@given(st.lists(st.tuples(st.floats(0.5, 4.0), WORDS, WORDS), min_size=1, max_size=6))
def test_no_word_of_a_head_is_broken_where_there_is_room(columns):
    shares, heads, cells = zip(*columns, strict=True)
    widths = fit_columns(shares, heads, cells, [False] * len(shares), TEXT_MM, SIZE_PT)
    for width, head, column in zip(widths, heads, cells, strict=True):
        for word in (word for text in head for word in text.split()):
            assert width >= measure_mm(word, SIZE_PT, bold=True) + PADDING_MM - 1e-6
        for word in (word for text in column for word in text.split() if len(word) <= LONGEST_KEPT):
            assert width >= measure_mm(word, SIZE_PT) + PADDING_MM - 1e-6


def test_columns_with_room_keep_their_shares():
    assert fit_columns([1.0, 2.0], [["A"], ["B"]], [["a"], ["b"]], [False, False], 90.0, 10.0) == (30.0, 60.0)


def test_a_table_that_cannot_fit_is_shrunk_and_not_widened():
    long = ["Administration"] * 12
    widths = fit_columns([1.0] * 12, [[word] for word in long], [[]] * 12, [False] * 12, 100.0, 12.0)
    assert sum(widths) == pytest.approx(100.0)


@pytest.mark.parametrize("languages", [("vi",), ("zh",), ("en",), ("vi", "zh", "en")], ids="-".join)
def test_no_page_is_empty(make, needs_libreoffice, languages):
    document = pypdfium2.PdfDocument(convert_to_pdf(file_of(make(languages), ".docx")).content)
    for number, page in enumerate(document, start=1):
        words = page.get_textpage().get_text_range().split()
        pictures = [each for each in page.get_objects() if each.type == 3]
        # The number at its head is no content.
        assert len(words) > 1 or pictures, number


def test_words_that_lead_to_a_table_stand_on_its_page(make, needs_libreoffice):
    document = pypdfium2.PdfDocument(convert_to_pdf(file_of(make(("en",)), ".docx")).content)
    texts = [page.get_textpage().get_text_range() for page in document]
    for leading, caption in (("Works recorded in the area", "Works in the area"),
                             ("Incidents recorded in the area", "Incidents in the area")):  # fmt: skip
        (page,) = [text for text in texts if leading in text]
        assert caption in page


def test_heads_of_columns_come_out_of_the_page_unbroken(make, needs_libreoffice):
    document = pypdfium2.PdfDocument(convert_to_pdf(file_of(make(("en",)), ".docx")).content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    for word in ("Distance", "Certainty", "Reports", "Accuracy", "CB-2022-009"):
        assert word in text, word


def test_rows_of_the_workbook_are_as_high_as_their_words_and_pages_as_wide_as_the_sheet(make):
    """Other programs than the one that people look with do not work the height out by themselves."""
    book = openpyxl.load_workbook(io.BytesIO(file_of(make(("vi", "zh", "en")), ".xlsx")))
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        for row in sheet.iter_rows():
            assert sheet.row_dimensions[row[0].row].height >= 14.0
    histories = book.worksheets[-1]
    for row in histories.iter_rows(min_row=2):
        lines = max(
            len(str(cell.value)) / histories.column_dimensions[cell.column_letter].width for cell in row
        )
        assert histories.row_dimensions[row[0].row].height >= 11.0 * lines


def test_the_level_stands_at_the_head_of_every_printed_sheet():
    table = Table("t", ("Bảng",), (Column("a", ("A",)),), (Row((Cell(words=("b",)),), "r"),))
    paper = Paper("p", ("vi",), ("T",), ("S",), PaperHead(("A",), ("B",)), (table,), "internal", Secrecy.MAT)
    for sheet in openpyxl.load_workbook(io.BytesIO(write_xlsx(paper))):
        assert sheet.oddHeader.right.text == "MẬT"


def test_a_vietnamese_paper_has_number_and_symbol_with_the_number_left_open(office, make):
    head = make().paper.head
    assert head.symbol == "Số:        /BC-SNgV"
    assert make(("en",)).paper.head.symbol == ""
    asked = make_summary(office, SummaryRequest(AREA, formats=("xlsx",), symbol="Số: 07/BC-SNgV"))
    assert asked.paper.head.symbol == "Số: 07/BC-SNgV"
