"""What is told of an incident and changed of it later: its units, a photo's position, category and place."""

from datetime import date

import pytest
from playwright.sync_api import expect

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.units import UnitLevel
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
from tests.exchange.photo_builders import build_photo, build_picture, gps_tags
from tests.stores.builders import build_unit

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)


def read(folder, function):
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 2"))
    try:
        return function(workspace)
    finally:
        workspace.close()


def record(folder, title, **values):
    values = {"place_text": "739-741", "date": PartialDate(2022, 5, 1), **values}
    return read(
        folder, lambda workspace: record_incident(workspace, IncidentDraft(title, "building", **values))
    )


def fact(app, code):
    """The value that stands beside a name."""
    return app.page.locator("dt", has_text=app.say(code)).first.locator("xpath=following-sibling::dd[1]")


def save(app):
    app.rest()
    app.page.locator(".st-key-save_incident button").click()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_units_are_shown_as_written_then_and_today_and_unknown_where_none_are_loaded(
    new_page, app_server, language
):
    from tests.ui.app_pages import AppPages

    written = "xã Minh Long, huyện Hạ Lang, xã Không Có"
    number = record(app_server.workspace, "Vụ việc ở Minh Long", unit_as_written=written).number
    app = AppPages(new_page(), app_server.url, language).go("incidents", incident=number)
    app.expect_title("Vụ việc ở Minh Long")
    expect(fact(app, "ui.unit_as_written")).to_have_text(written)
    for code in ("ui.unit_then", "ui.unit_today"):
        expect(fact(app, code)).to_have_text(app.say("ui.unit_none_loaded"))
    units = (
        build_unit(name="Hạ Lang", level=UnitLevel.DISTRICT, valid_from=None, valid_to=LAST_DAY),
        build_unit(name="Minh Long", parent_name="Hạ Lang", valid_from=None, valid_to=LAST_DAY),
        build_unit(name="Lý Quốc", valid_from=REFORM, former_names=("Minh Long", "Lý Quốc")),
    )
    read(app_server.workspace, lambda workspace: workspace.store.add_units(units))
    app.go("incidents", incident=number)
    expect(fact(app, "ui.unit_then")).to_contain_text("xã Minh Long: Minh Long (Hạ Lang)")
    expect(fact(app, "ui.unit_today")).to_contain_text("xã Minh Long: Lý Quốc (Cao Bằng)")
    expect(fact(app, "ui.unit_today")).to_contain_text(app.say("ui.unit_not_there", written="huyện Hạ Lang"))
    expect(fact(app, "ui.unit_today")).to_contain_text(app.say("ui.unit_not_known", written="xã Không Có"))
    app.assert_calm()


def test_the_accuracy_of_a_typed_position_is_asked_for_and_goes_into_the_incident(visit, shared_app):
    title = "Nhà mới đo bằng GPS"
    app = visit().go("new")
    app.map()
    app.fill("ui.place_text", "834/1-835")
    app.page.get_by_text("VN-2000").first.wait_for()
    expect(app.page.get_by_label(app.say("works.accuracy"), exact=True)).to_have_count(0)
    app.fill("ui.place_text", "22.8262, 106.7108")
    app.page.get_by_label(app.say("ui.title")).fill(title)
    app.choose(app.say("ui.category"), "Nhà, công trình kiên cố")
    app.page.get_by_text(app.say("works.accuracy_wanted")).wait_for()
    field = app.page.get_by_label(app.say("works.accuracy"), exact=True)
    field.fill("0")
    field.press("Tab")
    refused = app.say("works.bad_accuracy", accuracy_m="0")
    app.page.get_by_text(refused).first.wait_for()
    save(app)
    app.page.get_by_text(app.say("ui.not_saved")).wait_for()
    assert title not in [each.title for each in read(shared_app.workspace, list_incidents)]
    field.fill("3,5")
    field.press("Tab")
    app.page.get_by_text(app.say("works.accuracy_wanted")).wait_for(state="detached")
    save(app)
    app.expect_title(title)
    (incident,) = [each for each in read(shared_app.workspace, list_incidents) if each.title == title]
    (place,) = incident.places
    assert (place.accuracy_m, place.is_measured) == (3.5, True)
    app.assert_calm()


def test_the_position_of_a_photo_is_added_to_an_incident_that_stands_and_taken_back(visit, shared_app):
    incident = record(shared_app.workspace, "Kè đã ghi từ trước")
    photo = build_photo(build_picture(400, 300), gps=gps_tags(106.30, 22.85))

    def attach(workspace):
        add_report(workspace, incident.id, attachments=keep_attachments(workspace, [("ảnh kè.jpg", photo)]))

    read(shared_app.workspace, attach)
    app = visit().go("incidents", incident=incident.number)
    app.page.get_by_role("button", name=app.say("evidence.add_place")).click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_text(app.say("evidence.apart_of_place", place="739-741")).wait_for()
    dialog.get_by_label(app.say("works.accuracy"), exact=True).fill("5")
    dialog.get_by_label(app.say("works.accuracy"), exact=True).press("Tab")
    dialog.get_by_role("button", name=app.say("evidence.confirm_place")).click()
    app.page.get_by_text(app.say("evidence.place_added", number=incident.number)).wait_for()
    app.page.get_by_text(app.say("evidence.place_of_photo", name="ảnh kè.jpg")).first.wait_for()
    expect(app.page.get_by_role("button", name=app.say("evidence.add_place"))).to_have_count(0)

    def places():
        shown = read(shared_app.workspace, lambda workspace: show_incident(workspace, incident.number))
        return [(place.as_written, place.accuracy_m) for place in shown.incident.places]

    entered = (incident.places[0].as_written, incident.places[0].accuracy_m)
    assert places() == [entered, ("22.850000 106.300000", 5.0)]
    app.page.get_by_role("button", name=app.say("evidence.undo_place")).click()
    app.page.get_by_text(app.say("evidence.place_undone", number=incident.number)).wait_for()
    assert places() == [entered]
    app.page.get_by_role("button", name=app.say("evidence.add_place")).first.wait_for()
    app.assert_calm()


def test_a_report_that_changes_category_date_and_place_shows_old_new_and_verdicts_first(visit, shared_app):
    incident = record(shared_app.workspace, "Công trình bên kia suối")
    app = visit().go("incidents", incident=incident.number)
    app.begin_report()
    form = app.page.locator(".st-key-panel_report")
    verdicts = app.page.locator(".st-key-panel_changed_verdicts")
    form.get_by_text(app.say("ui.change_incident")).click()
    expect(verdicts).to_have_count(0)
    app.fill("ui.new_date", "32/13/2024")
    form.get_by_role("button", name=app.say("ui.save_report")).click()
    form.get_by_text(app.say("ui.not_saved")).wait_for()
    app.fill("ui.new_date", "3/2024")
    form.get_by_text("5/2022 → 3/2024").or_(form.get_by_text("01/05/2022 → 03/2024")).first.wait_for()
    verdicts.get_by_text(app.say("works.measured_place_wanted")).wait_for()
    app.fill("ui.new_place", "22.8262, 106.7108")
    verdicts.get_by_text(app.say("works.accuracy_wanted")).wait_for()
    accuracy = form.get_by_label(app.say("works.accuracy"), exact=True)
    accuracy.fill("4")
    accuracy.press("Tab")
    verdicts.get_by_text(app.say("works.accuracy_wanted")).wait_for(state="detached")
    form.get_by_text("739-741 → 22.8262, 106.7108").wait_for()
    form.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.get_by_text(app.say("ui.report_added", number=incident.number)).wait_for()
    page = read(shared_app.workspace, lambda workspace: show_incident(workspace, incident.number))
    assert page.incident.date == PartialDate(2024, 3)
    (place,) = page.incident.places
    assert (place.as_written, place.accuracy_m) == ("22.8262, 106.7108", 4.0)
    assert set(page.reports[-1].changes) == {"date", "places"}
    app.assert_calm()
