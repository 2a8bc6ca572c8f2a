"""What a map asks for after it is there: belts and verdicts."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from border_gis.access import Actor, Role
from border_gis.services.mapping import build_map_content, draw_map, save_map
from border_gis.services.workspaces import open_workspace
from border_gis.services.zone_maps import draw_all_overlays, draw_overlay, list_belts
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(Actor("A", Role.VIEWER))
    opened.close()


def test_nothing_is_drawn_until_it_is_asked_for(workspace):
    assert draw_overlay(workspace, (), "vi") == ""
    assert draw_overlay(workspace, ("by-line:",), "vi") == ""
    document = draw_map(workspace, "vi")
    assert '"l":"zone"' not in document
    assert "30 m từ đường" in document


def test_a_belt_comes_alone_and_the_verdicts_with_their_words(workspace):
    only = json.loads(draw_overlay(workspace, ("by-line:", "zone:30", "zone:nothing"), "vi"))
    assert (list(only["zones"]), only["works"], only["line"]) == (["30"], None, None)
    told = json.loads(draw_overlay(workspace, ("verdicts",), "vi"))
    assert told["zones"] == {}
    assert set(told["works"]) == {work.id for work in workspace.works}
    first = next(iter(told["works"].values()))
    assert first["v"] == "not_determinable"
    assert first["t"][0].startswith("Chưa kết luận được · Điều ")


def test_belts_follow_the_version_of_the_line_that_was_chosen(workspace):
    first = workspace.lines[0]
    moved = np.add(first.coordinates, [0.0, 0.02])
    workspace.store.add_line(replace(first, id="second", name="second", coordinates=moved))
    both = [
        json.loads(draw_overlay(workspace, (f"by-line:{line_id}", "zone:500"), "vi"))
        for line_id in (first.id, "second")
    ]
    assert [each["line"] for each in both] == [first.id, "second"]
    assert both[0]["zones"] != both[1]["zones"]
    assert set(draw_all_overlays(workspace, "vi")) == {first.id, "second"}
    document = draw_map(workspace, "vi")
    assert "by-line:second" in document


def test_the_strip_appears_when_its_width_is_set_and_is_told_to_be_unset_before(workspace):
    content = build_map_content(workspace)
    assert content.strip_is_unset
    assert "chưa đặt bề rộng" in draw_map(workspace, "vi")
    row = RuleInForce("r1", "agreement-2009.7-3", {"distance_m": 4.0}, set_by_office=True)
    workspace.store.add_zone_rules([row])
    belts, strip_is_unset = list_belts(workspace)
    assert (belts[0].key, strip_is_unset) == ("strip", False)
    assert "mỗi bên 4 m" in draw_map(workspace, "vi")


def test_the_belt_of_a_stretch_lies_along_its_markers_on_the_vietnamese_side(workspace):
    content = {"stretch": [{"from": "834", "to": "840", "distance_m": 300}]}
    row = RuleInForce("r1", "decree-34-2014.belt-prohibited", content, set_by_office=True)
    workspace.store.add_zone_rules([row])
    belts, _ = list_belts(workspace, day=date(2026, 11, 22))
    (belt,) = [each for each in belts if each.widths]
    assert belt.party.value == "vn"
    drawn = json.loads(draw_overlay(workspace, (f"zone:{belt.key}",), "vi"))
    assert len(drawn["zones"][belt.key]) == 1


def test_a_saved_map_has_everything_with_it(workspace):
    saved = save_map(workspace, "vi").decode()
    assert '"l":"zone"' in saved
    assert "Chưa kết luận được" in saved
