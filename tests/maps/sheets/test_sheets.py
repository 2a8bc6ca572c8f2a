"""Printed maps: true to scale, with every letter, whole books of sheets."""

import io

import numpy as np
import pypdfium2
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from border_gis.boundary.line import LegalStatus
from border_gis.errors import InputError
from border_gis.i18n import load_words
from border_gis.i18n.letters import Letters, read_letters, split_scripts
from border_gis.maps.sheets import SCALES, Orientation, Paper, SheetLayout, plan_sheets, write_sheets
from border_gis.maps.sheets.content import SheetContent, SheetLine
from border_gis.maps.sheets.grid import convergence_deg, scale_factor
from border_gis.maps.sheets.layout import Box
from border_gis.maps.sheets.pictures import count_pages, draw_page
from tests.maps.sheets.builders import EAST_M, NORTH_M, ZONE, build_content, winding_line

DPI = 300
EVERY_PAPER = [(paper, orientation) for paper in Paper for orientation in Orientation]


def read_picture(pdf, number=0):
    return np.asarray(Image.open(io.BytesIO(draw_page(pdf, number, DPI))).convert("L"))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("paper", "orientation"), EVERY_PAPER)
def test_a_hundred_metres_are_as_long_as_they_should_be(scale, paper, orientation):
    """Two upright strokes, a multiple of 100 m apart, measured on the rendered page to 0.3 mm."""
    metres = 100.0 if scale <= 10_000 else 1_000.0
    bar = shapely.LineString([(EAST_M, NORTH_M), (EAST_M + metres, NORTH_M)])
    high = scale * 0.002
    strokes = shapely.MultiLineString([[(x, NORTH_M - high), (x, NORTH_M + high)] for x, _ in bar.coords])
    thing = build_content(zones=(), markers=(), works=(), incidents=(), land_between=(), area=None,
                          is_demonstration=False, languages=("vi",),
                          lines=(SheetLine(strokes, LegalStatus.AGREED, ("vạch",)),))  # fmt: skip
    layout = SheetLayout(paper, orientation)
    pdf = write_sheets(thing, plan_sheets(bar.buffer(5.0), layout, scale))
    picture = read_picture(pdf)
    assert picture.shape == pytest.approx(
        (layout.height_mm * DPI / 25.4, layout.width_mm * DPI / 25.4), abs=1
    )
    page_x, page_y = layout.frame.middle
    row = round((layout.height_mm - page_y) * DPI / 25.4)
    around = picture[row - 6 : row + 7, :].min(axis=0)
    half = round(metres / scale * 1000.0 / 2.0 * 1.15 * DPI / 25.4) + 12
    middle = round(page_x * DPI / 25.4)
    # A stroke is 0.7 mm wide: from middle to middle.
    dark = np.flatnonzero(around[middle - half : middle + half] < 110)
    measured_mm = (dark[-1] - dark[0] + 1) * 25.4 / DPI - 0.7
    assert measured_mm == pytest.approx(metres / scale * 1000.0, abs=0.3)


def test_the_scale_bar_is_as_long_as_it_says():
    """From the middle of its first figure to the middle of its last, which stand over its ends."""
    pdf = write_sheets(build_content(languages=("vi",)), plan_sheets(winding_line(), SheetLayout(), 10_000))
    page = pypdfium2.PdfDocument(pdf)[0]
    texts = page.get_textpage()
    found = texts.search("400", match_whole_word=True).get_next()
    last = [texts.get_charbox(found[0] + n) for n in (0, 2)]
    top = last[0][1]
    zero = next(
        box
        for number in range(texts.count_chars())
        if texts.get_text_range(number, 1) == "0"
        and abs((box := texts.get_charbox(number))[1] - top) < 0.5
        and box[0] < last[0][0] - 60
    )
    length_mm = ((last[0][0] + last[1][2]) / 2.0 - (zero[0] + zero[2]) / 2.0) * 25.4 / 72.0
    factor = scale_factor(Box(EAST_M, NORTH_M, EAST_M, NORTH_M), ZONE)
    assert length_mm == pytest.approx(400 * factor / 10.0, abs=0.2)


def test_every_word_of_a_map_can_be_read_back_in_three_languages():
    pdf = write_sheets(build_content(), plan_sheets(winding_line(), SheetLayout(), 10_000))
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[0].get_textpage().get_text_range().split())
    for words in (
        "Khu vực 571 – 572", "571至572号界碑地段", "Tỷ lệ", "比例尺", "1:10 000", "CB-2022-004", "C1",
        "không có giá trị pháp lý", "不具有法律效力", "without legal value", "DỮ LIỆU MINH HỌA",
        "KS-CB-2022-001", "EPSG:9210", "548 500", "2 528 000",
        "Nhận thức của phía Trung Quốc", "中方认识的边界线",
    ):  # fmt: skip
        assert "".join(words.split()) in text, words


def test_every_font_of_a_map_is_inside_the_file():
    pdf = write_sheets(build_content(), plan_sheets(winding_line(), SheetLayout(), 10_000))
    assert pdf.count(b"/FontFile2") >= 3
    assert b"Liberation" in pdf


def test_the_letters_that_ship_have_every_character_of_the_words():
    from reportlab.pdfbase.ttfonts import TTFontFile

    latin = [TTFontFile(io.BytesIO(read_letters(each))).charToGlyph for each in Letters if "Noto" not in each]
    chinese = [TTFontFile(io.BytesIO(read_letters(each))).charToGlyph for each in Letters if "Noto" in each]
    missing = {
        letter
        for entry in load_words().values()
        for text in entry.values()
        for is_chinese, run in split_scripts(text)
        for letter in run
        if letter.isprintable()
        and not all(ord(letter) in font for font in (chinese if is_chinese else latin))
    }
    # Signs for the screen only.
    assert missing <= set("→←✓✗▸●○■□▲△◆◇★☆⚠≤≥≈")


def test_secrecy_stands_in_a_box_on_every_sheet():
    pdf = write_sheets(build_content(12_000.0), plan_sheets(winding_line(12_000.0), SheetLayout(), 10_000,
                                                            winding_line(12_000.0)))  # fmt: skip
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) > 3
    assert all("MẬT" in page.get_textpage().get_text_range().upper() for page in document)


@given(st.floats(500.0, 60_000.0), st.sampled_from(SCALES), st.sampled_from(EVERY_PAPER))
@settings(deadline=None, max_examples=40)
def test_the_sheets_of_a_book_show_the_whole_line(length_m, scale, paper):
    line = winding_line(length_m)
    layout = SheetLayout(*paper)
    try:
        plan = plan_sheets(line.buffer(100.0), layout, scale, line)
    except InputError as error:
        assert error.code == "sheets.too_many"
        return
    shown = shapely.union_all([shapely.box(s.ground.left, s.ground.bottom, s.ground.right, s.ground.top)
                               for s in plan.sheets])  # fmt: skip
    assert shown.covers(line)
    assert [sheet.number for sheet in plan.sheets] == list(range(1, len(plan.sheets) + 1))
    assert (plan.index is None) == (len(plan.sheets) == 1)
    for sheet in plan.sheets:
        assert sheet.ground.width == pytest.approx(layout.frame.width * scale / 1000.0)


def test_a_drawn_area_is_tiled_whole():
    area = shapely.box(EAST_M, NORTH_M, EAST_M + 9_000, NORTH_M + 7_000).difference(
        shapely.box(EAST_M, NORTH_M, EAST_M + 6_000, NORTH_M + 4_000)
    )
    plan = plan_sheets(area, SheetLayout(), 10_000)
    shown = shapely.union_all([shapely.box(s.ground.left, s.ground.bottom, s.ground.right, s.ground.top)
                               for s in plan.sheets])  # fmt: skip
    assert shown.covers(area)
    assert plan.index is not None


def test_without_a_scale_the_largest_that_fits_is_taken():
    assert plan_sheets(winding_line(300.0), SheetLayout()).scale == 2_000
    assert plan_sheets(winding_line(9_000.0), SheetLayout()).scale == 50_000
    assert len(plan_sheets(winding_line(40_000.0), SheetLayout(), None, winding_line(40_000.0)).sheets) > 1


def test_a_scale_that_maps_are_not_drawn_at_is_refused():
    with pytest.raises(InputError) as error:
        plan_sheets(winding_line(), SheetLayout(), 12_345)
    assert error.value.code == "sheets.bad_scale"


def test_an_empty_map_is_still_a_map():
    line = winding_line()
    content = SheetContent(("Trống",), ("vi",), ZONE)
    assert count_pages(write_sheets(content, plan_sheets(line, SheetLayout()))) == 1


def test_north_of_the_grid_is_true_north_on_the_meridian():
    assert convergence_deg(Box(500_000, NORTH_M, 500_000, NORTH_M), ZONE) == pytest.approx(0.0, abs=0.002)
    # 48 km east of the meridian at 22.8°: 0.468° × sin 22.8°.
    assert convergence_deg(Box(EAST_M, NORTH_M, EAST_M, NORTH_M), ZONE) == pytest.approx(0.1815, abs=0.003)


@pytest.mark.parametrize(("paper", "orientation"), EVERY_PAPER)
def test_a_crowded_panel_is_drawn_smaller_and_stays_on_the_page(paper, orientation):
    """Five lines with long names, every kind of work and incident, three languages."""
    from border_gis.maps.sheets import SheetIncident, SheetWork
    from border_gis.maps.symbols import IncidentGroup, WorkGroup
    from border_gis.works.model import WorkParty

    line = winding_line()
    at = line.interpolate(0.5, normalized=True)
    names = tuple(f"Một đường biên giới với cái tên khá dài, phương án số {n}" for n in range(3))
    content = build_content(
        lines=tuple(SheetLine(line, LegalStatus.VIEW_VN, names) for _ in range(5)),
        works=tuple(SheetWork(at, group, WorkParty.CN, f"C{n}") for n, group in enumerate(WorkGroup)),
        incidents=tuple(SheetIncident(at, group, f"V{n}") for n, group in enumerate(IncidentGroup)),
        notes=(
            ("Nguồn số liệu và sai số. " * 12, "资料来源及精度说明。" * 20, "Sources and accuracy. " * 12),
        ),
    )
    pdf = write_sheets(content, plan_sheets(line, SheetLayout(paper, orientation), 10_000))
    texts = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    assert "DEMONSTRATION DATA" in texts.get_text_range()
    lowest = min(
        texts.get_charbox(n)[1] for n in range(texts.count_chars()) if texts.get_text_range(n, 1).strip()
    )
    assert lowest * 25.4 / 72.0 >= 9.0
