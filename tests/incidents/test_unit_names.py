"""Units are matched by name and date; what was written stays as it was."""

from datetime import date
from uuid import uuid4

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.incidents.unit_names import read_units

REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
TODAY = date(2026, 11, 22)


def unit(name, level=UnitLevel.COMMUNE, parent="Cao Bằng", **values):
    return Unit(str(uuid4()), "", name, level, parent, **values)


HA_LANG = unit("Hạ Lang", UnitLevel.DISTRICT, valid_to=LAST_DAY)
MINH_LONG = unit("Minh Long", parent="Hạ Lang", valid_to=LAST_DAY)
OTHER_MINH_LONG = unit("Minh Long", parent="Thạch An", valid_to=LAST_DAY)
LY_QUOC = unit("Lý Quốc", valid_from=REFORM, former_names=("Minh Long", "Lý Quốc", "Đồng Loan"))
NEW_HA_LANG = unit("Xã Hạ Lang", valid_from=REFORM, former_names=("thị trấn Thanh Nhật",))
UNITS = (HA_LANG, MINH_LONG, OTHER_MINH_LONG, LY_QUOC, NEW_HA_LANG)


def test_a_commune_of_then_is_shown_beside_the_one_of_today():
    commune, district = read_units("xã Minh Long, huyện Hạ Lang", UNITS, PartialDate(2022), TODAY)
    assert (commune.as_written, commune.then, commune.today) == ("xã Minh Long", (MINH_LONG,), (LY_QUOC,))
    assert (district.then, district.today) == ((HA_LANG,), ())
    assert district.is_known


def test_names_that_do_not_tell_units_apart_give_all_of_them():
    (commune,) = read_units("Minh Long", UNITS, PartialDate(2022), TODAY)
    assert set(commune.then) == {MINH_LONG, OTHER_MINH_LONG}


def test_a_year_in_which_units_changed_gives_those_of_both_halves():
    now = unit("Minh Long", valid_from=REFORM)
    (commune,) = read_units("xã Minh Long", (MINH_LONG, now), PartialDate(2025), TODAY)
    assert set(commune.then) == {MINH_LONG, now}
    (commune,) = read_units("xã Minh Long", (MINH_LONG, now), PartialDate(2025, 8), TODAY)
    assert commune.then == (now,)


@pytest.mark.parametrize("text", ["UBND huyện Hạ Lang", "HUYỆN HẠ LANG", "huyện Ha Lang"])
def test_accents_case_and_the_office_before_it_do_not_matter(text):
    (district,) = read_units(text, UNITS, PartialDate(2020, 1), TODAY)
    assert (district.level, district.then) == (UnitLevel.DISTRICT, (HA_LANG,))


def test_what_no_unit_has_for_a_name_is_unknown():
    (one,) = read_units("huyện Bảo Lạc", UNITS, PartialDate(2022), TODAY)
    assert not one.is_known
    (one,) = read_units("huyện Hạ Lang", (), PartialDate(2022), TODAY)
    assert not one.is_known
    assert read_units("", UNITS, None, TODAY) == ()


def test_without_a_date_nothing_is_said_of_that_time():
    commune, _ = read_units("xã Minh Long, huyện Hạ Lang", UNITS, None, TODAY)
    assert (commune.then, commune.today) == ((), (LY_QUOC,))
