"""Distances, sides, chainages and what lies inside, of points, lines and areas."""

import json
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.boundary.line import BoundaryLine, LegalStatus, find_feet, locate_points
from border_gis.boundary.line.shapes import measure_shapes
from border_gis.boundary.parties import Party
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.errors import InputError

START = (106.0, 22.7)


def walk(*legs, start=START):
    """Positions reached by geodesic legs, each a bearing in degrees and a length in metres."""
    positions = [start]
    for bearing_deg, length_m in legs:
        positions.append(tuple(map(float, follow_geodesic(*positions[-1], bearing_deg, length_m))))
    return positions


def build_line(*legs, start=START):
    positions = np.array(walk(*legs, start=start))
    return BoundaryLine("test", "test", positions, Party.CN, LegalStatus.NO_LEGAL_VALUE, "test", 1.0)


def beside(line, *places):
    """Positions at chainages and at metres to the left of the line (negative: to the right)."""
    found = []
    for chainage_m, left_m in places:
        at = locate_points(line, [chainage_m])[0]
        ahead = min(chainage_m + 1.0, line.length_m)
        bearing_deg, _ = measure_geodesic(
            *locate_points(line, [ahead - 1.0])[0], *locate_points(line, [ahead])[0]
        )
        found.append(tuple(map(float, follow_geodesic(*at, bearing_deg - 90.0, left_m))))
    return found


def measure(line, shape, *distances_m):
    return measure_shapes(line, [shape], distances_m)


def sample(line, shape, step_m=0.5):
    """Distances of places all along a line string, and the metres between them: brute force."""
    distances, weights = [], []
    positions = shapely.get_coordinates(shape)
    for begin, end in pairwise(positions):
        bearing_deg, length_m = measure_geodesic(*begin, *end)
        count = max(int(np.ceil(length_m / step_m)), 1)
        along_m = (np.arange(count) + 0.5) * length_m / count
        x, y = follow_geodesic(
            np.full(count, begin[0]), np.full(count, begin[1]), np.full(count, bearing_deg), along_m
        )
        distances.append(find_feet(line, x, y).nearest().distance_m)
        weights.append(np.full(count, length_m / count))
    return np.concatenate(distances), np.concatenate(weights)


STRAIGHT = build_line((90.0, 5_000.0))


def test_a_point_has_its_distance_side_and_chainage():
    points = [shapely.Point(at) for at in beside(STRAIGHT, (1_000.0, 12.0), (2_000.0, -25.0), (3_000.0, 0.0))]
    found = measure_shapes(STRAIGHT, points)
    assert found.distance_m == pytest.approx([12.0, 25.0, 0.0], abs=1e-3)
    assert found.hand.tolist() == [1, -1, 0]
    assert found.nearest_m == pytest.approx([1_000.0, 2_000.0, 3_000.0], abs=0.05)
    assert (found.has_left.tolist(), found.has_right.tolist()) == ([True, False, False], [False, True, False])
    assert not found.crosses.any()


def test_a_fence_beside_the_line_is_inside_with_the_length_that_is_within():
    """It stands 10 m off for 500 m, then leads away at a right angle for 100 m."""
    fence = shapely.LineString(beside(STRAIGHT, (1_000.0, 10.0), (1_500.0, 10.0), (1_500.0, 110.0)))
    found = measure(STRAIGHT, fence, 5.0, 30.0, 500.0)
    assert found.distance_m[0] == pytest.approx(10.0, abs=0.01)
    assert found.inside_m[0] == pytest.approx([0.0, 520.0, 600.0], abs=0.02)
    assert (found.from_m[0], found.to_m[0]) == pytest.approx((1_000.0, 1_500.0), abs=0.1)
    assert found.length_m[0] == pytest.approx(600.0, abs=0.01)


def test_a_fence_that_runs_in_and_out_of_a_strip_has_the_sum_of_its_parts_inside():
    places = [(500.0 + 100.0 * step, 40.0 if step % 2 else 20.0) for step in range(11)]
    fence = shapely.LineString(beside(STRAIGHT, *places))
    found = measure(STRAIGHT, fence, 30.0)
    assert found.inside_m[0, 0] == pytest.approx(found.length_m[0] / 2.0, abs=0.05)


def test_an_inside_length_is_not_that_of_a_drawn_buffer():
    """Round a corner a drawn strip is too narrow; the length by distance is not."""
    line = build_line((90.0, 1_000.0), (180.0, 1_000.0))
    corner = tuple(line.coordinates[1])
    arc = [tuple(map(float, follow_geodesic(*corner, bearing, 29.9))) for bearing in np.linspace(5, 85, 200)]
    found = measure(line, shapely.LineString(arc), 30.0)
    assert found.inside_m[0, 0] == pytest.approx(found.length_m[0], rel=1e-9)


def test_a_fence_exactly_on_the_line_follows_it_and_crosses_nothing():
    fence = shapely.LineString(locate_points(STRAIGHT, np.linspace(1_000.0, 2_000.0, 21)))
    found = measure(STRAIGHT, fence, 0.0, 2.0)
    assert (found.distance_m[0], found.hand[0]) == (0.0, 0)
    assert found.on_line_m[0] == pytest.approx(1_000.0, abs=0.01)
    assert found.inside_m[0, 1] == pytest.approx(1_000.0, abs=0.01)
    assert not found.crosses[0]


def test_a_fence_over_the_line_crosses_where_it_does():
    fence = shapely.LineString(beside(STRAIGHT, (1_000.0, 50.0), (1_200.0, -50.0), (1_400.0, 50.0)))
    found = measure(STRAIGHT, fence, 10.0)
    assert found.crosses[0]
    assert found.crossing_m == pytest.approx([1_100.0, 1_300.0], abs=0.2)
    assert found.left_m[0] == pytest.approx(50.0, abs=0.01)
    assert found.right_m[0] == pytest.approx(50.0, abs=0.01)
    assert found.inside_m[0, 0] == pytest.approx(found.length_m[0] / 5.0, abs=0.05)


def test_a_fence_that_touches_the_line_and_turns_back_does_not_cross():
    fence = shapely.LineString(beside(STRAIGHT, (1_000.0, 50.0), (1_200.0, 0.0), (1_400.0, 50.0)))
    found = measure(STRAIGHT, fence)
    assert found.distance_m[0] == 0.0
    assert not found.crosses[0]
    assert found.has_left[0]
    assert not found.has_right[0]


def test_a_fence_that_comes_from_the_line_and_goes_over_farther_on_crosses_once():
    """It follows the line for 200 m and leaves it on the other side."""
    places = [(1_000.0, 50.0), (1_200.0, 0.0), (1_400.0, 0.0), (1_600.0, -50.0)]
    found = measure(STRAIGHT, shapely.LineString(beside(STRAIGHT, *places)))
    assert found.crosses[0]
    assert len(found.crossing_m) == 1
    assert found.on_line_m[0] == pytest.approx(200.0, abs=0.5)


def test_lengths_on_either_side_leave_out_what_follows_the_line_and_what_lies_past_its_end():
    """50 m on the left, 200 m on the line, 80 m on the right, and a part that goes round the end."""
    over = shapely.LineString(
        beside(STRAIGHT, (1_000.0, 50.0), (1_000.0, 0.0), (1_200.0, 0.0), (1_200.0, -80.0))
    )
    past = shapely.LineString(walk((90.0, 100.0), (0.0, 30.0), start=tuple(STRAIGHT.coordinates[-1])))
    apart = shapely.MultiLineString(
        [beside(STRAIGHT, (2_000.0, 9.0), (2_100.0, 9.0)), beside(STRAIGHT, (2_000.0, -9.0), (2_300.0, -9.0))]
    )
    area = shapely.Polygon(beside(STRAIGHT, (3_000.0, 5.0), (3_100.0, 5.0), (3_100.0, -25.0)))
    found = measure_shapes(STRAIGHT, [over, past, apart, area])
    assert found.length_left_m == pytest.approx([50.0, 0.0, 100.0, 0.0], abs=0.02)
    assert found.length_right_m == pytest.approx([80.0, 0.0, 300.0, 0.0], abs=0.02)
    assert found.on_line_m[0] == pytest.approx(200.0, abs=0.02)


HAIRPIN = build_line((90.0, 1_000.0), (0.0, 500.0), (95.0, 4.0), (180.0, 500.0), (90.0, 1_000.0))


def test_a_fence_across_a_hairpin_crosses_twice_and_ends_on_its_own_side():
    begin = tuple(map(float, follow_geodesic(*HAIRPIN.coordinates[1], 0.0, 250.0)))
    fence = shapely.LineString(
        [
            tuple(map(float, follow_geodesic(*begin, 270.0, 60.0))),
            tuple(map(float, follow_geodesic(*begin, 90.0, 60.0))),
        ]
    )
    found = measure(HAIRPIN, fence, 10.0)
    assert found.crosses[0]
    assert found.crossing_m == pytest.approx([1_250.0, 1_754.0], abs=1.0)
    assert found.inside_m[0, 0] == pytest.approx(24.0, abs=0.1)


def test_a_point_beside_a_vertex_has_the_side_of_both_neighbours():
    spike = build_line((90.0, 1_000.0), (10.0, 300.0), (170.0, 300.0), (90.0, 1_000.0))
    above = shapely.Point(follow_geodesic(*spike.coordinates[2], 0.0, 20.0))
    found = measure(spike, above)
    assert found.distance_m[0] == pytest.approx(20.0, abs=1e-3)
    assert found.hand[0] == 1


def test_an_area_that_contains_a_stretch_of_the_line_is_at_no_distance_and_on_both_sides():
    area = shapely.Polygon(
        beside(STRAIGHT, (1_000.0, 100.0), (2_000.0, 100.0), (2_000.0, -100.0), (1_000.0, -100.0))
    )
    found = measure(STRAIGHT, area, 30.0, 500.0)
    assert found.distance_m[0] == 0.0
    assert found.crosses[0]
    assert found.inside_m2[0] == pytest.approx([60_000.0, 200_000.0], rel=2e-4)
    assert found.area_m2[0] == pytest.approx(200_000.0, rel=2e-4)
    assert (found.inside_error_m2[0] <= 0.001 * 200_000.0).all()
    assert sorted(found.crossing_m.tolist()) == pytest.approx([1_000.0, 2_000.0], abs=0.1)


def test_an_area_that_contains_the_whole_line_is_on_both_sides():
    area = shapely.box(105.9, 22.6, 106.2, 22.8)
    found = measure(STRAIGHT, area, 100.0)
    assert (found.distance_m[0], found.crosses[0]) == (0.0, True)
    assert (found.from_m[0], found.to_m[0]) == pytest.approx((0.0, STRAIGHT.length_m))
    expected = 200.0 * STRAIGHT.length_m + np.pi * 100.0**2
    assert found.inside_m2[0, 0] == pytest.approx(expected, abs=3.0 * found.inside_error_m2[0, 0] + 1.0)


def test_a_narrow_strip_through_a_wide_area_is_not_missed():
    """A strip of 15 m through 20 km by 20 km, whichever way the area lies to the line."""
    for turn_deg in (0.0, 3.0, 45.0, 90.0):
        middle = tuple(map(float, follow_geodesic(*START, 91.0, 2_700.0)))
        corners = [
            tuple(map(float, follow_geodesic(*middle, turn_deg + 90.0 * n, 14_000.0))) for n in range(4)
        ]
        found = measure(STRAIGHT, shapely.Polygon(corners), 7.5)
        expected = 15.0 * STRAIGHT.length_m + np.pi * 7.5**2
        assert found.inside_m2[0, 0] == pytest.approx(expected, rel=0.02)


def test_a_hole_in_an_area_is_not_inside():
    corners = beside(STRAIGHT, (1_000.0, 100.0), (2_000.0, 100.0), (2_000.0, -100.0), (1_000.0, -100.0))
    hole = beside(STRAIGHT, (1_200.0, 50.0), (1_800.0, 50.0), (1_800.0, -50.0), (1_200.0, -50.0))
    found = measure(STRAIGHT, shapely.Polygon(corners, [hole]), 30.0)
    assert found.inside_m2[0, 0] == pytest.approx(60_000.0 - 36_000.0, rel=2e-3)


def test_beyond_an_end_of_the_line_there_is_no_side():
    beyond = shapely.Point(follow_geodesic(*STRAIGHT.coordinates[-1], 80.0, 40.0))
    found = measure(STRAIGHT, beyond)
    assert found.beyond_end[0]
    assert not (found.has_left[0] or found.has_right[0])
    assert found.distance_m[0] == pytest.approx(40.0, abs=1e-3)


def test_a_fence_that_leads_past_the_end_keeps_the_side_of_the_part_beside_the_line():
    fence = shapely.LineString(
        [*beside(STRAIGHT, (4_800.0, 20.0)), *walk((60.0, 100.0), start=tuple(STRAIGHT.coordinates[-1]))[1:]]
    )
    found = measure(STRAIGHT, fence)
    assert found.has_left[0]
    assert not found.has_right[0]


def test_five_kilometres_away_the_distance_is_still_exact():
    far = beside(STRAIGHT, (2_500.0, 5_000.0))[0]
    found = measure(STRAIGHT, shapely.Point(far), 2_000.0)
    assert found.distance_m[0] == pytest.approx(5_000.0, abs=0.02)


def test_parts_on_both_sides_that_do_not_touch_cross_nothing():
    parts = shapely.MultiLineString(
        [
            beside(STRAIGHT, (1_000.0, 10.0), (1_100.0, 10.0)),
            beside(STRAIGHT, (1_000.0, -20.0), (1_100.0, -20.0)),
        ]
    )
    found = measure(STRAIGHT, parts, 15.0)
    assert found.has_left[0]
    assert found.has_right[0]
    assert not found.crosses[0]
    assert found.inside_m[0, 0] == pytest.approx(100.0, abs=0.01)


def test_a_collection_of_kinds_is_measured_part_by_part():
    fence = shapely.LineString(beside(STRAIGHT, (1_000.0, 10.0), (1_100.0, 10.0)))
    area = shapely.Polygon(beside(STRAIGHT, (2_000.0, 5.0), (2_100.0, 5.0), (2_100.0, 25.0), (2_000.0, 25.0)))
    tower = shapely.Point(beside(STRAIGHT, (3_000.0, 3.0))[0])
    nested = shapely.GeometryCollection(
        [fence, shapely.GeometryCollection([area]), shapely.MultiPoint([tower])]
    )
    found = measure(STRAIGHT, nested, 15.0)
    assert found.distance_m[0] == pytest.approx(3.0, abs=1e-3)
    assert found.inside_m[0, 0] == pytest.approx(100.0, abs=0.01)
    assert found.inside_m2[0, 0] == pytest.approx(1_000.0, rel=2e-3)
    assert (found.from_m[0], found.to_m[0]) == pytest.approx((1_000.0, 3_000.0), abs=0.1)


@pytest.mark.parametrize("shape", [None, shapely.Point(), shapely.LineString(), shapely.GeometryCollection()])
def test_nothing_is_not_measured(shape):
    with pytest.raises(InputError, match="empty_shape"):
        measure_shapes(STRAIGHT, [shapely.Point(START), shape])


def test_metres_are_not_taken_for_degrees():
    with pytest.raises(InputError, match="not_degrees"):
        measure(STRAIGHT, shapely.Point(552_212.0, 2_507_940.0))


def test_no_shapes_give_no_rows():
    found = measure_shapes(STRAIGHT, [], [30.0])
    assert len(found) == 0
    assert found.inside_m.shape == (0, 1)


def test_progress_is_told_to_the_end():
    told = []
    measure_shapes(
        STRAIGHT, [shapely.Point(START)] * 5, progress=lambda done, all_: told.append((done, all_))
    )
    assert told[-1] == (5, 5)


legs = st.lists(st.tuples(st.floats(-170.0, 170.0), st.floats(1.0, 400.0)), min_size=1, max_size=6)
bends = st.lists(st.tuples(st.floats(20.0, 160.0), st.floats(30.0, 800.0)), min_size=2, max_size=9)


@settings(max_examples=60, deadline=None)
@given(bends, legs, st.floats(0.0, 360.0), st.floats(0.0, 600.0), st.floats(5.0, 400.0))
def test_fences_agree_with_brute_force(line_legs, fence_legs, bearing_deg, away_m, distance_m):
    line = build_line(*line_legs)
    at = locate_points(line, [line.length_m / 2.0])[0]
    begin = tuple(map(float, follow_geodesic(*at, bearing_deg, away_m)))
    fence = shapely.LineString(walk(*fence_legs, start=begin))
    found = measure(line, fence, distance_m)
    distances, weights = sample(line, fence)
    assert found.distance_m[0] <= distances.min() + 1e-3
    assert found.distance_m[0] >= distances.min() - 0.3
    assert found.length_m[0] == pytest.approx(weights.sum(), abs=0.01)
    low, high = (weights[distances <= distance_m + shift].sum() for shift in (-0.3, 0.3))
    assert low - 0.6 <= found.inside_m[0, 0] <= high + 0.6


@settings(max_examples=40, deadline=None)
@given(bends, legs, st.floats(0.0, 360.0), st.floats(0.0, 300.0))
def test_lengths_on_either_side_agree_with_brute_force(line_legs, fence_legs, bearing_deg, away_m):
    line = build_line(*line_legs)
    at = locate_points(line, [line.length_m / 2.0])[0]
    begin = tuple(map(float, follow_geodesic(*at, bearing_deg, away_m)))
    fence = shapely.LineString(walk(*fence_legs, start=begin))
    found = measure(line, fence)
    positions = np.array(fence.coords)
    left_m = right_m = nowhere_m = 0.0
    for begin, end in pairwise(positions):
        bearing, length_m = measure_geodesic(*begin, *end)
        along_m = (np.arange(400) + 0.5) * length_m / 400
        x, y = follow_geodesic(np.full(400, begin[0]), np.full(400, begin[1]), np.full(400, bearing), along_m)
        feet = find_feet(line, x, y).nearest()
        hand = np.where(feet.beyond_end, 0, feet.hand)
        left_m, right_m = left_m + (hand > 0).mean() * length_m, right_m + (hand < 0).mean() * length_m
        nowhere_m += (hand == 0).mean() * length_m
    if nowhere_m < 0.5:  # what leads past an end of the line is a matter of its vertices
        assert found.length_left_m[0] == pytest.approx(left_m, abs=len(fence_legs) * 3.0)
        assert found.length_right_m[0] == pytest.approx(right_m, abs=len(fence_legs) * 3.0)
    assert found.length_left_m[0] + found.length_right_m[0] <= found.length_m[0] + 1e-6


@settings(max_examples=40, deadline=None)
@given(bends, st.floats(0.0, 360.0), st.floats(0.0, 300.0), st.floats(20.0, 300.0), st.floats(5.0, 300.0))
def test_areas_agree_with_a_grid_of_points(line_legs, bearing_deg, away_m, size_m, distance_m):
    line = build_line(*line_legs)
    at = locate_points(line, [line.length_m / 2.0])[0]
    middle = tuple(map(float, follow_geodesic(*at, bearing_deg, away_m)))
    corners = [
        tuple(map(float, follow_geodesic(*middle, turn + 10.0, size_m))) for turn in (0.0, 90.0, 200.0, 300.0)
    ]
    area = shapely.Polygon(corners)
    found = measure(line, area, distance_m)
    west, south, east, north = area.bounds
    x, y = (axis.ravel() for axis in np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60)))
    in_area = shapely.contains_xy(area, x, y)
    near = find_feet(line, x[in_area], y[in_area]).nearest().distance_m <= distance_m
    share = found.inside_m2[0, 0] / found.area_m2[0]
    assert share == pytest.approx(near.mean(), abs=0.06)
    assert found.inside_m2[0, 0] <= found.area_m2[0] * 1.002


@settings(max_examples=40, deadline=None)
@given(bends, st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), min_size=1, max_size=5))
def test_points_agree_with_the_feet_of_points(line_legs, shifts):
    line = build_line(*line_legs)
    at = locate_points(line, [line.length_m / 2.0])[0]
    points = [follow_geodesic(*follow_geodesic(*at, 0.0, north), 90.0, east) for east, north in shifts]
    found = measure_shapes(line, [shapely.Point(point) for point in points])
    feet = find_feet(line, *np.array(points).T).nearest()
    assert found.distance_m == pytest.approx(feet.distance_m, abs=1.5e-3)
    clear = feet.distance_m > 0.01
    assert (found.hand[clear] == np.where(feet.beyond_end, 0, feet.hand)[clear]).all()


def test_distances_on_the_real_line_agree_with_the_geodesic(shared_data):
    """1 mm at 30 m, 20 mm at 2 km and 0.1 m at 5 km were asked for; a thousand points of each."""
    content = json.loads((shared_data / "vn_cn_border_full.geojson").read_text("utf-8"))
    positions = np.array(content["features"][0]["geometry"]["coordinates"])[:, :2]
    line = BoundaryLine("real", "real", positions, Party.CN, LegalStatus.NO_LEGAL_VALUE, "test", 1.0)
    chance = np.random.default_rng(7)
    for away_m, bound_m in ((30.0, 0.001), (2_000.0, 0.02), (5_000.0, 0.1)):
        at = locate_points(line, chance.uniform(0.0, line.length_m, 1_000))
        x, y = follow_geodesic(*at.T, chance.uniform(0.0, 360.0, 1_000), np.full(1_000, away_m))
        found = measure_shapes(line, list(shapely.points(x, y)))
        feet = find_feet(line, x, y).nearest()
        assert np.abs(found.distance_m - feet.distance_m).max() < bound_m
        assert np.count_nonzero(found.hand != np.where(feet.beyond_end, 0, feet.hand)) == 0
