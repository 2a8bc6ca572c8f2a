"""An office's files come in whole or not at all, wrong things are seen before, all can be taken back."""

import itertools
import random

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
from shapely.geometry import LineString, Point

from border_gis.crs import to_vn2000, to_vn2000_geographic, zone_by_epsg
from border_gis.errors import ConflictError, DataError, InputError, Severity
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.legacy_text import TextForm
from border_gis.i18n import describe_finding
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import list_imports, run_import, undo_import
from border_gis.services.incidents import add_report, list_incidents
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

CAO_BANG = zone_by_epsg(9210)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def write_book(path, rows, title="Sổ mốc"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def write_text(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


INCIDENTS = [
    ["Tên vụ việc", "Loại", "Bên", "Ngày xảy ra", "Khu vực mốc", "Nội dung", "Tỉnh"],
    ["Hàng rào mới", "hàng rào", "Trung Quốc", "11/05/2022", "840+600m", "dài 200 m", "Cao Bằng"],
    ["Sạt lở bờ sông", "sạt lở", "", "06/2022", "836(2)", "", "Cao Bằng"],
    ["Việc khác hẳn", "chuyện lạ", "ta", "hôm qua", "gần cây đa", "", "Lạng Sơn"],
    ["", "hàng rào", "", "2022", "", "thiếu tên", ""],
]


def test_last_year_s_list_of_incidents_comes_in_with_places_and_what_is_wrong(workspace, tmp_path):
    path = write_book(tmp_path / "vu viec 2022.xlsx", INCIDENTS)
    preview = preview_import(workspace, path)
    assert preview.target is Target.INCIDENTS
    assert [row.number for row in preview.bad] == [5]
    said = [describe_finding(finding, "vi") for finding in preview.row_findings]
    assert any("chuyện lạ" in each for each in said)
    assert any("hôm qua" in each for each in said)
    assert any("gần cây đa" in each for each in said)
    assert all("{" not in each for each in said)
    with pytest.raises(InputError):
        run_import(workspace, preview)
    before = len(list_incidents(workspace))
    entry = run_import(workspace, preview, only_good=True)
    assert (len(entry.added), entry.rows_left_out) == (3, 1)
    assert len(list_incidents(workspace)) == before + 3
    fence = next(each for each in list_incidents(workspace) if each.title == "Hàng rào mới")
    assert (fence.party, fence.category, fence.date.isoformat()) == ("cn", "fence", "2022-05-11")
    assert fence.places[0].geometry["type"] == "Point"
    assert fence.number.startswith("CB-2022-")
    odd = next(each for each in list_incidents(workspace) if each.title == "Việc khác hẳn")
    assert odd.category == "other"
    assert odd.description.startswith("chuyện lạ")


def test_the_same_file_twice_changes_nothing(workspace, tmp_path):
    path = write_book(tmp_path / "a.xlsx", INCIDENTS)
    run_import(workspace, preview_import(workspace, path), only_good=True)
    after = len(list_incidents(workspace))
    again = preview_import(workspace, path)
    assert len(again.existing) == 3
    with pytest.raises(InputError) as refused:
        run_import(workspace, again, only_good=True)
    assert refused.value.code == "imports.nothing_new"
    assert len(list_incidents(workspace)) == after
    assert len(list_imports(workspace)) == 1


def test_an_import_is_taken_back_and_can_come_in_again(workspace, tmp_path):
    path = write_book(tmp_path / "a.xlsx", INCIDENTS)
    before = list_incidents(workspace)
    entry = run_import(workspace, preview_import(workspace, path), only_good=True)
    undo_import(workspace, entry.id, "nhầm tệp")
    assert list_incidents(workspace) == before
    assert [each.kind for each in list_imports(workspace)] == ["undo", "import"]
    with pytest.raises(DataError):
        undo_import(workspace, entry.id)
    run_import(workspace, preview_import(workspace, path), only_good=True)
    assert len(list_incidents(workspace)) == len(before) + 3


def test_what_was_worked_on_since_is_not_taken_back(workspace, tmp_path):
    entry = run_import(
        workspace, preview_import(workspace, write_book(tmp_path / "a.xlsx", INCIDENTS)), only_good=True
    )
    add_report(workspace, entry.added[0], "đã đi khảo sát")
    with pytest.raises(ConflictError):
        undo_import(workspace, entry.id)


def test_how_a_file_was_matched_is_kept_for_the_next_of_its_kind(workspace, tmp_path):
    odd = [["cột 1", "cột 2", "cột 3"], ["Hàng rào", "840+600m", "2022"]]
    first = write_book(tmp_path / "a.xlsx", odd)
    wish = ImportWish(target=Target.INCIDENTS, fields={"title": "cột 1", "place": "cột 2", "date": "cột 3"})
    run_import(workspace, preview_import(workspace, first, wish))
    odd[1][0] = "Hàng rào khác"
    again = preview_import(workspace, write_book(tmp_path / "b.xlsx", odd))
    assert again.target is Target.INCIDENTS
    assert again.fields.sources == {"title": "cột 1", "place": "cột 2", "date": "cột 3"}


def test_works_come_from_a_shapefile_in_vn_2000_without_a_prj(workspace, tmp_path):
    ends = np.column_stack(to_vn2000(np.array([106.70, 106.71]), np.array([22.84, 22.85]), CAO_BANG))
    frame = gpd.GeoDataFrame(
        {"ten": ["Hàng rào thép gai"], "loai": ["hàng rào"], "ben": ["TQ"]}, geometry=[LineString(ends)]
    )
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(tmp_path / "rao.shp")
    path = tmp_path / "rao.shp"
    blocked = preview_import(workspace, path, ImportWish(target=Target.WORKS))
    assert blocked.blocked_by.code == "crs.missing"
    preview = preview_import(workspace, path, ImportWish(target=Target.WORKS, crs="EPSG:9210"))
    run_import(workspace, preview)
    work = next(each for each in workspace.works if each.name == "Hàng rào thép gai")
    assert (work.kind, work.party) == ("fence", "cn")
    assert np.abs(np.array(work.geometry.coords) - [[106.70, 22.84], [106.71, 22.85]]).max() < 1e-7


def test_old_text_is_converted_after_it_was_said(workspace, tmp_path):
    text = "so_moc;x;y;ghi_chu\r\n"
    east, north = to_vn2000(106.71, 22.85, CAO_BANG)
    rows = "".join(
        f"{number};{north + number};{east};S¹t lë bê s«ng t¹i khu vùc mèc giíi\r\n"
        for number in range(836, 840)
    )
    path = write_text(tmp_path / "a.csv", text + rows, "cp1252")
    preview = preview_import(workspace, path, ImportWish(target=Target.MARKERS, crs="EPSG:9210"))
    assert preview.text_form is TextForm.TCVN3
    assert any(finding.code == "incoming.text_converted" for finding in preview.findings)
    assert {row.thing.note for row in preview.good} == {"Sạt lở bờ sông tại khu vực mốc giới"}


def test_a_register_replaces_the_demonstration_s_markers_until_it_is_undone(workspace, tmp_path):
    path = write_text(tmp_path / "a.csv", "so_moc,kinh_do,vi_do\n835,106.7101,22.8501\n9999,106.72,22.86\n")
    preview = preview_import(workspace, path)
    before = workspace.markers
    old = next(marker for marker in before if str(marker.reference) == "835")
    assert 2 in preview.existing
    entry = run_import(workspace, preview, only_good=True, existing="replace")
    new = next(marker for marker in workspace.markers if str(marker.reference) == "835")
    assert new.id != old.id
    assert new.position.longitude_deg == 106.7101
    undo_import(workspace, entry.id)
    assert workspace.markers == before


def test_the_line_comes_in_as_a_new_version_and_the_old_one_stays(workspace, shared_data):
    preview = preview_import(workspace, shared_data / "vn_cn_border_full.geojson")
    assert preview.target is Target.LINE
    before = workspace.lines
    run_import(workspace, preview)
    assert len(workspace.lines) == len(before) + 1
    assert workspace.lines[-1].length_m == pytest.approx(1_445_269, abs=5)


def test_the_communes_come_in_as_units(workspace, shared_data):
    preview = preview_import(workspace, shared_data / "communes_cb_ls_2025.gpkg")
    of_today = [row for row in preview.good if row.thing.valid_to is None]
    assert (preview.target, len(of_today), len(preview.bad)) == (Target.UNITS, 121, 0)
    run_import(workspace, preview)
    units = {unit.name: unit for unit in workspace.units if unit.valid_to is None}
    assert units["Đàm Thuỷ"].is_border
    assert units["Đàm Thuỷ"].former_names


def test_the_sourced_markers_come_in(workspace, shared_data):
    preview = preview_import(workspace, shared_data / "vn_markers_sourced.csv")
    assert (preview.target, len(preview.good)) == (Target.MARKERS, 9)
    run_import(workspace, preview, existing="replace")
    marker = next(each for each in workspace.markers if str(each.reference) == "222(1)")
    assert marker.position.latitude_deg == pytest.approx(22 + 51 / 60 + 8.572 / 3600, abs=1e-8)


def build_register(workspace, line, count=2_000):
    """A register of markers on the real line, in plane coordinates as offices keep them."""
    from border_gis.boundary.line import locate_points

    chainages_m = np.linspace(1_000.0, line.length_m - 1_000.0, count)
    longitudes, latitudes = locate_points(line, chainages_m).T
    numbers = [f"{1 + place // 2}" if place % 2 == 0 else f"{1 + place // 2}/1" for place in range(count)]
    return [
        {
            "Số mốc": number,
            "Kinh độ": f"{longitude:.9f}",
            "Vĩ độ": f"{latitude:.9f}",
            "Loại mốc": "mốc đơn",
            "Phía": "trên đường",
            "Độ cao": "812,5",
            "Độ chính xác": "1",
            "Ngày kiểm tra": "12/05/2021",
            "Ghi chú": "",
        }
        for number, longitude, latitude in zip(numbers, longitudes, latitudes, strict=True)
    ]


def shift(row, east_deg=0.0, north_deg=0.0):
    row["Kinh độ"] = f"{float(row['Kinh độ']) + east_deg:.9f}"
    row["Vĩ độ"] = f"{float(row['Vĩ độ']) + north_deg:.9f}"


def move_to(row, positions):
    row["Kinh độ"], row["Vĩ độ"] = (f"{value:.9f}" for value in positions)


def as_float(row):
    return float(row["Kinh độ"]), float(row["Vĩ độ"])


FAULTS = {
    "no number": lambda row, rows: row.update({"Số mốc": ""}),
    "a number that is none": lambda row, rows: row.update({"Số mốc": "cột điện"}),
    "two markers in one cell": lambda row, rows: row.update({"Số mốc": "571-572"}),
    "the number of another row": lambda row, rows: row.update({"Số mốc": "17"}),
    "no longitude": lambda row, rows: row.update({"Kinh độ": ""}),
    "no position": lambda row, rows: row.update({"Kinh độ": "", "Vĩ độ": ""}),
    "a longitude that is none": lambda row, rows: row.update({"Kinh độ": "106°75′61″8"}),
    "words for a latitude": lambda row, rows: row.update({"Vĩ độ": "chưa đo"}),
    "swapped": lambda row, rows: row.update({"Kinh độ": row["Vĩ độ"], "Vĩ độ": row["Kinh độ"]}),
    "another country": lambda row, rows: move_to(row, (2.35, 48.85)),
    "a degree off": lambda row, rows: shift(row, 0.0, 1.0),
    "a minute off": lambda row, rows: shift(row, 0.0, 1 / 60),
    "a wrong digit": lambda row, rows: shift(row, 0.0, 0.004),
    "datum not shifted": lambda row, rows: move_to(row, to_vn2000_geographic(*as_float(row))),
    "plane in degrees": lambda row, rows: move_to(row, to_vn2000(*as_float(row), CAO_BANG)),
    "zero": lambda row, rows: move_to(row, (0.0, 0.0)),
    "latitude twice": lambda row, rows: row.update({"Kinh độ": row["Vĩ độ"]}),
    "out of its order": lambda row, rows: move_to(row, as_float(rows[(rows.index(row) + 900) % len(rows)])),
    "on the wrong side": lambda row, rows: row.update({"Phía": "VN"}) or shift(row, 0.0, 0.002),
    "a comma lost": lambda row, rows: row.update({"Vĩ độ": row["Vĩ độ"].replace(".", "")}),
}


def test_sixty_faults_of_twenty_kinds_in_two_thousand_rows_are_found_and_no_good_row_is_accused(
    workspace, shared_data, tmp_path
):
    run_import(workspace, preview_import(workspace, shared_data / "vn_cn_border_full.geojson"))
    line = workspace.lines[-1]
    rows = build_register(workspace, line)
    dice = random.Random(11)
    places = sorted(dice.sample(range(100, 1_900), 60))
    # Neighbours of a fault may look out of order because of it.
    while any(b - a < 4 for a, b in itertools.pairwise(places)):
        places = sorted(dice.sample(range(100, 1_900), 60))
    planted = {}
    for number, place in enumerate(places):
        kind = list(FAULTS)[number % len(FAULTS)]
        FAULTS[kind](rows[place], rows)
        planted[place + 2] = kind
    path = write_book(tmp_path / "so moc.xlsx", [list(rows[0]), *(list(row.values()) for row in rows)])
    preview = preview_import(workspace, path)
    accused = {
        row.number
        for row in preview.rows
        if any(finding.severity is not Severity.NOTE for finding in row.findings)
    }
    missed = {number: kind for number, kind in planted.items() if number not in accused}
    assert missed == {}
    assert accused - set(planted) - {17 * 2} == set()
    said = [describe_finding(finding, "vi") for finding in preview.row_findings]
    assert all("{" not in each for each in said)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("shift_forgotten", to_vn2000_geographic),
        ("swapped_file", lambda longitude, latitude: (latitude, longitude)),
    ],
)
def test_a_mistake_of_the_whole_file_is_suspected_and_not_mended_by_itself(
    workspace, shared_data, tmp_path, code, spoil
):
    run_import(workspace, preview_import(workspace, shared_data / "vn_cn_border_full.geojson"))
    rows = build_register(workspace, workspace.lines[-1], 60)
    for row in rows:
        move_to(row, spoil(*as_float(row)))
    path = write_book(tmp_path / "a.xlsx", [list(rows[0]), *(list(row.values()) for row in rows)])
    preview = preview_import(workspace, path)
    if code == "swapped_file":
        assert preview.good == ()
        assert any(
            "đổi" in describe_finding(each, "vi") for each in (*preview.findings, *preview.row_findings)
        )
        return
    assert preview.suspicions[0].code == code
    assert preview.suspicions[0].after_m < 2.0
    first = next(row.thing for row in preview.rows if row.thing is not None)
    assert first.position.longitude_deg == pytest.approx(as_float(rows[0])[0], abs=1e-9)


def test_points_without_a_place_in_the_file_are_placed_by_their_reference(workspace, tmp_path):
    path = write_text(tmp_path / "a.csv", "ten,loai,vi_tri_moc\nHàng rào A,hàng rào,840+600m\n")
    (row,) = preview_import(workspace, path, ImportWish(target=Target.WORKS)).good
    assert isinstance(row.thing.geometry, Point)
    assert row.thing.illustrative
