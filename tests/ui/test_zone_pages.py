"""Belts on the map, rules, versions of the line and the office's own plans, as a person uses them."""

import json
from datetime import timedelta

import numpy as np
import pytest

from border_gis.services.checks import today_in_viet_nam
from border_gis.services.line_versions import add_line_version
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.browser import OFFICER

pytestmark = pytest.mark.browser

STRIP = "agreement-2009.7-3"
NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1}"


def test_belts_and_verdicts_come_when_they_are_switched_on_and_stay_on_another_visit(visit):
    app = visit("vi").go("map")
    frame = app.map()
    assert frame.evaluate("BorderMap.beltsShown()") == []
    frame.locator("input[data-key='zone:2000']").check()
    frame.locator("input[data-key='paint:verdict']").check()
    frame.wait_for_function("BorderMap.beltsShown().length === 1")
    count = frame.locator("label", has=frame.locator("input[data-key='work-outcome:not_determinable']"))
    frame.wait_for_function(
        "document.querySelector('[data-key=\"work-outcome:not_determinable\"]')"
        ".parentElement.querySelector('.border-legend-count').textContent !== ''"
    )
    assert int(count.locator(".border-legend-count").inner_text()) > 0
    assert frame.get_by_text("không theo hình vẽ").is_visible()
    app.turn_to("markers")
    app.table().locator(".row").first.wait_for()
    app.turn_to("map")
    again = app.map()
    again.wait_for_function("BorderMap.beltsShown().length === 1")
    assert again.locator("input[data-key='paint:verdict']").is_checked()
    app.assert_calm()


def test_a_figure_is_set_after_its_effect_was_seen_and_the_map_draws_the_strip(visit):
    app = visit("vi").go("rules")
    app.table().locator(".row").first.wait_for()
    app.open_row("Trong đường thông tầm nhìn")
    app.expect_title("Điều 7(3)")
    app.page.get_by_label(app.say("ui.rule_distance_m")).first.fill("4,5")
    app.page.get_by_role("button", name=app.say("ui.rule_preview")).first.click()
    app.page.get_by_text(app.say("rules.no_reason")).wait_for()
    app.page.get_by_label(app.say("ui.rule_paper")).first.fill(NASTY)
    app.page.get_by_label(app.say("ui.rule_reason"), exact=True).first.fill("UBLH thống nhất")
    app.page.get_by_role("button", name=app.say("ui.rule_preview")).first.click()
    app.page.get_by_text("công trình sẽ có kết luận khác").wait_for()
    assert "4,5 m" in app.text()
    app.page.locator(".st-key-rule_save button").click()
    app.page.get_by_text(app.say("ui.rule_saved")).wait_for()
    history = app.page.locator(".st-key-panel_history")
    history.get_by_text(NASTY).first.wait_for()
    assert OFFICER in history.inner_text()
    assert app.page.evaluate("window.hacked") is None
    app.turn_to("map")
    frame = app.map()
    assert frame.locator("input[data-key='zone:strip']").count() == 1
    app.assert_calm()


def test_a_copy_is_edited_a_mistake_names_rule_and_field_and_the_copy_is_taken_back(visit):
    rule = "agreement-2009.15-6"
    app = visit("vi").go("rules", rule=rule)
    app.expect_title("Điều 15(6)")
    app.page.get_by_text(app.say("ui.rule_copy_heading"), exact=True).click()
    form = app.page.locator("[data-testid=stForm]", has=app.page.get_by_label(app.say("ui.rule_text_vi")))
    form.get_by_label(app.say("ui.rule_paper")).fill("thử")
    form.get_by_label(app.say("ui.rule_reason"), exact=True).fill("thử")
    form.get_by_label(app.say("ui.rule_text_vi")).fill("")
    form.get_by_role("button", name=app.say("ui.rule_preview")).click()
    app.page.get_by_text("text.vi").wait_for()
    assert rule in app.text()
    form.get_by_label(app.say("ui.rule_text_vi")).fill("Bản sửa của đơn vị")
    form.get_by_label(app.say("ui.rule_distance_m")).fill("800")
    form.get_by_role("button", name=app.say("ui.rule_preview")).click()
    app.page.locator(".st-key-rule_save button").click()
    app.page.get_by_text(app.say("ui.rule_saved")).wait_for()
    facts = app.page.locator(".st-key-panel_rule")
    facts.get_by_text("Bản sửa của đơn vị").wait_for()
    assert "800 m" in facts.inner_text()
    app.page.get_by_text(app.say("ui.rule_change_entry")).click()
    ending = app.page.locator("[data-testid=stForm]", has=app.page.get_by_label(app.say("ui.rule_end_day")))
    ending.get_by_label(app.say("ui.rule_reason"), exact=True).fill("không cần nữa")
    ending.get_by_role("button", name=app.say("ui.rule_withdraw")).click()
    facts.get_by_text("500 m").first.wait_for()
    assert app.say("ui.rule_deed_withdrawn") in app.text()
    app.assert_calm()


def test_a_plan_shows_what_it_needs_before_it_is_saved_and_keeps_its_notices(visit):
    app = visit("vi").go("activities")
    start = today_in_viet_nam() + timedelta(days=40)
    due = start - timedelta(days=2)
    app.page.locator(".st-key-activity_new button").click()
    app.expect_title(app.say("ui.activity_new"))
    app.choose(app.say("ui.activity_kind"), "Nổ mìn")
    app.fill("ui.activity_what", NASTY)
    app.fill("ui.activity_where", "834/1-835")
    app.fill("ui.activity_start", f"{start:%d/%m/%Y}")
    app.fill("ui.activity_hour", "8h30")
    app.page.get_by_text(f"chậm nhất {due:%d/%m/%Y} 08:30").first.wait_for()
    assert "Không được phép · Điều 3, 4(6)" in app.text()
    app.page.locator(".st-key-activity_save button").click()
    app.expect_title(NASTY)
    deadlines = app.page.locator(".st-key-panel_deadlines")
    deadlines.get_by_text("Sắp tới: Thông báo cho Bên kia").wait_for()
    app.page.get_by_label(app.say("ui.activity_paper")).fill("12/CV-SNgV")
    app.page.get_by_role("button", name=app.say("ui.activity_record")).last.click()
    deadlines.get_by_text("Đúng hạn: Thông báo cho Bên kia").wait_for()
    history = app.page.locator(".st-key-panel_history")
    assert "12/CV-SNgV" in history.inner_text()
    assert OFFICER in history.inner_text()
    app.go("activities")
    app.table().locator(".row", has_text=NASTY).wait_for()
    app.page.locator(".st-key-panel_deadlines").get_by_text("12/CV-SNgV").wait_for()
    assert app.page.evaluate("window.hacked") is None
    app.assert_calm()


def test_a_day_that_is_none_is_told_and_nothing_is_saved(visit):
    app = visit("vi").go("activities", activity="new")
    app.expect_title(app.say("ui.activity_new"))
    app.fill("ui.activity_where", "834")
    app.fill("ui.activity_start", "12/2036")
    app.page.get_by_text(app.say("ui.no_whole_day")).first.wait_for()
    assert app.page.locator(".st-key-activity_save button").is_disabled()


def test_one_line_says_so_and_two_stand_side_by_side_with_the_land_between(visit, shared_app, tmp_path):
    app = visit("vi").go("lines")
    app.page.get_by_text(app.say("ui.lines_only_one")).wait_for()
    app.page.get_by_text("border-gis line add").wait_for()
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    first = workspace.lines[0]
    moved = np.add(first.coordinates, [0.0, 0.003]).tolist()
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": moved},
        "properties": {"id": "other", "name": "Đường thứ hai"},
    }
    path = tmp_path / "other.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    add_line_version(workspace, path)
    workspace.close()
    app.go("lines")
    frame = app.map()
    assert frame.evaluate("BorderMap.isShown('land')")
    assert app.say("ui.lines_neither") in app.text()
    assert "Đường thứ hai · không có giá trị pháp lý" in frame.locator(".border-legend").text_content()
    app.page.locator("[class*=st-key-card_land_0] button").click()
    app.page.locator(".st-key-panel_works_between").wait_for()
    app.go("map")
    frame = app.map()
    frame.locator("input[data-key='zone:500']").check()
    frame.wait_for_function("BorderMap.beltsShown().length === 1")
    frame.locator("input[data-key='by-line:other']").check()
    frame.wait_for_function(
        "BorderMap.wanted()[0] === 'by-line:other' && BorderMap.beltsShown().length === 1"
    )
    app.assert_calm()
