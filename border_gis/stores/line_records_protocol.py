"""What services may ask of a store about changes of the line."""

from __future__ import annotations

from typing import Protocol

from border_gis.incidents.line_records import LineRecord


class LineRecordsKept(Protocol):
    """Changes of the line as a whole; ``imports`` lists their entries among the others."""

    def record_line_change(self, record: LineRecord) -> None:
        """Record a change of the line, or the undoing of one, in one transaction.

        Raises
        ------
        ConflictError
            If a place was changed since the author looked, or stands no longer where the change
            that is undone had moved it; then nothing was recorded.
        NotFoundError
            If what is to be undone is not there.
        DataError
            If it has been undone already.
        """
        ...
