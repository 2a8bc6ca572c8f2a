"""How long a person waits for the map: a fresh browser, from the address to a map that answers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from shapely.geometry import mapping

from benchmarks.measuring import Missing, Row, timed
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import point_at, substring
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState, Report
from border_gis.incidents.view import open_incident
from border_gis.services.mapping import draw_map
from border_gis.services.workspaces import Workspace, init_workspace, open_workspace
from border_gis.settings import Settings, build_settings

TITLE = "Seconds until the map answers in a fresh Chromium: the data that ships, and 10,000 incidents more"

ROOT = Path(__file__).resolve().parent.parent
INCIDENTS = 10_000
VISITS = 5
AIMS_S = {0: 3.0, INCIDENTS: 5.0}
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
)
IS_READY = """() => {
    for (const frame of document.querySelectorAll('iframe')) {
        const inner = frame.contentDocument && frame.contentDocument.querySelector('iframe');
        const map = inner && inner.contentWindow && inner.contentWindow.BorderMap;
        if (map && map.ready && getComputedStyle(inner).visibility === 'visible') return true;
    }
    return false;
}"""


def run() -> list[Row]:
    """Measure both workspaces: the first visit after a start, later visits, and a search."""
    chromium = _find_chromium()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for added, aim_s in AIMS_S.items():
            settings = build_settings(
                {}, workspace_folder=Path(folder) / str(added), port=_find_free_port(), officer="bench"
            )
            workspace = init_workspace(settings)
            _add_incidents(workspace, added)
            drawing_s, document = timed(lambda: draw_map(open_workspace(settings), "vi"))  # noqa: B023
            workspace.close()
            with _serving(settings) as starting_s:
                visits = [_visit(chromium, settings.port) for _ in range(VISITS)]
            rows.append(
                {
                    "incidents": 23 + added,
                    "server up (s)": starting_s,
                    "drawing (s)": drawing_s,
                    "document (MB)": len(document.encode()) / 1e6,
                    "first visit (s)": visits[0]["map"],
                    "later visits (s)": statistics.median(visit["map"] for visit in visits[1:]),
                    "aim (s)": aim_s,
                    "search to answer (s)": statistics.median(visit["search"] for visit in visits[1:]),
                }
            )
    return rows


def _add_incidents(workspace: Workspace, count: int) -> None:
    """Record incidents along the whole line, a third of them on stretches of up to 2 km."""
    if not count:
        return
    line = workspace.lines[0]
    random = np.random.default_rng(20_260_101)
    categories, states = tuple(IncidentCategory), tuple(IncidentState)
    reports: list[Report] = []
    for number in range(count):
        from_m = float(random.uniform(0.0, line.length_m - 2_000.0))
        if number % 3:
            geometry = mapping(point_at(line, from_m))
        else:
            geometry = mapping(substring(line, from_m, from_m + float(random.uniform(100.0, 2_000.0))))
        incident = Incident(
            id=str(UUID(bytes=random.bytes(16), version=4)),
            number="",
            title=f"Vụ việc đo tốc độ số {number} trên tuyến biên giới",
            category=str(categories[number % len(categories)]),
            party=IncidentParty.CN,
            state=states[number % len(states)],
            date=PartialDate(2024, 1 + number % 12),
            places=(IncidentPlace("834/1", geometry, "834/1", line.id, line.accuracy_m),),
        )
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        reports.append(open_incident(incident, recorded_at=moment, author="bench", machine="bench"))
    workspace.store.append_reports(reports, "BG-2024")


@contextmanager
def _serving(settings: Settings) -> Iterator[float]:
    """Run the app as a person would; yield the seconds that it took to serve."""
    words = ["run", "--workspace", str(settings.workspace_folder), "--port", str(settings.port)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "border_gis", *words],
        cwd=settings.workspace_folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.perf_counter() - started < 60.0:
            try:
                opener.open(f"http://127.0.0.1:{settings.port}/_stcore/health", timeout=2.0).close()
                break
            except OSError:
                time.sleep(0.02)
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def _visit(chromium: str, port: int) -> dict[str, float]:
    """Open the map in a new browser with nothing in its store, and look a stretch up."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
        started = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        page.wait_for_function(IS_READY, polling="raf", timeout=60_000)
        seconds = {"map": time.perf_counter() - started}
        started = time.perf_counter()
        field: Any = page.locator("form input, [data-testid=stForm] input").first
        field.fill("834/1-835")
        field.press("Enter")
        page.locator("h1", has_text="834/1-835").wait_for()
        seconds["search"] = time.perf_counter() - started
        browser.close()
    return seconds


def _find_chromium() -> str:
    named = os.environ.get("BORDER_GIS_CHROMIUM", "")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if not found:
        raise Missing("Chromium is not installed: sudo apt-get install chromium")
    return found


def _find_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
