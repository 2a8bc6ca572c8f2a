"""Incidents are counted by when things happened; every figure names its records."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy
from border_gis.incidents.model import IncidentState
from border_gis.reports.figures.build import build_figures
from border_gis.reports.figures.days import Within
from border_gis.reports.figures.model import compare_figures
from border_gis.surveys.contents import Period
from tests.reports.figures.builders import HALF, MAY, YEAR, incident, records, step

NEXT_YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))


def course(period, *incidents):
    group = build_figures(records(period, *incidents)).group("course")
    return {count.label.key.removeprefix("period."): count for count in group.counts}


def test_what_began_in_the_period_is_new_and_what_went_on_is_continued():
    begun = incident("A", "2022-03-05")
    went_on = incident("B", "2021-11-02", ("2022-04-01", None, None))
    slept = incident("C", "2021-11-02")
    figures = course(YEAR, begun, went_on, slept)
    assert figures["new"].numbers == ("A",)
    assert figures["continued"].numbers == ("B",)
    assert figures["all"].numbers == ("A", "B")
    assert figures["open"].numbers == ("A", "B", "C")


def test_what_is_settled_counts_in_its_period_and_is_open_before_and_not_after():
    one = incident("A", "2021-11-02", ("2022-04-01", IncidentState.SETTLED, None))
    assert course(YEAR, one)["ended"].numbers == ("A",)
    assert course(YEAR, one)["open"].numbers == ()
    assert course(Period(date(2021, 1, 1), date(2021, 12, 31)), one)["open"].numbers == ("A",)
    assert course(NEXT_YEAR, one)["all"].numbers == ()
    assert course(NEXT_YEAR, one)["open"].numbers == ()


def test_what_is_taken_up_again_is_open_again():
    one = incident(
        "A",
        "2021-11-02",
        ("2022-04-01", IncidentState.SETTLED, None),
        ("2022-09-01", IncidentState.IN_PROGRESS, None),
    )
    assert course(YEAR, one)["ended"].numbers == ("A",)
    assert course(YEAR, one)["open"].numbers == ("A",)
    assert course(HALF, one)["open"].numbers == ()


def test_an_incident_known_by_its_year_counts_in_the_year_and_is_named_in_a_month():
    one = incident("A", "2022")
    assert course(YEAR, one)["new"].numbers == ("A",)
    month = course(MAY, one)
    assert month["new"].numbers == ()
    assert month["new"].unsure_numbers == ("A",)
    assert month["all"].unsure_numbers == ("A",)


def test_one_exact_report_makes_an_incident_of_the_period_though_nobody_knows_when_it_began():
    one = incident("A", "2022", ("2022-05-11", None, None))
    month = course(MAY, one)
    assert month["all"].numbers == ("A",)
    assert month["new"].unsure_numbers == ("A",)
    assert month["continued"].unsure_numbers == ("A",)


def test_a_state_that_may_have_come_later_is_not_given():
    one = incident("A", "2022-01-05", ("2022", IncidentState.SETTLED, None))
    states = build_figures(records(HALF, one)).group("by_state")
    assert [(count.label.key, count.numbers) for count in states.counts] == [
        ("period.not_determinable", ("A",))
    ]
    assert course(HALF, one)["open"].unsure_numbers == ("A",)


def test_breakdowns_add_up_to_the_incidents_of_the_period():
    figures = build_figures(
        records(
            YEAR, incident("A", "2022"), incident("B", "2022-05-01", category="drone"), incident("C", "2020")
        )
    )
    for key in ("by_kind", "by_state", "by_party", "by_unit"):
        assert sum(count.value for count in figures.group(key).counts) == 2, key
    assert figures.group("by_kind").count("incident_category.drone").numbers == ("B",)


def test_a_unit_that_nobody_can_tell_is_named_and_not_counted():
    figures = course(YEAR, incident("A", "2022", belongs=Within.UNKNOWN), incident("B", belongs=Within.NO))
    assert figures["all"].numbers == ()
    assert figures["all"].unsure_numbers == ("A",)


def test_a_breach_is_what_a_person_called_so_and_reported_up_when_a_report_went_up():
    called = incident("A", "2022-02-01", ("2022-03-01", None, step("report_up")), event_kind="river_works")
    protested = incident(
        "B",
        "2022-02-01",
        ("2022-03-01", None, step("protest_sent")),
        ("2022-04-01", None, step("ask_centre")),
    )
    told = incident("C", "2022-02-01", ("2022-03-01", None, step("report_up")))
    later = incident("D", "2022-02-01", ("2023-03-01", None, step("report_up")), event_kind="shooting")
    group = build_figures(records(YEAR, called, protested, told, later)).group("reported_up")
    found = {count.label.key.removeprefix("period."): count.numbers for count in group.counts}
    assert found == {
        "to_province": ("A", "C"),
        "to_centre": ("B",),
        "breaches": ("A", "B", "D"),
        "breaches_to_province": ("A",),
        "breaches_to_centre": ("B",),
    }


def test_a_correction_of_a_date_moves_the_incident_out_of_the_period():
    one = incident("A", "2022-05-11")
    first = one.reports[0]
    corrected = replace(
        first, id="A:9", kind="corrected", corrects=first.id, event_date=None, changes={"date": "2021-05-11"}
    )
    from border_gis.incidents.view import derive_incident

    reports = (first, corrected)
    moved = replace(one, reports=reports, incident=derive_incident(reports))
    assert course(YEAR, moved)["all"].numbers == ("A",), "the report itself still says 2022"
    dated = replace(corrected, event_date=first.event_date.__class__(2021, 5, 11))
    reports = (first, dated)
    moved = replace(one, reports=reports, incident=derive_incident(reports))
    assert course(YEAR, moved)["all"].numbers == ()


def test_the_level_of_the_figures_is_the_highest_of_what_they_are_counted_from():
    one = incident("A", "2022")
    secret = replace(one, incident=replace(one.incident, id="B", number="B", level=Secrecy.TOI_MAT))
    assert build_figures(records(YEAR, one)).level is Secrecy.NONE
    assert build_figures(records(YEAR, one, secret)).level is Secrecy.TOI_MAT


def test_the_period_before_stands_beside_each_figure_also_where_nothing_is_left_now():
    one, two = incident("A", "2022"), incident("B", "2021", category="drone")
    before = Period(date(2021, 1, 1), date(2021, 12, 31))
    figures = compare_figures(
        build_figures(records(YEAR, one, two)), build_figures(records(before, one, two))
    )
    kinds = figures.group("by_kind")
    assert {count.label.key: (count.value, count.before.value) for count in kinds.counts} == {
        "incident_category.fence": (1, 0),
        "incident_category.drone": (0, 1),
    }
    assert figures.before == before


@given(st.lists(st.tuples(st.integers(2020, 2023), st.integers(1, 12)), min_size=1, max_size=8))
def test_what_is_new_in_each_month_is_new_in_the_year_and_in_one_month_only(months):
    incidents = [incident(f"{n}", f"{year}-{month:02d}-15") for n, (year, month) in enumerate(months)]
    whole = course(YEAR, *incidents)["new"].numbers
    parts = []
    for month in range(1, 13):
        last = (date(2022, month + 1, 1) if month < 12 else date(2023, 1, 1)).toordinal() - 1
        parts += course(Period(date(2022, month, 1), date.fromordinal(last)), *incidents)["new"].numbers
    assert sorted(parts) == sorted(whole)


def test_what_was_counted_in_the_period_before_keeps_its_level_beside_the_figures():
    one = incident("A", "2021")
    secret = replace(one, incident=replace(one.incident, level=Secrecy.MAT))
    before = Period(date(2021, 1, 1), date(2021, 12, 31))
    now = build_figures(records(YEAR, incident("B", "2022")))
    assert compare_figures(now, build_figures(records(before, secret))).level is Secrecy.MAT
