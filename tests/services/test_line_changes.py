"""A new line moves what was placed by reference as the office chooses, and every move is in a history."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import shape

from border_gis.boundary.line import find_feet
from border_gis.boundary.parties import Party
from border_gis.crs import measure_geodesic
from border_gis.errors import ConflictError, InputError, NotFoundError
from border_gis.services import line_changes
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.line_change_undoing import list_line_changes, undo_line_change
from border_gis.services.line_changes import apply_line_change, preview_line_change, runs_elsewhere
from border_gis.services.line_weighing import LineChangeChoice
from border_gis.services.places import find_places
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

REASON = "Thay đường theo số liệu của Bộ"


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


@pytest.fixture
def moved_line(workspace):
    """The line in use, 0.01 degrees farther north: a kilometre and a bit."""
    old = workspace.lines[0]
    line = replace(old, id="new-line", name="Đường mới", coordinates=old.coordinates + np.array([0.0, 0.01]))
    workspace.store.add_line(line)
    return line


@pytest.fixture
def incident(workspace):
    return record_incident(workspace, IncidentDraft("Hàng rào mới", "fence", place_text="840+600m"))


def of_incident(changes, incident):
    return next(change for change in changes if change.id == incident.id)


def test_each_choice_is_seen_with_how_far_it_moves(workspace, incident, moved_line):
    change = of_incident(preview_line_change(workspace, moved_line.id), incident)
    assert change.moved_m[LineChangeChoice.STAY] == 0.0
    # The reference goes by markers, which did not move: its foot on the new line is as near as can be.
    assert 0.0 < change.moved_m[LineChangeChoice.MOVE] < 3_000.0
    assert change.moved_m[LineChangeChoice.MEASURE] == pytest.approx(1_107, rel=0.2)
    assert (
        find_feet(moved_line, *np.atleast_2d(change.after["move"].coords[0]).T).nearest().distance_m[0] < 0.01
    )


def test_what_moves_is_moved_by_a_report_that_says_why(workspace, incident, moved_line):
    change = of_incident(preview_line_change(workspace, moved_line.id), incident)
    done = apply_line_change(workspace, moved_line.id, {"incident": LineChangeChoice.MOVE}, REASON)
    assert done.moved >= 1
    page = show_incident(workspace, incident.id)
    (place,) = page.incident.places
    assert place.line_id == moved_line.id
    assert place.reference == incident.places[0].reference
    assert shape(place.geometry).equals(change.after[LineChangeChoice.MOVE])
    assert page.reports[-1].text == REASON
    assert page.reports[-1].author == OFFICER
    assert incident.id not in {each.id for each in preview_line_change(workspace, moved_line.id)}


def test_what_stays_is_not_touched(workspace, incident, moved_line):
    apply_line_change(workspace, moved_line.id, {"work": LineChangeChoice.MEASURE}, REASON)
    assert len(show_incident(workspace, incident.id).reports) == 1


def test_works_that_were_drawn_from_a_reference_move_and_measured_ones_do_not(workspace, moved_line):
    before = {work.id: work for work in workspace.works}
    apply_line_change(workspace, moved_line.id, {"work": LineChangeChoice.MEASURE}, REASON)
    moved = {work.id for work in workspace.works if work.geometry != before[work.id].geometry}
    assert moved
    assert all(before[work_id].illustrative for work_id in moved)
    (work_id, *_) = moved
    entry = workspace.store.register_changes(work_id)[-1]
    assert (entry.reason, entry.author) == (REASON, OFFICER)


def test_what_the_new_line_does_not_have_stays_and_is_named(workspace, incident):
    old = workspace.lines[0]
    workspace.store.add_line(
        replace(
            old,
            id="short",
            name="Đoạn đầu",
            coordinates=old.coordinates[:260],
            left_party=Party.CN,
        )
    )
    done = apply_line_change(workspace, "short", {"incident": LineChangeChoice.MEASURE}, REASON)
    assert any(incident.title in name for name in done.not_placed)
    assert len(show_incident(workspace, incident.id).reports) == 1


def test_a_reason_is_asked_for_and_the_line_must_be_there(workspace, moved_line):
    with pytest.raises(InputError):
        apply_line_change(workspace, moved_line.id, {}, " ")
    with pytest.raises(NotFoundError):
        preview_line_change(workspace, "none")


def test_a_stretch_keeps_its_length_of_measure(workspace, moved_line):
    stretch = record_incident(workspace, IncidentDraft("Sạt lở", "landslide", place_text="836-838"))
    change = of_incident(preview_line_change(workspace, moved_line.id), stretch)
    here, there = change.before, change.after[LineChangeChoice.MEASURE]

    def length_m(line):
        longitudes, latitudes = np.array(line.coords).T
        return measure_geodesic(longitudes[:-1], latitudes[:-1], longitudes[1:], latitudes[1:])[1].sum()

    assert length_m(there) == pytest.approx(length_m(here), abs=0.01)


def test_the_change_as_a_whole_is_one_deed(workspace, incident, moved_line):
    old = workspace.lines[0]
    choices = {"incident": LineChangeChoice.MOVE, "work": LineChangeChoice.MEASURE}
    seen = preview_line_change(workspace, moved_line.id)
    done = apply_line_change(workspace, moved_line.id, choices, REASON)
    (change,) = list_line_changes(workspace)
    deed = change.deed
    assert deed == done.deed
    assert (deed.author, deed.reason, deed.line_id, deed.from_lines) == (
        OFFICER,
        REASON,
        moved_line.id,
        (old.id,),
    )
    assert deed.choices == {"incident": "move", "work": "measure"}
    moved_m = sorted(each.moved_m[choices[each.kind]] for each in seen if each.goes(choices[each.kind]))
    assert sorted(move.moved_m for move in deed.moves) == moved_m
    assert (deed.farthest_m, deed.middle_m) == (moved_m[-1], pytest.approx(np.median(moved_m)))
    assert deed.left == len(seen) - len(moved_m) == done.stayed
    # Each of its moves is an entry of a history, of that moment.
    for move in deed.moves:
        history = workspace.store.reports if move.kind == "incident" else workspace.store.register_changes
        entry = next(each for each in history(move.object_id) if each.id == move.entry)
        assert entry.recorded_at == deed.recorded_at


def test_that_all_stay_is_a_decision_that_is_recorded(workspace, incident, moved_line):
    before = workspace.store.incidents(), workspace.works
    apply_line_change(workspace, moved_line.id, {}, REASON)
    (change,) = list_line_changes(workspace)
    assert (change.deed.moves, change.deed.farthest_m, change.standing) == ((), 0.0, ())
    assert set(change.deed.choices.values()) == {"stay"}
    assert (workspace.store.incidents(), workspace.works) == before


def test_a_line_of_another_place_has_no_place_for_anything(workspace, incident):
    old = workspace.lines[0]
    far = replace(old, id="far", name="Nơi khác", coordinates=old.coordinates + np.array([0.0, -3.0]))
    workspace.store.add_line(far)
    changes = preview_line_change(workspace, "far")
    assert changes
    assert runs_elsewhere(changes)
    with pytest.raises(InputError) as caught:
        apply_line_change(workspace, "far", {"incident": LineChangeChoice.MEASURE}, REASON)
    assert caught.value.code == "line_changes.elsewhere"
    assert list_line_changes(workspace) == ()


def test_a_line_beside_the_old_one_runs_not_elsewhere(workspace, incident, moved_line):
    assert not runs_elsewhere(preview_line_change(workspace, moved_line.id))
    assert not runs_elsewhere(())


def test_the_only_line_has_nothing_to_take_over(workspace, incident):
    (only,) = workspace.lines
    assert preview_line_change(workspace, only.id) == ()
    with pytest.raises(InputError) as caught:
        apply_line_change(workspace, only.id, {}, REASON)
    assert caught.value.code == "line_changes.nothing"


def test_a_work_that_was_moved_is_on_the_new_line(workspace, moved_line):
    apply_line_change(workspace, moved_line.id, {"work": LineChangeChoice.MEASURE}, REASON)
    again = {each.id for each in preview_line_change(workspace, moved_line.id) if each.kind == "work"}
    deed = list_line_changes(workspace)[0].deed
    assert again.isdisjoint(move.object_id for move in deed.of("work"))
    # The way back is open: from the new line its chainage is kept on the old one.
    back = [each for each in preview_line_change(workspace, workspace.lines[0].id) if each.kind == "work"]
    assert {each.id for each in back} == {move.object_id for move in deed.of("work")}
    assert all(each.line_id == moved_line.id for each in back)
    undo_line_change(workspace, deed.id, "Chọn nhầm")
    kinds = {each.kind for each in preview_line_change(workspace, workspace.lines[0].id)}
    assert "work" not in kinds


def test_a_place_is_known_as_well_as_what_it_was_found_on(workspace, incident):
    old = workspace.lines[0]
    better = replace(
        old, id="better", name="Đo kỹ", coordinates=old.coordinates + np.array([0.0, 0.001]), accuracy_m=5.0
    )
    workspace.store.add_line(better)
    apply_line_change(workspace, "better", {"incident": LineChangeChoice.MOVE}, REASON)
    (place,) = show_incident(workspace, incident.id).incident.places
    assert place.accuracy_m < incident.places[0].accuracy_m


def test_nothing_is_recorded_where_a_place_was_changed_meanwhile(
    workspace, incident, moved_line, monkeypatch
):
    weigh = line_changes.weigh_places

    def change_first(*words):
        found = weigh(*words)
        place = {"as_written": "836", "geometry": None}
        add_report(workspace, incident.id, changes={"places": [place]})
        return found

    monkeypatch.setattr(line_changes, "weigh_places", change_first)
    works = workspace.works
    with pytest.raises(ConflictError):
        choices = {"incident": LineChangeChoice.MOVE, "work": LineChangeChoice.MOVE}
        apply_line_change(workspace, moved_line.id, choices, REASON)
    assert (list_line_changes(workspace), workspace.works) == ((), works)


def test_all_places_at_once_are_where_the_search_finds_each(workspace, incident, moved_line):
    changes = preview_line_change(workspace, moved_line.id)
    assert len(changes) > 20
    for change in changes:
        (choice,) = find_places(workspace, change.reference).choices
        (there,) = [each for each in choice.places if each.line_id == moved_line.id]
        assert change.after[LineChangeChoice.MOVE].equals(there.geometry)
        assert change.accuracy_m[LineChangeChoice.MOVE] == there.accuracy_m


def test_a_history_tells_how_far_a_place_was_moved_that_is_called_as_before(workspace, incident, moved_line):
    seen = of_incident(preview_line_change(workspace, moved_line.id), incident)
    apply_line_change(workspace, moved_line.id, {"incident": LineChangeChoice.MOVE}, REASON)
    add_report(workspace, incident.id, changes={"places": [{"as_written": "841"}], "title": "Hai hàng rào"})
    _, moved, told_anew = show_incident(workspace, incident.id).history
    (change,) = moved.changes
    assert change.moved_m == pytest.approx(seen.moved_m[LineChangeChoice.MOVE])
    assert [each.moved_m for each in told_anew.changes] == [None, None]
