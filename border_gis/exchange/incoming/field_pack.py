"""Read a field pack that came back, edited by QGIS, QField or anything else that writes GeoPackage.

Rows are found by a key of their own: ``fid`` may have changed. A write-ahead log beside the
file belongs to it. Empty texts and NULL are the same. Nothing here decides anything.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import DataError, Finding
from border_gis.exchange.field_columns import (
    ACCURACY,
    EDITED,
    EPOCH,
    KEY,
    LAYERS,
    MANIFEST_NAME,
    NOTE,
    OBSERVED,
    PACK_TABLE,
    PHOTO_FOLDER,
    PHOTOS,
)
from border_gis.exchange.incoming.archives import unpack_archive
from border_gis.surveys.field import FieldKind, FieldRow, describe_shape

_LOGS = ("-wal", "-shm")
_NEAR = timedelta(seconds=90)
_DEVICE_ZONES = tuple(timedelta(hours=hours) for hours in (7, 8, 0))
_BLOCK_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ReturnedPack:
    """What came back.

    Attributes
    ----------
    manifest : str
        As it stands in the file.
    rows : tuple of FieldRow
    layers : frozenset of str
        Names of the layers that are there.
    folder : Path
        Where the GeoPackage lay; photos are beside it.
    file_name, file_sha256 : str
        Of the GeoPackage, with its log if it has one.
    loose_photos : tuple of str
        Pictures that no row names.
    """

    manifest: str
    rows: tuple[FieldRow, ...]
    layers: frozenset[str]
    folder: Path
    file_name: str
    file_sha256: str
    loose_photos: tuple[str, ...] = ()

    def find_photo(self, name: str) -> Path | None:
        """Return the file that a row names; None if it is not there, or lies outside the pack."""
        parts = PurePosixPath(name.replace("\\", "/")).parts
        for candidate in (self.folder.joinpath(*parts), self.folder / PHOTO_FOLDER / (parts or ("",))[-1]):
            inside = candidate.resolve().is_relative_to(self.folder.resolve())
            if inside and candidate.is_file():
                return candidate
        return None


def open_field_pack(path: Path, workspace: Path) -> ReturnedPack:
    """Read a pack: a folder, a ZIP archive, or the GeoPackage with what lies beside it.

    Parameters
    ----------
    path : Path
    workspace : Path
        An empty folder for copies; the pack itself is not written to.

    Raises
    ------
    DataError
        It is no field pack of this program, there are several, it is damaged, or the manifest
        beside it is not the one in it.
    """
    if not path.exists():
        raise DataError("exchange.file_not_found", path=str(path))
    folder = path if path.is_dir() else path.parent
    if path.is_file() and path.suffix.lower() == ".zip":
        folder = workspace / "unpacked"
        unpack_archive(path, folder)
        files = sorted(folder.rglob("*.gpkg"))
    else:
        files = [path] if path.is_file() else sorted(path.rglob("*.gpkg"))
    packs = [(file, manifest) for file in files if (manifest := _read_manifest(file, workspace)) is not None]
    if not packs:
        raise DataError("field.not_a_pack", path=path.name)
    if len(packs) > 1:
        raise DataError("field.several_packs", path=path.name, files=[file.name for file, _ in packs])
    file, manifest = packs[0]
    beside = file.parent / MANIFEST_NAME
    if beside.is_file() and beside.read_text(encoding="utf-8-sig").strip() != manifest.strip():
        raise DataError("field.altered_manifest", file=MANIFEST_NAME)
    copy = _copy(file, workspace)
    there = frozenset(str(name) for name in pyogrio.list_layers(copy)[:, 0])
    rows = tuple(row for layer in LAYERS if layer in there for row in _read_rows(copy, layer))
    named = {PurePosixPath(name).name for row in rows for name in row.photos}
    photos = file.parent / PHOTO_FOLDER
    loose = sorted(each.name for each in photos.rglob("*") if each.is_file()) if photos.is_dir() else []
    return ReturnedPack(
        manifest,
        rows,
        there,
        file.parent,
        file.name,
        _hash(file),
        tuple(name for name in loose if name not in named and not name.startswith(".")),
    )


def find_missing_layers(pack: ReturnedPack, expected: frozenset[str]) -> tuple[Finding, ...]:
    """Return which layers of the pack are gone: nothing is said of their rows."""
    return tuple(Finding("field.layer_missing", {"layer": name}) for name in sorted(expected - pack.layers))


def read_moment(wall: str | None, epoch_ms: float | None) -> datetime | None:
    """Return when something was seen, from what the device's clock showed and what it meant.

    A clock that a person has corrected is Viet Nam's. One that shows the moment in another
    time zone of this border (a telephone that has found a Chinese mast) is the moment.
    """
    shown = None
    if wall:
        try:
            shown = datetime.fromisoformat(wall.strip().replace("Z", ""))
        except ValueError:
            shown = None
    meant = None
    if epoch_ms is not None and math.isfinite(epoch_ms) and 0 < epoch_ms < 4e12:
        meant = datetime.fromtimestamp(epoch_ms / 1000.0, UTC)
    if shown is None:
        return meant
    if shown.tzinfo is not None:
        return shown.astimezone(UTC)
    if meant is not None:
        offset = shown.replace(tzinfo=UTC) - meant
        if any(abs(offset - zone) <= _NEAR for zone in _DEVICE_ZONES):
            return meant
    return shown.replace(tzinfo=VIET_NAM_TIME).astimezone(UTC)


def _read_manifest(file: Path, workspace: Path) -> str | None:
    try:
        copy = _copy(file, workspace)
        if PACK_TABLE not in pyogrio.list_layers(copy)[:, 0]:
            return None
        table = pyogrio.read_dataframe(copy, layer=PACK_TABLE)
    except (DataSourceError, DataLayerError, OSError) as error:
        raise DataError("field.damaged", path=file.name, reason=str(error)) from error
    if "name" not in table.columns or "value" not in table.columns:
        raise DataError("field.altered_manifest", file=file.name)
    found = [
        str(value) for name, value in zip(table["name"], table["value"], strict=True) if name == "manifest"
    ]
    if len(found) != 1:
        raise DataError("field.altered_manifest", file=file.name)
    return found[0]


def _copy(file: Path, workspace: Path) -> Path:
    """Copy a GeoPackage with its log, so that reading it writes nothing beside the original."""
    target = workspace / "read" / hashlib.sha256(str(file).encode()).hexdigest()[:16] / file.name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", *_LOGS):
            source = file.with_name(file.name + ending)
            if source.is_file():
                shutil.copyfile(source, target.with_name(file.name + ending))
    return target


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    for ending in ("", _LOGS[0]):
        source = file.with_name(file.name + ending)
        if source.is_file():
            with source.open("rb") as opened:
                while block := opened.read(_BLOCK_BYTES):
                    digest.update(block)
    return digest.hexdigest()


def _read_rows(file: Path, layer: str) -> Iterator[FieldRow]:
    kind = LAYERS[layer]
    try:
        table = pyogrio.read_dataframe(file, layer=layer)
    except (DataSourceError, DataLayerError) as error:
        raise DataError("field.damaged", path=file.name, reason=str(error)) from error
    geometries = table.geometry if "geometry" in table.columns else [None] * len(table)
    plain = table.drop(columns="geometry", errors="ignore").to_dict("records")
    for cells, geometry in zip(plain, geometries, strict=True):
        values = {name: _read_value(name, cells[name]) for name in EDITED[kind] if name in cells}
        position = None
        if kind is FieldKind.OBSERVATION and geometry is not None and not geometry.is_empty:
            point = geometry.representative_point()
            position = (float(point.x), float(point.y))
        photos = tuple(name for column in PHOTOS if (name := _read_text(cells.get(column))))
        note = _read_text(cells.get(NOTE)) or ""
        yield FieldRow(
            kind=kind,
            key=_read_text(cells.get(KEY)) or _make_key(values, note, position),
            values=values,
            note=note,
            photos=photos,
            observed=read_moment(_read_text(cells.get(OBSERVED)), _read_number(cells.get(EPOCH))),
            position=position,
            accuracy_m=_read_number(cells.get(ACCURACY)) if kind is FieldKind.OBSERVATION else None,
            place=describe_shape(geometry),
        )


def _make_key(values: Mapping[str, Any], note: str, position: tuple[float, float] | None) -> str:
    """Return a key for a row that was drawn without a form: from what it says, so that it stays the same."""
    return str(uuid5(NAMESPACE_URL, repr((sorted(values.items()), note, position))))


def _read_value(name: str, value: Any) -> str | None:
    text = _read_text(value)
    # A date may have become a moment on its way.
    return text[:10] if text and name == "last_inspected" else text


def _read_text(value: Any) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    text = unicodedata.normalize("NFC", str(value)).strip()
    return text or None


def _read_number(value: Any) -> float | None:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
