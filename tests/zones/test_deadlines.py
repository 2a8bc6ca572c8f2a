"""By when something is due: hours as a moment, days as a day, and how that stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import DataError
from border_gis.zones.deadlines import DeadlineState, count_back, last_moment, state_of
from border_gis.zones.judging import Court, judge_one
from border_gis.zones.law import Period
from border_gis.zones.notices import find_requirements, list_deadlines
from border_gis.zones.planned import (
    ActivityEntry,
    ActivityState,
    EntryKind,
    PlannedActivity,
    derive_activities,
    derive_activity,
    find_changes,
    kinds_that_are_planned,
    read_when,
    take_activity,
    write_plan,
)
from border_gis.zones.subjects import Activity
from border_gis.zones.verdict import Outcome
from tests.zones.builders import BOOK, LINE, at

DAY = date(2026, 12, 20)
MORNING = datetime(2026, 12, 20, 8, 0, tzinfo=VIET_NAM_TIME)
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def plan(kind=Activity.BLASTING, start=MORNING, north_m=-900.0, **more):
    # Plans keep nine decimals, a tenth of a millimetre.
    place = shapely.Point(*(round(each, 9) for each in at(2_000.0, north_m)))
    return PlannedActivity("a1", kind, "Mở đường", start, geometry=place, accuracy_m=5.0, **more)


def needs(activity, today=date(2026, 11, 22)):
    verdicts = judge_one(take_activity(activity), Court(BOOK, LINE, today, None, "test"))
    return find_requirements(activity, BOOK, verdicts)


def deadlines(activity, now=date(2026, 11, 22)):
    return [(each.code.removeprefix("zones."), each.due, each.state.value, each.article)
            for each in list_deadlines(activity, needs(activity), now)]  # fmt: skip


def entry(kind, number=1, **more):
    return ActivityEntry(f"e{number}", "a1", kind, NOON, "Nguyễn", "PC-01", **more)


def test_hours_are_counted_back_from_the_moment_and_days_on_the_calendar():
    assert count_back(MORNING, Period(48, "hours")) == datetime(2026, 12, 18, 8, 0, tzinfo=VIET_NAM_TIME)
    assert count_back(DAY, Period(48, "hours")) == datetime(2026, 12, 18, tzinfo=VIET_NAM_TIME)
    assert count_back(MORNING, Period(10, "days")) == count_back(DAY, Period(10)) == date(2026, 12, 10)
    assert count_back(DAY, Period(None)) is None


def test_a_moment_late_in_the_evening_in_london_is_already_the_next_day_here():
    late = datetime(2026, 12, 19, 20, 0, tzinfo=UTC)
    assert count_back(late, Period(10)) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("due", "met", "now", "state"),
    [
        (date(2026, 12, 10), None, date(2026, 12, 10), "next"),
        (date(2026, 12, 10), None, date(2026, 12, 11), "overdue"),
        (date(2026, 12, 10), None, date(2026, 12, 21), "missed"),
        (date(2026, 12, 10), date(2026, 12, 10), date(2026, 12, 30), "met"),
        (date(2026, 12, 10), date(2026, 12, 11), date(2026, 12, 12), "missed"),
        (MORNING - timedelta(hours=48), date(2026, 12, 17), DAY, "met"),
        # A paper of that day whose hour nobody wrote down is not surely in time.
        (MORNING - timedelta(hours=48), date(2026, 12, 18), DAY, "missed"),
        (MORNING - timedelta(hours=48), MORNING - timedelta(hours=49), DAY, "met"),
        (MORNING - timedelta(hours=48), None, MORNING - timedelta(hours=47), "overdue"),
    ],
)
def test_a_deadline_is_to_come_overdue_met_or_missed(due, met, now, state):
    assert state_of(due, met, now, MORNING).value == state


@given(st.integers(-100_000, 100_000).map(lambda hours: NOON + timedelta(hours=hours)))
def test_once_a_deadline_is_past_it_never_comes_back(now):
    due = date(2026, 12, 10)
    is_over = state_of(due, None, now, MORNING) is not DeadlineState.NEXT
    assert is_over == (now >= last_moment(due))
    later = state_of(due, None, now + timedelta(days=1), MORNING)
    assert not is_over or later is not DeadlineState.NEXT


def test_blasting_at_900_m_needs_notice_48_hours_before_it():
    assert deadlines(plan()) == [("due_notice", MORNING - timedelta(hours=48), "next", "15(4)")]
    # At 2.5 km nobody has to be told; the belt, 1,000 m at most, ends before it too.
    assert deadlines(plan(north_m=-2_500.0)) == []


def test_a_flight_across_the_line_asks_30_days_before_and_has_an_answer_10_days_before():
    across = plan(Activity.AERIAL_SURVEY_ACROSS, DAY)
    assert deadlines(across) == [
        ("due_notice", date(2026, 11, 20), "overdue", "20"),
        ("due_reply", date(2026, 12, 10), "next", "20"),
    ]
    (need,) = needs(across)
    assert need.rule.form["vi"] == "Phụ lục 6"


def test_a_flight_on_our_own_side_asks_15_days_before_and_a_drone_a_permit_of_the_day_before():
    assert deadlines(plan(Activity.AERIAL_SURVEY, DAY)) == [("due_notice", date(2026, 12, 5), "next", "20")]
    assert deadlines(plan(Activity.DRONE_FLIGHT, DAY)) == [
        ("due_agreement", date(2026, 12, 19), "next", "4(3)")
    ]
    assert deadlines(plan(Activity.MARKER_REPAIR, DAY)) == [
        ("due_notice", date(2026, 12, 10), "next", "5(2)")
    ]


def test_a_notice_that_was_sent_meets_its_deadline_and_no_other_one():
    sent = entry(
        EntryKind.NOTICE_SENT, 2, happened=date(2026, 12, 17), paper="12/CV", rules=("agreement-2009.15-4",)
    )
    (deadline,) = list_deadlines(plan(sent=(sent,)), needs(plan()), DAY)
    assert (deadline.state, deadline.params["paper"]) == (DeadlineState.MET, "12/CV")
    other = replace(sent, rules=("agreement-2009.5-2-repair",))
    assert deadlines(plan(sent=(other,)), MORNING - timedelta(hours=1))[0][2] == "overdue"


def test_only_an_agreement_meets_what_has_to_be_agreed():
    mining = plan(Activity.MINING, DAY, north_m=-300.0)
    refused = entry(EntryKind.ANSWERED, 2, happened=NOON, rules=("agreement-2009.15-6",), agreed=False)
    granted = replace(refused, id="e3", agreed=True)
    states = []
    for answers in ((), (refused,), (refused, granted)):
        activity = replace(mining, answered=answers)
        found = list_deadlines(activity, needs(mining), date(2026, 11, 22))
        states.append({each.article: each.state.value for each in found})
    assert [each["15(6)"] for each in states] == ["next", "next", "met"]


def test_what_was_called_off_has_no_deadlines():
    assert deadlines(plan(state=ActivityState.CANCELLED)) == []


def test_the_gravest_answer_of_a_rule_stands_first_and_exempt_ones_are_told():
    found = needs(plan(Activity.GATE_FACILITY, DAY, north_m=-5.0))
    assert [need.outcome for need in found][-1] is Outcome.EXEMPT
    assert needs(plan(Activity.BURNING, DAY, north_m=-500.0))[0].outcome is Outcome.PROHIBITED


def test_the_kinds_come_from_the_rules_and_nobody_plans_to_lose_a_marker():
    kinds = kinds_that_are_planned(BOOK)
    assert {Activity.DRONE_FLIGHT, Activity.AERIAL_SURVEY_ACROSS, Activity.BLASTING} <= set(kinds)
    assert Activity.MARKER_LOSS not in kinds
    fewer = replace(BOOK, rules=tuple(rule for rule in BOOK.rules if rule.article == "15(4)"))
    assert kinds_that_are_planned(fewer) == (Activity.BLASTING,)


def test_a_plan_is_what_its_entries_leave_of_it():
    first = plan(note="x")
    moved = replace(first, start=DAY, end=date(2026, 12, 24))
    entries = [
        entry(EntryKind.PLANNED, 1, changes=write_plan(first)),
        entry(EntryKind.CHANGED, 2, changes=find_changes(first, moved), text="mưa"),
        entry(EntryKind.NOTICE_SENT, 3, happened=DAY, rules=("r",)),
    ]
    derived = derive_activity(entries)
    assert derived == replace(moved, state=ActivityState.NOTICE_SENT, sent=(entries[2],))
    assert derive_activity(entries[:1]) == first
    assert derive_activities(entries) == (derived,)
    assert find_changes(first, first) == {}


def test_broken_entries_are_named():
    with pytest.raises(DataError, match="no_beginning"):
        derive_activity([entry(EntryKind.DONE)])
    broken = {**write_plan(plan()), "start": "2026-12-20T08:00"}
    with pytest.raises(DataError, match="start"):
        derive_activity([entry(EntryKind.PLANNED, changes=broken)])
    with pytest.raises(DataError, match="colour"):
        derive_activity([entry(EntryKind.PLANNED, changes={**write_plan(plan()), "colour": 1})])


@pytest.mark.parametrize("when", [DAY, MORNING])
def test_a_day_stays_a_day_and_a_moment_a_moment(when):
    assert read_when(when.isoformat()) == when
    assert type(read_when(when.isoformat())) is type(when)
