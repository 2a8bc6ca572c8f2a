"""The data that ships, as files and as read."""

from pathlib import Path

import pytest

from border_gis.boundary.register import Register
from border_gis.exchange.lines import read_line
from border_gis.exchange.registers import read_register

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return ROOT / "data"


@pytest.fixture(scope="session")
def line(data_folder):
    return read_line(data_folder / "boundary" / "line.geojson")


@pytest.fixture(scope="session")
def register(data_folder):
    markers, findings = read_register(data_folder / "markers" / "register.csv")
    assert findings == ()
    return Register(markers)
