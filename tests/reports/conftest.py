"""A workspace with two understandings of the line, and summaries of it."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from border_gis.boundary.line import LegalStatus
from border_gis.reports.writers.pdf import find_libreoffice
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings
from tests.actors import acting

AREA = "KS-CB-2022-001"


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The demonstration, with a second line that runs some 40 m beside the first."""
    folder = tmp_path_factory.mktemp("office")
    opened = init_workspace(build_settings({}, workspace_folder=folder))
    line = opened.lines[0]
    other = replace(
        line,
        id="0f7f1a3e-0000-4000-8000-000000000002",
        name="Đường thứ hai",
        legal_status=LegalStatus.VIEW_CN,
        coordinates=line.coordinates + np.array([0.0, 5e-4]),
    )
    opened.store.add_line(other)
    yield acting(opened)
    opened.close()


@pytest.fixture(scope="session")
def needs_libreoffice():
    if find_libreoffice() is None:
        reason = "LibreOffice is not installed"
        if os.environ.get("BORDER_GIS_REQUIRE_LIBREOFFICE"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def make(office):
    """Make a summary, once for each wish."""
    made = {}

    def build(languages=("vi",), profile="internal", formats=("docx", "xlsx", "gpkg", "map"), area=AREA):
        key = (languages, profile, formats, area)
        if key not in made:
            made[key] = make_summary(office, SummaryRequest(area, languages, profile, formats))
        return made[key]

    return build


def file_of(made, ending):
    return next(content for name, content in made.files.items() if name.endswith(ending))
