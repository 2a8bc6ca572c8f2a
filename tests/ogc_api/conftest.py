"""The service: in this process for quick questions, and as the command starts it for real clients."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from border_gis.access import Secrecy
from border_gis.incidents.view import open_incident
from border_gis.ogc_api.application import build_application
from border_gis.services.moving import move_data
from border_gis.services.publishing import start_publication
from border_gis.services.service_tokens import make_token
from border_gis.services.workspaces import Workspace, open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.browser import ROOT, find_free_port
from tests.stores.builders import build_incident
from tests.stores.conftest import cluster

with warnings.catch_warnings():
    # It asks for a client that nothing else here needs.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["TestClient", "cluster"]

SECRET = "kết giới lam"
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
URL = "http://127.0.0.1:8511"


def plant_secrets(workspace: Workspace) -> None:
    """Record incidents of every level beside what ships."""
    for level in (Secrecy.MAT, Secrecy.TOI_MAT, Secrecy.TUYET_MAT):
        incident = replace(build_incident(), title=f"{SECRET} {level}", description=SECRET, secrecy=level)
        opening = open_incident(incident, recorded_at=NOW, author=OFFICER, machine="may-1")
        workspace.whole_store.append_reports([opening], "CB-2026")


@pytest.fixture(scope="module", params=["geopackage", "postgis"])
def planted(
    request: pytest.FixtureRequest, made_workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """What ships, with secrets planted, in each home."""
    folder = Path(shutil.copytree(made_workspace, tmp_path_factory.mktemp("served") / "workspace"))
    environment = {}
    if request.param == "postgis":
        running = request.getfixturevalue("cluster")
        environment["BORDER_GIS_STORE"] = running.location(f"s_ogc_{uuid4().hex[:12]}")
        move_data(str(folder / "border.gpkg"), environment["BORDER_GIS_STORE"], lambda *_: None)
    workspace = open_workspace(build_settings(environment, workspace_folder=folder, officer=OFFICER))
    plant_secrets(workspace)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def shipped(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """What ships, with secrets planted, in one file."""
    folder = Path(shutil.copytree(made_workspace, tmp_path_factory.mktemp("shipped") / "workspace"))
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer=OFFICER))
    plant_secrets(workspace)
    yield workspace
    workspace.close()


def ask_service(workspace: Workspace, profile: str, **options: object) -> TestClient:
    """Return a client of the service in this process, with a token where one is needed."""
    application = build_application(start_publication(workspace, profile), URL)
    client = TestClient(application, base_url=URL, **options)  # type: ignore[arg-type]
    if profile != "public":
        _, token = make_token(workspace, f"test {datetime.now(UTC).timestamp()}", profile)
        client.headers["Authorization"] = f"Bearer {token}"
    return client


@pytest.fixture(scope="module")
def public(shipped: Workspace) -> TestClient:
    """A client of the public service."""
    return ask_service(shipped, "public")


@pytest.fixture(scope="module")
def province(shipped: Workspace) -> TestClient:
    """A client of the service for the province."""
    return ask_service(shipped, "province")


@dataclass(frozen=True)
class RunningService:
    """The service as ``border-gis serve`` starts it."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    token: str = ""

    @property
    def log(self) -> str:
        """What it has written down."""
        return (self.folder / "logs" / "service.log").read_text(encoding="utf-8")


@contextmanager
def run_service(workspace: Workspace, *words: str, token: str = "") -> Iterator[RunningService]:
    """Start the command on a workspace, wait until it says where it is, stop it as Ctrl+C does."""
    settings = workspace.settings
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BORDER_GIS_STORE": settings.store}
    command = [sys.executable, "-m", "border_gis", "serve", "--json", "--port", str(find_free_port())]
    command += ["--workspace", str(settings.workspace_folder), "--officer", OFFICER, *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd="/"
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        pytest.fail(process.communicate()[1], pytrace=False)
    try:
        yield RunningService(json.loads(said)["url"].rstrip("/"), settings.workspace_folder, process, token)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def served(planted: Workspace) -> Iterator[Callable[[str], RunningService]]:
    """The service for the public and for the province, in each home."""
    _, token = make_token(planted, "GDAL", "province")
    with (
        run_service(planted) as public_service,
        run_service(planted, "--profile", "province", token=token) as province_service,
    ):
        running = {"public": public_service, "province": province_service}
        yield running.__getitem__
