"""Read lines from files of every format, and refuse what is no line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import fiona
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from border_gis import crs
from border_gis.boundary.line import LegalStatus
from border_gis.boundary.parties import Party
from border_gis.boundary.register import Register
from border_gis.errors import CrsError, DataError
from border_gis.exchange.lines import read_line
from tests.boundary.builders import build_marker

PATH = [(105.0, 22.5), (105.5, 22.7), (106.0, 22.6), (106.5, 22.3)]


def write_geojson(path: Path, parts, properties=None, **members) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": properties or {},
            "geometry": {"type": "LineString", "coordinates": [list(xy) for xy in part]},
        }
        for part in parts
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8"
    )
    return path


def write_layer(path: Path, coordinates, driver: str, crs_name: str | None, layer: str | None = None) -> Path:
    schema = {"geometry": "LineString", "properties": {"name": "str:80", "accuracy_m": "float"}}
    options = {"encoding": "utf-8"} if driver == "ESRI Shapefile" else {}
    with fiona.open(path, "w", driver=driver, schema=schema, crs=crs_name, layer=layer, **options) as sink:
        geometry = {"type": "LineString", "coordinates": [tuple(xy) for xy in coordinates]}
        sink.write({"geometry": geometry, "properties": {"name": "Đường biên giới", "accuracy_m": 2.5}})
    return path


def fails(path: Path, **options) -> tuple[str, dict]:
    with pytest.raises((DataError, CrsError)) as caught:
        read_line(path, **options)
    return caught.value.code, caught.value.params


def test_geojson_without_a_crs_is_wgs84(tmp_path):
    line = read_line(write_geojson(tmp_path / "border.geojson", [PATH]))
    assert line.coordinates == pytest.approx(np.array(PATH))
    assert (line.id, line.name, line.source) == ("border", "border", "border.geojson")
    assert (line.left_party, line.legal_status) == (Party.CN, LegalStatus.NO_LEGAL_VALUE)
    assert (line.accuracy_m, line.accuracy_assumed) == (10.0, True)


def test_attributes_say_what_they_know(tmp_path):
    said = {
        "id": "agreed-2010",
        "name": "Đường thống nhất",
        "left_party": "vn",
        "legal_status": "agreed",
        "source": "protocol",
        "accuracy_m": 0.5,
        "valid_from": "2010-07-14",
        "demonstration": True,
    }
    line = read_line(write_geojson(tmp_path / "line.geojson", [PATH], said))
    assert (line.id, line.name, line.left_party) == ("agreed-2010", "Đường thống nhất", Party.VN)
    assert (line.legal_status, line.accuracy_m, line.accuracy_assumed) == (LegalStatus.AGREED, 0.5, False)
    assert (line.valid_from, line.valid_to, line.demonstration) == (date(2010, 7, 14), None, True)


@pytest.mark.parametrize(
    ("name", "driver"), [("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile"), ("a.fgb", "FlatGeobuf")]
)
def test_plane_vn2000_is_brought_to_wgs84(tmp_path, name, driver):
    zone = crs.zone_by_epsg(9210)
    plane = [crs.to_vn2000(x, y, zone) for x, y in PATH]
    line = read_line(write_layer(tmp_path / name, plane, driver, "EPSG:9210"))
    _, apart_m = crs.measure_geodesic(*line.coordinates.T, *np.array(PATH).T)
    assert apart_m.max() < 0.003
    assert (line.name, line.accuracy_m) == ("Đường biên giới", 2.5)


def test_a_file_without_a_crs_is_refused_unless_somebody_says_which(tmp_path):
    path = write_layer(tmp_path / "a.shp", PATH, "ESRI Shapefile", None)
    assert fails(path)[0] == "crs.missing"
    assert read_line(path, crs="EPSG:4326").coordinates == pytest.approx(np.array(PATH))


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_parts_that_join_become_one_line_in_the_direction_of_the_first(tmp_path_factory, order, turned):
    path = [(105.0 + 0.1 * i, 22.5 + 0.01 * i * (i % 3)) for i in range(13)]
    parts = [path[3 * i : 3 * i + 4] for i in range(4)]
    parts = [parts[i][::-1] if turned[i] else parts[i] for i in order]
    file = write_geojson(tmp_path_factory.mktemp("parts") / "parts.geojson", parts)
    expected = path[::-1] if turned[order[0]] else path
    assert read_line(file).coordinates == pytest.approx(np.array(expected))


def test_parts_that_do_not_join_are_refused(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [PATH, [(107.0, 22.0), (107.5, 22.0)]])
    assert fails(path) == ("exchange.parts_do_not_join", {"path": str(path), "count": 2, "left": 1})


def test_a_register_turns_the_line_towards_higher_numbers(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [PATH[::-1]])
    register = Register([build_marker(n, *PATH[n]) for n in range(4)])
    line = read_line(path, register=register)
    assert line.coordinates == pytest.approx(np.array(PATH))
    assert line.left_party is Party.CN
    kept = read_line(path)
    assert kept.coordinates == pytest.approx(np.array(PATH[::-1]))
    assert kept.left_party is Party.VN


@pytest.mark.parametrize(
    "said", [{"direction": "descending"}, {"direction": "Giảm dần"}, {"from_marker": 9, "to_marker": 3}]
)
def test_an_attribute_turns_the_line_too(tmp_path, said):
    line = read_line(write_geojson(tmp_path / "a.geojson", [PATH], said))
    assert line.coordinates == pytest.approx(np.array(PATH[::-1]))
    assert line.left_party is Party.VN


def test_heights_are_left_out(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [[(x, y, 812.5) for x, y in PATH]])
    assert read_line(path).coordinates.shape == (4, 2)


def test_one_layer_of_several_is_chosen_by_what_it_holds(tmp_path):
    path = write_layer(tmp_path / "a.gpkg", PATH, "GPKG", "EPSG:4326", layer="line")
    schema = {"geometry": "Point", "properties": {}}
    with fiona.open(path, "w", driver="GPKG", schema=schema, crs="EPSG:4326", layer="markers") as sink:
        sink.write({"geometry": {"type": "Point", "coordinates": PATH[0]}, "properties": {}})
    assert read_line(path).coordinates == pytest.approx(np.array(PATH))
    write_layer(path, PATH[::-1], "GPKG", "EPSG:4326", layer="view")
    code, params = fails(path)
    assert (code, set(params["layers"])) == ("exchange.choose_layer", {"line", "view"})
    assert read_line(path, layer="view").coordinates == pytest.approx(np.array(PATH[::-1]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "exchange.unreadable"),
        (b"\x00\x01\x02" * 1000, "exchange.unreadable"),
        (b'{"type": "FeatureCollection", "features": [', "exchange.unreadable"),
        (b'{"type": "FeatureCollection", "features": []}', "exchange.no_line"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "exchange.unreadable"),
    ],
)
def test_files_that_hold_no_line_are_refused(tmp_path, content, code):
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    assert fails(path)[0] == code


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert fails(tmp_path / "no.geojson") == (
        "exchange.file_not_found",
        {"path": str(tmp_path / "no.geojson")},
    )


def test_points_and_areas_are_no_line(tmp_path):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [105, 22]}}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}), encoding="utf-8")
    assert fails(path)[0] == "exchange.not_a_line"


def test_swapped_coordinates_are_refused(tmp_path):
    assert fails(write_geojson(tmp_path / "a.geojson", [[(y, x) for x, y in PATH]]))[0] == "line.not_degrees"


def test_metres_that_are_called_degrees_are_refused(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [[(552212.0, 2507940.0), (552312.0, 2507940.0)]])
    assert fails(path)[0] in ("line.not_degrees", "crs.cannot_transform")


@pytest.mark.parametrize(
    ("said", "code"),
    [({"legal_status": "sure"}, "exchange.unknown_value"), ({"valid_from": "soon"}, "exchange.not_a_date")],
)
def test_attributes_that_make_no_sense_are_refused(tmp_path, said, code):
    assert fails(write_geojson(tmp_path / "a.geojson", [PATH], said))[0] == code


def test_the_line_in_provinces_is_the_full_line(shared_data: Path):
    whole = read_line(shared_data / "vn_cn_border_full.geojson")
    joined = read_line(shared_data / "vn_cn_border_by_province.geojson")
    assert np.array_equal(whole.coordinates, joined.coordinates)
    assert round(whole.length_m / 1000, 3) == 1445.269


def test_a_layer_of_communes_is_no_line(shared_data: Path):
    assert fails(shared_data / "communes_cb_ls_2025.gpkg")[0] == "exchange.not_a_line"


def test_the_line_that_ships_is_read_with_what_it_says():
    line = read_line(Path(__file__).resolve().parents[2] / "data" / "boundary" / "line.geojson")
    assert (line.legal_status, line.left_party, line.accuracy_assumed) == (
        LegalStatus.NO_LEGAL_VALUE,
        Party.CN,
        False,
    )
    assert len(line.coordinates) == 421
