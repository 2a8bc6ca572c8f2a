"""Take a field pack back: see first what it brings, then take over what is not in dispute."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.boundary.register.marker import Marker
from border_gis.errors import BorderGisError, DataError, Finding, Severity
from border_gis.exchange.field_columns import EDITED, LAYERS
from border_gis.exchange.file_names import clean_file_name
from border_gis.exchange.incoming.field_pack import ReturnedPack, find_missing_layers, open_field_pack
from border_gis.exchange.media_types import check_attachment
from border_gis.incidents.model import Incident, IncidentParty, IncidentState
from border_gis.services.attachments import keep_attachments
from border_gis.services.categories import list_categories
from border_gis.services.field_deeds import DeedWriter
from border_gis.services.field_packs import office_values
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.surveys.field import (
    Choice,
    FieldDeed,
    FieldKind,
    FieldPack,
    FieldReturn,
    FieldRow,
    LeftOpen,
    PackedObject,
    Values,
)
from border_gis.surveys.field_compare import FieldItem, FieldOutcome, compare_rows
from border_gis.works.model import Work, WorkState

_LEFT = (
    FieldOutcome.CONFLICT,
    FieldOutcome.WITHDRAWN,
    FieldOutcome.DELETED,
    FieldOutcome.DOUBLE,
    FieldOutcome.UNKNOWN,
    FieldOutcome.UNFIT,
)
_CODES: Mapping[tuple[FieldKind, str], frozenset[str]] = {
    (FieldKind.WORK, "state"): frozenset(WorkState),
    (FieldKind.INCIDENT, "state"): frozenset(IncidentState),
    (FieldKind.OBSERVATION, "party"): frozenset(IncidentParty),
}


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What a pack brings back, before anything is stored.

    Attributes
    ----------
    pack : FieldPack
    returned : ReturnedPack
    items : tuple of FieldItem
    findings : tuple of Finding
        Layers and photos that are missing, and why rows cannot be used.
    """

    pack: FieldPack
    returned: ReturnedPack
    items: tuple[FieldItem, ...]
    findings: tuple[Finding, ...]

    def of(self, *outcomes: FieldOutcome) -> tuple[FieldItem, ...]:
        """Return the rows with some outcome."""
        return tuple(item for item in self.items if item.outcome in outcomes)

    @property
    def left(self) -> tuple[FieldItem, ...]:
        """The rows that are for a person to look at."""
        return self.of(*_LEFT)


@needs(Role.RECORDER)
def preview_return(workspace: Workspace, path: Path, scratch: Path) -> ReturnPreview:
    """Return what a pack would bring into the office, without storing anything.

    Parameters
    ----------
    workspace : Workspace
    path : Path
        The folder, a ZIP archive of it, or its GeoPackage with what lies beside it.
    scratch : Path
        An empty folder for copies, which has to last as long as the preview.

    Raises
    ------
    DataError
        It is no pack, is damaged, or its manifest was altered.
    NotFoundError
        This office has not made the pack, or the actor may not know of it.
    """
    returned = open_field_pack(path, scratch)
    pack = _find_pack(workspace, returned.manifest)
    return _look(workspace, pack, returned)


@needs(Role.APPROVER)
def take_return(
    workspace: Workspace,
    preview: ReturnPreview,
    choices: Mapping[str, Choice] | None = None,
    reason: str = "",
) -> FieldReturn | None:
    """Take over what a pack brings back; what is in dispute stays for a person.

    Parameters
    ----------
    workspace : Workspace
    preview : ReturnPreview
    choices : mapping of str to {"office", "field"}, optional
        Whose values stand, by the key of the row, where a person has decided a conflict.
    reason : str

    Returns
    -------
    FieldReturn or None
        None where there was nothing new: taking the same pack back again changes nothing.

    Raises
    ------
    ConflictError
        Somebody has changed the same while this was done.
    StoreError
        It could not be saved.
    """
    choices = choices or {}
    now = _look(workspace, preview.pack, preview.returned)
    wanted = [
        item
        for item in now.items
        if item.outcome is FieldOutcome.TAKE
        or (item.outcome is FieldOutcome.CONFLICT and item.key in choices)
    ]
    if not wanted:
        return None
    moment = datetime.now(UTC)
    author, machine = name_author(workspace), name_machine()
    writer = DeedWriter(workspace, now.pack, moment, _when_undone(workspace, now.pack))
    deeds = []
    for item in wanted:
        photos = _keep_photos(workspace, now.returned, item)
        deeds.append(writer.write(item, photos, choices.get(item.key)))
    done = {item.key for item in wanted}
    entry = FieldReturn(
        id=str(uuid4()),
        pack_id=now.pack.id,
        kind="return",
        recorded_at=moment,
        author=author,
        machine=machine,
        file_name=now.returned.file_name,
        file_sha256=now.returned.file_sha256,
        deeds=tuple(deeds),
        left=tuple(_leave(item) for item in now.left if item.key not in done),
        reason=reason.strip(),
    )
    workspace.store.append_field_return(entry)
    return entry


def _find_pack(workspace: Workspace, manifest: str) -> FieldPack:
    try:
        said = json.loads(manifest)
        pack_id, number = str(said["pack"]), str(said.get("number", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError("field.altered_manifest", file="manifest") from error
    pack = next((each for each in workspace.store.field_packs() if each.id == pack_id), None)
    if pack is None:
        raise DataError("field.other_office", number=number)
    if hashlib.sha256(manifest.encode()).hexdigest() != pack.manifest_sha256:
        raise DataError("field.altered_manifest", file=pack.number)
    return pack


def _look(workspace: Workspace, pack: FieldPack, returned: ReturnedPack) -> ReturnPreview:
    store = workspace.store
    deeds = standing_deeds(store.field_returns(pack.id))
    objects = store.field_objects(pack.id)
    missing = find_missing_layers(returned, frozenset(json.loads(pack.manifest)["layers"]) & set(LAYERS))
    gone = {str(finding.params["layer"]) for finding in missing}
    there = [one for one in objects if not _is_gone(one, gone, returned)]
    items = compare_rows(there, returned.rows, _office_now(workspace, objects, deeds), deeds)
    checked: list[FieldItem] = []
    findings = list(missing)
    codes = {
        **_CODES,
        (FieldKind.OBSERVATION, "category"): frozenset(c.code for c in list_categories(workspace)),
    }
    for item in items:
        found = () if item.row is None else tuple(_check(item, item.row, codes))
        unfit = any(each.severity is Severity.ERROR for each in found)
        is_unfit = unfit and item.outcome in (FieldOutcome.TAKE, FieldOutcome.CONFLICT)
        if item.outcome is not FieldOutcome.SAME:
            findings += found
        photos, unfit_photos = _sort_photos(returned, item)
        findings += unfit_photos
        known = replace(item, new_photos=photos, outcome=FieldOutcome.UNFIT if is_unfit else item.outcome)
        is_empty = not (item.values or item.new_note or photos)
        if is_empty and known.outcome is FieldOutcome.TAKE:
            # All that is new is a photo that is not there.
            known = replace(known, outcome=FieldOutcome.SAME)
        checked.append(known)
    findings += _find_moved(there, returned.rows)
    findings += [
        Finding("field.loose_photo", {"name": name}, name, Severity.NOTE) for name in returned.loose_photos
    ]
    return ReturnPreview(pack, returned, tuple(checked), tuple(findings))


def standing_deeds(returns: Sequence[FieldReturn]) -> tuple[FieldDeed, ...]:
    """Return what was taken over and not undone, oldest first."""
    undone = {entry.undoes for entry in returns if entry.undoes}
    return tuple(
        deed for entry in returns if entry.kind == "return" and entry.id not in undone for deed in entry.deeds
    )


def _when_undone(workspace: Workspace, pack: FieldPack) -> tuple[datetime, ...]:
    return tuple(each.recorded_at for each in workspace.store.field_returns(pack.id) if each.undoes)


def _is_gone(one: PackedObject, gone: set[str], returned: ReturnedPack) -> bool:
    """Return whether the layer of a thing is gone, so that nothing is said of the thing."""
    layers = [name for name, kind in LAYERS.items() if kind is one.kind]
    return any(name in gone for name in layers) and all(row.key != one.key for row in returned.rows)


def _office_now(
    workspace: Workspace, objects: Iterable[PackedObject], deeds: Iterable[FieldDeed]
) -> dict[str, Values | None]:
    hidden = workspace.store.withdrawn()
    things: tuple[Marker | Work, ...] = (*workspace.markers, *workspace.works)
    known = {each.id: each for each in things}
    now: dict[str, Values | None] = {}
    for one in objects:
        thing = known.get(one.object_id)
        if one.kind is FieldKind.INCIDENT:
            incident = _find_incident(workspace, one.object_id, hidden)
            now[one.object_id] = None if incident is None else office_values(incident)
        else:
            now[one.object_id] = None if thing is None else office_values(thing)
    for deed in deeds:
        if deed.kind is FieldKind.OBSERVATION:
            incident = _find_incident(workspace, deed.object_id, hidden)
            now[deed.object_id] = None if incident is None else _observed_values(incident)
    return now


def _find_incident(workspace: Workspace, incident_id: str, hidden: frozenset[str]) -> Incident | None:
    if incident_id in hidden:
        return None
    try:
        return workspace.store.incident(incident_id)
    except BorderGisError:
        return None


def _observed_values(incident: Incident) -> Values:
    return {
        "title": incident.title or None,
        "category": incident.category or None,
        "party": incident.party.value,
        "description": incident.description or None,
    }


def _check(
    item: FieldItem, row: FieldRow, codes: Mapping[tuple[FieldKind, str], frozenset[str]]
) -> Iterable[Finding]:
    """Yield why a row cannot be used, and what is doubtful of it."""
    where = item.label or item.key[:8]
    changed = {each.name for each in item.values if each.is_changed_in_field}
    for name in EDITED[item.kind]:
        value, known = row.values.get(name), codes.get((item.kind, name))
        if known is not None and value is not None and name in changed and value not in known:
            yield Finding("field.unknown_code", {"field": _name(name), "value": value}, where, Severity.ERROR)
        if item.kind is FieldKind.OBSERVATION and name in ("title", "category") and value is None:
            yield Finding("field.observation_without", {"field": _name(name)}, where, Severity.ERROR)
        if name == "state" and name in changed and value is None:
            yield Finding("field.state_emptied", {}, where, Severity.ERROR)
        if name == "last_inspected" and value is not None and name in changed and not _is_day(value):
            yield Finding("field.bad_day", {"value": value}, where, Severity.ERROR)
    if item.outcome is FieldOutcome.TAKE and row.observed is None:
        yield Finding("field.no_time", {}, where, Severity.NOTE)
    if row.observed is not None and row.observed > datetime.now(UTC):
        yield Finding("field.in_future", {"moment": row.observed}, where)
    if item.kind is FieldKind.OBSERVATION and row.position is None:
        yield Finding("field.observation_unplaced", {}, where)


def _find_moved(objects: Iterable[PackedObject], rows: Iterable[FieldRow]) -> Iterable[Finding]:
    """Yield which things were drawn elsewhere: said, and not taken over."""
    places = {one.key: one for one in objects}
    for row in rows:
        known = places.get(row.key)
        if known is not None and row.place != known.place:
            yield Finding("field.moved", {}, known.label)


def _name(field_name: str) -> Finding:
    return Finding(f"field_value.{field_name}")


def _is_day(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=VIET_NAM_TIME).date() is not None
    except ValueError:
        return False


def _sort_photos(returned: ReturnedPack, item: FieldItem) -> tuple[tuple[str, ...], list[Finding]]:
    """Return which new photos of a row can be kept, and what is wrong with the others."""
    fitting: list[str] = []
    findings: list[Finding] = []
    where = item.label or item.key[:8]
    for name in item.new_photos:
        path = returned.find_photo(name)
        if path is None:
            findings.append(Finding("field.photo_missing", {"name": name}, where))
            continue
        try:
            check_attachment(clean_file_name(path.name), path.read_bytes())
            fitting.append(name)
        except BorderGisError as error:
            findings.append(Finding(error.code, error.params, where))
    return tuple(fitting), findings


def _keep_photos(workspace: Workspace, returned: ReturnedPack, item: FieldItem) -> dict[str, str]:
    """Keep the photos of a row; return their hashes by the names that the row has for them."""
    paths = {name: returned.find_photo(name) for name in item.new_photos}
    return {
        name: keep_attachments(workspace, [(path.name, path.read_bytes())])[0]
        for name, path in paths.items()
        if path is not None
    }


def _leave(item: FieldItem) -> LeftOpen:
    return LeftOpen(
        item.outcome.value,
        item.key,
        item.kind.value,
        item.label,
        tuple((each.name, each.packed, each.office, each.field) for each in item.conflicts or item.values),
    )
