"""Works near the line: what is known of them, and what the rules say."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shapely

from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic
from border_gis.errors import NotFoundError
from border_gis.services.checks import CheckData, check_all, rules_of
from border_gis.services.works import WorkFilter, list_works, show_work, summarise_verdicts, works_as_of
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import take_work
from border_gis.zones.gravity import gravest, gravity_key
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


# --- lists -----------------------------------------------------------------------------------


def ids(rows):
    return {row.work.id for row in rows}


def test_the_list_holds_every_work_with_the_gravest_first(workspace):
    rows = list_works(workspace, today=TODAY)
    assert ids(rows) == {work.id for work in workspace.works}
    keys = [gravity_key(row.verdict.gravest) for row in rows]
    assert keys == sorted(keys)


def test_words_are_found_with_and_without_accents(workspace):
    named = replace(house(workspace), name="Nhà hai tầng đối diện Pò Peo", description="mái tôn")
    workspace.store.add_works([named])
    for text in ("nha hai tang", "NHÀ HAI TẦNG", "po peo mai ton", "PÒ PEO"):
        assert ids(list_works(workspace, WorkFilter(text=text))) == {"house"}, text
    assert list_works(workspace, WorkFilter(text="nha hai tang khong co")) == ()


def test_hostile_texts_are_searched_as_texts(workspace):
    for text in ("'; DROP TABLE works; --", "%", "<script>", "${x}", "\\", "(?((", "a" * 10_000):
        assert list_works(workspace, WorkFilter(text=text)) == ()


def test_works_are_filtered_by_kind_party_state_and_outcome(workspace):
    every = list_works(workspace, today=TODAY)
    for name, field in (("kinds", "kind"), ("parties", "party"), ("states", "state")):
        for value in {getattr(row.work, field) for row in every}:
            found = list_works(workspace, WorkFilter(**{name: (value,)}), today=TODAY)
            assert ids(found) == {row.work.id for row in every if getattr(row.work, field) is value}
    for outcome in {row.verdict.outcome for row in every}:
        found = list_works(workspace, WorkFilter(outcomes=(outcome,)), today=TODAY)
        assert ids(found) == {row.work.id for row in every if row.verdict.outcome is outcome}


def test_works_near_a_reference_are_those_beside_it_and_those_that_name_it(workspace):
    rows = list_works(workspace, WorkFilter(near="834/1"))
    assert rows
    assert len(rows) < len(workspace.works)
    assert any("834/1" in row.work.reference_as_written for row in rows)


# --- one work --------------------------------------------------------------------------------


def test_a_work_has_its_verdicts_with_rules_on_every_version_of_the_line(workspace):
    workspace.store.add_works([house(workspace)])
    page = show_work(workspace, "house", TODAY)
    assert [each.line.id for each in page.lines] == [line.id for line in workspace.lines]
    for each in page.lines:
        assert [ruled.verdict.rule_id for ruled in each.verdicts] == [
            ruled.rule.id for ruled in each.verdicts
        ]
        assert all(ruled.rule.text["vi"] and ruled.document for ruled in each.verdicts)
        keys = [gravity_key(ruled.verdict) for ruled in each.verdicts]
        assert keys == sorted(keys)
        assert each.position.low_m <= each.position.high_m
    assert [state.state for state in page.states] == [WorkState.COMPLETED]


def test_an_unknown_work_is_said(workspace):
    with pytest.raises(NotFoundError):
        show_work(workspace, "none of ours")


def test_every_work_that_ships_can_be_shown(workspace):
    for work in workspace.works:
        page = show_work(workspace, work.id, TODAY)
        assert page.work == work
        assert page.changes[0].author == "demonstration"


# --- as of a day -----------------------------------------------------------------------------


def test_what_was_known_and_what_had_happened_are_two_lists(workspace):
    old = replace(house(workspace), since=PartialDate(2021, 5, 2))
    note = ChangeNote("a", "pc", datetime(2024, 3, 1, 2, 0, tzinfo=UTC))
    workspace.store.add_works([old], note)

    def stood(day, by):
        return {then.work.id for then in works_as_of(workspace, day, by)}

    assert "house" not in stood(date(2022, 1, 1), "known")
    assert "house" in stood(date(2022, 1, 1), "happened")
    assert "house" not in stood(date(2021, 5, 1), "happened")
    assert "house" in stood(date(2024, 3, 1), "known")
    assert "house" not in stood(date(2024, 2, 29), "known")


def test_a_work_from_before_the_day_has_the_state_of_that_day(workspace):
    notes = [ChangeNote("a", "pc", datetime(2024, month, 1, tzinfo=UTC)) for month in (1, 6)]
    workspace.store.add_works([replace(house(workspace), state=WorkState.STAKED_OUT)], notes[0])
    workspace.store.add_work_state("house", WorkState.COMPLETED, notes[1])
    then = {each.work.id: each.work for each in works_as_of(workspace, date(2024, 3, 1))}
    assert then["house"].state is WorkState.STAKED_OUT
    assert workspace.store.work("house").state is WorkState.COMPLETED
