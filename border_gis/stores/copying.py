"""Copy a store from one home to another, whole, and equal in the end.

A copy that is interrupted leaves a mark in the target, which nobody can open then; the same
copy run again goes on where it stopped. Rows keep their keys, so none can be there twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from border_gis.errors import StoreError
from border_gis.stores.digests import TableDigest, digest_table, encode_row, read_batches
from border_gis.stores.home import Connection, Home, insert_rows
from border_gis.stores.migrations import append_only_tables, tables_at
from border_gis.stores.schema import Table

MARK = "copy_in_progress"
_MARK_KEY = 0
_NEVER_EMPTIED = append_only_tables()
_COPIED_LAST = "counters"

Progress = Callable[[str, int], None]


def refuse_unfinished(home: Home) -> None:
    """Raise StoreError if a store is the target of a copy that has not been finished."""
    with home.read() as connection:
        if connection.execute("SELECT 1 FROM settings WHERE fid = ?", (_MARK_KEY,)):
            raise StoreError("store.copy_unfinished", path=home.location)


def copy_home(source: Home, target: Home, progress: Progress | None = None) -> tuple[TableDigest, ...]:
    """Copy everything from one home to another with the same schema; return the digests.

    Parameters
    ----------
    source, target : Home
        The target is new, or was left by the same copy before.
    progress : callable, optional
        Called with the name of a table and how many of its rows are there.

    Raises
    ------
    StoreError
        If the target holds anything else, or is not equal in the end.
    """
    tables = tables_at(source.schema_version())
    with source.read() as reading:
        target.write(lambda connection: _claim(connection, tables, source.location, target.location))
        _remove_what_differs(source, reading, target, tables)
        for table in tables:
            if table.name != _COPIED_LAST:
                _copy_table(source, reading, target, table, progress)
        counters = next(table for table in tables if table.name == _COPIED_LAST)
        target.write(lambda connection: connection.execute(f"DELETE FROM {counters.name}"))
        _copy_table(source, reading, target, counters, progress)
        theirs = digest_tables(source, reading, tables)
    with target.read() as reading:
        ours = digest_tables(target, reading, tables)
    compare_digests(theirs, ours, target.location)
    target.write(lambda connection: connection.execute("DELETE FROM settings WHERE fid = ?", (_MARK_KEY,)))
    return ours


def digest_tables(home: Home, connection: Connection, tables: Sequence[Table]) -> tuple[TableDigest, ...]:
    """Return the digests of some tables as one transaction sees them."""
    return tuple(digest_table(home, connection, table) for table in tables)


def compare_digests(expected: Sequence[TableDigest], found: Sequence[TableDigest], location: str) -> None:
    """Raise StoreError if two stores are not equal, naming the first table that differs."""
    for theirs, ours in zip(expected, found, strict=True):
        if theirs != ours:
            raise StoreError(
                "store.copy_differs",
                path=location,
                table=theirs.table,
                expected=theirs.count,
                found=ours.count,
            )


def _claim(connection: Connection, tables: Sequence[Table], source: str, target: str) -> None:
    mark = json.dumps({"from": source}, ensure_ascii=False)
    found = connection.execute("SELECT value FROM settings WHERE fid = ?", (_MARK_KEY,))
    if found:
        if found[0][0] != mark:
            raise StoreError("store.copy_from_elsewhere", path=target, source=json.loads(found[0][0])["from"])
        return
    for table in tables:
        if table.name != _COPIED_LAST and connection.execute(f"SELECT 1 FROM {table.name} LIMIT 1"):
            raise StoreError("store.copy_target_in_use", path=target)
    connection.execute("INSERT INTO settings (fid, name, value) VALUES (?, ?, ?)", (_MARK_KEY, MARK, mark))


def _remove_what_differs(source: Home, reading: Connection, target: Home, tables: Sequence[Table]) -> None:
    """Make the target the beginning of the source, where an earlier run left something older."""
    differing = []
    for table in tables:
        last = _last_key(target, table)
        if table.name == _COPIED_LAST or last == 0:
            continue
        with target.read() as connection:
            ours = digest_table(target, connection, table, last)
        if ours != digest_table(source, reading, table, last):
            if table.name in _NEVER_EMPTIED:
                raise StoreError(
                    "store.copy_differs",
                    path=target.location,
                    table=table.name,
                    expected=last,
                    found=ours.count,
                )
            differing.append(table.name)
    if not differing:
        return

    def empty(connection: Connection) -> None:
        for table in reversed(tables):
            if table.name not in (*_NEVER_EMPTIED, _COPIED_LAST):
                connection.execute(f"DELETE FROM {table.name} WHERE {table.key} > 0")

    target.write(empty)


def _copy_table(
    source: Home, reading: Connection, target: Home, table: Table, progress: Progress | None
) -> None:
    last = _last_key(target, table)
    for batch in read_batches(source, reading, table, after=last):
        rows = [encode_row(target, table, row) for row in batch]

        def insert(connection: Connection, rows: Sequence[Sequence[object]] = rows) -> None:
            # A batch whose transaction was lost at its end may be there already.
            if connection.is_repeated and connection.execute(
                f"SELECT 1 FROM {table.name} WHERE {table.key} = ?", (rows[-1][0],)
            ):
                return
            insert_rows(connection, table.name, table.column_names, rows)
            target.continue_keys(connection, table)

        target.write(insert)
        if progress is not None:
            progress(table.name, int(batch[-1][0]))


def _last_key(home: Home, table: Table) -> int:
    with home.read() as connection:
        return int(connection.execute(f"SELECT coalesce(max({table.key}), 0) FROM {table.name}")[0][0])
