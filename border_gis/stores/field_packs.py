"""Packs that went into the field, and what came back: entries, which are added and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from border_gis.access import Secrecy
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.integrity import write_canonical
from border_gis.stores.home import Connection
from border_gis.stores.imports import ImportStore
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_text, read_time, write_time
from border_gis.stores.tables import NEW_REGISTER_VERSION
from border_gis.surveys.field import FieldDeed, FieldKind, FieldPack, FieldReturn, LeftOpen, PackedObject

FIELD_PACKS = current_table("field_packs")
FIELD_OBJECTS = current_table("field_pack_objects")
FIELD_RETURNS = current_table("field_returns")


class FieldStore(ImportStore):
    """Field work."""

    def field_packs(self) -> tuple[FieldPack, ...]:
        """Return the packs that went out, newest first."""
        return tuple(reversed(self._list(FIELD_PACKS, _read_pack)))

    def field_objects(self, pack_id: str) -> tuple[PackedObject, ...]:
        """Return what went out in a pack, in its order."""
        with self._home.read() as connection:
            found = self._select(connection, FIELD_OBJECTS, "WHERE pack_id = ?", (pack_id,))
        return tuple(_read_object(row) for row in found)

    def append_field_pack(self, pack: FieldPack, objects: Sequence[PackedObject]) -> None:
        """Remember a pack with everything in it; the same one is not added twice."""
        for name in ("number", "area_number", "author", "machine", "manifest"):
            check_text(getattr(pack, name), name)

        def work(connection: Connection) -> None:
            if self._insert_new(connection, FIELD_PACKS, [_pack_values(pack)]):
                self._insert(
                    connection, FIELD_OBJECTS.name, [_object_values(pack.id, each) for each in objects]
                )

        self._change(work)

    def field_returns(self, pack_id: str) -> tuple[FieldReturn, ...]:
        """Return what came back of a pack and what was undone of that, oldest first."""
        with self._home.read() as connection:
            found = self._select(connection, FIELD_RETURNS, "WHERE pack_id = ?", (pack_id,))
        return tuple(_read_return(row) for row in found)

    def append_field_return(self, entry: FieldReturn) -> None:
        """Add what came back, or the undoing of it; see ``Store.append_field_return``."""
        for name in ("author", "machine", "file_name", "reason"):
            check_text(getattr(entry, name), name)

        def work(connection: Connection) -> None:
            connection.execute(NEW_REGISTER_VERSION)
            deeds = entry.deeds
            if entry.undoes:
                deeds = self._find_return(connection, entry.undoes).deeds
            if self._insert_new(connection, FIELD_RETURNS, [_return_values(entry)]):
                new = [deed.object_id for deed in deeds if deed.is_new]
                if entry.undoes:
                    self._withdraw(connection, new)
                else:
                    self._show_again(connection, new)

        self._change(work)

    def _find_return(self, connection: Connection, return_id: str) -> FieldReturn:
        found = self._select(connection, FIELD_RETURNS, "WHERE id = ?", (return_id,))
        if not found or found[0]["kind"] != "return":
            raise NotFoundError("field.unknown_return", id=return_id)
        undone = self._select(connection, FIELD_RETURNS, "WHERE undoes = ?", (return_id,))
        if undone and not connection.is_repeated:
            raise DataError("field.undone_already", file=found[0]["file_name"])
        return _read_return(found[0])


def _pack_values(pack: FieldPack) -> dict[str, Any]:
    return {**asdict(pack), "made_at": write_time(pack.made_at), "level": pack.level.value}


def _read_pack(values: Mapping[str, Any]) -> FieldPack:
    return FieldPack(
        **{name: values[name] for name in FieldPack.__dataclass_fields__ if name not in ("made_at", "level")},
        made_at=read_time(values["made_at"]),
        level=Secrecy(values["level"]),
    )


def _object_values(pack_id: str, one: PackedObject) -> dict[str, Any]:
    return {
        "pack_id": pack_id,
        "row_key": one.key,
        "kind": one.kind.value,
        "object_id": one.object_id,
        "label": one.label,
        "place": one.place,
        "packed": write_canonical(dict(one.packed)),
        "base": write_canonical(dict(one.base)),
    }


def _read_object(values: Mapping[str, Any]) -> PackedObject:
    return PackedObject(
        key=values["row_key"],
        kind=FieldKind(values["kind"]),
        object_id=values["object_id"],
        label=values["label"],
        place=values["place"],
        packed=json.loads(values["packed"]),
        base=json.loads(values["base"]),
    )


def _return_values(entry: FieldReturn) -> dict[str, Any]:
    content = {
        "deeds": [{**_plain(deed), "kind": deed.kind.value} for deed in entry.deeds],
        "left": [{**_plain(left), "values": [list(each) for each in left.values]} for left in entry.left],
    }
    return {
        "id": entry.id,
        "pack_id": entry.pack_id,
        "kind": entry.kind,
        "recorded_at": write_time(entry.recorded_at),
        "author": entry.author,
        "machine": entry.machine,
        "file_name": entry.file_name,
        "file_sha256": entry.file_sha256,
        "content": write_canonical(content),
        "undoes": entry.undoes or None,
        "reason": entry.reason,
    }


def _plain(thing: FieldDeed | LeftOpen) -> dict[str, Any]:
    plain = {name: getattr(thing, name) for name in type(thing).__dataclass_fields__}
    return {
        name: list(value)
        if isinstance(value, tuple)
        else dict(value)
        if isinstance(value, Mapping)
        else value
        for name, value in plain.items()
    }


def _read_return(values: Mapping[str, Any]) -> FieldReturn:
    content = json.loads(values["content"])
    return FieldReturn(
        id=values["id"],
        pack_id=values["pack_id"],
        kind=cast("Any", values["kind"]),
        recorded_at=read_time(values["recorded_at"]),
        author=values["author"],
        machine=values["machine"],
        file_name=values["file_name"],
        file_sha256=values["file_sha256"],
        deeds=tuple(_read_deed(each) for each in content["deeds"]),
        left=tuple(
            LeftOpen(**{**each, "values": tuple((a, b, c, d) for a, b, c, d in each["values"])})
            for each in content["left"]
        ),
        undoes=values["undoes"] or "",
        reason=values["reason"],
    )


def _read_deed(plain: Mapping[str, Any]) -> FieldDeed:
    read = {
        **plain,
        "kind": FieldKind(plain["kind"]),
        "photos": tuple(plain["photos"]),
        "photo_names": tuple(plain["photo_names"]),
    }
    return FieldDeed(**read)
