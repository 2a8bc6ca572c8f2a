"""Survey areas as a person uses them: look at one, record one, take its summary."""

import zipfile

import pytest

from border_gis.reports.writers.pdf import find_libreoffice

pytestmark = pytest.mark.browser


def test_an_area_shows_everything_inside_and_leads_to_its_things(visit):
    app = visit().go("areas")
    app.open_row("KS-CB-2022-001")
    app.expect_title("Khu vực mốc 571 – 572")
    for words in (
        "571",
        "CB-2022-009",
        "29,40 ha",
        "490 m",
        app.say("areas.missing"),
        app.say("areas.sheet"),
    ):
        app.page.get_by_text(words).first.wait_for()
    app.page.locator(".st-key-area_sheet img").wait_for()
    app.assert_calm()
    app.page.get_by_role("button", name="CB-2022-009").first.click()
    app.page.wait_for_url("**incident=CB-2022-009**")


def test_the_map_of_an_area_shows_what_is_inside_from_close_by(visit):
    app = visit().go("areas", area="KS-CB-2022-001")
    frame = app.map()
    for layer in ("area", "line~0", "marker", "work", "incident"):
        assert frame.evaluate("(name) => BorderMap.isShown(name)", layer), layer
    assert frame.evaluate("BorderMap.zoom()") > 14
    painted = frame.evaluate("BorderMap.looksOf('work')")
    assert ["#555f66", "2 4"] in painted, "a work is drawn by its verdict, here one that is not determinable"
    tints = frame.evaluate("BorderMap.looksOf('background').map((look) => look[0])")
    assert len(set(tints)) == 1, "close by, the two countries have the same tint"
    app.assert_calm()


def test_a_new_area_is_drawn_before_it_is_saved_and_then_has_a_number(visit):
    app = visit().go("areas", area="new")
    app.page.locator(".st-key-save_area button").click()
    app.page.get_by_text(app.say("surveys.no_name")).wait_for()
    app.page.get_by_label(app.say("areas.name"), exact=True).fill("Khu vực thử")
    app.page.get_by_label(app.say("areas.place")).fill("600-602")
    app.page.keyboard.press("Tab")
    app.page.locator(".bg-note-good").first.wait_for()
    app.page.locator(".st-key-save_area button").click()
    app.expect_title("Khu vực thử")
    assert "area=KS-CB-" in app.page.url
    app.page.reload()
    app.expect_title("Khu vực thử")
    app.assert_calm()


def test_the_summary_is_made_and_can_be_taken(visit):
    app = visit().go("areas", area="summary-KS-CB-2022-003")
    formats = app.page.locator(".st-key-summary_formats")
    formats.get_by_role("button", name="Văn bản PDF").or_(
        formats.locator("[title='Văn bản PDF']")
    ).first.wait_for()
    if find_libreoffice() is not None:
        app.page.locator(".st-key-summary_look button").click()
        app.page.get_by_text(app.say("areas.pages")).wait_for(timeout=120_000)
        app.page.locator("[class*=st-key-summary_page] img").nth(2).wait_for()
    app.page.locator(".st-key-summary_make button").click()
    app.page.get_by_text(app.say("areas.files")).wait_for(timeout=120_000)
    with app.page.expect_download() as taken:
        app.page.get_by_role("button", name="KS-CB-2022-003-vi-internal.docx").click()
    assert taken.value.suggested_filename == "KS-CB-2022-003-vi-internal.docx"
    app.assert_calm()


def test_the_summaries_of_all_areas_come_in_one_archive(visit):
    app = visit().go("areas")
    app.page.locator(".st-key-all_summaries button").click()
    app.expect_title(app.say("areas.summary_all"))
    formats = app.page.locator(".st-key-summary_formats")
    formats.get_by_text("Văn bản PDF").wait_for()
    # Without the PDFs: each takes LibreOffice some seconds.
    formats.get_by_role("button", name="Văn bản PDF").or_(
        formats.locator("[title='Văn bản PDF']")
    ).first.click()
    app.page.keyboard.press("Backspace")
    app.page.locator(".st-key-summaries_make button").click()
    app.page.get_by_text(app.say("areas.files")).wait_for(timeout=180_000)
    with app.page.expect_download() as taken:
        app.page.locator(".st-key-take_all button").click()
    names = zipfile.ZipFile(taken.value.path()).namelist()
    # Another test may have recorded one besides.
    assert {name.rpartition("-vi-")[0] for name in names} >= {f"KS-CB-2022-00{each}" for each in (1, 2, 3)}
    assert app.page.get_by_text("KS-CB-2022-001-vi-internal.docx").is_visible()
    app.assert_calm()
