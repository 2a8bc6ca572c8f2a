"""What a verdict holds, and that it can be worked out again."""

import json
from dataclasses import replace
from datetime import date

import pytest
import shapely

from border_gis.boundary.parties import Side
from border_gis.boundary.reference import parse
from border_gis.boundary.register import Coordinate, Marker, Register
from border_gis.errors import DataError
from border_gis.zones.judging import Court, judge, judge_one
from border_gis.zones.law import MeasuredFrom, RuleBook, RuleSide, Stretch
from border_gis.zones.subjects import Activity
from border_gis.zones.verdict import Outcome, compare_verdicts, hash_line, read_verdict, write_verdict
from tests.zones.builders import (
    BOOK,
    LINE,
    TODAY,
    at,
    build_line,
    codes,
    fence_at,
    house_at,
    verdict_on,
    work,
)


def build_register(*places):
    markers = []
    for name, chainage_m, north_m in places:
        reference = parse(name)[0].start.marker
        markers.append(Marker(f"id-{name}", reference, Coordinate(*at(chainage_m, north_m)), 0.2))
    return Register(markers)


REGISTER = build_register(
    ("834", 0.0, 0.0), ("835", 1_200.0, 0.0), ("836", 5_000.0, 0.0), ("837", 9_000.0, 0.0)
)


def test_a_verdict_names_its_place_by_markers():
    verdict = verdict_on(work("fence", fence_at(12.0), built=2022), "21(1)", register=REGISTER)
    assert (verdict.reference_from, verdict.reference_to) == ("834+1000m", "835+300m")
    assert verdict.side is Side.CN
    assert verdict.signed_distance_m == pytest.approx(-12.0, abs=0.01)


def test_without_a_register_there_are_chainages_and_no_references():
    verdict = verdict_on(work("fence", fence_at(12.0), built=2022), "21(1)")
    assert (verdict.reference_from, verdict.reference_to) == ("", "")


def test_a_crossing_says_where():
    road = shapely.LineString([at(4_000, -60), at(4_100, 60), at(4_200, -60)])
    verdict = verdict_on(work("road_connection", road, built=2022), "16")
    assert verdict.crossings_m == pytest.approx((4_050.0, 4_150.0), abs=0.5)
    assert verdict.distance_m == 0.0
    assert verdict.side is Side.ON_LINE


def test_there_is_one_verdict_for_each_work_and_rule():
    works = [replace(work("fence", fence_at(12.0), built=2022), id=f"w{number}") for number in range(3)]
    works.insert(1, work("fence", None))
    found = list(judge(works, Court(BOOK, LINE, TODAY)))
    assert len(found) == 4 * len(BOOK.rules)
    assert [verdict.work_id for verdict in found[:: len(BOOK.rules)]] == ["w0", "w", "w1", "w2"]


def test_progress_is_told():
    told = []
    list(
        judge(
            [work("fence", fence_at(12.0))],
            Court(BOOK, LINE, TODAY),
            lambda done, all_: told.append((done, all_)),
        )
    )
    assert told == [(1, 1)]


@pytest.mark.parametrize("article", ["21(1)", "16", "7(3)", "15-7-hunting"])
def test_a_stored_verdict_comes_back_and_is_the_same_when_worked_out_again(article):
    checked = work("building", house_at(25.0), built=2021)
    first = verdict_on(checked, article, register=REGISTER)
    stored = read_verdict(json.loads(json.dumps(write_verdict(first), default=str)))
    assert replace(stored, reasons=()) == replace(first, reasons=())
    assert [reason.code for reason in stored.reasons] == [reason.code for reason in first.reasons]
    assert compare_verdicts(stored, verdict_on(checked, article, register=REGISTER)) == ()


def test_a_verdict_keeps_everything_that_it_came_from():
    basis = verdict_on(work("building", house_at(25.0), built=2021), "21(1)").basis
    assert basis.rule_version == BOOK.find("agreement-2009.21-1").version
    assert basis.line_version == hash_line(LINE)
    assert len(basis.geometry_hash) == 64
    assert (basis.line_accuracy_m, basis.work_accuracy_m) == (0.5, 0.5)
    assert (basis.kind, basis.begun, basis.judged_on) == ("building", "2021", TODAY)


CHANGES = [
    ("rule_version", {"book": RuleBook(tuple(replace(rule, source="x") for rule in BOOK.rules))}, {}),
    ("line_version", {"line": build_line(shift_north_m=10.0)}, {}),
    ("line_accuracy_m", {"line": build_line(accuracy_m=3.0)}, {}),
    ("geometry_hash", {}, {"geometry": house_at(35.0)}),
    ("work_accuracy_m", {}, {"accuracy_m": 2.0}),
    ("agreed", {}, {"agreed": True}),
]


@pytest.mark.parametrize(("field", "court", "changed"), CHANGES, ids=[change[0] for change in CHANGES])
def test_what_has_changed_since_is_named(field, court, changed):
    checked = work("building", house_at(25.0), built=2021)
    before = verdict_on(checked, "21(1)")
    after = verdict_on(replace(checked, **changed), "21(1)", **court)
    findings = compare_verdicts(before, after)
    assert field in {finding.params["field"] for finding in findings if finding.code == "zones.basis_changed"}


def test_a_house_that_moved_out_of_the_thirty_metres_is_found_by_comparing():
    before = verdict_on(work("building", house_at(25.0), built=2021), "21(1)")
    after = verdict_on(work("building", house_at(35.0), built=2021), "21(1)")
    changed = {f.params["field"] for f in compare_verdicts(before, after) if f.code == "zones.result_changed"}
    assert {"outcome", "distance_m"} <= changed


def belt(*stretches):
    base = BOOK.find("decree-34-2014.belt-prohibited")
    return RuleBook((replace(base, stretches=stretches),))


def test_the_belt_has_the_width_that_is_set_for_the_stretch():
    book = belt(Stretch("834", "835", 300.0), Stretch("835", "836", 800.0))
    for chainage_m, outcome in ((600, "outside"), (3_000, "prohibited"), (7_000, "not_determinable")):
        felling = work(Activity.FELLING, shapely.Point(at(chainage_m, -500)), party="vn", built=2025)
        assert verdict_on(felling, "3, 4(6)", book, register=REGISTER).outcome is Outcome(outcome)


def test_felling_along_two_widths_that_answer_differently_is_not_determinable():
    book = belt(Stretch("834", "835", 300.0), Stretch("835", "836", 800.0))
    felling = work(Activity.FELLING, fence_at(-500.0, 1_000.0, 1_500.0), party="vn", built=2025)
    verdict = verdict_on(felling, "3, 4(6)", book, register=REGISTER)
    assert (verdict.outcome, codes(verdict)[0]) == (Outcome.NOT_DETERMINABLE, "several_widths")
    near = replace(felling, geometry=fence_at(-200.0, 1_000.0, 1_500.0))
    assert verdict_on(near, "3, 4(6)", book, register=REGISTER).outcome is Outcome.PROHIBITED


def test_a_stretch_by_an_unknown_marker_is_refused_by_name():
    with pytest.raises(DataError, match="stretch_not_placed") as error:
        verdict_on(
            work("fence", fence_at(2.0)), "3, 4(6)", belt(Stretch("834", "1200", 300.0)), register=REGISTER
        )
    assert error.value.params["reference"] == "1200"


def test_a_rule_can_measure_from_markers():
    base = BOOK.find("agreement-2009.15-6")
    rule = replace(base, id="own.marker", article="m", measured_from=MeasuredFrom.MARKER, distance_m=50.0)
    near, far = (
        work(Activity.MINING, shapely.Point(at(chainage_m, 10)), built=2024) for chainage_m in (1_230, 1_400)
    )
    verdict = verdict_on(near, "m", RuleBook((rule,)), register=REGISTER)
    assert (verdict.outcome, verdict.distance_m) == (Outcome.NEEDS_AGREEMENT, pytest.approx(31.6, abs=0.1))
    assert verdict_on(far, "m", RuleBook((rule,)), register=REGISTER).outcome is Outcome.OUTSIDE
    assert codes(verdict_on(near, "m", RuleBook((rule,))))[0] == "no_markers"


@pytest.mark.parametrize(
    ("side", "party", "north_m", "outcome"),
    [
        ("own", "cn", 20, "needs_agreement"),
        ("own", "cn", -20, "outside"),
        ("other", "cn", -20, "needs_agreement"),
        ("other", "vn", 20, "needs_agreement"),
        ("own", "joint", -20, "needs_agreement"),
        ("cn", "vn", 20, "needs_agreement"),
        ("vn", "vn", 20, "outside"),
        ("own", "unknown", 20, "not_determinable"),
        ("both", "unknown", 20, "needs_agreement"),
    ],
)
def test_a_rule_is_about_its_side(side, party, north_m, outcome):
    rule = replace(BOOK.find("agreement-2009.15-6"), side=RuleSide(side))
    mine = work(Activity.MINING, shapely.Point(at(3_000, north_m)), party=party, built=2024)
    assert verdict_on(mine, "15(6)", RuleBook((rule,))).outcome is Outcome(outcome)


def test_parts_on_both_sides_are_to_be_checked_one_by_one_where_the_side_matters():
    rule = replace(BOOK.find("agreement-2009.15-6"), side=RuleSide.OWN)
    parts = shapely.MultiPoint([at(3_000, 20), at(3_000, -20)])
    verdict = verdict_on(work(Activity.MINING, parts, built=2024), "15(6)", RuleBook((rule,)))
    assert codes(verdict)[0] == "parts_on_both_sides"


def test_a_work_of_mixed_kinds_has_metres_and_square_metres_inside():
    mixed = shapely.GeometryCollection([fence_at(10.0), house_at(12.0, size_m=10.0)])
    verdict = verdict_on(work("building", mixed, built=2021), "21(1)")
    assert verdict.inside_m == pytest.approx(500.0, abs=0.1)
    assert verdict.inside_m2 == pytest.approx(100.0, rel=2e-3)
    assert verdict.inside_error_m2 < 0.5


def test_judging_one_work_gives_the_same_as_among_many():
    alone = judge_one(work("building", house_at(25.0), built=2021), Court(BOOK, LINE, TODAY))
    others = [work("fence", fence_at(float(north)), built=2022) for north in range(1, 40)]
    among = list(judge([*others, work("building", house_at(25.0), built=2021)], Court(BOOK, LINE, TODAY)))
    assert tuple(among[-len(BOOK.rules) :]) == alone


def test_a_planned_work_is_judged_by_the_rules_of_the_day():
    planned = work("building", house_at(25.0), is_planned=True)
    ended = RuleBook(tuple(replace(rule, valid_to=date(2025, 12, 31)) for rule in BOOK.rules))
    assert verdict_on(planned, "21(1)").outcome is Outcome.PROHIBITED
    assert codes(verdict_on(planned, "21(1)", ended))[0] == "not_in_force"
