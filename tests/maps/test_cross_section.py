"""The drawing across the line: to scale, with breaks that are said, and no markup from texts."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.parties import Side
from border_gis.maps.cross_section import LEFT_PX, RIGHT_PX, CrossSection, Limit, choose_scale
from border_gis.maps.section_drawing import describe_cross_section, draw_cross_section
from border_gis.works.model import WorkKind
from border_gis.zones.verdict import Outcome


def section(low_m=-20.0, high_m=-12.0, **values):
    crosses = low_m <= 0.0 <= high_m
    return CrossSection(
        **{
            "low_m": low_m,
            "high_m": high_m,
            "distance_m": 0.0 if crosses else min(abs(low_m), abs(high_m)),
            "side": Side.CN if high_m <= 0.0 else Side.VN,
            "kind": WorkKind.BUILDING,
            "name": "Nhà",
            "line_name": "Đường tham chiếu",
            "line_accuracy_m": 0.5,
            "accuracy_m": 2.0,
            "is_illustrative": False,
            "outcome": Outcome.PROHIBITED,
            "limits": (Limit(30.0, "21(1)"),),
            **values,
        }
    )


def texts(drawn):
    return [element.text for element in ElementTree.fromstring(drawn).iter() if element.tag.endswith("text")]


DISTANCES = st.floats(-5_000.0, 5_000.0)


@given(DISTANCES, DISTANCES, st.one_of(st.none(), st.floats(0.01, 500.0)))
def test_whatever_it_is_the_line_and_the_whole_work_are_in_the_picture_in_their_order(one, other, accuracy_m):
    drawn = section(min(one, other), max(one, other), accuracy_m=accuracy_m)
    scale = choose_scale(drawn)
    places = [scale.place(metres) for metres in sorted((drawn.low_m, 0.0, drawn.high_m))]
    assert places == sorted(places)
    assert places[0] >= LEFT_PX - 0.01 and places[-1] <= RIGHT_PX + 0.01
    ElementTree.fromstring(draw_cross_section(drawn, "vi"))


@given(st.floats(-100.0, 100.0), st.floats(-100.0, 100.0))
def test_near_the_line_a_metre_is_as_long_everywhere(one, other):
    drawn = section(min(one, other), max(one, other))
    scale = choose_scale(drawn)
    assert scale.tail_side == 0
    assert scale.place(one) - scale.place(other) == pytest.approx((one - other) * scale.px_per_m, abs=1e-6)


def test_what_is_far_stands_behind_a_break_that_says_how_much_was_left_out():
    drawn = section(430.0, 440.0, accuracy_m=1.0)
    scale = choose_scale(drawn)
    assert scale.tail_side == 1
    assert scale.is_tail_to_scale
    said = " ".join(texts(draw_cross_section(drawn, "vi")))
    left_out = re.search(r"bỏ bớt (\d+)", said)
    assert int(left_out[1]) == round(scale.tail_from_m - scale.core_m)
    assert "không theo tỷ lệ" not in said


def test_a_part_at_another_scale_says_so():
    assert "không theo tỷ lệ" in " ".join(texts(draw_cross_section(section(-3_000.0, -20.0), "vi")))


def test_the_distances_of_the_rules_and_the_strip_are_named_with_their_articles():
    said = texts(draw_cross_section(section(strip_half_width_m=4.5), "vi"))
    assert "30 m mỗi bên · Điều 21(1)" in said
    assert "đường thông tầm nhìn 4,5 m mỗi bên" in said
    assert "12 m" in said


def test_a_strip_whose_width_nobody_has_set_has_no_width_in_the_picture():
    drawn = draw_cross_section(section(), "vi")
    assert "đường thông tầm nhìn: chưa đặt bề rộng" in texts(drawn)
    assert "#007a5a" not in drawn


def test_what_was_drawn_by_markers_says_so_and_what_has_no_accuracy_too():
    assert "minh họa theo mốc, không đo" in texts(draw_cross_section(section(is_illustrative=True), "vi"))
    assert "chưa biết độ chính xác" in texts(draw_cross_section(section(accuracy_m=None), "vi"))


def test_a_work_across_the_line_says_so():
    assert "cắt qua đường biên giới" in texts(draw_cross_section(section(-5.0, 5.0), "vi"))
    assert "trên đường biên giới" in texts(draw_cross_section(section(0.0, 3.0), "vi"))


def test_texts_are_no_markup():
    hostile = '</text><script>alert(1)</script>" onload="x'
    drawn = draw_cross_section(section(name=hostile, line_name=hostile), "en")
    root = ElementTree.fromstring(drawn)
    assert not any(element.tag.endswith("script") for element in root.iter())
    assert not any("onload" in element.attrib for element in root.iter())
    assert any(hostile[:30] in (text or "") for text in texts(drawn))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_described_for_whoever_cannot_see_it(language):
    said = describe_cross_section(section(), language)
    assert "12 m" in said
    assert "{" not in said
    assert ElementTree.fromstring(draw_cross_section(section(), language)).attrib["aria-label"] == said
