"""A change of the line is taken back whenever; what somebody has changed since stays, and is named."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

import numpy as np
import pytest

from border_gis.access import Secrecy
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import ConflictError, DataError, InputError, NotFoundError
from border_gis.incidents.imports import Import
from border_gis.services.importing import list_imports, undo_import
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.line_change_undoing import (
    list_line_changes,
    preview_line_undo,
    undo_line_change,
)
from border_gis.services.line_changes import apply_line_change, preview_line_change
from border_gis.services.line_weighing import LineChangeChoice
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, OTHER_OFFICER, acting

REASON = "Thay đường theo số liệu của Bộ"
MISTAKE = "Chọn nhầm cách dời"
BOTH = {"incident": LineChangeChoice.MOVE, "work": LineChangeChoice.MEASURE}


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    old = opened.lines[0]
    coordinates = old.coordinates + np.array([0.0, 0.01])
    opened.store.add_line(replace(old, id="new-line", name="Đường mới", coordinates=coordinates))
    yield opened
    opened.close()


@pytest.fixture
def incident(workspace):
    return record_incident(workspace, IncidentDraft("Hàng rào mới", "fence", place_text="840+600m"))


@pytest.fixture
def before(workspace, incident):
    """Where everything stood."""
    return stand(workspace)


@pytest.fixture
def deed(workspace, before):
    return apply_line_change(workspace, "new-line", BOTH, REASON).deed


def stand(workspace):
    incidents = {each.id: each.places for each in workspace.store.incidents()}
    return incidents, {work.id: (work.geometry, work.accuracy_m) for work in workspace.works}


def test_everything_goes_back_by_reports_and_entries_of_its_own(workspace, before, deed, incident):
    assert stand(workspace) != before
    undo = undo_line_change(workspace, deed.id, MISTAKE)
    assert stand(workspace) == before
    assert (len(undo.back), undo.left) == (len(deed.moves), ())
    reports = workspace.store.reports(incident.id)
    assert [report.text for report in reports[-2:]] == [REASON, MISTAKE]
    assert (reports[-1].kind, reports[-1].corrects) == ("corrected", reports[-2].id)
    work = deed.of("work")[0]
    assert workspace.store.register_changes(work.object_id)[-1].undoes == work.entry
    (change,) = list_line_changes(workspace)
    assert (change.standing, change.put_back) == ((), len(deed.moves))
    (undoing,) = change.undoings
    assert (undoing.author, undoing.reason, undoing.undoes) == (OFFICER, MISTAKE, deed.id)
    # Taken back, it is asked about again.
    assert incident.id in {each.id for each in preview_line_change(workspace, "new-line")}


def test_it_can_be_undone_when_the_program_was_closed_in_between(workspace, before, deed):
    workspace.close()
    later = open_workspace(replace(workspace.settings, officer=OTHER_OFFICER))
    undo_line_change(later, deed.id, MISTAKE)
    assert stand(later) == before
    later.close()


def test_what_else_was_reported_since_stays(workspace, before, deed, incident):
    add_report(workspace, incident.id, "Đã gửi công hàm", changes={"title": "Hàng rào hai lớp"})
    assert not preview_line_undo(workspace, deed.id).left
    undo_line_change(workspace, deed.id, MISTAKE)
    now = show_incident(workspace, incident.id).incident
    assert (now.title, now.places) == ("Hàng rào hai lớp", incident.places)


def test_what_somebody_moved_since_stays_and_is_named(workspace, before, deed, incident):
    colleague = acting(workspace)
    elsewhere = {"as_written": "841", "reference": "841", "geometry": None}
    add_report(colleague, incident.id, "Xác minh lại", changes={"places": [elsewhere]})
    work = workspace.store.work(deed.of("work")[0].object_id)
    moved = replace(work, geometry=work.geometry.centroid)
    note = replace(note_of(workspace, work), author=OTHER_OFFICER)
    workspace.store.change_work(work, moved, note)
    seen = preview_line_undo(workspace, deed.id)
    undo = undo_line_change(workspace, deed.id, MISTAKE)
    assert (undo.back, undo.left) == (seen.back, seen.left)
    assert {thing.move.object_id for thing in undo.left} == {incident.id, work.id}
    assert all(thing.changed_by == OTHER_OFFICER for thing in undo.left)
    assert any("Hàng rào mới" in thing.name for thing in undo.left)
    assert [place.as_written for place in workspace.store.incident(incident.id).places] == ["841"]
    assert workspace.store.work(work.id).geometry.equals(moved.geometry)
    assert len(undo.back) == len(deed.moves) - 2
    # The same once more has nothing to put back, and says why.
    with pytest.raises(ConflictError) as caught:
        undo_line_change(workspace, deed.id, MISTAKE)
    assert caught.value.code == "line_changes.all_changed_since"


def note_of(workspace, work):
    last = workspace.store.register_changes(work.id)[-1]
    return ChangeNote(last.author, last.machine, last.recorded_at, "Đo lại")


def test_a_place_that_was_added_since_stays_and_the_moved_one_goes_back(workspace, before, deed, incident):
    (moved,) = show_incident(workspace, incident.id).incident.places
    added = replace(moved, as_written="842", reference="842")
    add_report(workspace, incident.id, changes={"places": [asdict(moved), asdict(added)]})
    undo = undo_line_change(workspace, deed.id, MISTAKE)
    assert incident.id not in {thing.move.object_id for thing in undo.left}
    places = show_incident(workspace, incident.id).incident.places
    assert places[0] == incident.places[0]
    assert (places[1].as_written, places[1].geometry) == ("842", moved.geometry)


def test_a_first_place_that_was_corrected_since_is_what_it_goes_back_to(workspace, before, deed, incident):
    opening = workspace.store.reports(incident.id)[0]
    corrected = replace(incident.places[0], as_written="840+650m", reference="840+650m")
    add_report(workspace, incident.id, changes={"places": [asdict(corrected)]}, corrects=opening.id)
    undo_line_change(workspace, deed.id, MISTAKE)
    assert [place.as_written for place in workspace.store.incident(incident.id).places] == ["840+650m"]


def test_a_move_whose_report_was_corrected_since_goes_back_where_its_place_stands(
    workspace, before, deed, incident
):
    moved = workspace.store.reports(incident.id)[-1]
    add_report(workspace, incident.id, "Lý do đúng: quyết định số 12", corrects=moved.id)
    undo = undo_line_change(workspace, deed.id, MISTAKE)
    assert undo.left == ()
    assert stand(workspace) == before
    last = workspace.store.reports(incident.id)[-1]
    assert (last.kind, last.text) == ("changed", MISTAKE)


def test_of_two_changes_the_earlier_goes_back_after_the_later(workspace, before, deed, incident):
    old = workspace.lines[0]
    coordinates = old.coordinates + np.array([0.0, -0.01])
    workspace.store.add_line(replace(old, id="third", name="Đường thứ ba", coordinates=coordinates))
    middle = stand(workspace)
    later = apply_line_change(workspace, "third", BOTH, "Lại đường khác").deed
    undo = preview_line_undo(workspace, deed.id)
    assert incident.id in {thing.move.object_id for thing in undo.left}
    undo_line_change(workspace, later.id, MISTAKE)
    assert stand(workspace) == middle
    undo_line_change(workspace, deed.id, MISTAKE)
    assert stand(workspace) == before


def test_a_change_is_undone_once_and_for_a_reason(workspace, before, deed):
    with pytest.raises(InputError) as caught:
        undo_line_change(workspace, deed.id, " ")
    assert caught.value.code == "line_changes.no_undo_reason"
    undo_line_change(workspace, deed.id, MISTAKE)
    with pytest.raises(DataError) as caught:
        undo_line_change(workspace, deed.id, MISTAKE)
    assert caught.value.code == "line_changes.undone_already"
    with pytest.raises(NotFoundError):
        undo_line_change(workspace, "none", MISTAKE)


def test_a_decision_that_moved_nothing_has_nothing_to_put_back(workspace, before):
    deed = apply_line_change(workspace, "new-line", {}, REASON).deed
    with pytest.raises(DataError) as caught:
        undo_line_change(workspace, deed.id, MISTAKE)
    assert caught.value.code == "line_changes.moved_nothing"


def test_what_is_above_the_clearance_is_neither_counted_nor_named_nor_put_back(workspace, incident):
    draft = IncidentDraft("Việc mật", "fence", place_text="841", secrecy=Secrecy.MAT)
    secret = record_incident(workspace, draft)
    line = workspace.store.incident(secret.id).places
    deed = apply_line_change(workspace, "new-line", {"incident": LineChangeChoice.MEASURE}, REASON).deed
    assert secret.id in {move.object_id for move in deed.moves}
    below = acting(workspace, clearance=Secrecy.NONE)
    (change,) = list_line_changes(below)
    assert len(change.deed.moves) == len(deed.moves) - 1
    assert secret.id not in {move.object_id for move in change.deed.moves}
    undo = undo_line_change(below, deed.id, MISTAKE)
    assert len(undo.back) == len(deed.moves) - 1
    assert list_line_changes(below)[0].standing == ()
    assert workspace.store.incident(secret.id).places != line
    # Whoever may see it puts back the rest.
    assert len(list_line_changes(workspace)[0].standing) == 1
    assert [thing.move.object_id for thing in undo_line_change(workspace, deed.id, MISTAKE).back] == [
        secret.id
    ]
    assert workspace.store.incident(secret.id).places == line


def test_changes_of_the_line_are_not_listed_as_imports(workspace, before, deed):
    undo_line_change(workspace, deed.id, MISTAKE)
    assert list_imports(workspace) == ()


def test_a_line_that_things_were_moved_to_is_not_taken_back_before_the_change(workspace, incident):
    old = workspace.lines[0]
    line = replace(old, id="from-file", name="Từ tệp", coordinates=old.coordinates + np.array([0.0, 0.01]))
    entry = ImportEntry(
        id="brought-in",
        kind="import",
        recorded_at=datetime.now(UTC),
        author=OFFICER,
        machine="PC-01",
        target="line",
        file_name="duong.geojson",
        added=(line.id,),
    )
    workspace.store.bring_in([Import(entry, lines=[line])])
    deed = apply_line_change(workspace, line.id, BOTH, REASON).deed
    with pytest.raises(ConflictError) as caught:
        undo_import(workspace, entry.id)
    assert (caught.value.code, caught.value.params["count"]) == ("imports.worked_on", len(deed.moves))
    undo_line_change(workspace, deed.id, MISTAKE)
    undo_import(workspace, entry.id)
    assert line.id not in {each.id for each in workspace.lines}
    # What was done is still told, by the name that the line had.
    assert list_line_changes(workspace)[0].deed.line_name == "Từ tệp"
