"""The file is a GeoPackage to everybody: GDAL's own tools, and its two copies in this process."""

import os
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import fiona
import geopandas
import pyogrio
import pytest
import shapely

from border_gis.stores import create_store, open_store
from border_gis.stores.geopackage.blob import read_blob, read_envelope, write_blob
from border_gis.stores.migrations import SCHEMA_VERSION, tables_at
from tests.stores import builders

SYSTEM_PYTHON = "/usr/bin/python3"
VALIDATOR = "osgeo_utils.samples.validate_gpkg"
GEOMETRIES = {"point": "Point", "line": "LineString", "area": "Polygon", "areas": "MultiPolygon"}
LAYERS = {table.name: table.geometry for table in tables_at(SCHEMA_VERSION) if table.geometry}


def need(is_there, what, install):
    if not is_there:
        command = f"sudo apt-get install --no-install-recommends {install}"
        reason = f"{what} is not installed; install it with: {command}"
        if os.environ.get("BORDER_GIS_REQUIRE_GDAL"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("gis") / "border.gpkg"
    store = create_store(path)
    store.add_line(builders.build_line())
    store.add_markers([builders.build_marker(number) for number in range(30)])
    store.add_works([builders.build_work(), builders.build_work(geometry=shapely.box(106, 22, 106.1, 22.1))])
    store.add_works([builders.build_work(geometry=shapely.Point(106, 22))])
    store.add_gates([builders.build_gate(), builders.build_gate(position=None)])
    store.add_units([builders.build_unit()])
    for _ in range(5):
        store.append_reports([builders.build_opening()], "CB-2026")
    store.append_reports([builders.build_report(store.incidents()[0].id, changes={"state": "settled"})])
    store.close()
    return path


def test_gdals_validator_finds_nothing(path):
    has_validator = (
        Path(SYSTEM_PYTHON).exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", f"import {VALIDATOR}"], capture_output=True, check=False
        ).returncode
    )
    need(has_validator, "GDAL's validator of GeoPackages", "python3-gdal")
    done = subprocess.run(
        [SYSTEM_PYTHON, "-m", VALIDATOR, "--warning-as-error", path],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ogrinfo_opens_every_layer_with_its_kind_and_its_rows(path):
    need(shutil.which("ogrinfo"), "ogrinfo", "gdal-bin")
    done = subprocess.run(["ogrinfo", "-ro", "-so", "-al", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert "ERROR" not in done.stdout + done.stderr
    for layer in LAYERS:
        assert f"Layer name: {layer}" in done.stdout
    markers = done.stdout.split("Layer name: markers")[1].split("Layer name:")[0]
    assert "Geometry: Point" in markers
    assert "Feature Count: 30" in markers


def test_ogr2ogr_takes_a_box_out_by_the_spatial_index(path, tmp_path):
    need(shutil.which("ogr2ogr"), "ogr2ogr", "gdal-bin")
    target = tmp_path / "out.geojson"
    box = ["106.69", "22.79", "106.70005", "22.81"]
    subprocess.run(["ogr2ogr", "-spat", *box, target, path, "markers"], check=True, capture_output=True)
    inside = geopandas.read_file(target)
    assert 0 < len(inside) < 30


def test_both_copies_of_gdal_in_this_process_read_the_same(path):
    for layer, kind in LAYERS.items():
        frame = pyogrio.read_dataframe(path, layer=layer)
        with fiona.open(path, layer=layer) as opened:
            assert len(opened) == len(frame)
            assert opened.schema["geometry"] == GEOMETRIES[kind]
            assert opened.crs.to_epsg() == 4326
    columns = set(pyogrio.read_dataframe(path, layer="markers").columns)
    assert columns >= {"reference", "number", "side", "geometry"}


def test_the_extensions_in_use_are_declared(path):
    connection = sqlite3.connect(path)
    declared = set(connection.execute("SELECT table_name, column_name, extension_name FROM gpkg_extensions"))
    assert declared == {(layer, "geom", "gpkg_rtree_index") for layer in LAYERS}
    assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert connection.execute("PRAGMA user_version").fetchone() == (10200,)
    connection.close()


def test_every_layer_brings_its_style(path):
    connection = sqlite3.connect(path)
    styles = connection.execute(
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML, styleSLD FROM layer_styles"
    ).fetchall()
    connection.close()
    assert {style[0] for style in styles} == set(LAYERS)
    for layer, column, is_default, qml, sld in styles:
        assert (column, is_default) == ("geom", 1)
        drawn = ElementTree.fromstring(qml.partition(">")[2])
        symbol = {"point": "marker", "line": "line", "area": "fill", "areas": "fill"}[LAYERS[layer]]
        assert drawn.find("renderer-v2/symbols/symbol").get("type") == symbol
        assert ElementTree.fromstring(sld.encode()).tag.endswith("StyledLayerDescriptor")


def test_an_edit_in_a_map_program_keeps_the_index_and_is_read_back(path, tmp_path):
    """GDAL writes to the file as QGIS does; the store reads what it wrote."""
    copy = Path(shutil.copy(path, tmp_path / "edited.gpkg"))
    need(shutil.which("ogrinfo"), "ogrinfo", "gdal-bin")
    sql = (
        "UPDATE markers SET note = 'sửa trong QGIS', "
        "geom = (SELECT geom FROM gates WHERE geom NOT NULL) WHERE number = 7"
    )
    done = subprocess.run(["ogrinfo", copy, "-sql", sql], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    store = open_store(copy)
    (marker,) = [marker for marker in store.markers() if marker.reference.number == 7]
    assert marker.note == "sửa trong QGIS"
    assert (marker.position.longitude_deg, marker.position.latitude_deg) == (106.3, 22.83)
    assert store.check() == ()
    store.close()
    near = pyogrio.read_dataframe(copy, layer="markers", bbox=(106.29, 22.82, 106.31, 22.84))
    assert list(near["number"]) == [7]


@pytest.mark.parametrize(
    "geometry",
    [
        shapely.Point(106.5, 22.5),
        shapely.LineString([(106, 22), (107, 23)]),
        shapely.Polygon([(106, 22), (107, 22), (107, 23)]),
        shapely.MultiPoint([(106, 22), (107, 23)]),
    ],
)
def test_a_geometry_comes_back_from_its_blob(geometry):
    blob = write_blob(geometry)
    assert read_blob(blob) == geometry
    west, south, east, north = geometry.bounds
    assert read_envelope(blob) == (west, east, south, north)


def test_an_empty_geometry_has_no_envelope():
    assert read_envelope(write_blob(shapely.Point())) is None
    assert read_envelope(write_blob(shapely.LineString())) is None
    assert read_envelope(None) is None


def test_blobs_of_other_programs_are_read(tmp_path):
    other = tmp_path / "other.gpkg"
    shapes = [shapely.Point(106, 22), shapely.LineString([(106, 22), (107, 23)]), shapely.Point()]
    geopandas.GeoDataFrame({"a": [1, 2, 3]}, geometry=shapes, crs=4326).to_file(other, layer="a")
    connection = sqlite3.connect(other)
    blobs = [row[0] for row in connection.execute("SELECT geom FROM a ORDER BY fid")]
    connection.close()
    assert [read_blob(blob) for blob in blobs[:2]] == shapes[:2]
    assert read_envelope(blobs[1]) == (106, 107, 22, 23)
    assert blobs[2] is None or read_envelope(blobs[2]) is None
