"""Cases that a lawyer could read: what stands where, since when, and what the articles say of it."""

import re
from dataclasses import replace
from datetime import date

import pytest
import shapely

from border_gis.boundary.dates import PartialDate
from border_gis.i18n import describe_finding
from border_gis.stores.protocol import RuleInForce
from border_gis.zones.law import MeasuredFrom, RuleBook
from border_gis.zones.office import lay_over
from border_gis.zones.subjects import Activity
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome
from tests.zones.builders import BOOK, LINE, at, build_line, codes, fence_at, house_at, verdict_on, work

VIETNAMESE = re.compile("[àáảãạăâèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵđ\u1ea0-\u1ef9]", re.IGNORECASE)
STRIP = lay_over(BOOK, [RuleInForce("strip", "agreement-2009.7-3", {"distance_m": 4.0}, set_by_office=True)])
OVER_THE_LINE = shapely.LineString([at(4_000, -60), at(4_000, 60)])

CASES = [
    # the sentence | the work | the article | the outcome | the clause | the first reason
    (
        "a wire fence 12 m from the line on the other side built in 2022 is exempt by 21(2)",
        work("fence", fence_at(12.0), built=2022),
        "21(1)", "exempt", "21(2)", "exempt",
    ),
    (
        "a wire fence 12 m from the line whose year nobody knows is exempt by 21(2) all the same",
        work("fence", fence_at(12.0)),
        "21(1)", "exempt", "21(2)", "exempt",
    ),
    (
        "a wire fence lengthened in 2023 at 12 m is exempt from 21(3) by 21(2) too",
        work("fence", fence_at(12.0), built=2005, extended=2023),
        "21(3)", "exempt", "21(2)", "exempt",
    ),
    (
        "a patrol road at 5 m built in 2019 is exempt by 21(2)",
        work("patrol_road", fence_at(5.0), party="vn", built=2019),
        "21(1)", "exempt", "21(2)", "exempt",
    ),
    (
        "a surveillance mast at 20 m built in 2021 is exempt by 21(2)",
        work("surveillance", shapely.Point(at(3_000, 20)), built=2021),
        "21(1)", "exempt", "21(2)", "exempt",
    ),
    (
        "a gate building at 10 m built in 2018 is exempt by 21(2)",
        work(Activity.GATE_FACILITY, house_at(10.0), built=2018),
        "21(1)", "exempt", "21(2)", "exempt",
    ),
    (
        "electric wire on a fence is exempt by 21(2) only as the office reads it",
        work("electrified_wire", fence_at(12.0), built=2020),
        "21(1)", "exempt", "21(2)", "exempt_by_reading",
    ),
    (
        "a house at 25 m built in 2021 is prohibited by 21(1)",
        work("building", house_at(25.0), built=2021),
        "21(1)", "prohibited", "", "prohibits",
    ),
    (
        "a house at 25 m on our own side built in 2021 is prohibited by 21(1) as well",
        work("building", house_at(-25.0), party="vn", built=2021),
        "21(1)", "prohibited", "", "prohibits",
    ),
    (
        "a house at 25 m that both sides have agreed on is exempt by 21(2)",
        work("building", house_at(25.0), built=2021, agreed=True),
        "21(1)", "exempt", "21(2)", "agreed",
    ),
    (
        "the same house built in 1998 is not reached by 21(1)",
        work("building", house_at(25.0), built=1998),
        "21(1)", "outside", "", "not_in_force",
    ),
    (
        "the same house built in 1998 and never extended is not reached by 21(3)",
        work("building", house_at(25.0), built=1998),
        "21(3)", "outside", "", "not_extended",
    ),
    (
        "the same house built in 1998 and extended in 2023 is prohibited by 21(3)",
        work("building", house_at(25.0), built=1998, extended=2023),
        "21(3)", "prohibited", "", "prohibits",
    ),
    (
        "the same house built in 1998 and extended in 2023 is not reached by 21(1)",
        work("building", house_at(25.0), built=1998, extended=2023),
        "21(1)", "outside", "", "not_in_force",
    ),
    (
        "the same house extended in 2005 is not reached by 21(3), which came later",
        work("building", house_at(25.0), built=1998, extended=2005),
        "21(3)", "outside", "", "not_in_force",
    ),
    (
        "a house at 25 m known to be extended, nobody knows when, is not determinable by 21(3)",
        work("building", house_at(25.0), built=1998, is_extended=True),
        "21(3)", "not_determinable", "", "date_of_extension_unknown",
    ),
    (
        "a house at 25 m of which no year is known is not determinable by 21(1)",
        work("building", house_at(25.0)),
        "21(1)", "not_determinable", "", "date_unknown",
    ),
    (
        "a house at 25 m built some time in 2010 is not determinable: the rule came in July",
        work("building", house_at(25.0), built=2010),
        "21(1)", "not_determinable", "", "date_too_rough",
    ),
    (
        "a house at 25 m built in August 2010 is prohibited by 21(1)",
        work("building", house_at(25.0), built="2010-08"),
        "21(1)", "prohibited", "", "prohibits",
    ),
    (
        "a house at 25 m built on the day before the rule is not reached by 21(1)",
        work("building", house_at(25.0), built="2010-07-13"),
        "21(1)", "outside", "", "not_in_force",
    ),
    (
        "a house at 31 m of which no year is known is outside 21(1) whenever it was built",
        work("building", house_at(31.0)),
        "21(1)", "outside", "", "beyond",
    ),
    (
        "a house at 25 m that is only planned is prohibited by 21(1)",
        work("building", house_at(25.0), is_planned=True),
        "21(1)", "prohibited", "", "prohibits",
    ),
    (
        "a house at 25 m that has been removed is not reached any more",
        work("building", house_at(25.0), built=2021, is_removed=True),
        "21(1)", "outside", "", "removed",
    ),
    (
        "a work at 25 m of which nobody knows what it is is not determinable by 21(1)",
        work("other", house_at(25.0), built=2021),
        "21(1)", "not_determinable", "", "kind_unknown",
    ),
    (
        "a work at 300 m of which nobody knows what it is is outside 21(1) whatever it is",
        work("other", house_at(300.0), built=2021),
        "21(1)", "outside", "", "beyond",
    ),
    (
        "a fence 2 m from the line with the strip unset is not determinable, and the width is missing",
        work("fence", fence_at(2.0), built=2022),
        "7(3)", "not_determinable", "", "distance_unset",
    ),
    (
        "a fence on the line itself is in the strip whatever its width and needs agreement",
        work("fence", fence_at(0.0), built=2022),
        "7(3)", "needs_agreement", "", "agreement_unknown_of",
    ),
    (
        "a fence on the line that runs along it is no structure across it",
        work("fence", fence_at(0.0), built=2022),
        "16", "outside", "", "does_not_cross",
    ),
    (
        "a road that goes over the line needs the agreement of the Joint Committee by 16",
        work("road_connection", OVER_THE_LINE, party="joint", built=2022),
        "16", "needs_agreement", "", "agreement_unknown_of",
    ),
    (
        "the same road agreed by the Joint Committee is exempt by 16",
        work("road_connection", OVER_THE_LINE, party="joint", built=2022, agreed=True),
        "16", "exempt", "16", "agreed",
    ),
    (
        "a revetment of which nobody knows whether it is on border water is not determinable by 11(1)",
        work("revetment", fence_at(3.0), built=2022),
        "11(1)", "not_determinable", "", "border_water_unknown",
    ),
    (
        "a revetment on border water needs agreement by 11(1)",
        work("revetment", fence_at(3.0), built=2022, on_border_water=True),
        "11(1)", "needs_agreement", "", "agreement_unknown_of",
    ),
    (
        "a revetment away from border water is not reached by 11(1)",
        work("revetment", fence_at(3.0), built=2022, on_border_water=False),
        "11(1)", "outside", "", "not_on_border_water",
    ),
    (
        "a mine at 450 m opened in 2024 needs agreement by 15(6)",
        work(Activity.MINING, house_at(450.0), built=2024),
        "15(6)", "needs_agreement", "", "agreement_unknown_of",
    ),
    (
        "a mine at 501 m is outside 15(6)",
        work(Activity.MINING, house_at(501.0), built=2024),
        "15(6)", "outside", "", "beyond",
    ),
    (
        "burning at 900 m on either side is prohibited by 15(5)",
        work(Activity.BURNING, shapely.Point(at(5_000, -900)), party="vn", built=2025),
        "15(5)", "prohibited", "", "prohibits",
    ),
    (
        "a waste site of the other side at 800 m on its own side is prohibited by 15(3)",
        work(Activity.HAZARDOUS_SITE, house_at(800.0), built=2023),
        "15(3)", "prohibited", "", "prohibits",
    ),
    (
        "a waste site of which nobody knows whose it is is not determinable by 15(3)",
        work(Activity.HAZARDOUS_SITE, house_at(800.0), party="unknown", built=2023),
        "15(3)", "not_determinable", "", "party_unknown",
    ),
    (
        "felling at 90 m on our side is in the belt whatever its width: at its narrowest it has 100 m",
        work(Activity.FELLING, shapely.Point(at(5_000, -90)), party="vn", built=2025),
        "3, 4(6)", "prohibited", "", "prohibits",
    ),
    (
        "felling at 600 m on our side is not determinable while the belt has no width here",
        work(Activity.FELLING, shapely.Point(at(5_000, -600)), party="vn", built=2025),
        "3, 4(6)", "not_determinable", "", "distance_unset",
    ),
    (
        "felling at 1,200 m on our side is outside the belt at its widest",
        work(Activity.FELLING, shapely.Point(at(5_000, -1_200)), party="vn", built=2025),
        "3, 4(6)", "outside", "", "outside_greatest_width",
    ),
    (
        "felling at 90 m on the other side is not in the Vietnamese belt",
        work(Activity.FELLING, shapely.Point(at(5_000, 90)), built=2025),
        "3, 4(6)", "outside", "", "other_side",
    ),
    (
        "a drone flight of ours at 10 km needs a permit by a decision that is not confirmed",
        work(Activity.DRONE_FLIGHT, shapely.Point(at(5_000, -10_000)), party="vn", built="2026-07-01"),
        "4(3)", "needs_agreement", "", "agreement_unknown_of",
    ),
    (
        "a fence 5 km from the line is outside 21(1)",
        work("building", house_at(5_000.0), built=2022),
        "21(1)", "outside", "", "beyond",
    ),
    (
        "a house past the end of the line is not determinable: how the line goes on is not known",
        work("building", shapely.Point(at(10_000, 0)[0] + 0.001, at(10_000, 0)[1]), built=2022),
        "21(1)", "not_determinable", "", "beyond_line_end",
    ),
    (
        "a house without a place is not determinable",
        work("building", None, built=2022),
        "21(1)", "not_determinable", "", "no_geometry",
    ),
    (
        "a house with an empty geometry is refused and said so",
        work("building", shapely.Polygon(), built=2022),
        "21(1)", "not_determinable", "", "empty_geometry",
    ),
    (
        "an area that contains a stretch of the line is prohibited by 21(1)",
        work("building", shapely.Polygon([at(100, 50), at(200, 50), at(200, -50), at(100, -50)]), built=2022),
        "21(1)", "prohibited", "", "prohibits",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("checked", "article", "outcome", "clause", "reason"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_case(checked, article, outcome, clause, reason):
    verdict = verdict_on(checked, article)
    assert (verdict.outcome, verdict.clause, codes(verdict)[0]) == (Outcome(outcome), clause, reason)
    for finding in verdict.reasons:
        for language in ("vi", "en", "zh"):
            words = describe_finding(finding, language)
            assert "{" not in words
            assert language != "zh" or not VIETNAMESE.search(words), words
            assert "zones." not in words


def test_a_fence_in_a_strip_of_four_metres_needs_agreement_and_one_at_six_is_outside():
    inside = verdict_on(work("fence", fence_at(3.0), built=2022), "7(3)", STRIP)
    outside = verdict_on(work("fence", fence_at(6.0), built=2022), "7(3)", STRIP)
    assert inside.outcome is Outcome.NEEDS_AGREEMENT
    assert inside.inside_m == pytest.approx(500.0, abs=0.1)
    assert outside.outcome is Outcome.OUTSIDE
    assert outside.inside_m == 0.0
    assert "source_office" in codes(inside)


def test_a_fence_in_and_out_of_the_strip_says_how_many_metres_are_inside():
    fence = shapely.LineString([at(1_000 + 20 * step, 6.0 if step % 2 else 2.0) for step in range(26)])
    verdict = verdict_on(work("fence", fence, built=2022), "7(3)", STRIP)
    assert verdict.inside_m == pytest.approx(fence_length(fence) / 2.0, abs=0.1)
    assert (verdict.chainage_from_m, verdict.chainage_to_m) == pytest.approx((1_000.0, 1_500.0), abs=0.1)


def fence_length(fence):
    from border_gis.crs import measure_geodesic

    positions = shapely.get_coordinates(fence)
    return float(measure_geodesic(*positions[:-1].T, *positions[1:].T)[1].sum())


def test_blasting_on_the_tenth_is_notified_by_the_eighth():
    """48 hours before."""
    blast = work(Activity.BLASTING, shapely.Point(at(5_000, -1_500)), party="vn", built="2026-07-10")
    verdict = verdict_on(blast, "15(4)")
    assert (verdict.outcome, verdict.notice_by) == (Outcome.NEEDS_NOTICE, date(2026, 7, 8))
    far = replace(blast, geometry=shapely.Point(at(5_000, -2_100)))
    assert verdict_on(far, "15(4)").outcome is Outcome.OUTSIDE


def test_blasting_on_a_day_that_nobody_knows_cannot_be_given_a_deadline():
    blast = work(Activity.BLASTING, shapely.Point(at(5_000, -1_500)), party="vn")
    verdict = verdict_on(blast, "15(4)")
    assert verdict.outcome is Outcome.NOT_DETERMINABLE
    assert codes(verdict)[0] == "date_unknown"


def test_a_marker_is_repaired_ten_days_after_notice_and_a_month_counts_from_its_first_day():
    repair = work(Activity.MARKER_REPAIR, shapely.Point(at(5_000, 0)), party="vn", built="2026-07")
    verdict = verdict_on(repair, "5-2-repair")
    assert verdict.notice_by == date(2026, 6, 21)
    assert "start_rough" in codes(verdict)
    early, late = (replace(repair, notified=PartialDate(2026, 6, day)) for day in (20, 22))
    assert "notice_in_time" in codes(verdict_on(early, "5-2-repair"))
    assert "notice_late" in codes(verdict_on(late, "5-2-repair"))


def test_a_lost_marker_is_notified_as_soon_as_possible_and_no_day_is_made_up():
    loss = work(Activity.MARKER_LOSS, shapely.Point(at(5_000, 0)), party="vn", built="2026-05-02")
    verdict = verdict_on(loss, "5-2-loss")
    assert (verdict.outcome, verdict.notice_by) == (Outcome.NEEDS_NOTICE, None)
    assert codes(verdict)[0] == "notice_without_figure"


def test_a_survey_flight_across_the_line_is_asked_for_thirty_days_ahead_and_answered_ten_days_before():
    flight = work(Activity.AERIAL_SURVEY_ACROSS, None, party="vn", built="2026-09-30")
    verdict = verdict_on(flight, "20-across")
    assert verdict.notice_by == date(2026, 8, 31)
    reply = next(reason for reason in verdict.reasons if reason.code == "zones.reply_by")
    assert reply.params["date"] == date(2026, 9, 20)


def test_a_survey_flight_on_our_side_within_25_km_is_notified_fifteen_days_before():
    flight = work(Activity.AERIAL_SURVEY, shapely.Point(at(5_000, -20_000)), party="vn", built="2026-09-30")
    assert verdict_on(flight, "20-own").notice_by == date(2026, 9, 15)


def test_an_area_that_intersects_itself_is_repaired_and_said_so():
    bow = shapely.Polygon([at(100, 10), at(140, 40), at(140, 10), at(100, 40)])
    verdict = verdict_on(work("building", bow, built=2021), "21(1)")
    assert verdict.outcome is Outcome.PROHIBITED
    assert "repaired_geometry" in codes(verdict)


def test_a_missing_accuracy_is_asked_for_and_never_taken_for_zero():
    for missing in (None, 0.0):
        verdict = verdict_on(work("building", house_at(25.0), built=2021, accuracy_m=missing), "21(1)")
        assert verdict.outcome is Outcome.PROHIBITED
        assert (verdict.certainty, verdict.probability) == (None, None)
        assert "accuracy_missing" in codes(verdict)


def test_an_assumed_accuracy_of_the_line_is_said():
    line = build_line(accuracy_m=10.0, accuracy_assumed=True)
    verdict = verdict_on(work("building", house_at(25.0), built=2021), "21(1)", line=line)
    assert "line_accuracy_assumed" in codes(verdict)
    assert verdict.certainty is Certainty.POSSIBLY


def test_where_rules_ship_nothing_beyond_them_is_prohibited():
    """A fence on the other side, anywhere within 30 m: no article prohibits it."""
    from border_gis.zones.judging import Court, judge_one
    from tests.zones.builders import TODAY

    for north_m in (29.0, 12.0, 2.0, 0.5):
        found = judge_one(work("fence", fence_at(north_m), built=2022), Court(BOOK, LINE, TODAY))
        assert Outcome.PROHIBITED not in {verdict.outcome for verdict in found}


def test_a_rule_that_measures_from_the_strip_needs_its_width():
    """No digging within 10 m of the strip: with a strip of 4 m on each side that is 14 m from the line."""
    base = BOOK.find("agreement-2009.15-6")
    rule = replace(base, id="own.from-strip", measured_from=MeasuredFrom.CLEAR_VISION_STRIP, distance_m=10.0)
    mine = work(Activity.MINING, shapely.Point(at(5_000, 12)), built=2024)
    unset = verdict_on(mine, "from-strip", RuleBook((*BOOK.rules, rule)))
    known = verdict_on(mine, "from-strip", RuleBook((*STRIP.rules, rule)))
    assert (unset.outcome, codes(unset)[0]) == (Outcome.NOT_DETERMINABLE, "distance_unset")
    assert (known.outcome, known.limit_m) == (Outcome.NEEDS_AGREEMENT, 14.0)
