"""The rules that ship, and mistakes in rules that an office writes."""

import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from border_gis.errors import DataError
from border_gis.exchange.zone_rules import read_rules
from border_gis.i18n import describe_error
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import WorkKind
from border_gis.zones.law import Confidence, Reach
from border_gis.zones.office import lay_over
from border_gis.zones.reading import read_rule_book
from border_gis.zones.subjects import Activity

STRIP = "agreement-2009.7-3"
SHIPPED = Path(__file__).resolve().parent.parent.parent / "data" / "zones"
GOOD = tomllib.loads("""
[[document]]
id = "d"
source = "s"
name = { vi = "v", en = "e", zh = "z" }
[[rule]]
id = "d.1"
neighbour = "cn"
document = "d"
article = "1"
valid_from = 2010-07-14
measured_from = "line"
reach = "within"
side = "both"
distance_m = 30
kinds = ["building", "fence"]
counts = ["building"]
asks = "prohibited"
confidence = "excerpt"
source = "s"
text = { vi = "v", en = "e", zh = "z" }
exempt = [{ kinds = ["fence"], clause = "2" }]
stretch = [{ from = "834/1", to = "835", distance_m = 20 }]
""")


@pytest.fixture(scope="module")
def shipped():
    return read_rules(SHIPPED)


def test_every_distance_of_the_agreement_is_shipped(shipped):
    """The figures of the collected articles: 30 m, 500 m, 1 km, 2 km, 25 km."""
    distances = {rule.article: rule.distance_m for rule in shipped.rules if rule.distance_m is not None}
    assert distances == {
        "15(3)": 1_000.0,
        "15(4)": 2_000.0,
        "15(5)": 1_000.0,
        "15(6)": 500.0,
        "15(7)": 1_000.0,
        "20": 25_000.0,
        "21(1)": 30.0,
        "21(3)": 30.0,
        "4(3)": 25_000.0,
    }


def test_every_deadline_of_the_agreement_is_shipped(shipped):
    found = {rule.id.partition(".")[2]: rule.notice for rule in shipped.rules if rule.notice}
    assert {name: (notice.amount, notice.unit) for name, notice in found.items()} == {
        "5-2-loss": (None, "days"),
        "5-2-repair": (10, "days"),
        "15-4": (48, "hours"),
        "20-own": (15, "days"),
        "20-across": (30, "days"),
        "belt-overnight": (None, "days"),
    }
    assert shipped.find("agreement-2009.20-across").reply.days == 10
    assert shipped.find("agreement-2009.15-4").notice.days == 2


def test_no_figure_is_made_up_where_no_source_gives_one(shipped):
    assert {rule.article for rule in shipped.unset} == {"7(3)", "3, 4(6)", "3, 7"}
    assert all(rule.source and rule.text["zh"] for rule in shipped.rules)
    assert Confidence.OFFICE not in {rule.confidence for rule in shipped.rules}


def test_wire_fences_patrol_roads_and_surveillance_are_exempt_from_the_thirty_metres(shipped):
    rule = shipped.find("agreement-2009.21-1")
    for kind in (WorkKind.FENCE, WorkKind.PATROL_ROAD, WorkKind.SURVEILLANCE, Activity.GATE_FACILITY):
        assert rule.exemption_of(kind).clause == "21(2)"
        assert not rule.exemption_of(kind).by_reading
    assert rule.exemption_of(WorkKind.ELECTRIFIED_WIRE).by_reading
    assert rule.exemption_of(WorkKind.BUILDING) is None


def test_a_rule_that_changes_has_another_version(shipped):
    rule = shipped.find("agreement-2009.21-1")
    assert rule.version == read_rules(SHIPPED).find(rule.id).version
    assert rule.version != replace(rule, distance_m=31.0).version


def test_good_rules_are_read_in_silence():
    (rule,) = read_rule_book({"own.toml": GOOD}).rules
    assert (rule.reach, rule.distance_m, rule.stretches[0].distance_m) == (Reach.WITHIN, 30.0, 20.0)


MISTAKES = [
    ("distance_m", "thirty", "distance_m", "no_metres"),
    ("distance_m", True, "distance_m", "no_metres"),
    ("distance_m", -30, "distance_m", "no_distance"),
    ("distance_m", 30_000_000, "distance_m", "no_distance"),
    ("distance_m", None, "distance_m", "missing"),
    ("distance", 30, "distance", "unknown_field"),
    ("side", "left", "side", "unknown_value"),
    ("side", None, "side", "missing"),
    ("kinds", ["palace"], "kinds", "unknown_value"),
    ("kinds", [], "kinds", "no_list"),
    ("kinds_by_reading", ["railway"], "kinds_by_reading", "not_among_kinds"),
    ("counts", ["standing"], "counts", "unknown_value"),
    ("asks", "notice", "asked_of", "missing"),
    ("notice", {"amount": 10}, "notice", "notice_and_asks"),
    ("notice", {"amount": 1.5}, "notice.amount", "no_period"),
    ("notice", {"amount": 10, "unit": "weeks"}, "notice.unit", "unknown_value"),
    ("valid_from", "2010-07-14", "valid_from", "no_day"),
    ("valid_to", date(2009, 1, 1), "valid_to", "ends_before"),
    ("document", "other", "document", "unknown_value"),
    ("text", {"vi": "v", "en": "e"}, "text.zh", "no_text"),
    ("source", "", "source", "no_text"),
    ("exempt", [{"kinds": ["railway"], "clause": "2"}], "exempt", "not_among_kinds"),
    ("exempt", [{"kinds": ["fence"]}], "exempt[1].clause", "no_text"),
    ("stretch", [{"from": "1", "to": "2"}], "stretch[1].distance_m", "missing"),
    ("distance_to_m", 20, "distance_m", "outside_range"),
    ("reach", "crossing", "distance_m", "no_distance_here"),
]


@pytest.mark.parametrize(("field", "value", "named", "problem"), MISTAKES)
def test_a_mistake_names_the_file_the_rule_and_the_field(field, value, named, problem):
    content = deepcopy(GOOD)
    if value is None:
        del content["rule"][0][field]
    else:
        content["rule"][0][field] = value
    with pytest.raises(DataError) as error:
        read_rule_book({"own.toml": content})
    said = error.value.params
    assert (said["file"], said["rule"], said["field"]) == ("own.toml", "d.1", named)
    assert said["problem"].code == f"zones.problem.{problem}"
    for language in ("vi", "en"):
        words = describe_error(error.value, language)
        assert "own.toml" in words
        assert "d.1" in words
        assert "{" not in words.replace(str(said["value"]), "")


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(DataError) as error:
        read_rule_book({"a.toml": GOOD, "b.toml": GOOD})
    assert (error.value.params["file"], error.value.params["field"]) == ("b.toml", "id")


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "own.toml").write_text("[[rule]", "utf-8")
    with pytest.raises(DataError) as error:
        read_rules(tmp_path)
    assert error.value.code == "zones.not_toml"
    assert error.value.params["file"] == "own.toml"
    with pytest.raises(DataError, match="file_not_found"):
        read_rules(tmp_path / "none.toml")


def test_what_the_office_sets_holds_in_its_days_and_the_rule_before_and_after(shipped):
    rows = [
        RuleInForce("r1", STRIP, {"distance_m": 4.0}, date(2024, 1, 1), date(2025, 12, 31), "", True),
        RuleInForce("r2", STRIP, {"distance_m": 5}, valid_from=date(2025, 7, 1), set_by_office=True),
    ]
    versions = [rule for rule in lay_over(shipped, rows).rules if rule.article == "7(3)"]
    assert [(rule.distance_m, rule.valid_from, rule.valid_to) for rule in versions] == [
        (None, date(2010, 7, 14), date(2023, 12, 31)),
        (4.0, date(2024, 1, 1), date(2025, 6, 30)),
        (5.0, date(2025, 7, 1), None),
    ]
    assert [rule.confidence for rule in versions][1:] == [Confidence.OFFICE] * 2


def test_an_office_figure_for_no_rule_is_refused(shipped):
    with pytest.raises(DataError, match="row_without_rule"):
        lay_over(shipped, [RuleInForce("r", "21-1", {"distance_m": 30.0})])


OFFICE_MISTAKES = [
    ("agreement-2009.21-1", {"exempt": ["palace"]}, "exempt[1].kinds", "unknown_value"),
    ("agreement-2009.21-1", {"exempt": ["mining"]}, "exempt", "not_among_kinds"),
    ("agreement-2009.21-1", {"distance_m": "30 m"}, "distance_m", "no_metres"),
    ("agreement-2009.21-1", {"width": 30}, "width", "unknown_field"),
    ("agreement-2009.16", {"distance_m": 5}, "distance_m", "no_distance_here"),
    ("decree-34-2014.belt-prohibited", {"distance_m": 50}, "distance_m", "outside_range"),
    (
        "decree-34-2014.belt-prohibited",
        {"stretch": [{"from": "834", "to": "835", "distance_m": 2000}]},
        "distance_m",
        "outside_range",
    ),
]


@pytest.mark.parametrize(("rule", "content", "field", "problem"), OFFICE_MISTAKES)
def test_a_mistake_in_what_the_office_sets_names_the_rule_and_the_field(
    shipped, rule, content, field, problem
):
    with pytest.raises(DataError) as error:
        lay_over(shipped, [RuleInForce("r", rule, content, set_by_office=True)])
    said = error.value.params
    assert (said["rule"], said["field"], said["problem"].code) == (rule, field, f"zones.problem.{problem}")


def test_the_office_can_exempt_a_kind_by_its_own_reading_and_the_distance_stays(shipped):
    book = lay_over(shipped, [RuleInForce("r", "agreement-2009.21-1", {"exempt": ["revetment"]})])
    rule = book.find("agreement-2009.21-1")
    assert rule.exemption_of(WorkKind.REVETMENT).by_reading
    assert (rule.distance_m, rule.exemption_of(WorkKind.REVETMENT).clause) == (30.0, "21(1)")


def test_the_office_sets_the_belt_stretch_by_stretch(shipped):
    content = {"stretch": [{"from": "834", "to": "835", "distance_m": 300}]}
    book = lay_over(
        shipped, [RuleInForce("r", "decree-34-2014.belt-prohibited", content, set_by_office=True)]
    )
    rule = book.find("decree-34-2014.belt-prohibited")
    assert [stretch.distance_m for stretch in rule.stretches] == [300.0]
    assert rule.distance_m is None
