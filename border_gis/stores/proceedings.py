"""What the office itself did and wrote: as it is known now, and every entry of it in the sealed history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from border_gis.access import mark_prefix
from border_gis.boundary.changes import ChangeNote, RegisterChange
from border_gis.errors import ConflictError, DataError, Finding, NotFoundError
from border_gis.incidents.integrity import write_canonical
from border_gis.proceedings.model import Proceeding, describe_proceeding, restore_proceeding
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.register_history import NewEntry, RegisterHistory, check_note
from border_gis.stores.report_rows import check_text
from border_gis.stores.rows import Values
from border_gis.stores.works import SHIPPED_AUTHOR

PROCEEDINGS = current_table("proceedings")
_LISTS = ("papers", "offices", "gates", "units", "incidents")
_FOREVER = ("number", "demonstration")


class ProceedingStore(RegisterHistory):
    """Meetings, papers, comments and matters of gates, numbered, with every change kept."""

    def proceedings(self) -> tuple[Proceeding, ...]:
        """Return what the office did and wrote, withdrawn ones too, oldest entry first."""
        return self._list(PROCEEDINGS, read_proceeding)

    def proceeding(self, id_or_number: str) -> Proceeding:
        """Return one of them; NotFoundError if there is none."""
        with self._home.read() as connection:
            return self._read_proceeding(connection, id_or_number)

    def add_proceedings(self, proceedings: Sequence[Proceeding]) -> None:
        """Add what ships with the program, all or none; its history says that it shipped."""
        note = ChangeNote(SHIPPED_AUTHOR, "", datetime.now(UTC))

        def work(connection: Connection) -> None:
            added = self._insert_new(connection, PROCEEDINGS, [proceeding_values(one) for one in proceedings])
            entries = [
                NewEntry(one.id, "added", {}, describe_proceeding(one))
                for one in proceedings
                if one.id in added
            ]
            self._append_changes(connection, PROCEEDINGS.name, entries, note)

        self._change(work)

    def record_proceeding(self, proceeding: Proceeding, number_prefix: str, note: ChangeNote) -> Proceeding:
        """Add a proceeding with the next number of a prefix, and the first entry of its history; return it.

        The same id recorded twice is recorded once.
        """
        prefix = mark_prefix(number_prefix, proceeding.secrecy)
        check_note(note)

        def work(connection: Connection) -> Proceeding:
            known = self._select(connection, PROCEEDINGS, "WHERE id = ?", (proceeding.id,))
            if known:
                return read_proceeding(known[0])
            taken = connection.execute("SELECT number FROM proceedings WHERE number LIKE ?", (f"{prefix}-%",))
            parts = [number.rpartition("-") for (number,) in taken]
            ends = [end for before, _, end in parts if before == prefix]
            last = max((int(end) for end in ends if end.isdecimal()), default=0)
            numbered = replace(proceeding, number=f"{prefix}-{last + 1:03d}")
            self._insert_new(connection, PROCEEDINGS, [proceeding_values(numbered)])
            entry = NewEntry(numbered.id, "added", {}, describe_proceeding(numbered))
            self._append_changes(connection, PROCEEDINGS.name, [entry], note)
            return numbered

        return self._change(work)

    def change_proceeding(self, before: Proceeding, after: Proceeding, note: ChangeNote) -> Proceeding:
        """Correct or withdraw a proceeding that the author had seen as ``before``; return it as it is then.

        Fields that are the same in both are left as they are stored; its number stays.

        Raises
        ------
        ConflictError
            If somebody else has changed one of these fields since the author looked.
        NotFoundError
            If there is none with this id.
        """
        old, new = describe_proceeding(before), describe_proceeding(after)
        wanted = {name: value for name, value in new.items() if value != old[name] and name not in _FOREVER}
        check_note(note)

        def work(connection: Connection) -> Proceeding:
            stored = self._read_proceeding(connection, before.id)
            current = describe_proceeding(stored)
            both = sorted(name for name in wanted if current[name] not in (old[name], wanted[name]))
            if both:
                raise self._proceeding_conflict(connection, stored, both)
            return self._write_proceeding(
                connection, stored, current, wanted, note, NewEntry(stored.id, "changed", {}, {})
            )

        return self._change(work)

    def undo_proceeding_change(self, change_id: str, note: ChangeNote) -> Proceeding:
        """Put back, by another entry, what an entry has changed; return the proceeding as it is then.

        Raises
        ------
        ConflictError
            If one of the fields has been changed again since.
        NotFoundError, DataError
            If there is no such entry, or it cannot be undone.
        """
        check_note(note)
        entry_id = str(uuid4())

        def work(connection: Connection) -> Proceeding:
            undone = self._find_correction(connection, change_id)
            stored = self._read_proceeding(connection, undone.object_id)
            if connection.is_repeated and self._read_changes(connection, "id", entry_id):
                return stored
            if self._read_changes(connection, "undoes", change_id):
                raise DataError("proceedings.undone_already", id=change_id)
            current = describe_proceeding(stored)
            both = sorted(name for name, value in undone.after.items() if current[name] != value)
            if both:
                raise self._proceeding_conflict(connection, stored, both)
            entry = NewEntry(stored.id, "undone", {}, {}, undoes=change_id, id=entry_id)
            return self._write_proceeding(connection, stored, current, dict(undone.before), note, entry)

        return self._change(work)

    def proceeding_of_change(self, change_id: str) -> Proceeding:
        """Return the proceeding that an entry of the history is about; NotFoundError if there is none."""
        with self._home.read() as connection:
            return self._read_proceeding(connection, self._find_correction(connection, change_id).object_id)

    def _read_proceeding(self, connection: Connection, id_or_number: str) -> Proceeding:
        found = self._select(
            connection, PROCEEDINGS, "WHERE id = ? OR number IN (?, ?)",
            (id_or_number, id_or_number, id_or_number.upper()),
        )  # fmt: skip
        if not found:
            raise NotFoundError("proceedings.unknown", id=id_or_number)
        return read_proceeding(found[0])

    def _find_correction(self, connection: Connection, change_id: str) -> RegisterChange:
        found = self._read_changes(connection, "id", change_id)
        if not found or found[0].table != PROCEEDINGS.name:
            raise NotFoundError("proceedings.unknown_change", id=change_id)
        if found[0].kind != "changed":
            raise DataError("proceedings.not_to_be_undone", id=change_id)
        return found[0]

    def _write_proceeding(
        self,
        connection: Connection,
        stored: Proceeding,
        current: Mapping[str, Any],
        wanted: Mapping[str, Any],
        note: ChangeNote,
        entry: NewEntry,
    ) -> Proceeding:
        """Write the fields that differ, and the entry that says so."""
        changed = {name: value for name, value in wanted.items() if current[name] != value}
        if not changed:
            return stored
        after = restore_proceeding(stored.id, {**current, **changed})
        values = {name: value for name, value in proceeding_values(after).items() if name in changed}
        for name, value in values.items():
            if isinstance(value, str):
                check_text(value, f"proceedings.{name}")
        assignments = ", ".join(f"{name} = ?" for name in values)
        connection.execute(
            f"UPDATE proceedings SET {assignments} WHERE id = ?", [*values.values(), stored.id]
        )
        before = {name: current[name] for name in changed}
        self._append_changes(
            connection, PROCEEDINGS.name, [replace(entry, before=before, after=changed)], note
        )
        return after

    def _proceeding_conflict(
        self, connection: Connection, stored: Proceeding, names: Sequence[str]
    ) -> ConflictError:
        changes = self._read_changes(connection, "object_id", stored.id)
        last = next((change for change in reversed(changes) if set(names) & set(change.after)), None)
        return ConflictError(
            "proceedings.changed_meanwhile",
            number=stored.number,
            author=last.author if last else "",
            fields=[Finding(f"proceeding_field.{name}") for name in names],
        )


def proceeding_values(proceeding: Proceeding) -> dict[str, Any]:
    """Return a proceeding as the values of its row."""
    said = describe_proceeding(proceeding)
    return {"id": proceeding.id} | {
        column.name: write_canonical(said[column.name]) if column.name in _LISTS else said[column.name]
        for column in PROCEEDINGS.columns
        if column.name != "id"
    }


def read_proceeding(values: Values) -> Proceeding:
    """Return the proceeding of a row."""
    said = {
        name: json.loads(value) if name in _LISTS else value
        for name, value in values.items()
        if name not in ("id", PROCEEDINGS.key)
    }
    return restore_proceeding(values["id"], said)
