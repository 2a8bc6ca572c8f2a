"""Works by what the rules say of them: told apart in black and white, the same on every map."""

from xml.etree import ElementTree

import pytest

from border_gis.looks.outcomes import OUTCOME_LOOKS, write_outcome_qml, write_outcome_sld
from border_gis.maps import symbols
from border_gis.zones.gravity import GRAVEST_FIRST
from border_gis.zones.verdict import Outcome

TITLES = {outcome: f'<{outcome.value}> & "x"' for outcome in Outcome}


def test_every_outcome_has_a_look_and_the_gravest_comes_first():
    assert tuple(OUTCOME_LOOKS) == GRAVEST_FIRST
    assert set(OUTCOME_LOOKS) == set(Outcome)


@pytest.mark.parametrize(
    "pattern_of",
    [lambda look: look.shape, lambda look: (look.width_px, look.dash_px), lambda look: look.pattern],
    ids=["points", "lines", "areas"],
)
def test_no_two_outcomes_look_alike_without_their_colours(pattern_of):
    patterns = [pattern_of(look) for look in OUTCOME_LOOKS.values()]
    assert len(set(patterns)) == len(patterns)


def test_a_graver_outcome_is_never_drawn_thinner():
    widths = [look.width_px for look in OUTCOME_LOOKS.values()]
    assert widths == sorted(widths, reverse=True)


def test_the_map_of_the_program_draws_by_the_same_table():
    for outcome, look in OUTCOME_LOOKS.items():
        shown = symbols.OUTCOME_LOOKS[outcome]
        assert (shown["color"], shown["shape"], shown["weight"]) == (look.colour, look.shape, look.width_px)
        assert [float(each) for each in shown["dashArray"].split()] == list(look.dash_px)


@pytest.mark.parametrize("geometry", ["point", "line", "area"])
def test_a_qgis_style_has_one_category_for_each_outcome(geometry):
    style = ElementTree.fromstring(write_outcome_qml(geometry, "verdict", TITLES, "name"))
    renderer = style.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "verdict")
    categories = {each.get("value"): each.get("label") for each in renderer.iter("category")}
    assert categories == {outcome.value: TITLES[outcome] for outcome in Outcome}
    symbols_of = {each.get("symbol") for each in renderer.iter("category")}
    assert symbols_of == {each.get("name") for each in renderer.iter("symbol")}
    assert style.find("labeling") is not None


@pytest.mark.parametrize("geometry", ["point", "line", "area"])
def test_a_style_for_other_programs_has_one_rule_for_each_outcome(geometry):
    style = ElementTree.fromstring(write_outcome_sld("works", geometry, "verdict", TITLES))
    literals = [each.text for each in style.iter("{http://www.opengis.net/ogc}Literal")]
    assert literals == [outcome.value for outcome in GRAVEST_FIRST]
    drawn = [ElementTree.tostring(rule[-1]) for rule in style.iter("{http://www.opengis.net/se}Rule")]
    assert len(set(drawn)) == len(drawn)
