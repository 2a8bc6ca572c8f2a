"""``border-gis line``."""

import json

from border_gis.cli import main
from tests.conftest import ROOT


def test_a_line_is_added_from_a_file_and_listed_with_its_status(workspace_copy, tmp_path, capsys):
    path = tmp_path / "line.geojson"
    geometry = {"type": "LineString", "coordinates": [[105.0, 22.9], [106.0, 22.8], [107.0, 22.2]]}
    feature = {"type": "Feature", "geometry": geometry, "properties": {}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    ends = ["--workspace", str(workspace_copy), "--officer", "Cán bộ 1"]
    assert (
        main(["line", "add", str(path), "--name", "Đường 2027", "--status", "view_vn", "--json", *ends]) == 0
    )
    (added,) = json.loads(capsys.readouterr().out)
    assert (added["name"], added["legal_status"]) == ("Đường 2027", "view_vn")
    assert main(["line", "list", *ends]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "Đường 2027" in lines[1]
    assert main(["line", "add", *ends]) == 3
    assert "tệp" in capsys.readouterr().err


def test_what_a_new_line_moves_is_seen_first_and_then_recorded(workspace_copy, tmp_path, capsys):
    path = tmp_path / "line.geojson"
    ends = ["--workspace", str(workspace_copy), "--officer", "Cán bộ 1", "--json"]
    source = json.loads((ROOT / "data" / "boundary" / "line.geojson").read_text("utf-8"))
    for feature in source["features"]:
        feature.pop("id", None)
        feature["properties"].pop("id", None)
        moved = [[x, y + 0.01] for x, y, *_ in feature["geometry"]["coordinates"]]
        feature["geometry"]["coordinates"] = moved
    path.write_text(json.dumps(source), "utf-8")
    assert main(["line", "add", str(path), "--name", "Đường mới", *ends]) == 0
    (added,) = json.loads(capsys.readouterr().out)
    assert main(["line", "change", added["id"], "--dry-run", *ends]) == 0
    moves = json.loads(capsys.readouterr().out)
    assert {move["kind"] for move in moves} == {"incident", "work"}
    assert all(move["moved_m"]["stay"] == 0.0 for move in moves)
    assert main(["line", "change", added["id"], "--incidents", "move", *ends]) == 3
    assert "lý do" in capsys.readouterr().err
    assert main(["line", "change", added["id"], "--incidents", "move", "--reason", "đường mới", *ends]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["moved"] > 0
    assert main(["line", "change", added["id"], "--dry-run", *ends]) == 0
    left = [move for move in json.loads(capsys.readouterr().out) if move["kind"] == "incident"]
    # What stands at a marker stands there on the new line too.
    assert all(move["moved_m"]["move"] == 0.0 or move["name"] in done["not_placed"] for move in left)
