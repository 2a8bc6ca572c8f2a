"""What came in from a file can be taken back: it is no longer listed, and nothing is removed."""

from uuid import uuid4

import pytest

from border_gis.boundary.imports import ImportEntry
from border_gis.errors import DataError, NotFoundError
from border_gis.stores import IncidentQuery
from tests.stores.builders import NOON, build_line, build_marker, build_opening, build_unit, build_work


def build_import(added=(), replaced=(), **others):
    values = {
        "id": str(uuid4()),
        "kind": "import",
        "recorded_at": NOON,
        "author": "can-bo-1",
        "machine": "PC-01",
        "target": "markers",
        "file_name": "sổ mốc.xlsx",
        "mapping": {"number": "Số mốc"},
        "rows_read": 3,
        "rows_left_out": 1,
    }
    return ImportEntry(**{**values, **others}, added=tuple(added), replaced=tuple(replaced))


def undo(entry):
    return build_import(kind="undo", undoes=entry.id)


def test_an_import_is_kept_as_it_was_told(store):
    entry = build_import(["a", "b"], ["c"])
    store.append_import(entry)
    assert store.imports() == (entry,)


def test_what_an_undone_import_had_added_is_not_listed_and_comes_back_with_another(store):
    marker, line, unit, work = build_marker(), build_line(), build_unit(), build_work()
    store.add_markers([marker])
    store.add_line(line)
    store.add_units([unit])
    store.add_works([work])
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    first = build_import([marker.id, line.id, unit.id, work.id, opening.incident_id])
    store.append_import(first)
    assert len(store.incidents()) == 1
    store.append_import(undo(first))
    assert (store.markers(), store.lines(), store.units(), store.works()) == ((), (), (), ())
    assert store.incidents() == ()
    assert store.count_incidents(IncidentQuery()) == 0
    assert store.withdrawn() == {*first.added}
    assert len(store.reports(opening.incident_id)) == 1
    store.append_import(build_import(first.added))
    assert len(store.markers()) == len(store.works()) == len(store.incidents()) == 1


def test_what_an_import_replaces_is_not_listed_until_it_is_undone(store):
    old, new = build_marker(836), build_marker(837)
    store.add_markers([old, new])
    entry = build_import([new.id], [old.id])
    store.append_import(entry)
    assert store.markers() == (new,)
    store.append_import(undo(entry))
    assert store.markers() == (old,)


def test_an_import_is_undone_once_and_an_undoing_never(store):
    entry = build_import(["a"])
    store.append_import(entry)
    taken_back = undo(entry)
    store.append_import(taken_back)
    with pytest.raises(DataError):
        store.append_import(undo(entry))
    with pytest.raises(NotFoundError):
        store.append_import(undo(taken_back))
    with pytest.raises(NotFoundError):
        store.append_import(build_import(kind="undo", undoes=str(uuid4())))
    assert len(store.imports()) == 2


def test_an_import_makes_caches_look_again(store):
    before = store.register_version()
    store.append_import(build_import(["a"]))
    assert store.register_version() > before
