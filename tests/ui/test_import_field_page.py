"""An officer brings photos of a phone and a form of KoboToolbox into the app."""

import pytest

from border_gis.services.importing import list_imports
from border_gis.services.incidents import IncidentDraft, record_incident, show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.exchange.incoming.form_builders import (
    FIRST,
    KOBO_PART,
    SECOND,
    kobo_row,
    part_row,
    write_kobo,
    write_photos,
    zip_files,
)
from tests.exchange.photo_builders import build_bomb
from tests.services.test_photo_imports import write_photo

pytestmark = pytest.mark.browser


def open_store(shared_app):
    settings = build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER)
    return open_workspace(settings)


def choose(app, label, option):
    """Take from the list with this label the option that begins with these words."""
    app.page.get_by_role("combobox", name=label).first.click()
    app.page.get_by_role("option").filter(has_text=option).first.click()
    app.rest()


def test_photos_come_in_where_the_officer_says_and_are_taken_back(visit, shared_app, tmp_path):
    workspace = open_store(shared_app)
    incident = record_incident(
        workspace, IncidentDraft("Kè gần nơi chụp", "revetment", place_text="22.87 106.7")
    )
    files = [
        write_photo(tmp_path / "IMG_1.jpg"),
        write_photo(tmp_path / "IMG_2.jpg", at=None, width_px=70),
        tmp_path / "bom.png",
    ]
    files[2].write_bytes(build_bomb())
    app = visit("vi").go("import")
    page = app.page
    page.set_input_files("input[type=file]", files)
    page.get_by_text("2. IMG_2.jpg").wait_for()
    app.rest()
    page.get_by_text("mở ra có thể treo máy").wait_for()
    page.get_by_text("Ảnh không ghi nơi chụp").first.wait_for()
    assert page.get_by_role("button", name="Nhập 0 ảnh đã chọn").is_disabled()
    choose(app, app.say("ui.import_photo_to"), incident.number)
    page.get_by_role("button", name="Nhập 1 ảnh đã chọn").click()
    page.get_by_text("Đã nhập 1 ảnh").wait_for()
    # The photo that was left out is still there to be chosen, the other says where it is.
    page.get_by_text(f"Ảnh này đã có trong vụ việc {incident.number}").wait_for()
    report = show_incident(workspace, incident.id).reports[-1]
    assert (report.kind, len(report.attachments)) == ("added", 1)
    page.get_by_role("button", name=app.say("ui.import_undo")).first.click()
    page.get_by_role("button", name=app.say("ui.import_undo_yes")).click()
    page.get_by_text("Đã hoàn tác lần nhập").wait_for()
    assert show_incident(workspace, incident.id).reports[-1].corrects == report.id
    workspace.close()
    app.assert_calm()


def test_a_form_of_kobo_comes_in_with_its_photos_and_the_next_export_shows_the_edit(
    visit, shared_app, tmp_path
):
    rows = [kobo_row(1, FIRST), kobo_row(2, SECOND)]
    parts = {"diem_phu": (KOBO_PART, [part_row(1, 1, FIRST, (106.701, 22.871), "diem.jpg")])}
    photos = write_photos(tmp_path / "m", ["1715391.jpg", "1715392.jpg", "diem.jpg"])
    archive = zip_files(tmp_path / "anh.zip", {f"anh/{path.name}": path for path in photos})
    book = write_kobo(tmp_path / "Tuần tra.xlsx", rows, parts)
    app = visit("vi").go("import")
    page = app.page
    page.set_input_files("input[type=file]", [book, archive])
    page.get_by_text("Biểu mẫu thực địa KoboToolbox").wait_for()
    page.get_by_text("2 phiếu: 2 mới, 0 đã có").wait_for()
    choose(app, "Nhóm lặp “diem_phu” thành", "Báo cáo thêm của vụ việc")
    page.get_by_role("button", name="Nhập tất cả 2 dòng").click()
    page.get_by_text("Đã nhập 2 mục").wait_for()
    workspace = open_store(shared_app)
    opening, point = show_incident(workspace, FIRST).reports
    assert (len(opening.attachments), len(point.attachments)) == (1, 1)
    assert list_imports(workspace)[0].added == (FIRST, SECOND)
    rows[0]["mo_ta"] = "dài 900 m"
    again = write_kobo(tmp_path / "Tuần tra lần 2.xlsx", rows, parts)
    app.go("import")
    page.set_input_files("input[type=file]", [again, archive])
    page.get_by_text("1 phiếu đã nhập trước đây nay có nội dung khác").wait_for()
    app.rest()
    app.table().get_by_text("dài 900 m").first.wait_for()
    assert page.get_by_role("button", name="Nhập tất cả 0 dòng").is_disabled()
    workspace.close()
    app.assert_calm()


def test_an_archive_that_points_outside_is_refused_in_words(visit, tmp_path):
    (photo,) = write_photos(tmp_path, ["a.jpg"])
    archive = zip_files(tmp_path / "x.zip", {"../../a.jpg": photo})
    app = visit("vi").go("import")
    app.page.set_input_files("input[type=file]", archive)
    app.page.get_by_text("trỏ ra ngoài thư mục nên bị từ chối").wait_for()
    assert "Traceback" not in app.text()
