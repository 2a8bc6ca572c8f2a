"""Transactions on a GeoPackage: one writer at a time, readers never wait, saved means durable."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from shapely.geometry.base import BaseGeometry

from border_gis import __version__
from border_gis.errors import Finding, Severity, StoreError
from border_gis.stores.geopackage.blob import read_blob, read_envelope, write_blob
from border_gis.stores.geopackage.container import (
    APPLICATION_ID,
    CONTAINER,
    REFERENCE_SYSTEMS,
    USER_VERSION,
    write_step,
)
from border_gis.stores.geopackage.disk import check_folder
from border_gis.stores.geopackage.styles import list_styles
from border_gis.stores.home import Connection, Result, Row
from border_gis.stores.pool import Pool
from border_gis.stores.schema import GEOMETRY_COLUMN, Migration, Table

BUSY_TIMEOUT_S = 60.0
_WAIT_S = (0.0005, 0.006)
_CORNERS = {"ST_MinX": 0, "ST_MaxX": 1, "ST_MinY": 2, "ST_MaxY": 3}


class GeoPackageConnection:
    """An SQLite connection that knows the functions of a GeoPackage's triggers."""

    is_repeated = False

    def __init__(self, path: Path) -> None:
        self.raw = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        for name, corner in _CORNERS.items():
            self.raw.create_function(name, 1, _corner_reader(corner), deterministic=True)
        self.raw.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)
        # On macOS only a full fsync reaches the disk itself; elsewhere the last two do nothing.
        durable = ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON")
        for pragma in (*durable, "foreign_keys = ON", "cache_size = -32000"):
            self.raw.execute(f"PRAGMA {pragma}")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        return self.raw.execute(sql, parameters).fetchall()

    def begin_writing(self) -> None:
        """Begin a transaction that may write, in turn with others.

        SQLite itself lets those wait longest who have waited longest already; short random
        waits share better.
        """
        deadline = time.monotonic() + BUSY_TIMEOUT_S
        self.raw.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.raw.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(random.uniform(*_WAIT_S))  # noqa: S311 - no secret
                else:
                    return
        finally:
            self.raw.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")

    def close(self) -> None:
        """Close the connection; the last one folds the write-ahead log into the file."""
        self.raw.close()


class GeoPackageHome:
    """A GeoPackage file on a local disk.

    Parameters
    ----------
    path : path
        An existing GeoPackage that this program made.

    Raises
    ------
    StoreError
        If the file is missing, damaged, not a GeoPackage or not one of this program's, on a
        network share, or in a folder that cannot be written.
    """

    kind = "geopackage"

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).absolute()
        self.location = str(self.path)
        if not self.path.is_file():
            raise StoreError("store.missing", path=self.location)
        check_folder(self.path)
        self._pool = Pool(lambda: GeoPackageConnection(self.path))
        with self._errors_named():
            self._check_container()

    @classmethod
    def create(cls, path: str | Path) -> GeoPackageHome:
        """Make an empty GeoPackage without any of the program's tables, and open it.

        Raises
        ------
        StoreError
            If there is a file already, or none can be made there.
        """
        path = Path(path).absolute()
        if path.exists():
            raise StoreError("store.exists", path=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            check_folder(path)
            path.touch(exist_ok=False)
        except StoreError:
            raise
        except OSError as error:
            raise StoreError("store.cannot_write", path=str(path), reason=error.strerror) from error
        connection = GeoPackageConnection(path)
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {USER_VERSION}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in CONTAINER:
                connection.execute(statement)
            for system in REFERENCE_SYSTEMS:
                connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", system)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            _raise_named(error, str(path))
        finally:
            connection.close()
        return cls(path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Return a transaction that sees one state of the file."""
        with self._errors_named():
            connection = self._pool.take()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._end(connection)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do the work in one transaction of which all is durable afterwards, or nothing."""
        with self._errors_named():
            connection = self._pool.take()
            try:
                connection.begin_writing()
                result = work(connection)
                connection.execute("COMMIT")
                return result
            finally:
                self._end(connection)

    def encode_geometry(self, geometry: BaseGeometry | None) -> bytes | None:
        """Return a GeoPackage blob."""
        return None if geometry is None else write_blob(geometry)

    def decode_geometry(self, value: Any) -> BaseGeometry | None:
        """Return the geometry of a GeoPackage blob."""
        return None if value is None else read_blob(value)

    def in_box(self, table: str) -> str:
        """Return a condition on west, south, east, north that the R-tree answers."""
        return (
            f"{table}.fid IN (SELECT id FROM rtree_{table}_{GEOMETRY_COLUMN} "
            "WHERE maxx >= ? AND maxy >= ? AND minx <= ? AND miny <= ?)"
        )

    def schema_version(self) -> int:
        """Return the number of the last migration that was done."""
        with self.read() as connection:
            return int(connection.execute("SELECT coalesce(max(number), 0) FROM schema_version")[0][0])

    def migrate(self, migration: Migration, applied_at: str) -> None:
        """Do one migration and record it, in one transaction."""

        def work(connection: Connection) -> None:
            done = connection.execute("SELECT 1 FROM schema_version WHERE number = ?", (migration.number,))
            if done:
                return
            for step in migration.steps:
                for statement in write_step(step):
                    connection.execute(statement)
            for style in list_styles(migration):
                connection.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                    "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner) "
                    "VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '')",
                    (style.table, GEOMETRY_COLUMN, style.table, style.qml, style.sld, style.title),
                )
            connection.execute(
                "INSERT INTO schema_version (number, name, applied_at, program_version) VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, applied_at, __version__),
            )

        self.write(work)

    def continue_keys(self, connection: Connection, table: Table) -> None:
        """Do nothing: SQLite counts on from the highest key by itself."""

    def check(self) -> tuple[Finding, ...]:
        """Return what SQLite finds damaged: pages and indexes, then foreign keys."""
        with self.read() as connection:
            damaged = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            orphans = [
                f"{table} → {parent}"
                for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
            ]
        found = [
            Finding("store.integrity", {"detail": detail}, self.location, Severity.ERROR)
            for detail in damaged
        ]
        found += [
            Finding("store.foreign_key", {"detail": detail}, self.location, Severity.ERROR)
            for detail in sorted(set(orphans))
        ]
        return tuple(found)

    def close(self) -> None:
        """Close every idle connection."""
        self._pool.close()

    def _end(self, connection: GeoPackageConnection) -> None:
        with suppress(sqlite3.Error):
            if connection.raw.in_transaction:
                connection.execute("ROLLBACK")
        self._pool.give_back(connection)

    def _check_container(self) -> None:
        connection = GeoPackageConnection(self.path)
        try:
            if connection.execute("PRAGMA application_id")[0][0] != APPLICATION_ID:
                raise StoreError("store.not_a_geopackage", path=self.location)
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"):
                raise StoreError("store.foreign_geopackage", path=self.location)
            if connection.execute("PRAGMA journal_mode")[0][0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            _raise_named(error, self.location)


def _raise_named(error: sqlite3.Error, path: str) -> NoReturn:
    name = getattr(error, "sqlite_errorname", "") or ""
    codes = {
        "SQLITE_FULL": "store.disk_full",
        "SQLITE_BUSY": "store.busy",
        "SQLITE_LOCKED": "store.busy",
        "SQLITE_READONLY": "store.read_only",
        "SQLITE_CANTOPEN": "store.cannot_open",
        "SQLITE_PERM": "store.cannot_open",
        "SQLITE_NOTADB": "store.not_a_geopackage",
        "SQLITE_CORRUPT": "store.damaged",
        "SQLITE_IOERR": "store.disk_error",
    }
    if "store.append_only" in str(error):
        raise StoreError("store.append_only", path=path) from error
    for prefix, code in codes.items():
        if name.startswith(prefix):
            raise StoreError(code, path=path) from error
    raise StoreError("store.failed", path=path, reason=str(error)) from error


def _corner_reader(corner: int) -> Callable[[bytes | None], float | None]:
    def read(blob: bytes | None) -> float | None:
        envelope = read_envelope(blob)
        return None if envelope is None else envelope[corner]

    return read


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(read_envelope(blob) is None)
