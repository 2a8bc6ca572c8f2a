"""A change of the line is stored whole or not at all, in either home."""

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from shapely.geometry import Point

from border_gis.access import Secrecy, office_actor
from border_gis.boundary.line_deeds import LineDeed, LineMove, read_deeds, write_deed
from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.incidents.line_records import LineRecord, WorkMove
from border_gis.incidents.model import Report
from border_gis.incidents.view import describe_place
from border_gis.services.line_change_undoing import list_line_changes, undo_line_change
from border_gis.services.line_changes import apply_line_change
from border_gis.services.line_weighing import LineChangeChoice
from border_gis.services.moving import move_data
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import build_settings
from border_gis.stores import open_store
from border_gis.stores.care import verify_store
from tests.actors import OFFICER
from tests.stores.builders import NOON, build_opening, build_work

PLACE = {"as_written": "836", "reference": "836", "geometry": {"type": "Point", "coordinates": [106.7, 22.8]}}
MOVED = {**PLACE, "geometry": {"type": "Point", "coordinates": [106.7, 22.81]}, "line_id": "new"}


@pytest.fixture
def opening(store):
    made = build_opening()
    made = replace(made, changes={**made.changes, "places": [PLACE]})
    store.append_reports([made], "CB-2026")
    return made


@pytest.fixture
def work(store):
    made = build_work()
    store.add_works([made])
    return store.works()[0]


def build_record(opening, work):
    report = Report(
        id=str(uuid4()),
        incident_id=opening.incident_id,
        kind="changed",
        recorded_at=NOON,
        author="can-bo-1",
        machine="PC-01",
        text="Đường mới",
        changes={"places": [MOVED]},
    )
    move = WorkMove(work, replace(work, geometry=Point(106.71, 22.82)), str(uuid4()))
    deed = LineDeed(
        id=str(uuid4()),
        kind="change",
        recorded_at=NOON,
        author="can-bo-1",
        machine="PC-01",
        line_id="new",
        line_name="Đường 2027",
        from_lines=("old",),
        choices={"incident": "move", "work": "measure"},
        moves=(
            LineMove("incident", opening.incident_id, 0, report.id, 1112.4, Secrecy.MAT),
            LineMove("work", work.id, 0, move.entry_id, 12.5),
        ),
        stayed={Secrecy.NONE: 3},
        reason="Đường mới",
    )
    seen = {opening.incident_id: opening.id}
    return LineRecord(write_deed(deed), [report], seen, [move])


def undo(record, **others):
    (deed,) = read_deeds([record.entry])
    back = replace(
        deed, id=str(uuid4()), kind="undo", undoes=deed.id, reason="Chọn nhầm", choices={}, stayed={}
    )
    correction = replace(
        record.reports[0],
        id=str(uuid4()),
        kind="corrected",
        corrects=record.reports[0].id,
        changes={"places": None},
    )
    works = {record.moved_works[0].entry_id: str(uuid4())}
    return LineRecord(write_deed(back, **others), [correction], undone_works=works)


def test_a_change_is_kept_as_it_was_told_with_all_that_it_moved(store, opening, work):
    record = build_record(opening, work)
    store.record_line_change(record)
    assert store.imports() == (record.entry,)
    assert read_deeds(store.imports()) == read_deeds([record.entry])
    (place,) = store.incident(opening.incident_id).places
    assert describe_place(place)["geometry"] == MOVED["geometry"]
    assert store.work(work.id).geometry.equals(Point(106.71, 22.82))
    entry = store.register_changes(work.id)[-1]
    assert (entry.id, entry.reason) == (record.moved_works[0].entry_id, "Đường mới")
    assert store.withdrawn() == frozenset()


def test_an_undoing_puts_all_of_it_back(store, opening, work):
    before = store.incident(opening.incident_id).places
    record = build_record(opening, work)
    store.record_line_change(record)
    back = undo(record)
    store.record_line_change(back)
    assert store.incident(opening.incident_id).places == before
    assert store.work(work.id) == work
    assert [deed.undoes for deed in read_deeds(store.imports())] == [record.entry.id, ""]
    with pytest.raises(DataError):
        store.record_line_change(undo(record))
    with pytest.raises(DataError):
        # What is undone as an entry of its own is held by the histories of the works.
        store.record_line_change(undo(record, is_first_undo=False))
    assert store.imports() == (back.entry, record.entry)


def test_a_change_of_what_somebody_has_moved_is_not_stored_in_part(store, opening, work):
    record = build_record(opening, work)
    ahead = replace(record.reports[0], id=str(uuid4()))
    store.append_reports([ahead])
    with pytest.raises(ConflictError):
        store.record_line_change(record)
    unseen = replace(record, seen={opening.incident_id: ahead.id})
    note = record.note
    store.change_work(work, replace(work, geometry=Point(106.9, 22.9)), note)
    with pytest.raises(ConflictError):
        store.record_line_change(unseen)
    assert store.imports() == ()
    assert len(store.reports(opening.incident_id)) == 2
    assert store.work(work.id).geometry.equals(Point(106.9, 22.9))


def test_only_a_change_that_is_there_is_undone(store, opening, work):
    record = build_record(opening, work)
    with pytest.raises(NotFoundError):
        store.record_line_change(undo(record))
    assert store.imports() == ()


def test_an_office_changes_the_line_and_takes_it_back_on_either_home(new_location, tmp_path):
    alone = init_workspace(build_settings({}, workspace_folder=tmp_path / "alone"))
    alone.close()
    location = new_location()
    move_data(str(alone.settings.store_path), location)
    settings = build_settings({}, workspace_folder=tmp_path / "office", officer=OFFICER)
    workspace = Workspace(settings, open_store(location, tmp_path / "backups"), office_actor(OFFICER))
    old = workspace.lines[0]
    coordinates = old.coordinates + np.array([0.0, 0.004])
    workspace.store.add_line(replace(old, id="new", name="Đường 2027", coordinates=coordinates))
    before = {each.id: each.places for each in workspace.store.incidents()}, workspace.works
    choices = {"incident": LineChangeChoice.MOVE, "work": LineChangeChoice.MEASURE}
    done = apply_line_change(workspace, "new", choices, "Đường mới")
    (change,) = list_line_changes(workspace)
    assert change.deed == done.deed
    assert {move.kind for move in change.standing} == {"incident", "work"}
    undo = undo_line_change(workspace, done.deed.id, "Chọn nhầm")
    assert len(undo.back) == done.moved
    after = {each.id: each.places for each in workspace.store.incidents()}, workspace.works
    assert after == before
    workspace.close()
    assert verify_store(location).findings == ()
