"""The scene of the docs shows every outcome that a work can have, on the line that claims to be surveyed."""

import json
import re
import sys
from pathlib import Path

import pyogrio

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import export_verdict_scene


def test_the_scene_has_each_outcome_in_each_shape_that_the_picture_shows(tmp_path):
    export_verdict_scene.main(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["records"]["line"] == 2
    shown = {}
    for layer in ("works_points", "works_lines", "works_areas"):
        content = pyogrio.read_dataframe(tmp_path / "out" / "border-gis.gpkg", layer=layer)
        shown[layer] = set(content["verdict_2"])
        assert set(content["line_version_2"]) == {"Đường đo thử · không có giá trị pháp lý"}
    every = {"prohibited", "needs_agreement", "not_determinable", "exempt", "outside"}
    assert shown["works_points"] == shown["works_lines"] == every
    assert shown["works_areas"] == {"prohibited", "needs_agreement", "not_determinable"}
    project = (tmp_path / "out" / "border-gis.qgs").read_text(encoding="utf-8")
    assert len(re.findall(r'mutually-exclusive="1"', project)) == 1
