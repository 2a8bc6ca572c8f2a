"""``border-gis import`` shows what would come of a file, brings it in, lists and takes back."""

import json

import pytest

from border_gis.cli import main
from tests.actors import OFFICER

CSV = "tên vụ việc;khu vực mốc;ngày\nHàng rào mới;840+600m;11/05/2022\n;836(2);2022\n"


@pytest.fixture
def run(workspace_copy, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace_copy))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.setenv("BORDER_GIS_OFFICER", OFFICER)

    def call(*words):
        code = main(["import", *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out, said.err

    return call


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "vu-viec.csv"
    file.write_text(CSV, encoding="utf-8")
    return file


def test_looking_stores_nothing_and_says_everything(run, path):
    code, told, _ = run(path, "--dry-run", "--json")
    assert code == 1
    assert (told["target"], told["rows"], told["good"], told["import"]) == ("incidents", 2, 1, None)
    assert told["fields"]["place"] == {"source": "khu vực mốc", "by": "name"}
    assert [each["row"] for each in told["findings"] if each["severity"] == "error"] == [3]
    assert run("--list", "--json")[1] == []


def test_a_bad_row_stops_everything_unless_only_the_good_are_wanted(run, path):
    code, _, said = run(path)
    assert code == 3
    assert "1 trong 2" in said
    code, told, _ = run(path, "--only-good", "--json")
    assert code == 1
    (listed,) = run("--list", "--json")[1]
    assert (listed["id"], listed["added"], listed["left_out"]) == (told["import"], 1, 1)
    code, said, _ = run("--undo", listed["id"])
    assert code == 0
    assert "hoàn tác" in said
    assert [each["kind"] for each in run("--list", "--json")[1]] == ["undo", "import"]


def test_fields_can_be_said(run, path):
    told = run(path, "--dry-run", "--json", "--map", "title=khu vực mốc", "--map", "date=")[1]
    assert told["fields"]["title"] == {"source": "khu vực mốc", "by": "person"}
    assert "ngày" in told["unused"]


@pytest.mark.parametrize(
    "words", [("--map", "title"), ("--text", "utf-7"), ("--layer", "không có"), ("--map", "khong_co=ngày")]
)
def test_a_wrong_wish_is_refused_in_words(run, path, words):
    code, _, said = run(path, "--dry-run", *words)
    assert code in (3, 7)
    assert "Traceback" not in said
    assert said.strip()


def test_a_file_has_to_be_named(run):
    assert run()[0] == 3
