"""Exports of KoboToolbox, ODK and QField are recognised, and read as what was asked in the field."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from border_gis.exchange.incoming.form_columns import plan_columns, read_trace
from border_gis.exchange.incoming.form_model import FormKind
from border_gis.exchange.incoming.forms import leave_out_parts, open_form
from border_gis.exchange.incoming.media import MediaFolder, list_files
from border_gis.exchange.incoming.model import IncomingRow
from tests.exchange.incoming.form_builders import (
    FIRST,
    KOBO_PART,
    KOBO_SAID,
    SECOND,
    THIRD,
    kobo_row,
    part_row,
    write_kobo,
    write_kobo_csv,
    write_odk,
    write_photos,
    write_qfield,
)

TITLE = "Tuần tra biên giới"
ROWS = [kobo_row(1, FIRST), kobo_row(2, SECOND)]


def read_all(form, layer=None):
    return list(form.file.rows(layer))


def test_a_workbook_of_kobo_is_read_without_groups_and_what_the_server_notes(tmp_path):
    form = open_form(write_kobo(tmp_path / "a.xlsx", ROWS))
    assert form.kind is FormKind.KOBO
    (layer,) = form.file.layers
    assert layer.field_names == (
        *("ten_vu_viec", "loai", "ngay", "dau_hieu", "mo_ta"),
        *("latitude", "longitude", "altitude", "accuracy", "start", "_submission_time", "end"),
    )
    first = read_all(form)[0]
    assert (first.values["latitude"], first.values["accuracy"]) == ("22.871", 4.9)
    assert first.values["dau_hieu"] == "hang_rao coc_moi"
    assert (first.submission.key, first.submission.media) == (FIRST, ("1715391.jpg",))


def test_a_table_of_kobo_with_semicolons_says_the_same(tmp_path):
    book = open_form(write_kobo(tmp_path / "a.xlsx", ROWS))
    table = open_form(write_kobo_csv(tmp_path / "a.csv", ROWS))
    assert [row.values for row in read_all(table)] == [row.values for row in read_all(book)]
    assert [row.submission for row in read_all(table)] == [row.submission for row in read_all(book)]


def test_parts_of_parts_find_their_submission_and_their_place_in_it(tmp_path):
    parts = [part_row(1, 1, FIRST, None), part_row(2, 2, SECOND, None), part_row(3, 2, SECOND, None)]
    said = [{"noi_dung_trao_doi": "a", "_index": 1, "_parent_table_name": "diem_phu", "_parent_index": 3}]
    path = write_kobo(
        tmp_path / "a.xlsx", ROWS, {"diem_phu": (KOBO_PART, parts), "trao_doi": (KOBO_SAID, said)}
    )
    form = open_form(path)
    keys = [row.submission.key for row in read_all(form, "diem_phu")]
    assert keys == [f"{FIRST}/diem_phu[1]", f"{SECOND}/diem_phu[1]", f"{SECOND}/diem_phu[2]"]
    assert [row.submission.parent for row in read_all(form, "trao_doi")] == [SECOND]
    assert {(each.layer, each.parent) for each in form.repeats} == {("diem_phu", TITLE), ("trao_doi", TITLE)}


def test_an_edited_submission_of_kobo_keeps_the_key_of_its_root(tmp_path):
    edited = kobo_row(1, SECOND, **{"meta/rootUuid": f"uuid:{FIRST}"})
    (row,) = read_all(open_form(write_kobo(tmp_path / "a.xlsx", [edited])))
    assert (row.submission.key, row.submission.alias) == (FIRST, "kobo:1001")


def test_labels_stand_as_headings_too(tmp_path):
    labelled = {
        "Tên vụ việc": "Hàng rào",
        "Vị trí": "22.871 106.7 310 4.9",
        "_Vị trí_latitude": "22.871",
        "_Vị trí_longitude": "106.7",
        "_Vị trí_altitude": "310",
        "_Vị trí_precision": "4.9",
        "Ảnh/bản vẽ": "a b.jpg",
        "_id": 7,
        "_uuid": FIRST,
        "_submission_time": "2024-05-11T01:45:00",
        "_index": 1,
    }
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(labelled))
    book.active.append(list(labelled.values()))
    book.save(tmp_path / "a.xlsx")
    (row,) = read_all(open_form(tmp_path / "a.xlsx"))
    assert row.values["Tên vụ việc"] == "Hàng rào"
    assert (row.values["latitude"], row.values["accuracy"]) == ("22.871", 4.9)
    assert row.submission.media == ("a b.jpg",)


def test_an_archive_of_odk_is_one_form_with_its_parts_and_photos(tmp_path):
    main = write_odk(tmp_path / "odk", [FIRST, SECOND])
    (main.parent / "Tuan tra - audit.csv").write_text("event,node,start,end\nform start,,1,2\n")
    tables = sorted(main.parent.glob("*.csv"))
    assert leave_out_parts(tables) == (main,)
    form = open_form(main, list_files([main.parent], 100))
    assert form.kind is FormKind.ODK
    first = read_all(form)[0]
    assert first.values["ten_vu_viec"] == "Kè thứ 1"
    assert first.values["accuracy"] == 3.9
    assert first.submission.key == FIRST
    (repeat,) = form.repeats
    parts = read_all(form, repeat.layer)
    assert [row.submission.parent for row in parts] == [FIRST, FIRST, SECOND, SECOND]
    assert parts[0].submission.key == f"{FIRST}/trao_doi[1]"
    path, missing = form.media.find(parts[0].submission.media[0], FIRST)
    assert (path.name, missing) == ("them1.jpg", None)


@pytest.mark.parametrize("braces", [True, False])
def test_a_geopackage_of_qfield_is_tied_by_its_uuids(tmp_path, braces):
    form = open_form(write_qfield(tmp_path / "a.gpkg", [FIRST, SECOND], braces=braces), reads_beside=True)
    assert form.kind is FormKind.QFIELD
    (repeat,) = form.repeats
    assert (repeat.layer, repeat.parent, repeat.has_place, repeat.has_text) == (
        *("anh_vu_viec", "vu_viec", False, False),
    )
    first = read_all(form, "vu_viec")[0]
    assert (first.submission.key, first.geometry.x) == (FIRST, pytest.approx(106.7))
    photos = [row.submission for row in read_all(form, "anh_vu_viec")]
    assert [(each.parent, each.media) for each in photos] == [
        (FIRST, ("DCIM/p1.jpg",)),
        (FIRST, ("DCIM/p2.jpg",)),
    ]
    assert form.media.find("DCIM/p1.jpg")[0] == tmp_path / "DCIM" / "p1.jpg"


def test_an_ordinary_table_is_no_form(tmp_path):
    (tmp_path / "a.csv").write_text("tên vụ việc;ngày\nHàng rào;2022\n", encoding="utf-8")
    assert open_form(tmp_path / "a.csv") is None


def test_what_the_program_wrote_itself_is_no_form_though_its_things_name_each_other(tmp_path):
    ids = [FIRST, SECOND]
    points = [Point(106.7, 22.8), Point(106.8, 22.8)]
    for layer, columns in (
        ("markers", {"id": ids, "demonstration": [False, False]}),
        ("incidents", {"id": [SECOND, FIRST], "markers": ids, "demonstration": [False, False]}),
    ):
        gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").to_file(
            tmp_path / "own.gpkg", layer=layer, driver="GPKG"
        )
    assert open_form(tmp_path / "own.gpkg", reads_beside=True) is None


def test_a_layer_of_parts_with_places_is_tied_too(tmp_path):
    frame = gpd.GeoDataFrame(
        {"uuid": [FIRST, SECOND], "ten": ["a", "b"]},
        geometry=[Point(106.7, 22.8), Point(106.8, 22.8)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "a.gpkg", layer="tuan_tra", driver="GPKG")
    parts = gpd.GeoDataFrame(
        {"uuid": [THIRD], "tuan_tra_uuid": [SECOND], "ten_coc": ["c"]},
        geometry=[Point(106.75, 22.8)],
        crs="EPSG:4326",
    )
    parts.to_file(tmp_path / "a.gpkg", layer="coc", driver="GPKG")
    form = open_form(tmp_path / "a.gpkg", reads_beside=True)
    (repeat,) = form.repeats
    assert (repeat.layer, repeat.parent, repeat.has_place) == ("coc", "tuan_tra", True)
    (part,) = read_all(form, "coc")
    assert (part.submission.key, part.submission.parent) == (THIRD, SECOND)


def rows_of(*values):
    return [IncomingRow(number, each) for number, each in enumerate(values, start=1)]


def test_answers_in_columns_of_their_own_become_one_where_the_question_has_none():
    names = ["dau_hieu/hang_rao", "dau_hieu/coc", "so/luong"]
    rows = rows_of(
        {"dau_hieu/hang_rao": "1", "dau_hieu/coc": "0", "so/luong": "5"},
        {"dau_hieu/hang_rao": 1, "dau_hieu/coc": 1, "so/luong": "1"},
    )
    plan = plan_columns(names, rows, (), "/")
    assert [plan.read_values(row.values) for row in rows] == [
        {"luong": "5", "dau_hieu": "hang_rao"},
        {"luong": "1", "dau_hieu": "hang_rao, coc"},
    ]


def test_a_point_in_one_column_is_taken_apart_and_one_tapped_on_the_map_has_no_accuracy():
    rows = rows_of({"diem": "22.87 106.7 310 4.5"}, {"diem": "22.88 106.71 0 0"}, {"diem": None})
    plan = plan_columns(["diem"], rows, (), "/")
    read = [plan.read_values(row.values) for row in rows]
    assert [each["accuracy"] for each in read] == [4.5, None, None]
    assert [each["latitude"] for each in read] == ["22.87", "22.88", None]


def test_groups_stay_where_two_questions_have_one_name():
    plan = plan_columns(["a/ten", "b/ten", "b/tuoi"], [], (), "/")
    assert plan.field_names == ("a/ten", "b/ten", "tuoi")


def test_dates_of_briefcase_are_read():
    rows = rows_of({"ngay": "Apr 26, 2018 8:56:00 AM"})
    plan = plan_columns(["ngay"], rows, (), "-")
    assert plan.read_values(rows[0].values)["ngay"].isoformat() == "2018-04-26T08:56:00+07:00"


def test_traces_and_shapes_are_lines_and_areas():
    assert read_trace("22.1 106.1 0 0;22.2 106.2 0 0").equals(LineString([(106.1, 22.1), (106.2, 22.2)]))
    area = read_trace("22.1 106.1 0 0;22.2 106.2 0 0;22.1 106.2 0 0;22.1 106.1 0 0;")
    assert area.geom_type == "Polygon"
    assert read_trace("") is None


def test_a_file_in_the_folder_of_its_instance_is_taken_among_namesakes(tmp_path):
    one, two = write_photos(tmp_path, [f"a/{FIRST}/1.jpg", f"a/{SECOND}/1.jpg"])
    media = MediaFolder((one, two))
    assert media.find("1.jpg", SECOND)[0] == two
    path, missing = media.find("1.jpg", "another")
    assert (path, missing.code) == (None, "forms.media_several")


def test_no_file_outside_of_the_folder_is_reached_by_a_name(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"x")
    inside = tmp_path / "form"
    inside.mkdir()
    (inside / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    media = MediaFolder((), inside)
    for name in ("../secret.jpg", str(tmp_path / "secret.jpg"), "DCIM/../../secret.jpg", "link.jpg"):
        path, missing = media.find(name)
        assert (path, missing.code) == (None, "forms.media_missing")


def test_names_with_blanks_are_found_as_the_server_keeps_them(tmp_path):
    (path,) = write_photos(tmp_path, ["anh_so_1.jpg"])
    assert MediaFolder((path,)).find("anh so 1.jpg")[0] == path
