"""The map as of a day: dragged in the browser, by what was known and by what had happened."""

import pytest

from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser

DAYS = {"31/12/2019", "31/12/2021", "31/12/2022"}


def set_day(app: AppPages, day: str) -> int:
    """Type a day into the bar; return how many incidents the map shows then."""
    frame = app.map()
    field = frame.locator(".border-time-day")
    field.fill(day)
    field.press("Tab")
    frame.wait_for_function("day => document.querySelector('.border-time-day').value === day", arg=day)
    app.page.wait_for_timeout(400)
    return int(frame.locator(".border-time-count").inner_text().split()[0])


def test_the_map_shows_three_days_that_have_passed_and_keeps_its_view(visit):
    app = visit().go("map")
    frame = app.map()
    app.search("632-633")
    app.expect_title("632-633")
    app.settle()
    view = {key: app.map().evaluate("BorderMap.state()")[key] for key in ("latitude", "longitude", "zoom")}
    frame.locator("[data-button=clock]").click()
    frame.locator(".border-time").wait_for()
    frame.locator(".border-time-ways button").nth(1).click()
    shown = [set_day(app, day) for day in sorted(DAYS, key=lambda day: day[-4:])]
    assert shown[0] < shown[1] < shown[2]
    after = app.map().evaluate("BorderMap.state()")
    assert {key: after[key] for key in view} == pytest.approx(view)
    frame.locator(".border-time-ways button").first.click()
    assert set_day(app, "31/12/2021") == 0
    app.assert_calm()


def test_dragging_runs_nothing_on_the_server_and_is_taken_back_with_one_click(visit):
    app = visit()
    sent = []
    app.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    app.go("map")
    frame = app.map()
    frame.locator("[data-button=clock]").click()
    frame.locator(".border-time").wait_for()
    app.page.wait_for_timeout(1500)
    before = len(sent)
    box = frame.locator(".border-time-range").bounding_box()
    app.page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=12)
    app.page.mouse.up()
    app.page.wait_for_timeout(500)
    assert len(sent) == before
    assert frame.evaluate("BorderMap.asOf().day") < frame.evaluate("Date.now() / 86400000") - 100
    frame.locator(".border-time-close").click()
    assert frame.evaluate("BorderMap.asOf()") is None
    assert not frame.locator(".border-time").is_visible()
    app.assert_calm()


def test_the_day_outlives_a_visit_to_another_page(visit):
    app = visit().go("map")
    frame = app.map()
    frame.locator("[data-button=clock]").click()
    frame.locator(".border-time").wait_for()
    shown = set_day(app, "31/12/2022")
    app.turn_to("incidents")
    app.expect_title(app.say("ui.page_incidents"))
    app.turn_to("map")
    frame = app.map()
    frame.locator(".border-time").wait_for()
    assert frame.locator(".border-time-day").input_value() == "31/12/2022"
    assert int(frame.locator(".border-time-count").inner_text().split()[0]) == shown
