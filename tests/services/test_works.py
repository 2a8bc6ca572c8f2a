"""Works near the line: what is known of them, and what the rules say."""

from datetime import date

import pytest
import shapely

from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic
from border_gis.errors import NotFoundError
from border_gis.services.checks import CheckData, check_all, rules_of
from border_gis.services.works import summarise_verdicts
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import take_work
from border_gis.zones.gravity import gravest
from border_gis.zones.verdict import Outcome

TODAY = date(2026, 6, 1)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened
    opened.close()


def beside(workspace, chainage_m, north_m):
    at = locate_points(workspace.lines[0], [chainage_m])[0]
    return tuple(map(float, follow_geodesic(*at, 0.0, north_m)))


def house(workspace, work_id="house", north_m=3.0):
    place = shapely.Point(beside(workspace, 50_000, north_m))
    return Work(work_id, WorkKind.BUILDING, WorkParty.CN, WorkState.COMPLETED, geometry=place, accuracy_m=1.0)


def test_every_work_has_the_gravest_of_its_verdicts(workspace):
    found = summarise_verdicts(workspace, today=TODAY)
    assert set(found) == {work.id for work in workspace.works}
    line = workspace.lines[0]
    works = tuple(take_work(work) for work in workspace.works)
    data = CheckData((line,), workspace.register, rules_of(workspace), works)
    by_work = {}
    for verdict in check_all(data, TODAY):
        by_work.setdefault(verdict.work_id, []).append(verdict)
    assert {work_id: one.gravest for work_id, one in found.items()} == {
        work_id: gravest(verdicts) for work_id, verdicts in by_work.items()
    }
    assert all(sum(one.counts.values()) == len(data.book.rules) for one in found.values())


def test_the_summary_is_kept_until_a_work_or_a_rule_comes(workspace):
    first = summarise_verdicts(workspace, today=TODAY)
    assert summarise_verdicts(workspace, today=TODAY) is first
    workspace.store.add_works([house(workspace)])
    second = summarise_verdicts(workspace, today=TODAY)
    assert set(second) - set(first) == {"house"}
    row = RuleInForce("r1", "agreement-2009.7-3", {"distance_m": 4.0}, source="NQ", set_by_office=True)
    workspace.store.add_zone_rules([row])
    assert summarise_verdicts(workspace, today=TODAY) is not second


def test_another_day_has_a_summary_of_its_own(workspace):
    found = summarise_verdicts(workspace, today=date(2009, 1, 1))
    assert found is not summarise_verdicts(workspace, today=TODAY)
    assert {one.gravest.basis.judged_on for one in found.values()} == {date(2009, 1, 1)}


def test_an_unknown_version_of_the_line_is_said(workspace):
    with pytest.raises(NotFoundError):
        summarise_verdicts(workspace, "none of ours")


def test_where_there_is_no_line_there_is_no_summary(tmp_path):
    from border_gis.services.workspaces import Workspace
    from border_gis.stores import create_store

    store = create_store(tmp_path / "border.gpkg")
    try:
        empty = Workspace(build_settings({}, workspace_folder=tmp_path), store)
        assert summarise_verdicts(empty) == {}
    finally:
        store.close()


def test_the_outcome_is_that_of_the_gravest_verdict(workspace):
    row = RuleInForce("r1", "agreement-2009.7-3", {"distance_m": 4.0}, source="NQ", set_by_office=True)
    workspace.store.add_zone_rules([row])
    workspace.store.add_works([house(workspace, "old"), house(workspace, "far", 9_000.0)])
    found = summarise_verdicts(workspace, today=TODAY)
    assert found["old"].outcome is found["old"].gravest.outcome is not Outcome.OUTSIDE
    assert found["far"].outcome is Outcome.OUTSIDE
