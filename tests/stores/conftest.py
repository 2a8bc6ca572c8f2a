"""Every behaviour of the store is one test, run on both homes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from border_gis.stores import Store, create_store
from tests.services.package_offices import Office, make_offices
from tests.stores.cluster import INSTALL_COMMAND, Cluster, find_programs, run_cluster

HOMES = ("geopackage", "postgis")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if find_programs() is None:
        reason = f"PostgreSQL with PostGIS is not installed; install it with: {INSTALL_COMMAND}"
        if os.environ.get("BORDER_GIS_REQUIRE_POSTGIS"):
            pytest.fail(reason)
        pytest.skip(reason)
    with run_cluster() as running:
        yield running


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_location(home: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return a way to name places where a store of this home can be made."""

    def name() -> str:
        if home == "geopackage":
            return str(tmp_path / f"border-{uuid4().hex[:8]}.gpkg")
        running: Cluster = request.getfixturevalue("cluster")
        return running.location(f"s_{uuid4().hex[:12]}")

    return name


@pytest.fixture
def location(new_location: Callable[[], str]) -> str:
    return new_location()


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    made = create_store(location)
    yield made
    made.close()


@pytest.fixture
def offices(tmp_path: Path, new_location: Callable[[], str]) -> Iterator[list[Office]]:
    """Return two offices that trust each other, each with a store of this home."""
    yield from _open_offices(tmp_path, new_location, 2)


@pytest.fixture
def three_offices(tmp_path: Path, new_location: Callable[[], str]) -> Iterator[list[Office]]:
    yield from _open_offices(tmp_path, new_location, 3)


def _open_offices(folder: Path, locate: Callable[[], str], count: int) -> Iterator[list[Office]]:
    made = make_offices(folder, locate, count)
    yield made
    for office in made:
        office.workspace.close()
