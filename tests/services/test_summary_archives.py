"""The summaries of all areas in one file."""

import io
import zipfile
from dataclasses import replace

import pytest

from border_gis.access import Secrecy
from border_gis.errors import DataError, ForbiddenError, InputError
from border_gis.reports.writers.pdf import find_libreoffice
from border_gis.services.summaries import SummaryRequest, make_all_summaries, preview_summary
from border_gis.services.summary_archives import make_summary_archive
from border_gis.services.surveys import change_area, draft_of, find_area, list_areas
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import acting

REQUEST = SummaryRequest("", formats=("xlsx",))
SECRET = "KS-CB-2022-002"


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


@pytest.fixture
def with_secret(workspace):
    area = find_area(workspace, SECRET)
    change_area(workspace, area, replace(draft_of(area), secrecy=Secrecy.MAT), "")
    return workspace


def names_in(archive):
    return sorted(zipfile.ZipFile(io.BytesIO(archive.content)).namelist())


def test_the_archive_has_the_files_of_every_area(workspace):
    archive = make_summary_archive(workspace, replace(REQUEST, formats=("xlsx", "gpkg")))
    numbers = sorted(area.number for area in list_areas(workspace))
    expected = [f"{each}-vi-internal.{ending}" for each in numbers for ending in ("gpkg", "xlsx")]
    assert names_in(archive) == expected
    assert archive.refused == ()
    assert archive.level is Secrecy.NONE


def test_an_area_that_may_not_go_out_stops_no_other(with_secret):
    archive = make_summary_archive(with_secret, replace(REQUEST, profile="joint"))
    ((number, error),) = archive.refused
    assert number == SECRET
    assert isinstance(error, ForbiddenError)
    assert len(names_in(archive)) == 2
    assert not any(SECRET in name for name in names_in(archive))


def test_the_archive_has_the_level_of_the_most_secret_paper_in_it(with_secret):
    assert make_summary_archive(with_secret, REQUEST).level is Secrecy.MAT


def test_areas_above_the_clearance_are_not_even_named(with_secret):
    archive = make_summary_archive(acting(with_secret, clearance=Secrecy.NONE), REQUEST)
    assert SECRET not in repr([number for number, _ in archive.made])
    assert archive.refused == ()


def test_an_area_without_a_pdf_program_says_so_and_goes_on(workspace, monkeypatch):
    from border_gis.reports.writers import pdf

    monkeypatch.setattr(pdf, "find_libreoffice", lambda: None)
    archive = make_summary_archive(workspace, replace(REQUEST, formats=("pdf",)))
    assert {error.code for _, error in archive.refused} == {"report.no_libreoffice"}
    assert archive.content == b""
    both = make_summary_archive(workspace, replace(REQUEST, formats=("pdf", "xlsx")))
    assert both.trouble is not None
    assert len(names_in(both)) == 3


@pytest.mark.parametrize(
    ("values", "error"),
    [({"languages": ("fr",)}, InputError), ({"formats": ()}, InputError), ({"profile": "nobody"}, DataError)],
)
def test_a_wish_that_nobody_can_fulfil_is_refused_once(workspace, values, error):
    with pytest.raises(error):
        list(make_all_summaries(workspace, replace(REQUEST, **values)))


def test_progress_names_each_area_and_only_grows(workspace):
    told = []
    make_summary_archive(workspace, REQUEST, lambda step, share: told.append((step, share)))
    assert [step for step, _ in told[:-1]] == [area.number for area in list_areas(workspace)]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_progress_of_one_preview_goes_through_its_steps(workspace):
    told = []
    request = SummaryRequest("KS-CB-2022-001")
    _, pages = preview_summary(workspace, request, lambda step, share: told.append((step, share)))
    assert len(pages) >= 3
    assert all(page.startswith(b"\x89PNG") for page in pages)
    steps = [step for step, _ in told]
    assert steps.index("gathering") < steps.index("map") < steps.index("docx") < steps.index("pdf")
