"""Two officers exchange reports on a stick: card, trust, package, contradiction, decision."""

import json

import pytest

from border_gis.access import office_actor
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.office_cards import make_own_card, show_own_card, trust_office, write_own_card
from border_gis.services.package_making import make_package
from border_gis.services.package_taking import take_package
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings

pytestmark = pytest.mark.browser
NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1}"


def open_office(folder):
    return open_workspace(build_settings({}, workspace_folder=folder)).acting_as(office_actor("Cán bộ 2"))


@pytest.fixture
def other(made_workspace, tmp_path):
    import shutil

    workspace = open_office(shutil.copytree(made_workspace, tmp_path / "other"))
    make_own_card(workspace, "Biên phòng Lạng Sơn", "LS")
    yield workspace
    workspace.close()


def open_tab(app, place):
    app.rest()
    app.page.locator(".st-key-package_part button").nth(place).click()
    app.rest()


def save(app, key, path):
    with app.page.expect_download() as waiting:
        app.page.locator(f".st-key-{key} button").click()
    waiting.value.save_as(path)
    return path


def test_two_offices_exchange_reports_from_the_card_to_the_decision(visit, shared_app, other, tmp_path):
    app = visit("vi", viewport={"width": 1366, "height": 768}).go("packages")
    app.expect_title(app.say("ui.page_packages"))
    page = app.page

    # Our own card, made and given away.
    open_tab(app, 3)
    app.fill("packages.name", "Biên phòng Cao Bằng")
    app.fill("packages.letters", "CB")
    page.get_by_role("button", name=app.say("packages.make_card")).click()
    page.get_by_text(app.say("packages.card_made")).wait_for()
    card = save(app, "download_card", tmp_path / "card.json").read_text(encoding="utf-8")
    ours = open_office(shared_app.workspace)
    own = show_own_card(ours)
    assert json.loads(card)["fingerprint"] == own.fingerprint
    trust_office(other, card, own.fingerprint)

    # Their card: wrong digits first, then those that were read out.
    their_card = tmp_path / "the-LS.json"
    their_card.write_text(write_own_card(other), encoding="utf-8")
    theirs = show_own_card(other)
    page.set_input_files(".st-key-panel_trust input[type=file]", their_card)
    page.get_by_text("the-LS.json").wait_for()
    app.fill("packages.typed_fingerprint", own.fingerprint)
    page.locator(".st-key-panel_trust").get_by_role("button", name=app.say("packages.trust_button")).click()
    page.get_by_text("không khớp với thẻ").wait_for()
    app.fill("packages.typed_fingerprint", theirs.fingerprint.replace(" ", ""))
    page.locator(".st-key-panel_trust").get_by_role("button", name=app.say("packages.trust_button")).click()
    page.locator(f".st-key-panel_office_{theirs.code}").wait_for()

    # A package for them.
    incident = record_incident(ours, IncidentDraft(NASTY, "fence", province="Cao Bằng"))
    open_tab(app, 1)
    page.locator(".st-key-make_package button").click()
    page.get_by_text("Đã lập gói số 1").wait_for()
    made = save(app, "download_package", tmp_path / "goi-1.bgpack")
    assert take_package(other, made).result.copied == 1

    # Both report without knowing of each other; theirs comes in.
    add_report(other, incident.id, NASTY, changes={"state": "surveyed", "description": NASTY})
    add_report(ours, incident.id, "Đã giải quyết", changes={"state": "settled"})
    back = tmp_path / "goi-2.bgpack"
    make_package(other, own.code, back)
    open_tab(app, 0)
    page.set_input_files(".st-key-panel_take_package input[type=file]", back)
    page.locator(".st-key-look_package button").click()
    page.get_by_text(app.say("packages.signature_holds")).wait_for()
    page.locator(".st-key-take_package button").click()
    page.get_by_text("Đã nhập gói số 1 của LS-").wait_for()
    assert ours.store.incident(incident.id).state.value == "settled"

    # The same one again.
    page.locator(".st-key-look_package button").click()
    page.get_by_text(app.say("packages.known_already")).wait_for()
    assert page.locator(".st-key-take_package button").count() == 0

    # The page of the incident leads to the decision.
    app.go("incidents", incident=incident.number)
    page.locator(".st-key-decide_contradictions button").click()
    panel = page.locator("[class*=st-key-panel_difference]")
    panel.get_by_text("đã giải quyết xong").wait_for()
    panel.get_by_text("đã khảo sát").wait_for()
    panel.get_by_role("button", name="Lấy theo LS-").click()
    page.get_by_text(app.say("packages.settled")).wait_for()
    assert ours.store.incident(incident.id).state.value == "surveyed"
    page.get_by_text(app.say("packages.no_contradictions")).wait_for()

    # The history names the office.
    app.go("incidents", incident=incident.number)
    page.get_by_text(f"cơ quan {theirs.code}").first.wait_for()
    assert page.evaluate("window.hacked") is None
    ours.close()
    app.assert_calm()


def test_a_file_that_is_no_package_is_refused_in_words(visit, shared_app, other, tmp_path):
    ours = open_office(shared_app.workspace)
    if show_own_card(ours) is None:
        make_own_card(ours, "Biên phòng Cao Bằng", "CB")
    trust_office(ours, write_own_card(other), show_own_card(other).fingerprint)
    ours.close()
    app = visit("vi").go("packages")
    path = tmp_path / "a.bgpack"
    path.write_bytes(b"PK\x03\x04 not a package")
    app.page.set_input_files(".st-key-panel_take_package input[type=file]", path)
    app.page.locator(".st-key-look_package button").click()
    app.page.get_by_text("không phải gói báo cáo").wait_for()
    assert "Traceback" not in app.text()
