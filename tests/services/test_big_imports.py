"""A big file is looked at with memory that its things need and no more, and says how far it has come."""

import csv
import json
import subprocess
import sys

import geopandas as gpd
import numpy as np
import openpyxl
import pytest

from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

COUNT = 200_000
COUNT_OF_SHEET = 50_000
"""Workbooks are slow to read, whoever reads them."""
MOST_MORE_MB = 1_000
"""Two hundred thousand things with their findings, held for a person to look at: some 5 kB for each."""

LOOK = """
import json, resource, sys
from pathlib import Path
from border_gis.exchange.incoming.targets import Target
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
workspace = open_workspace(build_settings({}, workspace_folder=Path(sys.argv[1]), officer="Can bo 1"))
steps = []
before = peak_mb()
preview = preview_import(
    workspace, Path(sys.argv[2]), ImportWish(target=Target.WORKS), lambda *step: steps.append(step)
)
done = [step[0] for step in steps]
print(json.dumps({"good": len(preview.good), "bad": len(preview.bad), "more_mb": peak_mb() - before,
                  "steps": len(steps), "grows": done == sorted(done), "last": done[-1]}))
"""


def write_csv(path, longitudes, latitudes):
    with path.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, delimiter=";")
        writer.writerow(["tên", "loại", "kinh độ", "vĩ độ"])
        for number, (x, y) in enumerate(zip(longitudes, latitudes, strict=True)):
            writer.writerow([f"Cọc số {number}", "hàng rào", f"{x:.6f}", f"{y:.6f}"])


def write_xlsx(path, longitudes, latitudes):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Công trình")
    sheet.append(["Tên", "Loại", "Kinh độ", "Vĩ độ"])
    for number, (x, y) in enumerate(zip(longitudes, latitudes, strict=True)):
        sheet.append([f"Cọc số {number}", "hàng rào", float(x), float(y)])
    book.save(path)


def write_gpkg(path, longitudes, latitudes):
    names = [f"Cọc số {number}" for number in range(len(longitudes))]
    points = gpd.points_from_xy(longitudes, latitudes)
    gpd.GeoDataFrame({"ten": names, "loai": "hàng rào"}, geometry=points, crs="EPSG:4326").to_file(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "write", "count"),
    [("csv", write_csv, COUNT), ("xlsx", write_xlsx, COUNT_OF_SHEET), ("gpkg", write_gpkg, COUNT)],
)
def test_big_files_are_looked_at_in_bounded_memory_with_progress(
    workspace_copy, tmp_path, ending, write, count
):
    dice = np.random.default_rng(3)
    path = tmp_path / f"a.{ending}"
    write(path, dice.uniform(105.5, 107.5, count), dice.uniform(22.0, 23.0, count))
    command = [sys.executable, "-c", LOOK, str(workspace_copy), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["good"], told["bad"], told["grows"], told["last"]) == (count, 0, True, count)
    assert told["steps"] >= 100
    assert told["more_mb"] < MOST_MORE_MB, told


def test_a_layer_that_knows_its_number_of_rows_says_how_many_are_left(workspace_copy, tmp_path):
    path = tmp_path / "a.gpkg"
    write_gpkg(path, np.linspace(106.0, 107.0, 1_000), np.full(1_000, 22.5))
    workspace = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    steps = []
    preview_import(workspace, path, ImportWish(), lambda *step: steps.append(step))
    workspace.close()
    assert steps == [(number, 1_000) for number in range(200, 1_001, 200)]
