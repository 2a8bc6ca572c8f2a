"""Incidents: recorded by reference, by click and without a place; once, at once on the map, for good."""

import re

import pytest
from playwright.sync_api import expect

from border_gis.services.incidents import add_report, list_incidents, show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.maps.builders import NASTY
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def read(folder, function):
    """Look into a workspace beside the running app."""
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 2"))
    try:
        return function(workspace)
    finally:
        workspace.close()


def count(folder, title):
    return read(folder, lambda workspace: sum(each.title == title for each in list_incidents(workspace)))


def fill_form(app, title, place="", date="5/2022", category="Thiết bị giám sát"):
    if place:
        app.fill("ui.place_text", place)
    app.page.get_by_label(app.say("ui.title")).fill(title)
    app.choose(app.say("ui.category"), category)
    app.fill("ui.date", date)


def save(app):
    app.page.locator(".st-key-save_incident button").click()


@pytest.mark.parametrize(
    ("language", "category"), [("vi", "Thiết bị giám sát"), ("en", "Surveillance device")]
)
def test_an_incident_is_recorded_by_reference_and_is_there_after_a_restart(
    new_page, app_server, language, category
):
    title = f"Lắp camera mới {language}"
    app = AppPages(new_page(), app_server.url, language).go("new")
    app.map()
    fill_form(app, title, place="840+600m", category=category)
    app.page.get_by_text(app.say("ui.precision_month")).wait_for()
    app.page.get_by_text("VN-2000 105°45'").wait_for()
    save(app)
    app.page.wait_for_url("**incident=CB-2022-0**")
    app.expect_title(title)
    assert "CB-2022-015" in app.text()
    app.assert_calm()

    app.turn_to("map")
    app.map()
    app.search("840+600m")
    app.expect_title("840+600m")
    app.page.get_by_text(title).first.wait_for()
    app.settle()
    assert app.hits_at(106.723439, 22.812679).count("incident") == 2

    app_server.restart()
    app.go("incidents", incident="CB-2022-015")
    app.page.get_by_text("840+600m").first.wait_for()
    app.expect_title(title)
    app.go("incidents")
    app.fill("ui.filter_text", title)
    app.page.get_by_text(app.say("ui.incidents_count", found=1, total=24)).wait_for()
    app.assert_calm()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(visit, shared_app):
    app = visit().go("new")
    app.map()
    app.fill("ui.place_text", "834/1-835")
    app.fill("ui.description", "Đã nhập một đoạn dài")
    app.fill("ui.date", "31/02/2022")
    save(app)
    app.page.get_by_text(app.say("ui.not_saved")).wait_for()
    assert app.say("incidents.missing_field", field="title").split("title")[0].strip() in app.text()
    assert "31/02/2022" in app.text()
    expect(app.field("ui.place_text")).to_have_value("834/1-835")
    expect(app.field("ui.description")).to_have_value("Đã nhập một đoạn dài")
    app.turn_to("markers")
    app.expect_title(app.say("ui.page_markers"))
    app.turn_to("new")
    app.expect_title(app.say("ui.page_new"))
    app.map()
    expect(app.field("ui.place_text")).to_have_value("834/1-835")
    expect(app.field("ui.description")).to_have_value("Đã nhập một đoạn dài")
    app.assert_calm()


def test_a_double_click_saves_once(visit, shared_app):
    title = "Bấm đúp khi lưu"
    app = visit().go("new")
    app.map()
    fill_form(app, title, place="739-741")
    app.page.locator(".st-key-save_incident button").dblclick()
    app.page.wait_for_url("**incident=CB-2022-0**")
    app.page.wait_for_timeout(2000)
    assert count(shared_app.workspace, title) == 1
    app.assert_calm()


def test_an_incident_is_recorded_by_a_click_on_the_map(visit, shared_app):
    title = "Ghi bằng cách bấm bản đồ"
    app = visit().go()
    app.map()
    app.search("1163")
    app.expect_title("1163")
    app.settle()
    app.click_middle(40, -90)
    app.page.get_by_text("cách đường biên giới").first.wait_for()
    reference = app.title().inner_text()
    app.page.get_by_role("button", name=app.say("ui.new_here")).click()
    app.page.wait_for_url("**page=new**")
    app.map()
    expect(app.field("ui.place_text")).not_to_have_value("")
    clicked = app.field("ui.place_text").input_value()
    fill_form(app, title, date="2026-03-05")
    save(app)
    app.page.wait_for_url("**incident=LS-2026-0**")
    (incident,) = read(
        shared_app.workspace,
        lambda workspace: [each for each in list_incidents(workspace) if each.title == title],
    )
    (place,) = incident.places
    assert place.reference == reference
    longitude_deg, latitude_deg = place.geometry["coordinates"]
    assert f"{latitude_deg:.6f}, {longitude_deg:.6f}" == clicked == place.as_written
    assert incident.date.precision == "day"
    assert incident.province == "Lạng Sơn"


def test_a_click_on_the_small_map_places_the_incident(visit):
    app = visit().go("new")
    app.map()
    app.fill("ui.place_text", "1163")
    app.page.get_by_text("VN-2000 107°15'").wait_for()
    app.settle()
    app.click_middle(40, -90)
    app.page.get_by_text("cách đường biên giới").first.wait_for()
    expect(app.field("ui.place_text")).to_have_value(re.compile(r"^21\.9"))
    app.assert_calm()


def test_an_incident_without_a_place_is_listed_and_not_mapped(visit, shared_app):
    title = "Nguồn tin không nêu mốc"
    app = visit().go("new")
    app.map()
    fill_form(app, title, date="")
    save(app)
    app.expect_title(title)
    app.page.get_by_text(app.say("ui.no_place")).wait_for()
    app.assert_calm()


def test_a_probable_repetition_is_pointed_out_before_saving(visit):
    app = visit().go("new")
    app.map()
    fill_form(app, "Lại về sạt lở", place="840+600m", category="Sạt lở bờ sông, suối biên giới")
    app.page.get_by_text(app.say("ui.duplicates")).wait_for()
    app.page.locator(".bg-card", has_text="CB-2022-004").wait_for()
    app.page.get_by_role("button", name=app.say("ui.add_to_history")).first.click()
    app.page.wait_for_url("**page=incidents**")
    expect(app.page.get_by_label(app.say("ui.report_text"))).to_have_value("Lại về sạt lở", timeout=20_000)
    app.rest()
    app.page.go_back()
    expect(app.page.get_by_label(app.say("ui.title"))).to_have_value("Lại về sạt lở", timeout=20_000)
    app.assert_calm()


def test_an_incident_has_several_places_on_one_map(visit, shared_app):
    title = "Phát quang trên bốn đoạn"
    app = visit().go("new")
    app.map()
    app.fill("ui.place_text", "1042-1053/1; 1173-1183; 1248+470-1253")
    app.page.get_by_role("button", name="1173-1183").wait_for()
    expect(app.field("ui.place_text")).to_have_value("1248+470-1253")
    app.page.get_by_role("button", name=app.say("ui.another_place")).click()
    app.page.get_by_role("button", name="1248+470m-1253").wait_for()
    expect(app.field("ui.place_text")).to_have_value("")
    app.fill("ui.place_text", "1253-1275")
    app.page.get_by_role("button", name="1042-1053/1").click()
    app.page.get_by_role("button", name="1042-1053/1").wait_for(state="detached")
    fill_form(app, title, date="2020", category="Phát quang đường thông tầm nhìn")
    app.page.locator(".st-key-save_incident button").click()
    app.page.wait_for_url("**incident=LS-2020-0**")
    app.expect_title(title)
    (incident,) = read(
        shared_app.workspace,
        lambda workspace: [each for each in list_incidents(workspace) if each.title == title],
    )
    assert [place.reference for place in incident.places] == ["1173-1183", "1248+470m-1253", "1253-1275"]
    app.assert_calm()


def test_two_tabs_with_the_same_form_keep_what_each_has_typed(visit, shared_app):
    one, other = visit(), visit()
    for number, app in enumerate((one, other)):
        app.go("new")
        app.map()
        fill_form(app, f"Hai thẻ {number}", place="701")
    for app in (one, other):
        app.page.locator(".st-key-save_incident button").click()
        app.page.wait_for_url("**incident=CB-2022-0**")
    assert [count(shared_app.workspace, f"Hai thẻ {number}") for number in (0, 1)] == [1, 1]


def test_a_report_is_added_once_with_what_it_changed(visit, shared_app):
    app = visit().go("incidents", incident="CB-2022-006")
    app.begin_report()
    app.fill("ui.report_text", "Phía Trung Quốc đã dừng thi công")
    app.choose(app.say("ui.new_state"), "Đã giải quyết xong")
    app.page.get_by_role("button", name=app.say("ui.save_report")).dblclick()
    app.page.get_by_text(app.say("ui.report_added", number="CB-2022-006")).wait_for()
    app.page.wait_for_timeout(1500)
    text = app.text()
    assert "Phía Trung Quốc đã dừng thi công" in text
    assert "đang xây dựng, lắp đặt → đã giải quyết xong" in " ".join(text.split())
    reports = read(shared_app.workspace, lambda workspace: show_incident(workspace, "CB-2022-006").reports)
    assert [report.kind for report in reports] == ["opened", "changed"]
    app.assert_calm()


def test_what_is_pressed_right_after_saving_does_not_take_the_report_away(visit, shared_app):
    app = visit().go("incidents", incident="CB-2022-011")
    app.begin_report()
    delays_ms = (150, 250, 400)
    for number, delay_ms in enumerate(delays_ms):
        app.fill("ui.report_text", f"Báo cáo không được mất {number}")
        app.rest()
        # Another button, as soon as a hand can reach it, ends the run in which the first counts as pressed.
        app.page.evaluate(
            """(delay) => {
                document.querySelector(".st-key-panel_report [class*=_save] button").click();
                setTimeout(() => document.querySelector(".st-key-begin_report button").click(), delay);
            }""",
            delay_ms,
        )
        app.page.locator(".bg-history .bg-text", has_text=f"Báo cáo không được mất {number}").wait_for()
        app.rest()
        if app.field("ui.report_text").count() == 0:
            app.begin_report()
    reports = read(shared_app.workspace, lambda workspace: show_incident(workspace, "CB-2022-011").reports)
    texts = [each.text for each in reports]
    assert texts[-len(delays_ms) :] == [f"Báo cáo không được mất {each}" for each in range(len(delays_ms))]
    app.assert_calm()


def test_one_who_was_overtaken_is_told_what_changed_and_keeps_what_was_typed(visit, shared_app):
    app = visit("en").go("incidents", incident="CB-2022-005")
    app.begin_report()
    app.fill("ui.report_text", "Written by the second of two")
    app.choose(app.say("ui.new_state"), "Settled")

    def overtake(workspace):
        incident = show_incident(workspace, "CB-2022-005").incident
        return add_report(workspace, incident.id, "First", changes={"state": "surveyed"})

    read(shared_app.workspace, overtake)
    button = app.page.get_by_role("button", name=app.say("ui.save_report"))
    button.click()
    app.page.get_by_text("Cán bộ 2 changed incident CB-2022-005").wait_for()
    typed = app.page.get_by_label(app.say("ui.report_text"))
    expect(typed).to_have_value("Written by the second of two")
    button.click()
    app.page.get_by_text(app.say("ui.report_added", number="CB-2022-005")).wait_for()
    reports = read(shared_app.workspace, lambda workspace: show_incident(workspace, "CB-2022-005").reports)
    assert [report.author for report in reports[-2:]] == ["Cán bộ 2", "Cán bộ 1"]
    app.assert_calm()


def test_an_empty_report_is_refused_in_words(visit):
    app = visit().go("incidents", incident="CB-2022-007")
    app.begin_report()
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator("[data-testid=stAlert]").first.wait_for()
    app.assert_calm()


def test_texts_with_scripts_and_marks_stay_text_everywhere(visit, shared_app):
    app = visit().go("new")
    app.map()
    fill_form(app, NASTY, place="701")
    app.fill("ui.description", NASTY)
    app.fill("ui.source_paper", NASTY)
    app.fill("ui.unit", NASTY)
    save(app)
    app.page.wait_for_url("**incident=CB-2022-0**")
    app.page.get_by_text(app.say("ui.history")).first.wait_for()
    assert app.text().count(NASTY) >= 4
    app.turn_to("map")
    app.map()
    app.search("701")
    app.expect_title("701")
    app.page.locator(".bg-card", has_text=NASTY).first.wait_for()
    app.settle()
    incidents = read(shared_app.workspace, list_incidents)
    (place,) = next(each for each in incidents if each.title == NASTY).places
    assert "incident" in app.hits_at(*place.geometry["coordinates"])
    for frame in app.page.frames:
        assert frame.evaluate("window.hacked") is None
    assert app.errors == []


def test_the_list_is_filtered_and_a_row_opens_the_incident(visit):
    app = visit().go("incidents")
    app.table().locator(".row").first.wait_for()
    app.fill("ui.filter_text", "cửa khẩu Kéo Ái")
    app.page.get_by_text("1 vụ việc phù hợp").wait_for()
    app.open_row("Kéo Ái")
    app.expect_title("Công trình tại cửa khẩu Kéo Ái")
    app.page.get_by_role("button", name=app.say("ui.show_on_map")).click()
    app.expect_title("1055-1056")
    app.map()
    app.assert_calm()
