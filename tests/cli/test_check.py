"""``border-gis check``."""

import json

import pytest
import shapely

from border_gis.cli import main
from tests.zones.builders import LINE, RULES, fence_at, house_at

KEYS = {
    "work", "rule", "line", "distance_m", "side", "chainage_from_m", "chainage_to_m", "inside_m", "inside_m2",
    "outcome", "certainty", "probability", "reasons",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """A line, a register of one marker and rules, so that no workspace is needed."""
    feature = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.LineString(LINE.coordinates)),
        "properties": {"id": "l1", "name": "test", "accuracy_m": 0.5},
    }
    line = tmp_path / "line.geojson"
    line.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    register = tmp_path / "register.csv"
    x, y = LINE.coordinates[0]
    x1, y1 = LINE.coordinates[-1]
    register.write_text(f"marker,longitude,latitude\n834,{x},{y}\n840,{x1},{y1}\n", "utf-8")
    return [
        "--line",
        str(line),
        "--register",
        str(register),
        "--rules",
        str(RULES),
        "--workspace",
        str(tmp_path / "w"),
    ]


def write_works(tmp_path, *rows):
    features = [
        {
            "type": "Feature",
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
            "properties": said,
        }
        for shape, said in rows
    ]
    path = tmp_path / "works.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return str(path)


HOUSE = {"id": "house", "kind": "building", "party": "cn", "built": "2021", "accuracy_m": 0.5}
FENCE = {"id": "fence", "kind": "fence", "party": "cn", "built": "2022", "accuracy_m": 0.5}


def test_a_fence_is_exempt_and_nothing_is_prohibited(tmp_path, files, capsys):
    works = write_works(tmp_path, (fence_at(12.0), FENCE))
    assert main(["check", works, "--json", *files]) == 0
    results = json.loads(capsys.readouterr().out)
    assert all(set(result) == KEYS for result in results)
    (exempt,) = [result for result in results if result["rule"] == "agreement-2009.21-1"]
    assert (exempt["work"], exempt["line"], exempt["outcome"], exempt["side"]) == (
        "fence",
        "l1",
        "exempt",
        "cn",
    )
    assert exempt["distance_m"] == pytest.approx(12.0, abs=0.01)
    assert (exempt["chainage_from_m"], exempt["chainage_to_m"]) == pytest.approx((1_000, 1_500), abs=0.1)
    assert exempt["inside_m"] == pytest.approx(500.0, abs=0.1)
    assert (exempt["certainty"], exempt["probability"]) == ("certainly", 1.0)
    assert exempt["reasons"][0] == {"code": "zones.exempt", "params": {"kind": "fence", "clause": "21(2)"}}


def test_a_house_within_thirty_metres_ends_with_one(tmp_path, files, capsys):
    works = write_works(
        tmp_path, (fence_at(12.0), FENCE), (house_at(25.0), HOUSE), (None, {**HOUSE, "id": "nowhere"})
    )
    assert main(["check", works, "--json", *files]) == 1
    results = json.loads(capsys.readouterr().out)
    prohibited = [result["work"] for result in results if result["outcome"] == "prohibited"]
    assert prohibited == ["house"]
    assert len(results) % 3 == 0
    nowhere = next(r for r in results if r["work"] == "nowhere" and r["rule"] == "agreement-2009.21-1")
    assert (nowhere["outcome"], nowhere["distance_m"]) == ("not_determinable", None)


@pytest.mark.parametrize(("language", "words"), [("vi", "không được phép"), ("en", "prohibited")])
def test_a_person_reads_what_is_prohibited_and_why(tmp_path, files, capsys, language, words):
    works = write_works(tmp_path, (house_at(25.0), HOUSE))
    assert main(["check", works, "--language", language, *files]) == 1
    said = capsys.readouterr().out
    assert words in said
    assert "834+2000m" in said
    assert "{" not in said


def test_no_works_are_an_empty_list(tmp_path, files, capsys):
    assert main(["check", write_works(tmp_path), "--json", *files]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_mistake_in_a_rule_names_the_file_the_rule_and_the_field(tmp_path, files, capsys):
    rules = tmp_path / "own.toml"
    text = (
        (RULES / "agreement_2009.toml").read_text("utf-8").replace("distance_m = 500", 'distance_m = "500 m"')
    )
    rules.write_text(text, "utf-8")
    files[files.index("--rules") + 1] = str(rules)
    works = write_works(tmp_path, (house_at(25.0), HOUSE))
    assert main(["check", works, "--language", "en", *files]) == 4
    said = capsys.readouterr().err
    assert "own.toml" in said
    assert "agreement-2009.15-6" in said
    assert "distance_m" in said


def test_a_day_that_is_none_is_refused(tmp_path, files, capsys):
    works = write_works(tmp_path, (house_at(25.0), HOUSE))
    assert main(["check", works, "--date", "tomorrow", *files]) == 3


def test_the_works_of_the_reports_are_all_checked_on_the_demonstration_data(made_workspace, capsys):
    code = main(["check", "--json", "--workspace", str(made_workspace)])
    results = json.loads(capsys.readouterr().out)
    works, rules = {result["work"] for result in results}, {result["rule"] for result in results}
    assert len(results) == len(works) * len(rules)
    assert len(works) >= 15
    fences = [
        r for r in results if r["reasons"][0]["params"].get("kind") == "fence" and r["rule"].endswith("21-1")
    ]
    assert {result["outcome"] for result in fences} <= {"exempt"}
    # The works of the reports are drawn from their references: nothing is proved against anybody.
    assert code == 0
    assert "prohibited" not in {result["outcome"] for result in results}
