"""Hold the register against its history: the chain of entries, and what each thing should be by now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from border_gis.errors import BorderGisError, Finding, Severity
from border_gis.incidents.integrity import FIRST_HASH, write_canonical
from border_gis.proceedings.model import describe_proceeding
from border_gis.stores import rows
from border_gis.stores.home import Connection, Home
from border_gis.stores.migrations import current_table
from border_gis.stores.proceedings import PROCEEDINGS, read_proceeding
from border_gis.stores.register_history import COUNTER, hash_change, read_change, seal_older, select_changes
from border_gis.stores.survey_rows import read_survey_area, survey_area_values
from border_gis.stores.surveys import SURVEY_AREAS, SURVEY_LAYERS
from border_gis.stores.tables import SqlTables
from border_gis.stores.works import WORK_LAYERS, WORKS
from border_gis.works.history import describe_work

MARKERS = current_table("markers")
_MOST_FINDINGS = 20

Thing = tuple[str, str]
"""Table and id."""


def verify_register(home: Home, connection: Connection) -> tuple[int, list[Finding]]:
    """Recompute the history of the register; return how many entries there are, and what does not fit.

    A thing fits if every field that its history has set still has the value that was set
    last. What has no history yet cannot be held against anything.
    """
    findings: list[Finding] = []
    chains = _Chains()
    wanted: dict[Thing, dict[str, Any]] = {}
    count = 0
    for row in select_changes(connection):
        count += 1
        reason = chains.follow(row)
        if reason and len(findings) < _MOST_FINDINGS:
            findings.append(_error_in(row, reason))
        try:
            wanted.setdefault((row["table_name"], row["object_id"]), {}).update(read_change(row).after)
        except (BorderGisError, ValueError, TypeError):
            wanted.pop((row["table_name"], row["object_id"]), None)
    expected = connection.execute("SELECT value FROM counters WHERE name = ?", (COUNTER,))
    if not expected or expected[0][0] != count:
        params = {"expected": expected[0][0] if expected else 0, "found": count}
        findings.append(Finding("verify.register_cut_off", params, "", Severity.ERROR))
    findings += _Register(home).compare(connection, wanted)
    return count, findings[:_MOST_FINDINGS]


class _Chains:
    """The last entry of each machine, and which machines seal theirs."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}
        self._sealing: set[str] = set()

    def follow(self, row: dict[str, Any]) -> str:
        """Return why an entry does not follow the one before it from its machine; empty if it does."""
        machine = row["machine"]
        head = self._heads.get(machine, (0, FIRST_HASH))
        if not row["hash"] and row["chain_position"] == 0:
            self._heads[machine] = seal_older(row, head)
            # Once a machine has sealed an entry, every later one is sealed too.
            return "unsealed" if machine in self._sealing else ""
        self._sealing.add(machine)
        self._heads[machine] = (row["chain_position"], row["hash"])
        if row["chain_position"] != head[0] + 1:
            return "position"
        if row["previous_hash"] != head[1]:
            return "previous"
        return "" if hash_change(row) == row["hash"] else "content"


def _error_in(row: dict[str, Any], reason: str) -> Finding:
    params = {
        "id": row["id"],
        "table": row["table_name"],
        "object_id": row["object_id"],
        "author": row["author"],
        "machine": row["machine"],
        "recorded_at": row["recorded_at"],
        "reason": Finding(f"verify.register_{reason}"),
    }
    return Finding("verify.register_chain", params, row["id"], Severity.ERROR)


class _Register(SqlTables):
    """What the register holds now, in the plain values of its history."""

    def compare(self, connection: Connection, wanted: dict[Thing, dict[str, Any]]) -> Iterator[Finding]:
        """Yield the things that are not what their history says."""
        tables = {table for table, _ in wanted}
        current = dict(self._read_current(connection, tables))
        for (table, object_id), fields in wanted.items():
            if table not in _READ:
                continue
            stands = current.get((table, object_id))
            if stands is None:
                params = {"table": table, "id": object_id}
                yield Finding("verify.register_missing", params, object_id, Severity.ERROR)
                continue
            differing = sorted(
                name
                for name, value in fields.items()
                if name in stands and write_canonical(stands[name]) != write_canonical(value)
            )
            if differing:
                told: dict[str, Any] = {"table": table, "id": object_id, "fields": differing}
                yield Finding("verify.register_differs", told, object_id, Severity.ERROR)

    def _read_current(
        self, connection: Connection, tables: set[str]
    ) -> Iterator[tuple[Thing, dict[str, Any]]]:
        for table in tables & set(_READ):
            for object_id, values in _READ[table](self, connection):
                yield (table, object_id), values

    def read_works(self, connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the works by their ids."""
        parts = self._read_parts(connection, WORK_LAYERS, "work_id")
        for values in self._select(connection, WORKS):
            yield values["id"], describe_work(rows.read_work(values, parts.get(values["id"], [])))

    def read_markers(self, connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the markers by their ids."""
        for values in self._select(connection, MARKERS):
            stored = rows.marker_values(rows.read_marker(values))
            yield values["id"], {name: rows.describe_value(value) for name, value in stored.items()}

    def read_survey_areas(self, connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the survey areas by their ids."""
        parts = self._read_parts(connection, SURVEY_LAYERS, "survey_id")
        for values in self._select(connection, SURVEY_AREAS):
            area = read_survey_area(values, parts.get(values["id"], []))
            stored = {**survey_area_values(area), "geometry": area.geometry}
            yield values["id"], {name: rows.describe_value(value) for name, value in stored.items()}

    def read_proceedings(self, connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what the office did and wrote by its ids."""
        for values in self._select(connection, PROCEEDINGS):
            yield values["id"], describe_proceeding(read_proceeding(values))


_READ = {
    WORKS.name: _Register.read_works,
    MARKERS.name: _Register.read_markers,
    SURVEY_AREAS.name: _Register.read_survey_areas,
    PROCEEDINGS.name: _Register.read_proceedings,
}
