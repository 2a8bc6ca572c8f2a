"""Signing in through an OpenID Connect provider: it says who, the account says what they may."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from border_gis.access import Role
from border_gis.services.people import add_person
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.browser import AppServer, find_free_port
from tests.ui.app_pages import AppPages
from tests.ui.oidc_provider import CLIENT, Provider

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


@pytest.fixture
def provider():
    running = Provider(find_free_port(), "7f3a")
    yield running
    running.stop()


@pytest.fixture
def office(made_workspace, tmp_path, provider, monkeypatch):
    folder = Path(shutil.copytree(made_workspace, tmp_path / "workspace"))
    workspace = open_workspace(build_settings({}, workspace_folder=folder))
    add_person(workspace, "Cán bộ 1", Role.RECORDER, subject="7f3a")
    workspace.close()
    server = AppServer(folder, find_free_port(), officer="")
    (folder / "secrets.toml").write_text(
        f"""[auth]
redirect_uri = "{server.url}/oauth2callback"
cookie_secret = "a text of this test only"
client_id = "{CLIENT}"
client_secret = "not a secret"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("BORDER_GIS_SIGN_IN", "oidc")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server.start()
    yield server
    server.stop()


def go_to_institution(app):
    app.expect_title(app.say("access.sign_in"))
    app.page.get_by_role("button", name=app.say("access.go_to_institution")).click()


def test_the_institution_says_who_and_the_account_what_they_may(new_page, office, provider):
    app = AppPages(new_page(), office.url, "vi").go("incidents")
    go_to_institution(app)
    app.page.locator(".st-key-who").get_by_role("button", name="Cán bộ 1").wait_for()
    assert "7f3a" not in app.page.url
    app.assert_calm()

    provider.subject = "nobody-here"
    other = AppPages(new_page(), office.url, "vi").go()
    go_to_institution(other)
    other.page.locator("[data-testid=stAlert]").wait_for()
    assert "chưa có tài khoản" in other.text()
    assert other.page.locator("[class*=st-key-nav_]").count() == 0
