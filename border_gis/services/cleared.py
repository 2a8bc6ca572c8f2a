"""The store as somebody may see it: the one place where levels of secrecy are held.

Every service reads through it. What is above the actor's clearance is not there: it is not
found, not counted, not drawn, and asking for it by its number says that there is no such
thing. For counts and pages to be right the level is part of the query, not a filter on its
result. A method of the store that is not named here cannot be reached by a service.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from border_gis.access import Actor, Role, Secrecy
from border_gis.access.records import AuditEntry
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import ForbiddenError, NotFoundError, StoreError
from border_gis.incidents.attachments import Attachment, LevelChange
from border_gis.incidents.imports import Import
from border_gis.incidents.line_records import LineRecord
from border_gis.incidents.model import Incident, Report
from border_gis.services.cleared_field import ClearedField
from border_gis.services.cleared_packages import PACKAGES_WITHOUT_LEVELS, ClearedPackages
from border_gis.services.cleared_proceedings import TABLE as PROCEEDINGS
from border_gis.services.cleared_proceedings import ClearedProceedings
from border_gis.stores import IncidentQuery, Store
from border_gis.stores.protocol import RegisterChange
from border_gis.surveys.area import SurveyArea

WITHOUT_LEVELS = frozenset(
    {
        *("lines", "add_line", "markers", "add_markers", "gates", "add_gates", "units", "add_units"),
        *("works", "work", "add_works", "change_work", "add_work_state", "undo_work_change"),
        *("setting", "set_setting", "zone_rules", "add_zone_rules", "change_marker"),
        *("activity_entries", "append_activity_entry", "location", "close", "check"),
        *("data_version", "register_version", "holds_demonstration"),
        *("imports", "withdrawn"),
        *("people", "put_person", "credentials", "put_credentials", "count_failure", "lock_until"),
        *PACKAGES_WITHOUT_LEVELS,
        *("append_audit_entry", "audit_entries", "append_release", "append_release_decision", "releases"),
    }
)
"""What holds nothing that a person has set a level on: lines, register, works, rules, and what
only the administrator's services reach."""


class ClearedStore(ClearedPackages, ClearedField, ClearedProceedings):
    """A store in the hands of an actor.

    Parameters
    ----------
    store : Store
        With everything.
    actor : Actor
    """

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store, self._actor = store, actor
        self._clearance = actor.clearance
        self._sees_all = actor.clearance is Secrecy.TUYET_MAT

    def __getattr__(self, name: str) -> Any:
        if name not in WITHOUT_LEVELS:
            raise AttributeError(f"say in services/cleared.py whether {name!r} shows what has a level")
        return getattr(self._store, name)

    # --- incidents and reports -------------------------------------------------------------

    def incidents(self) -> tuple[Incident, ...]:
        """Return every incident that the actor may see, newest first."""
        return self.find_incidents(IncidentQuery())

    def find_incidents(self, query: IncidentQuery) -> tuple[Incident, ...]:
        """Return the incidents that are asked for, newest first."""
        return self._clear(self._store.find_incidents(self._narrow(query)))

    def count_incidents(self, query: IncidentQuery) -> int:
        """Return how many incidents are asked for."""
        return self._store.count_incidents(self._narrow(query))

    def incident(self, id_or_number: str) -> Incident:
        """Return one incident; the same NotFoundError if there is none and if it may not be seen."""
        found = self._store.incident(id_or_number)
        if not self._clearance.covers(found.level):
            self._write_down("incident", found.level)
            raise NotFoundError("store.unknown_incident", id=id_or_number)
        return self._clear([found])[0]

    def reports(self, incident_id: str) -> tuple[Report, ...]:
        """Return the reports of an incident; none of one that may not be seen."""
        return self.reports_of([incident_id]).get(incident_id, ())

    def reports_of(self, incident_ids: Sequence[str]) -> Mapping[str, tuple[Report, ...]]:
        """Return the reports of some incidents by incident."""
        hidden = self._hidden_incidents()
        found = self._store.reports_of([each for each in incident_ids if each not in hidden])
        return {incident_id: self._clear_reports(reports) for incident_id, reports in found.items()}

    def find_reports(
        self, phrases: Sequence[str], limit: int, *, whole_words: bool = True
    ) -> tuple[Report, ...]:
        """Return the reports in which all of some phrases occur, newest first."""
        hidden = self._hidden_incidents()
        asked = limit
        while True:
            found = self._store.find_reports(phrases, asked, whole_words=whole_words)
            seen = [report for report in found if report.incident_id not in hidden]
            if len(seen) >= limit or len(found) < asked:
                return self._clear_reports(seen[:limit])
            asked *= 4

    def incidents_unchanged_since(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which nothing was recorded after a moment."""
        return self._store.incidents_unchanged_since(moment) - self._hidden_incidents()

    def incidents_opened_by(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which something had been recorded by a moment."""
        return self._store.incidents_opened_by(moment) - self._hidden_incidents()

    def append_reports(
        self,
        reports: Sequence[Report],
        number_prefix: str = "",
        seen: Mapping[str, str] | None = None,
    ) -> tuple[Incident, ...]:
        """Append reports, all or none; see ``Store.append_reports``.

        Raises
        ------
        ForbiddenError
            If a report sets a level above the actor's clearance, or lowers the level of an
            incident and the actor does not approve.
        NotFoundError
            If a report belongs to an incident, or names a file, that the actor may not see.
        """
        self._check_reports(reports)
        return self._clear(self._store.append_reports(reports, number_prefix, seen))

    def bring_in(self, imports: Sequence[Import]) -> tuple[ImportEntry, ...]:
        """Store imports with everything that they bring; reports as in ``append_reports``."""
        for one in imports:
            self._check_reports(one.all_reports)
        return self._store.bring_in(imports)

    def take_back(self, entry: ImportEntry, corrections: Sequence[Report] = ()) -> None:
        """Undo an import, and correct what it had reported; reports as in ``append_reports``."""
        self._check_reports(corrections)
        self._store.take_back(entry, corrections)

    def record_line_change(self, record: LineRecord) -> None:
        """Record a change of the line, or the undoing of one; reports as in ``append_reports``."""
        self._check_reports(record.reports)
        self._store.record_line_change(record)

    # --- survey areas ----------------------------------------------------------------------

    def survey_areas(self) -> tuple[SurveyArea, ...]:
        """Return the survey areas that the actor may see, oldest entry first."""
        return self._clear_areas(self._store.survey_areas())

    def survey_area(self, id_or_number: str) -> SurveyArea:
        """Return one survey area; the same NotFoundError if there is none and if it may not be seen."""
        area = self._store.survey_area(id_or_number)
        found = self._clear_areas([area])
        if not found:
            self._write_down("survey_area", area.secrecy)
            raise NotFoundError("surveys.unknown_area", area=id_or_number)
        return found[0]

    def record_survey_area(self, area: SurveyArea, number_prefix: str, **signature: Any) -> SurveyArea:
        """Add a survey area with the next number of a prefix."""
        self._check_level(area.secrecy)
        return self._store.record_survey_area(area, number_prefix, **signature)

    def add_survey_areas(self, areas: Sequence[SurveyArea]) -> None:
        """Add survey areas as they are, all or none."""
        for area in areas:
            self._check_level(area.secrecy)
        self._store.add_survey_areas(areas)

    def change_survey_area(self, before: SurveyArea, after: SurveyArea, **signature: Any) -> SurveyArea:
        """Change a survey area that the actor may see."""
        known = self.survey_area(before.id)
        self._check_level(after.secrecy)
        if after.secrecy is not before.secrecy:
            self._check_lowering(known.secrecy, after.secrecy)
        return self._clear_areas([self._store.change_survey_area(before, after, **signature)])[0]

    def register_changes(self, object_id: str) -> tuple[RegisterChange, ...]:
        """Return what was changed of a marker, work or survey area, oldest first."""
        hidden = self._hidden_areas() | self._hidden_proceedings()
        return () if object_id in hidden else self._store.register_changes(object_id)

    def register_history(self, table: str) -> tuple[RegisterChange, ...]:
        """Return what was changed in a table, oldest first."""
        hidden = self._hidden_areas() if table == "survey_areas" else frozenset()
        hidden = self._hidden_proceedings() if table == PROCEEDINGS else hidden
        return tuple(each for each in self._store.register_history(table) if each.object_id not in hidden)

    # --- files -----------------------------------------------------------------------------

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
        self._check_level(secrecy)
        if made_from:
            self._find_file(made_from)
        kept = self._store.add_attachment(
            name, media_type, content, received_at, received_by, secrecy, made_from
        )
        if self._clearance.covers(kept.secrecy):
            return kept
        # Somebody has handed in the same bytes at a level that this person may not know of.
        return Attachment(
            kept.sha256, name, media_type, len(content), received_at, received_by, secrecy, made_from
        )

    def attachments(self) -> tuple[Attachment, ...]:
        """Return what is known of every file that the actor may see, oldest entry first."""
        return self._clear_files(self._store.attachments())

    def find_attachments(self, hashes: Sequence[str]) -> tuple[Attachment, ...]:
        """Return what is known of some files; those that are not there or not to be seen are left out."""
        return self._clear_files(self._store.find_attachments(hashes))

    def copies_of(self, sha256: str) -> tuple[Attachment, ...]:
        """Return the annotated copies that the actor may see of a file that they may see."""
        self._find_file(sha256)
        return self._clear_files(self._store.copies_of(sha256))

    def attachment_content(self, sha256: str) -> bytes:
        """Return the bytes of a file; NotFoundError if it is not there or not to be seen."""
        self._find_file(sha256)
        return self._store.attachment_content(sha256)

    def reports_naming(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Return number of the incident and id of the report of those reports that name a file."""
        naming = self._store.reports_naming(sha256)
        if self._sees_all:
            return naming
        return tuple((number, report_id) for number, report_id in naming if self._may_see(number))

    def set_attachment_level(self, change: LevelChange) -> None:
        """Add a level that a person has set on a file."""
        known = self._find_file(change.sha256)
        self._check_level(change.secrecy)
        self._check_lowering(known.secrecy, change.secrecy)
        self._store.set_attachment_level(change)

    def attachment_levels(self, sha256: str) -> tuple[LevelChange, ...]:
        """Return the levels that were set on a file after it was kept, oldest first."""
        self._find_file(sha256)
        levels = self._store.attachment_levels(sha256)
        return tuple(each for each in levels if self._clearance.covers(each.secrecy))

    # --- what may be seen ------------------------------------------------------------------

    def _hidden_incidents(self) -> frozenset[str]:
        return frozenset() if self._sees_all else self._store.incidents_above(self._clearance)

    def _hidden_areas(self) -> frozenset[str]:
        if self._sees_all:
            return frozenset()
        areas = self._store.survey_areas()
        return frozenset(each.id for each in areas if not self._clearance.covers(each.secrecy))

    def _narrow(self, query: IncidentQuery) -> IncidentQuery:
        asked = query.clearance
        if asked is not None and self._clearance.covers(asked):
            return query
        return replace(query, clearance=self._clearance)

    def _may_see(self, id_or_number: str) -> bool:
        return self._clearance.covers(self._store.incident(id_or_number).level)

    def _clear(self, incidents: Sequence[Incident]) -> tuple[Incident, ...]:
        """Take out of incidents the survey areas that may not be seen."""
        if self._sees_all or not any(incident.survey_areas for incident in incidents):
            return tuple(incidents)
        hidden = self._hidden_areas()
        return tuple(
            replace(each, survey_areas=tuple(area for area in each.survey_areas if area not in hidden))
            for each in incidents
        )

    def _clear_reports(self, reports: Sequence[Report]) -> tuple[Report, ...]:
        """Take out of reports the files and survey areas that may not be seen."""
        named = [sha256 for report in reports for sha256 in report.attachments]
        if self._sees_all:
            return tuple(reports)
        seen = {each.sha256 for each in self.find_attachments(named)} if named else set()
        ties = any("survey_areas" in report.changes for report in reports)
        hidden = self._hidden_areas() if ties else frozenset()
        return tuple(
            replace(
                report,
                attachments=tuple(sha256 for sha256 in report.attachments if sha256 in seen),
                changes=_without(report.changes, hidden),
            )
            for report in reports
        )

    def _clear_areas(self, areas: Iterable[SurveyArea]) -> tuple[SurveyArea, ...]:
        """Take out the survey areas that may not be seen, and of the others the incident that may not."""
        if self._sees_all:
            return tuple(areas)
        seen = [area for area in areas if self._clearance.covers(area.secrecy)]
        hidden = self._hidden_incidents() if any(area.incident_id for area in seen) else frozenset()
        return tuple(replace(area, incident_id=None) if area.incident_id in hidden else area for area in seen)

    def _clear_files(self, files: Sequence[Attachment]) -> tuple[Attachment, ...]:
        """Take out the files above the clearance, and those that only hidden incidents name."""
        if self._sees_all:
            return tuple(files)
        seen = [each for each in files if self._clearance.covers(each.secrecy)]
        hidden = self._store.files_of_incidents(self._hidden_incidents()) if seen else frozenset()
        return tuple(each for each in seen if each.sha256 not in hidden)

    def _find_file(self, sha256: str) -> Attachment:
        found = self.find_attachments((sha256,))
        if not found:
            raise NotFoundError("attachments.missing", sha256=sha256)
        return found[0]

    def _write_down(self, subject: str, level: Secrecy) -> None:
        """Write down that something was asked for by name that may not be seen."""
        entry = AuditEntry(
            id=str(uuid4()),
            recorded_at=datetime.now(UTC),
            actor=self._actor.name,
            role=self._actor.role.value,
            kind="refused",
            what="look",
            subject=subject,
            count=1,
            level=level,
            reason="above_clearance",
        )
        with contextlib.suppress(StoreError):
            self._store.append_audit_entry(entry)

    def _check_reports(self, reports: Sequence[Report]) -> None:
        """Raise if a report is not one that the actor may append; see ``append_reports``."""
        opened: dict[str, Secrecy] = {}
        for report in reports:
            stated = Secrecy(report.changes.get("secrecy") or Secrecy.NONE)
            self._check_level(report.secrecy)
            self._check_level(stated)
            if report.kind == "opened":
                opened[report.incident_id] = stated
            else:
                # One that these reports open themselves is not in the store yet.
                level = opened.get(report.incident_id) or self.incident(report.incident_id).level
                if report.changes.get("secrecy") is not None:
                    self._check_lowering(level, stated)
            for sha256 in report.attachments:
                self._find_file(sha256)

    def _check_level(self, level: Secrecy) -> None:
        if not self._clearance.covers(level):
            raise ForbiddenError("access.level_above_clearance", level=level, clearance=self._clearance)

    def _check_lowering(self, known: Secrecy, wanted: Secrecy) -> None:
        role = self._actor.role
        if wanted.rank < known.rank and not role.includes(Role.APPROVER):
            raise ForbiddenError("access.role_needed", service="lower_level", needed=Role.APPROVER, role=role)


def _without(changes: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
    if not hidden or not changes.get("survey_areas"):
        return changes
    return {**changes, "survey_areas": [each for each in changes["survey_areas"] if each not in hidden]}
