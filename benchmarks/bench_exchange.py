"""Files in and out: 100,000 features in each format, beside pyogrio's bare read and write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from benchmarks.measuring import Row, best_of
from border_gis.exchange.incoming.as_works import build_work
from border_gis.exchange.incoming.matching import match_fields
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.proposing import RowReader, propose_rows
from border_gis.exchange.incoming.targets import Target, is_known_heading
from border_gis.exchange.outgoing.devices import write_gpx, write_kml
from border_gis.exchange.outgoing.model import OutgoingLayer
from border_gis.exchange.outgoing.sheets import write_csv, write_workbook
from border_gis.exchange.outgoing.vectors import write_geojson, write_geopackage, write_shapefile

TITLE = "Files in and out: 100,000 works as points, ten columns; aim: GeoPackage within twice of bare pyogrio"
COUNT = 100_000
BARE_DRIVERS = {"gpkg": "GPKG", "geojson": "GeoJSON", "shp": "ESRI Shapefile"}


def run() -> list[Row]:
    """Write and read each format, and the same by pyogrio alone where it knows the format."""
    layer = build_layer(COUNT)
    writers: dict[str, Callable[[Path], object]] = {
        "gpkg": lambda path: write_geopackage(path, [layer]),
        "geojson": lambda path: write_geojson(path, layer),
        "shp": lambda path: write_shapefile(path, layer),
        "kml": lambda path: write_kml(path, [layer]),
        "gpx": lambda path: write_gpx(path, [layer]),
        "csv": lambda path: write_csv(path, layer),
        "xlsx": lambda path: write_workbook(path, [layer]),
    }
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for ending, write in writers.items():
            path = Path(folder) / f"works.{ending}"
            write_s = best_of(1, partial(write, path))
            read_s = best_of(1, partial(read_rows, path))
            take_s = best_of(1, partial(take_rows, path))
            bare_write_s, bare_read_s = measure_bare(Path(folder), ending, layer.frame)
            rows.append(
                {
                    "format": ending,
                    "write s": round(write_s, 2),
                    "bare write s": say(bare_write_s),
                    "times bare": say_ratio(write_s, bare_write_s),
                    "read s": round(read_s, 2),
                    "bare read s": say(bare_read_s),
                    "times bare (read)": say_ratio(read_s, bare_read_s),
                    "read and understood as works s": round(take_s, 2),
                    "MB": round(path.stat().st_size / 1e6, 1),
                }
            )
    return rows


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


def take_rows(path: Path) -> int:
    """Read a file as the import does, as far as things of ours, unstored."""
    opened = open_incoming(path, is_known_heading)
    fields = match_fields(opened.layer(), Target.WORKS)
    reader = RowReader(fields, opened.layer().crs, file_name=path.name, layer=opened.layer().name)
    return sum(row.is_good for row in propose_rows(opened.rows(), reader, build_work))


def measure_bare(folder: Path, ending: str, frame: gpd.GeoDataFrame) -> tuple[float | None, float | None]:
    """Return how long pyogrio alone takes to write and to read."""
    driver = BARE_DRIVERS.get(ending)
    if driver is None:
        return None, None
    path = folder / f"bare.{ending}"
    fitting = frame.drop(columns="demonstration") if ending == "shp" else frame
    renamed = fitting.rename(columns={"reference_as_written": "reference", "description": "descript"})
    write_s = best_of(1, lambda: pyogrio.write_dataframe(renamed, path, driver=driver))
    return write_s, best_of(1, lambda: pyogrio.read_dataframe(path))


def say(seconds: float | None) -> str | float:
    """Return seconds for the table; a dash where pyogrio does not write the format alike."""
    return "–" if seconds is None else round(seconds, 2)


def say_ratio(seconds: float, bare_s: float | None) -> str:
    """Return how many times as long something took."""
    return "–" if bare_s is None else f"{seconds / bare_s:.1f}"
