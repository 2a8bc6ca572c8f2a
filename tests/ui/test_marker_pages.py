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
