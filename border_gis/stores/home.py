"""What a home must offer: transactions, geometries, and the state of its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from shapely.geometry.base import BaseGeometry

from border_gis.errors import Finding
from border_gis.stores.schema import Migration, Table

Row = tuple[Any, ...]
Result = TypeVar("Result")

MOST_PARAMETERS = 30_000


class Connection(Protocol):
    """A connection inside a transaction. Parameters are ``?`` in both homes."""

    is_repeated: bool
    """True when the transaction before was lost at its end: it may or may not have been done."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows."""
        ...


class Home(Protocol):
    """A place where a store lives."""

    kind: str
    location: str

    def read(self) -> AbstractContextManager[Connection]:
        """Return a transaction that sees one state of the store from its start to its end."""
        ...

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do the work in one transaction of which all is durable afterwards, or nothing.

        The work may be called again if the connection is lost.
        """
        ...

    def encode_geometry(self, geometry: BaseGeometry | None) -> Any:
        """Return a geometry as a parameter."""
        ...

    def decode_geometry(self, value: Any) -> BaseGeometry | None:
        """Return the geometry of a column."""
        ...

    def in_box(self, table: str) -> str:
        """Return a condition with four parameters: west, south, east, north in degrees."""
        ...

    def schema_version(self) -> int:
        """Return the number of the last migration that was done."""
        ...

    def migrate(self, migration: Migration, applied_at: str) -> None:
        """Do one migration and record it, in one transaction."""
        ...

    def continue_keys(self, connection: Connection, table: Table) -> None:
        """Have the next key of a table follow the highest, after rows came with theirs."""
        ...

    def check(self) -> tuple[Finding, ...]:
        """Return what the database itself finds damaged."""
        ...

    def close(self) -> None:
        """Give up every connection."""
        ...


def insert_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows, as many in one statement as both homes take."""
    most = MOST_PARAMETERS // len(columns)
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == most:
            _insert_batch(connection, table, columns, batch)
            batch = []
    # Powers of two keep the number of different statements, which both homes cache, small.
    while batch:
        size = 1 << (len(batch).bit_length() - 1)
        _insert_batch(connection, table, columns, batch[:size])
        batch = batch[size:]


def _insert_batch(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    one = f"({', '.join('?' * len(columns))})"
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * len(rows))}",
        [value for row in rows for value in row],
    )
