"""Interpolating markers between anchors."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.data_build.anchors import (
    Anchor,
    measure_along_ratio,
    order_posts,
    place_posts,
    read_anchors,
)


def anchor(post, chainage_m: float, accuracy_m: float = 0.0) -> Anchor:
    return Anchor(str(post), Fraction(post), chainage_m, accuracy_m)


def test_secondary_markers_divide_the_way_to_the_next_number_evenly():
    posts = order_posts([{"marker": "2/1"}, {"marker": "2/2"}, {"marker": "3(1)"}], last_number=4)
    assert list(posts) == [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (3, 0), (4, 0)]
    assert posts[(2, 2)] == 2 + Fraction(2, 3)


def test_markers_stand_evenly_between_anchors_even_where_an_anchor_has_no_marker():
    placed = place_posts(
        order_posts([], 4), [anchor(0, 0.0), anchor("1.5", 300.0), anchor(4, 550.0)], next_at_least_m={}
    )
    assert [post.chainage_m for post in placed.values()] == pytest.approx([0, 200, 350, 450, 550])


def test_a_measured_distance_keeps_the_next_marker_away():
    placed = place_posts(order_posts([], 4), [anchor(0, 0.0), anchor(4, 2000.0)], {(1, 0): 600.0})
    assert [post.chainage_m for post in placed.values()] == pytest.approx(
        [0, 1250 / 3, 1250 / 3 + 750, 4750 / 3, 2000]
    )


def test_a_measured_distance_changes_nothing_where_there_is_room():
    posts, anchors = order_posts([], 4), [anchor(0, 0.0), anchor(4, 4000.0)]
    assert place_posts(posts, anchors, {(1, 0): 600.0}) == place_posts(posts, anchors, {})


def test_trust_falls_with_the_distance_to_the_anchors():
    placed = place_posts(order_posts([], 10), [anchor(0, 0.0, 2.0), anchor(10, 1000.0, 2.0)], {})
    accuracies_m = [post.along_accuracy_m for post in placed.values()]
    assert accuracies_m[0] == accuracies_m[-1] == 2.0
    assert accuracies_m[5] == max(accuracies_m)
    assert accuracies_m[5] == pytest.approx((2.0 + (0.6 * 250.0) ** 2) ** 0.5)
    assert accuracies_m[1:6] == sorted(accuracies_m[1:6])


@given(
    gaps_m=st.lists(st.floats(100.0, 50_000.0), min_size=1, max_size=6),
    steps=st.lists(st.integers(1, 20), min_size=6, max_size=6),
)
def test_the_order_of_the_numbers_is_the_order_along_the_line(gaps_m, steps):
    anchors, post, chainage_m = [anchor(0, 0.0)], 0, 0.0
    for gap_m, step in zip(gaps_m, steps, strict=False):
        post, chainage_m = post + step, chainage_m + gap_m
        anchors.append(anchor(post, chainage_m))
    placed = place_posts(order_posts([], post), anchors, {})
    chainages_m = [each.chainage_m for each in placed.values()]
    assert len(chainages_m) == post + 1
    assert all(before < after for before, after in pairwise(chainages_m))
    for each in anchors:
        assert placed[(int(each.post), 0)].chainage_m == pytest.approx(each.chainage_m)


def test_anchors_that_contradict_each_other_are_refused():
    rows = [
        {"used": "yes", "markers": markers, "basis": "coordinate", "longitude": x, "latitude": "0"}
        | {"detailed_km": "0", "accuracy_m": "1"}
        for markers, x in (("0", "0"), ("2", "5"), ("3", "4"))
    ]
    with pytest.raises(ValueError, match="2 and 3 contradict"):
        read_anchors(rows, {}, order_posts([], 3), lambda longitude, _latitude: longitude, length_m=9.0)


def test_the_ratio_is_nothing_where_numbers_grow_evenly():
    assert measure_along_ratio([anchor(post, 100.0 * post) for post in (0, 3, 4, 9)]) == 0.0


def test_the_ratio_is_the_error_against_the_distances_to_the_neighbours():
    assert measure_along_ratio([anchor(0, 0.0), anchor(1, 60.0), anchor(2, 100.0)]) == pytest.approx(
        10.0 / 24.0
    )
