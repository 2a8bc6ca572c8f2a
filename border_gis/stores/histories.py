"""What is asked of many histories at once: reports of several incidents, words, and what was known when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from border_gis.incidents.model import Report
from border_gis.stores.queries import escape_pattern
from border_gis.stores.report_rows import unseal_report, write_time
from border_gis.stores.sealed import read_sealed
from border_gis.stores.tables import SqlTables

_MOST_IDS = 500


class HistoryStore(SqlTables):
    """The reports of the incidents, seen across them."""

    def reports_of(self, incident_ids: Sequence[str]) -> Mapping[str, tuple[Report, ...]]:
        """Return the reports of some incidents by incident, each in the order of the appending."""
        found: dict[str, list[Report]] = {incident_id: [] for incident_id in incident_ids}
        ids = list(found)
        with self._home.read() as connection:
            for start in range(0, len(ids), _MOST_IDS):
                some = ids[start : start + _MOST_IDS]
                condition = f"WHERE incident_id IN ({', '.join('?' * len(some))})"
                for sealed in read_sealed(connection, condition, some):
                    found[sealed.incident_id].append(unseal_report(sealed))
        return {incident_id: tuple(reports) for incident_id, reports in found.items()}

    def find_reports(
        self, phrases: Sequence[str], limit: int, *, whole_words: bool = True
    ) -> tuple[Report, ...]:
        """Return the reports in which all of some phrases occur, newest first."""
        if not phrases:
            return ()
        wanted = phrases if whole_words else [phrase.strip() for phrase in phrases]
        condition = " AND ".join(["words LIKE ? ESCAPE '\\'"] * len(wanted))
        patterns = [f"%{escape_pattern(phrase)}%" for phrase in wanted]
        with self._home.read() as connection:
            rows = connection.execute(
                f"SELECT sequence FROM report_words WHERE {condition} "
                f"ORDER BY sequence DESC LIMIT {int(limit)}",
                patterns,
            )
            sequences = [row[0] for row in rows]
            found = []
            for start in range(0, len(sequences), _MOST_IDS):
                some = sequences[start : start + _MOST_IDS]
                found += read_sealed(connection, f"WHERE sequence IN ({', '.join('?' * len(some))})", some)
        return tuple(unseal_report(sealed) for sealed in sorted(found, key=lambda one: -one.sequence))

    def incidents_unchanged_since(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which nothing was recorded after a moment."""
        return self._find_ids(
            "SELECT i.id FROM incidents i WHERE NOT EXISTS (SELECT 1 FROM incidents_reports r "
            "WHERE r.incident_id = i.id AND r.recorded_at > ?)",
            moment,
        )

    def incidents_opened_by(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which something had been recorded by a moment."""
        return self._find_ids(
            "SELECT DISTINCT incident_id FROM incidents_reports WHERE recorded_at <= ?", moment
        )

    def _find_ids(self, select: str, moment: datetime) -> frozenset[str]:
        with self._home.read() as connection:
            return frozenset(row[0] for row in connection.execute(select, (write_time(moment),)))
