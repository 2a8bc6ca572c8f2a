"""Bring the export of a form in: what is new of it, with its parts and photos, and never by halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from border_gis.access import Role, Secrecy
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import DataError, InputError
from border_gis.exchange.incoming.targets import Target
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.view import open_incident
from border_gis.services.attachments import keep_attachment
from border_gis.services.form_choices import keep_uses
from border_gis.services.form_previews import WITH_PARTS, FormPreview, FormRow
from border_gis.services.import_previews import ImportPreview
from border_gis.services.importing import keep_mapping, run_import
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
    """Store the new submissions of a form, and write down that they were brought in.

    What came in before is passed over; what was edited since is left as it is. Parts that
    become things of another kind, or of another table, are an import of their own.

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
    moment = datetime.now(UTC)
    entries = [_store(workspace, batch, secrecy, reason, moment) for batch in batches]
    for batch in batches:
        keep_mapping(workspace, batch.preview)
    keep_uses(workspace, main, preview.uses)
    return tuple(entries)


def _store(
    workspace: Workspace, batch: _Batch, secrecy: Secrecy, reason: str, moment: datetime
) -> ImportEntry:
    preview = batch.preview
    hidden = workspace.store.withdrawn()
    coming = [row for row in batch.rows if row.thing.id not in hidden]
    note = ChangeNote(name_author(workspace), name_machine(), moment, reason=preview.path.name)
    made: dict[str, int] = {}
    if preview.target is Target.INCIDENTS:
        made = _report(workspace, coming, secrecy, note)
    else:
        workspace.store.add_works([row.thing for row in coming], note)
    shown_again = {
        row.thing.id: len(workspace.store.reports(row.thing.id)) or 1
        for row in batch.rows
        if row.thing.id in hidden and preview.target is Target.INCIDENTS
    }
    entry = ImportEntry(
        id=str(uuid4()),
        kind="import",
        recorded_at=moment,
        author=note.author,
        machine=note.machine,
        target=preview.target.value,
        file_name=preview.path.name,
        file_sha256=preview.file_sha256,
        layer=preview.layer.name,
        crs=preview.crs or "",
        mapping={
            "fields": dict(preview.fields.sources),
            "text_form": preview.text_form.value,
            "reports": {**made, **shown_again},
            "submissions": {
                row.submission.key: [row.fingerprint, row.submission.alias]
                for row in batch.rows
                if row.submission.key
            },
        },
        rows_read=batch.all_rows,
        rows_left_out=batch.all_rows - len(batch.rows),
        added=tuple(row.thing.id for row in batch.rows),
        reason=reason.strip(),
    )
    workspace.store.append_import(entry)
    return entry


def _report(
    workspace: Workspace, rows: Sequence[FormRow], secrecy: Secrecy, note: ChangeNote
) -> dict[str, int]:
    """Open an incident for each row and report its parts; return how many reports each has got."""
    by_prefix: dict[str, list[Report]] = {}
    made: dict[str, int] = {}
    for row in rows:
        incident = _prepare(row.thing, secrecy if row.files else Secrecy.NONE)
        opening = replace(
            open_incident(
                incident,
                recorded_at=note.recorded_at,
                author=note.author,
                machine=note.machine,
                text="\n".join(part for part in (incident.description, row.text) if part),
                attachments=_keep(workspace, row.files, secrecy, note.recorded_at),
            ),
            id=str(uuid5(NAMESPACE_URL, f"border-gis:opening:{incident.id}")),
        )
        further = [
            Report(
                id=str(uuid5(NAMESPACE_URL, f"border-gis:part:{incident.id}:{part.key}")),
                incident_id=incident.id,
                kind="added",
                recorded_at=note.recorded_at,
                author=note.author,
                machine=note.machine,
                event_date=incident.date,
                text=part.text,
                source_paper=incident.source_paper,
                attachments=_keep(workspace, part.files, secrecy, note.recorded_at),
                secrecy=secrecy if part.files else incident.secrecy,
            )
            for part in row.reports
        ]
        made[incident.id] = 1 + len(further)
        prefix = number_prefix(incident.province, incident.date, note.recorded_at)
        by_prefix.setdefault(prefix, []).extend([opening, *further])
    for prefix, reports in by_prefix.items():
        workspace.store.append_reports(reports, prefix)
    return made


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
