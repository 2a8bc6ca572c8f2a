"""What the office plans to do itself: entries, which are added and never changed."""

from __future__ import annotations

import json
from typing import Any

from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.incidents.integrity import write_canonical
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import read_time, write_time
from border_gis.stores.rows import Values
from border_gis.stores.tables import SqlTables
from border_gis.zones.planned import ActivityEntry, EntryKind, read_when

ACTIVITY_ENTRIES = current_table("activity_entries")


class ActivityStore(SqlTables):
    """The office's own plans."""

    def activity_entries(self, activity_id: str = "") -> tuple[ActivityEntry, ...]:
        """Return the entries of one plan, or of all, oldest first."""
        condition, parameters = ("WHERE activity_id = ?", (activity_id,)) if activity_id else ("", ())
        with self._home.read() as connection:
            found = self._select(connection, ACTIVITY_ENTRIES, condition, parameters)
        return tuple(_read_entry(values) for values in found)

    def append_activity_entry(self, entry: ActivityEntry, seen: str = "") -> None:
        """Add an entry; one that is stored already, the same in everything, is not added twice.

        Parameters
        ----------
        entry : ActivityEntry
        seen : str
            Id of the last entry of this plan that the author had seen; empty for a new plan.

        Raises
        ------
        ConflictError
            If somebody else has recorded something of this plan since.
        NotFoundError
            If there is no such plan.
        DataError
            If the entry holds what cannot be stored, or its id belongs to another one.
        """
        if entry.recorded_at.tzinfo is None:
            raise DataError("store.time_without_zone", value=entry.recorded_at.isoformat())
        values = _entry_values(entry)

        def work(connection: Connection) -> None:
            own = "WHERE activity_id = ?"
            stored = self._select(connection, ACTIVITY_ENTRIES, own, (entry.activity_id,))
            if any(row["id"] == entry.id and _read_entry(row) == entry for row in stored):
                return
            if not stored and entry.kind is not EntryKind.PLANNED:
                raise NotFoundError("activities.unknown", id=entry.activity_id)
            last = stored[-1] if stored else None
            if last is not None and last["id"] != seen:
                raise ConflictError("activities.changed_meanwhile", author=last["author"])
            self._insert_new(connection, ACTIVITY_ENTRIES, [values])

        self._change(work)


def _entry_values(entry: ActivityEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "activity_id": entry.activity_id,
        "kind": entry.kind.value,
        "recorded_at": write_time(entry.recorded_at),
        "author": entry.author,
        "machine": entry.machine,
        "happened": None if entry.happened is None else entry.happened.isoformat(),
        "paper": entry.paper,
        "text": entry.text,
        "rules": write_canonical({"rules": list(entry.rules)}),
        "agreed": entry.agreed,
        "changes": write_canonical(dict(entry.changes)),
    }


def _read_entry(values: Values) -> ActivityEntry:
    return ActivityEntry(
        id=values["id"],
        activity_id=values["activity_id"],
        kind=EntryKind(values["kind"]),
        recorded_at=read_time(values["recorded_at"]),
        author=values["author"],
        machine=values["machine"],
        happened=None if values["happened"] is None else read_when(values["happened"]),
        paper=values["paper"],
        text=values["text"],
        rules=tuple(json.loads(values["rules"])["rules"]),
        agreed=None if values["agreed"] is None else bool(values["agreed"]),
        changes=json.loads(values["changes"]),
    )
