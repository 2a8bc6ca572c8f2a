"""The view of an incident is what its reports say, at any moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState, Report
from border_gis.incidents.particulars import Particulars
from border_gis.incidents.view import (
    check_changes,
    derive_incident,
    describe_changes,
    extend_incident,
    open_incident,
)

MOMENT = datetime(2026, 5, 11, 7, 0, tzinfo=UTC)
INCIDENT = Incident(
    id="i1",
    number="CB-2026-001",
    title="Hàng rào",
    category="fence",
    party=IncidentParty.CN,
    state=IncidentState.REPORTED,
    date=PartialDate(2026, 5),
    places=(IncidentPlace("834/1", {"type": "Point", "coordinates": [106.7, 22.8]}, "834/1", "line", 50.0),),
    description="Mô tả",
    source_paper="Công văn 1",
    unit_as_written="huyện Hạ Lang",
    province="Cao Bằng",
    demonstration=True,
)
OPENING = open_incident(INCIDENT, recorded_at=MOMENT, author="a", machine="m")


def report(number, changes, corrects=None):
    return Report(
        id=f"r{number}",
        incident_id="i1",
        kind="corrected" if corrects else "changed",
        recorded_at=MOMENT + timedelta(minutes=number),
        author="b",
        machine="m",
        changes=changes,
        corrects=corrects,
    )


def test_opening_an_incident_says_all_that_is_known_of_it():
    assert derive_incident([OPENING]) == INCIDENT


def test_an_incident_of_which_little_is_known_comes_back_too():
    bare = Incident("i2", "", "Tên", "other", IncidentParty.UNKNOWN, IncidentState.NOTIFIED)
    assert derive_incident([open_incident(bare, recorded_at=MOMENT, author="a", machine="m")]) == bare


def test_what_was_known_at_a_moment_leaves_out_what_was_recorded_later():
    reports = [OPENING, report(1, {"state": "surveyed"}), report(2, {"state": "settled"})]
    states = [derive_incident(reports, MOMENT + timedelta(minutes=minutes)).state for minutes in range(3)]
    assert states == [IncidentState.REPORTED, IncidentState.SURVEYED, IncidentState.SETTLED]
    with pytest.raises(NotFoundError):
        derive_incident(reports, MOMENT - timedelta(microseconds=1))


def test_a_correction_takes_the_place_of_what_it_corrects():
    reports = [
        OPENING,
        report(1, {"state": "completed"}),
        report(2, {"title": "Mới"}),
        report(3, {"state": "surveyed"}, "r1"),
    ]
    assert derive_incident(reports).state is IncidentState.SURVEYED
    assert derive_incident(reports).title == "Mới"


def test_a_later_report_counts_more_than_the_correction_of_an_earlier_one():
    reports = [
        OPENING,
        report(1, {"state": "completed"}),
        report(2, {"state": "settled"}),
        report(3, {"state": "surveyed"}, "r1"),
    ]
    assert derive_incident(reports).state is IncidentState.SETTLED


def test_a_correction_can_take_a_field_back():
    reports = [
        OPENING,
        report(1, {"state": "completed", "date": "2020"}),
        report(2, {"state": None, "date": None}, "r1"),
    ]
    assert derive_incident(reports) == INCIDENT


def test_a_correction_can_be_corrected():
    reports = [
        OPENING,
        report(1, {"state": "completed"}),
        report(2, {"state": "surveyed"}, "r1"),
        report(3, {"state": "proposed"}, "r2"),
    ]
    assert derive_incident(reports).state is IncidentState.PROPOSED
    assert derive_incident(reports, MOMENT + timedelta(minutes=2)).state is IncidentState.SURVEYED


def test_of_two_corrections_of_one_report_the_later_counts():
    reports = [
        OPENING,
        report(1, {"state": "completed"}),
        report(2, {"state": "surveyed", "title": "Mới"}, "r1"),
        report(3, {"state": "proposed"}, "r1"),
    ]
    incident = derive_incident(reports)
    assert (incident.state, incident.title) == (IncidentState.PROPOSED, "Mới")


def test_a_correction_of_the_earlier_correction_does_not_outdo_the_later_one():
    reports = [
        OPENING,
        report(1, {"state": "completed"}),
        report(2, {"state": "surveyed"}, "r1"),
        report(3, {"state": "proposed"}, "r1"),
        report(4, {"state": "settled"}, "r2"),
    ]
    assert derive_incident(reports).state is IncidentState.PROPOSED


def test_thousands_of_corrections_of_corrections_are_read():
    reports = [OPENING, report(1, {"state": "completed"})]
    reports += [report(number, {"title": f"Lần {number}"}, f"r{number - 1}") for number in range(2, 3000)]
    assert derive_incident(reports).title == "Lần 2999"


def repeat(number, first, changes):
    return replace(report(number, changes), particulars=Particulars(repeats=first))


@pytest.mark.parametrize(
    ("correction", "state"),
    [
        ({}, IncidentState.COMPLETED),
        ({"state": "surveyed"}, IncidentState.SURVEYED),
        ({"state": None}, IncidentState.SETTLED),
        ({"title": "Mới"}, IncidentState.COMPLETED),
    ],
)
@pytest.mark.parametrize("corrected", ["r1", "r3"])
def test_a_report_that_stands_twice_counts_where_it_stands_last_and_so_do_its_corrections(
    correction, state, corrected
):
    reports = [
        OPENING,
        report(1, {}),
        report(2, {"state": "settled"}),
        repeat(3, "r1", {"state": "completed"}),
        report(4, correction, corrected),
    ]
    assert derive_incident(reports).state is state
    assert derive_incident(reports).title == correction.get("title", INCIDENT.title)


def test_a_report_after_the_second_copy_counts_more():
    reports = [
        OPENING,
        report(1, {}),
        repeat(2, "r1", {"state": "completed"}),
        report(3, {"state": "settled"}),
        report(4, {"state": "surveyed"}, "r1"),
    ]
    assert derive_incident(reports).state is IncidentState.SETTLED


def test_a_correction_that_stands_twice_counts_by_itself_where_it_stands_last():
    reports = [
        OPENING,
        report(1, {"state": "notified"}),
        report(2, {}, "r1"),
        report(3, {"state": "settled"}),
        repeat(4, "r2", {"state": "completed"}),
    ]
    assert derive_incident(reports).state is IncidentState.COMPLETED


def test_a_second_copy_of_what_is_not_there_is_a_report_like_any_other():
    reports = [OPENING, repeat(1, "gone", {"state": "completed"})]
    assert derive_incident(reports).state is IncidentState.COMPLETED


def test_a_date_can_become_unknown_again_by_a_report():
    assert derive_incident([OPENING, report(1, {"date": None})]).date is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weather": "rain"}, "incident.unknown_field"),
        ({"state": "gone"}, "incident.bad_value"),
        ({"party": None}, "incident.bad_value"),
        ({"title": 1}, "incident.bad_value"),
        ({"date": "2026-13"}, "incident.bad_value"),
        ({"date": "11/5/2026"}, "incident.bad_value"),
        ({"places": "834"}, "incident.bad_value"),
        ({"places": [{"reference": "834"}]}, "incident.bad_value"),
        ({"places": [{"as_written": "a", "accuracy_m": -1}]}, "incident.bad_value"),
        ({"demonstration": "no"}, "incident.bad_value"),
    ],
)
def test_what_an_incident_does_not_have_is_refused_by_name(changes, code):
    with pytest.raises(DataError) as error:
        check_changes(changes)
    assert error.value.code == code


def test_good_changes_pass_in_silence():
    check_changes(describe_changes(INCIDENT))
    check_changes({"state": None, "title": None}, correction=True)


CHANGES = st.dictionaries(
    st.sampled_from(["state", "title", "date", "party"]), st.integers(0, 2), min_size=1
).map(
    lambda chosen: {
        name: {
            "state": ("reported", "surveyed", "settled"),
            "title": ("a", "b", "c"),
            "date": ("2026", "2026-05", None),
            "party": ("vn", "cn", "joint"),
        }[name][value]
        for name, value in chosen.items()
    }
)


@given(st.lists(CHANGES, max_size=8))
def test_extending_the_view_report_by_report_gives_what_deriving_it_gives(many):
    reports = [OPENING, *(report(number, changes) for number, changes in enumerate(many, start=1))]
    view = None
    for count, one in enumerate(reports, start=1):
        view = extend_incident(view, one)
        assert view == derive_incident(reports[:count])


@given(st.lists(st.tuples(CHANGES, st.integers(0, 8)), max_size=8))
def test_deriving_never_needs_more_than_the_reports_known_then(many):
    """With corrections too: the view at a moment is the view of the reports up to it."""
    reports = [OPENING]
    for number, (changes, target) in enumerate(many, start=1):
        corrects = reports[target].id if 0 < target < len(reports) else None
        reports.append(report(number, changes, corrects))
    for count in range(1, len(reports) + 1):
        assert derive_incident(reports, reports[count - 1].recorded_at) == derive_incident(reports[:count])


def test_a_correction_means_that_all_reports_must_be_read_again():
    assert extend_incident(INCIDENT, report(1, {"state": "settled"}, OPENING.id)) is None


def test_reports_are_never_changed_by_deriving():
    reports = [OPENING, report(1, {"state": "completed"}), report(2, {"state": "surveyed"}, "r1")]
    copies = [replace(one, changes=dict(one.changes)) for one in reports]
    derive_incident(reports)
    assert reports == copies
