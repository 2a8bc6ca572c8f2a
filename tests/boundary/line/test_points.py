"""Distances of shapes from points that do not stand on the line."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.boundary.line import measure_from_points
from border_gis.crs import follow_geodesic, measure_geodesic
from tests.boundary.line.test_shapes import START, STRAIGHT, beside, walk


def test_a_point_on_the_other_bank_may_be_nearer_than_the_one_on_this():
    banks = beside(STRAIGHT, (1_000.0, 45.0), (1_003.0, -12.0))
    tower = shapely.Point(beside(STRAIGHT, (1_003.0, 3.0))[0])
    assert measure_from_points(STRAIGHT, [tower], banks) == pytest.approx([15.0], abs=0.001)


def test_an_area_that_contains_a_point_is_at_no_distance_of_it():
    area = shapely.Polygon(beside(STRAIGHT, (900.0, 5.0), (1_100.0, 5.0), (1_100.0, 60.0), (900.0, 60.0)))
    inside, outside = (beside(STRAIGHT, (1_000.0, metres)) for metres in (30.0, -7.0))
    assert measure_from_points(STRAIGHT, [area], inside).tolist() == [0.0]
    assert measure_from_points(STRAIGHT, [area], outside) == pytest.approx([12.0], abs=0.001)


def test_nothing_to_measure_gives_no_distances():
    assert len(measure_from_points(STRAIGHT, [], [START])) == 0


places = st.tuples(st.floats(0.0, 360.0), st.floats(1.0, 3_000.0))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(places, min_size=1, max_size=12),
    st.lists(st.tuples(st.floats(-170.0, 170.0), st.floats(5.0, 900.0)), min_size=1, max_size=5),
)
def test_distances_agree_with_places_all_along_the_fence(around, legs):
    points = np.array([follow_geodesic(*START, bearing, away) for bearing, away in around])
    fence = walk(*legs)
    nearest_m = np.inf
    for begin, end in pairwise(fence):
        bearing_deg, length_m = measure_geodesic(*begin, *end)
        count = int(np.ceil(length_m)) + 1
        along_m = np.linspace(0.0, length_m, count)
        x, y = follow_geodesic(*(np.full(count, each) for each in (*begin, bearing_deg)), along_m)
        for point in points:
            nearest_m = min(nearest_m, measure_geodesic(x, y, *np.repeat([point], count, axis=0).T)[1].min())
    found = measure_from_points(STRAIGHT, [shapely.LineString(fence)], points)
    assert nearest_m - 0.51 <= found[0] <= nearest_m + 0.002
