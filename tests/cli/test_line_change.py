"""``border-gis line change``: seen first, recorded as one, listed, and put back."""

import json
import re

import pytest

from border_gis.cli import main
from border_gis.services.line_change_undoing import list_line_changes
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.conftest import ROOT


@pytest.fixture
def call(workspace_copy, capsys):
    """Run the command; return its exit code, what it printed, and what it said beside that."""

    def run(*words, officer="Cán bộ 1"):
        capsys.readouterr()
        code = main([*words, "--workspace", str(workspace_copy), "--officer", officer])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def new_line(call, tmp_path):
    return add_line(call, tmp_path, 0.01)


def add_line(call, folder, north_deg):
    source = json.loads((ROOT / "data" / "boundary" / "line.geojson").read_text("utf-8"))
    for feature in source["features"]:
        feature.pop("id", None)
        feature["properties"].pop("id", None)
        moved = [[x, y + north_deg] for x, y, *_ in feature["geometry"]["coordinates"]]
        feature["geometry"]["coordinates"] = moved
    path = folder / "line.geojson"
    path.write_text(json.dumps(source), "utf-8")
    code, out, _ = call("line", "add", str(path), "--name", "Đường mới", "--json")
    assert code == 0
    return json.loads(out)[0]["id"]


def test_what_a_new_line_moves_is_seen_first_and_then_recorded(call, new_line):
    code, out, _ = call("line", "change", new_line, "--dry-run", "--json")
    assert code == 0
    moves = json.loads(out)
    assert {move["kind"] for move in moves} == {"incident", "work"}
    assert all(move["moved_m"]["stay"] == 0.0 for move in moves)
    code, _, said = call("line", "change", new_line, "--incidents", "move")
    assert code == 3
    assert "lý do" in said
    code, out, _ = call("line", "change", new_line, "--incidents", "move", "--reason", "đường mới", "--json")
    assert code == 0
    done = json.loads(out)
    assert done["moved"] > 0
    assert done["farthest_m"] >= done["middle_m"] > 0
    _, out, _ = call("line", "change", new_line, "--dry-run", "--json")
    left = [move for move in json.loads(out) if move["kind"] == "incident"]
    # What stands at a marker stands there on the new line too.
    assert all(move["moved_m"]["move"] == 0.0 or move["name"] in done["not_placed"] for move in left)


def test_a_change_is_listed_as_a_whole_and_put_back_later(call, new_line, workspace_copy):
    assert call("line", "change", "--list")[1].strip() == "Chưa có lần thay đường nào."
    words = ("--incidents", "move", "--works", "measure", "--reason", "đường mới")
    _, out, _ = call("line", "change", new_line, *words)
    (change_id,) = re.findall(r"--undo (\S+)", out)
    _, out, _ = call("line", "change", "--list")
    assert change_id in out
    assert re.search(
        r"Cán bộ 1: từ .+ sang Đường mới; vụ việc đi theo mốc, công trình giữ lý trình; dời \d+", out
    )
    code, out, _ = call("line", "change", "--undo", change_id, "--dry-run")
    assert code == 0
    assert out.startswith("Sẽ đưa")
    assert call("line", "change", "--undo", change_id)[0] == 3
    code, out, _ = call(
        "line", "change", "--undo", change_id, "--reason", "chọn nhầm", "--json", officer="Cán bộ 2"
    )
    assert code == 0
    undone = json.loads(out)
    assert undone["left"] == []
    _, out, _ = call("line", "change", "--list", "--json")
    (listed,) = json.loads(out)
    assert (listed["id"], listed["moved"], listed["standing"]) == (change_id, len(undone["put_back"]), 0)
    assert [each["author"] for each in listed["undoings"]] == ["Cán bộ 2"]
    code, _, said = call("line", "change", "--undo", change_id, "--reason", "lần nữa")
    assert code != 0
    assert "đã được đưa về" in said
    workspace = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    assert list_line_changes(workspace)[0].standing == ()
    workspace.close()


def test_what_was_changed_since_is_named_and_the_exit_code_tells(call, new_line):
    words = ("--incidents", "move", "--reason", "đường mới", "--json")
    change_id = json.loads(call("line", "change", new_line, *words)[1])["id"]
    (listed,) = json.loads(call("line", "change", new_line, "--list", "--json")[1])
    ids = [move["id"] for move in listed["moves"]]
    moved = next(each for each in ids if ids.count(each) == 1)
    told = json.dumps({"places": [{"as_written": "841"}]})
    code, _, said = call("incident", "report", moved, "--set", told, officer="Cán bộ 2")
    assert code == 0, said
    code, out, said = call("line", "change", "--undo", change_id, "--reason", "chọn nhầm")
    assert code == 1
    assert f"Đã đưa {listed['moved'] - 1} chỗ" in out
    assert "Cán bộ 2 đã sửa lúc" in said


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_wrong_lines_are_refused_in_words(call, tmp_path, dry_run):
    only = json.loads(call("line", "list", "--json")[1])[0]["id"]
    code, _, said = call("line", "change", *dry_run)
    assert code == 3
    assert "Chỉ có một phiên bản đường" in said
    far = add_line(call, tmp_path, -3.0)
    assert "mã của đường mới" in call("line", "change", *dry_run)[2]
    code, _, said = call("line", "change", "none", "--reason", "thử", *dry_run)
    assert code != 0
    assert "none" in said
    assert only in said
    code, _, said = call("line", "change", far, "--incidents", "measure", "--reason", "thử", *dry_run)
    assert code == 3
    assert "chạy ở nơi khác" in said
    # Everything is on the old line already.
    code, out, said = call("line", "change", only, "--reason", "thử", *dry_run)
    assert "đặt theo mốc trên đường khác" in out + said
    assert json.loads(call("line", "change", "--list", "--json")[1]) == []
