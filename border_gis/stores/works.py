"""Works near the line: what stands now, and the history of how each came to be so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from border_gis.boundary.changes import ChangeNote, RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.errors import ConflictError, DataError, Finding, NotFoundError
from border_gis.stores import rows
from border_gis.stores.home import Connection
from border_gis.stores.imports import NOT_WITHDRAWN
from border_gis.stores.migrations import current_table
from border_gis.stores.register_history import NewEntry, RegisterHistory, check_note
from border_gis.stores.tables import NEW_REGISTER_VERSION
from border_gis.works.history import (
    describe_work,
    fields_set_by_state,
    is_overtaken,
    list_states,
    restore_work,
)
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

WORKS = current_table("works")
WORK_LAYERS = ("work_points", "work_lines", "work_areas")
SHIPPED_AUTHOR = "demonstration"

_CODES = {"kind": WorkKind, "party": WorkParty, "state": WorkState}
_DATES = ("since", "extended", "notified")


class WorkStore(RegisterHistory):
    """Works near the line."""

    def works(self) -> tuple[Work, ...]:
        """Return the works, oldest entry first."""
        with self._home.read() as connection:
            parts = self._read_parts(connection, WORK_LAYERS, "work_id")
            found = self._select(connection, WORKS, f"WHERE {NOT_WITHDRAWN}")
        return tuple(rows.read_work(values, parts.get(values["id"], [])) for values in found)

    def work(self, work_id: str) -> Work:
        """Return one work; NotFoundError if there is none."""
        with self._home.read() as connection:
            return self._read_work(connection, work_id)

    def add_works(self, works: Sequence[Work], note: ChangeNote | None = None) -> None:
        """Add works, all or none; each begins its history.

        Parameters
        ----------
        works : sequence of Work
        note : ChangeNote, optional
            Who adds them, and from what; without one nobody is named.
        """
        self._change(self._adding_works(works, note))

    def _adding_works(self, works: Sequence[Work], note: ChangeNote | None) -> Callable[[Connection], None]:
        """Return the work of adding works, which is prepared before the transaction begins."""
        values = [rows.work_values(work) for work in works]
        plain = {work.id: describe_work(work) for work in works}
        said = note or ChangeNote("", "", datetime.now(UTC))
        check_note(said)

        def change(connection: Connection) -> None:
            connection.execute(NEW_REGISTER_VERSION)
            added = self._insert_new(connection, WORKS, values)
            self._insert_work_layers(connection, [work for work in works if work.id in added])
            for is_shipped in (False, True):
                entries = [
                    NewEntry(work.id, "added", {}, plain[work.id])
                    for work in works
                    if work.id in added and (note is None and work.demonstration) is is_shipped
                ]
                by = replace(said, author=SHIPPED_AUTHOR) if is_shipped else said
                self._append_changes(connection, WORKS.name, entries, by)

        return change

    def change_work(self, before: Work, after: Work, note: ChangeNote) -> Work:
        """Change a work that the author had seen as ``before``; see ``Store.change_work``."""
        return self._change(self._changing_work(before, after, note))

    def _changing_work(
        self, before: Work, after: Work, note: ChangeNote, entry_id: str = ""
    ) -> Callable[[Connection], Work]:
        """Return the work of changing a work, which is prepared before the transaction begins."""
        old, new = describe_work(before), describe_work(after)
        wanted = {name: value for name, value in new.items() if value != old[name]}
        check_note(note)

        def change(connection: Connection) -> Work:
            stored = self._read_work(connection, before.id)
            current = describe_work(stored)
            both = sorted(name for name in wanted if current[name] not in (old[name], wanted[name]))
            if both:
                raise self._conflict(connection, stored, current, both)
            entry = NewEntry(before.id, "changed", {}, {}, id=entry_id)
            return self._write(connection, stored, current, wanted, note, entry)

        return change

    def add_work_state(
        self, work_id: str, state: WorkState, note: ChangeNote, seen_state: WorkState | None = None
    ) -> Work:
        """Report a state of a work; see ``Store.add_work_state``."""
        check_note(note)
        entry_id = str(uuid4())

        def change(connection: Connection) -> Work:
            stored = self._read_work(connection, work_id)
            if self._is_done(connection, entry_id):
                return stored
            current = describe_work(stored)
            if seen_state is not None and stored.state not in (seen_state, state):
                raise self._conflict(connection, stored, current, ["state"])
            wanted = fields_set_by_state(stored, state, note.event_date)
            states = list_states(stored, self._read_changes(connection, "object_id", work_id))
            if is_overtaken(states, note.event_date):
                del wanted["state"]
            entry = NewEntry(work_id, "state", {}, {}, state=state.value, id=entry_id)
            return self._write(connection, stored, current, wanted, note, entry)

        return self._change(change)

    def undo_work_change(self, change_id: str, note: ChangeNote) -> Work:
        """Put back what an entry has changed of a work; see ``Store.undo_work_change``."""
        return self._change(self._undoing_work_change(change_id, note, str(uuid4())))

    def _undoing_work_change(
        self, change_id: str, note: ChangeNote, entry_id: str
    ) -> Callable[[Connection], Work]:
        """Return the work of undoing a change, to be done inside a transaction."""
        check_note(note)

        def change(connection: Connection) -> Work:
            undone = self._find_change(connection, change_id)
            stored = self._read_work(connection, undone.object_id)
            if self._is_done(connection, entry_id):
                return stored
            current = describe_work(stored)
            both = sorted(name for name, value in undone.after.items() if current[name] != value)
            if both:
                raise self._conflict(connection, stored, current, both)
            entry = NewEntry(stored.id, "undone", {}, {}, undoes=change_id, id=entry_id)
            return self._write(connection, stored, current, dict(undone.before), note, entry)

        return change

    def _read_work(self, connection: Connection, work_id: str) -> Work:
        found = self._select(connection, WORKS, "WHERE id = ?", (work_id,))
        if not found:
            raise NotFoundError("works.unknown_work", id=work_id)
        numbered = []
        for layer in WORK_LAYERS:
            for part, value in connection.execute(
                f"SELECT part, geom FROM {layer} WHERE work_id = ? ORDER BY part", (work_id,)
            ):
                geometry = self._home.decode_geometry(value)
                if geometry is not None:
                    numbered.append((part, geometry))
        parts = [geometry for _, geometry in sorted(numbered, key=lambda one: one[0])]
        return rows.read_work(found[0], parts)

    def _find_change(self, connection: Connection, change_id: str) -> RegisterChange:
        found = self._read_changes(connection, "id", change_id)
        if not found or found[0].table != WORKS.name:
            raise NotFoundError("works.unknown_change", id=change_id)
        if found[0].kind not in ("changed", "state"):
            raise DataError("works.not_to_be_undone", id=change_id)
        if self._read_changes(connection, "undoes", change_id):
            raise DataError("works.undone_already", id=change_id)
        return found[0]

    def _is_done(self, connection: Connection, entry_id: str) -> bool:
        """Return whether a transaction that was lost at its end has been done after all."""
        return connection.is_repeated and bool(self._read_changes(connection, "id", entry_id))

    def _write(
        self,
        connection: Connection,
        stored: Work,
        current: Mapping[str, Any],
        wanted: Mapping[str, Any],
        note: ChangeNote,
        entry: NewEntry,
    ) -> Work:
        """Write the fields that differ, and the entry that says so."""
        changed = {name: value for name, value in wanted.items() if current[name] != value}
        if not changed and entry.kind == "changed":
            return stored
        work = restore_work(stored.id, {**current, **changed})
        before = {name: current[name] for name in changed}
        if changed:
            connection.execute(NEW_REGISTER_VERSION)
            values = rows.work_values(work)
            del values["id"]
            assignments = ", ".join(f"{name} = ?" for name in values)
            connection.execute(f"UPDATE works SET {assignments} WHERE id = ?", [*values.values(), work.id])
            for layer in WORK_LAYERS:
                connection.execute(f"DELETE FROM {layer} WHERE work_id = ?", (work.id,))
            self._insert_work_layers(connection, [work])
        self._append_changes(connection, WORKS.name, [replace(entry, before=before, after=changed)], note)
        return work

    def _insert_work_layers(self, connection: Connection, works: Sequence[Work]) -> None:
        layers: dict[str, list[dict[str, Any]]] = {}
        for work in works:
            for layer, values in rows.work_layer_values(work):
                layers.setdefault(layer, []).append(values)
        for layer, layer_rows in layers.items():
            self._insert(connection, layer, layer_rows)

    def _conflict(
        self, connection: Connection, stored: Work, current: Mapping[str, Any], names: Sequence[str]
    ) -> ConflictError:
        changes = self._read_changes(connection, "object_id", stored.id)
        last = next((change for change in reversed(changes) if set(names) & set(change.after)), None)
        return ConflictError(
            "works.changed_meanwhile",
            work=stored.name or stored.reference_as_written or stored.id,
            fields=list(names),
            author=last.author if last else "",
            values={name: current[name] for name in names},
            changes=[_say_change(name, current[name]) for name in names],
        )


def _say_change(name: str, value: Any) -> Finding:
    """Return one changed field of a work so that it can be said in words."""
    said: Any = value
    if name == "geometry" and value is not None:
        said = Finding("works.geometry_said", {"kind": value["type"]})
    elif value is not None and name in _CODES:
        said = _CODES[name](value)
    elif value is not None and name in _DATES:
        said = PartialDate.fromisoformat(value)
    said = "–" if said is None or said == "" else said
    return Finding("store.changed_field", {"field": Finding(f"work_field.{name}"), "value": said})
