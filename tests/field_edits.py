"""Edit a field pack as another program does: straight in its GeoPackage."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

OBSERVED = "2026-11-20 09:30:15"
EPOCH_MS = 1_795_141_815_000.0
"""The same moment, Viet Nam's clock: 20 November 2026, 02:30:15 UTC."""


@contextlib.contextmanager
def edit(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the GeoPackage of a pack with the functions that its triggers call; save at the end."""
    connection = connect(folder)
    yield connection
    connection.commit()
    connection.close()


def connect(folder: Path) -> sqlite3.Connection:
    """Open the GeoPackage of a pack with the functions that its triggers call."""
    connection = sqlite3.connect(find_geopackage(folder))
    bounds = {"ST_MinX": 0, "ST_MinY": 1, "ST_MaxX": 2, "ST_MaxY": 3}
    connection.create_function("ST_IsEmpty", 1, lambda value: int(value is None))
    for name, index in bounds.items():
        connection.create_function(
            name, 1, lambda value, index=index: shapely.from_wkb(value[8:]).bounds[index]
        )
    return connection


def find_geopackage(folder: Path) -> Path:
    """Return the GeoPackage of a pack."""
    return next(iter(folder.glob("*.gpkg")))


def change(folder: Path, layer: str, label: str, value: str, **values: Any) -> None:
    """Change a row, found by its label; when it was seen is said as a form says it."""
    with edit(folder) as connection:
        told = {"observed_at": OBSERVED, "observed_epoch": EPOCH_MS, **values}
        marks = ", ".join(f"{name} = ?" for name in told)
        done = connection.execute(f"UPDATE {layer} SET {marks} WHERE {label} = ?", [*told.values(), value])
        assert done.rowcount == 1


def observe(folder: Path, key: str, longitude_deg: float, latitude_deg: float, **values: Any) -> None:
    """Add a new observation."""
    point = (
        b"GP\x00\x01"
        + (4326).to_bytes(4, "little")
        + shapely.to_wkb(shapely.Point(longitude_deg, latitude_deg))
    )
    told = {
        "geom": point,
        "row_key": key,
        "title": "Cột mốc bị che khuất",
        "category": "other",
        "party": "unknown",
        "observed_at": OBSERVED,
        "observed_epoch": EPOCH_MS,
        **values,
    }
    with edit(folder) as connection:
        marks = ", ".join("?" * len(told))
        connection.execute(f"INSERT INTO observations ({', '.join(told)}) VALUES ({marks})", [*told.values()])
