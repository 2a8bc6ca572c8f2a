"""A new line: one sees how far each thing would move, chooses, records it, and takes it back."""

from dataclasses import replace

import numpy as np
import pytest

from border_gis.services.incidents import show_incident
from border_gis.services.line_change_undoing import list_line_changes
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER

pytestmark = pytest.mark.browser

REASON = "Thay đường theo số liệu khảo sát mới"


@pytest.fixture
def workspace(shared_app):
    opened = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    if all(line.id != "new-line" for line in opened.lines):
        old = opened.lines[0]
        coordinates = old.coordinates + np.array([0.0, 0.004])
        opened.store.add_line(replace(old, id="new-line", name="Đường 2027", coordinates=coordinates))
    yield opened
    opened.close()


def choose(app, kind, words):
    app.page.locator(f".st-key-change_{kind} label", has_text=words).click()
    app.rest()


def test_things_move_as_chosen_and_go_back(visit, workspace):
    before = {incident.id: incident.places for incident in workspace.store.incidents()}
    app = visit("vi").go("lines")
    app.page.get_by_text(app.say("ui.lines_land")).wait_for()
    app.rest()
    app.page.locator(".st-key-change_to_new-line button").click()
    app.expect_title(app.say("ui.moves_title"))
    app.page.get_by_text(app.say("ui.moves_which")).wait_for()
    app.rest()
    choose(app, "incident", "Đi theo mốc")
    app.page.locator(".bg-move").first.wait_for()
    lengths = [
        float(text.removesuffix(" m").replace(".", "").replace(",", "."))
        for text in app.page.locator(".bg-move-said").all_inner_texts()
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 1.0
    # The map shows the place that the first row of the table is about.
    app.map()
    app.page.locator(".st-key-change_do button").click()
    app.page.get_by_text("Hãy nêu lý do").first.wait_for()
    assert list_line_changes(workspace) == ()
    app.fill("ui.moves_reason", REASON)
    app.rest()
    app.page.locator(".st-key-change_do button").click()
    app.page.get_by_text("Đã dời").first.wait_for()
    app.rest()
    moved = [each for each in workspace.store.incidents() if each.places != before[each.id]]
    assert moved
    assert all(place.line_id == "new-line" for place in moved[0].places if place.reference)
    assert show_incident(workspace, moved[0].id).reports[-1].text == REASON
    app.assert_calm()
    # On another day, by somebody who comes to the page of the lines: the change is listed as a whole.
    (change,) = list_line_changes(workspace)
    later = visit("vi").go("lines")
    later.page.get_by_text(later.say("ui.lines_land")).wait_for()
    later.rest()
    panel = later.page.locator(".st-key-panel_line_deeds")
    assert REASON in panel.inner_text()
    assert f"{len(change.deed.moves)} chỗ của vụ việc" in panel.inner_text()
    later.page.locator(f".st-key-deed_open_{change.deed.id} button").click()
    later.fill("ui.moves_undo_reason", "Chọn nhầm")
    later.rest()
    later.page.locator(".st-key-deed_undo button").click()
    later.page.get_by_text("về như trước").first.wait_for()
    later.rest()
    assert {each.id: each.places for each in workspace.store.incidents()} == before
    assert "Chọn nhầm" in panel.inner_text()
    assert later.page.locator(".st-key-deed_undo").count() == 0
    later.assert_calm()


def test_a_line_that_is_not_there_is_said_in_words(visit, workspace):
    app = visit("vi").go("lines", line="none")
    app.expect_title(app.say("ui.moves_title"))
    app.rest()
    assert "none" in app.text()
    app.assert_calm()
