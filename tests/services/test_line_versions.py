"""Versions of the line: added from files, and held side by side."""

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from border_gis.access import Actor, Role
from border_gis.boundary.line import LegalStatus
from border_gis.errors import DataError, ForbiddenError, InputError, NotFoundError
from border_gis.services.line_versions import add_line_version, draw_side_by_side, hold_side_by_side
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(Actor("A", Role.APPROVER))
    opened.close()


def write_line(folder, coordinates, **said):
    path = folder / "other.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": np.asarray(coordinates).tolist()},
        "properties": said,
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_a_version_comes_from_a_file_and_says_what_it_is_worth(workspace, tmp_path):
    moved = np.add(workspace.lines[0].coordinates, [0.0, 0.004])
    path = write_line(tmp_path, moved[::-1], id="other", name="Đường khác")
    added = add_line_version(workspace, path, status=LegalStatus.VIEW_VN, source="đo 2026")
    assert [line.id for line in workspace.lines] == [workspace.lines[0].id, "other"]
    assert (added.legal_status, added.source, added.name) == (LegalStatus.VIEW_VN, "đo 2026", "Đường khác")
    assert np.allclose(workspace.lines[1].coordinates, moved), "it is turned towards higher numbers"
    with pytest.raises(DataError):
        add_line_version(workspace, path)


def test_two_versions_show_land_works_and_where_they_are_farthest_apart(workspace):
    first = workspace.lines[0]
    moved = np.add(first.coordinates, [0.0, 0.004])
    workspace.store.add_line(replace(first, id="other", name="Đường khác", coordinates=moved))
    middle = (first.coordinates[200] + moved[200]) / 2.0
    workspace.store.add_works(
        [Work("w", WorkKind.BUILDING, WorkParty.CN, WorkState.COMPLETED, geometry=shapely.Point(middle))]
    )
    found = hold_side_by_side(workspace, first.id, "other")
    assert found is hold_side_by_side(workspace, first.id, "other"), "it is worked out once"
    assert "w" in {each.work.id for each in found.page.works}
    assert found.greatest_reference
    assert found.largest[0].land.area_m2 >= found.largest[-1].land.area_m2
    assert found.largest[0].reference
    document = draw_side_by_side(workspace, first.id, "other", "vi")
    assert '"l":"land"' in document
    assert "Phần đất nằm giữa hai đường" in document


def test_the_same_line_twice_and_an_unknown_one_are_refused(workspace):
    line = workspace.lines[0].id
    with pytest.raises(InputError, match="same_twice"):
        hold_side_by_side(workspace, line, line)
    with pytest.raises(NotFoundError):
        hold_side_by_side(workspace, line, "none")


def test_only_an_approver_adds_a_line(workspace, tmp_path):
    path = write_line(tmp_path, workspace.lines[0].coordinates)
    with pytest.raises(ForbiddenError):
        add_line_version(workspace.acting_as(Actor("B", Role.RECORDER)), path)
