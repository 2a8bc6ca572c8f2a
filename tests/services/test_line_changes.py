"""A new line moves what was placed by reference as the office chooses, and every move is in a history."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import shape

from border_gis.boundary.line import find_feet
from border_gis.boundary.parties import Party
from border_gis.crs import measure_geodesic
from border_gis.errors import InputError, NotFoundError
from border_gis.services.incidents import IncidentDraft, record_incident, show_incident
from border_gis.services.line_changes import (
    LineChangeChoice,
    apply_line_change,
    preview_line_change,
    undo_line_change,
)
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
        replace(old, id="short", name="Đoạn đầu", coordinates=old.coordinates[:20], left_party=Party.CN)
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


def test_what_was_moved_goes_back_by_another_report(workspace, incident, moved_line):
    before = {work.id: work.geometry for work in workspace.works}
    done = apply_line_change(
        workspace,
        moved_line.id,
        {"incident": LineChangeChoice.MOVE, "work": LineChangeChoice.MEASURE},
        REASON,
    )
    assert done.moved == len(done.moves) >= 2
    assert undo_line_change(workspace, done, "Chọn nhầm cách dời") == done.moved
    assert {work.id: work.geometry for work in workspace.works} == before
    page = show_incident(workspace, incident.id)
    assert page.incident.places == incident.places
    assert [report.text for report in page.reports][-2:] == [REASON, "Chọn nhầm cách dời"]
    # Taken back, they are asked about again.
    assert incident.id in {each.id for each in preview_line_change(workspace, moved_line.id)}


def test_what_somebody_moved_again_since_stays(workspace, incident, moved_line):
    done = apply_line_change(workspace, moved_line.id, {"incident": LineChangeChoice.MOVE}, REASON)
    undo_line_change(workspace, done, "Chọn nhầm")
    reports = len(show_incident(workspace, incident.id).reports)
    assert undo_line_change(workspace, done, "Chọn nhầm lần nữa") == 0
    assert len(show_incident(workspace, incident.id).reports) == reports
