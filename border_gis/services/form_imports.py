"""Bring the export of a form in: what is new of it, with its parts and photos, and never by halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from border_gis.access import Role, Secrecy
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import DataError, InputError
from border_gis.exchange.incoming.targets import Target
from border_gis.incidents.imports import Import
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import open_incident
from border_gis.services.attachments import keep_attachment
from border_gis.services.form_choices import keep_uses
from border_gis.services.form_previews import WITH_PARTS, FormPreview, FormRow
from border_gis.services.import_previews import ImportPreview
from border_gis.services.import_storing import (
    file_of,
    find_imports,
    name_import,
    store_imports,
    write_import_entry,
)
from border_gis.services.importing import keep_mapping, list_imports, run_import
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows of one table that become things of one kind."""

    preview: ImportPreview
    rows: tuple[FormRow, ...]
    all_rows: int


@needs(Role.APPROVER)
def import_form(
    workspace: Workspace,
    preview: FormPreview,
    *,
    only_good: bool = False,
    secrecy: Secrecy = Secrecy.NONE,
    reason: str = "",
) -> tuple[ImportEntry, ...]:
    """Store the new submissions of a form together with the entries that they were brought in, or nothing.

    What came in before is passed over; what was edited since is left as it is. Parts that
    become things of another kind, or of another table, are an import of their own. Photos and
    papers are kept first, each once, by what is in them: where nothing else comes in, no report
    names them, and the next try finds them there.

    Parameters
    ----------
    workspace : Workspace
    preview : FormPreview
    only_good : bool
        Leaves out rows that cannot be used; without it one of them stops everything.
    secrecy : Secrecy
        Of photos and papers, and of the reports that name them.
    reason : str

    Raises
    ------
    InputError
        Something has to be chosen first, there are rows that cannot be used, or there is
        nothing new.
    ConflictError
        Some of it has been brought in since it was looked at.
    DataError
        A photo has gone since it was looked into.
    StoreError
        It could not be saved.
    """
    main = preview.main
    if preview.blocked_by is not None:
        raise InputError(preview.blocked_by.code, **preview.blocked_by.params)
    if main.target not in WITH_PARTS:
        return (run_import(workspace, main, only_good=only_good, reason=reason),)
    if preview.bad and not only_good:
        total = len(main.rows) + sum(len(read.rows) for read, _ in preview.own.values())
        raise InputError("imports.bad_rows", count=len(preview.bad), total=total)
    batches = [_Batch(main, preview.coming, len(main.rows))]
    for read, rows in preview.own.values():
        batches.append(_Batch(read, tuple(row for row in rows if row.comes_in), len(read.rows)))
    batches = [batch for batch in batches if batch.rows]
    if not batches:
        raise InputError("imports.nothing_new", file=main.path.name, count=len(main.good))
    before = list_imports(workspace)
    ids = [name_import(before, batch.preview.id, secrecy.value) for batch in batches]
    if stored := find_imports(before, ids):
        return stored
    for batch in batches:
        keep_mapping(workspace, batch.preview)
    keep_uses(workspace, main, preview.uses)
    moment = datetime.now(UTC)
    imports = [
        _write_import(workspace, batch, import_id, secrecy, reason, moment)
        for batch, import_id in zip(batches, ids, strict=True)
    ]
    return store_imports(workspace, imports)


def _write_import(
    workspace: Workspace, batch: _Batch, import_id: str, secrecy: Secrecy, reason: str, moment: datetime
) -> Import:
    preview = batch.preview
    hidden = workspace.store.withdrawn()
    coming = [row for row in batch.rows if row.thing.id not in hidden]
    reports: dict[str, list[Report]] = {}
    made: dict[str, int] = {}
    if preview.target is Target.INCIDENTS:
        for row in coming:
            incident = _prepare(row.thing, secrecy if row.files else Secrecy.NONE)
            written = _write_reports(workspace, row, incident, secrecy, moment)
            made[incident.id] = len(written)
            prefix = number_prefix(incident.province, incident.date, moment)
            reports.setdefault(prefix, []).extend(written)
    shown_again = {
        row.thing.id: len(workspace.store.reports(row.thing.id)) or 1
        for row in batch.rows
        if row.thing.id in hidden and preview.target is Target.INCIDENTS
    }
    submissions = {
        row.submission.key: [row.fingerprint, row.submission.alias]
        for row in batch.rows
        if row.submission.key
    }
    entry = write_import_entry(
        workspace,
        import_id,
        file_of(preview, reports={**made, **shown_again}, submissions=submissions),
        moment,
        added=[row.thing.id for row in batch.rows],
        rows_read=batch.all_rows,
        rows_left_out=batch.all_rows - len(batch.rows),
        reason=reason,
    )
    works = [row.thing for row in coming] if preview.target is Target.WORKS else ()
    return Import(entry, works=works, reports=reports)


def _write_reports(
    workspace: Workspace, row: FormRow, incident: Incident, secrecy: Secrecy, moment: datetime
) -> list[Report]:
    """Return the report that opens an incident, and one for each part that becomes a report."""
    author, machine = name_author(workspace), name_machine()
    opening = replace(
        open_incident(
            incident,
            recorded_at=moment,
            author=author,
            machine=machine,
            text="\n".join(part for part in (incident.description, row.text) if part),
            attachments=_keep(workspace, row.files, secrecy, moment),
        ),
        id=str(uuid5(NAMESPACE_URL, f"border-gis:opening:{incident.id}")),
    )
    further = [
        Report(
            id=str(uuid5(NAMESPACE_URL, f"border-gis:part:{incident.id}:{part.key}")),
            incident_id=incident.id,
            kind="added",
            recorded_at=moment,
            author=author,
            machine=machine,
            event_date=incident.date,
            text=part.text,
            source_paper=incident.source_paper,
            attachments=_keep(workspace, part.files, secrecy, moment),
            secrecy=secrecy if part.files else incident.secrecy,
        )
        for part in row.reports
    ]
    return [opening, *further]


def _prepare(incident: Incident, secrecy: Secrecy) -> Incident:
    """Return an incident without a number of its own, at least as secret as its files."""
    level = max(incident.secrecy, secrecy, key=lambda each: each.rank)
    words = [incident.description, f"[{incident.number}]" if incident.number else ""]
    description = "\n".join(part for part in words if part)
    return replace(incident, number="", description=description, secrecy=level)


def _keep(workspace: Workspace, files: Sequence[Path], secrecy: Secrecy, moment: datetime) -> tuple[str, ...]:
    kept: list[str] = []
    for path in files:
        try:
            content: Any = path.read_bytes()
        except OSError as error:
            raise DataError("imports.photo_changed", name=path.name) from error
        found = keep_attachment(workspace, path.name, content, secrecy=secrecy, received_at=moment)
        kept.append(found.sha256)
    return tuple(dict.fromkeys(kept))
