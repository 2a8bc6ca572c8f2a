"""Each file is opened by another program than wrote it, and looks as it should."""

import csv
import io
import re
import shutil
import subprocess
import zipfile

import numpy as np
import openpyxl
import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm
from lxml import etree
from PIL import Image
from reportlab.pdfbase.ttfonts import TTFontFile

from border_gis.errors import DataError
from border_gis.i18n.letters import Letters, is_chinese, read_letters
from border_gis.maps.sheets.pictures import draw_page
from border_gis.reports.content.model import Picture
from border_gis.reports.writers import pdf as pdf_writer
from border_gis.reports.writers.docx_letters import obfuscate
from border_gis.reports.writers.pdf import convert_to_pdf, find_libreoffice
from tests.reports.conftest import file_of

TRILINGUAL = ("vi", "zh", "en")


@pytest.fixture(scope="module")
def pdf(make, needs_libreoffice):
    return convert_to_pdf(file_of(make(TRILINGUAL), ".docx")).content


@pytest.fixture(scope="module")
def vietnamese_pdf(make, needs_libreoffice):
    return convert_to_pdf(file_of(make(), ".docx")).content


def list_fonts(pdf):
    """The fonts of a PDF, with whether their letters are inside."""
    found = {}
    for page in pypdfium2.PdfDocument(pdf):
        for each in page.get_objects(filter=(1,)):
            font = each.get_font()
            found[font.get_base_name()] = bool(
                font.is_embedded() if callable(font.is_embedded) else font.is_embedded
            )
    return sorted(found.items())


def texts_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_page_is_that_of_decree_30(make):
    document = Document(io.BytesIO(file_of(make(), ".docx")))
    section = document.sections[0]
    near = Mm(0.1)
    assert abs(section.page_width - Mm(210)) < near
    assert abs(section.page_height - Mm(297)) < near
    assert Mm(20) - near <= section.top_margin <= Mm(25)
    assert Mm(20) - near <= section.bottom_margin <= Mm(25)
    assert Mm(30) - near <= section.left_margin <= Mm(35)
    assert Mm(15) - near <= section.right_margin <= Mm(20)
    assert section.different_first_page_header_footer
    assert " PAGE " in section.header._element.xml
    assert section.first_page_header.paragraphs[0].text == ""


def test_the_head_and_the_foot_are_those_of_decree_30(vietnamese_pdf):
    first, *_, last = [text for text in texts_of(vietnamese_pdf) if text.strip()]
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN",
                  "SỞ NGOẠI VỤ", "BÁO CÁO"):  # fmt: skip
        assert words in first
    for words in ("Nơi nhận:", "GIÁM ĐỐC", "Lưu: VT"):
        assert words in last


def test_the_number_stands_on_every_page_of_text_but_the_first(vietnamese_pdf):
    texts = [text for text in texts_of(vietnamese_pdf) if text.strip()]
    assert len(texts) >= 2
    assert not texts[0].lstrip().startswith("1\r")
    for number, text in enumerate(texts[1:], start=2):
        assert re.match(rf"\s*{number}\s", text)


def test_long_tables_repeat_their_heads(make):
    xml = zipfile.ZipFile(io.BytesIO(file_of(make(), ".docx"))).read("word/document.xml").decode()
    heads, tables = xml.count("<w:tblHeader/>"), len(list(make().paper.tables))
    assert heads == tables


def test_chinese_runs_have_an_east_asian_font_that_is_in_the_file(make):
    archive = zipfile.ZipFile(io.BytesIO(file_of(make(TRILINGUAL), ".docx")))
    tree = etree.fromstring(archive.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    chinese = [
        run
        for run in tree.iter(f"{w}r")
        if any(is_chinese(c) for t in run.iter(f"{w}t") for c in t.text or "")
    ]
    assert len(chinese) > 50
    for run in chinese:
        fonts = run.find(f"{w}rPr/{w}rFonts")
        assert fonts.get(f"{w}eastAsia") == "Noto Serif CJK SC"
        assert fonts.get(f"{w}hint") == "eastAsia"
    table = archive.read("word/fontTable.xml").decode()
    key = re.search(r'w:fontKey="\{([0-9A-F-]+)\}"', table)[1]
    assert obfuscate(archive.read("word/fonts/letters1.odttf"), key) == read_letters(Letters.CHINESE_SERIF)
    assert b"embedTrueTypeFonts" in archive.read("word/settings.xml")


def test_every_part_of_the_document_is_well_formed_and_reachable(make):
    for languages in (("vi",), TRILINGUAL):
        archive = zipfile.ZipFile(io.BytesIO(file_of(make(languages), ".docx")))
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist())
        types = archive.read("[Content_Types].xml").decode()
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
            elif not name.endswith("/"):
                assert f'Extension="{name.rpartition(".")[2]}"' in types, name


def test_the_pdf_has_its_letters_inside_and_no_others(pdf):
    fonts = list_fonts(pdf)
    assert fonts, "no fonts found"
    for name, is_embedded in fonts:
        assert is_embedded, name
        assert re.search(r"Liberation|TimesNewRoman|NotoSerifCJK|OpenSymbol", name), name
    assert any("NotoSerifCJK" in name for name, _ in fonts)


def test_no_character_is_a_box(make, pdf):
    """Every character of the content has a glyph, and comes out of the PDF again."""
    latin = TTFontFile(io.BytesIO(read_letters(Letters.SERIF))).charToGlyph
    chinese = TTFontFile(io.BytesIO(read_letters(Letters.CHINESE_SERIF))).charToGlyph
    said = {
        c
        for p in Document(io.BytesIO(file_of(make(TRILINGUAL), ".docx"))).element.body.iter()
        for c in p.text or ""
    }
    said = {c for c in said if c.isprintable()}
    assert [c for c in said if ord(c) not in (chinese if is_chinese(c) else latin)] == []
    shown = set("".join(texts_of(pdf)))
    assert {c for c in said - shown if not c.isspace()} == set()
    assert "\ufffd" not in shown


def test_the_map_in_the_document_is_as_large_as_it_should_be(make, vietnamese_pdf):
    (picture,) = [block for block in make().paper.blocks if isinstance(block, Picture)]
    document = pypdfium2.PdfDocument(vietnamese_pdf)
    page = document[len(document) - 1]
    (image,) = [each for each in page.get_objects() if each.type == 3]
    left, bottom, right, top = image.get_bounds()
    assert (right - left) * 25.4 / 72 == pytest.approx(picture.width_mm, abs=0.3)
    assert (top - bottom) * 25.4 / 72 == pytest.approx(picture.height_mm, abs=0.3)
    assert left >= 0
    assert bottom >= 0


def test_a_hundred_metres_on_the_map_page_are_as_long_as_they_should_be(make, vietnamese_pdf):
    """The frame of the map stands for known metres: measured on the page, 100 m of them to 0.3 mm."""
    document = pypdfium2.PdfDocument(vietnamese_pdf)
    dots = 200
    page = np.asarray(Image.open(io.BytesIO(draw_page(vietnamese_pdf, len(document) - 1, dots))).convert("L"))
    middle = page[page.shape[0] // 2 - 120 : page.shape[0] // 2 + 120]
    # The frame's upright lines are dark over the whole height; what is inside is not.
    upright = np.flatnonzero((middle < 140).mean(axis=0) > 0.97)
    measured_mm = (upright[-1] - upright[0]) * 25.4 / dots
    from border_gis.maps.sheets import SheetLayout

    frame_mm = SheetLayout().frame.width
    assert measured_mm == pytest.approx(frame_mm, abs=0.5)
    assert measured_mm / frame_mm * 20.0 == pytest.approx(20.0, abs=0.3 * 20.0 / 100.0)


def test_the_document_survives_a_way_through_libreoffice(make, needs_libreoffice, tmp_path):
    """As DOCX once more: what LibreOffice understood is what was written."""
    source = tmp_path / "paper.docx"
    source.write_bytes(file_of(make(), ".docx"))
    subprocess.run(
        [find_libreoffice(), f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    before = Document(io.BytesIO(file_of(make(), ".docx")))
    after = Document(tmp_path / "out" / "paper.docx")
    assert len(before.tables) == len(after.tables)
    for one, other in zip(before.tables, after.tables, strict=True):
        assert [[c.text for c in r.cells] for r in one.rows] == [
            [c.text for c in r.cells] for r in other.rows
        ]


def test_the_workbook_has_frozen_heads_filters_and_opens_in_libreoffice(make, needs_libreoffice, tmp_path):
    content = file_of(make(), ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
    source = tmp_path / "annex.xlsx"
    source.write_bytes(content)
    wanted = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3"
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    words = [find_libreoffice(), profile, "--headless", "--convert-to", wanted, "--outdir", str(tmp_path)]
    subprocess.run([*words, str(source)], check=True, capture_output=True, timeout=180)
    (made,) = tmp_path.glob("*.csv")
    rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8"))))
    table = list(make().paper.tables)[1]
    assert rows[0] == [column.title[0] for column in table.columns]
    assert [row[0] for row in rows[1:]] == [row.cells[0].write("vi") for row in table.rows]


def test_the_geopackage_opens_in_gdal_with_styles(make, tmp_path):
    path = tmp_path / "annex.gpkg"
    path.write_bytes(file_of(make(), ".gpkg"))
    if shutil.which("ogrinfo") is None:
        pytest.skip("gdal-bin is not installed")
    said = subprocess.run(
        ["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True
    ).stdout
    for layer in ("survey_area", "boundary_lines", "markers_points", "layer_styles", "about"):
        assert f"Layer name: {layer}" in said
    assert "WGS 84" in said
    styles = subprocess.run(
        ["ogrinfo", "-q", str(path), "-sql", "SELECT f_table_name, styleQML, styleSLD FROM layer_styles"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "markers_points" in styles
    assert "<qgis" in styles
    assert "StyledLayerDescriptor" in styles


def test_text_that_looks_like_a_formula_stays_text(office):
    from border_gis.reports.content.model import Cell, Column, Paper, PaperHead, Row, Table
    from border_gis.reports.writers.xlsx import write_xlsx

    table = Table("t", ("Bảng",), (Column("a", ("A",)),), (Row((Cell(words=("=1+1\x07",)),), "r"),))
    paper = Paper("p", ("vi",), ("T",), ("S",), PaperHead(("A",), ("B",)), (table,), "internal")
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(paper)))
    cell = book.worksheets[1]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_without_libreoffice_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf_writer, "find_libreoffice", lambda: None)
    with pytest.raises(DataError) as error:
        convert_to_pdf(b"")
    assert error.value.code == "report.no_libreoffice"


def test_a_conversion_that_takes_too_long_is_ended(make, needs_libreoffice):
    with pytest.raises(DataError) as error:
        convert_to_pdf(file_of(make(), ".docx"), longest_s=0.05)
    assert error.value.code == "report.libreoffice_slow"


def test_a_document_that_is_none_is_no_pdf(needs_libreoffice):
    with pytest.raises(DataError) as error:
        convert_to_pdf(b"PK\x03\x04 broken", "docx")
    assert error.value.code == "report.libreoffice_failed"
