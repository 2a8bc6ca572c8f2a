"""Recording works: what is shown before saving, what is saved, and who may."""

from dataclasses import replace
from uuid import uuid4

import pytest
import shapely

from border_gis.access import Role, office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import locate_points
from border_gis.crs import follow_geodesic
from border_gis.errors import ConflictError, DataError, ForbiddenError, InputError
from border_gis.services.work_recording import (
    WorkDraft,
    add_work_state,
    change_work,
    draft_of,
    preview_work,
    record_work,
    undo_work_change,
)
from border_gis.services.works import show_work
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.verdict import Outcome


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened.acting_as(office_actor("Cán bộ Một"))
    opened.close()


def beside(workspace, north_m=6.0, chainage_m=50_000):
    at = locate_points(workspace.lines[0], [chainage_m])[0]
    longitude_deg, latitude_deg = map(float, follow_geodesic(*at, 0.0, north_m))
    return f"{latitude_deg:.7f}, {longitude_deg:.7f}"


def codes(preview):
    return [finding.code for finding in preview.findings]


HOUSE = WorkDraft(WorkKind.BUILDING, WorkParty.CN, WorkState.COMPLETED, since=PartialDate(2021), name="Nhà")


def test_verdicts_are_there_before_anything_is_saved(workspace):
    before = workspace.works
    preview = preview_work(workspace, replace(HOUSE, place_text=beside(workspace), accuracy_m=2.0))
    assert preview.can_be_recorded
    said = {ruled.rule.article: ruled.verdict.outcome for ruled in preview.lines[0].verdicts}
    assert said["21(1)"] in (Outcome.PROHIBITED, Outcome.NOT_DETERMINABLE)
    assert workspace.works == before


def test_a_place_by_coordinates_is_measured_and_its_accuracy_is_asked_for(workspace):
    preview = preview_work(workspace, replace(HOUSE, place_text=beside(workspace)))
    assert isinstance(preview.work.geometry, shapely.Point)
    assert not preview.work.illustrative
    assert preview.work.accuracy_m is None
    assert "works.accuracy_wanted" in codes(preview)
    assert preview.can_be_recorded


@pytest.mark.parametrize("accuracy_m", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_an_accuracy_that_is_none_is_refused_and_never_taken_for_zero(workspace, accuracy_m):
    draft = replace(HOUSE, place_text=beside(workspace), accuracy_m=accuracy_m)
    preview = preview_work(workspace, draft)
    assert not preview.can_be_recorded
    with pytest.raises(InputError):
        record_work(workspace, draft)


def test_a_place_by_markers_is_drawn_says_so_and_has_the_accuracy_of_the_markers(workspace):
    preview = preview_work(workspace, replace(HOUSE, kind=WorkKind.FENCE, place_text="834/1-835"))
    assert preview.work.illustrative
    assert isinstance(preview.work.geometry, shapely.LineString)
    assert preview.work.accuracy_m > 0
    assert "works.drawn_by_markers" in codes(preview)


def test_several_coordinates_make_a_line_and_a_closed_one_an_area(workspace):
    corners = [beside(workspace, north_m) for north_m in (5.0, 15.0, 25.0)]
    line = preview_work(workspace, replace(HOUSE, place_text="\n".join(corners), accuracy_m=1.0))
    assert isinstance(line.work.geometry, shapely.LineString)
    corners[1] = beside(workspace, 15.0, 50_050)
    area = preview_work(
        workspace, replace(HOUSE, place_text="; ".join([*corners, corners[0]]), accuracy_m=1.0)
    )
    assert isinstance(area.work.geometry, shapely.Polygon)
    assert codes(line) == codes(area) == []


def test_one_corner_twice_is_no_line(workspace):
    same = beside(workspace)
    assert "works.one_corner" in codes(preview_work(workspace, replace(HOUSE, place_text=f"{same}; {same}")))


def test_a_place_that_is_none_is_refused_and_an_empty_one_is_said(workspace):
    assert not preview_work(workspace, replace(HOUSE, place_text="đâu đó trên núi")).can_be_recorded
    empty = preview_work(workspace, HOUSE)
    assert empty.can_be_recorded
    assert codes(empty) == ["works.no_place"]


def test_a_work_cannot_be_extended_before_it_was_built(workspace):
    assert not preview_work(workspace, replace(HOUSE, extended=PartialDate(2020, 12))).can_be_recorded
    assert preview_work(workspace, replace(HOUSE, extended=PartialDate(2021))).can_be_recorded


def test_a_work_is_recorded_with_whoever_is_at_work_and_only_once(workspace):
    token = str(uuid4())
    draft = replace(HOUSE, place_text=beside(workspace), accuracy_m=2.0, document="BB 12/2024")
    work = record_work(workspace, draft, "thấy khi tuần tra", work_id=token)
    with pytest.raises(DataError):
        record_work(workspace, draft, work_id=token)
    (entry,) = show_work(workspace, token).changes
    assert (entry.author, entry.reason, entry.paper) == ("Cán bộ Một", "thấy khi tuần tra", "BB 12/2024")
    assert [each for each in workspace.works if each.id == token] == [work]


def test_a_change_keeps_the_place_while_its_text_stays(workspace):
    shipped = next(
        work for work in workspace.works if work.geometry is not None and work.reference_as_written
    )
    named = change_work(workspace, shipped, replace(draft_of(shipped), name="Tên mới"), "sửa tên")
    assert named == replace(shipped, name="Tên mới")
    moved = change_work(
        workspace, named, replace(draft_of(named), place_text=beside(workspace), accuracy_m=3.0)
    )
    assert not moved.illustrative
    assert moved.geometry != shipped.geometry


def test_every_work_that_ships_is_the_same_after_a_change_of_nothing(workspace):
    for work in workspace.works:
        assert change_work(workspace, work, draft_of(work)) == work
        assert len(show_work(workspace, work.id).changes) == 1


def test_whoever_was_overtaken_is_told(workspace):
    shipped = workspace.works[0]
    change_work(workspace, shipped, replace(draft_of(shipped), name="A"))
    with pytest.raises(ConflictError):
        change_work(workspace, shipped, replace(draft_of(shipped), name="B"))


def test_a_state_is_reported_with_day_and_paper_and_can_be_undone(workspace):
    work = record_work(workspace, replace(HOUSE, state=WorkState.NOTIFIED, since=None))
    done = add_work_state(
        workspace, work.id, WorkState.COMPLETED, event_date=PartialDate(2024, 5), paper="CV 3", text="xong"
    )
    assert (done.state, done.since) == (WorkState.COMPLETED, PartialDate(2024, 5))
    page = show_work(workspace, work.id)
    last = page.states[-1]
    assert (last.state, last.event_date, last.paper, last.text) == (
        WorkState.COMPLETED,
        PartialDate(2024, 5),
        "CV 3",
        "xong",
    )
    assert undo_work_change(workspace, last.change_id, "ghi nhầm") == work
    assert show_work(workspace, work.id).undone == {last.change_id}


def test_who_may_only_look_records_nothing(workspace):
    viewer = workspace.acting_as(replace(workspace.actor, role=Role.VIEWER))
    shipped = workspace.works[0]
    assert preview_work(viewer, HOUSE).lines
    for deed in (
        lambda: record_work(viewer, HOUSE),
        lambda: change_work(viewer, shipped, draft_of(shipped)),
        lambda: add_work_state(viewer, shipped.id, WorkState.REMOVED),
        lambda: undo_work_change(viewer, "x"),
    ):
        with pytest.raises(ForbiddenError):
            deed()


def test_hostile_texts_are_kept_as_they_are(workspace):
    text = "<script>alert(1)</script> ${x} '); DROP TABLE works; -- {0}"
    work = record_work(workspace, replace(HOUSE, name=text, description=text, source=text), text)
    assert show_work(workspace, work.id).work == work
    assert work.name == text
