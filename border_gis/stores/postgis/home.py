"""Transactions on a shared database, which may be lost at any moment and are then done again.

Writers queue at one row (``counters``, ``data_version``), which ``SqlStore`` changes first in
every transaction: their order is the order of the reports. A transaction that is lost before
its end is done again. One that is lost while it ends may have been done: the work is called
again with ``is_repeated`` set, and leaves out what it finds stored under its own ids.
"""

from __future__ import annotations

import os
import struct
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from typing import Any, NoReturn

import pg8000.exceptions
import pg8000.native
import shapely
from pg8000.converters import make_params
from shapely.geometry.base import BaseGeometry

from border_gis import __version__
from border_gis.errors import DataError, Finding, StoreError
from border_gis.stores.home import Connection, Result, Row
from border_gis.stores.pool import Pool
from border_gis.stores.postgis.location import PostgisLocation, read_location
from border_gis.stores.postgis.statements import REFUSE_FUNCTION, SCHEMA_VERSION_TABLE, write_step
from border_gis.stores.schema import GEOMETRY_COLUMN, SRS_ID, Migration, Table

NETWORK_TIMEOUT_S = 120.0
LOCK_TIMEOUT_S = 60
RETRY_AFTER_S = (0.1, 0.5, 2.0, 4.0)
MOST_PREPARED = 200

_DATE = 1082
_LOST_STATES = ("57P01", "57P02", "57P03", "08000", "08003", "08006")
_AGAIN_STATES = ("40001", "40P01")
_CODES = {
    "53100": "store.disk_full",
    "55P03": "store.busy",
    "25006": "store.database_read_only",
    "42501": "store.no_permission",
    "28P01": "store.sign_in_refused",
    "28000": "store.sign_in_refused",
    "3D000": "store.no_database",
    "53300": "store.too_many_connections",
}


class _LostError(Exception):
    """The connection is gone."""


class _AgainError(Exception):
    """Two transactions stood in each other's way; the database undid this one."""


class PostgisConnection:
    """A connection that keeps its statements prepared."""

    def __init__(self, location: PostgisLocation) -> None:
        self.is_repeated = False
        self.is_open = True
        self.has_been_used = False
        self._prepared: OrderedDict[str, tuple[Any, ...]] = OrderedDict()
        self.raw = pg8000.native.Connection(
            location.user,
            host=location.host,
            port=location.port,
            database=location.database,
            password=location.password,
            timeout=NETWORK_TIMEOUT_S,
            ssl_context=location.ssl_context(),
            application_name="border-gis",
            startup_params={"search_path": f"{location.schema}, public"},
        )
        self.raw.pg_types[_DATE] = str
        self.raw.execute_simple(
            "SET synchronous_commit = on; SET client_min_messages = warning; "
            f"SET lock_timeout = '{LOCK_TIMEOUT_S}s'; SET jit = off"
        )

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        try:
            if not parameters:
                rows = self.raw.execute_simple(sql).rows
            else:
                name, columns, readers = self._prepare(sql)
                values = make_params(self.raw.py_types, parameters)
                rows = self.raw.execute_named(name, values, columns, readers, sql).rows
        except pg8000.exceptions.DatabaseError as error:
            state = _state(error)
            if state in _AGAIN_STATES:
                raise _AgainError from error
            if state in _LOST_STATES:
                self.close()
                raise _LostError from error
            raise
        except (pg8000.exceptions.InterfaceError, OSError, struct.error) as error:
            self.close()
            raise _LostError from error
        return [tuple(row) for row in rows or ()]

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, failed ones too."""
        return bool(self.raw._transaction_status != b"I")

    def close(self) -> None:
        """Close the connection, or drop it if it is gone."""
        self.is_open = False
        with suppress(pg8000.exceptions.InterfaceError, OSError):
            self.raw.close()

    def _prepare(self, sql: str) -> tuple[Any, ...]:
        known = self._prepared.get(sql)
        if known is not None:
            self._prepared.move_to_end(sql)
            return known
        if len(self._prepared) >= MOST_PREPARED:
            _, (oldest, *_) = self._prepared.popitem(last=False)
            self.raw.close_prepared_statement(oldest)
        made: tuple[Any, ...] = self.raw.prepare_statement(_number_parameters(sql), ())
        self._prepared[sql] = made
        return made


class PostgisHome:
    """A schema of this program in a PostgreSQL database.

    Parameters
    ----------
    location : str
        ``postgresql://user@host:5432/database``, with ``?schema=…`` for another schema than
        ``border_gis`` and ``sslmode=verify-full&sslrootcert=…`` to make sure of the server.

    Raises
    ------
    StoreError
        If the server does not answer or refuses, or has no store there.
    """

    kind = "postgis"

    def __init__(self, location: str) -> None:
        self._place = read_location(location, os.environ)
        self.location = str(self._place)
        self._pool = Pool(self._connect)
        with self._errors_named():
            connection = self._pool.take()
            try:
                found = connection.execute(
                    "SELECT to_regclass(?) IS NOT NULL", (self._qualify("schema_version"),)
                )
            finally:
                self._end(connection)
            if not found[0][0]:
                raise StoreError("store.no_store_in_database", path=self.location)

    @classmethod
    def create(cls, location: str) -> PostgisHome:
        """Make the schema, without any of the program's tables, and open it.

        Raises
        ------
        StoreError
            If there is one already, or PostGIS is not there and may not be added.
        """
        place = read_location(location, os.environ)
        with errors_named(str(place)):
            connection = open_connection(place)
            try:
                if connection.execute("SELECT to_regnamespace(?) IS NOT NULL", (place.schema,))[0][0]:
                    raise StoreError("store.exists", path=str(place))
                _require_postgis(connection, place)
                connection.execute("BEGIN")
                connection.execute(f'CREATE SCHEMA "{place.schema}"')
                connection.execute(SCHEMA_VERSION_TABLE)
                connection.execute(REFUSE_FUNCTION)
                connection.execute("COMMIT")
            finally:
                connection.close()
        return cls(location)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Return a transaction that sees one state of the database."""
        with self._errors_named():
            connection = self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield connection
            finally:
                self._end(connection)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do the work in one transaction; where the connection is lost, do it again."""
        is_repeated = False
        with self._errors_named():
            for wait_s in (*RETRY_AFTER_S, None):
                ending = False
                try:
                    connection = self._begin("BEGIN")
                    connection.is_repeated = is_repeated
                    try:
                        result = work(connection)
                        ending = True
                        connection.execute("COMMIT")
                        return result
                    finally:
                        self._end(connection)
                except (_LostError, _AgainError) as error:
                    is_repeated = is_repeated or (ending and isinstance(error, _LostError))
                    if wait_s is None:
                        raise
                    time.sleep(wait_s)
        raise AssertionError("unreachable")

    def encode_geometry(self, geometry: BaseGeometry | None) -> str | None:
        """Return WKB with the reference system, in hexadecimal."""
        if geometry is None:
            return None
        return shapely.to_wkb(
            shapely.set_srid(geometry, SRS_ID), hex=True, output_dimension=2, include_srid=True, byte_order=1
        )

    def decode_geometry(self, value: Any) -> BaseGeometry | None:
        """Return the geometry of a column, as the driver gives it."""
        if value is None:
            return None
        try:
            return shapely.set_srid(shapely.from_wkb(value), 0)
        except shapely.GEOSException as error:
            raise DataError("store.bad_geometry") from error

    def in_box(self, table: str) -> str:
        """Return a condition on west, south, east, north that the spatial index answers."""
        return f"{table}.{GEOMETRY_COLUMN} && ST_MakeEnvelope(?, ?, ?, ?, {SRS_ID})"

    def schema_version(self) -> int:
        """Return the number of the last migration that was done."""
        with self.read() as connection:
            return int(connection.execute("SELECT coalesce(max(number), 0) FROM schema_version")[0][0])

    def migrate(self, migration: Migration, applied_at: str) -> None:
        """Do one migration and record it, in one transaction; others wait for it."""

        def work(connection: Connection) -> None:
            connection.execute("LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE")
            if connection.execute("SELECT 1 FROM schema_version WHERE number = ?", (migration.number,)):
                return
            connection.execute(";\n".join(part for step in migration.steps for part in write_step(step)))
            connection.execute(
                "INSERT INTO schema_version (number, name, applied_at, program_version) VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, applied_at, __version__),
            )

        self.write(work)

    def continue_keys(self, connection: Connection, table: Table) -> None:
        """Have the next key of a table follow the highest."""
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence(?, ?), (SELECT max({table.key}) FROM {table.name}))",
            (self._qualify(table.name), table.key),
        )

    def check(self) -> tuple[Finding, ...]:
        """Return nothing: the server checks its own pages, and keys are never broken in it."""
        return ()

    def close(self) -> None:
        """Close every idle connection."""
        self._pool.close()

    def _connect(self) -> PostgisConnection:
        return open_connection(self._place)

    def _qualify(self, name: str) -> str:
        return f"{self._place.schema}.{name}"

    def _begin(self, statement: str) -> PostgisConnection:
        """Return a connection with a transaction; idle ones that are gone are dropped."""
        while True:
            connection = self._pool.take()
            is_fresh = not connection.has_been_used
            connection.has_been_used = True
            try:
                connection.execute(statement)
            except _LostError:
                connection.close()
                if is_fresh:
                    raise
            else:
                return connection

    def _end(self, connection: PostgisConnection) -> None:
        if not connection.is_open:
            return
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except (_LostError, pg8000.exceptions.Error):
            connection.close()
            return
        self._pool.give_back(connection)

    def _errors_named(self) -> AbstractContextManager[None]:
        return errors_named(self.location)


def open_connection(place: PostgisLocation) -> PostgisConnection:
    """Return a new connection that belongs to no pool."""
    try:
        return PostgisConnection(place)
    except pg8000.exceptions.DatabaseError as error:
        if _state(error) in _LOST_STATES:
            raise _LostError from error
        raise
    except (pg8000.exceptions.InterfaceError, OSError, struct.error) as error:
        raise _LostError from error


def _require_postgis(connection: PostgisConnection, place: PostgisLocation) -> None:
    if connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'"):
        return
    try:
        connection.execute("CREATE EXTENSION postgis SCHEMA public")
    except pg8000.exceptions.DatabaseError as error:
        raise StoreError("store.no_postgis", path=str(place), reason=_message(error)) from error


@contextmanager
def errors_named(location: str) -> Iterator[None]:
    """Give what goes wrong inside its name."""
    try:
        yield
    except _LostError as error:
        raise StoreError("store.connection_lost", path=location) from error
    except _AgainError as error:
        raise StoreError("store.busy", path=location) from error
    except pg8000.exceptions.Error as error:
        _raise_named(error, location)


def _raise_named(error: pg8000.exceptions.Error, location: str) -> NoReturn:
    if "store.append_only" in _message(error):
        raise StoreError("store.append_only", path=location) from error
    code = _CODES.get(_state(error))
    if code is not None:
        raise StoreError(code, path=location) from error
    raise StoreError("store.failed", path=location, reason=_message(error)) from error


def _state(error: pg8000.exceptions.Error) -> str:
    said = error.args[0] if error.args else None
    return str(said.get("C", "")) if isinstance(said, dict) else ""


def _message(error: pg8000.exceptions.Error) -> str:
    said = error.args[0] if error.args else None
    return str(said.get("M", "")) if isinstance(said, dict) else str(error)


@lru_cache(maxsize=1024)
def _number_parameters(sql: str) -> str:
    """Return a statement with ``$1``, ``$2``, … for its question marks."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
