"""A saved map in a real browser, with no network and no server."""

import pytest

from border_gis.crs import measure_geodesic
from border_gis.maps import MapAssets, MapPage, render_map
from tests.maps.builders import NASTY, build_content, build_incident, build_line

pytestmark = pytest.mark.browser


@pytest.fixture
def open_map(browser, tmp_path):
    contexts = []

    def open_saved(content, **options):
        saved = tmp_path / "map.html"
        saved.write_text(
            render_map(content, MapPage(assets=MapAssets(inline=True), **options)), encoding="utf-8"
        )
        context = browser.new_context(viewport={"width": 1200, "height": 800}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.errors, page.asked = [], []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.errors.append(message.text))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(saved.as_uri())
        page.wait_for_function("window.BorderMap && BorderMap.ready")
        return page

    yield open_saved
    for context in contexts:
        context.close()


def test_a_saved_map_opens_with_no_network_and_asks_for_nothing(open_map):
    page = open_map(build_content())
    assert [url for url in page.asked if not url.startswith("data:")] == [page.url]
    assert page.errors == []
    assert page.get_by_text("không có giá trị pháp lý").is_visible()
    assert page.locator("button.border-legend-head").inner_text() == "Lớp bản đồ và chú giải"


def test_texts_with_scripts_and_template_marks_stay_text(open_map):
    page = open_map(
        build_content(lines=(build_line(name=NASTY),), incidents=(build_incident(title=NASTY),), works=())
    )
    at = page.evaluate("BorderMap.pixelOf(22.85, 106.1)")
    page.mouse.move(at["x"], at["y"])
    page.locator(".border-tip").wait_for(state="visible")
    assert NASTY in page.locator(".border-tip").inner_text()
    page.mouse.click(at["x"], at["y"])
    page.locator(".leaflet-popup").wait_for(state="visible")
    assert NASTY in page.locator(".leaflet-popup").inner_text()
    assert NASTY in page.locator(".border-legend").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.errors == []


def test_measuring_agrees_with_the_ellipsoid_to_a_millimetre(open_map):
    page = open_map(build_content())
    found = page.evaluate("BorderMap.measure([{lat: 22.85, lng: 105.0}, {lat: 23.1, lng: 106.5}])")
    azimuth_deg, length_m = measure_geodesic(105.0, 22.85, 106.5, 23.1)
    assert found["length"] == pytest.approx(length_m, abs=1e-3)
    assert found["bearing"] == pytest.approx(azimuth_deg % 360, abs=1e-9)


def test_the_ruler_tells_the_length_between_two_clicks_and_escape_ends_it(open_map):
    page = open_map(build_content(), language="en")
    page.locator("[data-button=ruler]").click()
    page.mouse.click(300, 500)
    page.mouse.click(600, 500)
    assert page.locator(".border-measure-text").inner_text().startswith("Length:")
    page.keyboard.press("Escape")
    assert page.locator(".border-measure").count() == 0


def test_layers_and_kinds_are_switched_off_and_on_in_the_legend(open_map):
    page = open_map(build_content())
    at = page.evaluate("BorderMap.pixelOf(22.85, 106.1)")

    def layers_there():
        return {
            hit["layer"] for hit in page.evaluate("([x, y]) => BorderMap.hitsAt(x, y)", [at["x"], at["y"]])
        }

    assert "incident" in layers_there()
    box = page.locator("input[data-key='incident-group:fence']")
    box.uncheck()
    assert "incident" not in layers_there()
    box.check()
    assert "incident" in layers_there()
    page.locator("input[data-key='layer:marker']").uncheck()
    assert page.evaluate("BorderMap.isShown('marker')") is False


def test_the_pointer_tells_its_coordinates_in_the_way_of_the_language(open_map):
    page = open_map(build_content())
    at = page.evaluate("BorderMap.pixelOf(22.85, 106.1)")
    page.mouse.move(at["x"], at["y"])
    page.wait_for_function("document.querySelector('.border-pointer').textContent.includes('106°')")
    said = page.locator(".border-pointer").inner_text()
    assert "B" in said and "Đ" in said
    assert "22,8" in said
