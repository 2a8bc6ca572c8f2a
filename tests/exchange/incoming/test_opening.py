"""Files as offices really bring them are opened, and what is wrong with one is said by name."""

import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import geopandas as gpd
import openpyxl
import pytest
from shapely.geometry import Point

from border_gis.errors import DataError, NotFoundError
from border_gis.exchange.incoming.archives import unpack_archive
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.i18n import describe_error, describe_finding

KNOWN = {"Số mốc", "Tọa độ X", "Tọa độ Y", "Ghi chú", "so_moc"}


def write(path, content, encoding="utf-8"):
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def open_known(path, **options):
    return open_incoming(path, KNOWN.__contains__, **options)


def test_a_sheet_with_titles_merged_cells_and_two_rows_of_headings_is_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ mốc"
    sheet.append(["SỞ NGOẠI VỤ TỈNH CAO BẰNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["BẢNG THỐNG KÊ MỐC GIỚI"])
    sheet.append([])
    sheet.append(["STT", "Số mốc", "Tọa độ", None, "Ghi chú"])
    sheet.append([None, None, "X", "Y", None])
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)"])
    sheet.append([1, "836(2)", 2507940.1, 552212.0, "xã Đàm Thuỷ"])
    sheet.append([None, None, None, None, None])
    sheet.append([2, 837, 2507990.1, 552300.0, None])
    sheet.merge_cells("A2:E2")
    sheet.merge_cells("C4:D4")
    for column in "ABE":
        sheet.merge_cells(f"{column}4:{column}5")
    sheet.merge_cells("E7:E9")
    book.save(tmp_path / "so-moc.xlsx")
    opened = open_known(tmp_path / "so-moc.xlsx")
    layer = opened.layer("Sổ mốc")
    assert layer.field_names == ("STT", "Số mốc", "Tọa độ X", "Tọa độ Y", "Ghi chú")
    rows = list(opened.rows())
    assert [row.number for row in rows if row.values["Số mốc"]] == [7, 9]
    assert rows[0].values == {
        "STT": 1,
        "Số mốc": "836(2)",
        "Tọa độ X": 2507940.1,
        "Tọa độ Y": 552212.0,
        "Ghi chú": "xã Đàm Thuỷ",
    }
    assert rows[-1].values["Ghi chú"] == "xã Đàm Thuỷ"
    assert [finding.code for finding in layer.findings] == ["incoming.title_above"]
    assert "dòng 7" in describe_finding(layer.findings[0], "vi")


def test_a_plain_sheet_has_nothing_to_say_of(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["so_moc", "xa"])
    book.active.append(["836", "Đàm Thuỷ"])
    book.save(tmp_path / "a.xlsx")
    (layer,) = open_known(tmp_path / "a.xlsx").layers
    assert (layer.field_names, layer.findings) == (("so_moc", "xa"), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_text_is_read_in_unicode_with_any_separator(tmp_path, encoding, separator):
    lines = ["so_moc,ten,x", "836,Đàm Thuỷ,1", "837,Đình Phong,2"]
    path = write(tmp_path / "a.csv", "\r\n".join(lines).replace(",", separator), encoding)
    opened = open_known(path)
    assert opened.layer().field_names == ("so_moc", "ten", "x")
    assert [row.values["ten"] for row in opened.rows()] == ["Đàm Thuỷ", "Đình Phong"]
    assert [row.number for row in opened.rows()] == [2, 3]
    assert opened.layer().findings == ()


def test_a_table_in_windows_1258_is_read_and_said_to_be(tmp_path):
    import unicodedata

    text = "so_moc;ghi_chu\r\n836;Sạt lở bờ sông\r\n837;Phát quang đường thông tầm nhìn\r\n"
    # Windows-1258 writes the five tones as marks of their own after letters with their shape.
    split = "".join(
        letter
        if letter.isascii() or letter in "ăâêôơưđ"
        else unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        + "".join(part for part in parts if part in tones)
        for letter in text
        for tones in ["\u0300\u0301\u0303\u0309\u0323"]
        for parts in [unicodedata.normalize("NFD", letter)]
    )
    opened = open_known(write(tmp_path / "a.csv", split, "cp1258"))
    assert [row.values["ghi_chu"] for row in opened.rows()] == [
        "Sạt lở bờ sông",
        "Phát quang đường thông tầm nhìn",
    ]
    assert [finding.code for finding in opened.layer().findings] == ["incoming.encoding_taken"]


def test_a_table_below_a_title_with_line_breaks_in_cells_keeps_its_line_numbers(tmp_path):
    text = 'BẢNG THỐNG KÊ\n\nsố mốc,ghi chú,xã\n836,"hai\ndòng",Đàm Thuỷ\n837,,Đình Phong\n'
    opened = open_known(write(tmp_path / "a.csv", text))
    assert [(row.number, row.values["xã"]) for row in opened.rows()] == [(5, "Đàm Thuỷ"), (6, "Đình Phong")]


def test_headings_that_are_missing_or_doubled_get_names_of_their_own(tmp_path):
    opened = open_known(write(tmp_path / "a.csv", "so_moc,xa,xa,\n836,a,b,c\n837,d,e,f\n"))
    assert opened.layer().field_names == ("so_moc", "xa", "xa (2)")


def build_frame(crs="EPSG:4326"):
    return gpd.GeoDataFrame(
        {"so_moc": ["836(2)", "837"], "ten": ["Đàm Thuỷ", None]},
        geometry=[Point(106.7, 22.85), Point(106.71, 22.86)],
        crs=crs,
    )


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.fgb", "a.tab"])
def test_layers_are_read_in_every_common_format(tmp_path, name):
    drivers = {".tab": "MapInfo File", ".fgb": "FlatGeobuf"}
    frame = build_frame()
    frame.to_file(tmp_path / name, driver=drivers.get((tmp_path / name).suffix), encoding="utf-8")
    opened = open_incoming(tmp_path / name)
    rows = list(opened.rows())
    assert sorted((row.values["so_moc"], row.values["ten"] or "") for row in rows) == [
        ("836(2)", "Đàm Thuỷ"),
        ("837", ""),
    ]
    assert {row.geometry.geom_type for row in rows} == {"Point"}
    assert opened.layer().crs


def test_a_shapefile_without_prj_asks_for_its_coordinates(tmp_path):
    build_frame().to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    layer = open_incoming(tmp_path / "a.shp").layer()
    assert layer.crs is None
    assert [finding.code for finding in layer.findings] == ["incoming.no_crs"]


def test_a_shapefile_without_its_companions_names_them(tmp_path):
    build_frame().to_file(tmp_path / "a.shp")
    (tmp_path / "a.dbf").unlink()
    with pytest.raises(DataError) as refused:
        open_incoming(tmp_path / "a.shp")
    assert ".dbf" in describe_error(refused.value, "vi")


def test_a_dxf_has_no_coordinates_of_its_own_kind(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        build_frame(None)[["geometry"]].to_file(tmp_path / "a.dxf", driver="DXF")
    layer = open_incoming(tmp_path / "a.dxf").layer()
    assert layer.crs is None


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>Vụ việc</name>{placemarks}</Folder></Document></kml>"""
PLACEMARK = """<Placemark><name>Vụ {number}</name><description><![CDATA[<style>b{{}}</style><table>
<tr><td>Mốc</td>
<td>836(2)</td></tr><tr><td>Ngày &amp; giờ</td></tr></table><script>alert(1)</script>]]></description>
<Point><coordinates>106.71,22.85,500</coordinates></Point></Placemark>"""


def test_a_kml_with_10_000_placemarks_gives_plain_descriptions(tmp_path):
    placemarks = "".join(PLACEMARK.format(number=number) for number in range(10_000))
    opened = open_incoming(write(tmp_path / "a.kml", KML.format(placemarks=placemarks)))
    rows = list(opened.rows("Vụ việc"))
    assert len(rows) == 10_000
    assert rows[9_999].values["Name"] == "Vụ 9999"
    assert rows[0].values["description"] == "Mốc: 836(2)\nNgày & giờ"
    assert not rows[0].geometry.has_z


def test_a_track_of_a_phone_has_its_times_in_utc_whatever_its_clock(tmp_path):
    gpx = """<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
    <wpt lat="22.85" lon="106.71"><time>2026-05-11T07:30:00+07:00</time><name>836(2)</name></wpt></gpx>"""
    (row,) = open_incoming(write(tmp_path / "a.gpx", gpx)).rows("waypoints")
    assert row.values["time"] == datetime(2026, 5, 11, 0, 30, tzinfo=UTC)


def test_a_file_of_another_kind_is_refused_with_the_kinds_that_are_read(tmp_path):
    with pytest.raises(DataError) as refused:
        open_incoming(write(tmp_path / "a.pdf", b"%PDF-1.4"))
    assert ".xlsx" in describe_error(refused.value, "vi")
    with pytest.raises(NotFoundError):
        open_known(write(tmp_path / "a.csv", "so_moc,xa\n1,a\n")).layer("trang 2")


@pytest.mark.parametrize("ending", ["xlsx", "gpkg", "geojson", "kml", "kmz", "gpx", "csv", "tab"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 not what it says \xff\xfe" * 40])
def test_a_file_that_is_not_what_it_says_is_refused_and_named(tmp_path, ending, content):
    name = f"a.{ending}"
    with pytest.raises(DataError) as refused:
        opened = open_incoming(write(tmp_path / name, content))
        list(opened.rows())
    assert name in describe_error(refused.value, "vi")


def build_archive(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_an_archive_with_a_shapefile_is_unpacked_into_its_folder(tmp_path):
    build_frame().to_file(tmp_path / "a.shp")
    parts = {f"du lieu/{each.name}": each.read_bytes() for each in tmp_path.glob("a.*")}
    folder = tmp_path / "out"
    unpacked = unpack_archive(build_archive(tmp_path / "a.zip", parts), folder)
    (shape,) = (each for each in unpacked if each.suffix == ".shp")
    assert len(list(open_incoming(shape).rows())) == 2
    assert all(each.is_relative_to(folder) for each in unpacked)


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv", "a\\..\\..\\b"]
)
def test_an_archive_that_names_files_outside_is_refused_whole(tmp_path, name):
    path = build_archive(tmp_path / "a.zip", {"good.csv": "so_moc,xa\n1,a\n", name: "x"})
    folder = tmp_path / "in" / "out"
    with pytest.raises(DataError) as refused:
        unpack_archive(path, folder)
    assert refused.value.code == "incoming.name_outside"
    assert not folder.exists() or not list(folder.rglob("*"))
    assert not (tmp_path / "a.csv").exists()


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path):
    path = build_archive(tmp_path / "a.zip", {"a.csv": b"0" * 60_000_000})
    with pytest.raises(DataError) as refused:
        unpack_archive(path, tmp_path / "out")
    assert refused.value.code == "incoming.unpacks_too_large"


READ_ALL = """
import resource, sys
from pathlib import Path
from border_gis.exchange.incoming.opening import open_incoming
def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
opened = open_incoming(Path(sys.argv[1]))
before = peak_mb()
print(sum(1 for _ in opened.rows()), peak_mb() - before)
"""


@pytest.mark.slow
def test_a_file_of_300_mb_is_read_without_being_held(tmp_path):
    path = tmp_path / "a.geojson"
    line = ",".join(f"[{106.0 + step * 1e-6:.6f},22.7]" for step in range(300))
    feature = (
        '{{"type":"Feature","properties":{{"ten":"Đoạn {number}"}},'
        '"geometry":{{"type":"LineString","coordinates":[{line}]}}}}'
    )
    with path.open("w", encoding="utf-8") as written:
        written.write('{"type":"FeatureCollection","features":[')
        for number in range(60_000):
            written.write("," * bool(number) + feature.format(number=number, line=line))
        written.write("]}")
    assert path.stat().st_size > 300_000_000
    command = [sys.executable, "-c", READ_ALL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, more_mb = done.stdout.split()
    assert int(count) == 60_000
    assert float(more_mb) < 150
