"""A real Chromium, a running app, and a watch over every request that a page makes.

Fixtures
--------
chromium
    Path of Chromium; a test skips with the command that installs it, or fails where
    ``BORDER_GIS_REQUIRE_BROWSER=1`` forbids the skip.
browser
    One Chromium for each module of tests.
page
    A fresh page; any request to another host than 127.0.0.1 is stopped and fails the test.
app_server
    The real app on a workspace of its own, in a process of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, WebSocket

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Whatever the watch might miss finds no way out either.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LOCAL_HOSTS = frozenset({"127.0.0.1"})
WITHOUT_HOST = frozenset({"data", "blob", "about", "javascript"})
SECONDS_TO_START = 60.0
OFFICER = "Cán bộ 1"


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The path of Chromium."""
    named = os.environ.get("BORDER_GIS_CHROMIUM", "")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found:
        return Path(found)
    reason = "Chromium is not installed: sudo apt-get install chromium (or name it in BORDER_GIS_CHROMIUM)"
    if os.environ.get("BORDER_GIS_REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for each module of tests, without windows.

    Not for the session: while its driver runs, no other test could run an event loop of its own.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(chromium), args=list(CHROMIUM_FLAGS))
        yield running
        running.close()


@dataclass
class RequestWatch:
    """Every address that the pages of a context asked for.

    Attributes
    ----------
    urls : list of str
        In the order of asking; web sockets too.
    """

    urls: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The addresses that are not this machine's."""
        return [url for url in self.urls if not is_local(url)]

    def attach(self, context: BrowserContext) -> None:
        """Watch a context: record each request, and stop those that would leave this machine."""
        context.on("request", self._see_request)
        context.on("page", lambda page: page.on("websocket", self._see_socket))
        context.route(lambda url: not is_local(url), self._stop)

    def assert_nothing_outside(self) -> None:
        """Fail if anything was asked of another host."""
        assert self.outside == [], "a page asked another host than its own"

    def _see_request(self, request: Request) -> None:
        self.urls.append(request.url)

    def _see_socket(self, socket_of_page: WebSocket) -> None:
        self.urls.append(socket_of_page.url)

    def _stop(self, route: Route) -> None:
        route.abort("blockedbyclient")


def is_local(url: str) -> bool:
    """Return whether an address stays on this machine (``data:`` and ``blob:`` ask nobody)."""
    parts = urlsplit(url)
    return parts.scheme in WITHOUT_HOST or parts.hostname in LOCAL_HOSTS


@pytest.fixture
def requests_watched() -> Iterator[RequestWatch]:
    """The watch of this test's pages; fails the test at its end if one asked another host."""
    watch = RequestWatch()
    yield watch
    watch.assert_nothing_outside()


@pytest.fixture
def new_page(browser: Browser, requests_watched: RequestWatch) -> Iterator[Callable[..., Page]]:
    """Open watched pages: ``new_page(locale="en-GB", viewport={…})``, each as a fresh visitor."""
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        defaults = {"locale": "vi-VN", "viewport": {"width": 1440, "height": 900}, "service_workers": "block"}
        options = defaults | options
        context = browser.new_context(**options)  # type: ignore[arg-type]
        requests_watched.attach(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A fresh, watched page."""
    return new_page()


@dataclass
class AppServer:
    """The real app in a process of its own, on a workspace of its own.

    Attributes
    ----------
    workspace : Path
        Its workspace folder.
    port : int
        A port that was free.
    language : str
        Its first language.
    officer : str
        Who is at work; empty lets the app ask.
    """

    workspace: Path
    port: int
    language: str = "vi"
    officer: str = OFFICER
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its first page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_path(self) -> Path:
        """What it has said on its screen since it was made; the server's log is in the workspace."""
        return self.workspace.with_name(self.workspace.name + ".log")

    def start(self) -> None:
        """Start it and wait until it serves."""
        words = ["run", "--workspace", str(self.workspace), "--port", str(self.port)]
        words += ["--language", self.language]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "border_gis", *words],
                cwd=self.workspace.parent,
                env={**os.environ, "PYTHONPATH": str(ROOT), "BORDER_GIS_OFFICER": self.officer},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> int:
        """Stop it as Ctrl+C does and return its exit code."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def restart(self) -> None:
        """Stop it and start it again on the same workspace and port."""
        self.stop()
        self.start()

    def read_log(self) -> str:
        """Return the end of what it has said on its screen."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")[-4000:]

    def _wait(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                pytest.fail(f"the app did not start:\n{self.read_log()}", pytrace=False)
            try:
                with opener.open(f"{self.url}/_stcore/health", timeout=2.0):
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the app did not serve in {SECONDS_TO_START:.0f} s:\n{self.read_log()}", pytrace=False)


def find_free_port() -> int:
    """Return a port of the loopback address that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def made_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as ``border-gis init`` makes it, to be copied and never written to."""
    from border_gis.cli import main

    folder = tmp_path_factory.mktemp("made") / "workspace"
    assert main(["init", "--workspace", str(folder)]) == 0
    return folder


@pytest.fixture
def workspace_copy(made_workspace: Path, tmp_path: Path) -> Path:
    """A workspace of this test's own, as ``border-gis init`` makes it."""
    return Path(shutil.copytree(made_workspace, tmp_path / "workspace"))


@pytest.fixture
def app_server(workspace_copy: Path) -> Iterator[AppServer]:
    """The running app: ``app_server.url``, ``.workspace``, ``.restart()``."""
    server = AppServer(workspace_copy, find_free_port())
    server.start()
    yield server
    server.stop()
