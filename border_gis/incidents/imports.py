"""What a file brings into the office, together with the entry that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.imports import ImportEntry
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.incidents.model import Report
from border_gis.works.model import Work


@dataclass(frozen=True, slots=True)
class Import:
    """An import, which a store takes whole or not at all.

    Attributes
    ----------
    entry : ImportEntry
        What it adds is in the things and reports here, or was taken back once and is shown again.
    lines : sequence of BoundaryLine
    markers : sequence of Marker
    units : sequence of Unit
    works : sequence of Work
    reports : mapping of str to sequence of Report
        By the start of the number that an opened incident is given.
    """

    entry: ImportEntry
    lines: Sequence[BoundaryLine] = ()
    markers: Sequence[Marker] = ()
    units: Sequence[Unit] = ()
    works: Sequence[Work] = ()
    reports: Mapping[str, Sequence[Report]] = field(default_factory=dict)

    @property
    def all_reports(self) -> tuple[Report, ...]:
        """The reports, whatever numbers they are given."""
        return tuple(report for some in self.reports.values() for report in some)

    @property
    def brought(self) -> frozenset[str]:
        """The ids of all that is new: things, reports, and the incidents that these open."""
        reports = self.all_reports
        ids = [report.id for report in reports]
        ids += [report.incident_id for report in reports if report.kind == "opened"]
        for things in (self.lines, self.markers, self.units, self.works):
            ids += [thing.id for thing in things]
        return frozenset(ids)

    @property
    def note(self) -> ChangeNote:
        """What the histories of things say of where they come from."""
        entry = self.entry
        return ChangeNote(entry.author, entry.machine, entry.recorded_at, reason=entry.file_name)
