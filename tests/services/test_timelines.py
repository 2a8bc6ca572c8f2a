"""Timelines tell what happened, where and whose step it was; the due list what is still to do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.errors import NotFoundError
from border_gis.incidents.model import IncidentParty
from border_gis.incidents.steps import Lane
from border_gis.incidents.waits import DaySpan
from border_gis.services.due import list_due
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.timelines import (
    area_timeline,
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


def test_an_incident_is_told_in_the_order_in_which_it_happened(workspace):
    incident = record(workspace)
    for minutes, (text, happened) in enumerate(
        [("Sau", PartialDate(2026, 8, 1)), ("Trước", PartialDate(2026, 6))], start=1
    ):
        add_report(
            workspace, incident.id, text, event_date=happened, recorded_at=NOW + timedelta(minutes=minutes)
        )
    timeline = incident_timeline(workspace, incident.number, TODAY)
    assert [entry.report.text for entry in timeline.entries] == ["", "Trước", "Sau"]
    assert {entry.lane for entry in timeline.entries} == {Lane.NONE}
    assert (timeline.subject_kind, timeline.title) == ("incident", "Đường tuần tra")
    with pytest.raises(NotFoundError):
        incident_timeline(workspace, "CB-1900-001")
