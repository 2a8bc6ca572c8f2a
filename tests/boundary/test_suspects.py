"""A file that carries a known mistake is suspected of it by name, and a good one of nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.coordinates.suspects import misfit_to_known, suspect_degrees, suspect_plane
from border_gis.boundary.coordinates.web_map_offset import from_web_map, to_web_map
from border_gis.crs import from_vn2000, measure_geodesic, to_vn2000, to_vn2000_geographic, zone_by_epsg

CAO_BANG, LANG_SON = zone_by_epsg(9210), zone_by_epsg(9215)
DICE = np.random.default_rng(7)
MARKERS = np.column_stack([DICE.uniform(105.4, 106.7, 40), DICE.uniform(22.5, 23.0, 40)])
SURVEYED = MARKERS + DICE.normal(0.0, 5e-7, MARKERS.shape)  # five centimetres of surveying


def change(transform, positions=SURVEYED):
    return np.column_stack(transform(*positions.T))


def turn_wrong(longitudes_deg, latitudes_deg):
    """Bring VN-2000 to WGS 84 the way ``+towgs84`` does with the official signs."""
    from pyproj import Transformer

    wrong = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3"
        " +step +proj=cart +ellps=WGS84 +step +proj=helmert +x=-191.90441429 +y=-39.30318279"
        " +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278"
        " +convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    return wrong.transform(*to_vn2000_geographic(longitudes_deg, latitudes_deg))


MISTAKES = {
    "swapped": lambda: SURVEYED[:, ::-1],
    "shift_forgotten": lambda: change(to_vn2000_geographic),
    "web_map": lambda: change(to_web_map),
    "wrong_rotations": lambda: change(turn_wrong),
}
COSTS_M = {"shift_forgotten": (200, 250), "web_map": (100, 900), "wrong_rotations": (0.7, 0.9)}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_in_degrees_is_suspected_by_name_and_undone(code):
    found = suspect_degrees(MISTAKES[code](), misfit_to_known(MARKERS))
    assert found[0].code == code
    assert found[0].after_m < 0.3
    low, high = COSTS_M.get(code, (100_000, np.inf))
    assert low < found[0].before_m <= high
    assert np.abs(found[0].positions - MARKERS).max() < 5e-6


def test_the_wrong_zone_is_suspected_and_the_right_one_named():
    plane = np.column_stack(to_vn2000(*SURVEYED.T, CAO_BANG))
    found = suspect_plane(plane, LANG_SON, misfit_to_known(MARKERS))
    assert (found[0].code, found[0].zone) == ("other_zone", CAO_BANG)
    assert found[0].before_m == pytest.approx(154_000, rel=0.02)


def test_swapped_plane_axes_are_suspected():
    plane = np.column_stack(to_vn2000(*SURVEYED.T, CAO_BANG))[:, ::-1]
    found = suspect_plane(plane, CAO_BANG, misfit_to_known(MARKERS))
    assert found[0].code == "swapped_plane"


def test_a_good_file_is_suspected_of_nothing():
    known = misfit_to_known(MARKERS)
    assert suspect_degrees(SURVEYED, known) == ()
    assert suspect_plane(np.column_stack(to_vn2000(*SURVEYED.T, CAO_BANG)), CAO_BANG, known) == ()


def test_positions_that_fit_nothing_are_not_accused_of_a_mistake():
    rough = MARKERS + DICE.normal(0.0, 0.02, MARKERS.shape)
    assert suspect_degrees(rough, misfit_to_known(MARKERS)) == ()


def test_two_positions_prove_nothing():
    assert suspect_degrees(SURVEYED[:2, ::-1], misfit_to_known(MARKERS[:2])) == ()


def test_a_row_without_coordinates_does_not_hide_the_mistake():
    positions = SURVEYED[:, ::-1].copy()
    positions[3] = np.nan
    assert suspect_degrees(positions, misfit_to_known(MARKERS))[0].code == "swapped"


@given(st.floats(102.0, 108.5), st.floats(20.8, 24.0))
def test_what_a_web_map_shows_is_brought_back_to_a_millimetre(longitude_deg, latitude_deg):
    shown = to_web_map(longitude_deg, latitude_deg)
    _, back_m = measure_geodesic(longitude_deg, latitude_deg, *from_web_map(*shown))
    _, moved_m = measure_geodesic(longitude_deg, latitude_deg, *shown)
    assert back_m < 0.001
    assert 100 < moved_m < 900


def test_from_vn2000_and_back_is_where_it_was():
    plane = to_vn2000(*MARKERS.T, CAO_BANG)
    assert np.abs(np.column_stack(from_vn2000(*plane, CAO_BANG)) - MARKERS).max() < 1e-8
