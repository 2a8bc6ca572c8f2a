"""QGIS itself opens a field pack, shows its forms, edits it, and what it edited comes back."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image

from border_gis.services.field_packs import make_field_pack
from border_gis.services.field_returns import preview_return, take_return
from border_gis.services.incidents import show_incident
from border_gis.services.markers import show_marker
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

QGIS_PYTHON = "/usr/bin/python3"
AREA = "KS-CB-2022-001"
BEGIN = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import *
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QFont
application = QgsApplication([], True)
application.setFont(QFont("DejaVu Sans"))
application.initQgis()
project = QgsProject.instance()
assert project.read(sys.argv[1])
"""
# QGIS takes itself apart in an order that now and then crashes it.
END = """
sys.stdout.flush()
os._exit(0)
"""
TELL = """
told = {"crs": project.crs().authid(), "title": project.title(), "layers": {}}
for layer in project.mapLayers().values():
    fields = {}
    for index, field in enumerate(layer.fields()):
        setup = layer.editorWidgetSetup(index)
        fields[field.name()] = {
            "widget": setup.type(), "config": setup.config(), "alias": field.alias(),
            "read_only": layer.editFormConfig().readOnly(index),
            "default": layer.defaultValueDefinition(index).expression(),
            "on_update": layer.defaultValueDefinition(index).applyOnUpdate(),
            "constraints": int(layer.fieldConstraints(index)),
        }
    told["layers"][layer.id().replace("border_gis_field_", "")] = {
        "name": layer.name(), "valid": layer.isValid(), "read_only": layer.readOnly(),
        "rows": layer.featureCount(), "private": bool(layer.flags() & QgsMapLayer.Private),
        "provider": layer.providerType(), "source": layer.source(),
        "locked": layer.customProperty("QFieldSync/is_geometry_locked"),
        "photos": layer.customProperty("QFieldSync/attachment_naming"), "fields": fields,
        "tabs": [tab.name() for tab in layer.editFormConfig().tabs()],
        "display": layer.displayExpression(),
        "labels": layer.labelsEnabled() and layer.labeling().settings().minimumScale,
    }
told["send_photos_smaller_than"] = project.readNumEntry("qfieldsync", "maximumImageWidthHeight")[0]
view = project.viewSettings().defaultViewExtent()
told["extent"] = [view.xMinimum(), view.yMinimum(), view.xMaximum(), view.yMaximum()]
settings = QgsMapSettings()
order = [node.layer() for node in project.layerTreeRoot().findLayers()]
settings.setLayers([layer for layer in order if layer.isSpatial()])
settings.setDestinationCrs(project.crs())
settings.setExtent(view)
settings.setOutputSize(QSize(1000, 640))
settings.setBackgroundColor(QColor(255, 255, 255))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
told["errors"] = [error.message for error in job.errors()]
job.renderedImage().save(sys.argv[2])
told["names"] = [label.labelText for label in job.takeLabelingResults().allLabels()]
print(json.dumps(told))
"""
EDIT = """
def find(layer, name, value):
    return next(row for row in layer.getFeatures() if row[name] == value)

markers = project.mapLayer("border_gis_field_markers")
markers.startEditing()
row = find(markers, "reference", "571")
for name, value in (("condition", sys.argv[2]), ("field_note", "Ghi bằng QGIS")):
    assert markers.changeAttributeValue(row.id(), markers.fields().indexOf(name), value)
assert markers.changeAttributeValue(row.id(), markers.fields().indexOf("photo_1"), "DCIM/m.jpg")
assert markers.commitChanges(), markers.commitErrors()

works = project.mapLayer("border_gis_field_work_lines")
works.startEditing()
row = next(works.getFeatures())
works.changeAttributeValue(row.id(), works.fields().indexOf("state"), "completed")
assert works.commitChanges(), works.commitErrors()

new = project.mapLayer("border_gis_field_observations")
context = new.createExpressionContext()
area = project.mapLayer("border_gis_field_survey_area")
middle = next(area.getFeatures()).geometry().centroid()
bare = QgsVectorLayerUtils.createFeature(new, middle, {}, context)
def fits(row):
    return {
        field.name(): QgsVectorLayerUtils.validateAttribute(new, row, index)[0]
        for index, field in enumerate(new.fields()) if field.name() != "fid"
    }
told = {"bare": fits(bare), "defaults": {f.name(): str(bare[f.name()]) for f in new.fields()}}
told["title"] = new.fields().indexOf("title")
values = {told["title"]: "Sạt lở bờ suối", new.fields().indexOf("category"): "landslide"}
row = QgsVectorLayerUtils.createFeature(new, middle, values, context)
told["filled"] = fits(row)
new.startEditing()
assert new.addFeature(row)
assert new.commitChanges(), new.commitErrors()
line = project.mapLayer("border_gis_field_boundary_lines")
told["line_can_be_edited"] = line.startEditing()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def qgis():
    has_qgis = shutil.which(QGIS_PYTHON) is not None and not subprocess.call(
        [QGIS_PYTHON, "-c", "import qgis.core"], stderr=subprocess.DEVNULL
    )
    if not has_qgis:
        pytest.skip("QGIS is not installed: sudo apt-get install qgis python3-qgis")

    def ask(script, *arguments):
        done = subprocess.run(
            [QGIS_PYTHON, "-c", BEGIN + script + END, *arguments],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    return ask


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def pack_into(workspace, folder):
    """Make a pack and carry it elsewhere, as a device would."""
    make_field_pack(workspace, AREA, folder / "pack")
    moved = folder / "may tinh bang" / "gói"
    moved.parent.mkdir()
    return (folder / "pack").rename(moved)


def find_project(folder):
    return str(next(iter(folder.glob("*.qgs"))))


def test_qgis_opens_the_pack_with_forms_lists_and_locks(qgis, workspace, tmp_path):
    folder = pack_into(workspace, tmp_path)
    told = qgis(TELL, find_project(folder), str(tmp_path / "map.png"))
    layers = told["layers"]
    assert told["crs"] == "EPSG:9210"
    assert all(layer["valid"] and layer["provider"] == "ogr" for layer in layers.values())
    assert all(layer["source"].startswith(str(folder)) for layer in layers.values())
    assert {name for name, layer in layers.items() if not layer["read_only"]} == {
        *("observations", "markers", "incidents", "work_lines")
    }
    assert {name for name, layer in layers.items() if layer["private"]} == {
        *("list_conditions", "list_work_states", "list_incident_states", "list_categories")
    }
    assert all(layers[name]["locked"] for name in ("markers", "incidents", "work_lines"))
    assert not layers["observations"]["locked"]
    fields = layers["markers"]["fields"]
    assert fields["condition"]["widget"] == "ValueRelation"
    assert fields["condition"]["config"]["Layer"] == "border_gis_field_list_conditions"
    assert (fields["condition"]["alias"], fields["info_kind"]["alias"]) == ("Hiện trạng mốc", "Loại")
    assert fields["info_kind"]["read_only"] and fields["reference"]["read_only"]
    assert not fields["condition"]["read_only"]
    assert fields["row_key"]["widget"] == fields["observed_epoch"]["widget"] == "Hidden"
    assert fields["last_inspected"]["widget"] == fields["observed_at"]["widget"] == "DateTime"
    assert fields["observed_at"]["on_update"]
    assert fields["photo_1"]["widget"] == "ExternalResource"
    assert fields["photo_1"]["config"]["RelativeStorage"] == 1
    assert json.loads(layers["markers"]["photos"])["photo_1"].startswith("'DCIM/markers_1_'")
    assert layers["observations"]["fields"]["party"]["widget"] == "ValueMap"
    assert layers["markers"]["tabs"] == ["Ghi nhận", "Thông tin hồ sơ"]
    assert layers["markers"]["display"] == '"reference"'
    assert layers["markers"]["labels"] == 150_000
    assert told["send_photos_smaller_than"] == 2048


def test_qgis_draws_the_area_in_the_plane_of_the_province(qgis, workspace, tmp_path):
    folder = pack_into(workspace, tmp_path)
    told = qgis(TELL, find_project(folder), str(tmp_path / "map.png"))
    west, south, east, north = told["extent"]
    assert 300 < east - west < 3_000
    assert 300 < north - south < 3_000
    assert told["errors"] == []
    assert {"571", "572", "Khu vực mốc 571 – 572"} <= set(told["names"])
    pixels = np.asarray(Image.open(tmp_path / "map.png").convert("RGB")).astype(int)

    def count(colour):
        return int((np.abs(pixels - colour).sum(axis=2) < 40).sum())

    # The line, the outline of the area, and the incident's stretch.
    assert min(count([0x7B, 0x1F, 0xA2]), count([0x15, 0x65, 0xC0]), count([0xC6, 0x28, 0x28])) > 200


def test_what_qgis_edits_comes_back_with_its_defaults(qgis, workspace, tmp_path):
    folder = pack_into(workspace, tmp_path)
    shutil.copy(make_photo(tmp_path), folder / "DCIM" / "m.jpg")
    told = qgis(EDIT, find_project(folder), "hư hỏng")
    assert told["bare"]["title"] is told["bare"]["category"] is False
    assert all(told["filled"].values())
    assert told["defaults"]["party"] == "unknown"
    assert len(told["defaults"]["row_key"]) == 36
    assert told["line_can_be_edited"] is False
    preview = preview_return(workspace, folder, tmp_path / "scratch")
    assert preview.left == ()
    entry = take_return(workspace, preview)
    assert {deed.kind for deed in entry.deeds} == {"marker", "work", "observation"}
    marker = show_marker(workspace, "571").marker
    assert marker.condition == "hư hỏng"
    assert entry.deeds[0].photos
    number = next(deed.label for deed in entry.deeds if deed.is_new)
    incident = show_incident(workspace, number).incident
    assert incident.title == "Sạt lở bờ suối"
    assert incident.places[0].geometry is not None
    rows = [item.row for item in preview.items if item.row is not None and item.row.observed]
    # QGIS writes down by itself when a row was changed.
    assert len(rows) == 3
    assert all(abs(row.observed - datetime.now(UTC)) < timedelta(hours=1) for row in rows)
    assert take_return(workspace, preview_return(workspace, folder, tmp_path / "again")) is None


def make_photo(folder):
    path = folder / "photo.jpg"
    Image.new("RGB", (40, 30), (30, 60, 200)).save(path)
    return path


def test_a_pack_names_no_address_but_its_document_type(workspace, tmp_path):
    folder = pack_into(workspace, tmp_path)
    content = next(iter(folder.glob("*.qgs"))).read_text(encoding="utf-8")
    assert content.count("http") == 1
    assert str(tmp_path) not in content
