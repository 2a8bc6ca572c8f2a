"""Waiting times follow from the reports, and say no more than the dates do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate, order_by_dates
from border_gis.incidents.model import OpenFollowUp, Report
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.view import derive_incident
from border_gis.incidents.waits import (
    DaySpan,
    count_days,
    find_follow_ups,
    match_replies,
    measure_waits,
)

MOMENT = datetime(2026, 5, 11, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
PRECISIONS = st.sampled_from(["day", "month", "year"])


def blur(day, precision):
    """Return a day as somebody knows it who knows the month or the year only."""
    return PartialDate(
        day.year, None if precision == "year" else day.month, day.day if precision == "day" else None
    )


def report(number, step="", happened=None, **values):
    corrects = values.pop("corrects", None)
    particulars = Particulars(step=step, **values)
    return Report(
        id=f"r{number}",
        incident_id="i1",
        kind="corrected" if corrects else "opened" if number == 0 else "added",
        recorded_at=MOMENT + timedelta(minutes=number),
        author="a",
        machine="m",
        event_date=None if happened is None else PartialDate.fromisoformat(happened),
        text="x",
        changes={"number": "CB-2026-001"} if number == 0 else {},
        corrects=corrects,
        particulars=particulars,
    )


def note(number, happened=None, **values):
    return report(number, "note", happened, awaits=("note_reply", "talks"), **values)


def pairs(*reports):
    return [
        (match.asked.id, None if match.answered is None else match.answered.id)
        for match in match_replies(reports)
    ]


@given(DAYS, st.integers(0, 2000), PRECISIONS, PRECISIONS)
def test_the_true_number_of_days_lies_in_the_span_however_imprecise_the_dates(
    start, days, precise, less_precise
):
    end = start + timedelta(days=days)
    span = count_days(blur(start, precise), blur(end, less_precise))
    assert span is not None
    assert 0 <= span.least <= days <= span.most
    assert span.is_exact or "day" not in (precise, less_precise) or precise != less_precise


@given(DAYS, st.integers(0, 2000))
def test_two_known_days_give_one_number(start, days):
    assert count_days(blur(start, "day"), blur(start + timedelta(days=days), "day")) == DaySpan(days, days)


@given(DAYS, DAYS, PRECISIONS, PRECISIONS)
def test_both_ends_of_a_span_are_possible(first, second, precise, less_precise):
    start, end = blur(first, precise), blur(second, less_precise)
    span = count_days(start, end)
    if span is None:
        assert end.last_day < start.first_day
        return
    assert span.most == (end.last_day - start.first_day).days
    nearest = max(end.first_day, start.last_day) - start.last_day
    assert span.least == nearest.days


def test_a_month_and_a_year_never_pretend_to_be_a_day():
    assert count_days(PartialDate(2022, 5), PartialDate(2022, 5, 20)) == DaySpan(0, 19)
    assert count_days(PartialDate(2022), PartialDate(2022)) == DaySpan(0, 364)
    assert count_days(PartialDate(2022, 5), PartialDate(2022, 7)) == DaySpan(31, 91)
    assert count_days(None, PartialDate(2022)) is None
    assert count_days(PartialDate(2022, 5, 2), PartialDate(2022, 5, 1)) is None


def test_a_reply_belongs_to_the_report_that_it_names():
    one, two = note(0, "2026-01-01"), note(1, "2026-02-01")
    assert pairs(one, two, report(2, "note_reply", "2026-03-01", answers="r1")) == [
        ("r0", None),
        ("r1", "r2"),
    ]


def test_without_a_name_it_belongs_to_the_oldest_that_waits_for_its_step():
    one, two = note(0, "2026-02-01"), note(1, "2026-01-01")
    assert pairs(one, two, report(2, "note_reply", "2026-03-01")) == [("r0", None), ("r1", "r2")]
    assert pairs(one, report(1, "survey", "2026-03-01")) == [("r0", None)]


def test_a_reply_before_the_note_answers_nothing():
    assert pairs(note(0, "2026-02"), report(1, "note_reply", "2026-01-31")) == [("r0", None)]
    assert pairs(note(0, "2026-02"), report(1, "note_reply", "2026-02-03")) == [("r0", "r1")]


def test_a_note_written_down_after_its_reply_is_matched_where_the_dates_leave_no_doubt():
    reply = report(0, "note_reply", "2026-03-05")
    assert pairs(reply, note(1, "2026-02")) == [("r1", "r0")]
    assert pairs(reply, note(1, "2026")) == [("r1", None)]
    assert pairs(reply, note(1)) == [("r1", None)]


def test_one_reply_ends_one_wait():
    assert pairs(note(0), note(1), report(2, "talks"), report(3, "talks"), report(4, "talks")) == [
        ("r0", "r2"),
        ("r1", "r3"),
    ]


def test_an_open_wait_runs_until_today():
    (wait,) = measure_waits([note(0, "2026-11-02")], TODAY)
    assert (wait.is_open, wait.days) == (True, DaySpan(20, 20))
    (wait,) = measure_waits([note(0, "2026-10")], TODAY)
    assert wait.days == DaySpan(22, 52)
    (wait,) = measure_waits([note(0)], TODAY)
    assert (wait.is_open, wait.days) == (True, None)


def test_the_date_of_the_paper_counts_where_the_event_has_none():
    asked = report(0, "note", awaits=("note_reply",), paper_date=PartialDate(2026, 11, 1))
    (wait,) = measure_waits([asked], TODAY)
    assert wait.days == DaySpan(21, 21)


def test_a_correction_changes_the_step_that_it_corrects_and_is_none_itself():
    wrong = note(0, "2026-01-01")
    assert measure_waits([wrong, report(1, "survey", corrects="r0")], TODAY) == ()
    right = replace(note(1, "2026-01-05"), kind="corrected", corrects="r0")
    (wait,) = measure_waits([report(0, "survey", "2026-01-01"), right], date(2026, 1, 8))
    assert (wait.asked.id, wait.days) == ("r0", DaySpan(3, 3))


def test_of_two_corrections_of_a_step_the_later_counts():
    wrong = note(0, "2026-01-01")
    first = replace(note(1, "2026-01-05"), kind="corrected", corrects="r0")
    second = replace(note(2, "2026-01-07"), kind="corrected", corrects="r0")
    (wait,) = measure_waits([wrong, first, second], date(2026, 1, 8))
    assert (wait.asked.id, wait.days) == ("r0", DaySpan(1, 1))


def test_a_follow_up_stays_until_a_later_report_closes_it():
    soon, later = FollowUp(date(2026, 12, 1), "Hỏi lại"), FollowUp(date(2027, 1, 1), "Khảo sát")
    first, second = report(0, follow_up=later), report(1, follow_up=soon)
    assert find_follow_ups([first, second]) == (OpenFollowUp("r1", soon), OpenFollowUp("r0", later))
    assert find_follow_ups([first, second, report(2, closes=("r1",))]) == (OpenFollowUp("r0", later),)


def test_the_view_of_an_incident_says_what_is_out_and_what_is_to_do():
    asked = note(1, "2026-02", follow_up=FollowUp(date(2026, 12, 1), "Hỏi lại"))
    view = derive_incident([report(0), asked])
    assert [(one.report_id, one.since, one.step) for one in view.awaited] == [
        ("r1", PartialDate(2026, 2), "note")
    ]
    assert [one.report_id for one in view.follow_ups] == ["r1"]
    answered = derive_incident([report(0), asked, report(2, "talks", closes=("r1",))])
    assert (answered.awaited, answered.follow_ups) == ((), ())


@given(st.lists(st.tuples(DAYS, PRECISIONS), max_size=8))
def test_what_was_surely_earlier_comes_first(days):
    dates = [blur(day, precision) for day, precision in days]
    ordered = order_by_dates(enumerate(dates), lambda one: one[1])
    assert sorted(ordered) == sorted(enumerate(dates))
    for place, (_, earlier) in enumerate(ordered):
        for _, later in ordered[place + 1 :]:
            assert not later.last_day < earlier.first_day


def test_a_month_stays_behind_the_day_in_it_that_was_recorded_before():
    given_order = [
        PartialDate(2026, 3),
        PartialDate(2026, 3, 5),
        PartialDate(2026, 3),
        PartialDate(2026, 2, 1),
    ]
    assert order_by_dates(given_order, lambda one: one) == (
        PartialDate(2026, 2, 1), PartialDate(2026, 3), PartialDate(2026, 3, 5), PartialDate(2026, 3),
    )  # fmt: skip
