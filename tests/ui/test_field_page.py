"""An officer takes a survey area into the field, brings the pack back, and decides a conflict."""

from dataclasses import replace
from pathlib import Path

import pytest

from border_gis.services.field_packs import archive_pack, make_field_pack
from border_gis.services.incidents import list_incidents
from border_gis.services.markers import change_marker, show_marker
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.field_edits import change, observe

pytestmark = pytest.mark.browser
AREA = "KS-CB-2022-001"
NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1}"


def open_as(app, officer="Cán bộ 1"):
    return open_workspace(build_settings({}, workspace_folder=app.workspace, officer=officer))


def bring_back(app, folder: Path) -> Path:
    """Make a pack, edit it in the field and in the office, and return the archive of it."""
    workspace = open_as(app)
    make_field_pack(workspace, AREA, folder / "pack")
    change(folder / "pack", "markers", "reference", "571", condition="hư hỏng", field_note=NASTY)
    change(folder / "pack", "markers", "reference", "572", condition="tốt")
    observe(folder / "pack", "a1", 105.704, 23.036, title="Cây đổ che khuất tầm nhìn")
    known = show_marker(workspace, "571").marker
    change_marker(workspace, known, replace(known, condition="mờ chữ, tróc sơn"), reason="kiểm tra")
    workspace.close()
    (folder / "ve.zip").write_bytes(archive_pack(folder / "pack"))
    return folder / "ve.zip"


def test_a_pack_is_made_from_the_page_of_its_area(visit):
    app = visit("vi", viewport={"width": 1366, "height": 768}).go("areas", area=AREA)
    page = app.page
    page.get_by_role("button", name=app.say("field.page_open")).click()
    app.expect_title(app.say("ui.page_field"))
    page.get_by_role("button", name=app.say("field.page_make")).click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải gói về").click()
    assert taken.value.suggested_filename.startswith("thuc-dia-KS-CB-2022-001-TD-")
    assert taken.value.path().read_bytes().startswith(b"PK")
    app.assert_calm()


def test_a_pack_comes_back_with_a_conflict_that_a_person_decides_and_is_undone(visit, shared_app, tmp_path):
    archive = bring_back(shared_app, tmp_path)
    app = visit("vi", viewport={"width": 1366, "height": 768}).go("field")
    app.expect_title(app.say("ui.page_field"))
    page = app.page
    page.set_input_files("input[type=file]", archive)
    page.get_by_text(app.say("field.page_conflicts_under")).wait_for()
    page.get_by_text(
        "khi xuất gói “(trống)” · văn phòng nay “mờ chữ, tróc sơn” · thực địa “hư hỏng”"
    ).wait_for()
    app.table().get_by_text("Cây đổ che khuất tầm nhìn").first.wait_for()
    page.get_by_role("button", name="Nhận 2 dòng").wait_for()
    page.get_by_text(app.say("field.page_decide_field"), exact=True).click()
    page.get_by_role("button", name="Nhận 3 dòng").click()
    page.get_by_text("Đã nhận 3 dòng").wait_for()
    page.get_by_text(app.say("field.page_nothing")).wait_for()
    workspace = open_as(shared_app)
    assert show_marker(workspace, "571").marker.condition == "hư hỏng"
    assert any(each.title == "Cây đổ che khuất tầm nhìn" for each in list_incidents(workspace))
    page.get_by_role("button", name=app.say("ui.import_undo")).first.click()
    page.get_by_role("button", name=app.say("ui.import_undo_yes")).click()
    page.get_by_text(app.say("field.page_undone")).wait_for()
    assert show_marker(workspace, "571").marker.condition == "mờ chữ, tróc sơn"
    assert all(each.title != "Cây đổ che khuất tầm nhìn" for each in list_incidents(workspace))
    workspace.close()
    app.assert_calm()


def test_a_file_that_is_no_pack_is_refused_in_words(visit, tmp_path):
    app = visit("vi").go("field")
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\x00 nothing")
    app.page.set_input_files("input[type=file]", tmp_path / "a.gpkg")
    app.page.get_by_text("Không đọc được a.gpkg").wait_for()
    assert "Traceback" not in app.text()
