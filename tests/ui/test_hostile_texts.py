"""Whatever is typed anywhere is only ever a text: no script runs, nothing breaks, nothing is lost."""

import pytest
from playwright.sync_api import expect

from border_gis.services.attachments import keep_attachments
from border_gis.services.incidents import (
    IncidentDraft,
    add_report,
    list_incidents,
    record_incident,
    show_incident,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.ui.pages import PAGES
from tests.maps.builders import NASTY
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

SQL = "'; DROP TABLE incidents; -- \" OR 1=1 /* %_\\ ) UNION SELECT content FROM attachments --"
ODD = "\u202egnơưđ\u2066 🏔️ \ufeff\u0007 ../../etc/passwd C:\\CON %00 {0} %s <!--"
HOSTILE = f"{SQL} {NASTY} {ODD}"
WITH_FIELDS = {"home", "map", "new", "incidents", "markers", "works"}
FIELDS = "[data-testid=stMain] input[type=text]:visible, [data-testid=stMain] textarea:visible"


def read(folder, function):
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 2"))
    try:
        return function(workspace)
    finally:
        workspace.close()


def error_logs(app_server):
    folder = app_server.workspace / "logs"
    return [path.read_text(encoding="utf-8") for path in folder.glob("error-*.log")]


def assert_no_script_ran(app):
    for frame in app.page.frames:
        assert frame.evaluate("window.hacked") is None
    assert app.errors == []


def settle(app):
    app.page.wait_for_function(
        "!document.querySelector('[data-testid=stApp]')"
        "?.getAttribute('data-test-script-state')?.includes('running')"
    )
    app.page.wait_for_timeout(400)


@pytest.fixture(scope="module")
def seeded(shared_app):
    """The number of an incident that holds hostile texts wherever a text can stand."""

    def seed(workspace):
        draft = IncidentDraft(
            title=HOSTILE,
            category="revetment",
            place_text="701",
            source_paper=HOSTILE,
            description=HOSTILE,
            unit_as_written=HOSTILE,
            province="Cao Bằng",
        )
        incident = record_incident(workspace, draft)
        kept = keep_attachments(workspace, [(f"{NASTY}.txt", NASTY.encode())])
        add_report(workspace, incident.id, HOSTILE, source_paper=HOSTILE, attachments=kept)
        return incident.number

    return read(shared_app.workspace, seed)


@pytest.mark.parametrize("name", [*PAGES, "one incident"])
def test_every_field_of_every_page_takes_any_text(visit, shared_app, seeded, name):
    app = visit()
    if name == "one incident":
        app.go("incidents", incident=seeded)
        app.page.get_by_text("DROP TABLE incidents").first.wait_for()
    else:
        app.go(name)
    settle(app)
    if name == "one incident":
        app.page.get_by_role("button", name=app.say("ui.add_report")).first.click()
        settle(app)
    count = app.page.locator(FIELDS).count()
    assert count > 0 or name not in WITH_FIELDS
    for number in range(count):
        if name == "reports":
            # What is typed there makes the report anew, which for a moment takes fields off the page.
            settle(app)
        field = app.page.locator(FIELDS).nth(number)
        if field.count() and field.is_enabled() and field.get_attribute("role") != "combobox":
            field.fill(HOSTILE)
            # Of the keyboard, not of the field: what was typed may have taken fields off the page.
            app.page.keyboard.press("Tab")
    settle(app)
    for button in app.page.locator("[data-testid=stFormSubmitButton] button:visible").all():
        button.click()
        settle(app)
    assert_no_script_ran(app)
    assert error_logs(shared_app) == []
    assert len(read(shared_app.workspace, list_incidents)) >= 24


def test_hostile_words_in_the_address_are_only_words(visit, shared_app):
    words = NASTY
    for name in ("incidents", "markers", "works", words):
        app = visit().go(name, incident=words, marker=words, id=words)
        settle(app)
        assert_no_script_ran(app)
        app.page.context.close()
    assert error_logs(shared_app) == []


def fill_form(app, title, description="", place=""):
    app.go("new")
    app.map()
    if place:
        app.fill("ui.place_text", place)
    app.page.get_by_label(app.say("ui.title")).fill(title)
    app.choose(app.say("ui.category"), "Thiết bị giám sát")
    if description:
        paste(app, description)
    settle(app)


def paste(app, text):
    """Put a long text into the description at once: typing it would take the browser minutes."""
    field = app.page.get_by_label(app.say("ui.description"))
    field.evaluate(
        """(field, text) => {
            field.focus();
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, text);
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.blur();
        }""",
        text,
    )


def save(app):
    return app.page.get_by_role("button", name=app.say("ui.save_incident"))


def named(shared_app, title):
    return [each for each in read(shared_app.workspace, list_incidents) if each.title == title]


LINE = "Đá hộc lấn ra giữa suối, dài khoảng ba mươi mét.\n"


def test_a_description_of_nearly_a_million_characters_is_kept_and_shown(visit, shared_app):
    long = (LINE * 30_000)[:970_000].strip()
    draft = IncidentDraft(title="Một triệu chữ", category="revetment", description=long)
    number = read(shared_app.workspace, lambda workspace: record_incident(workspace, draft).number)
    app = visit()
    app.page.set_default_timeout(120_000)
    app.go("incidents", incident=number)
    app.expect_title("Một triệu chữ")
    assert (
        read(shared_app.workspace, lambda workspace: show_incident(workspace, number)).incident.description
        == long
    )
    app.page.wait_for_function(f"document.body.textContent.length > {len(long)}")
    assert error_logs(shared_app) == []


def test_one_that_is_longer_is_refused_in_words_and_the_page_lives_on(visit, shared_app):
    app = visit()
    app.page.set_default_timeout(120_000)
    fill_form(app, "Quá dài", LINE * 30_000)
    save(app).click()
    app.page.locator("[data-testid=stAlert]").first.wait_for()
    assert named(shared_app, "Quá dài") == []
    paste(app, "ngắn")
    settle(app)
    save(app).click()
    app.expect_title("Quá dài")
    assert len(named(shared_app, "Quá dài")) == 1
    assert error_logs(shared_app) == []


def test_two_tabs_with_the_same_form_keep_what_each_was_told(visit, shared_app):
    first = visit()
    fill_form(first, "Thẻ thứ nhất")
    second = AppPages(first.page.context.new_page(), first.url)
    fill_form(second, "Thẻ thứ hai")
    save(first).click()
    first.expect_title("Thẻ thứ nhất")
    save(second).click()
    second.expect_title("Thẻ thứ hai")
    assert [len(named(shared_app, title)) for title in ("Thẻ thứ nhất", "Thẻ thứ hai")] == [1, 1]
    assert error_logs(shared_app) == []


def test_the_back_button_in_the_middle_loses_nothing_and_saves_nothing_twice(visit, shared_app):
    app = visit().go("incidents")
    app.table().locator(".row").first.wait_for()
    app.page.locator(".st-key-nav_home button").click()
    settle(app)
    fill_form(app, "Giữa chừng quay lại")
    app.page.go_back()
    settle(app)
    app.page.go_forward()
    settle(app)
    app.page.get_by_label(app.say("ui.title")).wait_for()
    if app.page.get_by_label(app.say("ui.title")).input_value() != "Giữa chừng quay lại":
        fill_form(app, "Giữa chừng quay lại")
    save(app).dblclick()
    app.expect_title("Giữa chừng quay lại")
    app.page.go_back()
    settle(app)
    app.page.go_forward()
    settle(app)
    assert len(named(shared_app, "Giữa chừng quay lại")) == 1
    assert error_logs(shared_app) == []
