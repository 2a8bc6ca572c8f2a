"""The entries of what was brought in from files, and what is not shown because of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from border_gis.boundary.imports import ImportEntry, ImportKind
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.integrity import write_canonical
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_text, read_time, write_time
from border_gis.stores.tables import NEW_REGISTER_VERSION, SqlTables

IMPORTS = current_table("imports")
NOT_WITHDRAWN = "id NOT IN (SELECT object_id FROM withdrawn)"
"""Condition on a table whose rows a person should see."""

_MOST_AT_ONCE = 500


class ImportStore(SqlTables):
    """Imports and their undoing, as entries."""

    def imports(self) -> tuple[ImportEntry, ...]:
        """Return what was brought in and taken back, newest first."""
        with self._home.read() as connection:
            entries = [self._read_entry(connection, row) for row in self._select(connection, IMPORTS)]
        return tuple(reversed(entries))

    def withdrawn(self) -> frozenset[str]:
        """Return the ids of what is not shown."""
        with self._home.read() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT object_id FROM withdrawn"))

    def _withdraw(self, connection: Connection, ids: Sequence[str]) -> None:
        self._show_again(connection, ids)
        self._insert(connection, "withdrawn", [{"object_id": each} for each in dict.fromkeys(ids)])

    def _show_again(self, connection: Connection, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _MOST_AT_ONCE):
            some = ids[start : start + _MOST_AT_ONCE]
            marks = ", ".join("?" * len(some))
            connection.execute(f"DELETE FROM withdrawn WHERE object_id IN ({marks})", some)

    def _find_entry(self, connection: Connection, import_id: str) -> ImportEntry | None:
        found = self._select(connection, IMPORTS, "WHERE id = ?", (import_id,))
        return self._read_entry(connection, found[0]) if found else None

    def _write_down(self, connection: Connection, entry: ImportEntry) -> None:
        """Add an entry, and hide and show what it says."""
        connection.execute(NEW_REGISTER_VERSION)
        if entry.undoes:
            undone = self._find_undoable(connection, entry.undoes)
            hidden, shown = undone.added, undone.replaced
        else:
            hidden, shown = entry.replaced, entry.added
        self._insert_entry(connection, entry)
        self._withdraw(connection, hidden)
        self._show_again(connection, shown)

    def _insert_entry(self, connection: Connection, entry: ImportEntry) -> None:
        self._insert(connection, IMPORTS.name, [_row(entry)])
        objects = [(object_id, True) for object_id in entry.added]
        objects += [(object_id, False) for object_id in entry.replaced]
        self._insert(
            connection,
            "import_objects",
            [
                {"import_id": entry.id, "object_id": object_id, "is_added": is_added}
                for object_id, is_added in objects
            ],
        )

    def _find_undoable(self, connection: Connection, import_id: str) -> ImportEntry:
        found = self._find_entry(connection, import_id)
        if found is None or found.kind != "import":
            raise NotFoundError("imports.unknown", id=import_id)
        if self._select(connection, IMPORTS, "WHERE undoes = ?", (import_id,)):
            raise DataError("imports.undone_already", file=found.file_name)
        return found

    def _read_entry(self, connection: Connection, row: dict[str, Any]) -> ImportEntry:
        objects = connection.execute(
            "SELECT object_id, is_added FROM import_objects WHERE import_id = ? ORDER BY fid", (row["id"],)
        )
        return ImportEntry(
            id=row["id"],
            kind=cast("ImportKind", row["kind"]),
            recorded_at=read_time(row["recorded_at"]),
            author=row["author"],
            machine=row["machine"],
            target=row["target"],
            file_name=row["file_name"],
            file_sha256=row["file_sha256"],
            layer=row["layer"],
            crs=row["crs"],
            mapping=json.loads(row["mapping"]),
            rows_read=row["rows_read"],
            rows_left_out=row["rows_left_out"],
            added=tuple(object_id for object_id, is_added in objects if is_added),
            replaced=tuple(object_id for object_id, is_added in objects if not is_added),
            undoes=row["undoes"] or "",
            reason=row["reason"],
        )


def check_entry(entry: ImportEntry) -> None:
    """Raise DataError if a text of an entry cannot be kept."""
    for name in ("author", "machine", "file_name", "layer", "crs", "reason"):
        check_text(getattr(entry, name), name)


def _row(entry: ImportEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "recorded_at": write_time(entry.recorded_at),
        "author": entry.author,
        "machine": entry.machine,
        "target": entry.target,
        "file_name": entry.file_name,
        "file_sha256": entry.file_sha256,
        "layer": entry.layer,
        "crs": entry.crs,
        "mapping": write_canonical(dict(entry.mapping)),
        "rows_read": entry.rows_read,
        "rows_left_out": entry.rows_left_out,
        "undoes": entry.undoes or None,
        "reason": entry.reason,
    }
