"""What a person does with the office's own proceedings: list, look at, record, correct, withdraw, undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.changes import ChangeNote, RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.errors import Finding, InputError, NotFoundError, Severity
from border_gis.incidents.model import Incident
from border_gis.incidents.search import split_phrases, write_words
from border_gis.proceedings.kinds import (
    ProceedingKind,
)
from border_gis.proceedings.model import (
    Proceeding,
    write_proceeding_text,
)
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.permissions import name_author, needs
from border_gis.services.proceeding_drafts import ProceedingDraft, build_proceeding
from border_gis.services.workflow import list_proceeding_kinds
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class ProceedingFilter:
    """Which proceedings are asked for; all without any wish.

    Attributes
    ----------
    text : str
        Whole words or phrases, without regard to case and accents.
    kinds : tuple of str
        Codes of kinds.
    first, last : PartialDate or None
        Those that may have been on these days or between them.
    withdrawn : bool
        Those that were withdrawn too.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    first: PartialDate | None = None
    last: PartialDate | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ProceedingPage:
    """A proceeding with what it is related to, and everything that was recorded of it.

    Attributes
    ----------
    proceeding : Proceeding
    kind : ProceedingKind or None
        None for one that the lists no longer have.
    incidents : tuple of Incident
    changes : tuple of RegisterChange
        Oldest first.
    """

    proceeding: Proceeding
    kind: ProceedingKind | None
    incidents: tuple[Incident, ...] = ()
    changes: tuple[RegisterChange, ...] = field(default=())

    @property
    def undone(self) -> frozenset[str]:
        """Ids of the entries that were undone."""
        return frozenset(change.undoes for change in self.changes if change.undoes)


@needs(Role.VIEWER)
def list_proceedings(workspace: Workspace, wanted: ProceedingFilter | None = None) -> tuple[Proceeding, ...]:
    """Return what the office did and wrote, as far as the actor may see it, the latest first."""
    asked = wanted or ProceedingFilter()
    phrases = split_phrases(asked.text)
    found = [
        each
        for each in workspace.store.proceedings()
        if (asked.withdrawn or not each.is_withdrawn)
        and (not asked.kinds or each.kind in asked.kinds)
        and (asked.first is None or (each.until or each.happened).last_day >= asked.first.first_day)
        and (asked.last is None or each.happened.first_day <= asked.last.last_day)
        and _holds(each, phrases)
    ]
    return tuple(sorted(found, key=lambda each: (each.happened.last_day, each.number), reverse=True))


@needs(Role.VIEWER)
def show_proceeding(workspace: Workspace, id_or_number: str) -> ProceedingPage:
    """Return one of them with what it is related to and its history.

    Raises
    ------
    NotFoundError
        If there is none, or it is above the actor's clearance: the same answer to both.
    """
    proceeding = workspace.store.proceeding(id_or_number)
    kinds = {kind.code: kind for kind in list_proceeding_kinds(workspace)}
    seen: dict[str, Incident] = {}
    changes = workspace.store.register_changes(proceeding.id)
    named = [*proceeding.incidents]
    for change in changes:
        for values in (change.before, change.after):
            named += values.get("incidents", ())
    for incident_id in dict.fromkeys(named):
        try:
            seen[incident_id] = workspace.store.incident(incident_id)
        except NotFoundError:
            continue
    return ProceedingPage(
        proceeding,
        kinds.get(proceeding.kind),
        tuple(seen[each] for each in proceeding.incidents if each in seen),
        tuple(
            replace(change, before=_name(change.before, seen), after=_name(change.after, seen))
            for change in changes
        ),
    )


@needs(Role.VIEWER)
def check_proceeding(workspace: Workspace, draft: ProceedingDraft) -> tuple[Finding, ...]:
    """Return what does not fit in a draft; with an error among it, it cannot be recorded."""
    _, findings = build_proceeding(workspace, draft, Proceeding(str(uuid4()), "", "", PartialDate(1)))
    return tuple(findings)


@needs(Role.RECORDER)
def record_proceeding(
    workspace: Workspace,
    draft: ProceedingDraft,
    proceeding_id: str = "",
    recorded_at: datetime | None = None,
) -> Proceeding:
    """Record something that the office did or wrote; return it with its number. It is durable then.

    Parameters
    ----------
    workspace : Workspace
    draft : ProceedingDraft
    proceeding_id : str
        Id for it: recording the same draft twice records it once.
    recorded_at : datetime, optional

    Raises
    ------
    InputError
        If something is missing or does not fit.
    """
    empty = Proceeding(proceeding_id or str(uuid4()), "", "", PartialDate(1))
    proceeding = _build_or_refuse(workspace, draft, empty)
    note = _note(workspace, "", recorded_at)
    prefix = "CT-" + number_prefix(proceeding.province, proceeding.happened, note.recorded_at)
    return workspace.store.record_proceeding(proceeding, prefix, note)


@needs(Role.RECORDER)
def correct_proceeding(
    workspace: Workspace,
    before: Proceeding,
    draft: ProceedingDraft,
    reason: str,
    recorded_at: datetime | None = None,
) -> Proceeding:
    """Correct one that the author has seen as ``before``, by another entry; return it as it is then.

    Raises
    ------
    InputError
        If no reason is given, or the draft cannot be recorded.
    ConflictError
        If somebody else has changed one of the same fields since.
    """
    if not reason.strip():
        raise InputError("proceedings.no_reason")
    after = _build_or_refuse(workspace, draft, before)
    return workspace.store.change_proceeding(before, after, _note(workspace, reason, recorded_at))


@needs(Role.RECORDER)
def withdraw_proceeding(
    workspace: Workspace, id_or_number: str, reason: str, recorded_at: datetime | None = None
) -> Proceeding:
    """Withdraw what should not have been recorded, by another entry: it counts nowhere then.

    Raises
    ------
    InputError
        If no reason is given, or it is withdrawn already.
    """
    if not reason.strip():
        raise InputError("proceedings.no_reason")
    before = workspace.store.proceeding(id_or_number)
    if before.is_withdrawn:
        raise InputError("proceedings.is_withdrawn", number=before.number)
    after = replace(before, is_withdrawn=True)
    return workspace.store.change_proceeding(before, after, _note(workspace, reason, recorded_at))


@needs(Role.RECORDER)
def undo_proceeding_change(
    workspace: Workspace, change_id: str, reason: str = "", recorded_at: datetime | None = None
) -> Proceeding:
    """Put back, by another entry, what a correction or a withdrawal has changed.

    Raises
    ------
    ConflictError
        If one of the fields has been changed again since.
    NotFoundError, DataError
        If there is no such entry, or it cannot be undone.
    """
    return workspace.store.undo_proceeding_change(change_id, _note(workspace, reason, recorded_at))


@needs(Role.VIEWER)
def draft_of_proceeding(workspace: Workspace, proceeding: Proceeding) -> ProceedingDraft:
    """Return a proceeding as a draft, to be corrected; its incidents by their numbers."""
    page = show_proceeding(workspace, proceeding.id)
    return ProceedingDraft(
        kind=proceeding.kind,
        title=proceeding.title,
        happened=proceeding.happened,
        until=proceeding.until,
        state=proceeding.state,
        papers=proceeding.papers,
        offices=proceeding.offices,
        reference_text=proceeding.reference_as_written,
        gates=proceeding.gates,
        units=proceeding.units,
        incidents=tuple(incident.number for incident in page.incidents),
        text=proceeding.text,
        source=proceeding.source,
        province=proceeding.province,
        secrecy=proceeding.secrecy,
    )


def _build_or_refuse(workspace: Workspace, draft: ProceedingDraft, base: Proceeding) -> Proceeding:
    proceeding, findings = build_proceeding(workspace, draft, base)
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)
    return proceeding


def _holds(proceeding: Proceeding, phrases: tuple[str, ...]) -> bool:
    words = write_words(write_proceeding_text(proceeding)) if phrases else ""
    return all(phrase in words for phrase in phrases)


def _name(values: Any, seen: dict[str, Incident]) -> dict[str, Any]:
    """Return the values of an entry with its incidents by their numbers, those that may be seen."""
    said = dict(values)
    if "incidents" in said:
        said["incidents"] = [seen[each].number for each in said["incidents"] if each in seen]
    return said


def _note(workspace: Workspace, reason: str, recorded_at: datetime | None) -> ChangeNote:
    moment = recorded_at or datetime.now(UTC)
    return ChangeNote(name_author(workspace), name_machine(), moment, reason.strip())
