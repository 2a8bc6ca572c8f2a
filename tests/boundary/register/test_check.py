"""Checks of a register: each finds its own fault, and all are silent on good data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from border_gis.boundary.parties import Side
from border_gis.boundary.register import Marker, MarkerKind, Register, check_register
from border_gis.errors import Severity
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from tests.boundary.builders import build_line, build_marker, place_at

EAST = build_line([(0, 0), (20_000, 0)])


def build_good() -> list[Marker]:
    """Markers 1-12 a kilometre apart, 5/1 between, 7 a pair of twins and 9 three of them."""
    markers = [build_marker(n, *place_at(1_000 * n, 0.0)) for n in range(1, 13) if n not in (7, 9)]
    markers.append(build_marker(5, *place_at(5_400, 1.0), sub=1))
    for place, north_m in ((1, 40.0), (2, -40.0)):
        markers.append(twin(7, place, 7_000, north_m, MarkerKind.DOUBLE))
    for place, east_m, north_m in ((1, 8_990, -45), (2, 9_000, 50), (3, 9_030, 60)):
        markers.append(twin(9, place, east_m, north_m, MarkerKind.TRIPLE))
    return markers


def twin(number: int, place: int, east_m: float, north_m: float, kind: MarkerKind) -> Marker:
    side = Side.CN if north_m > 0 else Side.VN
    return build_marker(number, *place_at(east_m, north_m), place=place, kind=kind, side=side)


def check(markers) -> list[tuple[str, str]]:
    findings = check_register(Register(markers), EAST)
    return [(finding.code.removeprefix("register."), finding.where) for finding in findings]


def change(name: str, **fields) -> list[Marker]:
    return [replace(m, **fields) if str(m.reference) == name else m for m in build_good()]


def moved(east_m: float, north_m: float):
    return build_marker(1, *place_at(east_m, north_m)).position


def test_good_data_is_met_with_silence():
    assert check(build_good()) == []


def test_a_marker_far_off_the_line_is_found_with_the_distance_that_would_do():
    markers = change("3", position=moved(3_000, 80))
    assert check(markers) == [("off_line", "3")]
    finding = check_register(Register(markers), EAST)[0]
    assert finding.params["distance_m"] == pytest.approx(80, abs=0.1)
    assert finding.params["allowed_m"] == pytest.approx(3 * (5**2 + 1) ** 0.5, abs=0.1)


def test_a_register_in_the_wrong_datum_is_found_at_once():
    markers = [
        replace(m, position=moved(1_000 * m.reference.number + 20, 223.0), kind=MarkerKind.SINGLE)
        for m in build_good()
        if m.reference.position is None and m.reference.sub is None
    ]
    findings = check_register(Register(markers), EAST)
    assert findings[0].code == "register.most_off_line"
    assert findings[0].params["count"] == findings[0].params["total"] == 10
    assert findings[0].params["distance_m"] == 223
    assert "register.off_line" not in {finding.code for finding in findings}


def test_accuracy_explains_a_distance():
    assert check(change("3", position=moved(3_000, 80), accuracy_m=30.0)) == []


def test_twins_may_stand_on_the_banks_but_not_farther():
    assert check(change("7(1)", position=moved(7_000, 180))) == []
    assert check(change("7(1)", position=moved(7_000, 400))) == [("off_line", "7(1)")]


def test_a_marker_beyond_the_end_of_the_line_is_told_from_one_beside_it():
    assert check([*build_good(), build_marker(13, *place_at(20_500, 0))]) == [("line_ends_before", "13")]


@pytest.mark.parametrize("east_m", [9_500.0, 600.0])
def test_only_the_marker_out_of_order_is_blamed(east_m):
    assert check(change("4", position=moved(east_m, 0))) == [("out_of_order", "4")]


def test_the_order_finding_names_the_neighbours_by_number():
    finding = check_register(Register(change("4", position=moved(9_500, 0))), EAST)[0]
    assert finding.params["neighbours"] == ["3", "5"]


def test_markers_that_stand_together_may_be_a_little_out_of_order():
    assert check(change("4", position=moved(4_999, 0))) == []
    assert check(change("4", position=moved(5_003, 0))) == []


def test_a_doubled_marker_is_an_error_found_once():
    markers = [*build_good(), build_marker(3, *place_at(3_005, 0))]
    assert check(markers) == [("duplicate", "3")]
    assert check_register(Register(markers), EAST)[0].severity is Severity.ERROR


def test_missing_numbers_are_noted_together():
    markers = [marker for marker in build_good() if marker.reference.number not in (3, 4, 11)]
    assert check(markers) == [("gap", "2"), ("missing_number", "10")]
    assert check_register(Register(markers), EAST)[0].params == {"first": "3", "last": "4", "count": 2}


def test_a_missing_secondary_number_is_noted():
    markers = [*build_good(), build_marker(5, *place_at(5_700, 0), sub=3)]
    assert check(markers) == [("missing_number", "5/3")]


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("3", MarkerKind.DOUBLE, "position_missing"),
        ("7(2)", MarkerKind.SINGLE, "position_contradicts_kind"),
        ("9(3)", MarkerKind.DOUBLE, "position_contradicts_kind"),
    ],
)
def test_a_position_that_contradicts_the_kind_is_found(name, kind, code):
    assert (code, name) in check(change(name, kind=kind))


def test_twins_that_are_listed_with_different_kinds_are_found():
    assert ("kinds_differ", "7(1)") in check(change("7(1)", kind=MarkerKind.TRIPLE))


def test_a_twin_without_its_fellow_is_found():
    markers = [marker for marker in build_good() if str(marker.reference) != "9(2)"]
    assert check(markers) == [("twin_missing", "9(1)")]
    assert check_register(Register(markers), EAST)[0].params["missing"] == ["(2)"]


def test_twins_on_one_side_are_found_by_their_stored_sides():
    assert ("twins_on_one_side", "7(1)") in check(change("7(2)", side=Side.CN))


def test_twins_on_one_side_are_found_by_where_they_stand_when_no_side_is_stored():
    markers = [
        replace(m, side=None, position=moved(7_000 + 10 * (m.reference.position or 0), 40))
        if m.reference.number == 7
        else m
        for m in build_good()
    ]
    assert check(markers) == [("twins_on_one_side", "7(1)")]


def test_a_side_that_the_coordinates_contradict_is_found():
    assert ("side_contradicts_position", "7(1)") in check(change("7(1)", side=Side.VN))


def test_a_side_within_what_accuracy_explains_is_believed():
    assert check(change("5/1", side=Side.VN)) == []


def test_the_published_markers_have_gaps_and_nothing_else(shared_data: Path):
    line = read_line(shared_data / "vn_cn_border_full.geojson")
    markers, _ = read_register(shared_data / "vn_markers_sourced.csv")
    findings = check_register(Register(markers), line)
    assert {finding.code for finding in findings} == {"register.gap"}


def test_an_empty_register_has_no_findings():
    assert check([]) == []
