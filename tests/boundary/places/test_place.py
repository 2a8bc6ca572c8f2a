"""From a position to references: there and back, hairpins, twins, ends of the line."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.line import point_at
from border_gis.boundary.parties import Side
from border_gis.boundary.places import locate, locate_many, place, place_many
from border_gis.boundary.reference import MarkerReference, Reading, ReferenceEnd, format_reading
from border_gis.boundary.register import Register
from border_gis.errors import InputError
from border_gis.exchange.lines import read_line
from tests.boundary.builders import build_bent_line, build_bent_register, build_line, build_marker, place_at

LINE = build_bent_line()
REGISTER = build_bent_register()


def names(candidates) -> list[str | None]:
    return [None if each.reference is None else format_reading(each.reference) for each in candidates]


def at_chainage(chainage_m: float, line=LINE, register=REGISTER):
    point = point_at(line, chainage_m)
    return place(point.x, point.y, line, register)


@pytest.mark.parametrize(
    ("chainage_m", "name"),
    [
        (500.0, "835"),
        (500.4, "835"),
        (499.6, "835"),
        (1_250.0, "835+750m"),
        (2_899.0, "837+399m"),
        (2_900.0, "837/1"),
        (3_000.3, "837/1+100m"),
        (9_000.0, "843+500m"),
        (120.0, "835-380m"),
    ],
)
def test_a_place_is_named_by_the_marker_before_it_and_whole_metres(chainage_m, name):
    (candidate,) = at_chainage(chainage_m)
    assert names([candidate]) == [name]
    assert candidate.chainage_m == pytest.approx(chainage_m, abs=0.001)
    assert candidate.distance_m < 0.001
    assert (candidate.side, candidate.line_id, candidate.beyond_end) == (Side.ON_LINE, "test", False)


def test_side_and_distance_are_told():
    candidate = place(*place_at(1_000, 30), LINE, REGISTER)[0]
    assert (candidate.side, names([candidate])) == (Side.CN, ["835+500m"])
    assert candidate.distance_m == pytest.approx(30, abs=0.001)
    assert place(*place_at(1_000, -30), LINE, REGISTER)[0].side is Side.VN


@pytest.mark.parametrize(("offset", "name"), [((1_480, 30), "836(1)"), ((1_520, -50), "836(2)")])
def test_at_a_twin_the_place_is_the_twin(offset, name):
    assert names(place(*place_at(*offset), LINE, REGISTER))[0] == name


def test_beside_a_twin_the_place_is_on_the_line():
    assert names(place(*place_at(1_524, -50), LINE, REGISTER))[0] == "836+24m"


def test_a_hairpin_gives_two_candidates():
    line = build_line([(0, 0), (1_000, 0), (1_000, 60), (0, 60)], accuracy_m=1.0)
    register = Register([build_marker(1, *place_at(0, 0)), build_marker(2, *place_at(1_000, 30))])
    found = place(*place_at(500, 20), line, register)
    assert names(found) == ["1+500m", "2+530m"]
    assert [each.distance_m for each in found] == pytest.approx([20, 40], abs=0.001)
    assert names(place(*place_at(500, 20), line, register, tolerance_m=10.0)) == ["1+500m"]


def test_places_that_the_line_cannot_tell_apart_are_one():
    corner = [(0, 0), (100, 0), (160, 40)]
    at = place_at(85, 30)
    fine = place(*at, build_line(corner, accuracy_m=0.5), Register([]))
    coarse = place(*at, build_line(corner, accuracy_m=50.0), Register([]))
    assert (len(fine), len(coarse)) == (2, 1)
    assert coarse[0].chainage_m == pytest.approx(fine[0].chainage_m)


def test_beyond_the_end_is_told():
    candidate = place(*place_at(-200, 0), LINE, REGISTER)[0]
    assert candidate.beyond_end
    assert candidate.chainage_m == 0.0
    assert candidate.distance_m == pytest.approx(200, abs=0.01)


def test_far_away_there_is_still_a_nearest_place_and_its_distance():
    candidate = place(105.85, 21.03, LINE, REGISTER)[0]
    assert candidate.distance_m == pytest.approx(185_600, rel=0.01)


def test_without_markers_a_place_has_no_name():
    assert names(at_chainage(100.0, register=Register([]))) == [None]


def test_positions_that_are_no_degrees_are_refused():
    with pytest.raises(InputError):
        place(552_212.0, 2_507_940.0, LINE, REGISTER)


def on_line_names() -> st.SearchStrategy[Reading]:
    """References as `place` writes them: before the next station, in whole metres."""
    room_m = {835: 970, 837: 390, 838: 990, 839: 990, 840: 990, 841: 990, 842: 990, 843: 1_900}
    markers = st.sampled_from(sorted(room_m))
    return markers.flatmap(
        lambda number: st.builds(
            lambda offset: Reading("point", ReferenceEnd(MarkerReference(number), offset or None)),
            st.integers(0, room_m[number]).map(float),
        )
    )


@given(on_line_names())
def test_a_located_reference_is_placed_as_itself(reading):
    located = locate(reading, LINE, REGISTER)
    candidate = place(located.geometry.x, located.geometry.y, LINE, REGISTER)[0]
    assert candidate.reference == reading
    assert candidate.chainage_m == pytest.approx(located.chainage_from_m, abs=0.001)


@pytest.mark.parametrize("name", ["836(1)", "836(2)", "836", "837/1"])
def test_located_markers_are_placed_as_themselves(name):
    from border_gis.boundary.reference import parse

    located = locate(parse(name)[0], LINE, REGISTER)
    assert names(place(located.geometry.x, located.geometry.y, LINE, REGISTER))[0] == name


def test_many_points_are_placed_as_one_by_one():
    random = np.random.default_rng(1)
    points = np.array(
        [place_at(*offset) for offset in random.uniform((-100, -300), (11_000, 1_200), (200, 2))]
    )
    placed = place_many(points, LINE, REGISTER)
    assert len(placed) == 200
    for row, point in enumerate(points):
        assert placed.candidate(row) == place(*point, LINE, REGISTER)[0]


def test_many_points_with_a_tolerance_have_all_their_candidates():
    line = build_line([(0, 0), (1_000, 0), (1_000, 60), (0, 60)], accuracy_m=1.0)
    placed = place_many([place_at(500, 20), place_at(500, -100)], line, Register([]), tolerance_m=30.0)
    assert placed.feet.point.tolist() == [0, 0, 1]


def test_no_points_are_placed_nowhere():
    assert len(place_many(np.empty((0, 2)), LINE, REGISTER)) == 0


def test_ten_thousand_references_go_there_and_back_on_the_full_line(shared_data: Path):
    line = read_line(shared_data / "vn_cn_border_full.geojson")
    stations_m = np.linspace(0.0, line.length_m, 1_379)
    register = Register(
        build_marker(number, *point_at(line, m).coords[0]) for number, m in enumerate(stations_m.tolist())
    )
    random = np.random.default_rng(2)
    numbers, offsets = random.integers(0, 1_378, 10_000), random.integers(1, 1_047, 10_000)
    readings = [
        Reading("point", ReferenceEnd(MarkerReference(number), float(offset)))
        for number, offset in zip(numbers.tolist(), offsets.tolist(), strict=True)
    ]
    places = locate_many(readings, line, register)
    assert not any(each.warnings for each in places)
    placed = place_many([(each.geometry.x, each.geometry.y) for each in places], line, register)
    assert [placed.candidate(row).reference for row in range(10_000)] == readings
    assert not placed.feet.hand.any()


def test_threads_locate_and_place_on_one_line_and_register():
    register = Register(list(REGISTER))
    line = build_bent_line()
    expected = place(*place_at(3_000, 700), line, register)
    found: list[bool] = []

    def work() -> None:
        for _ in range(30):
            found.append(place(*place_at(3_000, 700), line, register) == expected)
            found.append(locate(expected[0].reference, line, register).geometry is not None)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 360
