"""Files in and out: 100,000 features in each format, beside pyogrio's bare read and write."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from benchmarks.measuring import Row, measure_peak_mb, timed
from border_gis.boundary.changes import ChangeNote
from border_gis.exchange.incoming.as_works import build_work
from border_gis.exchange.incoming.matching import match_fields
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.proposing import RowReader, propose_rows
from border_gis.exchange.incoming.targets import Target, is_known_heading
from border_gis.exchange.outgoing.devices import write_gpx, write_kml
from border_gis.exchange.outgoing.model import OutgoingLayer
from border_gis.exchange.outgoing.sheets import write_csv, write_workbook
from border_gis.exchange.outgoing.vectors import write_geojson, write_geopackage, write_shapefile
from border_gis.stores import create_store
from border_gis.works.model import Work

COUNT = int(os.environ.get("BORDER_GIS_BENCH_FEATURES", "100000"))
TITLE = (
    f"Files in and out: {COUNT:,} works as points, ten columns, each format in a process of its own; "
    "aim: GeoPackage within twice of bare pyogrio"
)
TIMES: Mapping[str, int] = {"gpkg": 3, "geojson": 2, "shp": 2}
"""How often each is done, ours and the bare one in turn; the quickest counts."""

WRITERS: Mapping[str, Callable[[Path, OutgoingLayer], object]] = {
    "gpkg": lambda path, layer: write_geopackage(path, [layer]),
    "geojson": write_geojson,
    "shp": write_shapefile,
    "kml": lambda path, layer: write_kml(path, [layer]),
    "gpx": lambda path, layer: write_gpx(path, [layer]),
    "csv": write_csv,
    "xlsx": lambda path, layer: write_workbook(path, [layer]),
}
BARE: Mapping[str, Mapping[str, Any]] = {
    "gpkg": {"driver": "GPKG"},
    "geojson": {"driver": "GeoJSON"},
    "shp": {"driver": "ESRI Shapefile"},
    "kml": {"driver": "LIBKML"},
    "gpx": {"driver": "GPX", "dataset_options": {"GPX_USE_EXTENSIONS": "YES"}},
    "csv": {"driver": "CSV", "layer_options": {"GEOMETRY": "AS_XY"}},
    "xlsx": {"driver": "XLSX"},
}


def run() -> list[Row]:
    """Measure each format in a process of its own, so that the memory is that of the format."""
    rows = []
    for ending in WRITERS:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            rows.append(pool.submit(measure_format, ending, COUNT).result())
    return rows


def measure_format(ending: str, count: int) -> Row:
    """Write and read one format, and the same by pyogrio alone."""
    warnings.simplefilter("ignore")
    layer = build_layer(count)
    with tempfile.TemporaryDirectory() as folder:
        path, bare = Path(folder) / f"works.{ending}", Path(folder) / f"bare.{ending}"
        times = TIMES.get(ending, 1)
        written = compare(
            times, partial(WRITERS[ending], path, layer), partial(write_bare, bare, layer.frame)
        )
        before_mb = measure_peak_mb()
        read = compare(times, partial(read_rows, path), partial(read_bare, bare, ending))
        understood_s, _ = timed(partial(take_rows, path, keep=False))
        peak_mb = measure_peak_mb()
        stored_s = store_works(path, Path(folder)) if ending == "gpkg" else None
        return {
            "format": ending,
            "MB": round(path.stat().st_size / 1e6, 1),
            "write s": round(written[0], 2),
            "bare write s": round(written[1], 2),
            "times bare": f"{written[0] / written[1]:.1f}",
            "read s": round(read[0], 2),
            "bare read s": round(read[1], 2),
            "times bare (read)": f"{read[0] / read[1]:.1f}",
            "read and understood as works s": round(understood_s, 2),
            "times bare (understood)": f"{understood_s / read[1]:.1f}",
            "stored s": "–" if stored_s is None else round(stored_s, 2),
            "memory more for reading MB": round(max(0.0, peak_mb - before_mb)),
            "peak MB": round(peak_mb),
        }


def compare(times: int, ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Return the quickest of ours and of the bare one, done in turn: the machine is not always alike."""
    pairs = [(timed(ours)[0], timed(bare)[0]) for _ in range(times)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def build_layer(count: int) -> OutgoingLayer:
    """Return works as the export makes them, scattered along the border."""
    dice = np.random.default_rng(7)
    numbers = dice.integers(0, 1_378, count)
    frame = gpd.GeoDataFrame(
        {
            "id": [f"w-{row:06d}" for row in range(count)],
            "kind": dice.choice(["fence", "building", "patrol_road"], count),
            "party": dice.choice(["vn", "cn"], count),
            "state": "completed",
            "reference_as_written": [f"{number}+{number % 700}m" for number in numbers],
            "accuracy_m": dice.uniform(0.5, 20.0, count),
            "since": [f"20{year:02d}" for year in dice.integers(10, 26, count)],
            "name": [f"Hàng rào thép gai số {row}" for row in range(count)],
            "description": "Ghi theo báo cáo của đơn vị, chưa kiểm tra thực địa",
            "demonstration": True,
        },
        geometry=gpd.points_from_xy(dice.uniform(102.2, 108.0, count), dice.uniform(21.5, 23.3, count)),
        crs="EPSG:4326",
    )
    return OutgoingLayer("works", "Công trình", frame, label="name")


def read_rows(path: Path) -> int:
    """Read every row of the first layer with features or rows; return how many there were."""
    opened = open_incoming(path, is_known_heading)
    return sum(1 for _ in opened.rows())


def take_rows(path: Path, *, keep: bool) -> list[Work]:
    """Read a file as the import does, as far as checked things of ours, unstored."""
    opened = open_incoming(path, is_known_heading)
    fields = match_fields(opened.layer(), Target.WORKS)
    reader = RowReader(fields, opened.layer().crs, file_name=path.name, layer=opened.layer().name)
    found = (row.thing for row in propose_rows(opened.rows(), reader, build_work) if row.is_good)
    return [thing for thing in found if thing is not None and keep]


def store_works(path: Path, folder: Path) -> float:
    """Return how long it takes to store what was understood, with its history, into an empty store."""
    works = take_rows(path, keep=True)
    store = create_store(folder / "store.gpkg")
    note = ChangeNote("office", "pc", datetime.now(UTC), reason=path.name)
    try:
        return timed(lambda: store.add_works(works, note))[0]
    finally:
        store.close()


def write_bare(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Write the same by pyogrio alone."""
    options = dict(BARE[path.suffix.removeprefix(".")])
    driver = options["driver"]
    fitting: pd.DataFrame = frame.rename(
        columns={"reference_as_written": "reference", "description": "descript"}
    )
    if driver in ("ESRI Shapefile", "GPX"):
        fitting = fitting.assign(demonstration=1).rename(columns={"demonstration": "demo"})
    if driver == "XLSX":
        fitting = pd.DataFrame(fitting.drop(columns="geometry")).assign(
            x=frame.geometry.x, y=frame.geometry.y
        )
    pyogrio.write_dataframe(fitting, path, **options)


def read_bare(path: Path, ending: str) -> int:
    """Read the same by pyogrio alone, as it does by default; return how many rows there were."""
    layer = "waypoints" if ending == "gpx" else None
    return len(pyogrio.read_dataframe(path, layer=layer))
