"""Record a change of the line, and undo it: reports, works and entry in one transaction.

A change is never there in part. What it moved is in the histories of the incidents and works;
the entry, one of those of what was brought in and taken back, names what belongs together.
"""

from __future__ import annotations

from border_gis.incidents.line_records import LineRecord
from border_gis.stores.appending import append_reports
from border_gis.stores.home import Connection
from border_gis.stores.imports import IMPORTS, ImportStore, check_entry
from border_gis.stores.report_rows import check_report
from border_gis.stores.tables import NEW_REGISTER_VERSION
from border_gis.stores.works import WorkStore


class LineRecordStore(WorkStore, ImportStore):
    """Changes of the line as a whole."""

    def record_line_change(self, record: LineRecord) -> None:
        """Record a change of the line, or the undoing of one; see ``Store.record_line_change``."""
        entry, note = record.entry, record.note
        check_entry(entry)
        for report in record.reports:
            check_report(report)
        steps = [
            self._changing_work(each.before, each.after, note, each.entry_id) for each in record.moved_works
        ]
        steps += [
            self._undoing_work_change(change_id, note, entry_id)
            for change_id, entry_id in record.undone_works.items()
        ]

        def work(connection: Connection) -> None:
            if connection.is_repeated and self._select(connection, IMPORTS, "WHERE id = ?", (entry.id,)):
                return
            if entry.undoes:
                self._find_undoable(connection, entry.undoes)
            if record.reports:
                append_reports(self._home, connection, record.reports, "", record.seen)
            for step in steps:
                step(connection)
            self._insert_entry(connection, entry)
            connection.execute(NEW_REGISTER_VERSION)

        self._change(work)
