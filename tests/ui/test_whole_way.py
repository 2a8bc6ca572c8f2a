"""The history of 632-633 as the reports tell it: letters, talks, minutes, settled, on one page."""

import pytest
from playwright.sync_api import expect

from border_gis.services.incidents import show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

NUMBER = "CB-2022-005"
WAY = [
    ("Khảo sát thực địa", "14/02/2022", "Khảo sát đoạn 632-633 cùng biên phòng.", "", "Đã khảo sát"),
    ("Gửi thư trao đổi", "18/03/2022", "Đề nghị dừng thi công đường tuần tra.", "12/UBND", ""),
    ("Nhận thư phúc đáp", "05/2022", "Phía Trung Quốc đã nhận được ý kiến.", "", ""),
    ("Hội đàm", "09/06/2022", "Hai Bên hội đàm và ký biên bản hai thứ tiếng.", "", "Đang trao đổi, hội đàm"),
    ("Tổng hợp hồ sơ, giải quyết xong", "12/2022", "Hồ sơ đã tổng hợp.", "88/BC-SNgV", "Đã giải quyết xong"),
]


def report(app, step, date, text, number, state):
    app.begin_report()
    app.choose(app.say("ui.step"), step)
    expect(app.field("ui.from_whom")).not_to_have_value("")
    app.fill("ui.report_text", text)
    app.fill("ui.event_date", date)
    if number:
        app.fill("ui.paper_number", number)
    if state:
        app.choose(app.say("ui.new_state"), state)
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator(".bg-history .bg-text", has_text=text).wait_for()


def strip(app):
    return app.page.frame_locator("[class*=st-key-strip_] iframe")


def test_an_incident_is_taken_through_its_whole_way(visit, shared_app):
    app = visit().go("incidents", incident=NUMBER)
    app.expect_title("Đường tuần tra")
    strip(app).locator(".mark").first.wait_for()
    marks, waits = (strip(app).locator(each).count() for each in (".mark", ".wait-group"))
    for step in WAY:
        report(app, *step)
    expect(strip(app).locator(".mark")).to_have_count(marks + len(WAY))
    expect(strip(app).locator(".wait-group")).to_have_count(waits + 1)
    # A reply that does not say which letter it answers answers the one that has waited longest: that of
    # 2022 with no day, so that it waited from no day at all to five months.
    labels = [each.get_attribute("aria-label") for each in strip(app).locator(".wait-group").all()]
    assert any("0–150" in label for label in labels), labels
    text = app.text()
    for _, _, said, number, _ in WAY:
        assert said in text
        assert number in text
    assert "đang trao đổi, hội đàm → đã giải quyết xong" in " ".join(text.split())
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    page = show_incident(workspace, NUMBER)
    workspace.close()
    assert [each.particulars.step for each in page.reports[-len(WAY) :]] == [
        *("field_survey", "letter_sent", "letter_reply_received", "talks", "settled")
    ]
    assert str(page.incident.state) == "settled"
    app.assert_calm()


def test_a_click_on_a_step_shows_its_report_and_asks_nothing_of_the_server(visit):
    app = visit()
    sent = []
    app.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    app.go("incidents", incident="CB-2022-004")
    mark = strip(app).locator(".mark").first
    mark.wait_for()
    app.page.wait_for_timeout(1500)
    before = len(sent)
    mark.locator("circle").first.click()
    app.page.locator(".bg-history.bg-lit").wait_for()
    mark.press("Enter")
    app.page.wait_for_timeout(500)
    assert len(sent) == before
    app.assert_calm()


def test_a_suggested_step_fills_the_form_in_and_forces_nothing(visit):
    app = visit().go("incidents", incident="CB-2022-008")
    app.page.get_by_role("button", name="Thông tin ban đầu").click()
    expect(app.field("ui.from_whom")).to_have_value("Đồn biên phòng, xã, tuần tra")
    app.fill("ui.from_whom", "Xã Thượng Hà")
    app.fill("ui.report_text", "Xã báo tin.")
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator(".bg-history .bg-text", has_text="Xã báo tin.").wait_for()
    app.page.locator(".bg-way", has_text="Xã Thượng Hà → Sở Ngoại vụ").wait_for()
    app.assert_calm()


def test_what_was_typed_into_a_report_outlives_a_look_at_another_page(visit):
    app = visit().go("incidents", incident="CB-2022-009")
    app.begin_report()
    app.fill("ui.report_text", "Viết dở dang")
    app.rest()
    app.turn_to("markers")
    app.expect_title(app.say("ui.page_markers"))
    app.page.go_back()
    expect(app.field("ui.report_text")).to_have_value("Viết dở dang")
    app.assert_calm()


def test_what_was_typed_stays_when_one_goes_back_before_the_other_page_has_come_to_its_end(visit):
    app = visit().go("incidents", incident="CB-2022-009")
    app.begin_report()
    app.fill("ui.report_text", "Viết dở dang")
    app.rest()
    for wait_ms in (20, 60, 150, 300):
        app.turn_to("markers")
        app.page.wait_for_url("**page=markers**")
        app.page.wait_for_timeout(wait_ms)
        app.page.go_back()
        app.page.wait_for_url("**page=incidents**")
        expect(app.field("ui.report_text")).to_have_value("Viết dở dang")
        app.rest()
    app.assert_calm()


def test_a_report_is_corrected_by_another_one_and_stays(visit, shared_app):
    app = visit().go("incidents", incident="CB-2022-010")
    app.begin_report()
    app.fill("ui.report_text", "Ghi nhầm")
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator(".bg-history .bg-text", has_text="Ghi nhầm").wait_for()
    app.page.locator("[class*=st-key-correct_] button").first.click()
    expect(app.field("ui.report_text")).to_have_value("Ghi nhầm")
    app.fill("ui.report_text", "Ghi đúng")
    app.page.get_by_role("button", name=app.say("ui.save_report")).click()
    app.page.locator(".bg-history .bg-text", has_text="Ghi đúng").wait_for()
    assert "Ghi nhầm" in app.text()
    assert app.say("ui.corrected") in app.text()
    app.assert_calm()


@pytest.mark.parametrize("count", [3, 40])
def test_the_strip_is_readable_with_few_steps_and_with_many(visit, shared_app, count, seed_history):
    number = seed_history(shared_app.workspace, count)
    app = visit(viewport={"width": 1366, "height": 768}).go("incidents", incident=number)
    marks = strip(app).locator(".mark")
    marks.first.wait_for()
    assert marks.count() == count
    frame = app.page.locator("[class*=st-key-strip_] iframe").bounding_box()
    assert frame["y"] + frame["height"] < 768
    boxes = [mark.locator("circle").first.bounding_box() for mark in marks.all()]
    for one, box in enumerate(boxes):
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        for other in boxes[:one]:
            covered = min(box["x"], other["x"]) + box["width"] - max(box["x"], other["x"])
            same_lane = abs(box["y"] - other["y"]) < 5
            assert not (same_lane and covered > box["width"] / 4)
    app.assert_calm()
