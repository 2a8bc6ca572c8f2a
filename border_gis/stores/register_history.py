"""The history of the register: one table of entries for markers, works and survey areas.

Entries are only added. Each is sealed with a hash that covers all of it and the hash of the
entry before it from the same machine, as reports are. Entries from before there were hashes
are read with the hash that they would have had, so that the first sealed one covers them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from border_gis.boundary.changes import ChangeKind, ChangeNote, RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.incidents.integrity import FIRST_HASH, write_canonical
from border_gis.stores.home import Connection, insert_rows
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_text, read_time, write_time
from border_gis.stores.tables import SqlTables

REGISTER_CHANGES = current_table("register_changes")
COUNTER = "register_changes"
_CANONICAL_FORM = "register-1"
_COLUMNS = tuple(column.name for column in REGISTER_CHANGES.columns)
_COVERED = tuple(name for name in _COLUMNS if name != "hash")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be added to the history of one thing.

    Attributes
    ----------
    object_id : str
    kind : {"added", "changed", "state", "undone"}
    before, after : mapping of str to Any
        Plain JSON values.
    state, undoes : str
    id : str
        UUID; made where none is given.
    """

    object_id: str
    kind: ChangeKind
    before: Values
    after: Values
    state: str = ""
    undoes: str = ""
    id: str = ""


class RegisterHistory(SqlTables):
    """What was changed in the register, and how entries are added to it."""

    def register_changes(self, object_id: str) -> tuple[RegisterChange, ...]:
        """Return the history of a marker, a work or a survey area, oldest first."""
        with self._home.read() as connection:
            return self._read_changes(connection, "object_id", object_id)

    def register_history(self, table: str) -> tuple[RegisterChange, ...]:
        """Return the history of everything in a table, oldest entry first."""
        with self._home.read() as connection:
            return self._read_changes(connection, "table_name", table)

    def _read_changes(self, connection: Connection, column: str, value: str) -> tuple[RegisterChange, ...]:
        found = self._select(connection, REGISTER_CHANGES, f"WHERE {column} = ?", (value,))
        return tuple(read_change(row) for row in found)

    def _append_changes(
        self, connection: Connection, table: str, entries: Sequence[NewEntry], note: ChangeNote
    ) -> None:
        """Seal entries and add them, inside the transaction of what they tell of."""
        if not entries:
            return
        check_note(note)
        position, previous = read_head(connection, note.machine)
        rows = []
        for entry in entries:
            position += 1
            row = {
                "id": entry.id or str(uuid4()),
                "table_name": table,
                "object_id": entry.object_id,
                "recorded_at": write_time(note.recorded_at),
                "author": note.author,
                "machine": note.machine,
                "reason": note.reason,
                "before": write_canonical(dict(entry.before)),
                "after": write_canonical(dict(entry.after)),
                "kind": entry.kind,
                "state": entry.state,
                "event_date": None if note.event_date is None else note.event_date.isoformat(),
                "paper": note.paper,
                "undoes": entry.undoes or None,
                "chain_position": position,
                "previous_hash": previous,
            }
            previous = row["hash"] = hash_change(row)
            rows.append([row[name] for name in _COLUMNS])
        insert_rows(connection, REGISTER_CHANGES.name, _COLUMNS, rows)
        connection.execute("UPDATE counters SET value = value + ? WHERE name = ?", (len(rows), COUNTER))


def check_note(note: ChangeNote) -> None:
    """Raise DataError if what is said of a change cannot be kept."""
    if note.recorded_at.tzinfo is None:
        raise DataError("store.time_without_zone", value=note.recorded_at.isoformat())
    for name in ("author", "machine", "reason", "paper"):
        check_text(getattr(note, name), name)


def hash_change(row: Values) -> str:
    """Return the SHA-256 of an entry's canonical form, from its stored values by name."""
    form = write_canonical([_CANONICAL_FORM, *(row[name] for name in _COVERED)])
    return hashlib.sha256(form.encode("utf-8")).hexdigest()


def read_change(row: Values) -> RegisterChange:
    """Return the entry of a row."""
    return RegisterChange(
        object_id=row["object_id"],
        recorded_at=read_time(row["recorded_at"]),
        author=row["author"],
        machine=row["machine"],
        reason=row["reason"],
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        id=row["id"],
        table=row["table_name"],
        kind=cast("ChangeKind", row["kind"]),
        event_date=None if row["event_date"] is None else PartialDate.fromisoformat(row["event_date"]),
        paper=row["paper"],
        state=row["state"],
        undoes=row["undoes"] or "",
    )


def read_head(connection: Connection, machine: str) -> tuple[int, str]:
    """Return the place and the hash of the last entry of a machine."""
    last = connection.execute(
        f"SELECT chain_position, hash FROM {REGISTER_CHANGES.name} WHERE machine = ? "
        "ORDER BY fid DESC LIMIT 1",
        (machine,),
    )
    if not last:
        return 0, FIRST_HASH
    if last[0][1]:
        return int(last[0][0]), str(last[0][1])
    head = (0, FIRST_HASH)
    for row in select_changes(connection, "WHERE machine = ?", (machine,)):
        head = seal_older(row, head)
    return head


def seal_older(row: Values, head: tuple[int, str]) -> tuple[int, str]:
    """Return the place and the hash that an entry from before there were hashes would have had."""
    position = head[0] + 1
    return position, hash_change({**row, "chain_position": position, "previous_hash": head[1]})


def select_changes(
    connection: Connection, condition: str = "", parameters: Iterable[Any] = ()
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the history in the order of the store."""
    select = f"SELECT {', '.join(_COLUMNS)} FROM {REGISTER_CHANGES.name} {condition} ORDER BY fid"
    for row in connection.execute(select, tuple(parameters)):
        yield dict(zip(_COLUMNS, row, strict=True))
