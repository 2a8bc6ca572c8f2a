"""Decoding TopoJSON: steps, transform, arcs run backwards, arcs that two countries share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.data_build.topojson import decode_arc, decode_polygons, find_geometry, find_shared_line

SQUARES = {
    # Two unit squares side by side; the wall between them is arcs 1 and 2, in one piece.
    "transform": {"scale": [0.5, 0.25], "translate": [100.0, 20.0]},
    "arcs": [
        [[2, 4], [-2, 0], [0, -4], [2, 0]],
        [[2, 0], [0, 2]],
        [[2, 2], [0, 2]],
        [[2, 0], [2, 0], [0, 4], [-2, 0]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"id": "west", "type": "Polygon", "arcs": [[0, 1, 2]]},
                {"id": "east", "type": "MultiPolygon", "arcs": [[[3, -3, -2]]]},
                {"id": "far", "type": "Polygon", "arcs": [[0, 1, 2]]},
                {"id": "point", "type": "Point", "coordinates": [0, 0]},
            ]
        }
    },
}


def test_an_arc_is_summed_up_and_then_scaled_and_moved():
    assert decode_arc(SQUARES, 1).tolist() == [[101.0, 20.0], [101.0, 20.5]]


def test_a_negative_index_is_the_arc_run_backwards_from_one_less():
    assert decode_arc(SQUARES, -2).tolist() == [[101.0, 20.5], [101.0, 20.0]]


def test_an_arc_without_a_transform_stays_in_its_own_numbers():
    topology = {"arcs": [[[106.5, 22.5], [106.75, 22.25]]]}
    assert decode_arc(topology, 0).tolist() == [[106.5, 22.5], [106.75, 22.25]]


@given(
    positions=st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=2, max_size=30),
    backwards=st.booleans(),
)
def test_positions_come_back_from_their_steps(positions, backwards):
    steps = np.diff(np.array([(0, 0), *positions]), axis=0).tolist()
    topology = {"arcs": [steps], "transform": {"scale": [1e-3, 2e-3], "translate": [100.0, 20.0]}}
    expected = np.array(positions) * [1e-3, 2e-3] + [100.0, 20.0]
    decoded = decode_arc(topology, -1 if backwards else 0)
    np.testing.assert_allclose(decoded[::-1] if backwards else decoded, expected, atol=1e-12)


def test_polygons_join_their_arcs_into_closed_rings():
    west = decode_polygons(SQUARES, find_geometry(SQUARES, "countries", "west"))
    east = decode_polygons(SQUARES, find_geometry(SQUARES, "countries", "east"))
    assert west.area == east.area == 1.0
    assert west.intersection(east).length == 1.0


def test_what_is_no_area_is_refused():
    with pytest.raises(ValueError, match="Point"):
        decode_polygons(SQUARES, find_geometry(SQUARES, "countries", "point"))


def test_the_shared_line_is_joined_from_all_shared_arcs():
    shared = find_shared_line(SQUARES, "countries", "west", "east")
    assert shared.tolist() == [[101.0, 20.0], [101.0, 20.5], [101.0, 21.0]]


def test_the_shared_line_runs_the_other_way_in_the_other_countrys_ring():
    one, other = (
        find_shared_line(SQUARES, "countries", *pair) for pair in (("west", "east"), ("east", "west"))
    )
    assert one.tolist() == other[::-1].tolist()


def test_countries_without_a_common_arc_have_no_shared_line():
    alone = {**SQUARES, "arcs": [*SQUARES["arcs"], [[9, 9], [1, 0], [0, 1], [-1, -1]]]}
    alone["objects"] = {
        "countries": {
            "geometries": [
                *SQUARES["objects"]["countries"]["geometries"],
                {"id": "island", "type": "Polygon", "arcs": [[4]]},
            ]
        }
    }
    with pytest.raises(ValueError, match="share no arc"):
        find_shared_line(alone, "countries", "west", "island")


def test_a_border_in_two_pieces_is_refused_rather_than_joined_across_the_gap():
    arcs = [[[0, 0], [0, 1]], [[0, 5], [0, 1]], [[0, 1], [0, 4]]]
    topology = {
        "arcs": arcs,
        "objects": {
            "countries": {
                "geometries": [
                    {"id": "a", "type": "Polygon", "arcs": [[0, 2, 1]]},
                    {"id": "b", "type": "Polygon", "arcs": [[-1, -2]]},
                ]
            }
        },
    }
    with pytest.raises(ValueError, match="several pieces"):
        find_shared_line(topology, "countries", "a", "b")


def test_an_unknown_country_is_named():
    with pytest.raises(LookupError, match="999"):
        find_geometry(SQUARES, "countries", "999")
