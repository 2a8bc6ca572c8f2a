"""From chainage to position: there and back, and never beyond an end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from border_gis.boundary.line import locate_points, point_at, reverse_line, substring
from border_gis.boundary.parties import Party
from border_gis.errors import DataError, InputError
from tests.boundary.builders import build_line, line_of

GEOD = Geod(ellps="WGS84")
BENT = build_line([(0, 0), (300, 50), (340, 700), (900, 710), (2500, 400)])
LONG = line_of([(103.0, 22.3), (103.9, 22.5), (105.3, 23.3), (106.7, 22.0)])


def test_the_full_line_has_its_known_length(shared_data: Path):
    collection = json.loads((shared_data / "vn_cn_border_full.geojson").read_text(encoding="utf-8"))
    line = line_of(collection["features"][0]["geometry"]["coordinates"])
    assert round(line.length_m / 1000, 3) == 1445.269


@given(fraction=st.floats(0.0, 1.0), line=st.sampled_from([BENT, LONG]))
def test_a_place_lies_on_the_geodesic_between_its_vertices(fraction, line):
    chainage_m = fraction * line.length_m
    x, y = locate_points(line, [chainage_m])[0]
    segment = min(int(np.searchsorted(line.chainages_m, chainage_m, side="right")), len(line.chainages_m) - 1)
    (x0, y0), (x1, y1) = line.coordinates[segment - 1 : segment + 1]
    before_m, after_m = GEOD.inv(x0, y0, x, y)[2], GEOD.inv(x, y, x1, y1)[2]
    assert before_m == pytest.approx(chainage_m - line.chainages_m[segment - 1], abs=1e-6)
    assert before_m + after_m == pytest.approx(GEOD.inv(x0, y0, x1, y1)[2], abs=1e-6)


def test_vertices_stand_at_their_chainages():
    assert locate_points(LONG, LONG.chainages_m) == pytest.approx(LONG.coordinates, abs=1e-11)
    assert point_at(LONG, 0.0).coords[0] == pytest.approx((103.0, 22.3), abs=1e-11)


@given(line=st.sampled_from([BENT, LONG]), ends=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)))
def test_a_stretch_is_as_long_as_its_chainages_say_and_keeps_its_direction(line, ends):
    from_m, to_m = (fraction * line.length_m for fraction in ends)
    if abs(to_m - from_m) < 0.001:
        return
    stretch = substring(line, from_m, to_m)
    x, y = np.array(stretch.coords).T
    assert GEOD.line_length(x, y) == pytest.approx(abs(to_m - from_m), abs=1e-5)
    assert stretch.coords[0] == pytest.approx(tuple(locate_points(line, [from_m])[0]), abs=1e-11)
    assert stretch.coords[-1] == pytest.approx(tuple(locate_points(line, [to_m])[0]), abs=1e-11)


def test_a_stretch_between_vertices_holds_each_vertex_once():
    stretch = substring(BENT, BENT.chainages_m[1], BENT.chainages_m[3])
    assert np.array(stretch.coords) == pytest.approx(BENT.coordinates[1:4], abs=1e-11)


@settings(max_examples=20)
@given(fraction=st.floats(0.0, 1.0))
def test_the_reversed_line_has_the_same_places(fraction):
    chainage_m = fraction * LONG.length_m
    back = reverse_line(LONG)
    assert locate_points(back, [LONG.length_m - chainage_m]) == pytest.approx(
        locate_points(LONG, [chainage_m]), abs=1e-9
    )
    assert (back.left_party, LONG.left_party) == (Party.VN, Party.CN)


@pytest.mark.parametrize("chainage_m", [-0.01, BENT.length_m + 0.01, 99_999_999.0, np.nan])
def test_beyond_the_end_there_is_no_place(chainage_m):
    with pytest.raises(InputError) as caught:
        locate_points(BENT, [10.0, chainage_m])
    assert caught.value.code == "line.beyond_end"
    with pytest.raises(InputError):
        substring(BENT, 10.0, chainage_m)


def test_a_stretch_without_length_is_refused():
    with pytest.raises(InputError) as caught:
        substring(BENT, 10.0, 10.0)
    assert caught.value.code == "line.no_stretch"


@pytest.mark.parametrize(
    ("coordinates", "code"),
    [
        ([], "line.empty"),
        ([1.0, 2.0], "line.not_pairs"),
        ([(106.0, 22.0, 700.0), (106.1, 22.0, 700.0)], "line.not_pairs"),
        ([(106.0, 22.0), (106.1, np.nan)], "line.not_degrees"),
        ([(552212.0, 2507940.0), (552312.0, 2507940.0)], "line.not_degrees"),
        ([(22.0, 106.0), (22.1, 106.0)], "line.not_degrees"),
        ([(106.0, 22.0)], "line.no_length"),
        ([(106.0, 22.0), (106.0, 22.0)], "line.no_length"),
    ],
)
def test_broken_lines_are_refused_with_their_reason(coordinates, code):
    with pytest.raises(DataError) as caught:
        line_of(coordinates)
    assert caught.value.code == code


def test_the_vertex_that_is_no_degree_is_named():
    with pytest.raises(DataError) as caught:
        line_of([(106.0, 22.0), (106.1, 22.0), (106.2, 220.0)])
    assert caught.value.params["vertex"] == 3


def test_coordinates_are_copied_and_read_only():
    given_deg = np.array([(106.0, 22.0), (106.1, 22.0)])
    line = line_of(given_deg)
    given_deg[0] = 0.0
    assert line.coordinates[0].tolist() == [106.0, 22.0]
    for array in (line.coordinates, line.chainages_m):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
