"""A file of areas becomes a version of the line: two sides in one file, two files, or one side and a line."""

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString

from border_gis.boundary.line import LegalStatus
from border_gis.boundary.parties import Party
from border_gis.cli import main
from border_gis.errors import InputError
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import describe_finding
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import, undo_import
from border_gis.services.line_deriving import DeriveWish
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.boundary.line.test_deriving import above, below, degrees, length_m, wind

LINE = wind(8)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def write(path, sides, **columns):
    gpd.GeoDataFrame(columns, geometry=sides, crs=4326).to_file(path, driver="GPKG")
    return path


@pytest.fixture
def both(tmp_path):
    ours = [below(LINE, 0, 30), below(LINE, 30, 80)]
    return write(
        tmp_path / "xa.gpkg", [*ours, above(LINE)], ten=["Xã A", "Xã B", "乡"], nuoc=["VN", "VN", "TQ"]
    )


def wish(**derive):
    return ImportWish(target=Target.LINE, derive=DeriveWish(**derive))


def test_two_sides_of_one_file_give_a_version_and_the_old_one_stays(workspace, both):
    before = [line.id for line in workspace.lines]
    preview = preview_import(workspace, both, wish(name="Ranh giới xã", legal_status=LegalStatus.VIEW_VN))
    (row,) = preview.good
    assert row.thing.length_m == pytest.approx(length_m(LINE), abs=0.5)
    assert row.thing.left_party is Party.CN
    said = [describe_finding(finding, "vi") for finding in preview.row_findings]
    assert any("2 vùng" in each and "từ tây sang đông" in each for each in said)
    assert all("{" not in each for each in said)
    entry = run_import(workspace, preview)
    added = next(line for line in workspace.lines if line.id == entry.added[0])
    assert (added.name, added.legal_status) == ("Ranh giới xã", LegalStatus.VIEW_VN)
    assert added.accuracy_assumed
    assert before == [line.id for line in workspace.lines if line.id != added.id]
    undo_import(workspace, entry.id)
    assert [line.id for line in workspace.lines] == before


def test_the_same_areas_twice_change_nothing_and_another_tolerance_is_another_version(workspace, both):
    run_import(workspace, preview_import(workspace, both, wish()))
    with pytest.raises(InputError):
        run_import(workspace, preview_import(workspace, both, wish()))
    run_import(workspace, preview_import(workspace, both, wish(tolerance_m=20.0)))


def test_two_files_give_the_same_line(workspace, tmp_path):
    ours = write(tmp_path / "ta.gpkg", [below(LINE)], ten=["Xã A"])
    theirs = write(tmp_path / "ho.gpkg", [above(LINE, 3.0)], ten=["乡"])
    preview = preview_import(workspace, ours, wish(against=theirs))
    (row,) = preview.good
    assert row.thing.length_m == pytest.approx(length_m(LINE), abs=30.0)
    assert "ho.gpkg" in row.thing.source


def test_one_side_is_held_against_a_line_that_is_there(workspace, tmp_path):
    known = write(tmp_path / "duong.gpkg", [LineString(degrees(LINE + np.array([0.0, 20.0])))], name=["cũ"])
    entry = run_import(workspace, preview_import(workspace, known, ImportWish(target=Target.LINE)))
    ours = write(tmp_path / "ta.gpkg", [below(LINE)], ten=["Xã A"])
    preview = preview_import(workspace, ours, wish(line_id=entry.added[0]))
    (row,) = preview.good
    assert row.thing.length_m == pytest.approx(length_m(LINE), rel=0.03)
    assert "deriving.only_one_side" in {finding.code for finding in preview.row_findings}


@pytest.mark.parametrize(
    ("derive", "code"),
    [
        ({"side_field": "nuoc", "ours": "VN", "theirs": "Lào"}, "deriving.no_such_side"),
        ({"line_id": "none", "side_field": ""}, "zones.unknown_line"),
        ({"tolerance_m": 0.5, "side_field": ""}, "line.no_shared_outline"),
    ],
)
def test_what_cannot_be_derived_is_said_and_stores_nothing(workspace, both, derive, code):
    preview = preview_import(workspace, both, wish(**derive))
    assert preview.good == ()
    assert code in {finding.code for finding in preview.row_findings}


def test_the_real_communes_become_a_version(workspace, shared_data):
    real = shared_data / "vn_cn_border_full.geojson"
    entry = run_import(workspace, preview_import(workspace, real, ImportWish(target=Target.LINE)))
    communes = shared_data / "communes_cb_ls_2025.gpkg"
    preview = preview_import(workspace, communes, wish(line_id=entry.added[0], tolerance_m=50.0))
    (row,) = preview.good
    assert row.thing.length_m == pytest.approx(566_351.0, abs=2.0)


def test_the_command_looks_first_and_then_adds(workspace, both, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace.settings.workspace_folder))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.setenv("BORDER_GIS_OFFICER", OFFICER)
    words = ["line", "derive", str(both), "--sides", "nuoc=VN:TQ", "--json"]
    count = len(workspace.lines)
    assert main([*words, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["import"] is None
    assert told["length_m"] == pytest.approx(length_m(LINE), abs=0.5)
    assert len(workspace.store.lines()) == count
    assert main([*words, "--name", "Ranh giới xã"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] in {line.id for line in workspace.store.lines()}
    assert main(["line", "derive", str(both), "--sides", "nuoc"]) == 3
    assert "--sides" in capsys.readouterr().err
