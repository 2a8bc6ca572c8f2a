"""The history of an incident, report by report, with what each of them changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shapely.geometry import shape

from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.incidents.view import FIELDS, derive_incident
from border_gis.services.line_weighing import measure_move


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a report changed, from what to what.

    Attributes
    ----------
    field : str
        Name of a field of ``Incident``.
    before, after : Any
        Its values.
    """

    field: str
    before: Any
    after: Any

    @property
    def moved_m(self) -> float | None:
        """How far a place was moved whose reference stayed, on the ground; None for anything else."""
        if self.field == "geometry":
            pairs = [(self.before, self.after)]
        elif self.field == "places" and _names(self.before) == _names(self.after):
            pairs = [(one.geometry, two.geometry) for one, two in zip(self.before, self.after, strict=True)]
        else:
            return None
        moves_m = [
            measure_move(shape(dict(before)), shape(dict(after)))
            for before, after in pairs
            if isinstance(before, Mapping) and isinstance(after, Mapping) and before != after
        ]
        return max(moves_m, default=None)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A report, and what the incident looked like before and after it.

    Attributes
    ----------
    report : Report
    changes : tuple of FieldChange
        Empty for a report that only adds words, and for the one that opened the incident.
    corrected_by : str or None
        Id of the last report that corrects this one.
    """

    report: Report
    changes: tuple[FieldChange, ...]
    corrected_by: str | None = None


def build_history(reports: Sequence[Report], until: datetime | None = None) -> tuple[HistoryEntry, ...]:
    """Return the reports of an incident with what each changed, in their order.

    Parameters
    ----------
    reports : sequence of Report
        All reports of one incident, in the order in which they were appended.
    until : datetime, optional
        Aware; leaves out what was recorded later.
    """
    known = [report for report in reports if until is None or report.recorded_at <= until]
    corrected = {report.corrects: report.id for report in known if report.corrects is not None}
    entries: list[HistoryEntry] = []
    before: Incident | None = None
    for count, report in enumerate(known, start=1):
        after = derive_incident(known[:count])
        changes = () if before is None else _compare(before, after)
        entries.append(HistoryEntry(report, changes, corrected.get(report.id)))
        before = after
    return tuple(entries)


def _names(places: Sequence[IncidentPlace]) -> list[str]:
    return [place.reference or place.as_written for place in places]


def _compare(before: Incident, after: Incident) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    )
