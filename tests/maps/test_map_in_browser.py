"""A saved map in a real browser, with no network and no server."""

import pytest

from border_gis.crs import measure_geodesic
from border_gis.maps import MapAssets, MapPage, render_map
from border_gis.maps.belts import belt_features
from border_gis.zones.belts import Belt
from tests.maps.builders import NASTY, build_content, build_incident, build_line, build_work

pytestmark = pytest.mark.browser


@pytest.fixture
def open_map(browser, tmp_path):
    contexts = []

    def open_saved(content, overlays=None, **options):
        saved = tmp_path / "map.html"
        page = MapPage(assets=MapAssets(inline=True), **options)
        saved.write_text(render_map(content, page, overlays), encoding="utf-8")
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
    assert page.locator(".border-banner", has_text="không có giá trị pháp lý").is_visible()
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


BELTS = tuple(Belt(f"{distance_m:g}", distance_m, (), None, ()) for distance_m in (30.0, 500.0))


def build_overlay(line, *, outcome="prohibited", tip="Không được phép · Điều 21(1)"):
    zones = {belt.key: belt_features(belt, line) for belt in BELTS}
    return {"line": line.id, "zones": zones, "works": {"w1": {"v": outcome, "t": [tip]}}}


def draw_of_work(page):
    """Colour and pattern in which the one work is drawn."""
    return page.evaluate("BorderMap.looksOf('work')")


def test_belts_are_off_at_first_and_switched_on_one_by_one(open_map):
    line = build_line()
    page = open_map(build_content(lines=(line,), belts=BELTS), {"line": build_overlay(line)})
    assert page.evaluate("BorderMap.beltsShown()") == []
    page.locator("input[data-key='zone:500']").check()
    assert page.evaluate("BorderMap.beltsShown()") == ["500"]
    page.locator("input[data-key='zone:30']").check()
    assert page.evaluate("BorderMap.beltsShown()") == ["30", "500"]
    page.locator("input[data-key='zone:500']").uncheck()
    assert page.evaluate("BorderMap.beltsShown()") == ["30"]
    assert page.get_by_text("không theo hình vẽ").is_visible()
    assert page.errors == []


def test_works_take_the_colours_and_patterns_of_their_verdicts_and_their_tips_say_them(open_map):
    line = build_line()
    content = build_content(lines=(line,), incidents=(), works=(build_work(),), colours_by_verdict=True)
    page = open_map(content, {"line": build_overlay(line, tip=NASTY)})
    before = draw_of_work(page)
    page.locator("input[data-key='paint:verdict']").check()
    after = draw_of_work(page)
    assert (before, after) == ([["#2b2b2b", "2 4"]], [["#d55e00", ""]])
    row = page.locator("label", has=page.locator("input[data-key='work-outcome:prohibited']"))
    assert row.locator(".border-legend-count").inner_text() == "1"
    assert not page.locator("input[data-key='work-colour:cn']").is_visible()
    at = page.evaluate("BorderMap.pixelOf(22.825, 106.05)")
    page.mouse.move(at["x"], at["y"])
    page.locator(".border-tip-verdict").wait_for(state="visible")
    assert page.locator(".border-tip-verdict").inner_text() == NASTY
    assert page.evaluate("window.hacked") is None
    hits = "([x, y]) => BorderMap.hitsAt(x, y).map((hit) => hit.layer)"
    assert "work" in page.evaluate(hits, [at["x"], at["y"]])
    page.locator("input[data-key='work-outcome:prohibited']").uncheck()
    assert "work" not in page.evaluate(hits, [at["x"], at["y"]])
    page.locator("input[data-key='paint:party']").check()
    assert draw_of_work(page) == before
    assert "work" in page.evaluate(hits, [at["x"], at["y"]])
    assert page.errors == []


def test_another_version_of_the_line_has_its_own_belts_and_verdicts(open_map):
    first = build_line()
    second = build_line(id="other", name="Đường khác", coordinates=first.coordinates + 0.01)
    overlays = {"line": build_overlay(first), "other": build_overlay(second, outcome="exempt")}
    content = build_content(lines=(first, second), belts=BELTS, colours_by_verdict=True)
    page = open_map(content, overlays)
    page.locator("input[data-key='zone:500']").check()
    page.locator("input[data-key='paint:verdict']").check()
    assert draw_of_work(page) == [["#d55e00", ""]]
    page.locator("input[data-key='by-line:other']").check()
    assert draw_of_work(page)[0][0] == "#007a5a"
    assert page.evaluate("BorderMap.beltsShown()") == ["500"]
    assert page.get_by_text("Đường khác · không có giá trị pháp lý").first.is_visible()


def test_what_was_switched_on_is_remembered_with_the_view(open_map):
    line = build_line()
    content = build_content(lines=(line,), belts=BELTS, colours_by_verdict=True)
    page = open_map(content, {"line": build_overlay(line)})
    page.locator("input[data-key='zone:30']").check()
    page.locator("input[data-key='paint:verdict']").check()
    kept = page.evaluate("BorderMap.state()")
    again = open_map(content, {"line": build_overlay(line)})
    again.evaluate("(kept) => BorderMap.restore(kept)", kept)
    assert again.evaluate("BorderMap.beltsShown()") == ["30"]
    assert again.locator("input[data-key='zone:30']").is_checked()
    assert again.locator("input[data-key='paint:verdict']").is_checked()
    assert draw_of_work(again) == [["#d55e00", ""]]
