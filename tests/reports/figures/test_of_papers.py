"""Notes, letters, talks, replies and deadlines of a period."""

from datetime import date

from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.waits import DaySpan
from border_gis.reports.figures.build import build_figures
from border_gis.reports.figures.records import CountedDeadline
from border_gis.surveys.contents import Period
from border_gis.zones.deadlines import Deadline, DeadlineState
from tests.reports.figures.builders import HALF, MAY, YEAR, incident, records, step


def numbers(figures, key):
    return {count.label.key: count.value for count in figures.group(key).counts if count.value}


EXCHANGE = incident(
    "A",
    "2022-01-10",
    ("2022-02-01", None, step("note_sent", paper="note")),
    ("2022-03-11", None, step("note_reply_received", paper="note_reply")),
    ("2022-04-01", None, step("talks", paper="talks_minutes")),
    ("2022-04-02", None, step("field_survey", paper="survey_minutes")),
    ("2022-05-01", None, step("letter_sent", paper="letter")),
)


def test_exchanges_count_by_step_by_direction_and_by_kind_of_paper():
    figures = build_figures(records(YEAR, EXCHANGE))
    assert numbers(figures, "exchanges") == {
        "step.note_sent": 1, "step.note_reply_received": 1, "step.talks": 1, "step.letter_sent": 1,
    }  # fmt: skip
    assert numbers(figures, "directions") == {"lane.ours": 2, "lane.theirs": 1, "lane.joint": 1}
    assert numbers(figures, "steps") == {"step.field_survey": 1}
    assert numbers(figures, "papers")["paper.survey_minutes"] == 1


def test_the_steps_that_a_report_always_names_stand_there_with_a_nought():
    figures = build_figures(records(YEAR, incident("A")))
    assert [count.value for count in figures.group("exchanges").counts] == [0] * 5


def test_a_reply_counts_in_the_period_in_which_it_came_with_its_waiting_time():
    figures = build_figures(records(YEAR, EXCHANGE))
    waits = {row.entry.label.key: row for row in figures.waits}
    assert waits["step.note_sent"].days == DaySpan(38, 38)
    assert not waits["step.note_sent"].is_open
    assert waits["step.letter_sent"].is_open
    assert waits["step.letter_sent"].days == DaySpan(244, 244), "until the end of the period"
    winter = build_figures(records(Period(date(2022, 2, 1), date(2022, 2, 28)), EXCHANGE))
    assert numbers(winter, "waits") == {"period.reply_out": 1}
    assert winter.waits[0].days == DaySpan(27, 27)


def test_a_reply_known_by_its_year_is_named_in_half_a_year_and_has_a_span_of_days():
    one = incident(
        "A",
        "2022-01-10",
        ("2022-02-01", None, step("note_sent")),
        ("2022", None, step("note_reply_received")),
    )
    half = build_figures(records(HALF, one)).group("waits")
    assert half.count("period.answered").unsure_numbers == ("A",)
    assert half.count("period.reply_out").unsure_numbers == ("A",)
    year = build_figures(records(YEAR, one))
    assert year.group("waits").count("period.answered").numbers == ("A",)
    assert year.waits[0].days == DaySpan(0, 333)


def follow(day, *closing):
    said = Particulars(step="monitoring", follow_up=FollowUp(date.fromisoformat(day), "kiểm tra lại"))
    further = [("2022-01-20", None, said)]
    further += [(when, None, Particulars(step="monitoring", closes=("A:1",))) for when in closing]
    return incident("A", "2022-01-10", *further)


def deadlines(period, *incidents, **values):
    group = build_figures(records(period, *incidents, **values)).group("deadlines")
    return {count.label.key: count.value for count in group.counts if count.value or count.unsure}


def test_what_the_office_set_itself_was_kept_or_missed_by_the_day_of_the_report_that_closed_it():
    assert deadlines(MAY, follow("2022-05-10", "2022-05-10")) == {"deadline_state.met": 1}
    assert deadlines(MAY, follow("2022-05-10", "2022-05-11")) == {"deadline_state.missed": 1}
    assert deadlines(MAY, follow("2022-05-10")) == {"deadline_state.overdue": 1}
    assert deadlines(MAY, follow("2022-05-10", "2022")) == {"period.not_determinable": 1}
    assert deadlines(MAY, follow("2022-06-10", "2022-05-10")) == {}


def test_deadlines_of_the_rules_for_own_plans_count_by_the_day_on_which_they_fall():
    def due(day, state):
        return CountedDeadline(
            Deadline(
                "zones.due_notice", date.fromisoformat(day), "activity", "0a1b2c3d-9", "Bay", "r", "20", state
            )
        )

    told = (due("2022-05-10", DeadlineState.MET), due("2022-06-01", DeadlineState.MISSED))
    group = build_figures(records(MAY, deadlines=told)).group("deadlines")
    assert group.count("deadline_state.met").numbers == ("A-0a1b2c3d",)
    assert group.count("deadline_state.missed").numbers == ()
