"""The demonstration register that ships."""

import csv
from collections import Counter

import numpy as np
import pytest

from border_gis.boundary.line import find_feet
from border_gis.boundary.register import MarkerKind, PositionMethod, check_register
from scripts.data_build.anchors import ALONG_RATIO, measure_along_ratio, read_rows
from scripts.data_build.register import build_register, find_anchors

NAMED_BY_THE_REPORTS = (
    "556/1 556/2 737/1 834/1 836(1) 836(2) 1053/1 1088/2 519/2 222(1) 222(2) 222(3) 261(1) 261(2)"
)


def test_building_it_again_changes_nothing(line, data_folder):
    stored = (data_folder / "markers" / "register.csv").read_bytes().replace(b"\r\n", b"\n")
    assert build_register(line, data_folder / "markers").encode("utf-8") == stored


def test_every_main_number_is_there(register):
    assert {marker.reference.number for marker in register if marker.reference.sub is None} == set(
        range(1379)
    )


def test_every_marker_that_reports_and_tables_name_is_there(register):
    assert set(NAMED_BY_THE_REPORTS.split()) <= {str(marker.reference) for marker in register}


def test_a_number_of_twins_has_no_marker_without_a_position(register):
    by_number = Counter(marker.reference.without_position for marker in register)
    shared = {number for number, count in by_number.items() if count > 1}
    assert shared == {m.reference.without_position for m in register if m.kind is not MarkerKind.SINGLE}
    assert all(m.reference.position for m in register if m.reference.without_position in shared)


def test_numbers_grow_along_the_line(register, line):
    first = {}
    for marker in sorted(register, key=lambda marker: marker.reference.sort_key):
        first.setdefault(marker.reference.without_position, marker.position)
    positions = np.array([(each.longitude_deg, each.latitude_deg) for each in first.values()])
    chainages_m = find_feet(line, *positions.T).nearest().chainage_m
    assert np.all(np.diff(chainages_m) > 1.0)


def test_the_register_and_the_line_agree(register, line):
    assert check_register(register, line) == ()


def test_each_marker_says_how_it_came_by_its_position_and_how_good_that_is(register, line):
    for marker in register:
        assert marker.method in (PositionMethod.PUBLISHED, PositionMethod.INTERPOLATED)
        if marker.method is PositionMethod.INTERPOLATED:
            assert marker.accuracy_m >= line.accuracy_m
            assert "Nội suy" in marker.note
        else:
            assert marker.accuracy_m == 1.0
            assert marker.source


def test_the_middle_of_a_long_gap_is_trusted_least(register):
    accuracy_m = {str(marker.reference): marker.accuracy_m for marker in register}
    assert accuracy_m["17"] < accuracy_m["30"] < accuracy_m["51"] > accuracy_m["70"] > accuracy_m["85"]
    assert max(accuracy_m.values()) == pytest.approx(31_000, rel=0.05)


def test_the_ratio_of_the_formula_is_measured_on_the_anchors(line, data_folder):
    assert measure_along_ratio(find_anchors(line, data_folder / "markers")) == pytest.approx(
        ALONG_RATIO, abs=0.005
    )


def test_planter_side_and_size_stand_only_where_a_source_is_named(register):
    for marker in register:
        if marker.planter or marker.side or marker.size:
            assert marker.source, marker.reference


def test_a_report_that_measures_from_a_marker_stays_short_of_the_next(register, line):
    markers = {m.reference.number: m.position for m in register if m.reference.sub is None}
    for number, measured_m in ((840, 600.0), (1248, 470.0), (217, 427.0), (104, 500.0)):
        here, there = markers[number], markers[number + 1]
        feet = find_feet(
            line, [here.longitude_deg, there.longitude_deg], [here.latitude_deg, there.latitude_deg]
        ).nearest()
        assert np.diff(feet.chainage_m)[0] > measured_m


def test_published_coordinates_are_those_of_the_sources(register, shared_data):
    with (shared_data / "vn_markers_sourced.csv").open(encoding="utf-8") as file:
        published = {
            row["marker"] + (f"({row['sub']})" if row["sub"] else ""): row for row in csv.DictReader(file)
        }
    ours = {str(m.reference): m for m in register if m.method is PositionMethod.PUBLISHED}
    assert ours.keys() == published.keys()
    for name, row in published.items():
        assert ours[name].position.longitude_deg == float(row["lon"])
        assert ours[name].position.latitude_deg == float(row["lat"])
        assert ours[name].height_m == float(row["elev_m"])


def test_an_anchor_that_is_left_out_says_why(data_folder):
    left_out = [row for row in read_rows(data_folder / "markers" / "anchors.csv") if row["used"] != "yes"]
    assert left_out
    assert all("Dropped: " in row["note"] for row in left_out)
