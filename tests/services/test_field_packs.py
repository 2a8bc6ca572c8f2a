"""A survey area goes into the field through a profile, and nothing above it goes along."""

import hashlib
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pyogrio
import pytest

from border_gis.access import Role, Secrecy
from border_gis.errors import ForbiddenError, InputError
from border_gis.services.audit import list_audit_entries
from border_gis.services.field_packs import list_field_packs, make_field_archive, make_field_pack
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.surveys import change_area, draft_of, find_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, acting
from tests.field_edits import find_geopackage

AREA = "KS-CB-2022-001"
SECRET = "Nguồn tin Hoa Lan 77"


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def read(folder, layer):
    return pyogrio.read_dataframe(find_geopackage(folder), layer=layer)


def test_a_pack_holds_what_lies_in_the_area_with_lists_in_vietnamese(workspace, tmp_path):
    made = make_field_pack(workspace, AREA, tmp_path / "pack")
    assert dict(made.counts) == {"incident": 2, "marker": 2, "work": 1}
    assert sorted(read(tmp_path / "pack", "markers")["reference"]) == ["571", "572"]
    assert len(read(tmp_path / "pack", "observations")) == 0
    conditions = read(tmp_path / "pack", "list_conditions")
    assert "Hư hỏng" in set(conditions["name"])
    states = read(tmp_path / "pack", "list_work_states")
    assert dict(zip(states["code"], states["name"], strict=True))["completed"] == "đã hoàn thành"
    assert (tmp_path / "pack" / "DCIM").is_dir()
    assert "thư mục DCIM" in (tmp_path / "pack" / "READ-ME.txt").read_text(encoding="utf-8")


def test_a_pack_is_remembered_written_down_and_named_by_its_manifest(workspace, tmp_path):
    made = make_field_pack(workspace, AREA, tmp_path / "pack", profile="province")
    ((kept, returns),) = list_field_packs(workspace)
    assert (kept, returns) == (made.pack, ())
    manifest = (tmp_path / "pack" / "manifest.json").read_text(encoding="utf-8")
    assert hashlib.sha256(manifest.encode()).hexdigest() == kept.manifest_sha256
    told = json.loads(manifest)
    project = tmp_path / "pack" / told["project"]["name"]
    assert hashlib.sha256(project.read_bytes()).hexdigest() == told["project"]["sha256"]
    assert (told["profile"], told["released_by"], told["area"]) == ("province", OFFICER, AREA)
    entry = list_audit_entries(workspace)[0]
    assert (entry.kind, entry.what, entry.profile, entry.count) == ("exported", "field", "province", 7)
    objects = workspace.store.field_objects(kept.id)
    assert {one.label for one in objects} >= {"571", "572"}


def test_no_id_of_the_office_goes_out_and_only_a_near_part_of_the_line(workspace, tmp_path):
    made = make_field_pack(workspace, AREA, tmp_path / "pack")
    content = find_geopackage(tmp_path / "pack").read_bytes()
    for one in workspace.store.field_objects(made.pack.id):
        assert one.object_id.encode() not in content
    line = read(tmp_path / "pack", "boundary_lines")
    assert line.geometry[0].length < 0.1


def test_nothing_above_the_level_is_in_any_byte_of_the_pack(workspace, tmp_path):
    draft = IncidentDraft(SECRET, "fence", description=SECRET, place_text="571-572", secrecy=Secrecy.MAT)
    record_incident(workspace, draft)
    made = make_field_pack(workspace, AREA, tmp_path / "pack")
    assert dict(made.withheld) == {"incident": 1}
    for path in (tmp_path / "pack").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path.name
    assert made.pack.level is Secrecy.NONE
    higher = make_field_pack(workspace, AREA, tmp_path / "higher", highest=Secrecy.MAT)
    assert higher.pack.level is Secrecy.MAT
    assert SECRET.encode() in find_geopackage(tmp_path / "higher").read_bytes()


def test_whoever_is_not_cleared_for_a_pack_does_not_learn_of_it(workspace, tmp_path):
    draft = IncidentDraft(SECRET, "fence", place_text="571-572", secrecy=Secrecy.MAT)
    record_incident(workspace, draft)
    make_field_pack(workspace, AREA, tmp_path / "pack", highest=Secrecy.MAT)
    assert list_field_packs(acting(workspace, clearance=Secrecy.NONE)) == ()
    assert len(list_field_packs(workspace)) == 1


def test_a_profile_leaves_out_the_columns_that_it_does_not_name(workspace, tmp_path):
    make_field_pack(workspace, AREA, tmp_path / "pack", profile="counterpart")
    markers = read(tmp_path / "pack", "markers")
    assert "condition" not in markers.columns
    assert "info_note" not in markers.columns
    assert "state" not in read(tmp_path / "pack", "incidents").columns


def test_an_area_that_may_not_go_out_is_refused_in_words(workspace, tmp_path):
    area = find_area(workspace, AREA)
    change_area(workspace, area, replace(draft_of(area), secrecy=Secrecy.MAT), "độ mật")
    with pytest.raises(InputError) as refused:
        make_field_pack(workspace, AREA, tmp_path / "pack")
    assert refused.value.code == "field.area_withheld"
    with pytest.raises(InputError) as refused:
        make_field_pack(workspace, "KS-CB-2022-003", tmp_path / "pack", profile="public")
    assert refused.value.code == "field.profile_without_place"
    assert not (tmp_path / "pack").exists()
    assert list_field_packs(workspace) == ()


def test_a_folder_that_holds_files_is_left_alone(workspace, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(InputError):
        make_field_pack(workspace, AREA, tmp_path)
    with pytest.raises(ForbiddenError):
        make_field_pack(acting(workspace, role=Role.VIEWER), AREA, tmp_path / "pack")


def test_the_archive_holds_the_same_with_a_folder_for_photos(workspace):
    name, content, made = make_field_archive(workspace, AREA)
    assert name == f"thuc-dia-{made.pack.number}.zip"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
    assert {"DCIM/", "manifest.json", "READ-ME.txt"} < names
