"""What a change of the line does to incidents and works, together with the entry that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.imports import ImportEntry
from border_gis.incidents.model import Report
from border_gis.works.model import Work


@dataclass(frozen=True, slots=True)
class WorkMove:
    """A work that a change of the line moves.

    Attributes
    ----------
    before, after : Work
    entry_id : str
        UUID of the entry that its history gets.
    """

    before: Work
    after: Work
    entry_id: str


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A change of the line, or the undoing of one, which a store takes whole or not at all.

    Attributes
    ----------
    entry : ImportEntry
        The deed (`border_gis.boundary.line_deeds.write_deed`).
    reports : sequence of Report
        That move incidents, or take such reports back.
    seen : mapping of str to str
        The last report that the author had seen, by incident.
    moved_works : sequence of WorkMove
    undone_works : mapping of str to str
        Entries that are undone, each with the UUID of the entry that undoes it.
    """

    entry: ImportEntry
    reports: Sequence[Report] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    moved_works: Sequence[WorkMove] = ()
    undone_works: Mapping[str, str] = field(default_factory=dict)

    @property
    def note(self) -> ChangeNote:
        """What the histories of works say of it."""
        entry = self.entry
        return ChangeNote(entry.author, entry.machine, entry.recorded_at, reason=entry.reason)
