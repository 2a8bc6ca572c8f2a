"""Look markers up, and put them on a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from border_gis.boundary.parties import Side
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register import MarkerKind, Register, put_on_line
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register
from tests.boundary.builders import build_line, build_marker, place_at

EAST = build_line([(0, 0), (5_000, 0)])


def names(markers) -> list[str]:
    return [str(marker.reference) for marker in markers]


def build_register() -> Register:
    """835 on the line, 836 twins on either bank a kilometre on, 836/1 and 840 further on."""
    return Register(
        [
            build_marker(840, *place_at(4_000, 0)),
            build_marker(836, *place_at(1_010, -40), place=2, kind=MarkerKind.DOUBLE),
            build_marker(836, *place_at(990, 30), place=1, kind=MarkerKind.DOUBLE),
            build_marker(835, *place_at(100, 0)),
            build_marker(836, *place_at(1_500, 0), sub=1),
        ]
    )


def test_markers_stand_in_the_order_of_their_numbers():
    assert names(build_register()) == ["835", "836(1)", "836(2)", "836/1", "840"]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (MarkerReference(835), ["835"]),
        (MarkerReference(836), ["836(1)", "836(2)"]),
        (MarkerReference(836, None, 2), ["836(2)"]),
        (MarkerReference(836, 1), ["836/1"]),
        (MarkerReference(836, None, 3), []),
        (MarkerReference(835, None, 1), []),
        (MarkerReference(9999), []),
    ],
)
def test_a_reference_finds_the_markers_that_it_names(reference, found):
    assert names(build_register().find(reference)) == found


def test_the_markers_of_a_number_are_found_whatever_the_position():
    assert names(build_register().sharing(MarkerReference(836, None, 7))) == ["836(1)", "836(2)"]
    assert names(build_register().sharing(MarkerReference(835, None, 1))) == ["835"]


@pytest.mark.parametrize(
    ("reference", "nearest"),
    [
        (MarkerReference(9999), ["836", "836/1", "840"]),
        (MarkerReference(837), ["835", "836", "836/1"]),
        (MarkerReference(836, 2), ["835", "836", "836/1"]),
        (MarkerReference(0, 0), ["835", "836", "836/1"]),
    ],
)
def test_the_nearest_known_numbers_are_named(reference, nearest):
    assert [str(name) for name in build_register().nearest_known(reference)] == nearest


def test_an_empty_register_knows_nothing():
    register = Register([])
    assert register.find(MarkerReference(1)) == ()
    assert register.nearest_known(MarkerReference(1)) == ()
    assert put_on_line(register, EAST).by_reference == {}


def test_twins_keep_their_distance_from_the_line_and_share_a_place_on_it():
    stations = put_on_line(build_register(), EAST).by_reference
    first, second = stations[MarkerReference(836, None, 1)], stations[MarkerReference(836, None, 2)]
    both = stations[MarkerReference(836)]
    assert (first.chainage_m, first.distance_m) == pytest.approx((990, 30), abs=0.05)
    assert (second.chainage_m, second.distance_m) == pytest.approx((1_010, 40), abs=0.05)
    assert (first.side, second.side, both.side) == (Side.CN, Side.VN, Side.ON_LINE)
    assert (both.chainage_m, both.spread_m) == pytest.approx((1_000, 10), abs=0.05)
    assert len(both.markers) == 2
    assert not both.is_doubled


def test_neighbours_are_those_along_the_line():
    stations = put_on_line(build_register(), EAST)
    before, after = stations.numbers.neighbours(stations.by_reference[MarkerReference(836)])
    assert (str(before.reference), str(after.reference)) == ("835", "836/1")
    before, after = stations.main_numbers.neighbours(stations.by_reference[MarkerReference(836, 1)])
    assert (str(before.reference), str(after.reference)) == ("836", "840")
    assert stations.numbers.neighbours(stations.by_reference[MarkerReference(840)])[1] is None


def test_a_marker_that_the_line_does_not_come_to_has_no_place_among_the_others():
    register = Register([build_marker(1, *place_at(100, 0)), build_marker(2, *place_at(9_000, 0))])
    stations = put_on_line(register, EAST)
    assert not stations.by_reference[MarkerReference(2)].is_on_line
    assert [str(station.reference) for station in stations.numbers.stations] == ["1"]


def test_a_doubled_row_is_known_for_one():
    register = Register([build_marker(5, *place_at(100, 0)), build_marker(5, *place_at(700, 0))])
    assert put_on_line(register, EAST).by_reference[MarkerReference(5)].is_doubled


def test_stations_are_worked_out_once_for_a_register_and_a_line():
    register = build_register()
    assert put_on_line(register, EAST) is put_on_line(register, EAST)


def test_published_single_markers_stand_within_half_a_metre_of_the_full_line(shared_data: Path):
    line = read_line(shared_data / "vn_cn_border_full.geojson")
    markers, _ = read_register(shared_data / "vn_markers_sourced.csv")
    stations = put_on_line(Register(markers), line).by_reference
    singles = {number: stations[MarkerReference(number)] for number in (0, 234, 345, 428)}
    assert all(station.distance_m <= 0.5 for station in singles.values())
    chainages_km = {number: round(station.chainage_m / 1000, 3) for number, station in singles.items()}
    assert chainages_km == {0: 0.004, 234: 563.889, 345: 649.661, 428: 713.969}
    shared = {
        MarkerReference(222, None, 1): (Side.VN, 21.98),
        MarkerReference(222, None, 2): (Side.CN, 51.33),
        MarkerReference(222, None, 3): (Side.CN, 59.48),
        MarkerReference(261, None, 1): (Side.CN, 8.35),
        MarkerReference(261, None, 2): (Side.VN, 10.32),
    }
    for reference, (side, distance_m) in shared.items():
        station = stations[reference]
        assert (station.side, station.markers[0].side) == (side, side)
        assert station.distance_m == pytest.approx(distance_m, abs=0.006)
