"""Maps of a workspace: drawn once for each state of the data, and saved whole."""

import shutil

import pytest

from border_gis.access import Secrecy
from border_gis.errors import DataError
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.mapping import build_map_content, draw_map, draw_small_map, level_of_map, save_map
from border_gis.services.warming import warm_up
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, acting


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def test_the_big_map_has_everything_and_the_small_one_only_what_stands_still(workspace):
    big = build_map_content(workspace)
    small = build_map_content(workspace, with_incidents=False)
    assert len(big.incidents) == 23
    assert big.works
    assert big.background
    assert big.is_demonstration
    assert small.incidents == () == small.works
    assert small.markers == big.markers


def test_a_map_is_drawn_once_until_something_changes(workspace):
    first = draw_map(workspace, "vi")
    assert draw_map(workspace, "vi") is first
    small = draw_small_map(workspace, "vi")
    assert draw_map(workspace, "en") != first
    record_incident(workspace, IncidentDraft("Vụ việc mới trên bản đồ", "fence", place_text="840+600m"))
    changed = draw_map(workspace, "vi")
    assert "Vụ việc mới trên bản đồ" in changed
    assert "Vụ việc mới trên bản đồ" not in first
    assert draw_small_map(workspace, "vi") is small


def test_a_saved_map_says_that_it_is_demonstration_data(workspace):
    assert "Dữ liệu minh họa – không có giá trị pháp lý" in save_map(workspace, "vi").decode()
    assert "Demonstration data – no legal value" in save_map(workspace, "en").decode()


def test_the_level_of_the_map_is_the_highest_that_its_reader_sees_on_it(workspace):
    assert level_of_map(workspace) is Secrecy.NONE
    for level in (Secrecy.TOI_MAT, Secrecy.MAT):
        record_incident(workspace, IncidentDraft("Mật", "fence", place_text="840+600m", secrecy=level))
    record_incident(workspace, IncidentDraft("Không có chỗ", "fence", secrecy=Secrecy.TUYET_MAT))
    for clearance, level in zip(Secrecy, (Secrecy.NONE, Secrecy.MAT, *[Secrecy.TOI_MAT] * 2), strict=True):
        assert level_of_map(acting(workspace, clearance=clearance)) is level


def test_a_damaged_background_is_named(workspace_copy, tmp_path):
    data = tmp_path / "data"
    settings = build_settings({}, workspace_folder=workspace_copy, data_folder=data)
    shutil.copytree(build_settings({}).data_folder, data)
    (data / "boundary" / "countries.geojson").write_text('{"features": [{}]}')
    opened = open_workspace(settings)
    try:
        with pytest.raises(DataError) as caught:
            draw_map(opened, "vi")
        assert "countries.geojson" in caught.value.params["path"]
    finally:
        opened.close()


def test_getting_ready_never_keeps_the_app_from_starting(tmp_path, workspace_copy):
    warm_up(build_settings({}, workspace_folder=tmp_path / "nothing"))
    (workspace_copy / "border.gpkg").write_bytes(b"no GeoPackage")
    warm_up(build_settings({}, workspace_folder=workspace_copy))


@pytest.mark.parametrize(
    ("profile", "goes_out"),
    [("internal", True), ("province", True), ("counterpart", False), ("public", False)],
)
def test_a_saved_map_holds_what_its_profile_lets_out_and_says_who_released_it(workspace, profile, goes_out):
    saved = save_map(workspace, "vi", profile).decode()
    assert ("CB-2022-006" in saved) is goes_out
    assert "Hồ sơ phát hành: " in saved
    assert f"Người phát hành: {OFFICER}" in saved
    (entry,) = workspace.store.audit_entries()
    assert (entry.kind, entry.what, entry.profile, entry.actor) == ("exported", "map", profile, OFFICER)
    assert entry.count == (23 if goes_out else 0)


def test_a_saved_map_of_secret_incidents_is_stamped_and_leaves_them_out_for_others(workspace):
    secret = IncidentDraft("Vụ việc mật", "fence", place_text="840+600m", secrecy=Secrecy.TOI_MAT)
    record_incident(workspace, secret)
    saved = save_map(workspace, "vi").decode()
    assert "TỐI MẬT – Hồ sơ phát hành: Nội bộ" in saved
    assert "Vụ việc mật" in saved
    assert "Vụ việc mật" not in save_map(workspace, "vi", "province").decode()
