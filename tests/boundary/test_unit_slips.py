"""Names of units are known in the ways people and scanners write them; what two units may be stays two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.unit_slips import SlipKind, UnitNames, bare_name, count_slips, level_of_name
from border_gis.boundary.units import Unit, UnitLevel

REFORM, LAST_DAY, TODAY = date(2025, 7, 1), date(2025, 6, 30), date(2026, 11, 22)
THEN, NOW = PartialDate(2022, 5), PartialDate(2026, 3)


def unit(name, level=UnitLevel.COMMUNE, parent="Cao Bằng", **values):
    return Unit(f"{name}, {parent}", "", name, level, parent, **values)


TRUNG_KHANH = unit("Trùng Khánh", UnitLevel.DISTRICT, valid_to=LAST_DAY)
BAO_LAC = unit("Bảo Lạc", UnitLevel.DISTRICT, valid_to=LAST_DAY)
OLD_DAM_THUY = unit("Đàm Thuỷ", parent="Trùng Khánh", valid_to=LAST_DAY)
CHI_VIEN = unit("Chí Viễn", parent="Trùng Khánh", valid_to=LAST_DAY)
DAM_THUY = unit("Đàm Thuỷ", valid_from=REFORM, former_names=("Xã Đàm Thuỷ", "Xã Chí Viễn"))
MINH_LONGS = tuple(unit("Minh Long", parent=parent, valid_to=LAST_DAY) for parent in ("Hạ Lang", "Thạch An"))
THANH_LONG = unit("Thanh Long", valid_from=REFORM)
THANG_LONG = unit("Thăng Long", valid_from=REFORM)
UNITS = (TRUNG_KHANH, BAO_LAC, OLD_DAM_THUY, CHI_VIEN, DAM_THUY, *MINH_LONGS, THANH_LONG, THANG_LONG)


def match(text, happened=THEN):
    return UnitNames(UNITS, TODAY).match(text, happened)


@pytest.mark.parametrize(
    "text", ["Đàm Thủy", "Đàm Thuỷ", "xã Đàm Thủy", "x. Đàm Thủy", "X.ĐÀM THUỶ", "UBND xã Đàm Thuỷ"]
)
def test_both_ways_to_place_a_tone_and_every_word_before_it_are_the_same_name(text):
    (found,) = match(text)
    assert (found.kind, found.units, found.corrected) == (SlipKind.SAME, (OLD_DAM_THUY,), text)


@pytest.mark.parametrize(
    ("text", "kind", "corrected"),
    [
        ("Bao Lac", SlipKind.WITHOUT_MARKS, "Bảo Lạc"),
        ("huyen Bao Lac", SlipKind.WITHOUT_MARKS, "huyện Bảo Lạc"),
        ("huyện Trùng Khành", SlipKind.SLIP, "huyện Trùng Khánh"),
        ("Trung Kh4nh", SlipKind.SLIP, "Trùng Khánh"),
        ("h. Trúng Khanh", SlipKind.SLIP, "huyện Trùng Khánh"),
        ("xã Chí Viên", SlipKind.SLIP, "xã Chí Viễn"),
        ("xã Đàm Thúyy", SlipKind.SLIP, "xã Đàm Thuỷ"),
    ],
)
def test_a_slip_is_put_right_where_one_name_remains(text, kind, corrected):
    (found,) = match(text)
    assert (found.kind, found.corrected, len(found.units)) == (kind, corrected, 1)


def test_the_units_of_the_day_are_meant_and_the_successor_is_told():
    (then,) = match("Đàm Thủy", THEN)
    assert (then.units, then.today) == ((OLD_DAM_THUY,), (DAM_THUY,))
    (now,) = match("Đàm Thủy", NOW)
    assert (now.units, now.today) == ((DAM_THUY,), (DAM_THUY,))
    (gone,) = match("xã Chí Viễn", NOW)
    assert (gone.units, gone.other_time, gone.today) == ((), (CHI_VIEN,), (DAM_THUY,))


def test_a_name_of_two_units_is_two_candidates_until_the_district_tells():
    (either,) = match("xã Minh Long")
    assert (either.kind, set(either.units)) == (SlipKind.AMBIGUOUS, set(MINH_LONGS))
    commune, district = match("xã Minh Long, huyện Hạ Lang")
    assert (commune.kind, commune.units) == (SlipKind.SAME, MINH_LONGS[:1])
    assert district.kind is SlipKind.UNKNOWN


def test_a_slip_that_could_be_two_names_is_put_right_as_neither():
    (found,) = match("xã Thânh Long", NOW)
    # One folds to the same letters, the other is one letter away: the nearer is meant.
    assert (found.kind, found.corrected) == (SlipKind.SLIP, "xã Thanh Long")
    (either,) = match("xã Thanq Long", NOW)
    assert (either.kind, either.corrected) == (SlipKind.AMBIGUOUS, "xã Thanq Long")
    assert set(either.units) == {THANH_LONG, THANG_LONG}


def test_parts_are_known_without_commas():
    commune, district = match("xã Chí Viên huyện Trùng Khành")
    assert (commune.corrected, district.corrected) == ("xã Chí Viễn", "huyện Trùng Khánh")
    assert commune.units == (CHI_VIEN,)


def test_an_old_encoding_is_read_where_it_makes_a_name():
    names = UnitNames(UNITS, TODAY, (lambda text: "huyện Bảo Lạc" if "¶o L¹c" in text else text,))
    (found,) = names.match("huyÖn B¶o L¹c", THEN)
    assert (found.kind, found.corrected, found.units) == (SlipKind.ENCODING, "huyện Bảo Lạc", (BAO_LAC,))


def test_what_is_far_from_every_name_is_unknown():
    for text in ("xã Quang Trung", "Bảo", "gần cây đa"):
        (found,) = match(text)
        assert (found.kind, found.units, found.corrected) == (SlipKind.UNKNOWN, (), text)
    assert match("") == ()


def test_a_name_loses_the_word_of_its_level_and_brackets():
    assert bare_name("Xã Hưng Đạo (thành phố Cao Bằng)") == "Hưng Đạo"
    assert bare_name("Thị trấn Na Sầm") == "Na Sầm"
    assert level_of_name("thành phố Cao Bằng") is UnitLevel.DISTRICT
    assert level_of_name("Xanh") is None
    assert level_of_name("Tĩnh Túc") is None
    assert level_of_name("tinh Cao Bang") is UnitLevel.PROVINCE


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_slips_are_counted_alike_from_both_ends_and_never_more_than_letters(one, other):
    count = count_slips(one, other)
    assert count == count_slips(other, one)
    assert (count == 0) == (one == other)
    assert abs(len(one) - len(other)) <= count <= max(len(one), len(other))


def test_swapped_neighbours_are_one_slip():
    assert count_slips("trugn", "trung") == 1
