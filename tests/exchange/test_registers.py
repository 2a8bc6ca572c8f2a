"""Read registers: columns as offices name them, slips row by row, refusals that say what to do."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import fiona
import pytest

from border_gis import crs
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.register import MarkerKind, MarkerSize, PositionMethod
from border_gis.errors import CrsError, DataError, Severity
from border_gis.exchange.registers import read_register

X, Y = 106.26, 22.67
EAST_M, NORTH_M = crs.to_vn2000(X, Y, crs.zone_by_epsg(9210))


def write(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "register.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(tmp_path: Path, text: str, **options):
    return read_register(write(tmp_path, text), **options)


def names(markers) -> list[str]:
    return [str(marker.reference) for marker in markers]


def codes(findings) -> list[str]:
    return [finding.code.removeprefix("exchange.") for finding in findings]


def fails(path: Path, **options) -> tuple[str, dict]:
    with pytest.raises((DataError, CrsError)) as caught:
        read_register(path, **options)
    return caught.value.code, caught.value.params


def test_a_plain_table_is_read(tmp_path):
    markers, findings = read(
        tmp_path, "marker,lon,lat\n836(1),106.26,22.67\n834/1,106.3,22.68\n840,106.4,22.7\n"
    )
    assert names(markers) == ["836(1)", "834/1", "840"]
    assert (markers[0].position.longitude_deg, markers[0].position.latitude_deg) == (106.26, 22.67)
    assert (markers[2].accuracy_m, markers[2].method) == (None, PositionMethod.UNKNOWN)
    assert findings == ()


def test_vietnamese_headings_semicolons_and_decimal_commas_are_read_and_said(tmp_path):
    text = (
        "Số mốc;Kinh độ;Vĩ độ;Độ cao (m);Loại mốc;Cỡ mốc;Bên cắm;Phía;Sai số;Xã;"
        "Cửa khẩu;Ngày kiểm tra;Ghi chú\n"
        "836 (1);106,26;22,67;412,5;mốc đôi;mốc lớn;Việt Nam;Trung Quốc;0,5 m;Đàm Thủy;"
        "Bản Giốc;11/05/2022;x\n"
    )
    (marker,), findings = read(tmp_path, text)
    assert str(marker.reference) == "836(1)"
    assert (marker.position.longitude_deg, marker.height_m, marker.accuracy_m) == (106.26, 412.5, 0.5)
    assert (marker.kind, marker.size) == (MarkerKind.DOUBLE, MarkerSize.LARGE)
    assert (marker.planter, marker.side) == (Party.VN, Side.CN)
    assert (marker.unit_as_written, marker.gate, marker.note) == ("Đàm Thủy", "Bản Giốc", "x")
    assert marker.last_inspected == date(2022, 5, 11)
    assert codes(findings) == ["decimal_comma"]
    assert findings[0].severity is Severity.NOTE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_read(tmp_path, encoding, separator):
    text = "Số mốc,Kinh độ,Vĩ độ,Ghi chú\r\n836,106.26,22.67,đồi\r\n\r\n".replace(",", separator)
    (marker,), _ = read_register(write(tmp_path, text, encoding))
    assert (str(marker.reference), marker.note) == ("836", "đồi")


def test_degrees_minutes_and_seconds_are_read(tmp_path):
    text = "marker;lat;lon\n222(1);22°51'08,572\";104°35'22,439\"\n"
    (marker,), _ = read(tmp_path, text)
    assert marker.position.longitude_deg == pytest.approx(104.58956639, abs=1e-8)
    assert marker.position.latitude_deg == pytest.approx(22.85238111, abs=1e-8)


@pytest.mark.parametrize("zone", ["9210", "EPSG:9210", "Cao Bằng", "105°45'"])
@pytest.mark.parametrize("swap", [False, True])
def test_plane_coordinates_are_read_with_their_zone_whichever_is_called_x(tmp_path, zone, swap):
    x, y = (EAST_M, NORTH_M) if swap else (NORTH_M, EAST_M)
    (marker,), findings = read(tmp_path, f"so_moc,x,y,crs\n836,{x:.3f},{y:.3f},{zone}\n")
    _, apart_m = crs.measure_geodesic(X, Y, marker.position.longitude_deg, marker.position.latitude_deg)
    assert apart_m < 0.003
    assert findings == ()


def test_a_column_of_provinces_or_an_argument_tells_the_zone_too(tmp_path):
    row = f"836,{NORTH_M:.3f},{EAST_M:.3f}"
    for text, options in (
        (f"so_moc,x,y,tinh\n{row},Cao Bằng\n", {}),
        (f"so_moc,toa do X (m),toa do Y (m)\n{row}\n", {"crs": "EPSG:9210"}),
    ):
        (marker,), _ = read(tmp_path, text, **options)
        assert marker.position.longitude_deg == pytest.approx(X, abs=1e-7)


def test_plane_coordinates_of_another_system_are_brought_over(tmp_path):
    (marker,), _ = read(tmp_path, "marker,x,y,crs\n836,552212,2507940,EPSG:32648\n")
    assert marker.position.longitude_deg == pytest.approx(105.50827, abs=1e-4)


def test_plane_coordinates_without_a_zone_are_refused(tmp_path):
    path = write(tmp_path, f"so_moc,x,y\n836,{NORTH_M},{EAST_M}\n")
    assert fails(path)[0] == "crs.missing"


def test_a_zone_that_leaves_two_meridians_is_a_finding(tmp_path):
    text = f"so_moc,x,y,tinh\n836,{NORTH_M},{EAST_M},Cao Bằng\n500,{NORTH_M},{EAST_M},Tuyên Quang\n"
    markers, findings = read(tmp_path, text)
    assert (names(markers), codes(findings)) == (["836"], ["bad_position"])


def test_each_partys_coordinate_stays_apart(tmp_path):
    text = "marker,lon,lat,lon_vn,lat_vn,lon_cn,lat_cn\n836,106.26,22.67,106.2601,22.6701,106.2602,22.6702\n"
    (marker,), _ = read(tmp_path, text)
    assert marker.coordinate_vn.longitude_deg == 106.2601
    assert marker.coordinate_cn.latitude_deg == 22.6702
    assert marker.coordinate_agreed is None


@pytest.mark.parametrize(
    ("headings", "column", "has"),
    [
        ("lon,lat", "number", ["lon", "lat"]),
        ("marker,lon", "latitude", ["marker", "lon"]),
        ("marker,lat", "longitude", ["marker", "lat"]),
        ("marker,x", "y", ["marker", "x"]),
        ("marker,place", "longitude", ["marker", "place"]),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path, headings, column, has):
    path = write(tmp_path, f"{headings}\n1,2\n")
    code, params = fails(path)
    assert (code, params["present"]) == ("exchange.missing_column", has)
    assert params["column"].endswith(f"({column})")


def test_rows_that_cannot_be_used_are_findings_and_the_others_stay(tmp_path):
    text = (
        "marker,lon,lat\n836,106.26,22.67\nabc,106.3,22.7\n837,,\n838,106.x,22.7\n"
        "839-840,106.3,22.7\n840,106.4,22.7\n"
    )
    markers, findings = read(tmp_path, text)
    assert names(markers) == ["836", "840"]
    assert [(finding.where, code) for finding, code in zip(findings, codes(findings), strict=True)] == [
        ("3", "bad_marker"),
        ("4", "no_position"),
        ("5", "bad_position"),
        ("6", "bad_marker"),
    ]
    assert all(finding.severity is Severity.ERROR for finding in findings)


def test_a_row_that_repeats_is_read_once_and_one_that_differs_twice(tmp_path):
    text = "marker,lon,lat\n836,106.26,22.67\n836,106.26,22.67\n836,106.27,22.67\n"
    markers, findings = read(tmp_path, text)
    assert names(markers) == ["836", "836"]
    assert codes(findings) == ["repeated_row", "duplicate_row"]
    assert len({marker.id for marker in markers}) == 2


def test_swapped_columns_are_refused_with_the_remedy(tmp_path):
    path = write(tmp_path, "marker,lon,lat\n836,22.67,106.26\n837,22.68,106.27\n")
    assert fails(path) == ("exchange.swapped_columns", {"path": str(path), "count": 2})


def test_metres_in_columns_of_degrees_leave_nothing_to_use(tmp_path):
    path = write(tmp_path, f"marker,lon,lat\n836,{EAST_M},{NORTH_M}\n")
    code, params = fails(path)
    assert code == "exchange.no_marker"
    assert codes(params["findings"]) == ["bad_position"]


def test_a_wrong_crs_is_seen_by_where_the_markers_land(tmp_path):
    text = "marker,lon,lat\n1,10.26,22.67\n2,10.27,22.67\n3,106.26,22.67\n"
    markers, findings = read(tmp_path, text)
    assert len(markers) == 3
    assert codes(findings) == ["wrong_crs"]
    assert findings[0].params == {"count": 2, "total": 3}


def test_one_marker_outside_the_region_is_named_and_left_out(tmp_path):
    markers, findings = read(tmp_path, "marker,lon,lat\n1,106.25,22.67\n2,10.27,22.67\n3,106.26,22.67\n")
    assert [(finding.where, finding.params["marker"]) for finding in findings] == [("3", "2")]
    assert [finding.severity for finding in findings] == [Severity.ERROR]
    assert [str(marker.reference) for marker in markers] == ["1", "3"]


def test_kinds_that_no_row_tells_follow_from_the_positions(tmp_path):
    text = "marker,lon,lat\n" + "".join(f"{m},106.26,22.67\n" for m in ("1", "2(1)", "2(2)", "3(1)", "3(3)"))
    markers, _ = read(tmp_path, text)
    kinds = {str(marker.reference): marker.kind for marker in markers}
    assert kinds == {
        "1": MarkerKind.SINGLE,
        "2(1)": MarkerKind.DOUBLE,
        "2(2)": MarkerKind.DOUBLE,
        "3(1)": MarkerKind.TRIPLE,
        "3(3)": MarkerKind.TRIPLE,
    }


def test_a_kind_that_a_row_tells_is_kept_even_when_it_contradicts(tmp_path):
    (marker,), _ = read(tmp_path, "marker,kind,lon,lat\n2(1),mốc đơn,106.26,22.67\n")
    assert marker.kind is MarkerKind.SINGLE


def test_the_second_number_of_twins_is_their_position_where_no_column_holds_positions(tmp_path):
    text = "marker,sub,kind,lon,lat\n222,1,mốc ba cùng số,106.26,22.67\n834,1,mốc đơn,106.27,22.67\n"
    markers, findings = read(tmp_path, text)
    assert (names(markers), codes(findings)) == (["222(1)", "834/1"], ["sub_is_position"])


def test_with_a_column_of_positions_the_second_number_is_a_secondary_marker(tmp_path):
    text = "number,sub,position,kind,lon,lat\n124,1,3,triple,106.26,22.67\n222,,1,triple,106.27,22.67\n"
    markers, findings = read(tmp_path, text)
    assert (names(markers), findings) == (["124/1(3)", "222(1)"], ())


def test_numbers_as_spreadsheets_write_them_are_numbers(tmp_path):
    markers, _ = read(tmp_path, "marker,sub,lon,lat\n836.0,1.0,106.26,22.67\nM 840,,106.3,22.67\n")
    assert names(markers) == ["836/1", "840"]


def test_ids_are_kept_or_the_same_at_every_reading(tmp_path):
    own = "5f6da58d-86e5-57a9-9302-9091f4b4d398"
    text = f"id,marker,lon,lat\n{own},1,106.26,22.67\n,2,106.27,22.67\n"
    first, second = read(tmp_path, text)[0], read(tmp_path, text)[0]
    assert first[0].id == own
    assert [marker.id for marker in first] == [marker.id for marker in second]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "exchange.empty_table"),
        (b"\n\n ;;\n", "exchange.empty_table"),
        (b"\xff\xfa\x00\x01" * 100, "exchange.not_utf8"),
        (b"PK\x03\x04\x00\x00", "exchange.not_utf8"),
        ("số mốc,vĩ độ".encode("cp1258", errors="replace") + b"\xe1", "exchange.not_utf8"),
        (b"marker,lon,lat\n", "exchange.no_marker"),
    ],
)
def test_files_that_hold_no_register_are_refused(tmp_path, content, code):
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    assert fails(path)[0] == code


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert fails(tmp_path / "no.csv")[0] == "exchange.file_not_found"
    assert fails(tmp_path)[0] == "exchange.cannot_read"


def test_points_of_a_vector_file_are_read(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"Số mốc": number, "Loại": kind},
            "geometry": {"type": "Point", "coordinates": [106.2 + number / 1e4, 22.67, 500.0]},
        }
        for number, kind in ((835, "mốc đơn"), (836, "mốc đơn"))
    ]
    path = tmp_path / "markers.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    markers, findings = read_register(path)
    assert (names(markers), findings) == (["835", "836"], ())
    assert markers[1].position.longitude_deg == pytest.approx(106.2836)


def test_a_geopackage_in_vn2000_is_brought_to_wgs84(tmp_path):
    path = tmp_path / "markers.gpkg"
    schema = {"geometry": "Point", "properties": {"so_moc": "str"}}
    with fiona.open(path, "w", driver="GPKG", schema=schema, crs="EPSG:9210", layer="moc") as sink:
        geometry = {"type": "Point", "coordinates": (EAST_M, NORTH_M)}
        sink.write({"geometry": geometry, "properties": {"so_moc": "836(2)"}})
    (marker,), _ = read_register(path)
    assert str(marker.reference) == "836(2)"
    assert marker.position.longitude_deg == pytest.approx(X, abs=1e-7)


def test_lines_are_no_register(tmp_path):
    line = {"type": "LineString", "coordinates": [[106, 22], [107, 22]]}
    feature = {"type": "Feature", "properties": {"marker": 1}, "geometry": line}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert fails(path)[0] == "exchange.not_points"


def test_the_published_markers_are_read_as_they_are(shared_data: Path):
    markers, findings = read_register(shared_data / "vn_markers_sourced.csv")
    assert names(markers) == ["0", "222(1)", "222(2)", "222(3)", "234", "261(1)", "261(2)", "345", "428"]
    by_name = {str(marker.reference): marker for marker in markers}
    assert (by_name["0"].kind, by_name["0"].size, by_name["0"].side) == (
        MarkerKind.SINGLE,
        MarkerSize.GRAND,
        Side.ON_LINE,
    )
    assert (by_name["222(1)"].kind, by_name["222(1)"].side) == (MarkerKind.TRIPLE, Side.VN)
    assert (by_name["261(1)"].kind, by_name["261(1)"].size) == (MarkerKind.DOUBLE, MarkerSize.LARGE)
    assert by_name["234"].accuracy_m == 1.0
    assert by_name["234"].height_m == 1904.58
    assert codes(findings) == ["sub_is_position"]
