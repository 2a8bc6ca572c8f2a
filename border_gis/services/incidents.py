"""What a person does with incidents: list, look at, draft, record, report further."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shapely.geometry import mapping

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.folding import fold_text
from border_gis.boundary.reference import format_reading
from border_gis.errors import Finding, InputError, Severity
from border_gis.incidents.foreign import find_first_copy
from border_gis.incidents.model import (
    Incident,
    IncidentParty,
    IncidentPlace,
    IncidentState,
    Report,
    ReportKind,
)
from border_gis.incidents.particulars import NO_PARTICULARS, Particulars
from border_gis.incidents.view import derive_incident, open_incident
from border_gis.services.history import HistoryEntry, build_history
from border_gis.services.permissions import name_author, needs
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery

if TYPE_CHECKING:
    from border_gis.services.duplicates import PossibleDuplicate
    from border_gis.services.places import PlaceChoice

IncidentFilter = IncidentQuery

# Letters that offices of these provinces put before their numbers.
NUMBER_PREFIXES = {
    "dien bien": "ĐB",
    "lai chau": "LCH",
    "lao cai": "LC",
    "ha giang": "HG",
    "tuyen quang": "TQ",
    "cao bang": "CB",
    "lang son": "LS",
    "quang ninh": "QN",
}
OTHER_PREFIX = "BG"


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """What a person has filled in of a new incident.

    Attributes
    ----------
    title, category : str
        What happened, in a few words; code of the list of categories.
    party : IncidentParty
    state : IncidentState
    date : PartialDate or None
        As precisely as it is known.
    place_text : str
        Reference or coordinates as typed; empty when the source names no place.
    places : tuple of IncidentPlace
        What the person chose (``place_of_choice``); empty to have ``place_text`` resolved,
        which needs it to have one reading.
    source_paper, description, unit_as_written, province : str
    secrecy : Secrecy
        As a person has set it.
    event_kind : str
        Code of the treaty's list of events, where one fits.
    works, markers, survey_areas : tuple of str
        Ids of what it is tied to.
    particulars : Particulars
        Step and paper of the report that opens it.
    asks_reply : bool or None
        Whether that report asks for a reply; None for what its step says.
    """

    title: str
    category: str
    party: IncidentParty = IncidentParty.UNKNOWN
    state: IncidentState = IncidentState.REPORTED
    date: PartialDate | None = None
    place_text: str = ""
    places: tuple[IncidentPlace, ...] = ()
    source_paper: str = ""
    description: str = ""
    unit_as_written: str = ""
    province: str = ""
    secrecy: Secrecy = Secrecy.NONE
    event_kind: str = ""
    works: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    survey_areas: tuple[str, ...] = ()
    particulars: Particulars = NO_PARTICULARS
    asks_reply: bool | None = None


@dataclass(frozen=True, slots=True)
class IncidentPreview:
    """What would be recorded, and what a person should look at before.

    Attributes
    ----------
    incident : Incident
        As it would be, without a number.
    places : tuple of IncidentPlace
    findings : tuple of Finding
        With an error among them the draft cannot be recorded.
    possible : tuple of PossibleDuplicate
        Incidents that may be the same one, the likeliest first, each with the reasons; a
        repeated report belongs to its history. Two incidents may share one place, so nothing
        is ever merged.
    """

    incident: Incident
    places: tuple[IncidentPlace, ...]
    findings: tuple[Finding, ...]
    possible: tuple[PossibleDuplicate, ...]

    @property
    def duplicates(self) -> tuple[Incident, ...]:
        """The incidents that may be the same one, the likeliest first."""
        return tuple(one.incident for one in self.possible)

    @property
    def can_be_recorded(self) -> bool:
        """Whether nothing stands in the way."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident with its history.

    Attributes
    ----------
    incident : Incident
        As known now, or at the moment that was asked for.
    reports : tuple of Report
        In the order in which they were appended, up to that moment.
    history : tuple of HistoryEntry
        The same, each with what it changed.
    """

    incident: Incident
    reports: tuple[Report, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def last_report_id(self) -> str:
        """What somebody has seen who looks at this page; see ``add_report``."""
        return self.reports[-1].id


@needs(Role.VIEWER)
def list_incidents(workspace: Workspace, wanted: IncidentFilter | None = None) -> tuple[Incident, ...]:
    """Return the incidents that are asked for, newest first."""
    return workspace.store.find_incidents(wanted or IncidentFilter())


@needs(Role.VIEWER)
def count_incidents(workspace: Workspace, wanted: IncidentFilter | None = None) -> int:
    """Return how many incidents are asked for, whatever the limit."""
    return workspace.store.count_incidents(wanted or IncidentFilter())


@needs(Role.VIEWER)
def show_incident(workspace: Workspace, id_or_number: str, until: datetime | None = None) -> IncidentPage:
    """Return an incident with its history, now or as it was known at a moment.

    Raises
    ------
    NotFoundError
        If there is no such incident, or nothing was known of it then.
    """
    incident = workspace.store.incident(id_or_number)
    reports = workspace.store.reports(incident.id)
    if until is not None:
        incident = derive_incident(reports, until)
        reports = tuple(report for report in reports if report.recorded_at <= until)
    return IncidentPage(incident, reports, build_history(reports))


def place_of_choice(choice: PlaceChoice, as_written: str) -> tuple[IncidentPlace, ...]:
    """Return the place that a person chose, on the first line version that can show it."""
    reading = choice.label_reading
    reference = "" if reading is None else format_reading(reading)
    for place in choice.places:
        if place.geometry is not None:
            return (
                IncidentPlace(
                    as_written=as_written,
                    geometry=mapping(place.geometry),
                    reference=reference,
                    line_id=place.line_id,
                    accuracy_m=place.accuracy_m,
                ),
            )
    return (IncidentPlace(as_written=as_written, reference=reference),)


@needs(Role.VIEWER)
def preview_incident(workspace: Workspace, draft: IncidentDraft) -> IncidentPreview:
    """Return what would be recorded of a draft, without recording it."""
    findings = _check_draft(draft)
    places = draft.places
    if draft.place_text.strip() and not places:
        from border_gis.services.resolving import resolve_places

        places, found = resolve_places(workspace, draft.place_text)
        findings += found
    incident = _build(draft, places)
    from border_gis.services.duplicates import find_duplicates

    numbers = (draft.particulars.paper_number,)
    return IncidentPreview(incident, places, tuple(findings), find_duplicates(workspace, incident, numbers))


@needs(Role.RECORDER)
def record_incident(
    workspace: Workspace, draft: IncidentDraft, recorded_at: datetime | None = None
) -> Incident:
    """Record a new incident and return it with its number. It is durable then.

    Raises
    ------
    InputError
        If the draft lacks a title, or its place can be understood in more than one way.
    StoreError
        If it could not be saved.
    """
    preview = preview_incident(workspace, draft)
    for finding in preview.findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)
    moment = recorded_at or datetime.now(UTC)
    report = open_incident(
        preview.incident,
        recorded_at=moment,
        author=name_author(workspace),
        machine=name_machine(),
        particulars=_complete(workspace, draft.particulars, draft.asks_reply),
    )
    return workspace.store.append_reports([report], number_prefix(draft.province, draft.date, moment))[0]


@needs(Role.RECORDER)
def add_report(
    workspace: Workspace,
    incident_id: str,
    text: str = "",
    *,
    changes: Mapping[str, Any] | None = None,
    event_date: PartialDate | None = None,
    source_paper: str = "",
    corrects: str | None = None,
    seen_report_id: str | None = None,
    recorded_at: datetime | None = None,
    attachments: tuple[str, ...] = (),
    particulars: Particulars = NO_PARTICULARS,
    asks_reply: bool | None = None,
    secrecy: Secrecy = Secrecy.NONE,
) -> Incident:
    """Report further on an incident, or correct a report; return the incident as known then.

    Parameters
    ----------
    workspace : Workspace
    incident_id : str
    text : str
        What is said.
    changes : mapping, optional
        Fields of the incident that the report sets, in plain JSON values.
    event_date : PartialDate, optional
        When it happened.
    source_paper : str
    corrects : str, optional
        Id of the report that this one corrects; where it stands here twice, of either.
    seen_report_id : str, optional
        Last report that the author had seen (``IncidentPage.last_report_id``); if somebody
        else has changed the same field since, nothing is recorded.
    recorded_at : datetime, optional
        Now, unless said otherwise.
    attachments : tuple of str
        SHA-256 of files that were kept before (``keep_attachment``).
    particulars : Particulars
        Step, paper, from whom and to whom, what is to follow and what it closes.
    asks_reply : bool, optional
        Whether it asks for a reply; without it as its step says.
    secrecy : Secrecy
        Level of this report.

    Raises
    ------
    ConflictError
        If somebody else has changed the same field since the author looked.
    InputError
        If the report says nothing.
    """
    if not text.strip() and not changes and not attachments and particulars.is_empty:
        raise InputError("incidents.empty_report")
    kind: ReportKind = "corrected" if corrects is not None else "changed" if changes else "added"
    if corrects is not None:
        corrects = find_first_copy(workspace.store.reports(incident_id), corrects)
    report = Report(
        id=str(uuid4()),
        incident_id=incident_id,
        kind=kind,
        recorded_at=recorded_at or datetime.now(UTC),
        author=name_author(workspace),
        machine=name_machine(),
        event_date=event_date,
        text=text,
        source_paper=source_paper,
        changes=dict(changes or {}),
        corrects=corrects,
        attachments=attachments,
        particulars=_complete(workspace, particulars, asks_reply),
        secrecy=secrecy,
    )
    seen = {} if seen_report_id is None else {incident_id: seen_report_id}
    return workspace.store.append_reports([report], seen=seen)[0]


def name_machine() -> str:
    """Return the name of this computer, as reports carry it."""
    return platform.node() or "unknown"


def number_prefix(province: str, happened: PartialDate | None, recorded_at: datetime) -> str:
    """Return the start of an incident's number: province and year, ``"CB-2026"``.

    The year is that of the event where it is known, otherwise that of the recording.
    """
    letters = NUMBER_PREFIXES.get(fold_text(province), OTHER_PREFIX)
    return f"{letters}-{recorded_at.year if happened is None else happened.year}"


def _complete(workspace: Workspace, particulars: Particulars, asks_reply: bool | None) -> Particulars:
    """Return particulars with the steps that would answer them, as the list of steps says now."""
    if asks_reply is False:
        return replace(particulars, awaits=())
    if particulars.awaits or not particulars.step:
        return particulars
    step = list_workflow(workspace).step(particulars.step)
    return particulars if step is None else replace(particulars, awaits=step.awaits)


def _check_draft(draft: IncidentDraft) -> list[Finding]:
    return [
        Finding("incidents.missing_field", {"field": name}, name, Severity.ERROR)
        for name in ("title", "category")
        if not getattr(draft, name).strip()
    ]


def _build(draft: IncidentDraft, places: tuple[IncidentPlace, ...]) -> Incident:
    return Incident(
        id=str(uuid4()),
        number="",
        title=draft.title.strip(),
        category=draft.category,
        party=draft.party,
        state=draft.state,
        date=draft.date,
        places=places,
        description=draft.description,
        source_paper=draft.source_paper,
        unit_as_written=draft.unit_as_written,
        province=draft.province,
        secrecy=draft.secrecy,
        event_kind=draft.event_kind,
        works=draft.works,
        markers=draft.markers,
        survey_areas=draft.survey_areas,
    )
