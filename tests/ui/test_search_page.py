"""The search over everything on the first page: by kind, each hit with its way, reports cited."""

import pytest
from playwright.sync_api import expect

from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.surveys import find_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def look_for(app, text):
    field = app.field("ui.search_all")
    field.fill(text)
    field.press("Enter")
    app.page.locator(".st-key-stop_searching").wait_for()


def test_a_report_a_survey_area_a_work_and_a_marker_are_found_and_lead_to_their_pages(visit, shared_app):
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    area = find_area(workspace, "KS-CB-2022-001")
    draft = IncidentDraft("Sửa mốc", "marker_damage", place_text="640", survey_areas=(area.id,))
    incident = record_incident(workspace, draft)
    add_report(workspace, incident.id, "Tổ công tác đã <b>gia cố</b> chân mốc")
    workspace.close()

    app = visit().go("home")
    look_for(app, "gia co")
    card = app.page.locator(".st-key-panel_found_incidents .bg-card").first
    expect(card.locator(".bg-extract")).to_have_text("Tổ công tác đã <b>gia cố</b> chân mốc")
    expect(card.locator("mark")).to_have_text(["gia", "cố"])
    app.page.get_by_role("button", name=app.say("ui.open_incident", number=incident.number)).click()
    app.expect_title("Sửa mốc")
    # The survey area stands there under its own number and name.
    app.page.get_by_role("button", name="KS-CB-2022-001 · Khu vực mốc 571 – 572").click()
    app.expect_title("KS-CB-2022-001 · Khu vực mốc 571 – 572")

    app.go("home")
    look_for(app, "khu vuc 571")
    app.page.get_by_role("button", name=app.say("ui.open_area", number="KS-CB-2022-001")).click()
    app.expect_title("KS-CB-2022-001 · Khu vực mốc 571 – 572")
    app.go("home")
    look_for(app, "834/1")
    app.page.locator(".st-key-panel_found_markers").get_by_role("button", name="834/1").first.click()
    app.page.wait_for_url("**marker=834**")
    app.assert_calm()


def test_nothing_is_found_inside_words_and_all_of_a_kind_can_be_asked_for(visit):
    app = visit().go("home")
    look_for(app, "goc")
    app.page.get_by_text(app.say("ui.found_nothing", text="goc")).wait_for()
    look_for(app, "tai")
    cards = app.page.locator(".st-key-panel_found_incidents .bg-card")
    expect(cards).to_have_count(8)
    app.page.locator(".st-key-found_more_incidents button").click()
    app.page.locator(".st-key-found_more_incidents").wait_for(state="detached")
    expect(cards).to_have_count(14)
    app.assert_calm()
