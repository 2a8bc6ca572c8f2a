"""Distances from a position to a place are those along the geodesic."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPoint, Point, Polygon, box

from border_gis.boundary.nearness import measure_apart_m
from border_gis.crs import follow_geodesic, measure_geodesic

HERE = (106.7, 22.8)
POSITIONS = st.tuples(st.floats(102.0, 108.0), st.floats(21.0, 23.5))


@given(st.floats(0, 360), st.floats(0.01, 300_000))
def test_a_point_is_as_far_as_one_has_walked(azimuth_deg, distance_m):
    there = Point(*follow_geodesic(*HERE, azimuth_deg, distance_m))
    assert measure_apart_m(*HERE, there) == pytest.approx(distance_m, abs=1e-3)


@given(POSITIONS, st.lists(POSITIONS, min_size=2, max_size=6, unique=True))
def test_a_line_is_no_farther_than_any_of_its_points_and_not_nearer_than_the_nearest(position, vertices):
    line = LineString(vertices)
    points = shapely.get_coordinates(shapely.segmentize(line, 0.002))
    _, distances = measure_geodesic(
        np.full(len(points), position[0]), np.full(len(points), position[1]), points[:, 0], points[:, 1]
    )
    found = measure_apart_m(*position, line)
    # The nearest point lies between two of these, which are at most 230 m apart.
    assert distances.min() - 115.0 <= found <= distances.min() + 1.0


def test_beside_a_stretch_the_distance_is_that_to_the_line_between_its_ends():
    line = LineString([follow_geodesic(*HERE, azimuth_deg, 1_000.0) for azimuth_deg in (90.0, 270.0)])
    position = follow_geodesic(*HERE, 0.0, 240.0)
    assert measure_apart_m(*position, line) == pytest.approx(240.0, abs=0.2)


def test_inside_an_area_there_is_no_distance_and_in_its_hole_there_is():
    ring = Polygon(box(106.6, 22.7, 106.8, 22.9).exterior, [box(106.69, 22.79, 106.71, 22.81).exterior])
    assert measure_apart_m(106.65, 22.75, ring) == 0.0
    assert measure_apart_m(*HERE, ring) == pytest.approx(1_026, abs=20)


def test_of_several_parts_the_nearest_counts():
    near, far = follow_geodesic(*HERE, 45.0, 50.0), follow_geodesic(*HERE, 200.0, 5_000.0)
    assert measure_apart_m(*HERE, MultiPoint([far, near])) == pytest.approx(50.0, abs=1e-3)
    lines = MultiLineString([[far, (106.0, 22.0)], [near, follow_geodesic(*HERE, 45.0, 90.0)]])
    assert measure_apart_m(*HERE, lines) == pytest.approx(50.0, abs=1e-3)
    assert measure_apart_m(*HERE, shapely.GeometryCollection([lines, Point(far)])) == pytest.approx(
        50, abs=1e-3
    )


def test_an_empty_place_has_no_distance():
    assert measure_apart_m(*HERE, Point()) is None
    assert measure_apart_m(*HERE, LineString()) is None
