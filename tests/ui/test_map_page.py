"""The map page: a reference is typed or a place clicked, the map goes there and says what is known."""

import pytest

pytestmark = pytest.mark.browser


def centre(app):
    app.settle()
    state = app.map().evaluate("BorderMap.state()")
    return state["longitude"], state["latitude"], state["zoom"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_stretch_is_found_by_its_markers_and_everything_known_of_it_is_told(visit, language):
    app = visit(language).go()
    app.map()
    app.search("834/1-835")
    app.expect_title("834/1-835")
    longitude, latitude, zoom = centre(app)
    assert longitude == pytest.approx(106.70, abs=0.05)
    assert latitude == pytest.approx(22.837, abs=0.05)
    assert zoom > 11
    text = app.text()
    for code in ("ui.incidents_near", "ui.works_near", "ui.markers_here", "ui.province", "ui.placement"):
        assert app.say(code) in text, code
    for known in ("CB-2022-003", "Cao Bằng", "VN-2000 105°45'", "UTM 48N", "836(1)"):
        assert known in text, known
    app.assert_calm()


def test_two_readings_are_two_choices_and_the_map_goes_to_the_one_that_is_chosen(visit):
    app = visit().go()
    app.map()
    app.search("840-600m")
    app.expect_title("840-600m")
    _, _, near = centre(app)
    choices = app.page.locator(".st-key-place_panel").get_by_role("radio")
    assert choices.count() == 2
    app.page.get_by_text("840-600 –").click()
    app.page.locator("h1.bg-title", has_text="840-600").wait_for()
    app.page.wait_for_function("!document.querySelector('h1.bg-title').textContent.includes('m')")
    _, _, far = centre(app)
    assert far < near - 2


@pytest.mark.parametrize(
    "text",
    [
        "22.83, 106.70",
        "22°49'48\"B 106°42'00\"Đ",
        "597437 2525861 105°45'",
    ],
)
def test_coordinates_are_found_in_each_of_their_forms(visit, text):
    app = visit().go()
    app.map()
    app.search(text)
    app.page.get_by_text(app.say("ui.reference"), exact=True).wait_for()
    longitude, latitude, _ = centre(app)
    assert longitude == pytest.approx(106.70, abs=0.02)
    assert latitude == pytest.approx(22.83, abs=0.02)
    app.assert_calm()


def test_a_click_on_the_map_answers_with_the_reference_and_stays_where_it_is(visit):
    app = visit().go()
    app.map()
    app.search("840")
    app.expect_title("840")
    before = centre(app)
    app.click_map(106.73, 22.82)
    app.page.get_by_text("cách đường biên giới").first.wait_for()
    assert app.title().inner_text().startswith("84")
    assert centre(app) == pytest.approx(before)
    app.assert_calm()


def test_a_click_on_an_incident_names_it_and_leads_to_it(visit):
    app = visit().go()
    app.map()
    app.search("840+600m")
    app.expect_title("840+600m")
    app.settle()
    app.click_map(106.723439, 22.812679)
    app.page.get_by_text(app.say("ui.clicked_incidents")).wait_for()
    app.page.get_by_role("button", name=app.say("ui.open_incident", number="CB-2022-004")).first.click()
    app.page.wait_for_url("**incident=CB-2022-004**")
    app.page.get_by_text(app.say("ui.history")).first.wait_for()
    app.assert_calm()


def test_pan_zoom_and_layers_do_not_run_the_page_again(visit):
    app = visit()
    sent = []
    app.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    app.go()
    frame = app.map()
    app.page.wait_for_timeout(2000)
    before = len(sent)
    box = frame.frame_element().bounding_box()
    x, y = box["x"] + 400, box["y"] + 300
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    app.page.mouse.move(x + 150, y + 80, steps=6)
    app.page.mouse.up()
    app.page.mouse.wheel(0, -600)
    app.page.wait_for_timeout(800)
    frame.locator("input[data-key='layer:marker']").uncheck()
    frame.locator(".leaflet-control-zoom-out").click()
    app.page.wait_for_timeout(1500)
    assert len(sent) == before
    assert frame.evaluate("BorderMap.isShown('marker')") is False


def test_view_and_layers_outlive_a_visit_to_another_page(visit):
    app = visit().go()
    app.map()
    app.search("834/1-835")
    app.expect_title("834/1-835")
    app.settle()
    app.map().locator("input[data-key='layer:gate']").uncheck()
    before = centre(app)
    app.turn_to("incidents")
    app.expect_title(app.say("ui.page_incidents"))
    app.turn_to("map")
    frame = app.map()
    # Within a pixel.
    assert centre(app) == pytest.approx(before, abs=2e-4)
    assert frame.evaluate("BorderMap.isShown('gate')") is False


def test_the_map_may_fill_the_screen(visit):
    app = visit().go()
    frame = app.map()
    assert frame.evaluate("document.fullscreenEnabled") is True


@pytest.mark.parametrize(
    "text",
    [
        "9999",
        "0/0",
        "840+99999999m",
        "840(7)",
        "xin chào",
        "106.70, 22.83 abc",
        "0, 0",
        "48.85, 2.35",
        "552212.011 2507940.141 9999",
        "<script>window.hacked = 1</script> ${7*7} {{7*7}}",
        "mốc " * 2000,
        "\x01\x02\ufffd\u200b",
        "-",
    ],
)
def test_what_cannot_be_found_is_told_in_words_and_the_page_lives_on(visit, text):
    app = visit().go()
    app.map()
    app.search(text)
    app.page.locator(".bg-note-error, .bg-note-warning").first.wait_for()
    app.assert_calm()
    assert app.page.evaluate("window.hacked") is None
    app.search("834/1")
    app.expect_title("834/1")


def test_a_saved_map_opens_anywhere_with_no_network(visit, browser, tmp_path):
    app = visit().go()
    app.map()
    with app.page.expect_download() as waiting:
        app.page.get_by_role("button", name=app.say("ui.save_map")).click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    assert saved.suffix == ".html"
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    page.wait_for_function("window.BorderMap && BorderMap.ready")
    assert [url for url in asked if not url.startswith("data:")] == [saved.as_uri()]
    assert page.get_by_text("không có giá trị pháp lý").first.is_visible()
    context.close()
