"""How secret an incident is with all its reports, and how it is declassified."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.access import Secrecy, highest_level, mark_prefix
from border_gis.incidents.levels import find_level
from border_gis.incidents.model import Report
from border_gis.incidents.view import derive_incident, extend_incident

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LEVELS = st.sampled_from(Secrecy)


def report(number=0, level=Secrecy.NONE, **changes):
    kind = "opened" if number == 0 else "changed" if changes else "added"
    return Report(str(number), "i", kind, NOW, "Cán bộ 1", "may-1", secrecy=level, changes=changes)


def test_an_incident_is_as_secret_as_the_most_secret_of_its_reports():
    reports = [report(), report(1, Secrecy.TOI_MAT), report(2, Secrecy.MAT)]
    assert derive_incident(reports).level is Secrecy.TOI_MAT
    assert derive_incident(reports).secrecy is Secrecy.NONE
    assert derive_incident(reports[:1]).level is Secrecy.NONE


def test_only_a_report_that_sets_the_level_brings_it_down_and_what_follows_raises_it_again():
    reports = [report(0, Secrecy.TUYET_MAT, secrecy="tuyet_mat"), report(1), report(2, secrecy="none")]
    assert find_level(reports[:2]) is Secrecy.TUYET_MAT
    assert find_level(reports) is Secrecy.NONE
    assert find_level([*reports, report(3, Secrecy.MAT)]) is Secrecy.MAT


def test_a_report_that_lowers_the_incident_and_is_itself_secret_keeps_its_own_level():
    assert find_level([report(0, Secrecy.TOI_MAT), report(1, Secrecy.MAT, secrecy="none")]) is Secrecy.MAT


@given(st.lists(st.tuples(LEVELS, st.none() | LEVELS), min_size=1, max_size=6))
def test_the_quick_way_gives_the_level_that_all_reports_give(said):
    reports = [
        report(number, secrecy, **({} if stated is None else {"secrecy": stated.value}))
        for number, (secrecy, stated) in enumerate(said)
    ]
    incident = None
    for each in reports:
        incident = extend_incident(incident, each)
    assert incident == derive_incident(reports)


def test_each_level_is_numbered_on_its_own_so_that_no_number_is_missing():
    assert {mark_prefix("CB-2026", level) for level in Secrecy} == {
        "CB-2026",
        "CB-2026-C",
        "CB-2026-B",
        "CB-2026-A",
    }
    assert mark_prefix("", Secrecy.MAT) == ""


@pytest.mark.parametrize("level", Secrecy)
def test_whoever_is_cleared_for_the_highest_of_some_levels_may_see_all_of_them(level):
    below = [other for other in Secrecy if level.covers(other)]
    assert highest_level(below) is level
    assert all(replace(report(), secrecy=each).secrecy.rank <= level.rank for each in below)
