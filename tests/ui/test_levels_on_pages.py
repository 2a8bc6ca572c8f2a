"""A page that shows something secret carries the highest level in it as a stamp; another carries none."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from border_gis.access import Secrecy
from border_gis.services.attachments import keep_attachment
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.surveys import SurveyDraft, record_area
from border_gis.services.works import list_works
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.browser import AppServer, find_free_port
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

OPEN_INCIDENT, OPEN_AREA = "CB-2022-005", "KS-CB-2022-003"
MAT, TOI_MAT, TUYET_MAT = "MẬT", "TỐI MẬT", "TUYỆT MẬT"


def keep_secrets(folder):
    """Record something of each level; return the addresses of the pages by name."""
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer=OFFICER))
    incident = record_incident(
        workspace, IncidentDraft("Dựng lán trại", "fence", place_text="834/1-835", secrecy=Secrecy.MAT)
    )
    filed = record_incident(workspace, IncidentDraft("Có ảnh kèm theo", "fence", place_text="640"))
    file = keep_attachment(workspace, "ảnh.pdf", b"%PDF-1.7 kept", secrecy=Secrecy.TUYET_MAT)
    add_report(workspace, filed.id, "Kèm một tệp", attachments=(file.sha256,))
    reported = record_incident(workspace, IncidentDraft("Có báo cáo mật", "fence", place_text="700"))
    add_report(workspace, reported.id, "Nội dung", secrecy=Secrecy.TOI_MAT)
    tied = record_incident(workspace, IncidentDraft("Có khu vực khảo sát", "fence", place_text="710"))
    draft = SurveyDraft("Khu vực đồi Ngỗng", reference_text="600-602", secrecy=Secrecy.TOI_MAT)
    area = record_area(workspace, draft)
    record_area(workspace, SurveyDraft("Khu vực của vụ việc", secrecy=Secrecy.MAT, incident_id=tied.id))
    work = list_works(workspace)[0].work.id
    workspace.close()
    return {
        "secret incident": {"name": "incidents", "incident": incident.number},
        "file": {"name": "incidents", "incident": filed.number},
        "report": {"name": "incidents", "incident": reported.number},
        "tied area": {"name": "incidents", "incident": tied.number},
        "area": {"name": "areas", "area": area.number},
        "area's history": {"name": "history", "of": f"area:{area.id}"},
        "stretch": {"name": "history", "of": "stretch:834/1-835"},
        "home": {"name": "home"},
        "areas": {"name": "areas"},
        "work": {"name": "works", "work": work},
        "works": {"name": "works"},
        "open incident": {"name": "incidents", "incident": OPEN_INCIDENT},
        "open area": {"name": "areas", "area": OPEN_AREA},
    }


@pytest.fixture(scope="module")
def with_secrets(made_workspace, tmp_path_factory):
    folder = Path(shutil.copytree(made_workspace, tmp_path_factory.mktemp("levels") / "workspace"))
    server = AppServer(folder, find_free_port())
    server.addresses = keep_secrets(folder)
    server.start()
    yield server
    server.stop()


def look(app, address):
    """Open a page and wait for what comes last on it."""
    last = {
        "home": ".st-key-panel_changes .bg-card",
        "history": ".st-key-panel_history_map iframe",
        "incidents": ".st-key-panel_where",
        "works": "iframe[title$=border_table], .st-key-panel_state",
        "areas": "iframe[title$=border_table], .st-key-panel_incidents",
    }
    app.go(**address)
    app.page.locator(last[address["name"]]).first.wait_for()
    return app.page.locator(".bg-level[role=note]")


@pytest.mark.parametrize(
    ("page", "stamp"),
    [
        ("secret incident", MAT),
        ("file", TUYET_MAT),
        ("report", TOI_MAT),
        ("tied area", MAT),
        ("area", TOI_MAT),
        ("area's history", TOI_MAT),
        ("stretch", TOI_MAT),
        ("home", TOI_MAT),
        ("areas", TOI_MAT),
    ],
)
def test_a_page_that_shows_something_secret_carries_the_highest_level_in_it(
    new_page, with_secrets, page, stamp
):
    app = AppPages(new_page(), with_secrets.url)
    stamps = look(app, with_secrets.addresses[page])
    expect(stamps).to_have_count(1)
    assert stamps.inner_text() == stamp
    app.assert_calm()


@pytest.mark.parametrize("page", ["work", "works", "open incident", "open area"])
def test_a_page_without_anything_secret_carries_none_in_an_office_that_keeps_secrets(
    new_page, with_secrets, page
):
    expect(look(AppPages(new_page(), with_secrets.url), with_secrets.addresses[page])).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [
        {"name": "home"},
        {"name": "areas"},
        {"name": "history", "of": "stretch:632-633"},
        {"name": "incidents", "incident": OPEN_INCIDENT},
    ],
)
def test_where_nothing_is_secret_no_page_is_stamped(visit, address):
    expect(look(visit(), address)).to_have_count(0)
