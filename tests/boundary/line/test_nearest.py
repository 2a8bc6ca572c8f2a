"""Feet on the line, against a brute force that knows no plane and no tree."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import fiona
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from border_gis.boundary.line import BoundaryLine, find_feet, locate_points, reverse_line, side_of, substring
from border_gis.boundary.parties import Party, Side
from border_gis.errors import InputError
from tests.boundary.builders import build_line, line_of, place_at

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def full_line(shared_data: Path) -> BoundaryLine:
    collection = json.loads((shared_data / "vn_cn_border_full.geojson").read_text(encoding="utf-8"))
    return line_of(collection["features"][0]["geometry"]["coordinates"])


def scatter(line: BoundaryLine, count: int, farthest_m: float, seed: int) -> np.ndarray:
    """Return points around random vertices, as near to the line as they happen to fall."""
    random = np.random.default_rng(seed)
    around = line.coordinates[random.integers(0, len(line.coordinates), count)]
    bearings_deg, distances_m = random.uniform(0, 360, count), random.uniform(0, farthest_m, count)
    longitudes_deg, latitudes_deg, _ = GEOD.fwd(*around.T, bearings_deg, distances_m)
    return np.column_stack([longitudes_deg, latitudes_deg])


def measure_by_brute_force(line: BoundaryLine, points: np.ndarray) -> np.ndarray:
    """Narrow every segment that could hold the nearest place by golden sections of the geodesic."""
    vertices = to_sphere(line.coordinates)
    azimuths_deg, _, lengths_m = GEOD.inv(*line.coordinates[:-1].T, *line.coordinates[1:].T)
    pairs = []
    for index, point in enumerate(to_sphere(points)):
        rough_m = np.linalg.norm(vertices - point, axis=1) * 6_371_000.0
        reach_m = rough_m.min() * 1.01 + lengths_m
        pairs.append([(index, s) for s in np.flatnonzero(np.minimum(rough_m[:-1], rough_m[1:]) <= reach_m)])
    index, segment = np.array([pair for some in pairs for pair in some]).T

    def distance_at(along_m: np.ndarray) -> np.ndarray:
        x, y, _ = GEOD.fwd(*line.coordinates[segment].T, azimuths_deg[segment], along_m)
        return GEOD.inv(*points[index].T, x, y)[2]

    low_m, high_m = np.zeros(len(segment)), lengths_m[segment]
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    for _ in range(45):
        left_m, right_m = high_m - golden * (high_m - low_m), low_m + golden * (high_m - low_m)
        is_left = distance_at(left_m) < distance_at(right_m)
        low_m, high_m = np.where(is_left, low_m, left_m), np.where(is_left, right_m, high_m)
    nearest_m = np.full(len(points), np.inf)
    for along_m in ((low_m + high_m) / 2, np.zeros(len(segment)), lengths_m[segment]):
        np.minimum.at(nearest_m, index, distance_at(along_m))
    return nearest_m


def to_sphere(degrees: np.ndarray) -> np.ndarray:
    x, y = np.radians(degrees).T
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


@pytest.mark.parametrize(("farthest_m", "allowed_m"), [(30.0, 0.001), (2_000.0, 0.02), (5_000.0, 0.1)])
def test_distances_agree_with_brute_force_on_the_full_line(full_line, farthest_m, allowed_m):
    points = scatter(full_line, 1_000, farthest_m, seed=int(farthest_m))
    feet = find_feet(full_line, *points.T).nearest()
    assert list(feet.point) == list(range(1_000))
    assert feet.distance_m == pytest.approx(measure_by_brute_force(full_line, points), abs=allowed_m)


def test_a_line_of_long_segments_is_followed_along_its_geodesics():
    line = line_of([(103.0, 22.3), (103.9, 22.5), (105.3, 23.3), (106.7, 22.0)])
    points = scatter(line, 200, 4_000.0, seed=3)
    on_line = locate_points(line, np.linspace(0.0, line.length_m, 200))
    points = np.vstack([points, on_line])
    feet = find_feet(line, *points.T).nearest()
    assert feet.distance_m == pytest.approx(measure_by_brute_force(line, points), abs=0.001)
    assert feet.hand[200:].tolist() == [0] * 200


def test_the_foot_lies_where_its_chainage_says(full_line):
    points = scatter(full_line, 1_000, 1_000.0, seed=5)
    feet = find_feet(full_line, *points.T, tolerance_m=20.0)
    expected = locate_points(full_line, feet.chainage_m)
    _, _, apart_m = GEOD.inv(feet.longitude_deg, feet.latitude_deg, *expected.T)
    assert apart_m.max() < 0.001
    _, _, distance_m = GEOD.inv(*points[feet.point].T, feet.longitude_deg, feet.latitude_deg)
    assert distance_m == pytest.approx(feet.distance_m, abs=1e-9)


def test_a_hairpin_has_two_feet():
    line = build_line([(0, 0), (1000, 0), (1000, 40), (0, 40)])
    x, y = place_at(500, 15)
    feet = find_feet(line, [x], [y], tolerance_m=20.0)
    assert feet.chainage_m == pytest.approx([500, 1540], abs=0.01)
    assert feet.distance_m == pytest.approx([15, 25], abs=0.001)
    assert [side_of(line, hand) for hand in feet.hand] == [Side.CN, Side.CN]
    assert len(find_feet(line, [x], [y], tolerance_m=5.0)) == 1


def test_every_local_minimum_within_the_tolerance_is_found(full_line):
    points = scatter(full_line, 300, 300.0, seed=7)
    tolerance_m = 100.0
    feet = find_feet(full_line, *points.T, tolerance_m=tolerance_m)
    for index, point in enumerate(points):
        mine = feet.rows(feet.point == index)
        middle_m = mine.chainage_m[0]
        low_m, high_m = max(middle_m - 3_000.0, 0.0), min(middle_m + 3_000.0, full_line.length_m)
        steps_m = np.linspace(low_m, high_m, 12_001)
        x, y = locate_points(full_line, steps_m).T
        _, _, distance_m = GEOD.inv(np.full(len(x), point[0]), np.full(len(x), point[1]), x, y)
        dips = np.flatnonzero((distance_m[1:-1] < distance_m[:-2]) & (distance_m[1:-1] < distance_m[2:])) + 1
        dips = dips[distance_m[dips] <= mine.distance_m[0] + tolerance_m - 0.6]
        for dip_m in steps_m[dips]:
            assert np.abs(mine.chainage_m - dip_m).min() < 0.6


CORNERS = [(-300.0, -200.0), (0.0, 0.0), (10.0, 400.0)]


@pytest.mark.parametrize("line_offsets", [CORNERS, [(-400.0, 0.0), (0.0, 0.0), (-390.0, 60.0)]])
def test_at_a_vertex_the_side_comes_from_both_neighbours(line_offsets):
    line = build_line(line_offsets)
    for bearing in np.radians(np.arange(0, 360, 3)):
        east_m, north_m = 50 * np.sin(bearing), 50 * np.cos(bearing)
        x, y = place_at(east_m, north_m)
        feet = find_feet(line, [x], [y]).nearest()
        # The land on the left, closed far away; the point lies in it or not, by counting crossings.
        assert (feet.hand[0] > 0) == is_left_of(line_offsets, (east_m, north_m))


def is_left_of(offsets, point) -> bool:
    from shapely.geometry import Point, Polygon
    from shapely.geometry.polygon import orient

    (x0, y0), (x1, y1) = offsets[0], offsets[-1]
    (a0, b0), (a1, b1) = offsets[1], offsets[-2]
    start = (x0 + 100 * (x0 - a0), y0 + 100 * (y0 - b0))
    end = (x1 + 100 * (x1 - a1), y1 + 100 * (y1 - b1))
    # Walk back from the end to the start far around the left.
    angle0, angle1 = np.arctan2(start[1], start[0]), np.arctan2(end[1], end[0])
    around = np.linspace(angle1, angle0 if angle0 > angle1 else angle0 + 2 * np.pi, 100)
    ring = [start, *offsets, end, *[(1e5 * np.cos(a), 1e5 * np.sin(a)) for a in around]]
    return orient(Polygon(ring)).contains(Point(point))


@given(along_m=st.floats(1.0, 2_999.0), off_m=st.floats(0.01, 40.0), left=st.booleans())
def test_a_point_beside_a_straight_line_lies_on_its_side(along_m, off_m, left):
    line = build_line([(0, 0), (1000, 0), (3000, 0)])
    x, y = place_at(along_m, 0.0)
    feet = find_feet(line, [x], [y])
    bearing_deg, _, _ = GEOD.inv(x, y, *line.coordinates[-1])
    x, y, _ = GEOD.fwd(feet.longitude_deg, feet.latitude_deg, bearing_deg + (-90 if left else 90), off_m)
    feet = find_feet(line, x, y)
    assert feet.hand.tolist() == [1 if left else -1]
    assert feet.distance_m[0] == pytest.approx(off_m, abs=0.001)
    assert feet.chainage_m[0] == pytest.approx(along_m, abs=0.02)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_reversing_a_line_keeps_distances_and_land_and_turns_chainages(seed):
    random = np.random.default_rng(seed)
    line = build_line(np.column_stack([np.arange(12) * 150.0, random.uniform(-200, 200, 12)]).tolist())
    points = scatter(line, 20, 300.0, seed)
    forth, back = find_feet(line, *points.T).nearest(), find_feet(reverse_line(line), *points.T).nearest()
    assert back.distance_m == pytest.approx(forth.distance_m, abs=1e-6)
    assert back.chainage_m == pytest.approx(line.length_m - forth.chainage_m, abs=1e-4)
    assert [side_of(reverse_line(line), h) for h in back.hand] == [side_of(line, h) for h in forth.hand]


@settings(max_examples=50)
@given(fraction=st.floats(0.0, 1.0))
def test_measure_to_point_and_back(fraction):
    line = build_line([(0, 0), (300, 50), (340, 700), (900, 710), (2500, 400)])
    chainage_m = fraction * line.length_m
    feet = find_feet(line, *locate_points(line, [chainage_m]).T).nearest()
    assert feet.chainage_m[0] == pytest.approx(chainage_m, abs=0.001)
    assert feet.hand[0] == 0
    assert feet.distance_m[0] < 0.001


def test_vertices_lie_on_the_line_and_on_no_side(full_line):
    some = full_line.coordinates[::37]
    feet = find_feet(full_line, *some.T).nearest()
    assert feet.distance_m.max() < 1e-6
    assert not feet.hand.any()
    assert feet.chainage_m == pytest.approx(full_line.chainages_m[::37], abs=1e-4)


@pytest.mark.parametrize("farthest_m", [30.0, 2_000.0])
def test_sides_are_those_of_the_communes(full_line, shared_data, farthest_m):
    with fiona.open(shared_data / "communes_cb_ls_2025.gpkg") as layer:
        land = shapely.union_all([shapely.geometry.shape(feature.geometry) for feature in layer])
    random = np.random.default_rng(17)
    # Well inside the two provinces, whose land is the only one known here.
    around = locate_points(full_line, random.uniform(775_000.0, 1_329_000.0, 10_000))
    bearings_deg, distances_m = random.uniform(0, 360, 10_000), random.uniform(0, farthest_m, 10_000)
    x, y, _ = GEOD.fwd(*around.T, bearings_deg, distances_m)
    feet = find_feet(full_line, x, y).nearest()
    beside = feet.hand != 0
    assert np.count_nonzero(beside) > 9_900
    is_vn = shapely.contains_xy(land, x[beside], y[beside])
    assert np.array_equal(feet.hand[beside] < 0, is_vn)


def test_a_point_beyond_the_end_is_told_from_one_beside_it():
    line = build_line([(0, 0), (1000, 0)])
    beyond, beside = place_at(1100, 30), place_at(990, 30)
    feet = find_feet(line, *np.array([beyond, beside]).T)
    assert feet.beyond_end.tolist() == [True, False]
    assert feet.chainage_m[0] == pytest.approx(line.length_m)


def test_vertices_that_repeat_change_nothing():
    plain = build_line([(0, 0), (100, 0), (100, 100)])
    repeated = build_line([(0, 0), (0, 0), (100, 0), (100, 0), (100, 0), (100, 100), (100, 100)])
    points = scatter(plain, 50, 120.0, seed=11)
    forth, back = find_feet(plain, *points.T), find_feet(repeated, *points.T)
    for column in ("point", "chainage_m", "distance_m", "hand"):
        assert getattr(back, column) == pytest.approx(getattr(forth, column), abs=1e-6)


def test_no_points_have_no_feet():
    assert len(find_feet(build_line([(0, 0), (100, 0)]), [], [])) == 0


@pytest.mark.parametrize("point", [(np.nan, 22.0), (106.0, np.inf), (552212.0, 2507940.0), (22.7, 106.0)])
def test_points_that_are_no_degrees_are_refused(point):
    with pytest.raises(InputError) as caught:
        find_feet(build_line([(0, 0), (100, 0)]), [point[0]], [point[1]])
    assert caught.value.code == "coordinates.not_degrees"


def test_threads_share_a_line_that_nobody_prepared(full_line):
    line = line_of(full_line.coordinates)
    points = scatter(full_line, 3_000, 2_000.0, seed=13)
    expected = find_feet(full_line, *points.T, tolerance_m=10.0)
    wrong: list[int] = []

    def work() -> None:
        for _ in range(3):
            got = find_feet(line, *points.T, tolerance_m=10.0)
            wrong.append(int(np.count_nonzero(got.chainage_m != expected.chainage_m)))
            substring(line, 1_000.0, 2_000.0)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [0] * 18


def test_whose_land_lies_left_is_told_by_the_line():
    line = build_line([(0, 0), (100, 0)], left_party=Party.VN)
    assert [side_of(line, hand) for hand in (1, -1, 0)] == [Side.VN, Side.CN, Side.ON_LINE]
