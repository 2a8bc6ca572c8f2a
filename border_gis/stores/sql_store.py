"""The store itself: one set of behaviours on whichever home is under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import NotFoundError
from border_gis.incidents.model import Incident, Report
from border_gis.stores import rows
from border_gis.stores.activities import ActivityStore
from border_gis.stores.appending import append_reports
from border_gis.stores.bringing_in import IntakeStore
from border_gis.stores.field_packs import FieldStore
from border_gis.stores.histories import HistoryStore
from border_gis.stores.imports import NOT_WITHDRAWN
from border_gis.stores.incident_query import IncidentQuery
from border_gis.stores.line_records import LineRecordStore
from border_gis.stores.migrations import current_table
from border_gis.stores.office import OfficeStore
from border_gis.stores.packages import PackageStore
from border_gis.stores.proceedings import ProceedingStore
from border_gis.stores.queries import SELECT_INCIDENT, write_condition, write_select
from border_gis.stores.report_rows import (
    check_report,
    read_incident,
)
from border_gis.stores.sealed import read_reports

_WITH_DEMONSTRATION = ("boundary_lines", "markers", "works", "gates", "units", "incidents", "proceedings")

LINES = current_table("boundary_lines")
MARKERS = current_table("markers")
GATES = current_table("gates")
UNITS = current_table("units")


class SqlStore(
    OfficeStore,
    PackageStore,
    ActivityStore,
    ProceedingStore,
    LineRecordStore,
    IntakeStore,
    HistoryStore,
    FieldStore,
):
    """The office's register, works and incidents, in a home that speaks SQL.

    Parameters
    ----------
    home : Home
        With the schema of this version of the program.
    """

    def lines(self) -> tuple[BoundaryLine, ...]:
        """Return the versions of the line, oldest entry first."""
        return self._list(LINES, rows.read_line, NOT_WITHDRAWN)

    def add_line(self, line: BoundaryLine) -> None:
        """Add a version of the line."""
        self._add(LINES, [rows.line_values(line)])

    def markers(self) -> tuple[Marker, ...]:
        """Return the register in the order of the numbers."""
        found = self._list(MARKERS, rows.read_marker, NOT_WITHDRAWN)
        return tuple(sorted(found, key=lambda marker: marker.reference.sort_key))

    def add_markers(self, markers: Sequence[Marker]) -> None:
        """Add markers, all or none."""
        self._add(MARKERS, [rows.marker_values(marker) for marker in markers])

    def gates(self) -> tuple[Gate, ...]:
        """Return the border gates, oldest entry first."""
        return self._list(GATES, rows.read_gate)

    def add_gates(self, gates: Sequence[Gate]) -> None:
        """Add gates, all or none."""
        self._add(GATES, [rows.gate_values(gate) for gate in gates])

    def units(self) -> tuple[Unit, ...]:
        """Return the administrative units, oldest entry first."""
        return self._list(UNITS, rows.read_unit, NOT_WITHDRAWN)

    def add_units(self, units: Sequence[Unit]) -> None:
        """Add units, all or none."""
        self._add(UNITS, [rows.unit_values(unit) for unit in units])

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident as it is known now, newest first."""
        return self.find_incidents(IncidentQuery())

    def find_incidents(self, query: IncidentQuery) -> tuple[Incident, ...]:
        """Return the incidents that are asked for, newest first."""
        select, parameters = write_select(self._home, query)
        with self._home.read() as connection:
            found = connection.execute(select, parameters)
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
                f"{SELECT_INCIDENT} WHERE id = ? OR number IN (?, ?)",
                (id_or_number, id_or_number, id_or_number.upper()),
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
