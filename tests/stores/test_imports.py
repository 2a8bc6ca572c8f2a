"""What comes in by a file comes in whole with its entry, and can be taken back; nothing is removed."""

from dataclasses import replace
from uuid import uuid4

import pytest

from border_gis.boundary.imports import ImportEntry
from border_gis.errors import ConflictError, DataError, NotFoundError, StoreError
from border_gis.incidents.imports import Import
from border_gis.stores import IncidentQuery
from tests.stores.builders import (
    NOON,
    build_line,
    build_marker,
    build_opening,
    build_report,
    build_unit,
    build_work,
)


def build_entry(added=(), replaced=(), **others):
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


def build_import(added=(), replaced=(), **things):
    return Import(build_entry(added, replaced), **things)


def undo(entry):
    return build_entry(kind="undo", undoes=entry.id)


def test_an_import_is_kept_as_it_was_told(store):
    old, new = build_marker(836), build_marker(837)
    store.add_markers([old])
    one = build_import([new.id], [old.id], markers=[new])
    assert store.bring_in([one]) == (one.entry,)
    assert store.imports() == (one.entry,)


def test_what_an_undone_import_had_added_is_not_listed_and_comes_back_with_another(store):
    marker, line, unit, work = build_marker(), build_line(), build_unit(), build_work()
    opening = build_opening()
    ids = [marker.id, line.id, unit.id, work.id, opening.incident_id]
    things = {"markers": [marker], "lines": [line], "units": [unit], "works": [work]}
    first = build_import(ids, **things, reports={"CB-2026": [opening]})
    store.bring_in([first])
    assert (store.markers(), store.units()) == ((marker,), (unit,))
    assert [each.id for each in (*store.lines(), *store.works())] == [line.id, work.id]
    assert [incident.number for incident in store.incidents()] == ["CB-2026-001"]
    (added,) = store.register_changes(work.id)
    assert (added.kind, added.author, added.reason) == ("added", "can-bo-1", "sổ mốc.xlsx")
    store.take_back(undo(first.entry))
    assert (store.markers(), store.lines(), store.units(), store.works()) == ((), (), (), ())
    assert store.incidents() == ()
    assert store.count_incidents(IncidentQuery()) == 0
    assert store.withdrawn() == {*ids}
    assert len(store.reports(opening.incident_id)) == 1
    store.bring_in([build_import(ids)])
    assert len(store.markers()) == len(store.works()) == len(store.incidents()) == 1


def test_what_an_import_replaces_is_not_listed_until_it_is_undone(store):
    old, new = build_marker(836), build_marker(837)
    store.add_markers([old])
    one = build_import([new.id], [old.id], markers=[new])
    store.bring_in([one])
    assert store.markers() == (new,)
    store.take_back(undo(one.entry))
    assert store.markers() == (old,)


def test_an_import_is_undone_once_and_an_undoing_never(store):
    marker = build_marker()
    one = build_import([marker.id], markers=[marker])
    store.bring_in([one])
    taken_back = undo(one.entry)
    store.take_back(taken_back)
    with pytest.raises(DataError):
        store.take_back(undo(one.entry))
    with pytest.raises(NotFoundError):
        store.take_back(undo(taken_back))
    with pytest.raises(NotFoundError):
        store.take_back(build_entry(kind="undo", undoes=str(uuid4())))
    assert len(store.imports()) == 2


def test_an_undoing_comes_with_its_corrections_or_not_at_all(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    added = build_report(opening.incident_id)
    one = build_import([added.id], reports={"": [added]})
    store.bring_in([one])
    stray = build_report(str(uuid4()), corrects=added.id)
    with pytest.raises(NotFoundError):
        store.take_back(undo(one.entry), [stray])
    assert (len(store.imports()), store.withdrawn()) == (1, frozenset())
    correction = build_report(opening.incident_id, corrects=added.id)
    store.take_back(undo(one.entry), [correction])
    assert store.reports(opening.incident_id)[-1] == correction


def test_an_import_makes_caches_look_again(store):
    before = store.register_version()
    marker = build_marker()
    store.bring_in([build_import([marker.id], markers=[marker])])
    assert store.register_version() > before


def test_several_imports_are_all_there_or_none_is(store):
    good, bad = build_marker(836), build_opening()
    imports = [
        build_import([good.id], markers=[good]),
        build_import([bad.incident_id], reports={"": [bad]}),
    ]
    with pytest.raises(DataError, match=r"store\.no_number_prefix"):
        store.bring_in(imports)
    assert (store.imports(), store.markers(), store.incidents()) == ((), (), ())


def test_an_import_that_is_there_already_changes_nothing_and_is_told_as_it_is_stored(store):
    marker, later = build_marker(836), build_marker(837)
    one = build_import([marker.id], markers=[marker])
    store.bring_in([one])
    again = Import(build_entry([later.id], id=one.entry.id, author="can-bo-2"), markers=[later])
    assert store.bring_in([again]) == (one.entry,)
    assert store.markers() == (marker,)
    with pytest.raises(ConflictError, match=r"imports\.came_in_meanwhile"):
        store.bring_in([again, build_import([later.id], markers=[later])])


def test_a_number_that_is_taken_stops_everything(store):
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    marker, other = build_marker(), build_opening()
    taken = {**other.changes, "number": "CB-2026-001"}
    one = build_import(
        [marker.id, other.incident_id],
        markers=[marker],
        reports={"CB-2026": [replace(other, changes=taken)]},
    )
    with pytest.raises(StoreError, match=r"store\.number_taken"):
        store.bring_in([one])
    assert (store.markers(), store.imports()) == ((), ())


def test_what_another_import_has_shown_again_or_replaced_meanwhile_is_a_conflict(store):
    old, new, newer = build_marker(836), build_marker(837), build_marker(838)
    store.add_markers([old])
    first = build_import([new.id], [old.id], markers=[new])
    store.bring_in([first])
    with pytest.raises(ConflictError, match=r"imports\.came_in_meanwhile"):
        store.bring_in([build_import([newer.id], [old.id], markers=[newer])])
    store.take_back(undo(first.entry))
    store.bring_in([build_import([new.id], [old.id])])
    with pytest.raises(ConflictError, match=r"imports\.came_in_meanwhile"):
        store.bring_in([build_import([new.id])])
    assert store.markers() == (new,)
