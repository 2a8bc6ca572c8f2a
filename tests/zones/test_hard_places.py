"""Places where a verdict is easily wrong: twin markers, hairpins, both sides, on the line, far away."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference import parse
from border_gis.boundary.register import Coordinate, Marker, Register
from border_gis.crs import follow_geodesic
from border_gis.zones.law import MeasuredFrom, RuleBook
from border_gis.zones.subjects import Activity
from border_gis.zones.verdict import Outcome, Verdict, read_verdict, write_verdict
from tests.zones.builders import BOOK, at, codes, fence_at, house_at, verdict_on, work

MINING = BOOK.find("agreement-2009.15-6")


def markers_at(*places):
    return Register(
        [
            Marker(f"id-{name}", parse(name)[0].start.marker, Coordinate(*at(chainage_m, north_m)), 0.2)
            for name, chainage_m, north_m in places
        ]
    )


# Twin markers on the two banks, 40 m and 25 m from the line that runs in the river.
TWINS = markers_at(("845(1)", 3_000.0, 40.0), ("845(2)", 3_000.0, -25.0), ("846", 9_000.0, 0.0))


def from_markers(distance_m):
    return RuleBook((rule_from(MeasuredFrom.MARKER, distance_m), rule_from(MeasuredFrom.LINE, distance_m)))


def rule_from(measured_from, distance_m):
    return replace(
        MINING,
        id=f"own.{measured_from.value}",
        article=measured_from.value,
        measured_from=measured_from,
        distance_m=distance_m,
    )


@pytest.mark.parametrize(
    ("north_m", "from_marker_m", "from_line_m"),
    [(38.0, 2.0, 38.0), (0.0, 25.0, 0.0), (-25.0, 0.0, 25.0), (60.0, 20.0, 60.0), (7.0, 32.0, 7.0)],
)
def test_beside_twin_markers_the_distance_from_a_marker_is_not_that_from_the_line(
    north_m, from_marker_m, from_line_m
):
    mine = work(Activity.MINING, shapely.Point(at(3_000.0, north_m)), built=2024)
    book = from_markers(30.0)
    by_marker = verdict_on(mine, "marker", book, register=TWINS)
    by_line = verdict_on(mine, "line", book, register=TWINS)
    assert by_marker.distance_m == pytest.approx(from_marker_m, abs=0.005)
    assert by_line.distance_m == pytest.approx(from_line_m, abs=0.005)
    for verdict, distance_m in ((by_marker, from_marker_m), (by_line, from_line_m)):
        expected = Outcome.NEEDS_AGREEMENT if distance_m <= 30.0 else Outcome.OUTSIDE
        assert verdict.outcome is expected


def test_the_marker_that_counts_is_the_one_nearest_to_any_part_of_a_long_work():
    """Ten markers stand around the middle of the fence, and one much nearer to its end."""
    crowd = [(f"{900 + number}", 4_000.0 + 50.0 * number, 300.0) for number in range(10)]
    register = markers_at(*crowd, ("950", 7_000.0, 12.0))
    fence = shapely.LineString([at(1_500, 10), at(4_250, 10), at(7_000, 10)])
    verdict = verdict_on(
        work(Activity.MINING, fence, built=2024), "marker", from_markers(50.0), register=register
    )
    assert verdict.distance_m == pytest.approx(2.0, abs=0.01)


def test_an_area_around_a_marker_is_at_no_distance_from_it():
    pit = house_at(10.0, chainage_m=2_980.0, size_m=60.0)
    verdict = verdict_on(work(Activity.MINING, pit, built=2024), "marker", from_markers(5.0), register=TWINS)
    assert verdict.distance_m == 0.0


def walk(*legs):
    positions = [(106.0, 22.7)]
    for bearing_deg, length_m in legs:
        positions.append(tuple(map(float, follow_geodesic(*positions[-1], bearing_deg, length_m))))
    return positions


def line_of(positions):
    return BoundaryLine(
        "line", "line", np.array(positions), Party.CN, LegalStatus.NO_LEGAL_VALUE, "test", 0.5
    )


# The line goes 500 m up, 40 m across and 500 m down again.
HAIRPIN = line_of(walk((90.0, 1_000.0), (0.0, 500.0), (90.0, 40.0), (180.0, 500.0), (90.0, 1_000.0)))


def test_a_fence_within_a_hairpin_is_counted_once_though_both_arms_are_near():
    middle = follow_geodesic(*HAIRPIN.coordinates[1], 90.0, 20.0)
    ends = [tuple(map(float, follow_geodesic(*middle, 0.0, north_m))) for north_m in (100.0, 400.0)]
    verdict = verdict_on(work("building", shapely.LineString(ends), built=2021), "21(1)", line=HAIRPIN)
    assert verdict.distance_m == pytest.approx(20.0, abs=0.01)
    assert verdict.inside_m == pytest.approx(300.0, abs=0.01)
    assert verdict.side is Side.VN
    assert verdict.crossings_m == ()


def test_a_fence_across_both_arms_of_a_hairpin_is_on_both_sides():
    left = follow_geodesic(*HAIRPIN.coordinates[1], 0.0, 250.0)
    ends = [tuple(map(float, follow_geodesic(*left, 90.0, east_m))) for east_m in (-60.0, 100.0)]
    verdict = verdict_on(work("building", shapely.LineString(ends), built=2021), "21(1)", line=HAIRPIN)
    assert verdict.crossings_m == pytest.approx((1_250.0, 1_790.0), abs=0.1)
    reasons = {reason.code: reason.params for reason in verdict.reasons}
    assert reasons["zones.on_both_sides_for"] == pytest.approx({"cn_m": 120.0, "vn_m": 40.0}, abs=0.05)
    assert verdict.inside_m == pytest.approx(100.0, abs=0.1)


def test_a_fence_over_the_line_says_where_and_how_much_of_it_lies_on_either_side():
    fence = shapely.LineString([at(3_000, -30), at(3_000, 90)])
    verdict = verdict_on(work("building", fence, built=2021), "21(1)")
    reasons = {reason.code: reason.params for reason in verdict.reasons}
    assert (verdict.distance_m, verdict.side) == (0.0, Side.ON_LINE)
    assert verdict.signed_distance_m == 0.0
    assert reasons["zones.on_both_sides_for"] == pytest.approx({"vn_m": 30.0, "cn_m": 90.0}, abs=0.01)
    assert reasons["zones.goes_over"]["chainages_m"] == pytest.approx([3_000.0], abs=0.1)
    assert verdict.crossings_m == pytest.approx((3_000.0,), abs=0.1)


def test_parts_on_both_sides_say_so_and_the_sign_is_that_of_the_nearest():
    parts = shapely.MultiLineString([[at(2_000, 20), at(2_100, 20)], [at(2_000, -12), at(2_300, -12)]])
    verdict = verdict_on(work("building", parts, built=2021), "21(1)")
    reasons = {reason.code: reason.params for reason in verdict.reasons}
    assert (verdict.side, verdict.crossings_m) == (Side.VN, ())
    assert verdict.signed_distance_m == pytest.approx(12.0, abs=0.01)
    assert reasons["zones.on_both_sides_for"] == pytest.approx({"vn_m": 300.0, "cn_m": 100.0}, abs=0.05)


def test_a_house_on_both_sides_says_so_without_metres():
    house = shapely.Polygon([at(2_000, -5), at(2_010, -5), at(2_010, 5), at(2_000, 5)])
    verdict = verdict_on(work("building", house, built=2021), "21(1)")
    assert {"on_both_sides", "goes_over"} <= set(codes(verdict))


def test_a_work_on_one_side_says_nothing_of_two():
    found = set(codes(verdict_on(work("building", house_at(12.0), built=2021), "21(1)")))
    assert not found & {"on_both_sides", "on_both_sides_for", "goes_over"}


@pytest.mark.parametrize(("north_m", "signed_m"), [(12.0, -12.0), (-12.0, 12.0)])
def test_a_signed_distance_is_negative_on_the_chinese_side(north_m, signed_m):
    verdict = verdict_on(work("fence", fence_at(north_m), built=2022), "21(1)")
    assert verdict.signed_distance_m == pytest.approx(signed_m, abs=0.01)


def test_a_fence_exactly_on_the_line_is_on_no_side():
    on_line = shapely.LineString([at(chainage, 0.0) for chainage in range(1_000, 1_501, 50)])
    verdict = verdict_on(work("fence", on_line, built=2022), "7(3)")
    assert (verdict.distance_m, verdict.side, verdict.crossings_m) == (0.0, Side.ON_LINE, ())
    assert "inside_whatever_width" in codes(verdict)
    assert "on_both_sides" not in codes(verdict)


def test_five_kilometres_away_the_distance_is_that_of_the_geodesic():
    far = shapely.Point(at(5_000.0, 5_000.0))
    verdict = verdict_on(work(Activity.AERIAL_SURVEY, far, party="cn", built=2024), "20-own")
    assert verdict.distance_m == pytest.approx(5_000.0, abs=0.1)


def test_a_verdict_that_was_stored_before_a_column_came_is_read():
    plain = write_verdict(verdict_on(work("fence", fence_at(12.0), built=2022), "21(1)"))
    del plain["crossings_m"]
    assert isinstance(read_verdict(plain), Verdict)
