"""An app that several tests look at, and visitors to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.particulars import Particulars
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.browser import AppServer, find_free_port
from tests.ui.app_pages import AppPages


@pytest.fixture(scope="module")
def shared_app(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One running app for the tests of a module, which may add to its workspace."""
    folder = tmp_path_factory.mktemp("ui") / "workspace"
    server = AppServer(Path(shutil.copytree(made_workspace, folder)), find_free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visit(new_page, shared_app) -> Callable[..., AppPages]:
    """Visit the shared app: ``visit("en")``; every request is watched."""

    def open_app(language: str = "vi", **options: object) -> AppPages:
        locale = "vi-VN" if language == "vi" else "en-GB"
        return AppPages(new_page(locale=locale, **options), shared_app.url, language)

    return open_app


@pytest.fixture
def seed_history() -> Callable[[Path, int], str]:
    """Give an incident so many reports, a few days apart, and return its number."""

    def seed(folder: Path, count: int) -> str:
        workspace = open_workspace(build_settings({}, workspace_folder=folder))
        workspace = workspace.acting_as(office_actor("Cán bộ trực"))
        draft = IncidentDraft(
            f"Vụ việc có {count} bước", "fence", place_text="739-741", date=PartialDate(2022, 1, 5)
        )
        incident = record_incident(workspace, draft)
        steps = list_workflow(workspace).steps
        for number in range(1, count):
            day = date(2022, 1, 5) + timedelta(days=number * number % 29 + 9 * number)
            happened = PartialDate(day.year, day.month, day.day if number % 3 else None)
            step = steps[number % len(steps)]
            add_report(
                workspace,
                incident.id,
                f"Báo cáo thứ {number}",
                event_date=happened,
                particulars=Particulars(step=step.code),
            )
        workspace.close()
        return incident.number

    return seed
