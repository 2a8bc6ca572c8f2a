"""Every page, in both languages: it comes up, asks no other host, and says what data it shows."""

import pytest

from border_gis.ui.pages import PAGES as BAR
from tests.ui.app_pages import PAGES

pytestmark = pytest.mark.browser

LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_comes_up_with_words_and_without_an_outside_request(visit, name, language):
    app = visit(language).go(name)
    here = name if BAR[name].in_bar else "more"
    app.page.locator(f".st-key-nav_{here} button[kind=primary]").wait_for()
    if name in ("map", "new"):
        app.map()
    elif name in ("incidents", "markers", "rules"):
        app.table().locator(".row").first.wait_for()
    elif name == "activities":
        app.page.get_by_text(app.say("ui.activities_none")).wait_for()
    else:
        app.page.locator("[class*=st-key-panel_]").first.wait_for()
    app.assert_calm()
    assert app.say("ui.demonstration") in app.text()
    for page, entry in BAR.items():
        if entry.in_bar:
            assert app.say(f"ui.page_{page}") in app.text()


def test_no_words_of_streamlit_itself_are_on_a_vietnamese_page(visit):
    app = visit("vi")
    for name in PAGES:
        app.go(name)
        app.page.wait_for_timeout(1500)
        for field in app.page.locator("[data-testid=stMultiSelect]").all():
            field.click()
            options = app.page.get_by_role("option")
            options.first.wait_for()
            assert "Select all" not in options.all_inner_texts()
            app.page.keyboard.press("Escape")
        text = app.text()
        for words in ("Deploy", "Press Enter", "Choose an option", "Choose options", "Made with Streamlit"):
            assert words not in text
        for hidden in ("stAppDeployButton", "stToolbar", "stMainMenu"):
            locator = app.page.locator(f"[data-testid={hidden}]")
            assert locator.count() == 0 or not locator.first.is_visible()


def test_the_language_is_switched_on_the_spot_and_kept_in_the_address(visit):
    app = visit("vi").go("markers", marker="834/1")
    app.expect_title("Mốc 834/1")
    app.page.get_by_text("Eng", exact=True).click()
    app.expect_title("Marker 834/1")
    assert "lang=en" in app.page.url
    assert "marker=834" in app.page.url
    app.page.reload()
    app.expect_title("Marker 834/1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_the_vendored_ones_with_every_vietnamese_accent(visit, language):
    app = visit(language).go("incidents")
    app.expect_title(app.say("ui.page_incidents"))
    found = app.page.evaluate(
        """async () => {
            await document.fonts.load('500 16px "Be Vietnam Pro"', 'ưỡng ệ ỹ đ');
            return document.fonts.check('500 16px "Be Vietnam Pro"', 'ưỡng ệ ỹ đ')
                && getComputedStyle(document.querySelector('.stApp button')).fontFamily;
        }"""
    )
    assert "Be Vietnam Pro" in found


def test_an_address_that_names_nothing_known_is_answered_in_words(visit):
    app = visit("vi")
    app.go("incidents", incident="KHÔNG-CÓ-001")
    app.page.get_by_text("KHÔNG-CÓ-001").first.wait_for()
    app.assert_calm()
    app.go("markers", marker="9999")
    app.page.get_by_text("9999").first.wait_for()
    app.assert_calm()
    app.go("markers", marker="xin chào")
    app.page.locator("[data-testid=stAlert]").first.wait_for()
    app.assert_calm()
    app.go("nowhere")
    app.page.locator(".st-key-panel_stages").wait_for()
    app.assert_calm()


def test_the_pages_that_are_needed_less_often_stand_behind_one_button(visit):
    app = visit("vi").go("home")
    app.turn_to("new")
    app.expect_title(app.say("ui.page_new"))
    assert "page=new" in app.page.url
    app.assert_calm()


def test_the_back_button_of_the_browser_leads_back_through_the_pages(visit):
    app = visit("vi").go("home")
    app.page.locator(".st-key-panel_stages").wait_for()
    app.turn_to("incidents")
    app.open_row("CB-2022-006")
    app.page.wait_for_url("**incident=CB-2022-006**")
    app.page.get_by_text(app.say("ui.history")).first.wait_for()
    app.page.go_back()
    app.table().locator(".row").first.wait_for()
    app.page.go_back()
    app.page.locator(".st-key-panel_stages").wait_for()
    app.page.go_forward()
    app.table().locator(".row").first.wait_for()
    app.assert_calm()


def test_whoever_uses_the_keyboard_can_skip_the_bar_and_reaches_every_page(visit):
    app = visit("vi").go("home")
    app.page.locator(".st-key-panel_stages").wait_for()
    app.rest()
    for _ in range(3):
        app.page.keyboard.press("Tab")
        if app.page.evaluate("document.activeElement.className") == "bg-skip":
            break
    assert app.page.evaluate("document.activeElement.textContent") == app.say("ui.skip_to_content")
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Tab")
    assert app.page.evaluate("document.activeElement.placeholder") == app.say("ui.search_all_example")
    app.page.keyboard.type("1108")
    app.page.keyboard.press("Enter")
    app.page.locator(".bg-card", has_text="739-741").first.wait_for()
    app.assert_calm()
