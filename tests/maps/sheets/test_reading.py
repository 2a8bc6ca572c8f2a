"""What a person sees on a printed map: an index that can be read, patterns that tell without colour."""

import io
from itertools import combinations

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from border_gis.access import Secrecy
from border_gis.boundary.line import LegalStatus
from border_gis.maps.sheets import Orientation, Paper, SheetLayout, plan_sheets, symbols, write_sheets
from border_gis.maps.sheets.panel import TEXT_PT
from border_gis.maps.sheets.pictures import draw_page
from tests.maps.sheets.builders import build_content, winding_line

LONG_M = 20_000.0


def text_of(pdf, number=0):
    return pypdfium2.PdfDocument(pdf)[number].get_textpage().get_text_range()


@pytest.fixture(scope="module")
def book():
    line = winding_line(LONG_M)
    return write_sheets(build_content(LONG_M), plan_sheets(line, SheetLayout(), 10_000, line))


def test_the_index_shows_where_the_sheets_lie_and_not_what_is_on_them(book):
    index, first = text_of(book, 0), "".join(text_of(book, n) for n in range(1, 12))
    for number in (1, 5, 10):
        assert str(number) in index
    assert "571" in index, "some markers, to find one's way"
    for words in ("CB-2022-004", "C1"):
        assert words not in index
        assert words in first


def test_labels_of_an_index_do_not_lie_upon_each_other(book):
    page = pypdfium2.PdfDocument(book)[0].get_textpage()
    boxes = [
        page.get_charbox(found[0])
        for word in ("571", "572", "573")
        if (found := page.search(word).get_next())
    ]
    assert len(boxes) == 3
    for (left, bottom, right, top), (left2, bottom2, right2, top2) in combinations(boxes, 2):
        assert right <= left2 or right2 <= left or top <= bottom2 or top2 <= bottom


@pytest.mark.parametrize("paper", list(Paper))
def test_letters_beside_a_map_with_room_are_larger_than_the_smallest(paper):
    """Six and a half points are for crowded sheets; where there is room they grow."""
    line = winding_line()
    content = build_content(languages=("vi",), zones=(), works=(), incidents=(), land_between=())
    pdf = write_sheets(content, plan_sheets(line, SheetLayout(paper, Orientation.LANDSCAPE), 10_000))
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    start, _ = page.search("Mốc giới").get_next()
    _, bottom, _, top = page.get_charbox(start)
    # A capital of Liberation Sans is 0.69 of its size high.
    assert (top - bottom) / 0.69 > TEXT_PT * 1.05


def test_the_level_and_the_mark_of_demonstration_stand_in_every_language():
    line = winding_line()
    text = text_of(write_sheets(build_content(secrecy=Secrecy.MAT), plan_sheets(line, SheetLayout(), 10_000)))
    plain = "".join(text.split())
    for words in ("MẬT", "DỮLIỆUMINHHỌA/DEMONSTRATIONDATA/演示数据"):
        assert words in plain


def sample_of(stroke):
    """A stroke as it is drawn, 40 mm long, as one row of ink and none."""
    width_mm, dash_mm = stroke
    pattern = [*dash_mm] * (2 if len(dash_mm) % 2 else 1) or [1.0, 0.0]
    at = np.arange(0.0, 40.0, 0.1)
    ends = np.cumsum(pattern)
    inked = (np.searchsorted(ends, at % ends[-1], side="right") % 2 == 0).astype(float)
    return inked * width_mm


def test_versions_of_the_line_differ_without_colour():
    strokes = {**{str(each): symbols.LINE_STROKES[each] for each in LegalStatus},
               "area": symbols.AREA_STROKE, "zone": symbols.ZONE_STROKE}  # fmt: skip
    for (one, first), (other, second) in combinations(strokes.items(), 2):
        apart = np.abs(sample_of(first) - sample_of(second)).mean()
        assert apart > 0.05, (one, other)


def test_a_printed_map_has_no_colour_at_all():
    line = winding_line()
    pdf = write_sheets(build_content(), plan_sheets(line, SheetLayout(), 10_000))
    picture = np.asarray(Image.open(io.BytesIO(draw_page(pdf, 0, 60))).convert("RGB")).astype(int)
    assert np.ptp(picture, axis=2).max() <= 2
