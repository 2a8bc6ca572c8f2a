"""Two versions of the line: the land between them, and the verdict under each."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party
from border_gis.crs import follow_geodesic
from border_gis.errors import InputError
from border_gis.zones.comparing import compare_lines
from border_gis.zones.verdict import Outcome
from tests.zones.builders import LINE, at, build_line, house_at, verdict_on, work


def bent(*places, line_id="other"):
    """A line through positions beside the straight one: chainage and metres to the north."""
    return BoundaryLine(
        line_id,
        line_id,
        np.array([at(*place) for place in places]),
        Party.CN,
        LegalStatus.VIEW_CN,
        "test",
        1.0,
    )


def test_the_land_between_two_lines_is_measured_in_hectares():
    """A trapezoid of 1,000 m and 600 m, 40 m deep: 3.2 ha."""
    other = bent((0, 0), (1_000, 0), (1_200, -40), (1_800, -40), (2_000, 0), (5_000, 0), (10_000, 0))
    found = compare_lines(LINE, other)
    assert found.hectares == pytest.approx(3.2, rel=0.01)
    assert found.greatest_m == pytest.approx(40.0, abs=0.05)
    assert 1_190 <= found.greatest_at_m <= 1_810
    assert (found.areas[0].first_party, found.areas[0].second_party) == (Party.VN, Party.CN)


def test_lines_that_change_sides_have_land_on_both():
    other = bent((0, 0), (1_000, 0), (2_000, 60), (3_000, 0), (4_000, -30), (5_000, 0), (10_000, 0))
    first, second = compare_lines(LINE, other).areas[:2]
    assert (first.first_party, first.second_party) == (Party.CN, Party.VN)
    assert (second.first_party, second.second_party) == (Party.VN, Party.CN)
    assert (first.hectares, second.hectares) == pytest.approx((6.0, 3.0), rel=0.01)


def test_a_line_beside_itself_has_no_land_between():
    found = compare_lines(LINE, build_line(line_id="again"))
    assert (found.areas, found.greatest_m) == ((), pytest.approx(0.0, abs=1e-3))


def test_a_line_that_is_everywhere_beside_the_other_has_all_land_between():
    found = compare_lines(LINE, build_line(shift_north_m=25.0, line_id="north"))
    assert found.hectares == pytest.approx(25.0, rel=0.01)
    assert found.greatest_m == pytest.approx(25.0, abs=0.1)


def test_land_between_says_how_far_its_area_may_err_as_the_lines_are_accurate():
    """25 m beside a line of 10 km: two edges of 10 km, with 0.5 m and 2 m of one sigma."""
    (area,) = compare_lines(LINE, build_line(shift_north_m=25.0, line_id="north", accuracy_m=2.0)).areas
    assert area.error_m2 == pytest.approx(np.hypot(0.5, 2.0) * 10_025.0, rel=0.001)
    assert area.error_m2 < area.area_m2


def test_only_where_both_run_is_compared():
    other = bent((2_000, 0), (3_000, 50), (4_000, 0))
    found = compare_lines(LINE, other)
    assert (found.from_m, found.to_m) == pytest.approx((2_000.0, 4_000.0), abs=0.5)
    assert found.hectares == pytest.approx(5.0, rel=0.01)


def test_the_order_of_the_lines_changes_only_who_comes_first():
    other = bent((0, 0), (1_000, 0), (2_000, 60), (3_000, 0), (5_000, 0), (10_000, 0))
    one, two = compare_lines(LINE, other), compare_lines(other, LINE)
    assert one.hectares == pytest.approx(two.hectares)
    assert one.greatest_m == pytest.approx(two.greatest_m, abs=0.01)
    assert one.areas[0].first_party is two.areas[0].second_party


def test_a_line_run_the_other_way_is_the_same_line():
    other = bent((10_000, 0), (5_000, 0), (3_000, 0), (2_000, 60), (1_000, 0), (0, 0))
    turned = BoundaryLine("t", "t", other.coordinates, Party.VN, LegalStatus.VIEW_CN, "test", 1.0)
    assert compare_lines(LINE, turned).hectares == pytest.approx(6.0, rel=0.01)


def test_lines_that_never_meet_cannot_be_compared():
    far = np.column_stack(follow_geodesic(*LINE.coordinates.T, np.full(3, 90.0), np.full(3, 60_000.0)))
    other = BoundaryLine("far", "far", far, Party.CN, LegalStatus.NO_LEGAL_VALUE, "test", 1.0)
    with pytest.raises(InputError, match="lines_apart"):
        compare_lines(LINE, other)


def test_a_house_between_two_lines_has_a_verdict_under_each():
    """28 m on the other side by one line, 12 m on our side by the other, 40 m farther north."""
    other = build_line(shift_north_m=40.0, line_id="view")
    house = work("building", house_at(28.0, size_m=8.0), built=2021)
    far = work("building", house_at(-35.0), built=2021)
    comparison = compare_lines(LINE, other)
    assert comparison.works_between([house.geometry, far.geometry, None]) == (0,)
    assert [verdict_on(house, "21(1)", line=line).side.value for line in (LINE, other)] == ["cn", "vn"]
    outcomes = [verdict_on(house, "21(1)", line=line).outcome for line in (LINE, other)]
    assert outcomes == [Outcome.PROHIBITED, Outcome.PROHIBITED]
    beyond = work("building", house_at(62.0), built=2021)
    assert [verdict_on(beyond, "21(1)", line=line).outcome for line in (LINE, other)] == [
        Outcome.OUTSIDE,
        Outcome.PROHIBITED,
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-80, 80), min_size=2, max_size=8))
def test_the_area_between_is_that_under_the_broken_line(heights):
    """Each piece between two feet holds a trapezoid, or two triangles where it changes sides."""
    feet = np.linspace(1_000, 9_000, len(heights) + 2)
    tops = np.array([0.0, *heights, 0.0])
    other = bent((0, 0), *zip(feet.tolist(), tops.tolist(), strict=True), (10_000, 0))
    expected = 0.0
    for width, low, high in zip(np.diff(feet), tops[:-1], tops[1:], strict=True):
        if low * high >= 0:
            expected += width * (abs(low) + abs(high)) / 2.0
        else:
            expected += width * (low**2 + high**2) / (2.0 * (abs(low) + abs(high)))
    assert compare_lines(LINE, other).hectares * 10_000.0 == pytest.approx(expected, rel=0.01, abs=2_000.0)


def test_works_between_leaves_out_what_is_empty():
    other = build_line(shift_north_m=40.0, line_id="view")
    assert compare_lines(LINE, other).works_between([None, shapely.Point()]) == ()
