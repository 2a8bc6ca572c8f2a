"""Works and their verdicts, fences, survey areas and markers of a period."""

from dataclasses import replace
from datetime import date
from itertools import groupby

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.reports.figures.build import build_figures
from border_gis.reports.figures.days import Within
from border_gis.reports.figures.of_things import STRIP_RULE, place_fence
from border_gis.reports.figures.records import CountedArea, CountedWork
from border_gis.surveys.area import SurveyArea, SurveyConduct, SurveyState
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import take_work
from border_gis.zones.judging import Court, judge
from tests.reports.figures.builders import MAY, YEAR, change, incident, marker, records
from tests.zones.builders import BOOK, LINE, build_line, fence_at

STRIP_M = 5.0


def set_strip(book, width_m):
    """The rules, as an office leaves them that has set the half width of the strip."""
    rules = tuple(replace(rule, distance_m=width_m) if rule.id == STRIP_RULE else rule for rule in book.rules)
    return replace(book, rules=rules)


def fence(north_m, name="w1", **values):
    values = {"accuracy_m": 0.1, "since": PartialDate(2022, 3, 1), **values}
    return Work(name, WorkKind.FENCE, WorkParty.CN, WorkState.COMPLETED, "1-2", fence_at(north_m), **values)


def count(works, line=LINE, strip_m=STRIP_M, period=YEAR):
    book = BOOK if strip_m is None else set_strip(BOOK, strip_m)
    court = Court(book, line, period.last)
    judged = judge([take_work(work) for work in works], court)
    verdicts = {name: tuple(some) for name, some in groupby(judged, key=lambda one: one.work_id)}
    counted = tuple(CountedWork(work, verdicts={line.id: verdicts[work.id]}) for work in works)
    return build_figures(
        records(period, works=counted, lines=((line.id, line.name),), strip_is_set=strip_m is not None)
    )


def fences(figures):
    group = figures.group("fences")
    return {
        one.label.key.removeprefix("period."): (one.value, len(one.unsure))
        for one in group.counts
        if one.value or one.unsure
    }


EXACT = build_line(accuracy_m=0.05)


@pytest.mark.parametrize(
    ("north_m", "where"), [(0.0, "on_line"), (3.0, "in_strip"), (-3.0, "in_strip"), (40.0, "clear_of_strip")]
)
def test_a_measured_fence_is_on_the_line_in_the_strip_or_clear_of_both(north_m, where):
    assert fences(count([fence(north_m)], EXACT)) == {where: (1, 0)}


def test_without_a_width_of_the_strip_only_a_fence_on_the_line_is_told():
    works = [fence(0.0, "w1"), fence(3.0, "w2"), fence(40.0, "w3")]
    assert fences(count(works, EXACT, strip_m=None)) == {"on_line": (1, 0), "not_determinable": (2, 0)}


def test_a_place_drawn_from_markers_tells_nothing():
    assert fences(count([fence(0.0, illustrative=True)], EXACT)) == {"not_determinable": (1, 0)}


def test_a_width_that_was_set_from_a_later_day_on_counts_from_that_day_on():
    (strip,) = (rule for rule in BOOK.rules if rule.id == STRIP_RULE)
    before = replace(strip, valid_to=date(2018, 12, 31))
    after = replace(strip, valid_from=date(2019, 1, 1), distance_m=STRIP_M)
    others = tuple(rule for rule in BOOK.rules if rule.id != STRIP_RULE)
    court = Court(replace(BOOK, rules=(*others, before, after)), EXACT, YEAR.last)
    for north_m, where in ((3.0, "in_strip"), (40.0, "clear_of_strip")):
        work = fence(north_m)
        counted = CountedWork(work, verdicts={EXACT.id: tuple(judge([take_work(work)], court))})
        assert place_fence(counted, EXACT.id, True) == (where, Within.YES)


def test_near_a_line_known_to_some_metres_a_fence_may_stand_on_it_and_does_not_count():
    assert fences(count([fence(3.0)], build_line(accuracy_m=5.0))) == {"on_line": (0, 1)}


def test_works_count_by_kind_by_verdict_and_those_of_the_period_as_new():
    works = [fence(3.0, "w1"), fence(40.0, "w2", since=PartialDate(2019)), fence(40.0, "w3", since=None)]
    figures = count(works, EXACT)
    assert figures.group("works_by_kind").count("work_kind.fence").numbers == ("W-w1", "W-w2", "W-w3")
    assert figures.group("works_new").count("work_kind.fence").numbers == ("W-w1",)
    verdicts = figures.group("works_by_verdict")
    assert sum(one.value for one in verdicts.counts) == 3
    assert verdicts.line_name == EXACT.name


def test_a_work_that_nobody_can_date_to_the_period_is_named():
    work = CountedWork(fence(3.0), is_certain=False)
    group = build_figures(records(YEAR, works=(work,))).group("works_by_kind")
    assert group.count("work_kind.fence").numbers == ()
    assert group.count("work_kind.fence").unsure_numbers == ("W-w1",)


def area(number, surveyed, state=SurveyState.SURVEYED, until=None, **values):
    return CountedArea(
        SurveyArea(
            id=number,
            number=number,
            name=number,
            purpose=values.pop("purpose", "fence"),
            surveyed=surveyed,
            surveyed_until=until,
            state=state,
            conduct=SurveyConduct.UNILATERAL,
        )
    )


def test_areas_count_by_purpose_where_surveyed_and_apart_where_only_proposed():
    some = (
        area("K1", PartialDate(2022)),
        area("K2", PartialDate(2022, 5, 2), purpose="river"),
        area("K3", PartialDate(2022), SurveyState.PROPOSED),
        area("K4", PartialDate(2019, 11), until=PartialDate(2022, 2)),
        area("K5", PartialDate(2019, 11)),
        area("K6", PartialDate(2022), SurveyState.UNKNOWN),
    )
    figures = build_figures(records(YEAR, areas=some))
    purposes = figures.group("areas_by_purpose")
    assert purposes.count("survey_purpose.fence").numbers == ("K1", "K4")
    assert purposes.count("survey_purpose.fence").unsure_numbers == ("K6",)
    assert purposes.count("survey_purpose.river").numbers == ("K2",)
    assert figures.group("areas_planned").count("survey_purpose.fence").numbers == ("K3",)
    month = build_figures(records(MAY, areas=some)).group("areas_by_purpose")
    assert month.count("survey_purpose.river").numbers == ("K2",)
    assert month.count("survey_purpose.fence").unsure_numbers == ("K1", "K6")


def test_a_marker_counts_as_inspected_also_where_a_later_inspection_stands_in_the_register():
    seen_again = change(571, "2023-04-01", {"last_inspected": "2022-05-10"}, {"last_inspected": "2023-04-01"})
    figures = build_figures(
        records(
            MAY,
            incident("A", "2022-05-03", category="marker_damage"),
            markers=(
                marker(571, "good", date(2023, 4, 1), seen_again),
                marker(572, "damaged", date(2022, 5, 12)),
                marker(573, "good", date(2021, 5, 12)),
            ),
        )
    )
    group = figures.group("markers")
    assert group.count("period.inspected").numbers == ("571", "572")
    assert group.count("period.damage_incidents").numbers == ("A",)
    assert figures.group("marker_conditions").count("damaged").numbers == ("572",)


def test_a_condition_that_was_undone_was_not_found():
    said = change(571, "2022-05-10", {}, {"condition": "damaged"})
    undone = replace(said, id="u", kind="undone", undoes=said.id, after={"condition": "good"})
    kept = build_figures(records(MAY, markers=(marker(571, "damaged", None, said),)))
    taken_back = build_figures(records(MAY, markers=(marker(571, "good", None, said, undone),)))
    assert kept.group("marker_conditions").count("damaged").numbers == ("571",)
    assert taken_back.group("marker_conditions").count("damaged").numbers == ()


def test_every_figure_names_as_many_records_as_it_counts_where_each_counts_once():
    figures = count([fence(3.0, "w1"), fence(40.0, "w2")], EXACT)
    for group in figures.groups:
        for one in group.counts:
            assert one.value == len(one.numbers), group.key


def test_a_verdict_is_unsure_together_with_the_unit_of_its_work():
    work = CountedWork(fence(3.0), belongs=Within.UNKNOWN)
    figures = build_figures(records(YEAR, works=(work,), lines=((LINE.id, LINE.name),)))
    assert all(one.value == 0 for group in figures.groups for one in group.counts)
