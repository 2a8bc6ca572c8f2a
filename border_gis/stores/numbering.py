"""The numbers of the incidents that are opened in one transaction, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from border_gis.access import mark_prefix
from border_gis.errors import DataError, StoreError
from border_gis.incidents.levels import find_level
from border_gis.incidents.model import Report
from border_gis.stores.home import Connection

_MOST_AT_ONCE = 500


class Numbering:
    """What the incidents that some reports open are numbered.

    Parameters
    ----------
    connection : Connection
        Inside a transaction that holds the write lock.
    openings : sequence of Report
        Those that state no number are given the next of a prefix, in their order.
    prefix : str
        Start of such a number; the level of the incident is marked in it.

    Raises
    ------
    DataError
        If a number has to be given and there is no prefix.
    """

    def __init__(self, connection: Connection, openings: Sequence[Report], prefix: str) -> None:
        self._prefix = prefix
        stated = [number for report in openings if (number := report.changes.get("number"))]
        self._taken = _find_taken(connection, stated)
        waiting = Counter(self._mark(report) for report in openings if not report.changes.get("number"))
        self._next: dict[str, Iterator[str]] = {
            marked: iter(_give_numbers(connection, marked, count, frozenset(stated)))
            for marked, count in waiting.items()
        }

    def take(self, report: Report) -> str:
        """Return the number of an incident, once.

        Raises
        ------
        StoreError
            If another incident has the number that the report states.
        """
        number = str(report.changes.get("number") or next(self._next[self._mark(report)]))
        if number in self._taken:
            raise StoreError("store.number_taken", number=number)
        self._taken.add(number)
        return number

    def _mark(self, report: Report) -> str:
        return mark_prefix(self._prefix, find_level([report]))


def _give_numbers(connection: Connection, prefix: str, count: int, left_out: frozenset[str]) -> list[str]:
    """Return the next numbers of a prefix, without those that incidents have or are about to have."""
    if not prefix:
        raise DataError("store.no_number_prefix")
    name = f"number:{prefix}"
    found = connection.execute("SELECT value FROM counters WHERE name = ?", (name,))
    if not found:
        connection.execute("INSERT INTO counters (name, value) VALUES (?, 0)", (name,))
    last = int(found[0][0]) if found else 0
    given: list[str] = []
    while len(given) < count:
        first, last = last + 1, last + count - len(given)
        asked = [f"{prefix}-{number:03d}" for number in range(first, last + 1)]
        taken = _find_taken(connection, asked) | left_out
        given += [number for number in asked if number not in taken]
    connection.execute("UPDATE counters SET value = ? WHERE name = ?", (last, name))
    return given


def _find_taken(connection: Connection, numbers: Sequence[str]) -> set[str]:
    taken: set[str] = set()
    for start in range(0, len(numbers), _MOST_AT_ONCE):
        some = numbers[start : start + _MOST_AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = connection.execute(f"SELECT number FROM incidents WHERE number IN ({marks})", some)
        taken.update(str(row[0]) for row in rows)
    return taken
