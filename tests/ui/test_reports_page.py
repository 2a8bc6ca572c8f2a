"""The page of reports, as a person uses it."""

import pytest
from playwright.sync_api import expect

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=window.hacked=1> ![a](http://outside.invalid/x.png) **b**"


def open_figure(app, group, label):
    """Click on a figure by the name of its group and its own."""
    panel = app.page.locator(
        "[class*=st-key-panel_group_]", has=app.page.get_by_text(group, exact=True)
    ).first
    panel.get_by_role("button", name=label).first.click()


def wait_for_records(app, label):
    side = app.page.locator(".st-key-panel_behind")
    side.locator("h2", has_text=label).wait_for()
    return side


def test_a_figure_opens_the_records_behind_it_and_a_record_its_page(visit):
    app = visit("vi").go("reports")
    app.page.locator(".bg-figure").first.wait_for()
    # The last year that has anything.
    expect(app.field("areas.period_from")).to_have_value("01/01/2022")
    open_figure(app, "Vụ việc theo địa bàn", "Huyện Bảo Lạc")
    side = wait_for_records(app, "Huyện Bảo Lạc")
    cards = side.locator("[class*=st-key-card_behind]")
    expect(cards).to_have_count(3)
    side.get_by_role("button", name="Mở hồ sơ CB-2022-009").click()
    app.expect_title("phóng tuyến hàng rào")
    app.assert_calm()


def test_half_a_year_shows_what_nobody_can_tell_and_says_why(visit):
    app = visit("vi").go("reports")
    app.page.locator(".bg-figure").first.wait_for()
    app.fill("areas.period_to", "30/06/2022")
    app.page.get_by_text("+12?").first.wait_for()
    open_figure(app, "Tình hình vụ việc trong kỳ", "Mới phát sinh")
    side = wait_for_records(app, "Mới phát sinh")
    side.get_by_text("chưa đủ rõ").wait_for()
    expect(side.locator("[class*=st-key-card_behind_sure]")).to_have_count(2)
    expect(side.locator("[class*=st-key-card_behind_unsure]")).to_have_count(12)
    app.assert_calm()


def test_a_wrong_period_is_said_in_words(visit):
    app = visit("vi").go("reports")
    app.page.locator(".bg-figure").first.wait_for()
    app.fill("areas.period_to", "30/06/2021")
    app.page.get_by_text("trước khi bắt đầu").wait_for()
    app.fill("areas.period_to", "hôm qua")
    app.page.locator(".bg-note-error").wait_for()
    app.assert_calm()


def test_every_chapter_has_words_in_both_languages(visit):
    for language in ("vi", "en"):
        app = visit(language).go("reports")
        app.page.locator(".bg-figure").first.wait_for()
        for chapter in ("exchanges", "works", "surveys", "markers", "deadlines"):
            app.page.get_by_text(app.say(f"period.short_{chapter}"), exact=True).last.click()
            first = {"exchanges": "exchanges", "works": "works_by_kind", "surveys": "areas_by_purpose"}
            group = first.get(chapter, chapter)
            app.page.get_by_text(app.say(f"period.group_{group}"), exact=True).first.wait_for()
            app.assert_calm()


def test_the_report_is_made_with_progress_and_taken(visit, tmp_path):
    app = visit("vi").go("reports")
    app.page.locator(".bg-figure").first.wait_for()
    chosen = app.page.locator(".st-key-period_formats")
    chosen.locator("input").press("Backspace")
    chosen.get_by_text("PDF", exact=True).wait_for(state="detached")
    app.page.locator(".st-key-period_make button").click()
    taken = app.page.get_by_test_id("stDownloadButton").get_by_role("button", name="XLSX")
    taken.wait_for()
    with app.page.expect_download() as download:
        taken.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "period-2022-01-01-2022-12-31-vi-internal.xlsx"
    assert path.read_bytes()[:2] == b"PK"
    app.assert_calm()


def test_a_unit_written_in_markup_is_shown_as_it_was_written(visit, shared_app):
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    workspace = workspace.acting_as(office_actor("Cán bộ trực"))
    draft = IncidentDraft(
        "Vụ việc thử", "fence", date=PartialDate(2022, 8, 1), place_text="739-741", unit_as_written=NASTY
    )
    record_incident(workspace, draft)
    workspace.close()
    app = visit("vi").go("reports")
    app.page.locator(".bg-figure-name", has_text=NASTY).first.wait_for()
    assert app.page.evaluate("window.hacked") is None
    assert app.page.locator(".stApp img[src='x']").count() == 0
    app.assert_calm()
