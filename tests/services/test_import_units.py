"""Units in the rows of a file are matched by name and date, put right, and told before anything is stored."""

from datetime import date

import pytest

from border_gis.boundary.units import Unit, UnitLevel
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import describe_finding
from border_gis.incidents.unit_names import read_units
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.incidents import list_incidents
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

LAST_DAY = date(2025, 6, 30)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


@pytest.fixture
def units(workspace):
    commune, district = UnitLevel.COMMUNE, UnitLevel.DISTRICT
    of_today = {"valid_from": date(2025, 7, 1)}
    workspace.store.add_units(
        [
            Unit("u1", "", "Trùng Khánh", district, "Cao Bằng", valid_to=LAST_DAY),
            Unit("u2", "", "Đàm Thuỷ", commune, "Trùng Khánh", valid_to=LAST_DAY),
            Unit("u3", "", "Minh Long", commune, "Hạ Lang", valid_to=LAST_DAY),
            Unit("u4", "", "Minh Long", commune, "Thạch An", valid_to=LAST_DAY),
            Unit("u5", "", "Bảo Lạc", commune, "Cao Bằng", **of_today),
            Unit("u6", "", "Đàm Thuỷ", commune, "Cao Bằng", former_names=("Xã Đàm Thuỷ",), **of_today),
        ]
    )


def write_incidents(path, *rows):
    lines = ["tên vụ việc;ngày;xã;nội dung", *(";".join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


ROWS = (
    ("Sạt lở", "11/05/2022", "x. Đàm Thủy, h. Trùng Khánh", ""),
    ("Hàng rào", "11/05/2026", "Bao Lac", "dài 200 m"),
    ("Vượt biên", "02/2022", "xã Minh Long", ""),
    ("Cột mốc", "02/2022", "xã Đàm Thúy huyện Trùng Khành", ""),
    ("Việc khác", "02/2026", "huyện Trùng Khánh", ""),
    ("Lạ", "02/2026", "xã Không Có Đâu", ""),
)


def codes(preview):
    return {
        int(finding.where): finding.code.removeprefix("incoming.unit_")
        for finding in reversed(preview.row_findings)
        if finding.code.startswith("incoming.unit_")
    }


@pytest.mark.usefixtures("units")
def test_what_each_row_names_is_told_and_slips_are_put_right(workspace, tmp_path):
    path = write_incidents(tmp_path / "a.csv", *ROWS)
    preview = preview_import(workspace, path, ImportWish(target=Target.INCIDENTS))
    assert codes(preview) == {
        2: "then_and_now",
        3: "put_right",
        4: "ambiguous",
        5: "put_right",
        6: "of_other_time",
        7: "unknown",
    }
    said = [describe_finding(finding, "vi") for finding in preview.row_findings]
    assert all("{" not in each for each in said)
    assert any("Minh Long (Hạ Lang), Minh Long (Thạch An)" in each for each in said)
    assert any("nay là Đàm Thuỷ (Cao Bằng)" in each for each in said)
    assert preview.bad == ()
    run_import(workspace, preview)
    stored = {incident.title: incident for incident in list_incidents(workspace)}
    assert stored["Sạt lở"].unit_as_written == "x. Đàm Thủy, h. Trùng Khánh"
    assert stored["Hàng rào"].unit_as_written == "Bảo Lạc"
    # Nothing of the file is lost.
    assert stored["Hàng rào"].description == "dài 200 m\n[Bao Lac]"
    assert stored["Cột mốc"].unit_as_written == "xã Đàm Thuỷ, huyện Trùng Khánh"
    assert stored["Vượt biên"].unit_as_written == "xã Minh Long"


@pytest.mark.usefixtures("units")
def test_a_person_can_leave_the_names_as_the_file_has_them(workspace, tmp_path):
    path = write_incidents(tmp_path / "a.csv", ROWS[1])
    wish = ImportWish(target=Target.INCIDENTS, keeps_units=True)
    preview = preview_import(workspace, path, wish)
    assert codes(preview) == {2: "put_right"}
    (row,) = preview.good
    assert (row.thing.unit_as_written, row.thing.description) == ("Bao Lac", "dài 200 m")


@pytest.mark.usefixtures("units")
def test_a_row_in_an_old_encoding_among_others_is_read(workspace, tmp_path):
    path = write_incidents(tmp_path / "a.csv", ("Sạt lở", "2026", "B¶o L¹c", ""), *ROWS)
    preview = preview_import(workspace, path, ImportWish(target=Target.INCIDENTS))
    assert preview.rows[0].thing.unit_as_written == "Bảo Lạc"


@pytest.mark.usefixtures("units")
def test_markers_are_matched_to_the_units_of_today(workspace, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("so_moc;kinh_do;vi_do;xa;ghi_chu\n836;106.7;22.85;Bao Lac;mờ chữ\n", encoding="utf-8")
    preview = preview_import(workspace, path, ImportWish(target=Target.MARKERS))
    (row,) = preview.good
    assert (row.thing.unit_as_written, row.thing.note) == ("Bảo Lạc", "mờ chữ [Bao Lac]")


def test_without_a_register_of_units_nothing_is_said_of_them(workspace, tmp_path):
    path = write_incidents(tmp_path / "a.csv", *ROWS)
    assert codes(preview_import(workspace, path, ImportWish(target=Target.INCIDENTS))) == {}


def test_the_real_communes_bring_the_units_of_before_with_them(workspace, shared_data, tmp_path):
    preview = preview_import(workspace, shared_data / "communes_cb_ls_2025.gpkg")
    assert any(finding.code == "incoming.former_units" for finding in preview.row_findings)
    run_import(workspace, preview)
    of = {(unit.level, unit.name, unit.parent_name): unit for unit in workspace.units}
    today = of[UnitLevel.COMMUNE, "Đàm Thuỷ", "Cao Bằng"]
    assert today.valid_from == date(2025, 7, 1)
    chi_vien = of[UnitLevel.COMMUNE, "Chí Viễn", "Trùng Khánh"]
    assert (chi_vien.valid_from, chi_vien.valid_to) == (None, LAST_DAY)
    assert of[UnitLevel.DISTRICT, "Trùng Khánh", "Cao Bằng"].valid_to == LAST_DAY
    # One row names two districts, each with its commune.
    assert (UnitLevel.COMMUNE, "Đức Hạnh", "Bảo Lâm") in of
    assert (UnitLevel.COMMUNE, "Cốc Pàng", "Bảo Lạc") in of
    assert (UnitLevel.COMMUNE, "Hưng Đạo", "Bảo Lạc") in of
    happened = today.valid_from.replace(year=2022)
    (reading,) = read_units("xã Chí Viễn", workspace.units, None, happened)
    assert reading.today == (chi_vien,)
    path = write_incidents(tmp_path / "a.csv", ("Sạt lở", "05/2022", "xã Chí Viên, huyện Trùng Khánh", ""))
    (row,) = preview_import(workspace, path, ImportWish(target=Target.INCIDENTS)).good
    said = " ".join(describe_finding(finding, "vi") for finding in row.findings)
    assert "Chí Viễn" in said
    assert "nay là Đàm Thuỷ (Cao Bằng)" in said


def test_a_commune_whose_name_sounds_like_a_district_is_a_commune(workspace, shared_data):
    preview = preview_import(workspace, shared_data / "communes_cb_ls_2025.gpkg")
    named = {row.thing.name: row.thing for row in preview.good if row.thing.valid_to is None}
    assert named["Văn Quan"].level is UnitLevel.COMMUNE
