"""The register as a table, and the page of a marker."""

import pytest

pytestmark = pytest.mark.browser


def test_a_marker_has_its_neighbours_twins_and_incidents(visit):
    app = visit().go("markers", marker="836(2)")
    app.expect_title("Mốc 836(2)")
    for name in ("Mốc 835", "Mốc 836(1)", "Mốc 837"):
        app.page.get_by_role("button", name=name).wait_for()
    app.page.get_by_text("CB-2022-001").first.wait_for()
    app.map()
    app.page.get_by_role("button", name="Mốc 837").click()
    app.expect_title("Mốc 837")
    assert "marker=837" in app.page.url
    app.page.get_by_role("button", name=app.say("ui.show_on_map")).click()
    app.expect_title("837")
    app.assert_calm()


def test_the_register_is_filtered_by_text_number_and_kind(visit):
    app = visit().go("markers")
    app.table().locator(".row").first.wait_for()
    app.fill("ui.number_from", "830")
    app.fill("ui.number_to", "840")
    app.page.get_by_text("13 mốc phù hợp").wait_for()
    app.choose(app.say("ui.kind"), "Mốc đôi")
    app.page.get_by_text("2 mốc phù hợp").wait_for()
    app.page.keyboard.press("Escape")
    app.open_row("836(1)")
    app.expect_title("Mốc 836(1)")
    app.assert_calm()


def test_a_marker_is_changed_with_a_reason_and_keeps_what_it_was(visit):
    app = visit().go("markers", marker="701")
    app.page.locator(".st-key-change_marker button").click()
    app.fill("ui.condition", "Nghiêng, cần sửa")
    app.page.get_by_text("– → Nghiêng, cần sửa").wait_for()
    app.page.locator(".st-key-save_marker button").click()
    app.page.get_by_text(app.say("ui.reason_missing")).wait_for()
    app.page.get_by_label(app.say("ui.change_reason")).fill("Theo biên bản kiểm tra")
    app.page.keyboard.press("Tab")
    app.page.locator(".st-key-save_marker button").click()
    app.page.get_by_text(app.say("ui.marker_changed", marker="701")).wait_for()
    app.page.locator(".st-key-marker_history button").click()
    app.expect_title("Lịch sử mốc 701")
    app.page.locator(".bg-history-head", has_text="Theo biên bản kiểm tra").first.wait_for()
    app.page.locator(".bg-change", has_text="Nghiêng, cần sửa").first.wait_for()
    app.assert_calm()
