"""Words for codes: filling in, falling back, and the ways of a language."""

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import Finding, InputError
from border_gis.i18n import (
    describe_error,
    describe_finding,
    describe_value,
    format_number,
    has_words,
    translate,
)
from border_gis.i18n.catalog import _Filler
from border_gis.works.model import WorkKind


def fill(template: str, language: str = "vi", **params: object) -> str:
    return _Filler(language).vformat(template, (), params)


def test_a_code_without_words_shows_itself_and_its_values():
    assert translate("nobody.wrote_this", None, "vi") == "nobody.wrote_this"
    assert translate("nobody.wrote_this", {"marker": "834/1"}, "vi") == "nobody.wrote_this (marker: 834/1)"


def test_vietnamese_numbers_have_a_decimal_comma_and_grouping_dots():
    assert format_number(1445.269, "vi") == "1445,269"
    assert format_number(1445269, "vi", ",d") == "1.445.269"
    assert format_number(1445.269, "en", ",.1f") == "1,445.3"
    assert fill("{length_m:,.1f} m", length_m=1234.56) == "1.234,6 m"


def test_an_integer_without_a_format_stays_ungrouped_because_it_may_be_a_marker():
    assert fill("mốc {marker}", marker=1378) == "mốc 1378"


def test_trailing_zeros_of_a_decimal_are_not_shown():
    assert fill("{offset} m", offset=600.0) == "600 m"


def test_dates_keep_their_precision():
    assert describe_value(PartialDate(2022, 3, 5), "vi") == "05/03/2022"
    assert describe_value(PartialDate(2022, 3), "vi") == "03/2022"
    assert describe_value(PartialDate(2022), "en") == "2022"
    assert describe_value(date(2022, 3, 5), "zh") == "2022-03-05"


def test_moments_are_told_in_viet_nam_time():
    assert describe_value(datetime(2026, 1, 31, 20, 5, tzinfo=UTC), "vi") == "01/02/2026 03:05"


def test_members_of_enumerations_are_said_in_words():
    assert describe_value(WorkKind.FENCE, "vi") == "hàng rào biên giới"
    assert describe_value(WorkKind.FENCE, "en") == "border fence"


def test_a_member_without_words_is_shown_as_its_value():
    class Unheard(StrEnum):
        THING = "thing"

    assert describe_value(Unheard.THING, "vi") == "thing"


def test_a_sequence_is_listed():
    assert describe_value((1.5, WorkKind.FENCE, None), "vi") == "1,5, hàng rào biên giới, –"


def test_a_missing_value_leaves_its_braces_and_does_not_stop_the_message():
    assert fill("mốc {marker}") == "mốc {marker}"
    assert fill("mốc {marker.number}", marker="x") == "mốc {marker.number}"


def test_a_text_with_braces_stays_text():
    assert fill("{text}", text="${alert(1)} {other}") == "${alert(1)} {other}"


def test_a_number_format_on_a_text_does_not_stop_the_message():
    assert fill("{length_m:,.1f}", length_m="?") == "?"


def test_chinese_falls_back_to_vietnamese():
    assert translate("party.cn", None, "zh") == "中国"
    assert translate("cli.check.summary", None, "zh") == translate("cli.check.summary", None, "vi")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unexpected_error_is_told_without_its_internals(language):
    said = describe_error(KeyError("secret_name"), language)
    assert "secret_name" not in said
    assert "KeyError" not in said
    assert len(said) > 20


def test_an_error_of_ours_is_told_with_its_values():
    assert has_words("error.unexpected")
    assert describe_error(InputError("nobody.wrote_this", marker="834/1"), "vi").endswith("(marker: 834/1)")


def test_a_finding_names_the_thing_it_was_found_in():
    finding = Finding("value.yes", where="mốc 834")
    assert describe_finding(finding, "vi") == "mốc 834: có"
