"""Histories of a marker, a stretch and a work: the strip, the reports, and the map as of a day."""

import pytest

from border_gis.services.works import list_works
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings

pytestmark = pytest.mark.browser


def strip(app):
    return app.page.frame_locator("[class*=st-key-strip_] iframe")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_stretch_tells_what_happened_on_it(visit, language):
    app = visit(language).go("history", of="stretch:632-633")
    app.expect_title("632-633")
    strip(app).locator(".mark").first.wait_for()
    app.page.get_by_text("CB-2022-005").first.wait_for()
    frame = app.map()
    frame.locator(".border-time").wait_for()
    app.assert_calm()


def test_a_marker_leads_to_its_history_and_a_report_of_it_to_the_incident(visit):
    app = visit().go("markers", marker="836(2)")
    app.page.locator(".st-key-marker_history button").click()
    app.expect_title("Lịch sử mốc 836(2)")
    app.page.locator("[class*=st-key-open_history_] button").first.click()
    app.page.wait_for_url("**page=incidents**")
    app.page.go_back()
    app.expect_title("Lịch sử mốc 836(2)")
    app.assert_calm()


def test_a_reference_that_is_typed_turns_to_its_history(visit):
    app = visit().go("history")
    app.expect_title(app.say("ui.page_history"))
    field = app.field("ui.history_reference")
    field.fill("556/1-556/2")
    field.press("Enter")
    app.expect_title("Lịch sử đoạn 556/1-556/2")
    app.page.locator(".st-key-panel_history_incidents .bg-card").first.wait_for()
    found = " ".join(app.page.locator(".st-key-panel_history_incidents .bg-card").all_inner_texts())
    assert "CB-2022-001" in found
    assert "CB-2022-010" in found
    app.assert_calm()


def test_a_work_has_a_history_too(visit, shared_app):
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    work = list_works(workspace)[0].work
    workspace.close()
    app = visit().go("history", of=f"work:{work.id}")
    app.page.locator("h1.bg-title").first.wait_for()
    app.page.locator(".st-key-panel_history_map").wait_for()
    app.assert_calm()


def test_what_is_no_place_is_said_in_words(visit):
    app = visit().go("history", of="stretch:xin chào")
    app.page.locator("[data-testid=stAlert]").first.wait_for()
    app.assert_calm()
