"""One incident, 632-633, through its whole way by two people, past a third who may not know of it."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from border_gis.access import Role, Secrecy
from border_gis.cli import main
from border_gis.i18n import describe_value
from border_gis.services.attachments import read_attachment
from border_gis.services.incidents import list_incidents, show_incident
from border_gis.services.people import add_person, change_own_password
from border_gis.services.signing_in import continue_sign_in, sign_in
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.ui.look import capital
from tests.browser import AppServer, find_free_port
from tests.exchange.photo_builders import build_photo, build_picture, gps_tags
from tests.exchange.test_papers import build_docx, build_pdf
from tests.ui.answers import Answers
from tests.ui.app_pages import AppPages

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

GIVEN, OWN = "mật khẩu được cấp", "mật khẩu của riêng tôi"
RECORDER, APPROVER, VIEWER = "Cán bộ ghi", "Cán bộ duyệt", "Người xem"
KIND = "Thiết bị giám sát"
TITLE = "Xây kè Hoa Gạo tại 632-633"
DIRECTION = "Chỉ đạo theo kế hoạch Sông Hiến"
MINUTES = "Hai Bên thống nhất dừng thi công kè Hoa Gạo"
PHOTO = (
    "hiện trường Hoa Gạo.jpg",
    build_photo(build_picture(320, 240), gps=gps_tags(106.3, 22.85)),
    "image/jpeg",
)
NOTE = ("công hàm Hoa Gạo.pdf", build_pdf("red", "lime"), "application/pdf")
TALKS = (
    "biên bản Hoa Gạo.docx",
    build_docx(f"<w:p><w:r><w:t>{MINUTES}</w:t></w:r></w:p>"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
NOT_FOR_THE_VIEWER = ("Hoa Gạo", "Sông Hiến", "77/UBND-M", "91/CH-UBND", "CB-2022-015")
LOOKED_AT = (
    "home",
    "incidents",
    "works",
    "markers",
    "areas",
    "activities",
    "history",
    "reports",
    "lines",
    "rules",
)


@pytest.fixture
def office(made_workspace, tmp_path, monkeypatch):
    """The app where three people sign in."""
    folder = Path(shutil.copytree(made_workspace, tmp_path / "workspace"))
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cài đặt"))
    for name, role, clearance in [
        ("Quản trị", Role.ADMINISTRATOR, Secrecy.TUYET_MAT),
        (RECORDER, Role.RECORDER, Secrecy.MAT),
        (APPROVER, Role.APPROVER, Secrecy.TOI_MAT),
        (VIEWER, Role.VIEWER, Secrecy.NONE),
    ]:
        add_person(workspace, name, role, clearance=clearance, password=GIVEN)
        actor = continue_sign_in(workspace, sign_in(workspace, name, GIVEN))
        change_own_password(workspace.acting_as(actor), GIVEN, OWN)
    workspace.close()
    server = AppServer(folder, find_free_port(), officer="")
    monkeypatch.setenv("BORDER_GIS_SIGN_IN", "local")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def enter(new_page, office):
    """Enter the office as one of the people; a page of their own, at an address."""

    def enter_as(name, page="incidents", **address):
        app = AppPages(new_page(), office.url, "vi")
        app.answers = Answers(app.page)
        app.go(page, **address).sign_in(name, OWN)
        app.page.locator(".st-key-who").wait_for()
        app.rest()
        return app

    return enter_as


def strip(app):
    return app.page.frame_locator("[class*=st-key-strip_] iframe")


def expect_waits(app, waits, still_open):
    expect(strip(app).locator(".wait-group")).to_have_count(waits)
    expect(strip(app).locator("rect.wait.open")).to_have_count(still_open)


def begin(app):
    app.turn_to("new")
    app.map()
    app.fill("ui.place_text", "632-633")
    app.page.get_by_label(app.say("ui.title")).fill(TITLE)
    app.choose(app.say("ui.category"), KIND)
    app.fill("ui.date", "05/01/2022")
    app.rest()
    app.page.locator(".st-key-save_incident button").click()
    app.expect_title(TITLE)


def report(app, step, date, text, *, number="", takes_state=False, secret=False, paper=None):
    """Report the step that the page suggests, with what it fills in, and wait until it stands there."""
    app.take_step(step)
    expect(app.field("ui.from_whom")).not_to_have_value("")
    app.fill("ui.report_text", text)
    app.fill("ui.event_date", date)
    if number:
        app.fill("ui.paper_number", number)
    if takes_state:
        app.take_state()
    if secret:
        app.choose(app.say("ui.secrecy"), capital(describe_value(Secrecy.MAT, "vi")))
    if paper:
        app.attach(*paper)
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator(".bg-history .bg-text", has_text=text).wait_for()
    if paper:
        app.page.locator("[class*=st-key-card_evidence]", has_text=paper[0]).first.wait_for()
    app.rest()


def everything(app):
    """What stands on a page and in its frames, shown or not."""
    return "\n".join(frame.content() for frame in app.page.frames)


def look_at_all(app):
    """Turn to every page; return what each says."""
    said = {}
    for name in LOOKED_AT:
        app.turn_to(name)
        app.page.wait_for_url(f"**page={name}&**")
        app.rest()
        said[name] = app.text()
        yield_nothing_of_the_secret(app)
    return said


def yield_nothing_of_the_secret(app):
    found = everything(app)
    assert [words for words in NOT_FOR_THE_VIEWER if words in found] == []


def test_two_people_take_one_incident_through_its_whole_way_and_a_third_learns_nothing(enter, office, capsys):
    viewer = enter(VIEWER, "home")
    before = look_at_all(viewer)

    recorder = enter(RECORDER)
    begin(recorder)
    (number,) = [words for words in NOT_FOR_THE_VIEWER if words in recorder.page.url]
    report(recorder, "first_information", "05/01/2022", "Đồn biên phòng báo tin kè Hoa Gạo.")
    report(recorder, "field_survey", "14/02/2022", "Khảo sát cùng biên phòng.", takes_state=True, paper=PHOTO)
    report(recorder, "report_up", "21/02/2022", "Báo cáo, đề xuất gửi công hàm.", number="31/BC-SNgV")
    expect_waits(recorder, 1, 1)
    recorder.assert_calm()

    # Nothing is secret yet: the viewer sees it, so that the same look afterwards can fail.
    viewer.turn_to("home")
    viewer.rest()
    viewer.turn_to("incidents")
    viewer.table().get_by_text(TITLE).first.wait_for()
    assert viewer.answers.holds(TITLE)

    approver = enter(APPROVER, incident=number)
    report(approver, "direction", "28/02/2022", DIRECTION, number="77/UBND-M", secret=True)
    expect_waits(approver, 1, 0)
    report(approver, "note_sent", "18/03/2022", "Gửi công hàm kèm ảnh.", number="91/CH-UBND", paper=NOTE)
    expect_waits(approver, 2, 1)
    assert approver.page.locator(".bg-level").first.inner_text() == "MẬT"

    recorder = enter(RECORDER, incident=number)
    recorder.page.get_by_text(DIRECTION).first.wait_for()
    report(recorder, "note_reply_received", "20/05/2022", "Phía Trung Quốc phúc đáp, đề nghị hội đàm.")
    expect_waits(recorder, 2, 0)

    approver = enter(APPROVER, incident=number)
    report(approver, "talks", "09/06/2022", "Hội đàm, ký biên bản hai thứ tiếng.", paper=TALKS)
    approver.page.locator("[class*=st-key-card_evidence]", has_text=TALKS[0]).locator("button").click()
    approver.page.get_by_role("dialog").get_by_text(MINUTES).wait_for()

    recorder = enter(RECORDER, incident=number)
    report(recorder, "settled", "20/12/2022", "Hồ sơ đã tổng hợp.", number="88/BC-SNgV", takes_state=True)
    expect_waits(recorder, 2, 0)
    expect(strip(recorder).locator(".mark")).to_have_count(9)
    assert all(recorder.answers.holds(words) for words in ("Hoa Gạo", "Sông Hiến", "77/UBND-M"))
    recorder.assert_calm()
    approver.assert_calm()

    expect_the_whole_way(office.workspace, number)
    expect_that_it_verifies(office.workspace, capsys)
    expect_nothing_for_the_viewer(enter, number, before)
    logs = "".join(path.read_text(encoding="utf-8") for path in (office.workspace / "logs").glob("*"))
    assert [words for words in (*NOT_FOR_THE_VIEWER, OWN) if words in logs + office.read_log()] == []


def expect_the_whole_way(folder, number):
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Quản trị"))
    page = show_incident(workspace, number)
    steps = [(each.particulars.step, each.author) for each in page.reports[1:]]
    assert steps == [
        ("first_information", RECORDER),
        ("field_survey", RECORDER),
        ("report_up", RECORDER),
        ("direction", APPROVER),
        ("note_sent", APPROVER),
        ("note_reply_received", RECORDER),
        ("talks", APPROVER),
        ("settled", RECORDER),
    ]
    assert str(page.incident.state) == "settled"
    assert page.incident.level is Secrecy.MAT
    attached = [sha256 for each in page.reports for sha256 in each.attachments]
    assert [read_attachment(workspace, each) for each in attached] == [PHOTO[1], NOTE[1], TALKS[1]]
    assert len(list_incidents(workspace)) == 24
    workspace.close()


def expect_that_it_verifies(folder, capsys):
    capsys.readouterr()
    assert main(["verify", "--workspace", str(folder), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["fits"]
    assert done["attachments"] == 3


def expect_nothing_for_the_viewer(enter, number, before):
    viewer = enter(VIEWER, "home")
    assert look_at_all(viewer) == before
    viewer.turn_to("map")
    viewer.map()
    viewer.search("632-633")
    viewer.expect_title("632-633")
    viewer.settle()
    yield_nothing_of_the_secret(viewer)
    assert [words for words in NOT_FOR_THE_VIEWER if viewer.answers.holds(words)] == []
    viewer.assert_calm()

    # Typed words come back in the fields they stand in, so these looks come after the network was searched.
    viewer.turn_to("incidents")
    viewer.fill("ui.filter_text", "Hoa Gạo")
    viewer.page.get_by_text(viewer.say("ui.incidents_count", found=0, total=23)).wait_for()
    viewer.assert_calm()
    answers = [ask_for(enter, asked) for asked in (number, "CB-2022-099")]
    assert answers[0].replace(number, "") == answers[1].replace("CB-2022-099", "")


def ask_for(enter, number):
    viewer = enter(VIEWER, incident=number)
    viewer.page.locator("[data-testid=stAlert]").first.wait_for()
    viewer.rest()
    return viewer.text()
