"""``border-gis where``: candidates as JSON and in words, and positions that cannot be meant."""

from __future__ import annotations

import json

import pytest

from border_gis.cli import main
from tests.boundary.builders import build_bent_line, place_at
from tests.cli.test_locate import write_line, write_register


@pytest.fixture
def files(tmp_path) -> list[str]:
    return [
        "--line", str(write_line(tmp_path / "line.geojson", build_bent_line())),
        "--register", str(write_register(tmp_path / "register.csv")),
        "--workspace", str(tmp_path / "workspace"),
    ]  # fmt: skip


def words_at(east_m: float, north_m: float) -> list[str]:
    return [f"{degrees:.9f}" for degrees in place_at(east_m, north_m)]


def where(capsys, *words: str) -> tuple[int, list[dict]]:
    code = main(["where", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)["candidates"]


def test_a_position_is_answered_with_reference_chainage_distance_and_side(capsys, files):
    code, (candidate,) = where(capsys, *words_at(1_000, 30), *files)
    assert code == 0
    assert candidate == {
        "reference": "835+500m",
        "chainage_m": pytest.approx(1_000, abs=0.01),
        "distance_m": pytest.approx(30, abs=0.001),
        "side": "cn",
        "line": "bent",
        "beyond_line_end": False,
    }


def test_located_and_asked_back_a_reference_is_the_same(capsys, files):
    main(["locate", "841+230m", *files, "--json"])
    x, y = json.loads(capsys.readouterr().out)["readings"][0]["geometry"]["coordinates"]
    _, (candidate,) = where(capsys, repr(x), repr(y), *files)
    assert (candidate["reference"], candidate["side"]) == ("841+230m", "on_line")


def test_the_tolerance_widens_the_answer(capsys, files):
    narrow = where(capsys, *words_at(1_900, 150), *files, "--tolerance", "0")[1]
    wide = where(capsys, *words_at(1_900, 150), *files, "--tolerance", "500")[1]
    assert (len(narrow), len(wide)) == (1, 2)
    assert narrow[0] == wide[0]


def test_angles_may_be_written_as_people_write_them(capsys, files):
    x, y = place_at(1_000, 30)
    _, (candidate,) = where(capsys, f"{x:.9f}".replace(".", ","), f"{y:.9f}".replace(".", ",") + " B", *files)
    assert candidate["reference"] == "835+500m"


def test_beyond_the_end_of_the_line_is_a_finding(capsys, files):
    code, (candidate,) = where(capsys, *words_at(-300, 0), *files)
    assert (code, candidate["beyond_line_end"]) == (1, True)


def test_far_from_the_line_there_is_no_candidate(capsys, files):
    code, candidates = where(capsys, "105.85", "21.03", *files)
    assert (code, candidates) == (1, [])
    assert main(["where", "105.85", "21.03", *files]) == 1
    assert "km" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["22.7", "106.0"], "cli.where.swapped"),
        (["22.7 N", "106.0 E"], "cli.where.swapped"),
        (["552212", "2507940"], "cli.where.metres"),
        (["abc", "22.7"], "cli.where.not_a_number"),
        (["106.0", "98"], "coordinates.not_degrees"),
        (["106.0", "22.7", "--tolerance", "-5"], "cli.where.bad_tolerance"),
        (["106.0", "22.7", "--tolerance", "wide"], "cli.where.bad_tolerance"),
    ],
)
def test_what_cannot_be_meant_is_told_with_what_to_do(capsys, files, words, code):
    assert main(["where", *words, *files, "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_swapped_coordinates_are_shown_in_the_right_order(capsys, files):
    assert main(["where", "22.7", "106.0", *files]) == 3
    assert "border-gis where 106.0 22.7" in capsys.readouterr().err


def test_words_name_the_side(capsys, files):
    assert main(["where", *words_at(1_000, -30), *files]) == 0
    assert "835+500m: phía Việt Nam" in capsys.readouterr().out
    assert main(["where", *words_at(1_000, -30), *files, "--language", "en"]) == 0
    assert "835+500m: Viet Nam's side" in capsys.readouterr().out
