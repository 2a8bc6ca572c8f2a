"""QGIS itself opens the office's file as a map."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings

QGIS_PYTHON = "/usr/bin/python3"
SHOW_LAYERS = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layers = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    styled = layer.loadDefaultStyle()[1]
    layers[name] = [layer.isValid(), layer.featureCount(), layer.crs().authid(), bool(styled)]
print(json.dumps(layers))
"""


@pytest.fixture(scope="module")
def qgis() -> str:
    """Return the Python that has QGIS."""
    has_qgis = shutil.which(QGIS_PYTHON) is not None and not subprocess.call(
        [QGIS_PYTHON, "-c", "import qgis.core"], stderr=subprocess.DEVNULL
    )
    if not has_qgis:
        pytest.skip("QGIS is not installed: sudo apt-get install qgis python3-qgis")
    return QGIS_PYTHON


def test_qgis_opens_the_file_as_a_map_with_its_styles(qgis: str, tmp_path: Path) -> None:
    settings = build_settings({}, workspace_folder=tmp_path)
    init_workspace(settings)
    layers = ["boundary_lines", "markers", "work_lines", "incident_lines", "incident_points", "gates"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [qgis, "-c", SHOW_LAYERS, str(settings.store_path), *layers],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    shown = json.loads(done.stdout.strip().splitlines()[-1])
    assert {name: [valid, crs, styled] for name, (valid, _, crs, styled) in shown.items()} == {
        name: [True, "EPSG:4326", True] for name in layers
    }
    assert (shown["boundary_lines"][1], shown["markers"][1]) == (1, 1396)
