"""What leaves the program comes back the same from every format, except for losses that are said."""

import json
import shutil
import subprocess
from datetime import date

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, Polygon

from border_gis.errors import DataError
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.outgoing.devices import write_gpx, write_kml
from border_gis.exchange.outgoing.model import OutgoingLayer
from border_gis.exchange.outgoing.sheets import write_csv, write_workbook
from border_gis.exchange.outgoing.vectors import (
    shorten_names,
    write_geojson,
    write_geopackage,
    write_shapefile,
)
from border_gis.i18n import describe_finding

HOSTILE = "=HYPERLINK(\"x\") <script>alert('${1}')</script> & ]]> {{ 7*7 }}"
TITLES = {"reference": "Số mốc", "reference_as_written": "Vị trí như văn bản", "note": "Ghi chú"}


def build_layer(geometries=None, notes=None, crs="EPSG:4326"):
    geometries = geometries or [
        Point(106.7123456789, 22.8512345678),
        Point(106.72, 22.86),
        Point(106.8, 22.9),
    ]
    frame = gpd.GeoDataFrame(
        {
            "reference": ["4/1", "836(2)", "837"],
            "reference_as_written": ["mốc 4/1", "mốc 836 (2)", None],
            "height_m": [12.5, np.nan, 700.0],
            "is_checked": [True, False, True],
            "note": notes or ["Sạt lở bờ sông", "一段铁丝网", HOSTILE],
        },
        geometry=geometries,
        crs=crs,
    )
    return OutgoingLayer("markers", "Mốc giới", frame, TITLES, label="reference")


MIXED = [
    Point(106.7, 22.8),
    LineString([(106.7, 22.8), (106.8, 22.8)]),
    Polygon([(106.7, 22.8), (106.7, 22.9), (106.8, 22.8)]),
]


def rows_of(path, layer=None):
    return [(dict(row.values), row.geometry) for row in open_incoming(path).rows(layer)]


def test_a_geopackage_keeps_everything(tmp_path):
    layer = build_layer()
    write_geopackage(tmp_path / "a.gpkg", [layer])
    back = rows_of(tmp_path / "a.gpkg", "markers")
    assert [values["note"] for values, _ in back] == ["Sạt lở bờ sông", "一段铁丝网", HOSTILE]
    assert back[1][0]["height_m"] is None
    assert back[0][0]["is_checked"] is True
    assert all(a.equals(b) for (_, a), b in zip(back, layer.frame.geometry, strict=True))


def test_a_geopackage_parts_kinds_and_carries_a_style_for_each(tmp_path):
    write_geopackage(tmp_path / "a.gpkg", [build_layer(MIXED)])
    opened = open_incoming(tmp_path / "a.gpkg")
    # One thing of several shapes: parted in the file, one layer again for who brings it in.
    assert [layer.name for layer in opened.layers] == ["markers"]
    assert [row.number for row in opened.rows("markers")] == [1, 2, 3]
    import pyogrio

    parts = [str(name) for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")]
    assert parts[:3] == ["markers_points", "markers_lines", "markers_areas"]

    styles = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="layer_styles")
    assert list(styles["f_table_name"]) == ["markers_points", "markers_lines", "markers_areas"]
    assert styles["styleQML"].str.contains("renderer-v2").all()
    assert styles["styleSLD"].str.contains("StyledLayerDescriptor").all()


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's own tools are not installed")
def test_gdal_opens_the_geopackage_without_a_warning(tmp_path):
    write_geopackage(tmp_path / "a.gpkg", [build_layer(MIXED)])
    done = subprocess.run(
        ["ogrinfo", "-al", "-so", str(tmp_path / "a.gpkg")], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "Feature Count: 1" in done.stdout


def test_geojson_follows_the_rfc(tmp_path):
    clockwise = [Point(106.7123456789, 22.85), *MIXED[1:]]
    write_geojson(tmp_path / "a.geojson", build_layer(clockwise))
    content = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in content
    assert content["features"][0]["geometry"]["coordinates"] == [106.71234568, 22.85]
    ring = Polygon(content["features"][2]["geometry"]["coordinates"][0])
    assert ring.exterior.is_ccw
    assert content["features"][2]["properties"]["note"] == HOSTILE


def test_the_last_decimals_of_a_position_are_no_rounding_error(tmp_path):
    write_geojson(tmp_path / "a.geojson", build_layer([Point(106.61000003, 22.82999997), None, Point(1, 2)]))
    content = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert content["features"][0]["geometry"]["coordinates"] == [106.61000003, 22.82999997]
    assert content["features"][1]["geometry"] is None


def test_a_shapefile_says_what_it_lost(tmp_path):
    written = write_shapefile(tmp_path / "a.shp", build_layer(MIXED, ["ơ" * 200, "b", "c"]))
    assert {path.name for path in written.paths if path.suffix == ".shp"} == {
        "a_points.shp",
        "a_lines.shp",
        "a_areas.shp",
    }
    said = {finding.code for finding in written.losses}
    assert said == {"outgoing.name_cut", "outgoing.text_cut"}
    assert all("{" not in describe_finding(loss, "vi") for loss in written.losses)
    ((values, _),) = rows_of(tmp_path / "a_points.shp")
    assert values["note"] == "ơ" * 127
    assert values["reference"] == "4/1"
    assert values["place"] == "mốc 4/1"


def test_short_names_are_all_different():
    names = [f"reference_as_written_{number}" for number in range(120)]
    short = shorten_names(names)
    assert len(set(short.values())) == 120
    assert all(len(name) <= 10 for name in short.values())


def test_kml_comes_back_with_its_texts_as_they_were(tmp_path):
    written = write_kml(tmp_path / "a.kml", [build_layer([*MIXED[:2], None])], note="Hồ sơ: nội bộ <b>")
    assert written.losses == ()
    back = rows_of(tmp_path / "a.kml", "Mốc giới")
    assert [values["Name"] for values, _ in back] == ["4/1", "836(2)", "837"]
    assert [at is None for _, at in back] == [False, False, True]
    assert back[1][0]["note"] == "一段铁丝网"
    assert "http" not in (tmp_path / "a.kml").read_text(encoding="utf-8").replace(
        "http://www.opengis.net/kml/2.2", ""
    )


def test_kml_and_gpx_hold_hostile_texts_as_texts(tmp_path):
    layer = build_layer(notes=[HOSTILE, "\x00\x07 đ", "x"])
    write_kml(tmp_path / "a.kml", [layer])
    write_gpx(tmp_path / "a.gpx", [layer], note=HOSTILE)
    for name in ("a.kml", "a.gpx"):
        content = (tmp_path / name).read_text(encoding="utf-8")
        assert "<script>" not in content
        assert len(rows_of(tmp_path / name)) == 3


def test_a_globe_is_told_in_words_and_days_as_people_write_them(tmp_path):
    layer = build_table(name=["a"], since=[date(2022, 5, 11)], is_border=[False], accuracy_m=[12.0])
    write_kml(tmp_path / "a.kml", [layer])
    content = (tmp_path / "a.kml").read_text(encoding="utf-8")
    assert [f"<value>{said}</value>" in content for said in ("11/05/2022", "không", "12")] == [True] * 3


def test_gpx_has_waypoints_and_tracks_and_says_that_areas_are_left_out(tmp_path):
    written = write_gpx(tmp_path / "a.gpx", [build_layer(MIXED)])
    assert [finding.code for finding in written.losses] == ["outgoing.areas_left_out"]
    ((point, at),) = rows_of(tmp_path / "a.gpx", "waypoints")
    assert (point["name"], at.wkt) == ("4/1", "POINT (106.7 22.8)")
    ((track, _),) = rows_of(tmp_path / "a.gpx", "tracks")
    assert track["name"] == "836(2)"
    assert "Ghi chú: Sạt lở bờ sông" in point["desc"]


def test_a_workbook_has_typed_cells_frozen_heads_and_no_formula(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [build_layer(), build_layer()], note="Hồ sơ: nội bộ\nngười phát hành")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Thông tin", "Mốc giới", "Mốc giới 2"]
    sheet = book["Mốc giới"]
    assert [cell.value for cell in sheet[1]][:2] == ["Số mốc", "Vị trí như văn bản"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("4/1", "s")
    assert (sheet["C2"].value, sheet["C3"].value) == (12.5, None)
    assert sheet["E4"].data_type == "s"
    assert sheet["E4"].value == HOSTILE
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:G4")
    back = [row.values for row in open_incoming(tmp_path / "a.xlsx").rows("Mốc giới")]
    assert [values["Ghi chú"] for values in back] == ["Sạt lở bờ sông", "一段铁丝网", HOSTILE]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_workbook_as_it_was_meant(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [build_layer()])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    as_utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    command = ["soffice", profile, "--headless", "--convert-to", as_utf8, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=120)
    table = pd.read_csv(tmp_path / "a.csv")
    assert list(table["Số mốc"]) == ["4/1", "836(2)", "837"]
    assert table["Ghi chú"][2] == HOSTILE


def test_a_csv_for_excel_comes_back_without_its_precautions(tmp_path):
    write_csv(tmp_path / "a.csv", build_layer())
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert '"=""4/1""";' in text
    assert "12,5;" in text
    back = [row.values for row in open_incoming(tmp_path / "a.csv").rows()]
    assert [values["Số mốc"] for values in back] == ["4/1", "836(2)", "837"]
    assert back[2]["Ghi chú"] == HOSTILE
    assert back[0]["Kinh độ (WGS 84)"] == "106,71234568"


def build_table(language="vi", **columns):
    count = len(next(iter(columns.values())))
    places = [Point(106.7 + row / 100, 22.8) for row in range(count)]
    frame = gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326")
    return OutgoingLayer("units", "Đơn vị", frame, {}, label="name", language=language)


def test_a_csv_keeps_the_zeros_that_a_code_begins_with(tmp_path):
    codes = ["01909", "836", "0", "1234567890123456", ""]
    write_csv(tmp_path / "a.csv", build_table(name=list("abcde"), code=codes))
    cells = [line.split(";")[1] for line in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert cells == ['"=""01909"""', "836", "0", '"=""1234567890123456"""', ""]
    assert [row.values["code"] for row in open_incoming(tmp_path / "a.csv").rows()] == [
        code or None for code in codes
    ]


def test_a_table_for_people_begins_with_names_and_ends_with_what_programs_read(tmp_path):
    layer = build_table(id=["u1", "u2"], code=["1", "2"], name=["Xã A", "Xã B"], is_border=[True, False])
    write_workbook(tmp_path / "a.xlsx", [layer])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Đơn vị"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == ("name", "code", "is_border", "Kinh độ (WGS 84)", "Vĩ độ (WGS 84)", "id")
    assert [row[2] for row in rows] == ["có", "không"]
    assert sheet.print_area == "'Đơn vị'!$A$1:$E$3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


def test_a_workbook_speaks_the_language_that_was_asked_for(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [build_table("en", name=["A"], is_border=[True])], note="Profile")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[0] == "About"
    heads, row = book["Đơn vị"].iter_rows(values_only=True)
    assert heads[2:] == ("Longitude (WGS 84)", "Latitude (WGS 84)")
    assert row[1] == "yes"


def test_long_texts_are_folded_and_their_rows_made_high_enough(tmp_path):
    texts = ["ngắn", "Đoàn khảo sát ghi nhận tại thực địa. " * 10, "hai\ndòng"]
    write_workbook(tmp_path / "a.xlsx", [build_table(name=list("abc"), description=texts)])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Đơn vị"]
    assert [bool(sheet[f"B{row}"].alignment.wrap_text) for row in (2, 3, 4)] == [False, True, True]
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] is None
    lines = len(texts[1]) / sheet.column_dimensions["B"].width
    assert heights[1] >= 14 * lines
    assert 28 <= heights[2] < heights[1]
    assert max(each.width for each in sheet.column_dimensions.values()) <= 54


def test_days_are_dates_to_sort_by_and_whole_numbers_stay_whole(tmp_path):
    layer = build_table(name=["a", "b"], since=[date(2022, 5, 11), "2021"], accuracy_m=[10600.0, 0.5])
    write_workbook(tmp_path / "a.xlsx", [layer])
    write_csv(tmp_path / "a.csv", layer)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Đơn vị"]
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (date(2022, 5, 11), "dd/mm/yyyy")
    assert (sheet["B3"].value, sheet["C2"].value) == ("2021", 10600)
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines[1].startswith("a;2022-05-11;10600;")
    assert lines[2].startswith("b;2021;0,5;")


def test_a_layer_in_another_system_is_refused():
    with pytest.raises(DataError):
        build_layer(crs="EPSG:9210")
