"""The line comes out of areas: the outline that two sides share, with what they do not agree on told."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from border_gis.boundary.line import BoundaryLine, LegalStatus, find_feet
from border_gis.boundary.line.deriving import PieceKind, derive_line
from border_gis.boundary.parties import Party
from border_gis.crs import from_local_plane, measure_geodesic
from border_gis.errors import DataError, InputError

TO_DEGREES = from_local_plane(106.5, 22.8)
WIDTH_M, DEPTH_M = 4_000.0, 2_000.0


def degrees(plane):
    return np.column_stack(TO_DEGREES(*np.asarray(plane, dtype=float).T))


def wind(seed, count=81):
    """A line from west to east that winds within a hundred metres."""
    dice = np.random.default_rng(seed)
    return np.column_stack(
        [np.linspace(0.0, WIDTH_M, count), np.cumsum(dice.uniform(-20.0, 20.0, count)).clip(-100.0, 100.0)]
    )


def below(line, first=0, last=None):
    """The area of one side under a stretch of the line."""
    stretch = line[first : None if last is None else last + 1]
    bottom = [(stretch[-1, 0], -DEPTH_M), (stretch[0, 0], -DEPTH_M)]
    return Polygon(degrees([*stretch, *bottom]))


def above(line, shift_m=0.0):
    moved = line + np.array([0.0, shift_m])
    return Polygon(degrees([*moved, (line[-1, 0], DEPTH_M), (line[0, 0], DEPTH_M)]))


def length_m(line):
    points = degrees(line)
    return measure_geodesic(*points[:-1].T, *points[1:].T)[1].sum()


def of_kind(derived, kind):
    return [piece for piece in derived.pieces if piece.kind is kind]


def apart_from_m(derived, line):
    """How far the derived line strays from the true one."""
    true = BoundaryLine("t", "t", degrees(line), Party.CN, LegalStatus.NO_LEGAL_VALUE, "", 1.0)
    return find_feet(true, *derived.coordinates.T).nearest().distance_m.max()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.lists(st.integers(3, 77), max_size=6), st.booleans(), st.randoms())
def test_the_shared_outline_is_found_however_the_sides_are_cut_up(seed, cuts, is_turned, dice):
    line = wind(seed)
    ends = sorted({0, *cuts, 80})
    ours = [below(line, first, last) for first, last in pairwise(ends)]
    if is_turned:
        ours = [Polygon(list(area.exterior.coords)[::-1]) for area in ours]
    dice.shuffle(ours)
    derived = derive_line(ours, [above(line)], 5.0)
    assert derived.length_m == pytest.approx(length_m(line), abs=0.5)
    assert apart_from_m(derived, line) < 0.01
    assert derived.coordinates[0, 0] < derived.coordinates[-1, 0]
    assert not derived.is_left
    assert derived.pieces == ()
    assert derived.farthest_apart_m < 0.3


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.floats(-9.0, 9.0))
def test_a_gap_or_an_overlap_within_the_tolerance_is_followed_and_told(seed, shift_m):
    line = wind(seed)
    derived = derive_line([below(line)], [above(line, shift_m)], 10.0)
    assert apart_from_m(derived, line) < 0.01
    assert derived.length_m == pytest.approx(length_m(line), abs=3.0 * 10.0)
    assert derived.farthest_apart_m <= abs(shift_m) + 0.6
    told = of_kind(derived, PieceKind.APART)
    if derived.farthest_apart_m > 5.0:
        assert max(piece.apart_m for piece in told) == pytest.approx(derived.farthest_apart_m)
    else:
        assert told == []


def test_sides_that_lie_apart_by_more_than_the_tolerance_share_nothing():
    line = wind(1)
    with pytest.raises(DataError) as refused:
        derive_line([below(line)], [above(line, 150.0)], 10.0)
    assert refused.value.code == "line.no_shared_outline"


def test_both_sides_give_the_same_line():
    line = wind(2)
    one = derive_line([below(line)], [above(line)], 5.0)
    other = derive_line([above(line)], [below(line)], 5.0)
    assert other.is_left
    assert one.coordinates == pytest.approx(other.coordinates, abs=1e-7)


def test_a_sliver_between_neighbours_is_cut_off_and_told():
    line = wind(3)
    left, right = below(line, 0, 40), np.array(below(line, 40, 80).exterior.coords)
    # The neighbour begins 4 m farther east along the whole common side.
    west = right[:, 0] < degrees(line[40:41])[0, 0] + 1e-6
    right[west, 0] += 4.0 / 102_600.0
    derived = derive_line([left, Polygon(right)], [above(line)], 5.0)
    assert apart_from_m(derived, line) < 2.0
    assert derived.length_m == pytest.approx(length_m(line), abs=5.0)
    joints = [*of_kind(derived, PieceKind.SLIVER), *of_kind(derived, PieceKind.GAP)]
    assert len(joints) == 1


def test_a_wedge_that_closes_inland_is_a_sliver():
    line = wind(3)
    x, y = line[40]
    wedge = [(x - 2.0, y), (x, y - 800.0), (x + 2.0, y)]
    ring = [*line[:40], *wedge, *line[41:], (WIDTH_M, -DEPTH_M), (0.0, -DEPTH_M)]
    derived = derive_line([Polygon(degrees(ring))], [above(line)], 5.0)
    (sliver,) = of_kind(derived, PieceKind.SLIVER)
    assert sliver.length_m == pytest.approx(1_600.0, abs=30.0)
    assert sliver.chainage_m == pytest.approx(length_m(line[:41]), abs=10.0)
    assert derived.length_m == pytest.approx(length_m(line), abs=10.0)


def test_where_the_other_side_is_missing_the_outline_is_followed_and_told():
    line = wind(4)
    other = [above(line[:40]), above(line[46:])]
    derived = derive_line([below(line)], other, 5.0)
    (piece,) = of_kind(derived, PieceKind.UNCONFIRMED)
    assert piece.length_m == pytest.approx(length_m(line[39:47]), abs=15.0)
    assert derived.length_m == pytest.approx(length_m(line), abs=0.5)


def test_a_missing_neighbour_is_bridged_straight_up_to_the_longest_gap():
    line = wind(5)
    ours = [below(line, 0, 40), below(line, 44, 80)]
    derived = derive_line(ours, [above(line)], 5.0, longest_gap_m=400.0)
    (gap,) = of_kind(derived, PieceKind.GAP)
    assert gap.length_m == pytest.approx(np.linalg.norm(line[44] - line[40]), rel=0.01)
    shorter = derive_line(ours, [above(line)], 5.0, longest_gap_m=100.0)
    (left_out,) = of_kind(shorter, PieceKind.LEFT_OUT)
    assert left_out.length_m == pytest.approx(length_m(line[44:]), rel=0.02)
    assert left_out.chainage_m is None
    assert shorter.length_m == pytest.approx(length_m(line[:41]), rel=0.02)


def test_the_outline_of_one_side_is_taken_where_it_faces_a_line():
    line = wind(6)
    derived = derive_line([below(line)], [LineString(degrees(line + np.array([0.0, 30.0])))], 50.0)
    assert apart_from_m(derived, line) < 0.01
    assert derived.typical_apart_m == pytest.approx(29.0, abs=4.0)


def test_nothing_to_derive_from_is_said():
    with pytest.raises(DataError):
        derive_line([], [above(wind(1))], 5.0)
    with pytest.raises(DataError):
        derive_line([below(wind(1))], [], 5.0)
    with pytest.raises(InputError):
        derive_line([below(wind(1))], [above(wind(1))], 0.0)


def test_the_real_communes_give_the_stretch_of_their_provinces(shared_data):
    communes = gpd.read_file(shared_data / "communes_cb_ls_2025.gpkg")
    whole = gpd.read_file(shared_data / "vn_cn_border_full.geojson").geometry.iloc[0]
    derived = derive_line(list(communes.geometry), [whole], 50.0)
    # Cao Bằng and Lạng Sơn lie from 768.987 to 1,335.338 km of that line.
    assert derived.length_m == pytest.approx(566_351.0, abs=2.0)
    assert derived.farthest_apart_m < 0.01
    assert derived.pieces == ()
    assert not derived.is_left
