"""Files that come with reports are kept as they came, once, and found again through the report."""

from dataclasses import replace

import pytest

from border_gis.errors import ConflictError, DataError
from border_gis.services.attachments import keep_attachment, read_attachment
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.markers import change_marker
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from border_gis.stores.care import verify_store
from tests.actors import OFFICER, acting
from tests.stores.builders import build_marker


@pytest.fixture
def workspace(tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path, officer=OFFICER)
    create_store(settings.store_path).close()
    opened = open_workspace(settings)
    yield opened
    opened.close()


def test_a_file_is_found_again_through_the_report_that_names_it(workspace):
    incident = record_incident(workspace, IncidentDraft(title="Kè", category="revetment"))
    content = b"%PDF-1.7 bien ban"
    kept = keep_attachment(workspace, r"C:\Giấy tờ\biên bản.pdf", content)
    again = keep_attachment(acting(workspace), "bản sao.pdf", content)
    assert again == kept
    assert kept.name == "biên bản.pdf"
    add_report(workspace, incident.id, attachments=(kept.sha256,))
    (named,) = show_incident(workspace, incident.id).reports[-1].attachments
    assert read_attachment(workspace, named) == content
    assert verify_store(workspace.settings.store_path).findings == ()


def test_a_file_of_another_kind_than_its_name_is_refused_and_not_kept(workspace):
    with pytest.raises(DataError, match=r"attachments\.other_type"):
        keep_attachment(workspace, "a.jpg", b"%PDF-1.7")
    assert workspace.store.attachments() == ()


def test_a_marker_is_changed_with_its_reason_and_the_second_of_two_is_told(workspace):
    marker = build_marker()
    workspace.store.add_markers([marker])
    after = change_marker(workspace, marker, replace(marker, condition="damaged"), reason="tuần tra")
    assert workspace.markers == (after,)
    (change,) = workspace.store.register_changes(marker.id)
    assert (change.author, change.reason, change.after) == (OFFICER, "tuần tra", {"condition": "damaged"})
    with pytest.raises(ConflictError):
        change_marker(workspace, marker, replace(marker, condition="lost"), reason="tuần tra")
