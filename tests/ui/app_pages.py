"""The app as a person uses it, in a real browser."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from playwright.sync_api import Error

from border_gis.i18n import translate
from border_gis.ui.pages import PAGES as BAR

if TYPE_CHECKING:
    from playwright.sync_api import Frame, FrameLocator, Locator, Page

PAGES = ("home", "map", "incidents", "new", "works", "markers", "areas", "activities", "lines", "rules")
PATIENCE_MS = 30_000
CODE = re.compile(
    r"\b(?:ui|maps|incidents?|reference|locate|coordinates|places|register|markers|store|access"
    r"|works?|section|zones)\.[a-z]\w+"
)


class AppPages:
    """One visitor of the app.

    Attributes
    ----------
    page : Page
    url : str
        The app's address.
    language : str
    """

    def __init__(self, page: Page, url: str, language: str = "vi") -> None:
        self.page, self.url, self.language = page, url, language
        self.page.set_default_timeout(PATIENCE_MS)
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def say(self, code: str, **params: object) -> str:
        """Return words in the visitor's language."""
        return translate(code, params, self.language)

    def go(self, name: str = "map", **address: str) -> AppPages:
        """Open a page by its address."""
        words = {"page": name, "lang": self.language, **address}
        self.page.goto(f"{self.url}/?{urlencode(words)}")
        self.page.locator(".bg-brand").wait_for()
        return self

    def turn_to(self, name: str) -> AppPages:
        """Open a page from the bar."""
        if BAR[name].in_bar:
            self.page.locator(f".st-key-nav_{name} button").click()
        else:
            self.page.locator(".st-key-nav_more button").click()
            self.page.get_by_test_id("stMenuButtonBody").get_by_text(self.say(f"ui.page_{name}")).click()
        return self

    def map(self) -> Frame:
        """Return the map's own frame, ready."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            for frame in self.page.frames:
                if frame.url == "about:srcdoc" and self._is_ready(frame):
                    return frame
            self.page.wait_for_timeout(50)
        raise AssertionError("no map came up")

    @staticmethod
    def _is_ready(frame: Frame) -> bool:
        try:
            ready = frame.evaluate("Boolean(window.BorderMap && BorderMap.ready)")
            return bool(ready) and frame.frame_element().is_visible()
        except Error:
            # The frame went while it was asked.
            return False

    def settle(self) -> None:
        """Wait until the map has stopped flying."""
        before = None
        for _ in range(100):
            now = self.map().evaluate("JSON.stringify(BorderMap.state())")
            if now == before:
                return
            before = now
            self.page.wait_for_timeout(250)
        raise AssertionError("the map does not come to rest")

    def field(self, code: str) -> Locator:
        """Return the text field with these words."""
        return self.page.get_by_label(self.say(code), exact=True)

    def fill(self, code: str, text: str) -> None:
        """Fill a text field and leave it."""
        field = self.field(code)
        field.fill(text)
        field.press("Tab")

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=False).first.click()
        self.page.keyboard.type(option)
        self.page.get_by_role("option", name=option, exact=True).click()

    def begin_report(self) -> None:
        """Open the form for a further report on the incident that is shown."""
        # While a page runs again it may hold what it showed before beside what it shows now.
        self.rest()
        self.page.locator(".st-key-begin_report button").click()
        self.page.get_by_label(self.say("ui.report_text")).wait_for()

    def sign_in(self, name: str, password: str) -> None:
        """Say who one is, where people sign in."""
        self.field("access.account").fill(name)
        self.field("access.password").fill(password)
        self.page.get_by_role("button", name=self.say("access.sign_in"), exact=True).click()

    def take_step(self, code: str) -> None:
        """Take a step that the page of an incident suggests: it opens the form and fills it in."""
        self.page.locator(f".st-key-next_{code} button").click()
        self.page.get_by_label(self.say("ui.report_text")).wait_for()

    def take_state(self) -> None:
        """Take the state that the form of a report suggests for the incident."""
        button = self.page.locator("[class*=_take_state] button")
        button.click()
        button.wait_for(state="detached")

    def attach(self, name: str, content: bytes, media_type: str) -> None:
        """Hand in a file with the form of a report, and wait until the app has all of it."""
        panel = self.page.locator(".st-key-panel_report")
        given = {"name": name, "mimeType": media_type, "buffer": content}
        with self.page.expect_response(lambda answer: "/upload_file/" in answer.url):
            panel.locator("input[type=file]").set_input_files([given])
        # The middle of a long name is left out.
        panel.get_by_text(name[:6]).first.wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait until the app has answered and what stands on the page does not change any more."""
        before, still = "", 0
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < deadline:
            state = self.page.locator(".stApp").get_attribute("data-test-script-state")
            now = self.text()
            still = still + 1 if now == before and state == "notRunning" else 0
            if still == 3:
                return
            before = now
            self.page.wait_for_timeout(200)
        raise AssertionError("the page does not come to rest")

    def search(self, text: str) -> None:
        """Type into the search box of the map page."""
        field = self.field("ui.search")
        field.fill(text)
        field.press("Enter")

    def click_map(self, longitude_deg: float, latitude_deg: float) -> None:
        """Click on a place that the map shows."""
        frame = self.map()
        at = frame.evaluate("([lat, lon]) => BorderMap.pixelOf(lat, lon)", [latitude_deg, longitude_deg])
        box = frame.frame_element().bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])

    def click_middle(self, right_px: int, down_px: int) -> None:
        """Click on the map, so many pixels from its middle."""
        box = self.map().frame_element().bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.click(x + right_px, y + down_px)

    def table(self) -> FrameLocator:
        """Return the frame of the page's table."""
        return self.page.frame_locator("[class*=st-key-table_] iframe[title$=border_table]")

    def open_row(self, text: str) -> None:
        """Click on the row of the table that holds a text."""
        self.table().locator(".row", has_text=text).first.click()

    def title(self) -> Locator:
        """Return the heading of the page or of the place that is shown."""
        return self.page.locator("h1.bg-title").last

    def expect_title(self, text: str) -> None:
        """Wait for a heading."""
        self.page.locator("h1.bg-title", has_text=text).first.wait_for()

    def hits_at(self, longitude_deg: float, latitude_deg: float) -> list[str]:
        """Return the layers of what the map shows at a place."""
        hits = self.map().evaluate(
            """([lat, lon]) => {
                const at = BorderMap.pixelOf(lat, lon);
                return BorderMap.hitsAt(at.x, at.y).map((hit) => hit.layer);
            }""",
            [latitude_deg, longitude_deg],
        )
        return [str(layer) for layer in hits]

    def text(self) -> str:
        """Return everything that can be read on the page."""
        return self.page.locator(".stApp").inner_text()

    def assert_calm(self) -> None:
        """Fail if the page shows a traceback, an exception box or a code without words."""
        assert self.page.locator("[data-testid=stException]").count() == 0
        text = self.text()
        for mark in ("Traceback", "Error:", "Exception"):
            assert mark not in text, (mark, text)
        assert CODE.findall(text) == []
        assert self.errors == []
