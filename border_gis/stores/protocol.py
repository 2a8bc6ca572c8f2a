"""What services may ask of a store, whichever home it lives in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from border_gis.access import Secrecy
from border_gis.boundary.changes import ChangeNote, RegisterChange
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import Finding
from border_gis.incidents.attachments import Attachment, LevelChange
from border_gis.incidents.model import Incident, Report
from border_gis.stores.field_protocol import FieldKept
from border_gis.stores.imports_protocol import ImportsKept
from border_gis.stores.incident_query import HistoriesKept, IncidentQuery
from border_gis.stores.line_records_protocol import LineRecordsKept
from border_gis.stores.packages_protocol import PackagesKept
from border_gis.stores.people_protocol import PeopleKept
from border_gis.stores.proceedings_protocol import ProceedingsKept
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work, WorkState
from border_gis.zones.planned import ActivityEntry


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule of law as the office has it in force; what it says is for ``border_gis.zones``.

    Attributes
    ----------
    id : str
        UUID: a rule that is changed is another one with other dates.
    code : str
        Name of the rule in the zone rules.
    content : mapping of str to Any
        The rule, or the figures that the office has set for it, in plain JSON values.
    valid_from, valid_to : date or None
        First and last day.
    source : str
    set_by_office : bool
        True for what the office has set and no law gives.
    deed : {"set", "changed", "ended", "withdrawn"}
    replaces : str
        Id of the entry that this one takes the place of in all its days; empty for none.
    recorded_at : datetime or None
        Aware, UTC; None for what was entered before anybody was asked who they are.
    author, machine, reason : str
    """

    id: str
    code: str
    content: Mapping[str, Any]
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    set_by_office: bool = False
    deed: str = "set"
    replaces: str = ""
    recorded_at: datetime | None = None
    author: str = ""
    machine: str = ""
    reason: str = ""

    def is_in_force_on(self, day: date) -> bool:
        """Return whether the rule held on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Store(
    PackagesKept,
    PeopleKept,
    HistoriesKept,
    FieldKept,
    ProceedingsKept,
    ImportsKept,
    LineRecordsKept,
    Protocol,
):
    """The office's register, works and incidents.

    Everything that is added is durable when the call returns. All methods may be called
    from any thread.
    """

    location: str

    def lines(self) -> tuple[BoundaryLine, ...]:
        """Return the versions of the line, oldest entry first."""
        ...

    def add_line(self, line: BoundaryLine) -> None:
        """Add a version of the line."""
        ...

    def markers(self) -> tuple[Marker, ...]:
        """Return the register in the order of the numbers."""
        ...

    def add_markers(self, markers: Sequence[Marker]) -> None:
        """Add markers, all or none."""
        ...

    def works(self) -> tuple[Work, ...]:
        """Return the works, oldest entry first."""
        ...

    def work(self, work_id: str) -> Work:
        """Return one work; NotFoundError if there is none."""
        ...

    def add_works(self, works: Sequence[Work], note: ChangeNote | None = None) -> None:
        """Add works, all or none; each begins its history, with who added it if that is said."""
        ...

    def change_work(self, before: Work, after: Work, note: ChangeNote) -> Work:
        """Change a work that the author had seen as ``before``; return it as it is then.

        Fields that are the same in both are left as they are stored.

        Raises
        ------
        ConflictError
            If somebody else has changed one of these fields since the author looked.
        NotFoundError
            If there is no such work.
        """
        ...

    def add_work_state(
        self, work_id: str, state: WorkState, note: ChangeNote, seen_state: WorkState | None = None
    ) -> Work:
        """Report a state of a work with the day on which it was so; return the work as it is then.

        One that surely was before a state that is known already joins the history and does
        not become what the work is today.

        Raises
        ------
        ConflictError
            If the work has another state by now than the author had seen.
        NotFoundError
            If there is no such work.
        """
        ...

    def undo_work_change(self, change_id: str, note: ChangeNote) -> Work:
        """Put back, by another entry, what an entry has changed of a work; return the work.

        Raises
        ------
        ConflictError
            If one of the fields has been changed again since.
        NotFoundError
            If there is no such entry.
        DataError
            If it was undone already, or is none that can be undone.
        """
        ...

    def gates(self) -> tuple[Gate, ...]:
        """Return the border gates, oldest entry first."""
        ...

    def add_gates(self, gates: Sequence[Gate]) -> None:
        """Add gates, all or none."""
        ...

    def units(self) -> tuple[Unit, ...]:
        """Return the administrative units, oldest entry first."""
        ...

    def add_units(self, units: Sequence[Unit]) -> None:
        """Add units, all or none."""
        ...

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident as it is known now, newest first."""
        ...

    def find_incidents(self, query: IncidentQuery) -> tuple[Incident, ...]:
        """Return the incidents that are asked for, newest first."""
        ...

    def count_incidents(self, query: IncidentQuery) -> int:
        """Return how many incidents are asked for, whatever the limit."""
        ...

    def incident(self, id_or_number: str) -> Incident:
        """Return one incident; NotFoundError if there is none."""
        ...

    def reports(self, incident_id: str) -> tuple[Report, ...]:
        """Return the reports of an incident in the order in which they were appended."""
        ...

    def append_reports(
        self,
        reports: Sequence[Report],
        number_prefix: str = "",
        seen: Mapping[str, str] | None = None,
    ) -> tuple[Incident, ...]:
        """Append reports, all or none; return the incidents as they are known then.

        Parameters
        ----------
        reports : sequence of Report
            Appending one that is stored already, the same in everything, does nothing.
        number_prefix : str
            Start of the number that an opened incident is given, for example ``"CB-2026"``.
        seen : mapping of str to str, optional
            Last report that the author had seen, by incident. If a later one sets a field
            that these reports set too, nothing is appended.

        Raises
        ------
        ConflictError
            If the author had not seen a change of the same field.
        NotFoundError
            If a report belongs to no incident, or corrects no report of it.
        DataError
            If a report holds something that an incident does not have.
        StoreError
            If it could not be saved; then nothing was.
        """
        ...

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a setting, a plain JSON value."""
        ...

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting, a plain JSON value."""
        ...

    def zone_rules(self) -> tuple[RuleInForce, ...]:
        """Return the rules, oldest entry first, those no longer in force too."""
        ...

    def add_zone_rules(self, rules: Sequence[RuleInForce]) -> None:
        """Add rules, all or none."""
        ...

    def activity_entries(self, activity_id: str = "") -> tuple[ActivityEntry, ...]:
        """Return the entries of one plan of the office's own, or of all, oldest first."""
        ...

    def append_activity_entry(self, entry: ActivityEntry, seen: str = "") -> None:
        """Add an entry to a plan of which ``seen`` was the last; ConflictError if it no longer is."""
        ...

    def survey_areas(self) -> tuple[SurveyArea, ...]:
        """Return the survey areas, oldest entry first."""
        ...

    def survey_area(self, id_or_number: str) -> SurveyArea:
        """Return one survey area; NotFoundError if there is none."""
        ...

    def record_survey_area(
        self, area: SurveyArea, number_prefix: str, *, author: str, machine: str, recorded_at: datetime
    ) -> SurveyArea:
        """Add a survey area with the next number of a prefix; its history begins."""
        ...

    def change_survey_area(
        self,
        before: SurveyArea,
        after: SurveyArea,
        *,
        author: str,
        machine: str,
        reason: str,
        recorded_at: datetime,
    ) -> SurveyArea:
        """Change a survey area and keep what it was; ConflictError if somebody changed the same."""
        ...

    def add_survey_areas(self, areas: Sequence[SurveyArea]) -> None:
        """Add survey areas, all or none."""
        ...

    def add_attachment(
        self,
        name: str,
        media_type: str,
        content: bytes,
        received_at: datetime,
        received_by: str,
        secrecy: Secrecy = Secrecy.NONE,
        made_from: str = "",
    ) -> Attachment:
        """Keep the bytes of a file as they came, once; return what is known of it."""
        ...

    def attachments(self) -> tuple[Attachment, ...]:
        """Return what is known of every file, oldest entry first."""
        ...

    def find_attachments(self, hashes: Sequence[str]) -> tuple[Attachment, ...]:
        """Return what is known of some files, in this order; those that are not there are left out."""
        ...

    def reports_naming(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Return the reports that name a file: number of the incident and id of the report, oldest first."""
        ...

    def set_attachment_level(self, change: LevelChange) -> None:
        """Add a level that a person has set on a file; NotFoundError if the file is not there."""
        ...

    def attachment_levels(self, sha256: str) -> tuple[LevelChange, ...]:
        """Return the levels that were set on a file after it was kept, oldest first."""
        ...

    def copies_of(self, sha256: str) -> tuple[Attachment, ...]:
        """Return the annotated copies of a file, oldest first."""
        ...

    def attachment_content(self, sha256: str) -> bytes:
        """Return the bytes of a file; NotFoundError if it is not there."""
        ...

    def change_marker(
        self, before: Marker, after: Marker, *, author: str, machine: str, reason: str, recorded_at: datetime
    ) -> Marker:
        """Change a marker that the author had seen as ``before``; ConflictError if it was changed since."""
        ...

    def register_changes(self, object_id: str) -> tuple[RegisterChange, ...]:
        """Return the history of a marker, a work or a survey area, oldest first."""
        ...

    def register_history(self, table: str) -> tuple[RegisterChange, ...]:
        """Return the history of everything in a table, oldest entry first."""
        ...

    def data_version(self) -> int:
        """Return a number that grows with every change, from whichever process."""
        ...

    def register_version(self) -> int:
        """Return a number that grows when a line, marker, work, gate or unit is added."""
        ...

    def holds_demonstration(self) -> bool:
        """Return whether any demonstration data is in the store."""
        ...

    def check(self) -> tuple[Finding, ...]:
        """Return what the database itself finds damaged."""
        ...

    def close(self) -> None:
        """Give up every connection."""
        ...
