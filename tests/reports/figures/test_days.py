"""Whether a date lies in a period is said only as far as the date tells."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate
from border_gis.reports.figures.days import (
    Within,
    find_beginning,
    find_period_before,
    lies_before,
    lies_in,
    read_days,
)
from border_gis.surveys.contents import Period
from tests.reports.figures.builders import HALF, MAY, YEAR

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS, DAYS, DAYS, st.sampled_from(["day", "month", "year"]))
def test_an_answer_of_yes_or_no_holds_for_every_day_that_the_date_can_mean(true_day, one, other, precision):
    period = Period(min(one, other), max(one, other))
    known = PartialDate(
        true_day.year,
        None if precision == "year" else true_day.month,
        true_day.day if precision == "day" else None,
    )
    answer = lies_in(read_days(known), period)
    inside = period.first <= true_day <= period.last
    assert answer is Within.UNKNOWN or (answer is Within.YES) == inside
    if precision == "day":
        assert answer is not Within.UNKNOWN


def test_a_year_lies_in_a_report_of_that_year_and_in_none_of_half_of_it():
    known = read_days(PartialDate(2022))
    assert [lies_in(known, period) for period in (YEAR, HALF, MAY)] == [
        Within.YES, Within.UNKNOWN, Within.UNKNOWN,
    ]  # fmt: skip
    assert lies_in(read_days(PartialDate(2021)), YEAR) is Within.NO


def test_what_has_no_date_was_not_later_than_it_was_written_down():
    known = read_days(None, datetime(2022, 3, 1, tzinfo=UTC))
    assert lies_in(known, YEAR) is Within.UNKNOWN
    assert lies_in(known, Period(date(2023, 1, 1), date(2023, 12, 31))) is Within.NO
    assert lies_before(known, date(2023, 1, 1)) is Within.YES


def test_the_beginning_is_no_later_than_the_earliest_that_is_known_exactly():
    beginning = find_beginning([read_days(PartialDate(2022)), read_days(PartialDate(2022, 5, 11))])
    assert (beginning.first, beginning.last) == (date(2022, 1, 1), date(2022, 5, 11))
    assert lies_in(beginning, HALF) is Within.YES


@given(DAYS, st.integers(0, 800))
def test_the_period_before_ends_on_the_day_before_and_is_as_long(first, length):
    period = Period(first, first + timedelta(days=length))
    before = find_period_before(period)
    assert before.last == period.first - timedelta(days=1)
    is_months = period.first.day == 1 and (period.last + timedelta(days=1)).day == 1
    if is_months:
        assert before.first.day == 1
    else:
        assert before.last - before.first == period.last - period.first


def test_half_a_year_is_compared_with_half_a_year_and_a_leap_february_with_a_january():
    assert find_period_before(HALF) == Period(date(2021, 7, 1), date(2021, 12, 31))
    assert find_period_before(YEAR) == Period(date(2021, 1, 1), date(2021, 12, 31))
    february = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert find_period_before(february) == Period(date(2024, 1, 1), date(2024, 1, 31))
