"""Rules as a person reads and sets them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import shapely

from border_gis.access import Actor, Role
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.errors import ConflictError, DataError, ForbiddenError, InputError, NotFoundError
from border_gis.services.checks import rules_of
from border_gis.services.rules import (
    RuleDraft,
    end_entry,
    list_rules,
    preview_rule,
    save_rule,
    show_rule,
    withdraw_entry,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.copies import COPY, find_differences, read_copy, write_copy
from border_gis.zones.law import Confidence
from border_gis.zones.verdict import Outcome
from tests.zones.builders import BOOK

STRIP = "agreement-2009.7-3"
HOUSES = "agreement-2009.21-1"
DAY = date(2026, 11, 22)
WIDTH = RuleDraft(STRIP, {"distance_m": 4.0}, date(2026, 1, 1), None, "Biên bản 12", "UBLH thống nhất")


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(Actor("Trần Thị B", Role.APPROVER))
    opened.close()


def add_house(workspace, away_m, work_id="house"):
    line = workspace.lines[0]
    foot, onward = locate_points(line, [300_000.0, 300_100.0])
    azimuth_deg, _ = measure_geodesic(*foot, *onward)
    place = shapely.Point(*map(float, follow_geodesic(*foot, azimuth_deg + 90.0, away_m)))
    house = Work(
        work_id, WorkKind.BUILDING, WorkParty.CN, WorkState.COMPLETED, geometry=place, accuracy_m=0.5,
        since=PartialDate(2026, 5), illustrative=False,
    )  # fmt: skip
    # Nothing is certain beside a line that nobody measured; a line of a metre stands for one that was.
    workspace.store.add_line(replace(line, id="measured", name="measured", accuracy_m=1.0))
    workspace.store.add_works([house])


def test_the_rules_of_a_day_say_where_they_stand_how_sure_that_is_and_what_is_unset(workspace):
    rows = {row.rule.id: row for row in list_rules(workspace, DAY)}
    assert rows[STRIP].is_unset and not rows[HOUSES].is_unset
    assert rows[HOUSES].rule.confidence is Confidence.EXCERPT
    assert rows[HOUSES].document.name["vi"].startswith("Hiệp định")
    early = {row.rule.id for row in list_rules(workspace, date(2000, 1, 1))}
    assert early == {"decision-18-2020.unmanned"}


def test_setting_the_strip_keeps_who_when_why_and_from_what_to_what(workspace):
    preview = preview_rule(workspace, WIDTH)
    assert [(each.field, each.before, each.after) for each in preview.differences] == [
        ("distance_m", None, 4.0)
    ]
    page = save_rule(workspace, WIDTH, ())
    assert (page.now.distance_m, page.now.confidence, page.shipped.distance_m) == (
        4.0,
        Confidence.OFFICE,
        None,
    )
    (entry,) = page.history
    assert (entry.entry.author, entry.entry.reason, entry.entry.deed) == (
        "Trần Thị B",
        "UBLH thống nhất",
        "set",
    )
    assert entry.entry.recorded_at is not None
    assert entry.holds
    assert rules_of(workspace).find(STRIP).distance_m is None, "before 2026 it is unset"
    assert not any(row.is_unset for row in list_rules(workspace, DAY) if row.rule.id == STRIP)


def test_a_figure_is_changed_ended_and_taken_back_and_nothing_is_forgotten(workspace):
    first = save_rule(workspace, WIDTH, ())
    wider = replace(WIDTH, content={"distance_m": 5.0}, replaces=first.history[0].entry.id, deed="changed")
    second = save_rule(workspace, wider, first.seen)
    assert second.now.distance_m == 5.0
    assert [each.holds for each in second.history] == [False, True]
    assert second.history[1].differences[0].before == 4.0
    ended = end_entry(workspace, second.history[1].entry.id, DAY, "hết hạn", second.seen)
    assert show_rule(workspace, STRIP, DAY).now.distance_m == 5.0
    assert show_rule(workspace, STRIP, DAY + timedelta(days=1)).now.distance_m is None
    assert [each.field for each in ended.history[2].differences] == ["valid_to"]
    page = withdraw_entry(workspace, ended.history[2].entry.id, "nhầm", ended.seen)
    assert show_rule(workspace, STRIP, DAY).now.distance_m is None
    assert [each.entry.deed for each in page.history] == ["set", "changed", "ended", "withdrawn"]
    assert not any(each.holds for each in page.history)
    with pytest.raises(NotFoundError):
        withdraw_entry(workspace, ended.history[2].entry.id, "again", page.seen)


def test_a_preview_counts_the_works_that_would_get_another_verdict_and_saves_nothing(workspace):
    add_house(workspace, 45.0)
    copied = {**write_copy(BOOK.find(HOUSES)), "distance_m": 60.0}
    draft = RuleDraft(HOUSES, {COPY: copied}, source="thử", reason="thử")
    preview = preview_rule(workspace, draft)
    found = {(each.work.id, each.line_id): (each.before, each.after) for each in preview.changed}
    assert found["house", "measured"] == (Outcome.OUTSIDE, Outcome.PROHIBITED)
    assert preview.works_changed == 1
    assert preview.works_checked == len(workspace.works)
    assert show_rule(workspace, HOUSES, DAY).history == ()


def test_the_belt_is_set_stretch_by_stretch_and_a_marker_that_is_unknown_is_named(workspace):
    belt = "decree-34-2014.belt-prohibited"
    stretch = {"from": "834", "to": "840", "distance_m": 300, "source": "QĐ 43"}
    draft = RuleDraft(belt, {"stretch": [stretch]}, source="QĐ 43/2022", reason="theo tỉnh")
    page = save_rule(workspace, draft, ())
    assert page.now.stretches[0].distance_m == 300.0
    with pytest.raises(DataError, match="9999"):
        preview_rule(workspace, replace(draft, content={"stretch": [{**stretch, "to": "9999"}]}))
    with pytest.raises(DataError) as caught:
        preview_rule(workspace, replace(draft, content={"stretch": [{**stretch, "distance_m": 5}]}))
    assert (caught.value.params["rule"], caught.value.params["field"]) == (belt, "distance_m")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"distance_m": "thirty"}, "distance_m"),
        ({"kinds": ["castle"]}, "kinds"),
        ({"text": {"vi": "", "en": "x", "zh": "x"}}, "text.vi"),
        ({"colour": "red"}, "colour"),
        ({"asks": "notice"}, "asked_of"),
    ],
)
def test_a_mistake_in_a_copy_names_rule_and_field(workspace, change, field):
    copied = {**write_copy(BOOK.find(HOUSES)), **change}
    draft = RuleDraft(HOUSES, {COPY: copied}, source="s", reason="r")
    with pytest.raises(DataError) as caught:
        save_rule(workspace, draft, ())
    assert (caught.value.params["rule"], caught.value.params["field"]) == (HOUSES, field)
    assert show_rule(workspace, HOUSES).history == ()


def test_what_is_missing_is_asked_for_and_what_changes_nothing_is_not_saved(workspace):
    with pytest.raises(InputError, match="no_reason"):
        preview_rule(workspace, replace(WIDTH, reason=" "))
    with pytest.raises(InputError, match="no_source"):
        preview_rule(workspace, replace(WIDTH, source=""))
    with pytest.raises(NotFoundError):
        preview_rule(workspace, replace(WIDTH, rule_id="nothing"))
    page = save_rule(workspace, WIDTH, ())
    with pytest.raises(InputError, match="nothing_changes"):
        save_rule(workspace, replace(WIDTH, replaces=page.history[0].entry.id, deed="changed"), page.seen)


def test_who_has_not_seen_what_another_has_set_is_told(workspace):
    save_rule(workspace, WIDTH, ())
    with pytest.raises(ConflictError, match="Trần Thị B"):
        save_rule(workspace, replace(WIDTH, content={"distance_m": 7.0}), ())


def test_only_an_approver_sets_rules_and_everybody_reads_them(workspace):
    recorder = workspace.acting_as(Actor("A", Role.RECORDER))
    assert preview_rule(recorder, WIDTH).differences
    with pytest.raises(ForbiddenError):
        save_rule(recorder, WIDTH, ())
    assert show_rule(recorder, STRIP).history == ()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_copy_that_nobody_has_touched_says_what_the_rule_says(rule):
    again = read_copy(write_copy(rule), "border.gpkg", rule)
    assert {each.field for each in find_differences(rule, again)} <= {"confidence"}


def test_an_entry_that_no_longer_fits_is_told_and_can_be_taken_back(workspace):
    broken = RuleInForce("old", STRIP, {"width": 4.0}, source="s", set_by_office=True)
    workspace.store.add_zone_rules([broken])
    with pytest.raises(DataError, match="width"):
        rules_of(workspace)
    page = show_rule(workspace, STRIP, DAY)
    assert page.trouble.params["field"] == "width"
    assert {row.rule.id for row in list_rules(workspace, DAY) if row.trouble} == {STRIP}
    assert page.now.distance_m is None
    page = withdraw_entry(workspace, "old", "không dùng được", page.seen)
    assert page.trouble is None
    assert rules_of(workspace).find(STRIP) is not None
