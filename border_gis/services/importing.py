"""Bring a file in, and take it back: all rows or only the good ones, and never by halves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid4, uuid5

from border_gis.access import Role
from border_gis.boundary.imports import ImportEntry
from border_gis.boundary.line_deeds import TARGET as LINE_CHANGE
from border_gis.errors import ConflictError, InputError, NotFoundError, StoreError
from border_gis.exchange.incoming.as_incidents import name_old_number
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.legacy_text import TextForm
from border_gis.incidents.imports import Import
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import open_incident
from border_gis.services.import_previews import KEPT_MAPPINGS, ImportPreview, signature_of
from border_gis.services.import_reports import write_corrections
from border_gis.services.import_storing import (
    file_of,
    find_imports,
    name_import,
    store_imports,
    write_import_entry,
)
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.line_change_undoing import count_standing_moves
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace

Existing = Literal["skip", "replace"]
_MOST_KEPT_MAPPINGS = 50


@needs(Role.APPROVER)
def run_import(
    workspace: Workspace,
    preview: ImportPreview,
    *,
    only_good: bool = False,
    existing: Existing = "skip",
    reason: str = "",
) -> ImportEntry:
    """Store what a preview shows together with the entry that it was brought in, or nothing.

    Every thing has an id that follows from the file and its row, so that bringing in the same
    file twice changes nothing. The same preview once more gives the entry that is there.

    Parameters
    ----------
    workspace : Workspace
    preview : ImportPreview
    only_good : bool
        Leaves out rows that cannot be used; without it one of them stops everything.
    existing : {"skip", "replace"}
        What happens to markers whose number the register has: theirs stay, or the file's
        stand in their place until the import is undone.
    reason : str

    Raises
    ------
    InputError
        Something has to be chosen first, there are rows that cannot be used, or there is
        nothing to bring in.
    ConflictError
        Some of it has been brought in since it was looked at.
    StoreError
        It could not be saved.
    """
    if preview.blocked_by is not None:
        raise InputError(preview.blocked_by.code, **preview.blocked_by.params)
    if preview.bad and not only_good:
        raise InputError("imports.bad_rows", count=len(preview.bad), total=len(preview.rows))
    before = list_imports(workspace)
    import_id = name_import(before, preview.id, existing)
    if stored := find_imports(before, (import_id,)):
        return stored[0]
    moment, hidden = datetime.now(UTC), workspace.store.withdrawn()
    known = _known_ids(workspace, preview.target)
    replaces = preview.target is Target.MARKERS and existing == "replace"
    passed_over = frozenset() if replaces or preview.target is not Target.MARKERS else preview.existing
    things = [thing for row in preview.good if row.number not in passed_over and (thing := row.thing)]
    new = [thing for thing in things if thing.id not in known]
    if not new:
        raise InputError("imports.nothing_new", file=preview.path.name, count=len(preview.good))
    replaced: list[str] = []
    if replaces:
        taken = {marker.reference for marker in new}
        replaced = [marker.id for marker in workspace.markers if marker.reference in taken]
    correction = "" if preview.correction is None else preview.correction.value
    entry = write_import_entry(
        workspace,
        import_id,
        file_of(preview, existing=existing, correction=correction),
        moment,
        added=[thing.id for thing in new],
        replaced=replaced,
        rows_read=len(preview.rows),
        rows_left_out=len(preview.rows) - len(new),
        reason=reason,
    )
    keep_mapping(workspace, preview)
    return _store(workspace, preview.target, [thing for thing in new if thing.id not in hidden], entry)


@needs(Role.APPROVER)
def undo_import(workspace: Workspace, import_id: str, reason: str = "") -> ImportEntry:
    """Take back what an import brought in; what it stood in place of is there again.

    Nothing is removed: incidents and their reports stay in the store, unlisted.

    Raises
    ------
    NotFoundError
        There is no such import.
    ConflictError
        Some of it has been worked on since: it would be lost from sight.
    DataError
        It has been undone already.
    """
    entry = next((each for each in list_imports(workspace) if each.id == import_id), None)
    if entry is None:
        raise NotFoundError("imports.unknown", id=import_id)
    worked_on = _find_worked_on(workspace, entry)
    if worked_on:
        raise ConflictError("imports.worked_on", file=entry.file_name, count=worked_on)
    undone = ImportEntry(
        id=str(uuid4()),
        kind="undo",
        recorded_at=datetime.now(UTC),
        author=name_author(workspace),
        machine=name_machine(),
        target=entry.target,
        file_name=entry.file_name,
        file_sha256=entry.file_sha256,
        layer=entry.layer,
        undoes=entry.id,
        reason=reason.strip(),
    )
    workspace.store.take_back(undone, write_corrections(workspace, entry, reason))
    return undone


@needs(Role.VIEWER)
def list_imports(workspace: Workspace) -> tuple[ImportEntry, ...]:
    """Return what was brought in and taken back, newest first."""
    return tuple(entry for entry in workspace.store.imports() if entry.target != LINE_CHANGE)


def _known_ids(workspace: Workspace, target: Target) -> frozenset[str]:
    """Return the ids of what is listed: what was taken back may come in again."""
    match target:
        case Target.MARKERS:
            return frozenset(marker.id for marker in workspace.markers)
        case Target.WORKS:
            return frozenset(work.id for work in workspace.works)
        case Target.UNITS:
            return frozenset(unit.id for unit in workspace.units)
        case Target.LINE:
            return frozenset(line.id for line in workspace.lines)
        case _:
            return frozenset(incident.id for incident in workspace.store.incidents())


def _store(workspace: Workspace, target: Target, things: Sequence[Any], entry: ImportEntry) -> ImportEntry:
    match target:
        case Target.MARKERS:
            brought = Import(entry, markers=things)
        case Target.WORKS:
            brought = Import(entry, works=things)
        case Target.UNITS:
            brought = Import(entry, units=things)
        case Target.LINE:
            brought = Import(entry, lines=things)
        case _:
            return _store_incidents(workspace, things, entry)
    return store_imports(workspace, [brought])[0]


def _store_incidents(workspace: Workspace, incidents: Sequence[Incident], entry: ImportEntry) -> ImportEntry:
    taken = {incident.number for incident in workspace.store.incidents()}
    by_prefix: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        kept = _give_up_number(incident) if incident.number in taken else incident
        by_prefix[number_prefix(incident.province, incident.date, entry.recorded_at)].append(kept)
    while True:
        reports = {prefix: _open_all(some, entry) for prefix, some in by_prefix.items()}
        try:
            return store_imports(workspace, [Import(entry, reports=reports)])[0]
        except StoreError as error:
            if error.code != "store.number_taken":
                raise
            number = error.params["number"]
            prefix = next((each for each, some in by_prefix.items() if _has_number(some, number)), None)
            if prefix is None:
                raise
            # By something that the person who imports may not see: no number of theirs tells of it.
            by_prefix[prefix] = [_give_up_number(each) for each in by_prefix[prefix]]


def _has_number(incidents: Sequence[Incident], number: str) -> bool:
    return any(incident.number == number for incident in incidents)


def _open_all(incidents: Sequence[Incident], entry: ImportEntry) -> list[Report]:
    return [
        replace(
            open_incident(
                incident, recorded_at=entry.recorded_at, author=entry.author, machine=entry.machine
            ),
            id=str(uuid5(NAMESPACE_URL, f"border-gis:opening:{incident.id}")),
        )
        for incident in incidents
    ]


def _give_up_number(incident: Incident) -> Incident:
    """Leave an incident to be numbered here; its description keeps the number that it had."""
    if not incident.number:
        return incident
    words = (incident.description, name_old_number(incident.number))
    return replace(incident, number="", description="\n".join(part for part in words if part))


def _find_worked_on(workspace: Workspace, entry: ImportEntry) -> int:
    """Return how many things of an import have been changed or reported on since."""
    store = workspace.store
    if entry.target == Target.INCIDENTS:
        reports = store.reports_of(entry.added)
        made = entry.mapping.get("reports", {})
        return sum(len(each) > made.get(incident_id, 1) for incident_id, each in reports.items())
    if entry.target in (Target.WORKS, Target.MARKERS):
        added = set(entry.added)
        changed = {
            change.object_id
            for change in store.register_history(entry.target)
            if change.object_id in added and change.kind != "added"
        }
        return len(changed)
    # Places that were moved to a line would lie on none.
    return count_standing_moves(workspace, entry.added) if entry.target == Target.LINE else 0


@needs(Role.APPROVER)
def keep_mapping(workspace: Workspace, preview: ImportPreview) -> None:
    """Keep how the fields of a file were matched, for the next file of its kind."""
    kept = dict(workspace.store.setting(KEPT_MAPPINGS, {}))
    signature = signature_of(preview.layer)
    kept.pop(signature, None)
    kept[signature] = {
        "target": preview.target.value,
        "fields": dict(preview.fields.sources),
        "crs": "" if preview.layer.crs else preview.crs or "",
        "text_form": TextForm(preview.text_form).value,
    }
    newest = dict(list(kept.items())[-_MOST_KEPT_MAPPINGS:])
    workspace.store.set_setting(KEPT_MAPPINGS, newest)
