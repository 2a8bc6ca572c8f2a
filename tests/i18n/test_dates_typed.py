"""Dates as a person types them: there and back, as precise as they are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate
from border_gis.errors import InputError
from border_gis.i18n import format_date, read_date


@given(
    day=st.dates(date(1850, 1, 1), date(2150, 12, 31)),
    precision=st.sampled_from(["day", "month", "year"]),
    language=st.sampled_from(["vi", "en", "zh"]),
)
def test_what_is_written_is_read_again(day, precision, language):
    month = None if precision == "year" else day.month
    known = PartialDate(day.year, month, day.day if precision == "day" else None)
    assert read_date(format_date(known, language)) == known
    assert read_date(format_date(known, language)).precision == precision


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/05/2022", PartialDate(2022, 5, 11)),
        ("11.5.2022", PartialDate(2022, 5, 11)),
        (" 11 - 05 - 2022 ", PartialDate(2022, 5, 11)),
        ("2022-05-11", PartialDate(2022, 5, 11)),
        ("ngày 11 tháng 5 năm 2022", PartialDate(2022, 5, 11)),
        ("tháng 5/2022", PartialDate(2022, 5)),
        ("Tháng 5 năm 2022", PartialDate(2022, 5)),
        ("2022/05", PartialDate(2022, 5)),
        ("năm 2022", PartialDate(2022)),
        ("2022", PartialDate(2022)),
    ],
)
def test_the_ways_in_which_offices_write_dates_are_read(text, expected):
    assert read_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm qua",
        "31/02/2022",
        "13/2022",
        "0/2022",
        "00/00/2022",
        "11/05/22",
        "1/2/3/2022",
        "12345",
        "2022-2-30",
        "١١/٠٥/٢٠٢٢x",
    ],
)
def test_what_is_no_date_is_refused_with_the_text_that_was_typed(text):
    with pytest.raises(InputError) as caught:
        read_date(text)
    assert caught.value.params["text"] == text
