"""What is taken into the field of a survey area, and what came back of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy

Values = Mapping[str, str | None]
"""Fields that can be changed in the field, as plain texts by name; None where nothing is said."""


class FieldKind(StrEnum):
    """What a row of a pack is about."""

    MARKER = "marker"
    WORK = "work"
    INCIDENT = "incident"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class FieldPack:
    """A pack that went out.

    Attributes
    ----------
    id : str
        UUID.
    number : str
        What a person calls it: the number of the area, ``-TD-`` and the beginning of the id.
    area_id, area_number : str
    made_at : datetime
        Aware, UTC.
    author, machine : str
    profile : str
        Code of the release profile.
    level : Secrecy
        The highest in it.
    manifest, manifest_sha256 : str
        What the pack says of itself, as it stands in it.
    """

    id: str
    number: str
    area_id: str
    area_number: str
    made_at: datetime
    author: str
    machine: str
    profile: str
    level: Secrecy
    manifest: str
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class PackedObject:
    """A thing of the office in a pack, as it was then.

    Attributes
    ----------
    key : str
        What the row is found by; made for this pack, so that no id of the office goes out.
    kind : FieldKind
    object_id : str
    label : str
        What a person calls it.
    packed : mapping of str to (str or None)
        As it stands in the pack; only what the profile lets out.
    base : mapping of str to (str or None)
        As the office had it, under the same names.
    place : str
        Its shape as ``describe_shape`` says it; empty for none.
    """

    key: str
    kind: FieldKind
    object_id: str
    label: str
    packed: Values
    base: Values
    place: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A row of a pack that came back.

    Attributes
    ----------
    kind : FieldKind
    key : str
    values : mapping of str to (str or None)
    note : str
    photos : tuple of str
        Names of files, as the row has them.
    observed : datetime or None
        Aware; when it was seen.
    position : (float, float) or None
        Longitude and latitude, WGS 84.
    accuracy_m : float or None
    place : str
        Its shape as ``describe_shape`` says it; empty for none.
    """

    kind: FieldKind
    key: str
    values: Values
    note: str = ""
    photos: tuple[str, ...] = ()
    observed: datetime | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    place: str = ""


def describe_shape(geometry: BaseGeometry | None) -> str:
    """Return a short text for a WGS 84 shape, the same for shapes that no device can tell apart.

    Positions are rounded to a hundred-millionth of a degree, a millimetre; whether a shape is
    kept as one of several parts does not matter.
    """
    if geometry is None or geometry.is_empty:
        return ""
    rounded = shapely.get_coordinates(geometry).round(8) + 0.0
    return hashlib.sha256(rounded.astype("<f8").tobytes()).hexdigest()[:16]


Choice = Literal["office", "field"]
"""Whose value stands where both have changed the same: a person says so."""


@dataclass(frozen=True, slots=True)
class FieldDeed:
    """What was done in the office because of one row.

    Attributes
    ----------
    key : str
    kind : FieldKind
    object_id : str
    seen : mapping of str to (str or None)
        All that the row said, so that the same row is known again.
    note : str
    photos : tuple of str
        SHA-256 of the files that were kept.
    photo_names : tuple of str
        As the row has them.
    set_values : mapping of str to (str or None)
        What was set in the office.
    before : mapping of str to (str or None)
        What stood there.
    entry : str
        Id of the report or of the entry in the register's history; empty where there is none.
    is_new : bool
        Whether the object came into the office by it.
    choice : str
        ``"office"`` or ``"field"`` where a person has decided a conflict; otherwise empty.
    label : str
    """

    key: str
    kind: FieldKind
    object_id: str
    seen: Values
    note: str = ""
    photos: tuple[str, ...] = ()
    photo_names: tuple[str, ...] = ()
    set_values: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    entry: str = ""
    is_new: bool = False
    choice: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A row that nothing was done about, for a person to look at.

    Attributes
    ----------
    outcome : str
        Why: a code of ``FieldOutcome``.
    key, kind, label : str
    values : tuple of (str, str or None, str or None, str or None)
        Field, and what it was when packed, is in the office now, and came from the field.
    """

    outcome: str
    key: str
    kind: str
    label: str
    values: tuple[tuple[str, str | None, str | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReturn:
    """A pack that was taken back, or the undoing of that.

    Attributes
    ----------
    id, pack_id : str
        UUIDs.
    kind : {"return", "undo"}
    recorded_at : datetime
        Aware, UTC.
    author, machine, file_name, file_sha256 : str
    deeds : tuple of FieldDeed
    left : tuple of LeftOpen
    undoes : str
        Id of the return that is undone; empty for a return.
    reason : str
    """

    id: str
    pack_id: str
    kind: Literal["return", "undo"]
    recorded_at: datetime
    author: str
    machine: str
    file_name: str = ""
    file_sha256: str = ""
    deeds: tuple[FieldDeed, ...] = ()
    left: tuple[LeftOpen, ...] = ()
    undoes: str = ""
    reason: str = ""
