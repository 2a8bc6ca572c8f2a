"""A register in the worst habits of offices: each fault is named, no good row accused, the rest comes in."""

import pytest

from border_gis.errors import Severity
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.legacy_text import TextForm
from border_gis.i18n import describe_finding
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.services.worst_register import (
    BROKEN,
    COUNT,
    FIRST_NUMBER,
    NASTY,
    NEW_LETTERS,
    OUT_OF_THE_WORLD,
    TYPED_TWICE,
    TYPED_WITH_O,
    place_of,
    write_worst_register,
)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def test_each_fault_is_named_and_no_good_row_is_accused(workspace, tmp_path):
    rows = write_worst_register(tmp_path / "so moc.xlsx")
    preview = preview_import(workspace, tmp_path / "so moc.xlsx")
    assert (preview.target, preview.blocked_by) == (Target.MARKERS, None)
    accused = {
        row.number
        for row in preview.rows
        if any(each.severity is not Severity.NOTE for each in row.findings) or not row.is_good
    }
    faults = {*BROKEN, TYPED_WITH_O, OUT_OF_THE_WORLD}
    assert accused == {*(rows[number] for number in faults), rows[TYPED_TWICE] + 1}
    assert {row.number for row in preview.bad} == accused
    said = [describe_finding(each, "vi") for each in (*preview.findings, *preview.row_findings)]
    assert all("{" not in each.replace(NASTY, "") for each in said)
    for words in ("cột điện", "chưa đo", "22°75′61″", "1O6", "lặp lại mốc 871", "kinh độ 38,5"):
        assert any(words in each for each in said), words


def test_titles_of_parts_totals_and_footnotes_are_left_out_and_said(workspace, tmp_path):
    write_worst_register(tmp_path / "so moc.xlsx")
    preview = preview_import(workspace, tmp_path / "so moc.xlsx")
    asides = [each.params["text"] for each in preview.findings if each.code == "incoming.aside"]
    assert asides == [
        *(f"{number}. Đoạn {part}" for part, number in enumerate(("I", "II", "III", "IV"), start=1)),
        "Tổng cộng: 100 mốc",
        "(*) Mốc chưa có số liệu sẽ được bổ sung sau.",
        "NGƯỜI LẬP BIỂU",
    ]


def test_every_other_marker_comes_in_where_it_stands_with_its_words(workspace, tmp_path):
    write_worst_register(tmp_path / "so moc.xlsx")
    preview = preview_import(workspace, tmp_path / "so moc.xlsx")
    assert preview.column_forms == {"Ghi chú": TextForm.TCVN3}
    run_import(workspace, preview, only_good=True, existing="replace")
    stored = {str(each.reference): each for each in workspace.markers}
    for number in set(range(FIRST_NUMBER, FIRST_NUMBER + COUNT)) - {*BROKEN, TYPED_WITH_O, OUT_OF_THE_WORLD}:
        marker = stored[str(number)]
        at = marker.position.longitude_deg, marker.position.latitude_deg
        assert at == pytest.approx(place_of(number), abs=2e-9), number
        assert marker.unit_as_written == "xã Đàm Thuỷ"
        assert marker.note == (NASTY if number == 850 else NEW_LETTERS if number % 3 == 0 else "")


def test_who_says_that_texts_are_unicode_is_believed(workspace, tmp_path):
    write_worst_register(tmp_path / "so moc.xlsx")
    preview = preview_import(workspace, tmp_path / "so moc.xlsx", ImportWish(text_form=TextForm.PLAIN))
    assert preview.column_forms == {}
    assert NEW_LETTERS not in {row.thing.note for row in preview.good}


def test_a_title_alone_in_its_row_is_no_aside_where_it_stands_for_a_thing(workspace, tmp_path):
    path = tmp_path / "vu viec.csv"
    path.write_text(
        "tên vụ việc;ngày;khu vực\nCộng đồng báo tin sạt lở;;\nTổng kiểm tra mốc;;\nTổng số vụ: 2;;\n",
        encoding="utf-8",
    )
    preview = preview_import(workspace, path)
    assert [row.thing.title for row in preview.good] == ["Cộng đồng báo tin sạt lở", "Tổng kiểm tra mốc"]
