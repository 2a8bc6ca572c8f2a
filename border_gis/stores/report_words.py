"""The words of reports, folded, by which reports are found; derived, and kept in step with them."""

from __future__ import annotations

from collections.abc import Sequence

from border_gis.incidents.model import Report
from border_gis.incidents.search import write_report_words
from border_gis.stores.home import Connection, Home, insert_rows
from border_gis.stores.report_rows import unseal_report
from border_gis.stores.sealed import read_sealed

FIRST_WITH_WORDS = 4
"""Number of the first schema that keeps them."""

_BATCH = 1_000
_COLUMNS = ("sequence", "incident_id", "words")


def add_words(connection: Connection, numbered: Sequence[tuple[int, Report]]) -> None:
    """Keep the words of reports, by which they are found."""
    if not numbered:
        return
    # Words of reports that somebody cut off past the program would stand in the way.
    connection.execute("DELETE FROM report_words WHERE sequence >= ?", (numbered[0][0],))
    rows = [(sequence, report.incident_id, write_report_words(report)) for sequence, report in numbered]
    insert_rows(connection, "report_words", _COLUMNS, rows)


def fill_words(home: Home) -> None:
    """Keep the words of reports that were appended before words were kept."""
    with home.read() as connection:
        last = connection.execute("SELECT coalesce(max(sequence), 0) FROM report_words")[0][0]
        count = connection.execute("SELECT value FROM counters WHERE name = 'report_sequence'")[0][0]
    while last < count:

        def work(connection: Connection, after: int = last) -> int:
            known = int(connection.execute("SELECT coalesce(max(sequence), 0) FROM report_words")[0][0])
            if known > after:
                return known
            some = read_sealed(connection, f"WHERE sequence > ? AND sequence <= ? + {_BATCH}", (after, after))
            add_words(connection, [(sealed.sequence, unseal_report(sealed)) for sealed in some])
            return int(some[-1].sequence) if some else int(count)

        last = home.write(work)
