"""QGIS itself opens the project that leaves the program, and draws it."""

import re
import shutil
import subprocess
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import LineString, Point, box

from border_gis.crs import zone_by_epsg
from border_gis.exchange.outgoing.model import OutgoingLayer, Painting
from border_gis.exchange.outgoing.qgis_project import write_qgis_project
from border_gis.exchange.outgoing.vectors import write_geopackage
from border_gis.looks.outcomes import OUTCOME_LOOKS
from border_gis.zones.verdict import Outcome

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
def hidden(layer):
    return not project.layerTreeRoot().findLayer(layer).isVisible()
print("read", project.read(sys.argv[1]))
layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
for layer in layers:
    drawn = layer.renderer().type(), layer.labelsEnabled()
    print("layer", layer.name(), layer.isValid(), layer.featureCount(), *drawn)
for group in project.layerTreeRoot().findGroups(True):
    print("group", group.name(), "one of" if group.isMutuallyExclusive() else "all", group.isVisible())
for node in project.layerTreeRoot().findLayers():
    labels = [item.label() for item in node.layer().renderer().legendSymbolItems()]
    print("legend", node.name(), node.isVisible(), labels)
print("crs", project.crs().authid())
view = project.viewSettings().defaultViewExtent()
settings = QgsMapSettings()
settings.setLayers([layer for layer in project.layerTreeRoot().layerOrder() if not hidden(layer)])
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


STYLES = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1] + "|layername=works_lines", "works", "ogr")
print("drawn by", layer.renderer().type(), layer.renderer().classAttribute())
count, ids, names, titles, trouble = layer.listStylesInDatabase()
print("own", count, names[:count])
print("all", sorted(names))
print("second", 'attr="verdict_2"' in str(layer.getStyleFromDatabase(ids[1])))
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


def build_works():
    """One row of each kind of geometry for each outcome, with the outcomes turned round on a second line."""
    outcomes, back = [each.value for each in Outcome], [each.value for each in reversed(Outcome)]
    places = [(106.5 + step * 0.01, 22.8) for step in range(len(outcomes))]
    shapes = [
        *(Point(x, y) for x, y in places),
        *(LineString([(x, y + 0.01), (x + 0.008, y + 0.01)]) for x, y in places),
        *(box(x, y + 0.02, x + 0.008, y + 0.028) for x, y in places),
    ]
    frame = gpd.GeoDataFrame(
        {"name": list("abcdef") * 3, "verdict": outcomes * 3, "verdict_2": back * 3},
        geometry=shapes,
        crs="EPSG:4326",
    )
    paintings = (Painting("verdict", "xét theo “Đường <A>”"), Painting("verdict_2", "xét theo “Đường B”"))
    return OutgoingLayer("works", "Công trình", frame, look="work_lines", label="name", paintings=paintings)


def open_in_qgis(qgis, folder, layers):
    write_geopackage(folder / "a.gpkg", layers)
    write_qgis_project(folder / "a.qgs", folder / "a.gpkg", layers, "Mốc")
    done = subprocess.run(
        [qgis, "-c", DRAW, str(folder / "a.qgs"), str(folder / "a.png")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "read True" in done.stdout, done.stderr
    return done.stdout


def test_works_stand_in_a_group_for_each_version_of_the_line_of_which_one_is_shown(qgis, tmp_path):
    said = open_in_qgis(qgis, tmp_path, [*build_layers(), build_works()])
    assert "group Công trình: quy định nói gì one of True" in said
    assert "group xét theo “Đường <A>” all True" in said
    assert "group xét theo “Đường B” all False" in said
    for part in ("điểm", "đường", "vùng"):
        assert said.count(f"layer Công trình – {part} True 6 categorizedSymbol True") == 2
    legend = ["Không được phép", "Cần thỏa thuận", "Cần thông báo"]
    legend += ["Chưa kết luận được", "Được miễn trừ", "Ngoài phạm vi"]
    assert said.count(f"legend Công trình – đường True {legend}") == 1
    assert said.count(f"legend Công trình – đường False {legend}") == 1
    pixels = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    for look in OUTCOME_LOOKS.values():
        colour = [int(look.colour[start : start + 2], 16) for start in (1, 3, 5)]
        assert (np.abs(pixels - colour).sum(axis=2) < 30).sum() > 20, look


def test_a_geopackage_without_its_project_is_drawn_by_verdict_and_offers_each_style_once(qgis, tmp_path):
    write_geopackage(tmp_path / "a.gpkg", [build_works()])
    done = subprocess.run(
        [qgis, "-c", STYLES, str(tmp_path / "a.gpkg")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout
    assert "drawn by categorizedSymbol verdict\n" in said, done.stderr
    assert "own 2 ['works_lines', 'works_lines_2']" in said
    names = [f"works_{kind}{number}" for kind in ("areas", "lines", "points") for number in ("", "_2")]
    assert f"all {names}" in said
    assert "second True" in said


def test_things_of_several_kinds_of_geometry_stand_in_one_group_and_say_which_they_are(qgis, tmp_path):
    works = replace(build_works(), paintings=(), language="en", title="Works")
    said = open_in_qgis(qgis, tmp_path, [works])
    assert "group Works all True" in said
    names = [line.split(" True ")[0] for line in said.splitlines() if line.startswith("layer ")]
    assert sorted(names) == ["layer Works – areas", "layer Works – lines", "layer Works – points"]


def test_works_lie_above_the_line_that_they_stand_on(tmp_path):
    write_qgis_project(tmp_path / "a.qgs", tmp_path / "a.gpkg", [*build_layers(), build_works()], "Mốc")
    content = (tmp_path / "a.qgs").read_text(encoding="utf-8")
    order = re.findall(r"<item>border_gis_layer_(\w+)</item>", content)
    assert order.index("works_points") < order.index("markers") < order.index("works_lines")
    assert order.index("works_lines") < order.index("boundary_lines") < order.index("works_areas")


def test_the_project_names_no_address_but_its_document_type(tmp_path):
    layers = build_layers()
    write_qgis_project(tmp_path / "a.qgs", tmp_path / "a.gpkg", layers, "Mốc")
    content = (tmp_path / "a.qgs").read_text(encoding="utf-8")
    assert content.count("http") == 1
    assert str(tmp_path) not in content
