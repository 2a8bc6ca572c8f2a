"""An officer brings a register in the worst habits of offices into the app, and takes it back."""

import openpyxl
import pytest

from border_gis.crs import to_vn2000, zone_by_epsg
from border_gis.services.importing import list_imports
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.services.worst_register import NEW_LETTERS, write_worst_register

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1}"


def write_register(path):
    """A hundred rows: titles above, headings in two rows, commas and points, stray words and gaps."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ mốc 2022"
    sheet.append(["SỞ NGOẠI VỤ TỈNH CAO BẰNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["BẢNG THỐNG KÊ MỐC GIỚI"])
    sheet.append([])
    sheet.append(["STT", "Số mốc", "Tọa độ VN-2000", None, "Loại", "Xã", "Ghi chú"])
    sheet.append([None, None, "X (m)", "Y (m)", None, None, None])
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"])
    sheet.merge_cells("A2:G2")
    sheet.merge_cells("C4:D4")
    zone = zone_by_epsg(9210)
    for number in range(100):
        east, north = to_vn2000(106.6 + number * 0.001, 22.85 + 0.0005 * (number % 7), zone)
        written = f"{north:.2f}".replace(".", ",") if number % 2 else north
        name = f"Mốc {800 + number} " if number % 3 else 800 + number
        unit = "xã Đàm Thuỷ" if number % 10 == 0 else None
        sheet.append([number + 1, name, written, east, "mốc đơn", unit, NASTY if number == 50 else None])
        if number % 25 == 24:
            sheet.append([])
    sheet["B12"] = "cột điện"
    sheet["D20"] = "chưa đo"
    book.save(path)
    return path


def test_a_register_comes_in_step_by_step_and_is_taken_back(visit, shared_app, tmp_path):
    app = visit("vi").go("import")
    app.expect_title(app.say("ui.page_import"))
    page = app.page
    page.set_input_files("input[type=file]", write_register(tmp_path / "sổ mốc 2022.xlsx"))
    page.get_by_text(app.say("ui.import_how")).wait_for()
    page.get_by_role("combobox", name=app.say("ui.import_crs")).click()
    page.keyboard.type("Cao B")
    page.keyboard.press("Enter")
    page.get_by_text(app.say("ui.import_where")).wait_for()
    findings = app.table()
    findings.get_by_text("cột điện").wait_for()
    findings.get_by_text("chưa đo").first.wait_for()
    page.get_by_role("button", name="Chỉ nhập 98 dòng tốt, bỏ 2 dòng").click()
    page.get_by_text("Đã nhập 98 mục").wait_for()
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    assert len(list_imports(workspace)[0].added) == 98
    noted = [marker for marker in workspace.markers if marker.note == NASTY]
    assert [str(marker.reference) for marker in noted] == ["850"]
    page.get_by_role("button", name=app.say("ui.import_undo")).first.click()
    page.get_by_role("button", name=app.say("ui.import_undo_yes")).click()
    page.get_by_text("Đã hoàn tác lần nhập").wait_for()
    assert [marker for marker in workspace.markers if marker.note == NASTY] == []
    workspace.close()
    app.assert_calm()


def test_a_hundred_rows_in_the_worst_habits_come_in_but_for_those_that_are_named(visit, shared_app, tmp_path):
    write_worst_register(tmp_path / "so moc 2022.xlsx")
    app = visit("vi").go("import")
    page = app.page
    page.set_input_files("input[type=file]", tmp_path / "so moc 2022.xlsx")
    page.get_by_text(app.say("ui.import_where")).wait_for()
    findings = app.table()
    for words in ("cột điện", "chưa đo"):
        findings.get_by_text(words).first.wait_for()
    page.get_by_role("button", name="Chỉ nhập 94 dòng tốt, bỏ 7 dòng").click()
    page.get_by_text("Đã nhập 94 mục").wait_for()
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    notes = {str(marker.reference): marker.note for marker in workspace.markers}
    assert (notes["801"], notes["850"]) == (NEW_LETTERS, NASTY)
    workspace.close()
    page.get_by_role("button", name=app.say("ui.import_undo")).first.click()
    page.get_by_role("button", name=app.say("ui.import_undo_yes")).click()
    page.get_by_text("Đã hoàn tác lần nhập").wait_for()
    app.assert_calm()


def test_a_file_that_is_not_what_it_says_is_refused_in_words(visit, tmp_path):
    app = visit("vi").go("import")
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x00 not a workbook")
    app.page.set_input_files("input[type=file]", path)
    app.page.get_by_text("không mở được như bảng tính").wait_for()
    assert "Traceback" not in app.text()


def test_a_button_that_is_pressed_twice_brings_in_once_and_says_so(visit, shared_app, tmp_path):
    app = visit("vi").go("import")
    path = tmp_path / "bấm hai lần.csv"
    rows = "".join(f"Bấm hai lần {number},hàng rào,11/05/2022,Cao Bằng\n" for number in range(500))
    path.write_text(f"ten,loai,ngay,tinh\n{rows}", encoding="utf-8")
    app.page.set_input_files("input[type=file]", path)
    app.page.get_by_role("button", name=app.say("ui.import_all", count=500)).dblclick()
    app.page.get_by_text("Đã nhập 500 mục").wait_for()
    app.assert_calm()
    workspace = open_workspace(build_settings({}, workspace_folder=shared_app.workspace))
    try:
        assert [each.file_name for each in list_imports(workspace)].count(path.name) == 1
    finally:
        workspace.close()
