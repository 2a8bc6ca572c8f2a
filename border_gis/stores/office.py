"""Settings, people, rules in force, survey areas, and changes of the register."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.register.marker import Marker
from border_gis.errors import ConflictError, Finding, NotFoundError
from border_gis.stores import office_rows, rows
from border_gis.stores.evidence import EvidenceStore
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.office_people import PeopleStore
from border_gis.stores.protocol import RuleInForce
from border_gis.stores.register_history import NewEntry
from border_gis.stores.report_rows import check_text
from border_gis.stores.schema import GEOMETRY_COLUMN
from border_gis.stores.surveys import SurveyStore
from border_gis.stores.tables import NEW_REGISTER_VERSION

MARKERS = current_table("markers")
ZONE_RULES = current_table("zone_rules")


class OfficeStore(SurveyStore, EvidenceStore, PeopleStore):
    """What an office keeps beside register, works and incidents."""

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting, a plain JSON value."""
        with self._home.read() as connection:
            found = connection.execute("SELECT value FROM settings WHERE name = ?", (name,))
        return json.loads(found[0][0]) if found else default

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting, a plain JSON value."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        check_text(text, name)

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM settings WHERE name = ?", (name,))
            connection.execute("INSERT INTO settings (name, value) VALUES (?, ?)", (name, text))

        self._change(work)

    def zone_rules(self) -> tuple[RuleInForce, ...]:
        """Return the rules, oldest entry first, those no longer in force too."""
        return self._list(ZONE_RULES, office_rows.read_rule)

    def add_zone_rules(self, rules: Sequence[RuleInForce]) -> None:
        """Add rules, all or none."""
        self._add(ZONE_RULES, [office_rows.rule_values(rule) for rule in rules])

    def change_marker(
        self, before: Marker, after: Marker, *, author: str, machine: str, reason: str, recorded_at: datetime
    ) -> Marker:
        """Change a marker of the register; return it as it is then.

        Parameters
        ----------
        before : Marker
            As the author had seen it.
        after : Marker
            As it should be. Fields that are the same in both are left as they are stored.

        Raises
        ------
        ConflictError
            If somebody else has changed one of these fields since the author looked.
        NotFoundError
            If the register has no marker with this id.
        """
        old, new = rows.marker_values(before), rows.marker_values(after)
        wanted = {name: value for name, value in new.items() if value != old[name]}
        for name, text in (("author", author), ("machine", machine), ("reason", reason)):
            check_text(text, name)

        def work(connection: Connection) -> Marker:
            connection.execute(NEW_REGISTER_VERSION)
            stored = self._select(connection, MARKERS, "WHERE id = ?", (before.id,))
            if not stored:
                raise NotFoundError("markers.unknown_marker", marker=str(before.reference))
            current = {name: value for name, value in stored[0].items() if name in old}
            current = rows.marker_values(rows.read_marker(current))
            both = sorted(name for name in wanted if current[name] not in (old[name], wanted[name]))
            if both:
                last = connection.execute(
                    "SELECT author, recorded_at FROM register_changes WHERE object_id = ? "
                    "ORDER BY fid DESC LIMIT 1",
                    (before.id,),
                )
                raise ConflictError(
                    "store.marker_changed_meanwhile",
                    marker=str(before.reference),
                    fields=both,
                    author=last[0][0] if last else "",
                    values={name: rows.describe_value(current[name]) for name in both},
                    changes=[_say_change(name, current[name]) for name in both],
                )
            changed = {name: value for name, value in wanted.items() if current[name] != value}
            if changed:
                assignments = ", ".join(f"{name} = ?" for name in changed)
                connection.execute(
                    f"UPDATE markers SET {assignments} WHERE id = ?",
                    [*(self._encode(name, value) for name, value in changed.items()), before.id],
                )
                entry = NewEntry(
                    before.id,
                    "changed",
                    {name: rows.describe_value(current[name]) for name in changed},
                    {name: rows.describe_value(value) for name, value in changed.items()},
                )
                note = ChangeNote(author, machine, recorded_at, reason)
                self._append_changes(connection, MARKERS.name, [entry], note)
            return rows.read_marker({**current, **changed})

        return self._change(work)


def _say_change(column: str, value: Any) -> Finding:
    """Return one changed column of a marker so that it can be said in words."""
    said = f"{value.x:.6f} {value.y:.6f}" if column == GEOMETRY_COLUMN else value
    return Finding("store.changed_field", {"field": Finding(f"marker_field.{column}"), "value": said or "–"})
