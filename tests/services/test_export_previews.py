"""Before anything goes out one sees what will be left out and why; then it is one archive."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from shapely.geometry import Polygon, box

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import InputError, NotFoundError
from border_gis.services.export_previews import export_zip, preview_export
from border_gis.services.export_selection import ExportSelection, select_ids
from border_gis.services.exporting import EXPORT_KINDS
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def put_unit(workspace, unit_id, geometry):
    workspace.store.add_units([Unit(unit_id, "", "Xã thử", UnitLevel.COMMUNE, "Cao Bằng", geometry)])


def test_what_stays_here_is_told_kind_by_kind_and_why(workspace):
    draft = IncidentDraft("Vụ việc có độ mật", "fence", place_text="836(2)", secrecy=Secrecy.TOI_MAT)
    record_incident(workspace, draft)
    of = {each.kind: each for each in preview_export(workspace, EXPORT_KINDS, "counterpart")}
    assert of["incident"].withheld == 1
    assert of["incident"].highest is Secrecy.NONE
    assert {"description", "source_paper"} <= set(of["incident"].left_out)
    inside = {each.kind: each for each in preview_export(workspace, EXPORT_KINDS, "internal")}
    assert inside["marker"].left_out == ()
    assert inside["marker"].going == 1396


def test_the_preview_says_what_the_export_then_holds(workspace):
    told = preview_export(workspace, EXPORT_KINDS, "province")
    made = export_zip(workspace, EXPORT_KINDS, ["csv"], profile="province")
    assert {each.kind: each.going for each in told} == dict(made.export.counts)
    assert {each.kind: each.withheld for each in told if each.withheld} == dict(made.export.withheld)


def test_the_archive_holds_every_file_that_its_manifest_names(workspace):
    made = export_zip(workspace, ["marker", "gate"], ["geojson", "xlsx"])
    assert made.name.endswith(".zip")
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    manifest = json.loads(archive.read("manifest.json"))
    named = {each["name"]: each["sha256"] for each in manifest["files"]}
    assert set(archive.namelist()) == {*named, "manifest.json"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == told for name, told in named.items())


def test_a_period_keeps_incidents_that_happened_in_it(workspace):
    in_may = record_incident(workspace, IncidentDraft("Tháng năm", "fence", date=PartialDate(2011, 5)))
    later = record_incident(workspace, IncidentDraft("Tháng bảy", "fence", date=PartialDate(2011, 7)))
    undated = record_incident(workspace, IncidentDraft("Không rõ ngày", "fence"))
    chosen = select_ids(
        workspace, "incident", ExportSelection(first_day=date(2011, 5, 20), last_day=date(2011, 6, 30))
    )
    # A month is as precise as the source was: it may have been in the period.
    assert in_may.id in chosen
    assert later.id not in chosen
    assert undated.id not in chosen
    assert len(select_ids(workspace, "marker", ExportSelection(first_day=date(2011, 5, 20)))) == 1396


def test_a_unit_keeps_what_lies_in_it(workspace):
    marker = workspace.markers[300]
    x, y = marker.position.longitude_deg, marker.position.latitude_deg
    put_unit(workspace, "unit-1", box(x - 0.01, y - 0.01, x + 0.01, y + 0.01))
    put_unit(workspace, "unit-2", None)
    chosen = select_ids(workspace, "marker", ExportSelection(unit_id="unit-1"))
    assert marker.id in chosen
    assert 1 <= len(chosen) < 40
    (told,) = preview_export(workspace, ["marker"], "internal", ExportSelection(unit_id="unit-1"))
    assert (told.going, told.not_chosen) == (len(chosen), 1396 - len(chosen))
    with pytest.raises(InputError):
        select_ids(workspace, "marker", ExportSelection(unit_id="unit-2"))
    with pytest.raises(NotFoundError):
        select_ids(workspace, "marker", ExportSelection(unit_id="none"))


def test_a_period_that_ends_before_it_begins_is_refused(workspace):
    backwards = ExportSelection(first_day=date(2026, 2, 1), last_day=date(2026, 1, 1))
    with pytest.raises(InputError):
        select_ids(workspace, "incident", backwards)


def test_the_map_holds_only_what_was_chosen(workspace):
    record_incident(workspace, IncidentDraft("Chuyện riêng 7f3a", "fence", place_text="836(2)"))
    made = export_zip(workspace, ["line", "marker"], ["html"])
    page = zipfile.ZipFile(io.BytesIO(made.content)).read("border-gis.html").decode("utf-8")
    assert "7f3a" not in page
    works = [work.id for work in workspace.works]
    assert works
    assert not any(work_id in page for work_id in works)
    everything = export_zip(workspace, EXPORT_KINDS, ["html"])
    page = zipfile.ZipFile(io.BytesIO(everything.content)).read("border-gis.html").decode("utf-8")
    assert "7f3a" in page


def test_a_unit_with_a_hole_leaves_out_what_lies_in_the_hole(workspace):
    marker = workspace.markers[300]
    x, y = marker.position.longitude_deg, marker.position.latitude_deg
    ring, hole = (list(box(x - d, y - d, x + d, y + d).exterior.coords) for d in (0.01, 0.001))
    put_unit(workspace, "unit-3", Polygon(ring, [hole]))
    assert marker.id not in select_ids(workspace, "marker", ExportSelection(unit_id="unit-3"))
