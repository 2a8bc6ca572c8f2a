"""QGIS itself opens the project that leaves the program, and draws it."""

import shutil
import subprocess

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import LineString, Point

from border_gis.crs import zone_by_epsg
from border_gis.exchange.outgoing.model import OutgoingLayer
from border_gis.exchange.outgoing.qgis_project import write_qgis_project
from border_gis.exchange.outgoing.vectors import write_geopackage

QGIS_PYTHON = "/usr/bin/python3"
DRAW = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
print("read", project.read(sys.argv[1]))
layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
for layer in layers:
    drawn = layer.renderer().type(), layer.labelsEnabled()
    print("layer", layer.name(), layer.isValid(), layer.featureCount(), *drawn)
print("crs", project.crs().authid())
view = project.viewSettings().defaultViewExtent()
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setDestinationCrs(project.crs())
settings.setExtent(view)
settings.setOutputSize(QSize(800, 500))
settings.setBackgroundColor(QColor(255, 255, 255))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
print("errors", [error.message for error in job.errors()])
job.renderedImage().save(sys.argv[2])
"""


@pytest.fixture(scope="module")
def qgis():
    has_qgis = shutil.which(QGIS_PYTHON) is not None and not subprocess.call(
        [QGIS_PYTHON, "-c", "import qgis.core"], stderr=subprocess.DEVNULL
    )
    if not has_qgis:
        pytest.skip("QGIS is not installed: sudo apt-get install qgis python3-qgis")
    return QGIS_PYTHON


def build_layers():
    places = [Point(106.5 + step * 0.01, 22.8 + step * 0.004) for step in range(10)]
    markers = gpd.GeoDataFrame(
        {"reference": [str(836 + step) for step in range(10)]}, geometry=places, crs="EPSG:4326"
    )
    line = gpd.GeoDataFrame(
        {"name": ['Đường <thử> & "minh hoạ"']}, geometry=[LineString(places)], crs="EPSG:4326"
    )
    return [
        OutgoingLayer("markers", "Mốc giới", markers, {"reference": "Số mốc"}, label="reference"),
        OutgoingLayer("boundary_lines", "Đường & biên", line, label="name"),
    ]


@pytest.mark.parametrize("epsg", [None, 9210])
def test_qgis_opens_and_draws_the_project(qgis, tmp_path, epsg):
    layers = build_layers()
    write_geopackage(tmp_path / "bien gioi.gpkg", layers)
    zone = None if epsg is None else zone_by_epsg(epsg)
    write_qgis_project(tmp_path / "bien gioi.qgs", tmp_path / "bien gioi.gpkg", layers, "Mốc <& biên>", zone)
    moved = tmp_path / "noi khac"
    moved.mkdir()
    for path in tmp_path.glob("bien gioi.*"):
        path.rename(moved / path.name)
    picture = tmp_path / "map.png"
    done = subprocess.run(
        [qgis, "-c", DRAW, str(moved / "bien gioi.qgs"), str(picture)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout
    assert "read True" in said, done.stderr
    assert "layer Mốc giới True 10 singleSymbol True" in said
    assert "layer Đường & biên True 1 singleSymbol False" in said
    assert f"crs EPSG:{epsg or 4326}" in said
    assert "errors []" in said
    pixels = np.asarray(Image.open(picture).convert("RGB")).astype(int)
    purple = np.abs(pixels - [0x7B, 0x1F, 0xA2]).sum(axis=2) < 40
    black = pixels.sum(axis=2) < 120
    assert purple.sum() > 300
    assert black.sum() > 100


def test_the_project_names_no_address_but_its_document_type(tmp_path):
    layers = build_layers()
    write_qgis_project(tmp_path / "a.qgs", tmp_path / "a.gpkg", layers, "Mốc")
    content = (tmp_path / "a.qgs").read_text(encoding="utf-8")
    assert content.count("http") == 1
    assert str(tmp_path) not in content
