"""``border-gis export`` writes files for others and says what it wrote."""

import json

import pytest

from border_gis.cli import main
from tests.actors import OFFICER


@pytest.fixture
def run(workspace_copy, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace_copy))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.delenv("BORDER_GIS_OFFICER", raising=False)

    def call(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_markers_are_written_and_counted(run, tmp_path):
    out = tmp_path / "out"
    words = ["export", "-o", str(out), "--what", "marker", "--format", "csv"]
    code, said, _ = run(*words, "--officer", OFFICER, "--json")
    assert code == 0
    told = json.loads(said)
    assert told["records"] == {"marker": 1396}
    assert set(told["files"]) == {"markers.csv", "READ-ME.txt", "manifest.json"}


def test_nothing_leaves_without_a_name(run, tmp_path):
    code, _, said = run("export", "-o", str(tmp_path / "out"), "--what", "gate")
    assert code == 3
    assert "tên cán bộ" in said
    assert not (tmp_path / "out").exists()


def test_what_was_written_is_said_in_words(run, tmp_path):
    words = ["export", "-o", str(tmp_path / "out"), "--what", "gate", "--format", "geojson"]
    code, said, _ = run(*words, "--officer", OFFICER, "--profile", "public", "--language", "vi")
    assert code == 0
    assert "28 bản ghi" in said
    assert "Công khai" in said


def test_looking_first_says_what_would_stay_and_writes_nothing(run, tmp_path):
    words = ["export", "--profile", "counterpart", "--dry-run", "--officer", OFFICER]
    code, said, _ = run(*words, "--json")
    assert code == 0
    told = {each["kind"]: each for each in json.loads(said)}
    assert told["marker"]["going"] == 1396
    assert "description" in told["incident"]["fields_left_out"]
    code, said, _ = run(*words, "--from", "1990-01-01", "--to", "1990-12-31", "--what", "incident")
    assert "incident: đưa ra 0; ngoài phạm vi 23" in said
    assert list(tmp_path.glob("**/manifest.json")) == []


def test_a_folder_is_asked_for_and_a_unit_must_be_there(run):
    code, _, said = run("export", "--officer", OFFICER)
    assert code == 3
    assert "-o" in said
    code, _, said = run("export", "--dry-run", "--unit", "Xã Không Có", "--officer", OFFICER)
    assert code == 7
    assert "Không Có" in said
