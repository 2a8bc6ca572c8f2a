"""The pages of the office's own work, as a person uses them."""

import pytest
from playwright.sync_api import expect

from tests.browser import OFFICER

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1} **b**"


def test_the_list_is_filtered_and_a_row_opens_its_page_with_papers_and_history(visit):
    app = visit("vi").go("proceedings")
    app.table().locator(".row").first.wait_for()
    expect(app.table().locator(".row")).to_have_count(47)
    app.fill("ui.filter_text", "Tổ giúp việc")
    expect(app.table().locator(".row")).to_have_count(2)
    app.open_row("CT-CB-2022-007")
    app.expect_title("văn bản của Ban chỉ đạo")
    assert "Quy chế hoạt động của Ban chỉ đạo" in app.page.locator(".st-key-panel_papers").inner_text()
    assert "Dữ liệu minh họa" in app.page.locator(".st-key-panel_history").inner_text()
    app.assert_calm()


def test_it_is_recorded_corrected_undone_and_withdrawn(visit):
    app = visit("vi").go("proceedings")
    app.page.locator(".st-key-new_proceeding button").click()
    app.expect_title(app.say("proceedings.add"))
    app.page.locator(".st-key-save_proceeding button").click()
    app.page.get_by_text(app.say("proceedings.no_title")).wait_for()
    app.page.get_by_text(app.say("proceedings.no_date")).wait_for()
    app.fill("proceedings.title_field", NASTY)
    app.fill("proceedings.happened", "5/2026")
    app.fill("proceedings.paper_title", "Dự thảo Quy chế")
    app.fill("proceedings.paper_date", "11/5/2026")
    app.fill("proceedings.incidents_field", "CB-2022-003")
    app.page.locator(".st-key-save_proceeding button").click()
    app.expect_title(NASTY)
    facts = app.page.locator(".st-key-panel_facts")
    facts.get_by_text("05/2026").wait_for()
    app.page.locator(".st-key-panel_incidents").get_by_text("834/1-835").first.wait_for()
    app.page.locator(".st-key-change_proceeding button").click()
    app.expect_title(app.say("proceedings.correct"))
    app.fill("proceedings.happened", "12/5/2026")
    app.page.locator(".st-key-save_proceeding button").click()
    app.page.get_by_text(app.say("proceedings.no_reason")).wait_for()
    app.fill("proceedings.reason", "ghi theo công văn")
    app.page.locator(".st-key-save_proceeding button").click()
    history = app.page.locator(".st-key-panel_history")
    history.get_by_text("ghi theo công văn").wait_for()
    assert OFFICER in history.inner_text()
    assert "05/2026" in history.inner_text() and "12/05/2026" in history.inner_text()
    history.get_by_role("button", name=app.say("proceedings.undo")).first.click()
    app.page.get_by_role("button", name=app.say("proceedings.undo_this")).click()
    history.get_by_text(app.say("proceedings.undone")).wait_for()
    facts.get_by_text("05/2026", exact=True).wait_for()
    app.rest()
    app.page.get_by_role("button", name=app.say("proceedings.withdraw"), exact=False).first.click()
    app.page.get_by_label(app.say("proceedings.reason_short")).last.fill("ghi hai lần")
    app.page.get_by_role("button", name=app.say("proceedings.withdraw_this")).click()
    app.page.get_by_text(app.say("proceedings.withdrawn_mark")).wait_for()
    assert app.page.evaluate("window.hacked") is None
    app.assert_calm()


def test_gates_are_named_each_with_what_it_is_to_become(visit):
    app = visit("vi").go("proceedings", proceeding="change-CT-CB-2022-029")
    app.expect_title(app.say("proceedings.correct"))
    gate = app.page.get_by_label(app.say("proceedings.sought_of", gate="Trà Lĩnh"))
    gate.wait_for()
    assert app.page.get_by_label(app.say("proceedings.sought_of", gate="Bản Giốc")).count() == 1
    app.assert_calm()


def test_a_kind_of_the_office_is_added_and_can_be_filtered_by(visit):
    app = visit("vi").go("proceedings")
    app.table().locator(".row").first.wait_for()
    app.page.get_by_text(app.say("proceedings.own_kind"), exact=True).first.click()
    app.page.get_by_label(app.say("proceedings.own_name_vi")).fill("phát thanh biên giới")
    app.page.get_by_label(app.say("proceedings.own_name_en")).fill("border radio")
    app.page.locator("[data-testid=stFormSubmitButton] button").click()
    app.page.get_by_text("Đã thêm loại “phát thanh biên giới”").first.wait_for()
    app.assert_calm()


def test_a_number_that_is_none_is_said_and_english_has_words_too(visit):
    app = visit("vi").go("proceedings", proceeding="CT-CB-1999-001")
    app.page.get_by_text("CT-CB-1999-001").first.wait_for()
    app.assert_calm()
    app = visit("en").go("proceedings", proceeding="CT-CB-2022-017")
    app.page.get_by_text("Note to the Chinese side").first.wait_for()
    app.assert_calm()


def test_the_search_of_the_first_page_finds_it(visit):
    app = visit("vi").go("home")
    field = app.page.locator(".st-key-search_all input")
    field.fill("Thạch An")
    field.press("Enter")
    found = app.page.locator(".st-key-panel_found_proceedings")
    found.wait_for()
    found.get_by_role("button", name="CT-CB-2022-030").click()
    app.expect_title("huyện Thạch An")
    app.assert_calm()
