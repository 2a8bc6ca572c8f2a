"""How sure a verdict is, against chance drawn ten thousand times."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.zones.sureness import (
    SIGMAS_TO_SURE,
    Accuracies,
    Certainty,
    certainty_of,
    probability_of_meeting,
)
from border_gis.zones.verdict import Outcome
from tests.zones.builders import at, build_line, codes, fence_at, house_at, verdict_on, work


def test_the_parts_of_the_accuracy_add_up_as_squares():
    assert Accuracies(3.0, 4.0, 12.0).combined_m == pytest.approx(13.0)


@pytest.mark.parametrize("work_m", [None, 0.0, -1.0, float("nan"), float("inf")])
def test_an_accuracy_that_is_none_gives_no_probability(work_m):
    assert Accuracies(1.0, work_m).combined_m is None


def test_a_line_without_error_does_not_exist():
    assert Accuracies(0.0, 1.0).combined_m is None


@settings(max_examples=60, deadline=None)
@given(st.floats(-100, 100), st.floats(0, 100), st.floats(0, 60), st.floats(0.1, 30), st.integers(0, 2**31))
def test_the_probability_is_the_share_of_shifts_that_meet_the_zone(low_m, width_m, limit_m, sigma_m, seed):
    shifts = np.random.default_rng(seed).normal(0.0, sigma_m, 40_000)
    meets = (low_m + shifts <= limit_m) & (low_m + width_m + shifts >= -limit_m)
    probability = probability_of_meeting(low_m, low_m + width_m, -limit_m, limit_m, sigma_m)
    assert probability == pytest.approx(meets.mean(), abs=0.015)


def test_just_at_the_distances_that_are_named_a_verdict_is_sure_or_clear():
    """Both accuracies are 0.5 m: sure within 28.4 m, clear beyond 31.6 m."""
    at_25 = verdict_on(work("building", shapely.Point(at(2_000, 25)), built=2021), "21(1)")
    assert at_25.certain_within_m == pytest.approx(30.0 - SIGMAS_TO_SURE * 0.5**0.5)
    assert at_25.clear_beyond_m == pytest.approx(30.0 + SIGMAS_TO_SURE * 0.5**0.5)
    for distance_m, certainty, probability in (
        (at_25.certain_within_m, Certainty.CERTAINLY, 0.99),
        (30.0, Certainty.POSSIBLY, 0.5),
        (at_25.clear_beyond_m, Certainty.NOT, 0.01),
    ):
        house = work("building", shapely.Point(at(2_000, distance_m)), built=2021)
        verdict = verdict_on(house, "21(1)")
        assert verdict.probability == pytest.approx(probability, abs=1e-3)
        nudged = {Certainty.CERTAINLY: -0.01, Certainty.POSSIBLY: 0.0, Certainty.NOT: 0.01}[certainty]
        nudged_house = replace(house, geometry=shapely.Point(at(2_000, distance_m + nudged)))
        assert verdict_on(nudged_house, "21(1)").certainty is certainty


def test_a_house_at_32_m_is_outside_but_only_possibly_when_the_line_is_rough():
    verdict = verdict_on(
        work("building", house_at(32.0), built=2021, accuracy_m=3.0), "21(1)", line=build_line(accuracy_m=5.0)
    )
    assert verdict.outcome is Outcome.OUTSIDE
    assert verdict.certainty is Certainty.POSSIBLY
    assert verdict.probability == pytest.approx(0.366, abs=0.005)


def test_a_transformation_makes_a_verdict_less_sure():
    house = work("building", house_at(28.5), built=2021)
    moved = replace(house, transformation_accuracy_m=1.0)
    assert verdict_on(moved, "21(1)").probability < verdict_on(house, "21(1)").probability


def test_a_road_that_reaches_far_over_the_line_crosses_it_certainly_and_a_step_over_it_possibly():
    far, step = (
        work("road_connection", shapely.LineString([at(4_000, -reach), at(4_000, reach)]), built=2022)
        for reach in (60.0, 0.3)
    )
    assert verdict_on(far, "16").certainty is Certainty.CERTAINLY
    assert verdict_on(step, "16").certainty is Certainty.POSSIBLY


def test_a_fence_on_the_line_possibly_lies_across_it_nowhere():
    verdict = verdict_on(work("fence", fence_at(0.0), built=2022), "16")
    assert (verdict.outcome, verdict.probability) == (Outcome.OUTSIDE, pytest.approx(0.0, abs=0.01))


def test_a_place_drawn_from_its_reference_proves_nothing():
    house = work("building", house_at(25.0), built=2021, accuracy_m=400.0, illustrative=True)
    verdict = verdict_on(house, "21(1)")
    assert (verdict.outcome, codes(verdict)[0]) == (Outcome.NOT_DETERMINABLE, "drawn_not_measured")


def test_a_place_that_is_kilometres_rough_proves_nothing():
    verdict = verdict_on(work("building", house_at(25.0), built=2021, accuracy_m=10_000.0), "21(1)")
    assert (verdict.outcome, codes(verdict)[0]) == (Outcome.NOT_DETERMINABLE, "place_too_rough")


def test_a_wire_fence_drawn_from_its_reference_is_exempt_wherever_it_stands():
    fence = work("fence", fence_at(12.0), built=2021, accuracy_m=10_000.0, illustrative=True)
    assert verdict_on(fence, "21(1)").outcome is Outcome.EXEMPT


def test_certainty_has_three_steps():
    assert [certainty_of(each) for each in (1.0, 0.99, 0.98, 0.02, 0.01, 0.0)] == [
        Certainty.CERTAINLY,
        Certainty.CERTAINLY,
        Certainty.POSSIBLY,
        Certainty.POSSIBLY,
        Certainty.NOT,
        Certainty.NOT,
    ]
