"""The programs that an office has: GDAL on both homes, and QGIS."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from border_gis.services.service_tokens import make_token
from tests.ogc_api.conftest import SECRET, run_service
from tests.stores.test_qgis import qgis

__all__ = ["qgis"]

ASK_QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsFeatureRequest, QgsRectangle, QgsVectorLayer
from qgis.core import QgsWkbTypes
url, token, names = sys.argv[1], sys.argv[2], sys.argv[3:]
application = QgsApplication([], False)
application.initQgis()
login = ""
if token:
    manager = QgsApplication.authManager()
    manager.setMasterPassword("a-test", True)
    method = QgsAuthMethodConfig("Basic")
    method.setName("border-gis")
    method.setConfig("username", "qgis")
    method.setConfig("password", token)
    manager.storeAuthenticationConfig(method)
    login = f"authcfg={method.id()}"
found = {}
for name in names:
    layer = QgsVectorLayer(f"url='{url}' typename='{name}' {login} pageSize='500'", name, "OAPIF")
    near = QgsFeatureRequest(QgsRectangle(106.0, 22.6, 106.5, 23.0))
    features = list(layer.getFeatures())
    found[name] = {
        "valid": layer.isValid(),
        "count": len(features),
        "near": sum(1 for _ in layer.getFeatures(near)),
        "type": QgsWkbTypes.geometryDisplayString(layer.geometryType()),
        "types": sorted({QgsWkbTypes.geometryDisplayString(each.geometry().type()) for each in features}),
        "crs": layer.crs().authid(),
        "fields": [field.name() for field in layer.fields()],
        "texts": [str(each.attributes()) for each in features],
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def ogrinfo() -> str:
    """Return GDAL's own program that looks into a source."""
    found = shutil.which("ogrinfo")
    if found is None:
        pytest.skip("GDAL's programs are not installed: sudo apt-get install gdal-bin")
    return found


def ask_gdal(program: str, service, *words: str) -> str:
    command = [program, "-ro", "-al", *words, f"OAPIF:{service.url}"]
    if service.token:
        command[1:1] = ["-oo", f"USERPWD=gdal:{service.token}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]
    return done.stdout


def counts_of(said: str) -> dict[str, int]:
    return {
        name: int(count)
        for name, count in re.findall(r"Layer name: (\w+).*?Feature Count: (\d+)", said, re.DOTALL)
    }


def test_gdal_lists_and_counts_what_is_public(ogrinfo, served):
    counts = counts_of(ask_gdal(ogrinfo, served("public"), "-so"))
    assert counts == {
        "boundary_lines": 1,
        "markers": 1396,
        "gates": 28,
        "units": 0,
        "incidents": 23,
        "survey_areas": 3,
    }


def test_gdal_reads_every_feature_page_by_page_with_a_token(ogrinfo, served):
    said = ask_gdal(ogrinfo, served("province"), "-oo", "PAGE_SIZE=250")
    counts = counts_of(said)
    assert counts["markers"] == 1396 == len(set(re.findall(r"OGRFeature\(markers\):(\d+)", said)))
    assert counts["incidents"] == 24
    assert counts["works"] == 19 and counts["works_lines"] == 12 and counts["works_points"] == 3
    assert f"{SECRET} mat" in said
    assert f"{SECRET} toi_mat" not in said and f"{SECRET} tuyet_mat" not in said


def test_gdal_asks_for_a_box_and_gets_no_more(ogrinfo, served):
    box = ["-spat", "106.0", "22.6", "106.5", "23.0"]
    counts = counts_of(ask_gdal(ogrinfo, served("province"), "-so", *box))
    assert 0 < counts["markers"] < 400 and 0 < counts["incidents"] < 24
    whole = json.loads(
        subprocess.run(
            [sys.executable, "-c", COUNT_IN_BOX, served("province").url, served("province").token],
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
    )
    assert whole == counts["markers"]


COUNT_IN_BOX = """
import json, sys, httpx
url, token = sys.argv[1:]
answer = httpx.get(f"{url}/collections/markers/items?bbox=106.0,22.6,106.5,23.0&resulttype=hits",
                   headers={"Authorization": f"Bearer {token}"}, trust_env=False)
print(answer.json()["numberMatched"])
"""


def test_gdal_without_a_token_gets_nothing(ogrinfo, served):
    done = subprocess.run(
        [ogrinfo, "-ro", f"OAPIF:{served('province').url}"], capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode != 0
    assert "401" in done.stdout + done.stderr


def test_the_log_of_the_running_service_holds_no_token(ogrinfo, served):
    service = served("province")
    ask_gdal(ogrinfo, service, "-so")
    assert "GET /collections 200" in service.log
    assert service.token not in service.log and "Authorization" not in service.log


def test_the_service_loads_no_second_gdal_and_no_other_server(served):
    """What pygeoapi brings along stays on the disk."""
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, border_gis.ogc_api.application;"
            "print(sorted({'rasterio', 'flask', 'sqlalchemy', 'tinydb', 'streamlit'} & set(sys.modules)))",
        ],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert loaded.stdout.strip() == "[]"


def ask_qgis(program: str, folder: Path, service, *names: str) -> dict:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(folder),
        "HOME": str(folder),
    }
    done = subprocess.run(
        [program, "-c", ASK_QGIS, service.url, service.token, *names],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr[-800:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_qgis_opens_what_is_public(qgis, shipped, tmp_path):
    with run_service(shipped) as service:
        found = ask_qgis(qgis, tmp_path, service, "boundary_lines", "markers", "incidents")
    assert {name: (each["valid"], each["count"]) for name, each in found.items()} == {
        "boundary_lines": (True, 1),
        "markers": (True, 1396),
        "incidents": (True, 23),
    }
    assert (found["boundary_lines"]["type"], found["boundary_lines"]["crs"]) == ("Line", "EPSG:4326")
    # Where the others are is not public.
    assert (found["markers"]["type"], found["incidents"]["type"]) == ("No geometry", "No geometry")
    assert set(found["incidents"]["fields"]) == {"id", "date", "province", "demonstration"}


def test_qgis_brings_the_token_as_a_password_and_draws_each_kind_of_geometry(qgis, shipped, tmp_path):
    _, token = make_token(shipped, "QGIS", "province")
    with run_service(shipped, "--profile", "province", token=token) as service:
        names = ("markers", "works_lines", "works_points", "incidents_lines", "survey_areas")
        found = ask_qgis(qgis, tmp_path, service, *names)
    assert {name: each["types"] for name, each in found.items()} == {
        "markers": ["Point"],
        "works_lines": ["Line"],
        "works_points": ["Point"],
        "incidents_lines": ["Line"],
        "survey_areas": ["Polygon"],
    }
    assert 0 < found["markers"]["near"] < found["markers"]["count"] == 1396
    said = str(found)
    assert f"{SECRET} mat" in said and f"{SECRET} toi_mat" not in said
