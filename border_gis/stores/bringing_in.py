"""Bring in what a file holds, and take it back: things, reports and entry in one transaction.

An import is never there in part. Where it is cut off, by whatever, nothing of it is stored, and
it can be done again; where it was stored, its entry is there, by which it is listed and undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from border_gis.boundary.imports import ImportEntry
from border_gis.errors import ConflictError
from border_gis.incidents.imports import Import
from border_gis.incidents.model import Report
from border_gis.stores import rows
from border_gis.stores.appending import append_reports
from border_gis.stores.home import Connection
from border_gis.stores.imports import ImportStore, check_entry
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_report
from border_gis.stores.works import WorkStore

_LINES = current_table("boundary_lines")
_MARKERS = current_table("markers")
_UNITS = current_table("units")


class IntakeStore(WorkStore, ImportStore):
    """What comes in by files, whole or not at all."""

    def bring_in(self, imports: Sequence[Import]) -> tuple[ImportEntry, ...]:
        """Store imports with everything that they bring; see ``Store.bring_in``."""
        # Whatever takes long and needs no connection is done before others have to wait.
        steps = [step for one in imports for step in self._prepare(one)]

        def work(connection: Connection) -> tuple[ImportEntry, ...]:
            found = (self._find_entry(connection, one.entry.id) for one in imports)
            known = tuple(entry for entry in found if entry is not None)
            if len(known) == len(imports):
                return known
            if known:
                raise ConflictError("imports.came_in_meanwhile", file=known[0].file_name)
            for step in steps:
                step(connection)
            return tuple(one.entry for one in imports)

        return self._change(work)

    def take_back(self, entry: ImportEntry, corrections: Sequence[Report] = ()) -> None:
        """Undo an import; see ``Store.take_back``."""
        check_entry(entry)
        for report in corrections:
            check_report(report)

        def work(connection: Connection) -> None:
            if connection.is_repeated and self._find_entry(connection, entry.id) is not None:
                return
            self._write_down(connection, entry)
            append_reports(self._home, connection, corrections, "", {})

        self._change(work)

    def _prepare(self, one: Import) -> list[Callable[[Connection], None]]:
        """Return what has to be done with a connection, in its order."""
        entry, brought = one.entry, one.brought
        check_entry(entry)
        for report in one.all_reports:
            check_report(report)
        steps = [
            self._adding(table, values)
            for table, values in (
                (_LINES, [rows.line_values(line) for line in one.lines]),
                (_MARKERS, [rows.marker_values(marker) for marker in one.markers]),
                (_UNITS, [rows.unit_values(unit) for unit in one.units]),
            )
            if values
        ]
        if one.works:
            steps.append(self._adding_works(one.works, one.note))

        def report_all(connection: Connection) -> None:
            for prefix, reports in one.reports.items():
                append_reports(self._home, connection, reports, prefix, {})

        def sign(connection: Connection) -> None:
            hidden = frozenset(row[0] for row in connection.execute("SELECT object_id FROM withdrawn"))
            shown_again = (each for each in entry.added if each not in brought)
            if not hidden.issuperset(shown_again) or not hidden.isdisjoint(entry.replaced):
                raise ConflictError("imports.came_in_meanwhile", file=entry.file_name)
            self._write_down(connection, entry)

        return [*steps, report_all, sign]
