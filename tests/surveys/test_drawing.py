"""A survey area is drawn beside the line in the plane of the province."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.boundary.line import BoundaryLine, LegalStatus, find_feet, side_of
from border_gis.boundary.parties import Party, Side
from border_gis.crs import ZONES
from border_gis.errors import InputError
from border_gis.surveys.drawing import draw_area, drawn_short_m, measure_m2, trace

CAO_BANG = ZONES[0]


def build_line(coordinates, left=Party.CN):
    return BoundaryLine("l", "thử", np.array(coordinates), left, LegalStatus.NO_LEGAL_VALUE, "thử", 1.0)


STRAIGHT = build_line([(105.70, 22.90), (105.80, 22.90)])
# The line goes on for kilometres on both sides of its bends: beyond its end no land has a side.
HAIRPIN = build_line([(105.66, 22.90), (105.72, 22.90), (105.7003, 22.9012), (105.78, 22.92)])


def test_a_strip_along_a_straight_line_has_length_times_width():
    area = draw_area(STRAIGHT, [(1_000.0, 3_000.0)], 300.0, 200.0, CAO_BANG)
    assert measure_m2(area, CAO_BANG) == pytest.approx(2_000.0 * 500.0, rel=2e-4)


def test_each_side_gets_its_own_width():
    vn = draw_area(STRAIGHT, [(1_000.0, 3_000.0)], 300.0, 0.0, CAO_BANG)
    cn = draw_area(STRAIGHT, [(1_000.0, 3_000.0)], 0.0, 200.0, CAO_BANG)
    # China is on the left of a line towards the east: in the north.
    assert vn.bounds[3] == pytest.approx(22.90, abs=1e-5)
    assert cn.bounds[1] == pytest.approx(22.90, abs=1e-5)
    assert measure_m2(vn, CAO_BANG) == pytest.approx(600_000.0, rel=2e-4)
    assert measure_m2(cn, CAO_BANG) == pytest.approx(400_000.0, rel=2e-4)


@given(st.floats(4_500.0, 9_500.0), st.floats(200.0, 3_000.0), st.floats(10.0, 400.0), st.floats(10.0, 400.0))
@settings(deadline=None, max_examples=30)
def test_places_of_the_area_lie_within_its_widths(from_m, length_m, width_vn_m, width_cn_m):
    end_m = min(from_m + length_m, HAIRPIN.length_m)
    area = draw_area(HAIRPIN, [(from_m, end_m)], width_vn_m, width_cn_m, CAO_BANG)
    assert area.is_valid
    corners = shapely.get_coordinates(area)
    feet = find_feet(HAIRPIN, *corners.T).nearest()
    widest = {Side.VN: width_vn_m, Side.CN: width_cn_m, Side.ON_LINE: 0.0}
    for distance_m, hand in zip(feet.distance_m, feet.hand, strict=True):
        # The plane of the zone is at most 1 part in 10,000 off the ground; on the line both sides meet.
        assert distance_m <= widest[side_of(HAIRPIN, int(hand))] * 1.0005 + 0.01


def test_a_strip_is_drawn_a_few_centimetres_short_at_most():
    assert drawn_short_m(500.0) < 0.04


def test_several_stretches_make_one_area():
    area = draw_area(STRAIGHT, [(0.0, 1_000.0), (5_000.0, 6_000.0)], 100.0, 100.0, CAO_BANG)
    assert area.geom_type == "MultiPolygon"
    assert len(area.geoms) == 2


def test_the_line_that_is_traced_is_the_line():
    places = trace(HAIRPIN, 100.0, 4_000.0)
    assert find_feet(HAIRPIN, *places.T).nearest().distance_m.max() < 1e-4
    assert len(trace(HAIRPIN, 4_000.0, 100.0)) == len(places)


@pytest.mark.parametrize(("widths", "spans"), [((-1.0, 5.0), [(0, 100)]), ((0.0, 0.0), [(0, 100)]),
                                               ((5.0, 5.0), []), ((5.0, 5.0), [(7, 7)]),
                                               ((99_999.0, 5.0), [(0, 100)])])  # fmt: skip
def test_what_makes_no_area_is_refused(widths, spans):
    with pytest.raises(InputError):
        draw_area(STRAIGHT, spans, *widths, CAO_BANG)
