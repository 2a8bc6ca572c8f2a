"""Works: seen before they are saved, saved once, changed, reported further, undone."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic
from border_gis.i18n import describe_value
from border_gis.services.work_recording import WorkDraft, change_work, draft_of, record_work
from border_gis.services.works import list_works, show_work
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.ui.look import capital
from border_gis.works.model import WorkKind, WorkParty, WorkState
from tests.maps.builders import NASTY
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def read(folder, function):
    """Look into a workspace beside the running app."""
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 2"))
    try:
        return function(workspace)
    finally:
        workspace.close()


def beside(workspace, north_m=12.0):
    at = locate_points(workspace.lines[0], [50_000])[0]
    longitude_deg, latitude_deg = map(float, follow_geodesic(*at, 0.0, north_m))
    return f"{latitude_deg:.6f}, {longitude_deg:.6f}"


def works_named(folder, name):
    return read(folder, lambda workspace: [w for w in workspace.works if w.name == name])


def place_field(app):
    return app.page.get_by_role("textbox", name=app.say("works.place_text"))


def fill_place(app, text):
    place_field(app).fill(text)
    place_field(app).press("Tab")


def save(app):
    app.page.get_by_role("button", name=app.say("works.save")).click()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_verdicts_stand_before_saving_and_the_work_has_its_page_its_states_and_its_place(
    new_page, app_server, language
):
    name = f"Nhà kho mới {language}"
    app = AppPages(new_page(), app_server.url, language).go("works")
    app.expect_title(app.say("ui.page_works"))
    app.page.get_by_role("button", name=app.say("works.add")).click()
    app.expect_title(app.say("works.add"))
    app.choose(app.say("ui.kind"), capital(describe_value(WorkKind.BUILDING, language)))
    fill_place(app, read(app_server.workspace, beside))
    app.page.get_by_text(app.say("works.accuracy_wanted")).wait_for()
    app.page.get_by_role("spinbutton", name=app.say("works.accuracy")).fill("2")
    app.page.keyboard.press("Tab")
    app.page.get_by_text(app.say("works.accuracy_wanted")).wait_for(state="hidden")
    app.fill("works.name", name)
    # The drawing and the verdicts are there, and nothing is saved yet.
    expect(app.page.locator("img.bg-section").last).to_have_attribute("alt", re.compile(f"{name}.*12 m"))
    expect(app.page.locator(".bg-verdict", has_text="21(1)").first).to_be_visible()
    assert works_named(app_server.workspace, name) == []
    save(app)
    app.expect_title(name)
    expect(app.page.get_by_text(app.say("works.saved", name=name))).to_be_visible()
    (work,) = works_named(app_server.workspace, name)
    assert (work.kind, work.accuracy_m, work.illustrative) == (WorkKind.BUILDING, 2.0, False)
    app.assert_calm()

    # A state with its day and its paper.
    app.choose(app.say("ui.new_state"), capital(describe_value(WorkState.UNDER_CONSTRUCTION, language)))
    app.fill("works.event_date", "5/2023")
    app.page.get_by_role("textbox", name=app.say("ui.source_paper")).fill("BB 7/2023")
    app.page.get_by_role("button", name=app.say("works.add_state")).click()
    row = app.page.locator(".bg-states .bg-state", has_text="05/2023")
    expect(row).to_contain_text("BB 7/2023")
    app.assert_calm()

    # The whole of it is there after a restart, and on the list and the map.
    app_server.restart()
    app.go("works", work=work.id)
    expect(app.page.locator(".bg-states .bg-state")).to_have_count(2)
    app.page.get_by_role("button", name=app.say("ui.show_on_map")).click()
    app.map()
    app.settle()
    app.assert_calm()


def test_what_an_article_says_and_what_does_not_apply_open_at_a_click(visit, shared_app):
    work = read(shared_app.workspace, lambda workspace: list_works(workspace)[0].work)
    app = visit().go("works", work=work.id)
    app.page.locator(".bg-verdict").first.wait_for()
    folded = app.page.locator("details.bg-folded").first
    assert folded.locator(".bg-verdict").first.is_hidden()
    folded.locator("> summary").click()
    expect(folded.locator(".bg-verdict").first).to_be_visible()
    first = app.page.locator(".bg-verdict").first
    assert first.locator(".bg-article").is_hidden()
    first.locator("summary").click()
    expect(first.locator(".bg-article")).to_be_visible()
    app.assert_calm()


def test_a_place_by_markers_is_marked_as_drawn_and_not_measured(visit):
    app = visit().go("works", work="new")
    fill_place(app, "834/1-835")
    app.page.get_by_text(app.say("works.drawn_by_markers")).first.wait_for()
    app.assert_calm()


def test_the_list_is_searched_without_accents_and_filtered_and_a_row_opens(visit, shared_app):
    work = read(
        shared_app.workspace,
        lambda workspace: record_work(
            workspace,
            WorkDraft(WorkKind.SURVEILLANCE, WorkParty.CN, WorkState.COMPLETED, name="Tháp ăng-ten Đỉnh Gió"),
        ),
    )
    app = visit().go("works")
    app.fill("ui.filter_text", "thap ang-ten dinh gio")
    total = read(shared_app.workspace, lambda workspace: len(workspace.works))
    app.page.get_by_text(app.say("works.count", found=1, total=total)).wait_for()
    app.open_row("Đỉnh Gió")
    app.expect_title("Tháp ăng-ten Đỉnh Gió")
    app.page.wait_for_url(f"**work={work.id}**")
    app.assert_calm()


def test_a_change_is_kept_with_what_was_and_can_be_undone(visit, shared_app):
    draft = WorkDraft(WorkKind.PATROL_ROAD, WorkParty.CN, WorkState.COMPLETED, name="Đường tuần tra cũ")
    work = read(shared_app.workspace, lambda workspace: record_work(workspace, draft))
    app = visit().go("works", work=work.id)
    app.page.get_by_role("button", name=app.say("works.change")).click()
    app.fill("works.name", "Đường tuần tra mới")
    save(app)
    app.expect_title("Đường tuần tra mới")
    change = app.page.locator(".bg-change", has_text="Đường tuần tra cũ")
    expect(change).to_contain_text("Đường tuần tra mới")
    app.page.get_by_role("button", name=app.say("works.undo")).first.click()
    app.page.get_by_role("button", name=app.say("works.undo_this")).click()
    app.expect_title("Đường tuần tra cũ")
    assert read(shared_app.workspace, lambda workspace: show_work(workspace, work.id).work) == work
    app.assert_calm()


def test_whoever_was_overtaken_is_told_and_nothing_is_lost(visit, shared_app):
    draft = WorkDraft(WorkKind.OTHER, WorkParty.CN, WorkState.COMPLETED, name="Bể nước")
    work = read(shared_app.workspace, lambda workspace: record_work(workspace, draft))
    app = visit().go("works", work=f"change-{work.id}")
    app.fill("works.name", "Bể nước lớn")

    def overtake(workspace):
        change_work(workspace, work, replace(draft_of(work), name="Bể chứa"))

    read(shared_app.workspace, overtake)
    save(app)
    expect(app.page.locator("[data-testid=stAlert]")).to_contain_text("Cán bộ 2")
    assert app.field("works.name").input_value() == "Bể nước lớn"
    assert read(shared_app.workspace, lambda workspace: workspace.store.work(work.id).name) == "Bể chứa"


def test_two_clicks_on_save_record_one_work(visit, shared_app):
    app = visit().go("works", work="new")
    app.fill("works.name", "Hàng rào hai lần")
    app.page.get_by_role("button", name=app.say("works.save")).dblclick()
    app.expect_title("Hàng rào hai lần")
    assert len(works_named(shared_app.workspace, "Hàng rào hai lần")) == 1


def test_hostile_texts_are_shown_letter_by_letter(visit, shared_app):
    draft = WorkDraft(
        WorkKind.FENCE, WorkParty.CN, WorkState.COMPLETED, name=NASTY, description=NASTY, source=NASTY,
        agreement_paper=NASTY, document=NASTY,
    )  # fmt: skip

    def record(workspace):
        return record_work(workspace, replace(draft, place_text=beside(workspace)), NASTY)

    work = read(shared_app.workspace, record)
    app = visit().go("works", work=work.id)
    app.page.locator("img.bg-section").first.wait_for()
    assert NASTY.strip()[:20] in app.title().inner_text()
    assert app.page.evaluate("typeof window.hacked") == "undefined"
    app.go("works", work=f"change-{work.id}")
    app.page.locator(".bg-verdict").first.wait_for()
    app.go("works")
    app.fill("ui.filter_text", NASTY[:30])
    app.page.wait_for_timeout(1_000)
    assert app.errors == []


def test_an_unknown_work_and_a_wrong_date_are_said_in_words(visit):
    app = visit().go("works", work="không có")
    app.page.locator("[data-testid=stAlert]").wait_for()
    app.go("works", work="new")
    field = app.page.get_by_label("Ngày xây dựng", exact=True)
    field.fill("hôm qua")
    field.press("Tab")
    app.page.locator(".bg-note-error").first.wait_for()
    save(app)
    app.page.get_by_text(app.say("ui.not_saved")).wait_for()
    app.assert_calm()


def test_the_new_incident_page_says_what_the_rules_say_before_saving(visit):
    app = visit().go("new")
    app.choose(app.say("ui.category"), "Nhà, công trình kiên cố")
    app.page.get_by_text(app.say("works.place_wanted")).wait_for()
    app.fill("ui.place_text", "834/1-835")
    app.page.get_by_text(app.say("works.measured_place_wanted")).wait_for()
    expect(
        app.page.locator(".st-key-panel_incident_verdicts .bg-verdict", has_text="21(1)").first
    ).to_be_visible()
    app.assert_calm()
