"""An app that several tests look at, and visitors to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
