"""Rows in one form for both homes, and a figure for the whole of a table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from border_gis.incidents.integrity import write_canonical
from border_gis.stores.home import Connection, Home
from border_gis.stores.schema import GEOMETRY_COLUMN, Table

BATCH_ROWS = 2_000
BATCH_ROWS_WITH_CONTENT = 1


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and the SHA-256 of all of them.

    Attributes
    ----------
    table : str
    count : int
    sha256 : str
    """

    table: str
    count: int
    sha256: str


def read_batches(
    home: Home, connection: Connection, table: Table, up_to: int | None = None, after: int = 0
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a table in the order of its key, some at a time.

    Geometries are geometries, true and false are bool, whatever the home stores. Rows with
    a key below 1 are the store's own and left out.
    """
    has_content = any(column.type == "blob" for column in table.columns)
    size = BATCH_ROWS_WITH_CONTENT if has_content else BATCH_ROWS
    select = f"SELECT {', '.join(table.column_names)} FROM {table.name} WHERE {table.key} > ?"
    if up_to is not None:
        select += f" AND {table.key} <= {int(up_to)}"
    last = max(after, 0)
    while True:
        found = connection.execute(f"{select} ORDER BY {table.key} LIMIT {size}", (last,))
        if found:
            yield [_make_neutral(home, table, row) for row in found]
            last = found[-1][0]
        if len(found) < size:
            return


def digest_table(home: Home, connection: Connection, table: Table, up_to: int | None = None) -> TableDigest:
    """Return the digest of a table, of the rows up to a key if one is given."""
    count, digest = 0, hashlib.sha256()
    for batch in read_batches(home, connection, table, up_to):
        for row in batch:
            digest.update(write_canonical([_describe(value) for value in row]).encode("utf-8"))
            digest.update(b"\n")
        count += len(batch)
    return TableDigest(table.name, count, digest.hexdigest())


def _make_neutral(home: Home, table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    values = list(row)
    start = 1
    if table.geometry is not None:
        values[1] = home.decode_geometry(values[1])
        start = 2
    for place, column in enumerate(table.columns, start=start):
        if values[place] is None:
            continue
        if column.type == "boolean":
            values[place] = bool(values[place])
        elif column.type == "blob":
            values[place] = bytes(values[place])
        elif column.type == "real":
            values[place] = float(values[place])
    return tuple(values)


def encode_row(home: Home, table: Table, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row that ``read_batches`` yielded as parameters of a home."""
    if table.geometry is None:
        return row
    place = table.column_names.index(GEOMETRY_COLUMN)
    return (*row[:place], home.encode_geometry(row[place]), *row[place + 1 :])


def _describe(value: Any) -> Any:
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkb(value, hex=True, output_dimension=2, byte_order=1)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value
