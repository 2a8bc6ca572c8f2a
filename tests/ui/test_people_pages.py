"""Two people at one app: each sees and does what is theirs, and nothing tells of the rest."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from border_gis.access import Role, Secrecy
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.people import add_person, change_own_password
from border_gis.services.signing_in import continue_sign_in, sign_in
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.browser import AppServer, find_free_port
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

GIVEN, OWN = "mật khẩu được cấp", "mật khẩu của riêng tôi"
ADMINISTRATOR, RECORDER, NEWCOMER = "Quản trị", "Cán bộ 1", "Cán bộ 2"
SECRET = "Vụ việc chỉ người được tiếp cận mới thấy"


def make_people(folder):
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cài đặt"))
    for name, role, clearance in [
        (ADMINISTRATOR, Role.ADMINISTRATOR, Secrecy.TUYET_MAT),
        (RECORDER, Role.RECORDER, Secrecy.NONE),
        (NEWCOMER, Role.RECORDER, Secrecy.NONE),
    ]:
        add_person(workspace, name, role, clearance=clearance, password=GIVEN)
        actor = continue_sign_in(workspace, sign_in(workspace, name, GIVEN))
        if name != NEWCOMER:
            change_own_password(workspace.acting_as(actor), GIVEN, OWN)
    draft = IncidentDraft(SECRET, "fence", place_text="834/1-835", province="Cao Bằng", secrecy=Secrecy.MAT)
    number = record_incident(workspace, draft).number
    workspace.close()
    return number


@pytest.fixture(scope="module")
def office(made_workspace, tmp_path_factory):
    folder = tmp_path_factory.mktemp("people") / "workspace"
    server = AppServer(Path(shutil.copytree(made_workspace, folder)), find_free_port(), officer="")
    server.number = make_people(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BORDER_GIS_SIGN_IN", "local")
        server.start()
    yield server
    server.stop()


@pytest.fixture
def visit_office(new_page, office):
    return lambda: AppPages(new_page(), office.url, "vi")


def enter(app, name, password):
    app.field("access.account").fill(name)
    app.field("access.password").fill(password)
    app.page.get_by_role("button", name=app.say("access.sign_in"), exact=True).click()


def open_popover(app, name):
    app.page.locator(".st-key-who").get_by_role("button", name=name).click()


def test_without_signing_in_nothing_is_shown_whatever_the_address(visit_office, office):
    for page, address in (("map", {}), ("incidents", {"incident": office.number}), ("people", {})):
        app = visit_office().go(page, **address)
        app.expect_title(app.say("access.sign_in"))
        text = app.text()
        assert SECRET not in text
        assert app.say("ui.page_incidents") not in text
        assert [frame for frame in app.page.frames if frame.url == "about:srcdoc"] == []
        app.assert_calm()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visit_office):
    said = []
    for name in (RECORDER, "Không có ai"):
        app = visit_office().go()
        enter(app, name, "sai hoàn toàn rồi")
        app.page.locator("[data-testid=stAlert]").wait_for()
        said.append(app.page.locator("[data-testid=stAlert]").inner_text())
    assert said[0] == said[1]


def test_the_first_password_is_changed_before_anything_else_and_never_in_address_or_log(visit_office, office):
    app = visit_office().go("incidents")
    enter(app, NEWCOMER, GIVEN)
    app.expect_title(app.say("access.choose_password"))
    assert app.page.locator("[class*=st-key-nav_]").count() == 0
    app.go("incidents")
    enter(app, NEWCOMER, GIVEN)
    app.expect_title(app.say("access.choose_password"))
    for code, value in (("old_password", GIVEN), ("new_password", OWN), ("new_password_again", OWN)):
        app.field(f"access.{code}").fill(value)
    app.page.get_by_role("button", name=app.say("access.change_password")).click()
    app.page.get_by_text(app.say("access.password_changed")).wait_for()
    enter(app, NEWCOMER, OWN)
    app.expect_title(app.say("ui.page_incidents"))
    assert "password" not in app.page.url
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in office.workspace.glob("logs/*")]
    said = "".join(logs) + office.read_log()
    assert OWN not in said
    assert GIVEN not in said
    app.assert_calm()


def test_two_people_see_each_their_own_part(visit_office, office):
    low = visit_office().go("incidents")
    enter(low, RECORDER, OWN)
    low.page.get_by_text(low.say("ui.incidents_count", found=23, total=23)).wait_for()
    assert SECRET not in low.table().locator("body").inner_text()
    assert low.page.locator(".bg-level").count() == 0

    high = visit_office().go("incidents")
    enter(high, ADMINISTRATOR, OWN)
    high.page.get_by_text(high.say("ui.incidents_count", found=24, total=24)).wait_for()
    high.table().get_by_text(SECRET).first.wait_for()
    assert high.page.locator(".bg-level").inner_text() == "MẬT"
    high.assert_calm()
    low.assert_calm()


def test_the_recorder_is_offered_no_accounts_and_refused_them_by_address(visit_office, office):
    app = visit_office().go("people")
    enter(app, RECORDER, OWN)
    app.page.locator("[data-testid=stAlert]").wait_for()
    assert "người quản trị" in app.page.locator("[data-testid=stAlert]").inner_text()
    assert ADMINISTRATOR not in app.text()
    admin = visit_office().go("people")
    enter(admin, ADMINISTRATOR, OWN)
    admin.expect_title(admin.say("ui.page_people"))
    admin.page.frame_locator(".st-key-table_people iframe").get_by_text(RECORDER).first.wait_for()
    admin.page.get_by_role("tab", name=admin.say("access.audit")).click()
    admin.page.frame_locator(".st-key-table_audit iframe").get_by_text("list_people").first.wait_for()
    admin.assert_calm()


def test_after_signing_out_nothing_of_the_visit_is_left(visit_office, office):
    app = visit_office().go("incidents")
    enter(app, ADMINISTRATOR, OWN)
    app.table().get_by_text(SECRET).first.wait_for()
    open_popover(app, ADMINISTRATOR)
    app.page.get_by_role("button", name=app.say("access.sign_out")).click()
    app.expect_title(app.say("access.sign_in"))
    app.page.wait_for_timeout(1000)
    assert SECRET not in app.text()
    enter(app, RECORDER, OWN)
    app.page.get_by_text(app.say("ui.incidents_count", found=23, total=23)).wait_for()
    app.assert_calm()


def test_on_a_pc_without_accounts_the_app_asks_for_a_name_once(new_page, made_workspace, tmp_path):
    folder = Path(shutil.copytree(made_workspace, tmp_path / "workspace"))
    server = AppServer(folder, find_free_port(), officer="")
    server.start()
    try:
        app = AppPages(new_page(), server.url, "vi").go("incidents")
        app.expect_title(app.say("access.who_are_you"))
        app.field("access.your_name").fill("Cán bộ trực")
        app.page.get_by_role("button", name=app.say("access.begin")).click()
        app.expect_title(app.say("ui.page_incidents"))
        app.page.reload()
        app.expect_title(app.say("ui.page_incidents"))
        open_popover(app, "Cán bộ trực")
        app.field("access.your_name").fill("Cán bộ 2")
        app.page.get_by_role("button", name=app.say("access.begin")).click()
        app.page.locator(".st-key-who").get_by_role("button", name="Cán bộ 2").wait_for()
        app.assert_calm()
        server.restart()
        again = AppPages(new_page(), server.url, "vi").go("incidents")
        again.page.get_by_role("button", name="Cán bộ trực").click()
        again.expect_title(again.say("ui.page_incidents"))
    finally:
        server.stop()
