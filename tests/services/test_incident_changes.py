"""What a report would change of an incident is known before it is saved."""

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.incidents.model import IncidentParty
from border_gis.services.history import FieldChange
from border_gis.services.incident_changes import preview_changes
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer="Cán bộ 1"))
    yield opened
    opened.close()


@pytest.fixture
def incident(workspace):
    draft = IncidentDraft("Nhà mới", "building", IncidentParty.CN, date=PartialDate(2022), place_text="701")
    return record_incident(workspace, draft)


def test_old_and_new_are_told_and_nothing_is_recorded(workspace, incident):
    preview = preview_changes(workspace, incident.id, {"date": "2024-03", "party": "cn"})
    assert preview.changes == (FieldChange("date", PartialDate(2022), PartialDate(2024, 3)),)
    assert preview.after.date == PartialDate(2024, 3)
    page = show_incident(workspace, incident.id)
    assert (page.incident.date, len(page.reports)) == (PartialDate(2022), 1)


def test_the_preview_is_what_the_report_then_makes_of_it(workspace, incident):
    changes = {"category": "fence", "places": []}
    preview = preview_changes(workspace, incident.id, changes)
    assert add_report(workspace, incident.id, changes=changes) == preview.after


def test_a_correction_of_what_was_changed_later_changes_nothing_now(workspace, incident):
    first = show_incident(workspace, incident.id).last_report_id
    add_report(workspace, incident.id, changes={"party": "vn"})
    assert preview_changes(workspace, incident.id, {"party": "joint"}, first).changes == ()
    (change,) = preview_changes(workspace, incident.id, {"category": "fence"}, first).changes
    assert (change.before, change.after) == ("building", "fence")


def test_a_field_that_no_incident_has_is_refused(workspace, incident):
    with pytest.raises(DataError, match=r"incident\.unknown_field"):
        preview_changes(workspace, incident.id, {"colour": "red"})
