"""Timelines tell what happened, where and whose step it was; the due list what is still to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from border_gis.access import Secrecy, office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.errors import NotFoundError
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.steps import Lane
from border_gis.incidents.waits import DaySpan
from border_gis.services.as_of import incidents_as_of
from border_gis.services.due import list_due
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.markers import change_marker, show_marker
from border_gis.services.timelines import (
    area_timeline,
    find_timeline,
    incident_timeline,
    marker_timeline,
    stretch_timeline,
    work_timeline,
)
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def workspace(tmp_path):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path / "workspace"))
    yield opened.acting_as(office_actor("Cán bộ trực"))
    opened.close()


def record(workspace, **values):
    draft = IncidentDraft(
        **{
            "title": "Đường tuần tra",
            "category": "patrol_road",
            "party": IncidentParty.CN,
            "date": PartialDate(2026, 5),
            "place_text": "640-641",
            "province": "Cao Bằng",
            **values,
        }
    )
    return record_incident(workspace, draft, NOW)


def report(workspace, incident, minutes, step="", happened=None, **values):
    particulars = values.pop("particulars", Particulars())
    return add_report(
        workspace,
        incident.id,
        values.pop("text", step or "x"),
        event_date=None if happened is None else PartialDate.fromisoformat(happened),
        particulars=replace(particulars, step=step),
        recorded_at=NOW + timedelta(minutes=minutes),
        **values,
    )


def told(timeline):
    return [entry.report.text if entry.report else entry.title for entry in timeline.entries]


def test_an_incident_is_told_in_the_order_in_which_it_happened(workspace):
    incident = record(workspace)
    report(workspace, incident, 1, happened="2026-08-01", text="Sau")
    report(workspace, incident, 2, happened="2026-06", text="Trước")
    timeline = incident_timeline(workspace, incident.number, TODAY)
    assert told(timeline) == ["", "Trước", "Sau"]
    assert {entry.lane for entry in timeline.entries} == {Lane.NONE}
    assert (timeline.subject_kind, timeline.title) == ("incident", "Đường tuần tra")
    with pytest.raises(NotFoundError):
        incident_timeline(workspace, "CB-1900-001")


def test_steps_stand_in_the_lane_of_their_side_with_what_they_changed(workspace):
    incident = record(workspace)
    report(workspace, incident, 1, "letter_sent", "2026-06-01")
    report(
        workspace, incident, 2, "letter_reply_received", "2026-07-11", changes={"state": "under_discussion"}
    )
    report(workspace, incident, 3, "talks", "2026-08")
    timeline = incident_timeline(workspace, incident.number, TODAY)
    assert [entry.lane for entry in timeline.entries] == [Lane.NONE, Lane.OURS, Lane.THEIRS, Lane.JOINT]
    (change,) = timeline.entries[2].changes
    assert (change.field, change.before, change.after) == (
        "state",
        IncidentState.REPORTED,
        IncidentState.UNDER_DISCUSSION,
    )
    (wait,) = timeline.waits
    assert (wait.is_open, wait.days) == (False, DaySpan(40, 40))


def test_what_is_asked_without_a_reply_waits_until_today_unless_somebody_says_otherwise(workspace):
    incident = record(workspace)
    report(workspace, incident, 1, "note_sent", "2026-11-02")
    report(workspace, incident, 2, "note_sent", "2026-11-03", asks_reply=False)
    (wait,) = incident_timeline(workspace, incident.number, TODAY).waits
    assert (wait.is_open, wait.days) == (True, DaySpan(20, 20))
    waiting = list_due(workspace, TODAY).waiting
    assert [one.incident.number for one in waiting if one.incident.id == incident.id] == [incident.number]


def test_a_stretch_and_a_marker_tell_of_every_incident_that_is_there(workspace):
    here, beside = record(workspace), record(workspace, title="Bên cạnh", place_text="642-643")
    for subject in ("640-641", "640+50m", "639-645"):
        numbers = {one.number for one in stretch_timeline(workspace, subject, TODAY).incidents}
        assert here.number in numbers
        assert (beside.number in numbers) == (subject == "639-645")
    at_marker = marker_timeline(workspace, "641", TODAY)
    assert [one.number for one in at_marker.incidents] == [here.number]
    assert {entry.incident_number for entry in at_marker.entries} == {here.number}


def test_two_incidents_at_one_place_are_told_side_by_side(workspace):
    numbers = {one.number for one in stretch_timeline(workspace, "556/1-556/2", TODAY).incidents}
    assert {"CB-2022-001", "CB-2022-010"} <= numbers
    numbers = {one.number for one in stretch_timeline(workspace, "571-572", TODAY).incidents}
    assert {"CB-2022-009", "CB-2022-012"} <= numbers


def test_a_change_of_the_register_is_part_of_a_markers_history(workspace):
    marker = show_marker(workspace, "700").marker
    change_marker(workspace, marker, replace(marker, note="Nghiêng"), reason="Kiểm tra thực địa")
    timeline = marker_timeline(workspace, "700", TODAY)
    (entry,) = [one for one in timeline.entries if one.change is not None]
    assert (entry.title, entry.report, entry.author) == ("Kiểm tra thực địa", None, "Cán bộ trực")
    assert [(change.field, change.after) for change in entry.changes] == [("note", "Nghiêng")]


def test_an_incident_is_told_with_the_works_areas_and_markers_that_it_names(workspace):
    work = workspace.works[0]
    area = workspace.store.survey_areas()[0]
    marker = show_marker(workspace, "1000").marker
    incident = record(
        workspace, place_text="", works=(work.id,), markers=(marker.id,), survey_areas=(area.id,)
    )
    for timeline in (
        work_timeline(workspace, work.id, TODAY),
        marker_timeline(workspace, "1000", TODAY),
        area_timeline(workspace, area.id, TODAY),
    ):
        assert incident.number in {one.number for one in timeline.incidents}
    with pytest.raises(NotFoundError):
        work_timeline(workspace, "none")
    with pytest.raises(NotFoundError):
        area_timeline(workspace, "none")


def test_a_subject_is_an_incident_a_marker_or_a_place(workspace):
    kinds = {
        text: find_timeline(workspace, text, TODAY).subject_kind for text in ("cb-2022-005", "632", "632-633")
    }
    assert kinds == {"cb-2022-005": "incident", "632": "marker", "632-633": "stretch"}


def test_a_follow_up_is_due_then_overdue_and_gone_when_a_report_closes_it(workspace):
    incident = record(workspace)
    said = Particulars(follow_up=FollowUp(date(2026, 12, 1), "Hỏi lại"))
    report(workspace, incident, 1, particulars=said)
    set_by = show_incident(workspace, incident.id).last_report_id

    def days(today):
        found = list_due(workspace, today)
        return [
            [one.due for one in some if one.subject_id == incident.id] for some in (found.overdue, found.due)
        ]

    assert days(date(2026, 12, 1)) == [[], [date(2026, 12, 1)]]
    assert days(date(2026, 12, 2)) == [[date(2026, 12, 1)], []]
    (deadline,) = incident_timeline(workspace, incident.number, TODAY).deadlines
    assert (deadline.params["words"], deadline.params["report_id"]) == ("Hỏi lại", set_by)
    report(workspace, incident, 2, particulars=Particulars(closes=(set_by,)))
    assert days(date(2026, 12, 2)) == [[], []]


def test_whoever_is_not_cleared_sees_nothing_of_what_is_secret(workspace):
    secret = record(workspace, secrecy=Secrecy.MAT)
    report(workspace, secret, 1, "note_sent", "2026-11-02", particulars=Particulars(
        follow_up=FollowUp(date(2026, 12, 1), "Mật")))  # fmt: skip
    assert incident_timeline(workspace, secret.number, TODAY).secrecy is Secrecy.MAT
    low = workspace.acting_as(replace(workspace.actor, clearance=Secrecy.NONE))
    with pytest.raises(NotFoundError):
        incident_timeline(low, secret.number, TODAY)
    assert secret.id not in {one.id for one in stretch_timeline(low, "640-641", TODAY).incidents}
    found = list_due(low, TODAY)
    assert secret.id not in {one.subject_id for one in (*found.overdue, *found.due)}
    assert secret.id not in {one.incident.id for one in found.waiting}
    for by in ("known", "happened"):
        assert secret.id not in {one.incident.id for one in incidents_as_of(low, TODAY, by)}


def test_incidents_are_shown_as_they_were_known_or_had_happened_on_a_day(workspace):
    incident = record(workspace, date=PartialDate(2026, 5, 11))
    report(workspace, incident, 60 * 24 * 3, "settled", "2026-08-01", changes={"state": "settled"})

    def state(day, by):
        then = {one.incident.id: one for one in incidents_as_of(workspace, date.fromisoformat(day), by)}
        return then[incident.id].incident.state.value if incident.id in then else None

    assert [state(day, "known") for day in ("2026-11-21", "2026-11-22", "2026-11-24", "2026-11-25")] == [
        None, "reported", "reported", "settled",
    ]  # fmt: skip
    assert [state(day, "happened") for day in ("2026-05-10", "2026-05-11", "2026-07-31", "2026-08-01")] == [
        None, "reported", "reported", "settled",
    ]  # fmt: skip
    assert incidents_as_of(workspace, date(2018, 1, 1), "happened") == ()
    assert {one.incident.number for one in incidents_as_of(workspace, date(2020, 1, 1), "happened")} == {
        "LS-2019-001", *(f"LS-2020-{number:03d}" for number in range(1, 9)),
    }  # fmt: skip
