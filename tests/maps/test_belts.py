"""Belts along a line: as wide on the ground as their rule says, and light."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis.boundary.line import find_feet, side_of
from border_gis.boundary.parties import Party
from border_gis.maps.belts import belt_features, draw_belt
from border_gis.zones.belts import Belt, find_belts
from border_gis.zones.law import RuleBook, Stretch
from border_gis.zones.widths import Width
from tests.zones.builders import BOOK, LINE, TODAY, at, build_line


def belt(distance_m=500.0, widths=(), party=None):
    return Belt("b", distance_m, tuple(widths), party, ())


def test_the_belts_of_the_rules_are_found_the_narrowest_first_and_rules_of_one_distance_share_one():
    found = find_belts(BOOK, LINE, None, TODAY)
    assert [each.key for each in found] == ["30", "500", "1000", "2000", "25000"]
    articles = {each.key: tuple(rule.article for rule in each.rules) for each in found}
    assert articles["30"] == ("21(1)", "21(3)")
    assert articles["1000"] == ("15(3)", "15(5)", "15(7)")
    assert {each.party for each in found} == {None}
    assert find_belts(BOOK, LINE, None, date(2000, 1, 1)) == tuple(
        each for each in find_belts(BOOK, LINE, None, date(2000, 1, 1)) if each.key == "25000"
    )


def test_the_strip_is_a_belt_once_the_office_has_set_its_width():
    rules = tuple(replace(rule, distance_m=4.0) if rule.article == "7(3)" else rule for rule in BOOK.rules)
    first = find_belts(RuleBook(rules), LINE, None, TODAY)[0]
    assert (first.key, first.is_strip, first.widest_m) == ("strip", True, 4.0)


def test_a_belt_of_stretches_that_cannot_be_placed_is_left_out():
    stretch = Stretch("9998", "9999", 300.0)
    rules = tuple(
        replace(rule, stretches=(stretch,)) if rule.id.endswith("belt-prohibited") else rule
        for rule in BOOK.rules
    )
    assert find_belts(RuleBook(rules), LINE, None, TODAY)[0].key == "30"


@pytest.mark.parametrize("distance_m", [4.0, 30.0, 500.0, 2_000.0, 25_000.0])
def test_a_belt_reaches_as_far_as_its_rule_to_a_fortieth(distance_m):
    outline = draw_belt(belt(distance_m), LINE)
    for north in (1.0, -1.0):
        for chainage_m in (1_000.0, 5_000.0, 9_000.0):
            assert outline.contains(shapely.Point(at(chainage_m, north * distance_m * 0.96)))
            assert not outline.contains(shapely.Point(at(chainage_m, north * distance_m * 1.04)))


def build_winding_line():
    """A line of 120 km with a hairpin, longer than several pieces."""
    along = np.linspace(0.0, 1.0, 400)
    east = 106.0 + along + 0.01 * np.sin(along * 60.0)
    north = 22.5 + 0.05 * np.sin(along * 40.0)
    return replace(build_line(), coordinates=np.column_stack([east, north]))


WINDING = build_winding_line()
OUTLINES = {distance_m: draw_belt(belt(distance_m), WINDING) for distance_m in (30.0, 500.0, 2_000.0)}


@settings(max_examples=150)
@given(st.sampled_from(sorted(OUTLINES)), st.floats(106.0, 107.0), st.floats(22.42, 22.58))
def test_what_the_drawing_shows_agrees_with_distances_but_for_a_twentieth(distance_m, x, y):
    away_m = float(find_feet(WINDING, [x], [y]).nearest().distance_m[0])
    inside = OUTLINES[distance_m].contains(shapely.Point(x, y))
    if away_m < distance_m * 0.95:
        assert inside
    if away_m > distance_m * 1.05:
        assert not inside


def test_pieces_leave_no_gap_and_no_overlap():
    outline = OUTLINES[500.0]
    assert outline.is_valid
    assert shapely.get_num_geometries(outline) == 1


def test_a_belt_of_one_party_lies_on_its_land_only():
    outline = draw_belt(belt(500.0, party=Party.VN), WINDING)
    inside = np.array([part.representative_point().coords[0] for part in shapely.get_parts(outline)])
    hands = find_feet(WINDING, *inside.T).nearest().hand
    assert {side_of(WINDING, int(hand)).value for hand in hands} == {"vn"}
    straight = draw_belt(belt(500.0, party=Party.VN), LINE)
    assert straight.contains(shapely.Point(at(5_000.0, -400.0)))
    assert not straight.contains(shapely.Point(at(5_000.0, 3.0)))


def test_a_belt_of_stretches_is_as_wide_as_each_of_them_and_absent_between():
    widths = (Width(1_000.0, 3_000.0, 300.0), Width(6_000.0, 8_000.0, 1_000.0), Width(8_500.0, 9_000.0, None))
    outline = draw_belt(belt(None, widths, Party.VN), LINE)

    def holds(chainage_m, north_m):
        return outline.contains(shapely.Point(at(chainage_m, north_m)))

    assert holds(2_000.0, -250.0)
    assert not holds(2_000.0, -350.0)
    assert holds(7_000.0, -900.0)
    assert not holds(4_500.0, -50.0)
    assert not holds(8_800.0, -50.0)
    elsewhere = draw_belt(belt(100.0, widths[:2], Party.VN), LINE)
    assert elsewhere.contains(shapely.Point(at(4_500.0, -50.0)))
    assert not elsewhere.contains(shapely.Point(at(4_500.0, -150.0)))


def test_a_belt_is_written_with_few_decimals_and_says_which_it_is():
    (feature,) = belt_features(belt(25_000.0), LINE)
    assert feature["properties"] == {"l": "zone", "id": "b", "g": "b"}
    positions = np.array(feature["geometry"]["coordinates"][0])
    assert np.allclose(positions, np.round(positions, 4), atol=1e-12)
