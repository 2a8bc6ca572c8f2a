"""The interactive map of one survey area."""

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from border_gis.boundary.line import LegalStatus
from border_gis.boundary.register import Marker
from border_gis.maps import MapContent, MapPage, render_map
from border_gis.services.area_maps import draw_map_of_area
from border_gis.services.mapping import build_map_content
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import acting

AREA = "KS-CB-2022-001"


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    line = opened.lines[0]
    other = replace(
        line,
        id="0f7f1a3e-0000-4000-8000-000000000002",
        legal_status=LegalStatus.VIEW_CN,
        coordinates=line.coordinates + np.array([0.0, 5e-4]),
    )
    opened.store.add_line(other)
    yield acting(opened)
    opened.close()


def read(document):
    return json.loads(re.search(r'id="border-data">(.*?)</script>', document, re.DOTALL)[1])


def test_everything_inside_is_on_the_map_and_nothing_else_of_its_kinds(workspace):
    contents = gather_area(workspace, AREA)
    shown = read(draw_map_of_area(workspace, contents, "vi"))
    ids = {name: {each["properties"]["id"] for each in found} for name, found in shown["data"].items()}
    assert ids["marker"] == {"571", "572"}
    assert ids["work"] == {each.work.id for each in contents.works}
    assert ids["incident"] == {each.incident.id for each in contents.incidents}
    assert {"line~0", "line~1", "area", "land"} <= set(ids)
    assert len(shown["data"]["land"]) == sum(len(each.pieces) for each in contents.apart) > 0


def test_the_map_begins_at_the_area_and_not_at_the_whole_border(workspace):
    contents = gather_area(workspace, AREA)
    west, south, east, north = contents.geometry.bounds
    assert read(draw_map_of_area(workspace, contents, "vi"))["bounds"] == [[south, west], [north, east]]


def test_works_are_painted_by_their_verdict_on_each_version_of_the_line(workspace):
    contents = gather_area(workspace, AREA)
    shown = read(draw_map_of_area(workspace, contents, "vi"))
    assert shown["paint"] == "verdict"
    assert set(shown["overlays"]) == {each.line.id for each in contents.lines}
    for overlay in shown["overlays"].values():
        assert set(overlay["works"]) == {each.work.id for each in contents.works}


def test_the_tip_of_a_marker_says_its_condition(workspace):
    contents = gather_area(workspace, AREA)
    first, *others = contents.markers
    seen = replace(first, condition="nghiêng", last_inspected=date(2024, 3, 5))
    contents = replace(contents, markers=(seen, *others))
    tips = {
        each["properties"]["id"]: each["properties"]["t"]
        for each in read(draw_map_of_area(workspace, contents, "vi"))["data"]["marker"]
    }
    assert tips["571"][-2:] == ["Hiện trạng: nghiêng", "Kiểm tra lần cuối: 05/03/2024"]
    assert tips["572"][-1] == "Hiện trạng: chưa ghi nhận"


def test_a_map_of_the_border_says_nothing_of_the_condition(workspace):
    """It may leave the office, and the condition of markers is not in every release profile."""
    marker: Marker = replace(workspace.markers[0], condition="nghiêng")
    content: MapContent = replace(build_map_content(workspace), markers=(marker,))
    assert "nghiêng" not in render_map(content, MapPage())


def test_an_area_without_a_place_has_a_map_of_its_surroundings_only(workspace):
    contents = replace(
        gather_area(workspace, AREA),
        geometry=None, lines=(), apart=(), markers=(), works=(), incidents=(),
    )  # fmt: skip
    shown = read(draw_map_of_area(workspace, contents, "vi"))
    assert "area" not in shown["data"]
    assert shown["overlays"] is None
