"""Take a survey area into the field: a GeoPackage and a QGIS project, through a release profile."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4, uuid5

from shapely.geometry.base import BaseGeometry

from border_gis import __version__
from border_gis.access import Role, Secrecy, highest_level
from border_gis.access.releases import Release, ReleasedRecord, ReleaseMark
from border_gis.boundary.register.marker import Marker
from border_gis.crs import Zone
from border_gis.errors import Finding, InputError
from border_gis.exchange.field_columns import MANIFEST_NAME, PHOTO_FOLDER
from border_gis.exchange.outgoing.field_geopackage import write_field_geopackage
from border_gis.exchange.outgoing.field_layers import (
    PickLists,
    build_base_layers,
    build_incident_shapes,
    build_lists,
    build_object_layers,
    build_observations,
)
from border_gis.exchange.outgoing.field_model import FieldLayer
from border_gis.exchange.outgoing.field_project import write_field_project
from border_gis.exchange.outgoing.field_values import packed_values, shape_in_pack
from border_gis.i18n import describe_code, describe_value, translate
from border_gis.incidents.integrity import write_canonical
from border_gis.incidents.model import Incident, IncidentParty, IncidentState
from border_gis.services.categories import list_categories, name_categories
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release, record_export, write_mark
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.drawing import from_plane, to_plane
from border_gis.surveys.field import (
    FieldKind,
    FieldPack,
    FieldReturn,
    PackedObject,
    Values,
    describe_shape,
)
from border_gis.works.model import Work, WorkState

MANIFEST_FORMAT = "border-gis field pack 1"
NOTE_NAME = "READ-ME.txt"
AROUND_M = 1_500.0
"""So much of the line beside the area goes along, so that nobody walks off the map."""

CONDITIONS = ("good", "faded", "damaged", "tilted", "moved", "missing", "at_risk", "not_reached")
_OBJECT_KINDS = (FieldKind.INCIDENT, FieldKind.MARKER, FieldKind.WORK)
_ORDER = ("point", "line", "area", None)


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack that was made.

    Attributes
    ----------
    pack : FieldPack
    paths : tuple of Path
        Every file of it.
    counts : mapping of str to int
        What is in it, by kind.
    withheld : mapping of str to int
        What stayed here, by kind.
    findings : tuple of Finding
    mark : ReleaseMark
    """

    pack: FieldPack
    paths: tuple[Path, ...]
    counts: Mapping[str, int]
    withheld: Mapping[str, int]
    findings: tuple[Finding, ...]
    mark: ReleaseMark


@needs(Role.RECORDER)
def make_field_pack(
    workspace: Workspace,
    id_or_number: str,
    folder: Path,
    *,
    profile: str = "internal",
    highest: Secrecy = Secrecy.NONE,
    language: str = "vi",
) -> MadePack:
    """Write the pack of a survey area into a folder, and remember what went out.

    Parameters
    ----------
    workspace : Workspace
    id_or_number : str
        Of the area.
    folder : Path
        Made if it is not there; one that holds files already is refused.
    profile : str
        Code of the release profile.
    highest : Secrecy
        Nothing above it goes along, whatever the profile allows: a device gets lost.
    language : {"vi", "en"}

    Raises
    ------
    InputError
        The area has no place, may not go out or not with its place, or the folder is in use.
    NotFoundError, DataError, ForbiddenError
        As ``gather_area``, ``prepare_release`` and ``record_export``.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("exporting.folder_in_use", path=str(folder))
    contents = gather_area(workspace, id_or_number)
    area = contents.area
    if contents.geometry is None:
        raise InputError("field.area_without_place", area=area.number)
    outline, outline_release = _release_area(workspace, area, profile, highest)
    things: dict[FieldKind, dict[str, Any]] = {
        FieldKind.MARKER: {one.id: one for one in contents.markers},
        FieldKind.WORK: {one.work.id: one.work for one in contents.works},
        FieldKind.INCIDENT: {one.incident.id: one.incident for one in contents.incidents},
    }
    releases = {
        kind: prepare_release(workspace, kind.value, list(things[kind]), profile) for kind in _OBJECT_KINDS
    }
    lines = prepare_release(workspace, "line", [each.line.id for each in contents.lines], profile)
    records = {
        kind: [each for each in release.records if highest.covers(each.level)]
        for kind, release in releases.items()
    }
    everything = [outline, *lines.records, *(each for some in records.values() for each in some)]
    mark = _record(workspace, profile, everything, [outline_release, lines, *releases.values()])
    pack_id = str(uuid4())
    keyed = {
        kind: [(str(uuid5(UUID(pack_id), f"{kind}:{each.id}")), each) for each in some]
        for kind, some in records.items()
    }
    objects = tuple(
        PackedObject(
            key,
            kind,
            record.id,
            _label(things[kind][record.id]),
            packed_values(kind, record),
            office_values(things[kind][record.id]),
            describe_shape(shape_in_pack(record)),
        )
        for kind, some in keyed.items()
        for key, record in some
    )
    layers = _build_layers(
        workspace, _widen(contents.geometry, contents.zone), keyed, lines.records, outline, language
    )
    folder.mkdir(parents=True, exist_ok=True)
    number = f"{area.number}-TD-{pack_id[:6].upper()}"
    pack, paths = _write(
        _Outgoing(pack_id, number, area, mark, layers, objects, contents.zone, contents.geometry),
        folder,
        language,
    )
    workspace.store.append_field_pack(pack, objects)
    counts = {kind.value: len(some) for kind, some in records.items()}
    withheld = {
        kind.value: missing for kind in _OBJECT_KINDS if (missing := len(things[kind]) - len(records[kind]))
    }
    findings = tuple(found for release in releases.values() for found in release.findings)
    return MadePack(pack, paths, MappingProxyType(counts), MappingProxyType(withheld), findings, mark)


@needs(Role.RECORDER)
def make_field_archive(
    workspace: Workspace,
    id_or_number: str,
    *,
    profile: str = "internal",
    highest: Secrecy = Secrecy.NONE,
    language: str = "vi",
) -> tuple[str, bytes, MadePack]:
    """Return the pack of a survey area as a ZIP archive with its name; raises as ``make_field_pack``."""
    with tempfile.TemporaryDirectory(prefix="border-gis-field-") as scratch:
        folder = Path(scratch) / "pack"
        made = make_field_pack(
            workspace, id_or_number, folder, profile=profile, highest=highest, language=language
        )
        return f"{_stem(made.pack.number)}.zip", archive_pack(folder), made


def archive_pack(folder: Path) -> bytes:
    """Return a ZIP archive of a folder, the empty folder for photos too."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            archive.write(path, f"{name}/" if path.is_dir() else name)
    return written.getvalue()


@needs(Role.VIEWER)
def list_field_packs(
    workspace: Workspace, area_id: str = ""
) -> tuple[tuple[FieldPack, tuple[FieldReturn, ...]], ...]:
    """Return the packs of an area, or all, newest first, each with what came back of it."""
    store = workspace.store
    return tuple(
        (pack, store.field_returns(pack.id))
        for pack in store.field_packs()
        if not area_id or pack.area_id == area_id
    )


def office_values(thing: Marker | Work | Incident) -> Values:
    """Return what can be changed in the field of a thing, as the office has it."""
    if isinstance(thing, Marker):
        inspected = thing.last_inspected
        return {
            "condition": thing.condition or None,
            "last_inspected": None if inspected is None else inspected.isoformat(),
        }
    return {"state": thing.state.value}


@dataclass(frozen=True, slots=True)
class _Outgoing:
    pack_id: str
    number: str
    area: SurveyArea
    mark: ReleaseMark
    layers: tuple[FieldLayer, ...]
    objects: tuple[PackedObject, ...]
    zone: Zone
    geometry: BaseGeometry


def _release_area(
    workspace: Workspace, area: SurveyArea, profile: str, highest: Secrecy
) -> tuple[ReleasedRecord, Release]:
    release = prepare_release(workspace, "survey_area", [area.id], profile)
    if not release.records or not highest.covers(area.secrecy):
        raise InputError("field.area_withheld", area=area.number, level=area.secrecy)
    record = release.records[0]
    if record.fields.get("geometry") is None:
        raise InputError("field.profile_without_place", profile=profile)
    return record, release


def _record(
    workspace: Workspace, profile: str, records: Sequence[ReleasedRecord], releases: Sequence[Release]
) -> ReleaseMark:
    level = highest_level(each.level for each in records)
    return record_export(
        workspace,
        "field",
        subject=max(records, key=lambda each: each.level.rank).kind,
        count=len(records),
        profile=profile,
        level=level,
        approved_by=", ".join(dict.fromkeys(each.approved_by for each in releases if each.approved_by)),
    )


def _label(thing: Marker | Work | Incident) -> str:
    if isinstance(thing, Marker):
        return str(thing.reference)
    if isinstance(thing, Work):
        return thing.name or thing.reference_as_written or thing.id
    return thing.number


def _build_layers(
    workspace: Workspace,
    around: BaseGeometry,
    keyed: Mapping[FieldKind, Sequence[tuple[str, ReleasedRecord]]],
    lines: Sequence[ReleasedRecord],
    outline: ReleasedRecord,
    language: str,
) -> tuple[FieldLayer, ...]:
    lists = _pick_lists(workspace, language)

    layers = [build_observations(lists, language)]
    for kind in _OBJECT_KINDS:
        layers += build_object_layers(kind, keyed[kind], lists, language)
    layers += build_incident_shapes(keyed[FieldKind.INCIDENT], language)
    layers += build_base_layers(lines, outline, around, language)
    layers.sort(key=lambda layer: _ORDER.index(layer.geometry))
    return (*layers, *build_lists(lists, language))


def _pick_lists(workspace: Workspace, language: str) -> PickLists:
    usual = [translate(f"marker_condition.{code}", None, language) for code in CONDITIONS]
    kept = [marker.condition for marker in workspace.markers if marker.condition]
    names = name_categories(workspace, language)
    categories = [each.code for each in list_categories(workspace)]
    return PickLists(
        conditions={
            word: word[:1].upper() + word[1:] for word in dict.fromkeys([*usual, *sorted(set(kept))])
        },
        work_states={each.value: describe_value(each, language) for each in WorkState},
        incident_states={each.value: describe_value(each, language) for each in IncidentState},
        categories={code: names[code] for code in categories},
        parties={each.value: describe_code("incident_party", each.value, language) for each in IncidentParty},
    )


def _widen(geometry: BaseGeometry, zone: Zone) -> BaseGeometry:
    """Return the area with so much around it, measured in the zone."""
    return from_plane(to_plane(geometry, zone).buffer(AROUND_M), zone)


def _stem(number: str) -> str:
    """Return a name for files that every device can keep."""
    plain = unicodedata.normalize("NFKD", number.replace("Đ", "D")).encode("ascii", "ignore").decode()
    return f"thuc-dia-{plain}"


def _write(out: _Outgoing, folder: Path, language: str) -> tuple[FieldPack, tuple[Path, ...]]:
    stem = _stem(out.number)
    geopackage, project = folder / f"{stem}.gpkg", folder / f"{stem}.qgs"
    titles = (
        translate("field.form_edit", None, language),
        translate("field.form_info", None, language),
    )
    title = translate("field.project_title", {"area": out.area.name, "number": out.number}, language)
    write_field_project(project, geopackage, out.layers, title, out.zone, out.geometry, titles)
    mark = out.mark
    content = {
        "format": MANIFEST_FORMAT,
        "program": f"border-gis {__version__}",
        "pack": out.pack_id,
        "number": out.number,
        "area": out.area.number,
        "profile": mark.profile.code,
        "level": mark.level.value,
        "released_by": mark.released_by,
        "approved_by": mark.approved_by,
        "released_at": mark.released_at.isoformat(),
        "language": language,
        "layers": {layer.name: len(layer.frame) for layer in out.layers},
        "project": {"name": project.name, "sha256": hashlib.sha256(project.read_bytes()).hexdigest()},
        "rows_sha256": hashlib.sha256(
            write_canonical({one.key: dict(one.packed) for one in out.objects}).encode()
        ).hexdigest(),
    }
    manifest = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_field_geopackage(geopackage, out.layers, manifest)
    beside, note = folder / MANIFEST_NAME, folder / NOTE_NAME
    beside.write_text(manifest, encoding="utf-8", newline="\n")
    said = translate("field.read_me", {"number": out.number, "project": project.name}, language)
    note.write_text(f"{write_mark(mark, language)}\n\n{said}\n", encoding="utf-8")
    (folder / PHOTO_FOLDER).mkdir()
    pack = FieldPack(
        id=out.pack_id,
        number=out.number,
        area_id=out.area.id,
        area_number=out.area.number,
        made_at=datetime.now(UTC),
        author=mark.released_by,
        machine=name_machine(),
        profile=mark.profile.code,
        level=mark.level,
        manifest=manifest,
        manifest_sha256=hashlib.sha256(manifest.encode()).hexdigest(),
    )
    return pack, (project, geopackage, beside, note)
