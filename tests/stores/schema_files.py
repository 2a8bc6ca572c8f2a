"""Files of every schema that was ever released, which the program must still be able to open.

``python -m tests.stores.schema_files NUMBER`` writes the file of the present program's schema
of that number; do it once, when the next number is begun, and never again.
"""

from __future__ import annotations

import lzma
import sqlite3
import sys
import tempfile
from pathlib import Path

from border_gis.stores.locations import create_home
from border_gis.stores.migrating import bring_forward
from border_gis.stores.sql_store import SqlStore
from tests.stores import builders

FOLDER = Path(__file__).parent / "schemas"
REPORTS = 3


def path_of(number: int) -> Path:
    return FOLDER / f"schema-{number}.gpkg.xz"


def unpack(number: int, path: Path) -> Path:
    path.write_bytes(lzma.decompress(path_of(number).read_bytes()))
    return path


def write(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "border.gpkg"
        store = SqlStore(bring_forward(create_home(path), number))
        store.add_line(builders.build_line())
        store.add_markers([builders.build_marker(), builders.build_marker(835)])
        store.add_works([builders.build_work()])
        store.add_gates([builders.build_gate()])
        store.add_units([builders.build_unit()])
        opening = builders.build_opening()
        store.append_reports([opening], "CB-2026")
        store.append_reports([builders.build_report(opening.incident_id, changes={"state": "surveyed"})])
        store.append_reports([builders.build_opening(machine="PC-09")], "LS-2026")
        store.set_setting("zone", 9210)
        store.close()
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        connection.close()
        FOLDER.mkdir(exist_ok=True)
        path_of(number).write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    write(int(sys.argv[1]))
