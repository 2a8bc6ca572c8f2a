"""Store what is brought in together with the entry of it, once, and find it again.

Tables, forms and photos all end here. What they bring and the entry that says so are one
transaction of the store. The entry has an id that follows from what the person looked at and
chose, so that a button that is pressed twice, or by two visits at once, brings in once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from border_gis.access import Role
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import ConflictError, DataError, StoreError
from border_gis.exchange.incoming.targets import Target
from border_gis.incidents.imports import Import
from border_gis.services.import_previews import ImportPreview
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace

_THERE_ALREADY = ("store.id_exists", "store.report_exists", "store.incident_exists")


@dataclass(frozen=True, slots=True)
class ImportFile:
    """The file, or files, that an import is of, for its entry.

    Attributes
    ----------
    target : Target
        What the rows become.
    name, sha256, layer : str
    crs : str
        What coordinates were taken for; empty where the file has none.
    mapping : mapping of str to Any
        Our fields and the file's, and what else was chosen.
    """

    target: Target
    name: str
    sha256: str
    layer: str
    crs: str
    mapping: Mapping[str, Any]


def file_of(preview: ImportPreview, **chosen: Any) -> ImportFile:
    """Return the file of a preview, with what else was chosen for it."""
    return ImportFile(
        target=preview.target,
        name=preview.path.name,
        sha256=preview.file_sha256,
        layer=preview.layer.name,
        crs=preview.crs or "",
        mapping={
            "fields": dict(preview.fields.sources),
            "text_form": preview.text_form.value,
            **chosen,
        },
    )


@needs(Role.APPROVER)
def write_import_entry(
    workspace: Workspace,
    import_id: str,
    file: ImportFile,
    moment: datetime,
    *,
    added: Sequence[str],
    replaced: Sequence[str] = (),
    rows_read: int,
    rows_left_out: int,
    reason: str,
) -> ImportEntry:
    """Return the entry of an import, signed by whoever sits there."""
    return ImportEntry(
        id=import_id,
        kind="import",
        recorded_at=moment,
        author=name_author(workspace),
        machine=name_machine(),
        target=file.target.value,
        file_name=file.name,
        file_sha256=file.sha256,
        layer=file.layer,
        crs=file.crs,
        mapping=file.mapping,
        rows_read=rows_read,
        rows_left_out=rows_left_out,
        added=tuple(added),
        replaced=tuple(replaced),
        reason=reason.strip(),
    )


def name_import(entries: Sequence[ImportEntry], seen: str, *chosen: str) -> str:
    """Return the id that an import has, whoever asks how often; another one after it was undone.

    Parameters
    ----------
    entries : sequence of ImportEntry
        Everything that was brought in and taken back.
    seen : str
        Id of what the person looked at.
    *chosen : str
        What was chosen there: with another choice it is another import.
    """
    undone = {entry.undoes for entry in entries}
    import_id = str(uuid5(NAMESPACE_URL, "\n".join(("border-gis:import", seen, *chosen))))
    while import_id in undone:
        import_id = str(uuid5(NAMESPACE_URL, f"border-gis:again:{import_id}"))
    return import_id


def find_imports(entries: Sequence[ImportEntry], ids: Sequence[str]) -> tuple[ImportEntry, ...]:
    """Return imports that are there, in the order of the ids; none unless all of them are."""
    known = {entry.id: entry for entry in entries if entry.id in ids}
    return tuple(known[each] for each in ids) if ids and len(known) == len(ids) else ()


@needs(Role.APPROVER)
def store_imports(workspace: Workspace, imports: Sequence[Import]) -> tuple[ImportEntry, ...]:
    """Store imports, all or none, and return their entries as they are stored.

    Raises
    ------
    ConflictError
        Some of it has been brought in since it was looked at.
    StoreError
        It could not be saved; nothing was.
    """
    try:
        return workspace.store.bring_in(imports)
    except (DataError, StoreError) as error:
        # Without an id it is the file that has something twice.
        if error.code in _THERE_ALREADY and error.params.get("id", True):
            raise ConflictError("imports.came_in_meanwhile", file=imports[0].entry.file_name) from error
        raise
