"""Works held against the rules in force, as pages and commands ask for it."""

from dataclasses import replace
from datetime import date

import pytest
import shapely

from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic
from border_gis.errors import NotFoundError
from border_gis.services.checks import CheckData, check_all, check_work, compare_versions, rules_of
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.checked import CheckedWork
from border_gis.zones.law import Confidence
from border_gis.zones.verdict import Outcome
from tests.zones.builders import BOOK, LINE, TODAY, build_line, fence_at, house_at, work


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened
    opened.close()


def beside(workspace, chainage_m, north_m):
    line = workspace.lines[0]
    at = locate_points(line, [chainage_m])[0]
    return tuple(map(float, follow_geodesic(*at, 0.0, north_m)))


def test_what_the_office_has_set_is_in_force(workspace):
    assert rules_of(workspace).find("agreement-2009.7-3").distance_m is None
    row = RuleInForce("r1", "agreement-2009.7-3", {"distance_m": 4.0}, source="NQ", set_by_office=True)
    workspace.store.add_zone_rules([row])
    rule = rules_of(workspace).find("agreement-2009.7-3")
    assert (rule.distance_m, rule.confidence, rule.source) == (4.0, Confidence.OFFICE, "NQ")


def test_a_work_that_is_not_saved_has_its_verdicts(workspace):
    fence = CheckedWork("new", WorkKind.FENCE, WorkParty.CN, shapely.Point(beside(workspace, 50_000, 8)), 0.5)
    verdicts = check_work(workspace, fence, TODAY)
    assert len(verdicts) == len(workspace.lines) * len(BOOK.rules)
    exempt = [verdict for verdict in verdicts if verdict.outcome is Outcome.EXEMPT]
    assert {verdict.clause for verdict in exempt} == {"21(2)"}
    assert {verdict.basis.judged_on for verdict in verdicts} == {TODAY}
    assert all(verdict.basis.program_version for verdict in verdicts)


def test_every_line_has_its_own_verdicts_and_progress_counts_them_all():
    lines = (LINE, build_line(shift_north_m=40.0, line_id="north"))
    works = (work("building", house_at(62.0), built=2021), work("fence", fence_at(5.0)))
    told = []
    data = CheckData(lines, None, BOOK, works)
    found = list(check_all(data, TODAY, lambda done, count: told.append((done, count))))
    assert len(found) == 2 * 2 * len(BOOK.rules)
    house = [v for v in found if v.work_id == "w" and v.rule_id.endswith("21-1")][::2]
    assert [(v.line_id, v.outcome.value) for v in house] == [("line", "outside"), ("north", "prohibited")]
    assert told[-1] == (4, 4)


def test_two_versions_stand_side_by_side_with_the_works_between(workspace):
    first = workspace.lines[0]
    shifted = follow_geodesic(
        *first.coordinates.T, 0.0 * first.coordinates[:, 0], 0.0 * first.coordinates[:, 0] + 500.0
    )
    import numpy as np

    second = replace(first, id="second", name="second", coordinates=np.column_stack(shifted))
    workspace.store.add_line(second)
    place = shapely.Point(beside(workspace, 300_000, 100))
    from border_gis.works.model import Work

    workspace.store.add_works(
        [Work("between", WorkKind.BUILDING, WorkParty.CN, WorkState.COMPLETED, geometry=place)]
    )
    page = compare_versions(workspace, first.id, "second", date(2026, 6, 1))
    assert 400.0 < page.comparison.greatest_m < 520.0
    assert page.comparison.hectares > 10_000.0
    (between,) = [each for each in page.works if each.work.id == "between"]
    sides = (
        {verdict.side.value for verdict in between.first},
        {verdict.side.value for verdict in between.second},
    )
    assert sides == ({"cn"}, {"vn"})
    assert [v.rule_id for v in between.first] == [v.rule_id for v in between.second]


def test_a_version_that_does_not_exist_is_named(workspace):
    with pytest.raises(NotFoundError, match="unknown_line"):
        compare_versions(workspace, workspace.lines[0].id, "none")
