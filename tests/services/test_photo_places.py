"""The position of a photo becomes a further place of an incident, and is taken back again."""

from dataclasses import replace

import pytest

from border_gis.access import OFFICE, Role, Secrecy
from border_gis.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from border_gis.incidents.model import PHOTO_SOURCE
from border_gis.incidents.view import describe_place
from border_gis.services.attachments import keep_attachment
from border_gis.services.incident_verdicts import verdicts_for_incident
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.photo_places import (
    add_photo_place,
    can_undo_photo_place,
    preview_photo_place,
    undo_photo_place,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.exchange.photo_builders import build_photo, gps_tags

AT = (106.30, 22.85)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(replace(OFFICE, name="can-bo-1"))
    opened.close()


def record_with_photo(workspace, secrecy=Secrecy.NONE, **gps):
    photo = keep_attachment(workspace, "kè.jpg", build_photo(gps=gps_tags(*AT, **gps)), secrecy=secrecy)
    incident = record_incident(workspace, IncidentDraft("Kè lấn suối", "building", place_text="739-741"))
    add_report(workspace, incident.id, attachments=(photo.sha256,))
    return incident, photo.sha256


def test_the_place_of_a_photo_is_added_to_those_that_are_there(workspace):
    incident, sha256 = record_with_photo(workspace, GPSHPositioningError=4.0)
    before = preview_photo_place(workspace, incident.id, sha256)
    ((entered, apart_m),) = before.apart
    assert entered == incident.places[0]
    assert 1_000 < apart_m < 20_000
    assert not before.is_taken
    after = add_photo_place(workspace, incident.id, sha256)
    first, added = after.places
    assert first == incident.places[0]
    assert added.geometry["coordinates"] == pytest.approx(AT)
    assert (added.accuracy_m, added.source, added.is_measured) == (4.0, PHOTO_SOURCE + sha256, True)
    assert preview_photo_place(workspace, incident.id, sha256).is_taken
    report = show_incident(workspace, incident.id).reports[-1]
    assert (report.kind, report.attachments) == ("changed", (sha256,))
    with pytest.raises(InputError, match=r"evidence\.place_is_there"):
        add_photo_place(workspace, incident.id, sha256)


def test_a_photo_that_does_not_say_how_accurate_it_is_has_no_accuracy_until_somebody_says(workspace):
    incident, sha256 = record_with_photo(workspace)
    assert preview_photo_place(workspace, incident.id, sha256).place.accuracy_m is None
    for accuracy_m in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError, match=r"works\.bad_accuracy"):
            add_photo_place(workspace, incident.id, sha256, accuracy_m)
    after = add_photo_place(workspace, incident.id, sha256, 6.0)
    checked = verdicts_for_incident(workspace, after).places[-1].checked
    assert (checked.accuracy_m, checked.illustrative) == (6.0, False)


def test_it_is_undone_by_a_correction_and_both_reports_stay(workspace):
    incident, sha256 = record_with_photo(workspace)
    added = add_photo_place(workspace, incident.id, sha256)
    report = show_incident(workspace, incident.id).reports[-1]
    assert can_undo_photo_place(added, report)
    undone = undo_photo_place(workspace, incident.id, report.id)
    assert undone.places == incident.places
    reports = show_incident(workspace, incident.id).reports
    assert (len(reports), reports[-1].corrects) == (4, report.id)
    assert not can_undo_photo_place(undone, report)
    with pytest.raises(InputError, match=r"evidence\.no_photo_place"):
        undo_photo_place(workspace, incident.id, report.id)
    assert len(add_photo_place(workspace, incident.id, sha256).places) == 2


def test_it_can_be_undone_after_somebody_has_set_the_places_again(workspace):
    incident, sha256 = record_with_photo(workspace)
    added = add_photo_place(workspace, incident.id, sha256)
    report = show_incident(workspace, incident.id).reports[-1]
    more = [describe_place(place) for place in (*added.places, replace(added.places[0], as_written="741"))]
    add_report(workspace, incident.id, changes={"places": more})
    undone = undo_photo_place(workspace, incident.id, report.id)
    assert [place.as_written for place in undone.places] == ["739-741", "741"]


def test_only_a_photo_of_the_incident_with_a_position_can_be_taken(workspace):
    incident, _ = record_with_photo(workspace)
    without = keep_attachment(workspace, "x.jpg", build_photo()).sha256
    with pytest.raises(NotFoundError, match=r"attachments\.missing"):
        preview_photo_place(workspace, incident.id, without)
    add_report(workspace, incident.id, attachments=(without,))
    with pytest.raises(InputError, match=r"evidence\.no_position_to_take"):
        add_photo_place(workspace, incident.id, without)


def test_a_report_of_a_secret_photo_is_as_secret_and_a_viewer_adds_nothing(workspace):
    incident, sha256 = record_with_photo(workspace, Secrecy.MAT)
    viewer = workspace.acting_as(replace(OFFICE, role=Role.VIEWER))
    with pytest.raises(ForbiddenError):
        add_photo_place(viewer, incident.id, sha256)
    cleared = workspace.acting_as(replace(OFFICE, clearance=Secrecy.NONE))
    with pytest.raises(NotFoundError):
        preview_photo_place(cleared, incident.id, sha256)
    add_photo_place(workspace, incident.id, sha256)
    assert show_incident(workspace, incident.id).reports[-1].secrecy is Secrecy.MAT


def test_somebody_who_was_overtaken_is_told(workspace):
    incident, sha256 = record_with_photo(workspace)
    seen = show_incident(workspace, incident.id).last_report_id
    add_report(workspace, incident.id, changes={"places": []})
    with pytest.raises(ConflictError):
        add_photo_place(workspace, incident.id, sha256, seen_report_id=seen)
