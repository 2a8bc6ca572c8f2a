"""Take back what a field pack has brought: each thing gets an entry that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.register.marker import Marker
from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.i18n import translate
from border_gis.services.field_deeds import LANGUAGE, plain_value
from border_gis.services.incidents import add_report, name_machine
from border_gis.services.markers import change_marker
from border_gis.services.permissions import name_author, needs
from border_gis.services.work_recording import undo_work_change
from border_gis.services.workspaces import Workspace
from border_gis.surveys.field import FieldDeed, FieldKind, FieldReturn


@needs(Role.APPROVER)
def undo_return(workspace: Workspace, return_id: str, reason: str = "") -> FieldReturn:
    """Take back what a returned pack has brought; each thing gets an entry that says so.

    Nothing is removed: new incidents are no longer listed, reports are corrected, changes of
    the register are put back, photos stay kept.

    Raises
    ------
    NotFoundError
        There is no such return.
    ConflictError
        Some of it has been worked on since.
    DataError
        It has been undone already.
    """
    store = workspace.store
    entry = next(
        (
            each
            for pack in store.field_packs()
            for each in store.field_returns(pack.id)
            if each.id == return_id
        ),
        None,
    )
    if entry is None or entry.kind != "return":
        raise NotFoundError("field.unknown_return", id=return_id)
    if any(each.undoes == return_id for each in store.field_returns(entry.pack_id)):
        raise DataError("field.undone_already", file=entry.file_name)
    worked_on = [deed.label or deed.key[:8] for deed in entry.deeds if not _stands(workspace, deed)]
    if worked_on:
        raise ConflictError("field.worked_on", things=worked_on)
    said = reason.strip() or translate("field.undone_said", {"file": entry.file_name}, LANGUAGE)
    for deed in reversed(entry.deeds):
        _undo(workspace, deed, said)
    undone = FieldReturn(
        id=str(uuid4()),
        pack_id=entry.pack_id,
        kind="undo",
        recorded_at=datetime.now(UTC),
        author=name_author(workspace),
        machine=name_machine(),
        file_name=entry.file_name,
        file_sha256=entry.file_sha256,
        undoes=entry.id,
        reason=said,
    )
    store.append_field_return(undone)
    return undone


def _stands(workspace: Workspace, deed: FieldDeed) -> bool:
    """Return whether what a deed has set is still so, and the last that was said."""
    if not deed.entry:
        return True
    if deed.kind is FieldKind.MARKER:
        marker = _find_marker(workspace, deed.object_id)
        return marker is not None and all(
            plain_value(getattr(marker, name)) == value for name, value in deed.set_values.items()
        )
    if deed.kind is FieldKind.WORK:
        changes = workspace.store.register_changes(deed.object_id)
        return bool(changes) and changes[-1].id == deed.entry
    reports = workspace.store.reports(deed.object_id)
    return bool(reports) and reports[-1].id == deed.entry


def _undo(workspace: Workspace, deed: FieldDeed, reason: str) -> None:
    if not deed.entry or deed.is_new:
        return
    if deed.kind is FieldKind.MARKER:
        marker = _find_marker(workspace, deed.object_id)
        if marker is not None:
            before = {name: _read_plain(name, deed.before.get(name)) for name in deed.set_values}
            change_marker(workspace, marker, replace(marker, **before), reason=reason)
    elif deed.kind is FieldKind.WORK:
        undo_work_change(workspace, deed.entry, reason)
    else:
        # A correction that takes a field back lets the report say nothing of it.
        taken_back = dict.fromkeys(deed.set_values)
        add_report(workspace, deed.object_id, reason, changes=taken_back, corrects=deed.entry)


def _find_marker(workspace: Workspace, marker_id: str) -> Marker | None:
    return next((each for each in workspace.markers if each.id == marker_id), None)


def _read_plain(name: str, value: str | None) -> Any:
    if name == "last_inspected":
        return None if value is None else date.fromisoformat(value)
    return (value or "") if name == "note" else value
