"""A mistake of a whole file is suspected by name, mended only when it is taken, and then mended right."""

import json

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point

from border_gis.boundary.coordinates.web_map_offset import to_web_map
from border_gis.cli import main
from border_gis.crs import measure_geodesic, to_vn2000, to_vn2000_geographic, zone_by_epsg
from border_gis.exchange.incoming.correcting import Correction
from border_gis.exchange.incoming.targets import Target
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.import_suspicions import remedy_of
from border_gis.services.importing import list_imports, run_import
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.boundary.test_suspects import turn_wrong

CAO_BANG, LANG_SON = zone_by_epsg(9210), zone_by_epsg(9215)
DICE = np.random.default_rng(11)
TRUE = np.column_stack([DICE.uniform(106.2, 106.7, 30), DICE.uniform(22.6, 23.0, 30)])
SURVEYED = TRUE + DICE.normal(0.0, 5e-7, TRUE.shape)
NUMBERS = range(600, 630)
TOLERANCE_M = {"web_map": 0.5}


def apply(transform, positions=SURVEYED):
    return np.column_stack(transform(*positions.T))


def write_degrees(path, positions):
    rows = [f"{number};{x!r};{y!r}" for number, (x, y) in zip(NUMBERS, positions.tolist(), strict=True)]
    path.write_text("so_moc;kinh_do;vi_do\n" + "\n".join(rows), encoding="utf-8")
    return path


def write_points(path, positions, crs):
    frame = gpd.GeoDataFrame({"so_moc": list(NUMBERS)}, geometry=[Point(*at) for at in positions], crs=crs)
    frame.to_file(path, driver="GPKG")
    return path


def write_plane(path, plane):
    rows = [
        f"{number};{north:.3f};{east:.3f}"
        for number, (east, north) in zip(NUMBERS, plane.tolist(), strict=True)
    ]
    path.write_text("so_moc;x;y\n" + "\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def workspace(workspace_copy, tmp_path):
    """An office whose register holds thirty markers within half a metre."""
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    good = tmp_path / "so moc goc.csv"
    rows = [f"{number};{x!r};{y!r};0.5" for number, (x, y) in zip(NUMBERS, TRUE.tolist(), strict=True)]
    good.write_text("so_moc;kinh_do;vi_do;do_chinh_xac\n" + "\n".join(rows), encoding="utf-8")
    run_import(opened, preview_import(opened, good), existing="replace")
    yield opened
    opened.close()


MISTAKES = {
    "swapped": lambda folder: write_degrees(folder / "a.csv", SURVEYED[:, ::-1]),
    "swapped, as points": lambda folder: write_points(folder / "a.gpkg", SURVEYED[:, ::-1], 4326),
    "shift_forgotten": lambda folder: write_degrees(folder / "a.csv", apply(to_vn2000_geographic)),
    "shift_forgotten, as points": lambda folder: write_points(
        folder / "a.gpkg", apply(to_vn2000_geographic), 4326
    ),
    "shift_twice": lambda folder: write_points(folder / "a.gpkg", SURVEYED, 4756),
    "wrong_rotations": lambda folder: write_degrees(folder / "a.csv", apply(turn_wrong)),
    "web_map": lambda folder: write_degrees(folder / "a.csv", apply(to_web_map)),
    "web_map, as points": lambda folder: write_points(folder / "a.gpkg", apply(to_web_map), 4326),
    "other_zone": lambda folder: write_plane(folder / "a.csv", apply(lambda x, y: to_vn2000(x, y, CAO_BANG))),
    "other_zone, as points": lambda folder: write_points(
        folder / "a.gpkg", apply(lambda x, y: to_vn2000(x, y, CAO_BANG)), 9215
    ),
    "swapped_plane": lambda folder: write_points(
        folder / "a.gpkg", apply(lambda x, y: to_vn2000(x, y, CAO_BANG))[:, ::-1], 9210
    ),
}
# What a person chose, wrongly, where the file itself says nothing.
CHOSEN = {"other_zone": "EPSG:9215"}
COSTS_M = {
    "shift_forgotten": (200, 250),
    "shift_twice": (200, 250),
    "other_zone": (150_000, 158_000),
    "wrong_rotations": (0.7, 0.9),
    "web_map": (100, 900),
}


def apart_m(preview):
    at = {row.thing.reference.number: row.thing.position for row in preview.good}
    assert len(at) == len(NUMBERS)
    positions = np.array([(at[number].longitude_deg, at[number].latitude_deg) for number in NUMBERS])
    return measure_geodesic(*positions.T, *TRUE.T)[1]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_evidence_and_mended_when_it_is_taken(workspace, tmp_path, name):
    code = name.partition(",")[0]
    wish = ImportWish(target=Target.MARKERS, crs=CHOSEN.get(name))
    path = MISTAKES[name](tmp_path)
    preview = preview_import(workspace, path, wish)
    suspicion = preview.suspicions[0]
    assert suspicion.code == code
    assert suspicion.count == len(NUMBERS)
    low, high = COSTS_M.get(code, (100_000, np.inf))
    assert low < suspicion.before_m <= high
    # Nothing is mended by itself.
    assert preview.correction is None
    if preview.good:
        assert np.median(apart_m(preview)) > 0.5
    taken = preview_import(workspace, path, remedy_of(suspicion, preview, wish))
    assert apart_m(taken).max() < TOLERANCE_M.get(code, 0.3)
    assert taken.suspicions == ()
    if code != "other_zone":
        assert [each.code for each in taken.findings if each.code == "incoming.corrected"]
        entry = run_import(workspace, taken, existing="replace")
        assert list_imports(workspace)[0].mapping["correction"] == Correction(code).value
        assert len(entry.added) == len(NUMBERS)


def test_a_zone_that_nobody_has_named_is_offered_while_it_is_asked_for(workspace, tmp_path):
    path = write_plane(tmp_path / "a.csv", apply(lambda x, y: to_vn2000(x, y, CAO_BANG)))
    wish = ImportWish(target=Target.MARKERS)
    preview = preview_import(workspace, path, wish)
    assert preview.blocked_by.code == "crs.missing"
    (suspicion,) = preview.suspicions
    assert (suspicion.code, suspicion.zone) == ("other_zone", CAO_BANG)
    taken = preview_import(workspace, path, remedy_of(suspicion, preview, wish))
    assert apart_m(taken).max() < 0.3


def test_a_zone_in_a_column_of_the_file_gives_way_to_the_one_that_was_taken(workspace, tmp_path):
    path = write_plane(tmp_path / "a.csv", apply(lambda x, y: to_vn2000(x, y, CAO_BANG)))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]};tinh", *(f"{line};Lạng Sơn" for line in lines[1:])]))
    wish = ImportWish(target=Target.MARKERS, crs="EPSG:9215")
    preview = preview_import(workspace, path, wish)
    taken = preview_import(workspace, path, remedy_of(preview.suspicions[0], preview, wish))
    assert apart_m(taken).max() < 0.3


def test_a_good_file_is_suspected_of_nothing(workspace, tmp_path):
    assert preview_import(workspace, write_degrees(tmp_path / "a.csv", SURVEYED)).suspicions == ()
    plane = write_plane(tmp_path / "b.csv", apply(lambda x, y: to_vn2000(x, y, LANG_SON)))
    assert preview_import(workspace, plane, ImportWish(crs="EPSG:9215")).suspicions == ()
    points = write_points(tmp_path / "c.gpkg", SURVEYED, 4326)
    assert preview_import(workspace, points, ImportWish(target=Target.MARKERS)).suspicions == ()


def test_incidents_are_held_against_the_places_that_they_name(workspace, tmp_path):
    shifted = apply(to_vn2000_geographic)
    rows = [
        f"Sạt lở {number};mốc {number};{x!r};{y!r}"
        for number, (x, y) in zip(NUMBERS, shifted.tolist(), strict=True)
    ]
    path = tmp_path / "a.csv"
    path.write_text("tên vụ việc;khu vực mốc;kinh độ;vĩ độ\n" + "\n".join(rows), encoding="utf-8")
    wish = ImportWish(target=Target.INCIDENTS)
    preview = preview_import(workspace, path, wish)
    suspicion = preview.suspicions[0]
    assert suspicion.code == "shift_forgotten"
    taken = preview_import(workspace, path, remedy_of(suspicion, preview, wish))
    places = np.array([row.thing.places[0].geometry["coordinates"] for row in taken.good])
    assert measure_geodesic(*places.T, *TRUE.T)[1].max() < 0.3


def test_a_line_is_held_against_the_line_in_use(workspace, tmp_path, shared_data):
    official = gpd.read_file(shared_data / "vn_cn_border_full.geojson")
    coordinates = np.array(official.geometry.iloc[0].coords)[20_000:24_000, :2]
    frame = gpd.GeoDataFrame({"name": ["đường"]}, geometry=[LineString(coordinates)], crs=4326)
    frame["accuracy_m"] = 5.0
    frame.to_file(tmp_path / "good.gpkg", driver="GPKG")
    run_import(workspace, preview_import(workspace, tmp_path / "good.gpkg", ImportWish(target=Target.LINE)))
    wrong = gpd.GeoDataFrame(
        {"name": ["đường"]}, geometry=[LineString(apply(to_vn2000_geographic, coordinates))], crs=4326
    )
    wrong.to_file(tmp_path / "wrong.gpkg", driver="GPKG")
    wish = ImportWish(target=Target.LINE)
    preview = preview_import(workspace, tmp_path / "wrong.gpkg", wish)
    assert preview.suspicions[0].code == "shift_forgotten"
    taken = preview_import(
        workspace, tmp_path / "wrong.gpkg", remedy_of(preview.suspicions[0], preview, wish)
    )
    (row,) = taken.good
    assert measure_geodesic(*row.thing.coordinates.T, *coordinates.T)[1].max() < 0.01


@pytest.mark.parametrize("name", ["swapped", "shift_forgotten", "wrong_rotations", "web_map", "other_zone"])
def test_the_command_names_the_mistake_and_says_what_to_add(workspace, tmp_path, monkeypatch, capsys, name):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace.settings.workspace_folder))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.setenv("BORDER_GIS_OFFICER", OFFICER)
    path = MISTAKES[name](tmp_path)
    words = ["import", str(path), "--as", "markers", "--dry-run", "--json"]
    if name in CHOSEN:
        words += ["--crs", CHOSEN[name]]
    main(words)
    (first, *_) = json.loads(capsys.readouterr().out)["suspicions"]
    assert first["code"] == name
    plain = [word for word in words if word != "--json"]
    main(plain)
    assert first["offer"] in capsys.readouterr().err
    assert main([*words, *first["offer"].split()]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["suspicions"] == []
    assert told["good"] == len(NUMBERS)
