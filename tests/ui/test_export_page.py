"""An officer lets data out from the app: sees what stays, gets one archive, and others can open it."""

import hashlib
import io
import json
import zipfile

import fiona
import openpyxl
import pytest

from border_gis.access import Secrecy
from border_gis.services.audit import list_audit_entries
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

pytestmark = pytest.mark.browser


def choose_forms(app, *names):
    for name in ("gpkg", "xlsx"):
        if name not in names:
            app.page.locator(f".st-key-export_format_{name} label").click()
    for name in names:
        if name not in ("gpkg", "xlsx"):
            app.page.locator(f".st-key-export_format_{name} label").click()
    app.rest()


def get_archive(app):
    app.page.locator(".st-key-export_make button").click()
    button = app.page.locator(".st-key-export_get button")
    button.wait_for()
    app.rest()
    with app.page.expect_download() as got:
        button.click()
    return zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes()))


def test_data_goes_out_as_one_archive_that_others_open(visit, shared_app, tmp_path):
    app = visit("vi").go("export")
    app.expect_title(app.say("ui.page_export"))
    app.rest()
    assert "1.396" in app.text()
    choose_forms(app, "gpkg", "xlsx", "geojson", "html")
    archive = get_archive(app)
    assert "nhật ký" in app.text()
    app.assert_calm()
    archive.extractall(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["profile"], manifest["released_by"]) == ("internal", OFFICER)
    for entry in manifest["files"]:
        assert hashlib.sha256((tmp_path / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    assert "markers" in fiona.listlayers(tmp_path / "border-gis.gpkg")
    with fiona.open(tmp_path / "border-gis.gpkg", layer="markers") as layer:
        assert len(layer) == 1396
    with fiona.open(tmp_path / "markers.geojson") as layer:
        assert len(layer) == 1396
    book = openpyxl.load_workbook(tmp_path / "border-gis.xlsx", read_only=True)
    assert "Mốc giới" in book.sheetnames
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    assert any(entry.kind == "exported" for entry in list_audit_entries(workspace))
    workspace.close()


def test_the_map_in_the_archive_opens_without_a_network(visit, page, tmp_path):
    app = visit("vi").go("export")
    app.rest()
    choose_forms(app, "html")
    archive = get_archive(app)
    archive.extractall(tmp_path)
    content = (tmp_path / "border-gis.html").read_text(encoding="utf-8")
    # Served from nowhere: whatever the page asked of another host would fail the test.
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(content)
    page.wait_for_function("Boolean(window.BorderMap && BorderMap.ready)")
    assert page.locator(".leaflet-container").count() == 1
    assert errors == []


def test_what_is_above_the_profile_is_told_before_and_stays(visit, shared_app):
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    draft = IncidentDraft("Chuyện mật 9c1e", "fence", place_text="836(2)", secrecy=Secrecy.TOI_MAT)
    record_incident(workspace, draft)
    workspace.close()
    app = visit("vi").go("export")
    app.rest()
    app.page.get_by_role("combobox", name=app.say("ui.export_profile")).click()
    app.page.get_by_role("option", name="Ủy ban liên hợp (phía bên kia)", exact=True).click()
    app.rest()
    said = app.text()
    assert "1 có độ mật cao hơn hồ sơ này" in said
    assert "tọa độ của Trung Quốc" in said
    choose_forms(app, "geojson")
    archive = get_archive(app)
    assert all(b"9c1e" not in archive.read(name) for name in archive.namelist())
    app.page.locator(".st-key-export_ask button").click()
    app.expect_title(app.say("ui.page_releases"))
    app.assert_calm()


def test_nothing_chosen_is_said_and_nothing_is_offered(visit):
    app = visit("vi").go("export")
    app.rest()
    for name in ("gpkg", "xlsx"):
        app.page.locator(f".st-key-export_format_{name} label").click()
    app.page.get_by_text(app.say("ui.export_choose")).wait_for()
    assert app.page.locator(".st-key-export_make").count() == 0
