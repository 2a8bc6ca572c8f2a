"""What had happened by a day follows from the dates that reports give, however late they came."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate
from border_gis.incidents.model import IncidentState
from border_gis.incidents.then import derive_as_happened
from border_gis.incidents.view import derive_incident
from tests.incidents.test_waits import report as plain_report


def report(number, happened, state=None, **values):
    made = plain_report(number, happened=happened, **values)
    if state is not None:
        made.changes["state"] = state
    return made


def state_on(reports, day):
    then = derive_as_happened(reports, date.fromisoformat(day))
    return None if then is None else (then.incident.state.value, then.is_certain)


def test_a_step_counts_from_the_day_on_which_it_happened():
    reports = [report(0, "2022-05-11", "reported"), report(1, "2022-07-02", "settled")]
    assert state_on(reports, "2022-05-10") is None
    assert state_on(reports, "2022-05-11") == ("reported", True)
    assert state_on(reports, "2022-07-01") == ("reported", True)
    assert state_on(reports, "2022-07-02") == ("settled", True)


def test_what_came_in_late_still_happened_when_it_did():
    reports = [report(0, "2022-05-11", "surveyed"), report(1, "2021-03-01", "notified")]
    assert state_on(reports, "2021-12-31") == ("notified", True)
    assert state_on(reports, "2022-06-01") == ("surveyed", True)


def test_a_month_or_a_year_is_not_certain_while_it_lasts():
    reports = [report(0, "2022", "reported"), report(1, "2023-04", "settled")]
    assert state_on(reports, "2021-12-31") is None
    assert state_on(reports, "2022-06-01") == ("reported", False)
    assert state_on(reports, "2022-12-31") == ("reported", True)
    assert state_on(reports, "2023-04-02") == ("settled", False)
    assert state_on(reports, "2023-05-01") == ("settled", True)


def test_a_report_without_a_date_counts_from_when_it_was_written_down():
    reports = [report(0, "2022", "reported"), report(1, None, "settled")]
    assert state_on(reports, "2026-05-10") == ("reported", True)
    assert state_on(reports, "2026-05-11") == ("settled", True)


def test_a_correction_moves_what_it_corrects():
    wrong = report(1, "2022-07-02", "settled")
    moved = report(2, "2022-09-01", corrects="r1")
    reports = [report(0, "2022-05-11", "reported"), wrong, moved]
    assert state_on(reports, "2022-08-01") == ("reported", True)
    assert state_on(reports, "2022-09-01") == ("settled", True)


@given(st.lists(st.sampled_from(["surveyed", "settled", "in_progress", None]), max_size=6))
def test_where_all_is_in_order_the_last_day_shows_what_is_known_now(states):
    reports = [report(0, "2022-01-01", "reported")]
    reports += [
        report(number, f"2022-02-{number:02d}", state) for number, state in enumerate(states, start=1)
    ]
    then = derive_as_happened(reports, date(2026, 1, 1))
    assert then is not None
    assert then.is_certain
    assert then.incident.state is derive_incident(reports).state
    assert then.incident.state in IncidentState
    assert PartialDate(2022, 1, 1) == reports[0].happened


def test_a_year_recorded_after_a_day_in_it_counts_after_it():
    reports = [report(0, "2022-05-11", "reported"), report(1, "2022", "settled")]
    assert state_on(reports, "2023-01-01") == ("settled", True)
    assert state_on(reports, "2022-06-01") == ("settled", False)
