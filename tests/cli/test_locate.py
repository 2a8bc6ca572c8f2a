"""``border-gis locate``: places as JSON and in words, warnings as codes, exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from shapely.geometry import mapping, shape

from border_gis.boundary.line import BoundaryLine
from border_gis.cli import main
from tests.boundary.builders import build_bent_line, build_bent_register


@pytest.fixture
def files(tmp_path) -> list[str]:
    """A line and a register as files, and a workspace folder that must stay empty."""
    return [
        "--line", str(write_line(tmp_path / "line.geojson", build_bent_line())),
        "--register", str(write_register(tmp_path / "register.csv")),
        "--workspace", str(tmp_path / "workspace"),
    ]  # fmt: skip


def write_line(path: Path, line: BoundaryLine) -> Path:
    geometry = {"type": "LineString", "coordinates": line.coordinates.tolist()}
    said = {"id": "bent", "name": "Đường thử", "accuracy_m": 5.0}
    feature = {"type": "Feature", "properties": said, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def write_register(path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["marker", "lon", "lat", "accuracy"])
        for marker in build_bent_register():
            at = marker.position
            writer.writerow([str(marker.reference), at.longitude_deg, at.latitude_deg, 1.0])
    return path


def locate(capsys, *words: str) -> tuple[int, list[dict]]:
    code = main(["locate", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)["readings"]


def test_a_point_is_answered_with_everything_that_was_promised(capsys, files):
    code, (reading,) = locate(capsys, "840 + 600 m", *files)
    assert code == 0
    assert set(reading) == {
        "reference", "kind", "line", "chainage_from_m", "chainage_to_m", "geometry", "accuracy_m", "warnings",
    }  # fmt: skip
    assert (reading["reference"], reading["kind"], reading["line"]) == ("840+600m", "offset", "bent")
    assert (reading["chainage_from_m"], reading["chainage_to_m"]) == (pytest.approx(6_100, abs=0.01), None)
    assert reading["geometry"]["type"] == "Point"
    assert reading["accuracy_m"] == pytest.approx((5**2 + 1 + 6**2) ** 0.5, abs=0.01)
    assert reading["warnings"] == []


def test_a_stretch_is_a_line_string(capsys, files):
    code, (reading,) = locate(capsys, "từ mốc 837 đến mốc 839", *files)
    assert (code, reading["kind"]) == (0, "range")
    assert (reading["chainage_from_m"], reading["chainage_to_m"]) == pytest.approx((2_500, 4_500), abs=0.01)
    assert shape(reading["geometry"]).geom_type == "LineString"
    assert mapping(shape(reading["geometry"]))["coordinates"][0] == tuple(
        reading["geometry"]["coordinates"][0]
    )


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("9999", ["unknown_marker"]),
        ("840(7)", ["unknown_position"]),
        ("840(1)", ["position_not_registered"]),
        ("840+2700m", ["offset_beyond_next_marker"]),
        ("840+99999999m", ["beyond_line_end"]),
        ("841-840", ["descending"]),
        ("cách mốc 840 khoảng 120 m", ["direction_missing"]),
    ],
)
def test_warnings_are_codes_and_end_with_one(capsys, files, text, warnings):
    code, readings = locate(capsys, text, *files)
    assert (code, readings[0]["warnings"]) == (1, warnings)


def test_every_reading_is_given(capsys, files):
    _, readings = locate(capsys, "840-600m", *files)
    assert {reading["kind"] for reading in readings} == {"offset", "range"}


def test_a_file_that_runs_the_other_way_is_turned_by_the_register(capsys, tmp_path, files):
    backwards = build_bent_line()
    path = tmp_path / "back.geojson"
    geometry = {"type": "LineString", "coordinates": backwards.coordinates[::-1].tolist()}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": geometry}), encoding="utf-8")
    _, (reading,) = locate(capsys, "840+600m", "--line", str(path), *files[2:])
    assert reading["chainage_from_m"] == pytest.approx(6_100, abs=0.01)


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (["abc"], 3, "abc"),
        ([""], 3, ""),
        (["0/0"], None, ""),
        ([], 2, ""),
    ],
)
def test_what_cannot_be_understood_is_told_without_a_traceback(capsys, files, words, exit_code, says):
    code = main(["locate", *words, *files])
    captured = capsys.readouterr()
    assert code == exit_code if exit_code is not None else code in (1, 3)
    assert "Traceback" not in captured.err + captured.out
    assert says in captured.err
    assert captured.err or captured.out


@pytest.mark.parametrize(("option", "exit_code"), [("--line", 4), ("--register", 4)])
def test_a_file_that_is_not_there_is_named(capsys, files, option, exit_code):
    words = [*files]
    words[words.index(option) + 1] = "nowhere.csv"
    assert main(["locate", "840", *words]) == exit_code
    assert "nowhere.csv" in capsys.readouterr().err


def test_words_are_vietnamese_first_and_english_on_demand(capsys, files):
    assert main(["locate", "840+2700m", *files]) == 1
    vietnamese = capsys.readouterr().out
    assert "Đường thử" in vietnamese
    assert "842+700m" in vietnamese
    assert main(["locate", "840+2700m", *files, "--language", "en"]) == 1
    assert "past marker 841" in capsys.readouterr().out


def test_files_need_no_workspace(files, tmp_path):
    main(["locate", "840", *files])
    assert not (tmp_path / "workspace").exists()


def test_the_workspace_is_made_from_what_ships_where_there_is_none(capsys, tmp_path):
    code, readings = locate(capsys, "834/1-835", "--workspace", str(tmp_path / "workspace"))
    assert (code, readings[0]["kind"]) == (0, "range")
    assert (tmp_path / "workspace").exists()


def test_the_published_markers_are_found_on_the_full_line(capsys, shared_data, tmp_path):
    files = [
        "--line", str(shared_data / "vn_cn_border_full.geojson"),
        "--register", str(shared_data / "vn_markers_sourced.csv"),
        "--workspace", str(tmp_path),
    ]  # fmt: skip
    for text, chainage_km in (("0", 0.004), ("234", 563.889), ("222(2)", 533.130), ("261(1)", 586.793)):
        code, (reading,) = locate(capsys, text, *files)
        assert (code, round(reading["chainage_from_m"] / 1000, 3)) == (0, chainage_km)
