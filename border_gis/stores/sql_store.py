"""The store itself: one set of behaviours on whichever home is under it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import DataError, Finding, NotFoundError, StoreError
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.search import fold_text
from border_gis.stores import rows
from border_gis.stores.appending import INCIDENT_LAYERS, append_reports, read_reports
from border_gis.stores.home import Connection, Home, insert_rows
from border_gis.stores.migrations import MIGRATIONS, SCHEMA_VERSION
from border_gis.stores.migrations.m0001_first_rooms import GATES, LINES, MARKERS, UNITS, WORKS
from border_gis.stores.protocol import IncidentQuery
from border_gis.stores.report_rows import (
    INCIDENT_COLUMNS,
    check_report,
    check_text,
    read_incident,
    write_time,
)
from border_gis.stores.schema import GEOMETRY_COLUMN, Table
from border_gis.works.model import Work

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_SELECT_INCIDENT = f"SELECT {', '.join(INCIDENT_COLUMNS)} FROM incidents"
_NEW_REGISTER_VERSION = "UPDATE counters SET value = value + 1 WHERE name = 'register_version'"
_WITH_DEMONSTRATION = ("boundary_lines", "markers", "works", "gates", "units", "incidents")


class SqlStore:
    """The office's register, works and incidents, in a home that speaks SQL.

    Parameters
    ----------
    home : Home

    Raises
    ------
    StoreError
        If the schema is newer than the program. An older one is brought forward.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.location = home.location
        version = home.schema_version()
        if version > SCHEMA_VERSION:
            raise StoreError("store.newer_schema", path=home.location, found=version, known=SCHEMA_VERSION)
        for migration in MIGRATIONS:
            if migration.number > version:
                home.migrate(migration, write_time(datetime.now(UTC)))

    def lines(self) -> tuple[BoundaryLine, ...]:
        """Return the versions of the line, oldest entry first."""
        return self._list(LINES, rows.read_line)

    def add_line(self, line: BoundaryLine) -> None:
        """Add a version of the line."""
        self._add(LINES, [rows.line_values(line)])

    def markers(self) -> tuple[Marker, ...]:
        """Return the register in the order of the numbers."""
        found = self._list(MARKERS, rows.read_marker)
        return tuple(sorted(found, key=lambda marker: marker.reference.sort_key))

    def add_markers(self, markers: Sequence[Marker]) -> None:
        """Add markers, all or none."""
        self._add(MARKERS, [rows.marker_values(marker) for marker in markers])

    def works(self) -> tuple[Work, ...]:
        """Return the works, oldest entry first."""
        parts: dict[str, list[tuple[int, Any]]] = {}
        with self._home.read() as connection:
            for layer in ("work_points", "work_lines", "work_areas"):
                select = f"SELECT work_id, part, {GEOMETRY_COLUMN} FROM {layer}"
                for work_id, part, geometry in connection.execute(select):
                    parts.setdefault(work_id, []).append((part, self._home.decode_geometry(geometry)))
            found = self._select(connection, WORKS)
        return tuple(
            rows.read_work(
                values,
                [geometry for _, geometry in sorted(parts.get(values["id"], ()), key=lambda one: one[0])],
            )
            for values in found
        )

    def add_works(self, works: Sequence[Work]) -> None:
        """Add works, all or none."""
        values = [rows.work_values(work) for work in works]
        layers: dict[str, list[dict[str, Any]]] = {}
        for work in works:
            for layer, layer_values in rows.work_layer_values(work):
                layers.setdefault(layer, []).append(layer_values)

        def work_in(connection: Connection) -> None:
            connection.execute(_NEW_REGISTER_VERSION)
            added = self._insert_new(connection, WORKS, values)
            for layer, layer_values in layers.items():
                self._insert(connection, layer, [row for row in layer_values if row["work_id"] in added])

        self._change(work_in)

    def gates(self) -> tuple[Gate, ...]:
        """Return the border gates, oldest entry first."""
        return self._list(GATES, rows.read_gate)

    def add_gates(self, gates: Sequence[Gate]) -> None:
        """Add gates, all or none."""
        self._add(GATES, [rows.gate_values(gate) for gate in gates])

    def units(self) -> tuple[Unit, ...]:
        """Return the administrative units, oldest entry first."""
        return self._list(UNITS, rows.read_unit)

    def add_units(self, units: Sequence[Unit]) -> None:
        """Add units, all or none."""
        self._add(UNITS, [rows.unit_values(unit) for unit in units])

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident as it is known now, newest first."""
        return self.find_incidents(IncidentQuery())

    def find_incidents(self, query: IncidentQuery) -> tuple[Incident, ...]:
        """Return the incidents that are asked for, newest first."""
        condition, parameters = write_condition(self._home, query)
        limit = "" if query.limit is None else f" LIMIT {int(query.limit)}"
        with self._home.read() as connection:
            found = connection.execute(
                f"{_SELECT_INCIDENT}{condition} ORDER BY opened_sequence DESC{limit}", parameters
            )
        return tuple(read_incident(row) for row in found)

    def count_incidents(self, query: IncidentQuery) -> int:
        """Return how many incidents are asked for, whatever the limit."""
        condition, parameters = write_condition(self._home, query)
        with self._home.read() as connection:
            return int(connection.execute(f"SELECT count(*) FROM incidents{condition}", parameters)[0][0])

    def incident(self, id_or_number: str) -> Incident:
        """Return one incident; NotFoundError if there is none."""
        with self._home.read() as connection:
            found = connection.execute(
                f"{_SELECT_INCIDENT} WHERE id = ? OR number = ?", (id_or_number, id_or_number.upper())
            )
        if not found:
            raise NotFoundError("store.unknown_incident", id=id_or_number)
        return read_incident(found[0])

    def reports(self, incident_id: str) -> tuple[Report, ...]:
        """Return the reports of an incident in the order in which they were appended."""
        with self._home.read() as connection:
            return read_reports(connection, incident_id)

    def append_reports(
        self,
        reports: Sequence[Report],
        number_prefix: str = "",
        seen: Mapping[str, str] | None = None,
    ) -> tuple[Incident, ...]:
        """Append reports, all or none; see ``Store.append_reports``."""
        for report in reports:
            check_report(report)
        return self._change(
            lambda connection: append_reports(self._home, connection, reports, number_prefix, seen or {})
        )

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

    def data_version(self) -> int:
        """Return a number that grows with every change, from whichever process."""
        with self._home.read() as connection:
            return int(connection.execute("SELECT value FROM counters WHERE name = 'data_version'")[0][0])

    def register_version(self) -> int:
        """Return a number that grows when a line, marker, work, gate or unit is added."""
        with self._home.read() as connection:
            return int(connection.execute("SELECT value FROM counters WHERE name = 'register_version'")[0][0])

    def holds_demonstration(self) -> bool:
        """Return whether any demonstration data is in the store."""
        with self._home.read() as connection:
            return any(
                connection.execute(f"SELECT 1 FROM {table} WHERE demonstration LIMIT 1")
                for table in _WITH_DEMONSTRATION
            )

    def check(self) -> tuple[Finding, ...]:
        """Return what the database itself finds damaged."""
        return self._home.check()

    def close(self) -> None:
        """Give up every connection."""
        self._home.close()

    def _change(self, work: Callable[[Connection], Result]) -> Result:
        def locked(connection: Connection) -> Result:
            # In PostgreSQL this row is the lock that puts writers in one order.
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'data_version'")
            return work(connection)

        return self._home.write(locked)

    def _add(self, table: Table, values: Sequence[dict[str, Any]]) -> None:
        def work(connection: Connection) -> None:
            connection.execute(_NEW_REGISTER_VERSION)
            self._insert_new(connection, table, values)

        self._change(work)

    def _insert_new(self, connection: Connection, table: Table, values: Sequence[dict[str, Any]]) -> set[str]:
        """Insert rows; return their ids. What a lost transaction may have saved already is left out."""
        ids = [row["id"] for row in values]
        known = _find_ids(connection, table.name, ids)
        if (known and not connection.is_repeated) or len(set(ids)) != len(ids):
            raise DataError("store.id_exists", table=table.name, id=next(iter(known), ""))
        new = [row for row in values if row["id"] not in known]
        for row in new:
            for name, value in row.items():
                if isinstance(value, str):
                    check_text(value, f"{table.name}.{name}")
        self._insert(connection, table.name, new)
        return {row["id"] for row in new}

    def _insert(self, connection: Connection, table: str, values: Sequence[dict[str, Any]]) -> None:
        if not values:
            return
        encoded = (
            tuple(
                self._home.encode_geometry(value) if name == GEOMETRY_COLUMN else value
                for name, value in row.items()
            )
            for row in values
        )
        insert_rows(connection, table, tuple(values[0]), encoded)

    def _list(self, table: Table, read: Callable[[Mapping[str, Any]], Thing]) -> tuple[Thing, ...]:
        with self._home.read() as connection:
            found = self._select(connection, table)
        return tuple(read(values) for values in found)

    def _select(self, connection: Connection, table: Table) -> list[dict[str, Any]]:
        names = table.column_names
        found = connection.execute(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {table.key}")
        selected = [dict(zip(names, row, strict=True)) for row in found]
        if table.geometry is not None:
            for values in selected:
                values[GEOMETRY_COLUMN] = self._home.decode_geometry(values[GEOMETRY_COLUMN])
        return selected


def write_condition(home: Home, query: IncidentQuery) -> tuple[str, list[Any]]:
    """Return the WHERE of a query on incidents, and its parameters."""
    conditions: list[str] = []
    parameters: list[Any] = []
    for column, values in (
        ("category", query.categories),
        ("party", query.parties),
        ("state", query.states),
        ("province", query.provinces),
        ("year", query.years),
    ):
        if values:
            conditions.append(f"{column} IN ({', '.join('?' * len(values))})")
            parameters.extend(values)
    if query.placed is not None:
        conditions.append("placed = ?")
        parameters.append(query.placed)
    for word in fold_text(query.text).split():
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        conditions.append("search_text LIKE ? ESCAPE '\\'")
        parameters.append(f"%{escaped}%")
    if query.box is not None:
        met = " UNION ".join(
            f"SELECT incident_id FROM {layer} WHERE {home.in_box(layer)}" for layer in INCIDENT_LAYERS
        )
        conditions.append(f"id IN ({met})")
        parameters.extend(value for _ in INCIDENT_LAYERS for value in query.box)
    if query.before is not None:
        conditions.append("opened_sequence < (SELECT opened_sequence FROM incidents WHERE id = ?)")
        parameters.append(query.before)
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), parameters


def _find_ids(connection: Connection, table: str, ids: Iterable[str]) -> set[str]:
    wanted = list(ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join("?" * len(some))
        found.update(
            row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE id IN ({marks})", some)
        )
    return found
