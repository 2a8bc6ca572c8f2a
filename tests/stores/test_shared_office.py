"""An office moves its workspace to the shared home and goes on working there."""

from dataclasses import replace
from datetime import date

from border_gis.boundary.dates import PartialDate
from border_gis.services.backups import restore_backup, take_daily_backup
from border_gis.services.incidents import IncidentDraft, list_incidents, record_incident, show_incident
from border_gis.services.markers import show_marker
from border_gis.services.moving import move_data
from border_gis.services.places import find_places
from border_gis.services.verification import take_checkpoint, verify_workspace
from border_gis.services.workspaces import init_workspace, open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, acting


def test_an_office_moves_to_the_shared_home_and_goes_on_working(cluster, tmp_path):
    alone = build_settings({}, workspace_folder=tmp_path / "workspace")
    workspace = init_workspace(alone)
    incidents, works = workspace.store.incidents(), workspace.works
    workspace.close()
    location = cluster.location("office")
    moved = []
    move_data(str(alone.store_path), location, lambda table, rows: moved.append((table, rows)))
    assert ("incidents", 23) in moved

    shared = build_settings({"BORDER_GIS_STORE": location}, workspace_folder=tmp_path / "other machine")
    assert shared.store_location == location
    workspace = init_workspace(shared)
    assert list_incidents(workspace) == incidents
    assert workspace.works == works
    assert workspace.is_demonstration
    draft = IncidentDraft(
        "Hàng rào", "fence", date=PartialDate(2026, 11), place_text="834/1", province="Cao Bằng"
    )
    recorded = record_incident(acting(workspace, OFFICER), draft)
    colleague = open_workspace(replace(shared, workspace_folder=tmp_path / "third machine"))
    assert show_incident(colleague, recorded.number).incident == recorded
    assert recorded in show_marker(colleague, "834/1").incidents
    assert find_places(colleague, "834/1").choices

    figure = take_checkpoint(shared)
    backup = take_daily_backup(shared, date(2026, 11, 22))
    later = record_incident(acting(colleague), replace(draft, title="Sau khi sao lưu"))
    assert verify_workspace(shared, figure).findings == ()
    assert verify_workspace(shared, figure, str(backup.path)).findings == ()
    workspace.close()
    colleague.close()
    restored = restore_backup(shared, backup.path)
    assert "before_restore" in restored.kept
    workspace = open_workspace(shared)
    numbers = {incident.number for incident in list_incidents(workspace)}
    assert recorded.number in numbers
    assert later.number not in numbers
    workspace.close()
    assert not shared.store_path.exists()
