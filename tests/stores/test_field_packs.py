"""Packs and what came back of them are kept, only added to, and hide what was undone."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from border_gis.access import Secrecy
from border_gis.errors import DataError, NotFoundError
from border_gis.surveys.field import FieldDeed, FieldKind, FieldPack, FieldReturn, LeftOpen, PackedObject
from tests.stores.builders import NOON, build_opening


def build_pack(**values):
    told = {
        "id": str(uuid4()),
        "number": f"KS-CB-2022-001-TD-{uuid4().hex[:6]}",
        "area_id": str(uuid4()),
        "area_number": "KS-CB-2022-001",
        "made_at": NOON,
        "author": "Cán bộ 1",
        "machine": "PC-01",
        "profile": "internal",
        "level": Secrecy.MAT,
        "manifest": '{"pack": "…"}',
        "manifest_sha256": "0" * 64,
    }
    return FieldPack(**{**told, **values})


def build_object(label="571"):
    values = {"condition": None, "last_inspected": "2026-01-02"}
    return PackedObject(
        str(uuid4()), FieldKind.MARKER, str(uuid4()), label, values, {**values, "x": "'); --"}
    )


def build_return(pack, **values):
    told = {
        "id": str(uuid4()),
        "pack_id": pack.id,
        "kind": "return",
        "recorded_at": datetime(2026, 11, 21, tzinfo=UTC),
        "author": "Cán bộ 2",
        "machine": "PC-02",
        "file_name": "thực địa.gpkg",
        "file_sha256": "1" * 64,
    }
    return FieldReturn(**{**told, **values})


def test_a_pack_and_everything_in_it_are_kept_as_they_were_told(store):
    older, pack, objects = build_pack(), build_pack(), (build_object("572"), build_object("571"))
    store.append_field_pack(older, ())
    store.append_field_pack(pack, objects)
    assert store.field_packs() == (pack, older)
    assert store.field_objects(pack.id) == objects
    assert store.field_objects(older.id) == ()
    assert store.field_returns(pack.id) == ()


def test_a_pack_is_not_added_twice_and_no_two_have_a_number(store):
    pack = build_pack()
    store.append_field_pack(pack, ())
    with pytest.raises(DataError):
        store.append_field_pack(pack, ())
    assert store.field_packs() == (pack,)


def test_what_came_back_is_kept_with_what_was_left_open(store):
    pack = build_pack()
    store.append_field_pack(pack, ())
    deed = FieldDeed(
        "k", FieldKind.WORK, "w", {"state": "completed"}, "đã xong", ("a" * 64,), ("DCIM/1.jpg",),
        {"state": "completed"}, {"state": None}, "entry", False, "field", "Hàng rào",
    )  # fmt: skip
    left = LeftOpen("conflict", "k2", "marker", "571", (("condition", None, "tốt", "mất"),))
    entry = build_return(pack, deeds=(deed,), left=(left,))
    store.append_field_return(entry)
    assert store.field_returns(pack.id) == (entry,)


def test_an_incident_of_an_undone_return_is_not_listed_and_comes_back_with_another(store):
    pack, opening = build_pack(), build_opening()
    store.append_field_pack(pack, ())
    store.append_reports([opening], "CB-2026")
    deed = FieldDeed("k", FieldKind.OBSERVATION, opening.incident_id, {}, is_new=True)
    entry = build_return(pack, deeds=(deed,))
    store.append_field_return(entry)
    assert len(store.incidents()) == 1
    undo = build_return(pack, kind="undo", undoes=entry.id)
    store.append_field_return(undo)
    assert store.incidents() == ()
    assert len(store.reports(opening.incident_id)) == 1
    with pytest.raises(DataError):
        store.append_field_return(replace(undo, id=str(uuid4())))
    store.append_field_return(replace(entry, id=str(uuid4())))
    assert len(store.incidents()) == 1
    with pytest.raises(NotFoundError):
        store.append_field_return(build_return(pack, kind="undo", undoes="nothing"))
