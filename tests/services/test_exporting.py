"""What leaves the office goes through a profile, says whose it is, and comes back the same."""

import hashlib
import json

import pytest

from border_gis.access import Secrecy
from border_gis.errors import InputError
from border_gis.exchange.incoming.matching import match_fields
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.targets import Target, is_known_heading
from border_gis.i18n import describe_finding
from border_gis.services.audit import list_audit_entries
from border_gis.services.exporting import EXPORT_FORMATS, EXPORT_KINDS, export_data, zone_of_province
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def read_rows(path, layer=None):
    return [(dict(row.values), row.geometry) for row in open_incoming(path, is_known_heading).rows(layer)]


def test_everything_goes_out_in_every_format_and_the_manifest_names_each_file(workspace, tmp_path):
    made = export_data(
        workspace, EXPORT_KINDS, EXPORT_FORMATS, tmp_path / "out", zone=zone_of_province("Cao Bằng")
    )
    manifest = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert manifest["records"]["marker"] == 1396
    assert manifest["released_by"] == OFFICER
    named = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    there = {path.name for path in (tmp_path / "out").iterdir()} - {"manifest.json"}
    assert set(named) == there
    assert all(
        hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == told
        for name, told in named.items()
    )
    assert {path.suffix for path in made.paths} >= {
        *(".gpkg", ".qgs", ".geojson", ".shp", ".kml", ".gpx", ".csv", ".xlsx", ".html")
    }
    assert all("{" not in describe_finding(each, "vi") for each in made.findings)


def test_an_export_is_written_down(workspace, tmp_path):
    export_data(workspace, ["marker"], ["csv"], tmp_path / "out", profile="province")
    entry = list_audit_entries(workspace)[0]
    assert (entry.kind, entry.what, entry.profile, entry.count) == ("exported", "csv", "province", 1396)


@pytest.mark.parametrize("wanted", ["gpkg", "geojson", "shp", "kml", "gpx", "csv", "xlsx"])
def test_markers_come_back_from_every_format(workspace, tmp_path, wanted):
    export_data(workspace, ["marker"], [wanted], tmp_path / "out")
    path = next(
        each
        for each in sorted((tmp_path / "out").iterdir())
        if each.suffix == f".{wanted}" and each.name != "manifest.json"
    )
    opened = open_incoming(path, is_known_heading)
    layer = next(each for each in opened.layers if each.name != "Thông tin")
    sources = match_fields(layer, Target.MARKERS).sources
    rows = list(opened.rows(layer.name))
    references = {str(marker.reference) for marker in workspace.markers}
    name = sources.get("number") or "name"
    assert {str(row.values[name]) for row in rows} == references


def test_the_counterpart_gets_what_its_profile_names_and_no_more(workspace, tmp_path):
    record_incident(
        workspace,
        IncidentDraft(
            "Phía Trung Quốc vi phạm tại mốc 836",
            "fence",
            description="Nội dung nội bộ không gửi đi",
            source_paper="103/BC-SNgV",
            place_text="836(2)",
        ),
    )
    export_data(workspace, EXPORT_KINDS, ["geojson", "xlsx", "kml"], tmp_path / "out", profile="counterpart")
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            content = "".join(
                str(values)
                for layer in open_incoming(path, is_known_heading).layers
                for values, _ in read_rows(path, layer.name)
            ).encode()
        text = content.decode("utf-8").lower()
        assert "nội bộ không gửi" not in text, path.name
        assert "103/bc" not in text, path.name
        assert "vi phạm" not in text, path.name


def test_what_is_above_the_profile_stays_and_is_not_hinted_at(workspace, tmp_path):
    before = len(workspace.store.incidents())
    record_incident(
        workspace,
        IncidentDraft("Vụ việc có độ mật", "fence", place_text="836(2)", secrecy=Secrecy.TOI_MAT),
    )
    made = export_data(workspace, ["incident"], ["geojson"], tmp_path / "out", profile="province")
    assert made.counts["incident"] == before
    assert made.withheld == {"incident": 1}
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "độ mật" not in text or path.name == "READ-ME.txt"
        assert "withheld" not in text


@pytest.mark.parametrize(
    ("kinds", "formats", "code"),
    [
        (["marker"], ["doc"], "exporting.unknown_format"),
        (["house"], ["csv"], "exporting.unknown_kind"),
        ([], ["csv"], "exporting.unknown_kind"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_anything_is_written(
    workspace, tmp_path, kinds, formats, code
):
    with pytest.raises(InputError) as refused:
        export_data(workspace, kinds, formats, tmp_path / "out")
    assert refused.value.code == code
    assert not (tmp_path / "out").exists()


def test_a_folder_with_files_is_left_alone(workspace, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "cu.txt").write_text("cũ", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        export_data(workspace, ["marker"], ["csv"], folder)
    assert refused.value.code == "exporting.folder_in_use"
    assert [path.name for path in folder.iterdir()] == ["cu.txt"]
