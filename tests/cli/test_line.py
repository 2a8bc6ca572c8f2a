"""``border-gis line``."""

import json

from border_gis.cli import main


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
