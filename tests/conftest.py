"""What tests of several rooms need: the real data, a browser, a running app."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.browser"]

# A busy machine is no reason for a property to fail.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real line, markers and communes, which lie beside the repository and are not ours to ship."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the data to test and measure with is not there: ../shared/data beside the repository")
    return folder
