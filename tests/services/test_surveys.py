"""What a person does with survey areas."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
import shapely

from border_gis.access import Actor, Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.i18n import has_words, load_words
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.survey_contents import gather_area
from border_gis.services.surveys import (
    SurveyDraft,
    change_area,
    draft_of,
    find_area,
    list_areas,
    list_tied_areas,
    preview_area,
    record_area,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.contents import Period
from border_gis.zones.verdict import Outcome
from tests.actors import acting


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


DRAFT = SurveyDraft("Khu vực thử", "fence", "570-573; 580-581", 250.0, 150.0, leader="Sở Ngoại vụ")


def test_the_demonstration_has_three_areas_with_their_markers_works_and_incidents(workspace):
    found = {area.number: gather_area(workspace, area.number) for area in list_areas(workspace)}
    assert [str(m.reference) for m in found["KS-CB-2022-001"].markers] == ["571", "572"]
    assert [i.incident.number for i in found["KS-CB-2022-001"].incidents] == ["CB-2022-009", "CB-2022-012"]
    assert [str(m.reference) for m in found["KS-CB-2022-003"].markers] == ["737/1", "738", "739"]
    assert [w.work.kind for w in found["KS-CB-2022-003"].works] == ["second_fence"]
    assert all(contents.is_demonstration for contents in found.values())


def test_what_only_touches_the_area_at_its_end_is_not_in_it(workspace):
    """A fence at 739-741 begins where the area 737/1-739 ends."""
    contents = gather_area(workspace, "KS-CB-2022-003")
    assert {each.incident.number for each in contents.incidents} == {"CB-2022-011"}


def test_a_recorded_area_is_found_again_with_a_number_of_province_and_year(workspace):
    saved = record_area(workspace, replace(DRAFT, surveyed=PartialDate(2024, 5)))
    assert saved.number == "KS-CB-2024-001"
    assert find_area(workspace, "ks-cb-2024-001") == saved
    assert saved.province == "Cao Bằng"
    assert saved.geometry.geom_type == "MultiPolygon"
    assert list_areas(workspace, "so ngoai vu thu") == (saved,)


def test_a_draft_of_an_area_says_the_same(workspace):
    saved = record_area(workspace, DRAFT)
    assert preview_area(workspace, draft_of(saved), saved).area == saved


def test_a_change_is_signed_and_the_old_state_is_kept(workspace):
    saved = record_area(workspace, DRAFT)
    changed = change_area(workspace, saved, replace(draft_of(saved), width_cn_m=400.0), "đo lại")
    assert changed.geometry.area > saved.geometry.area
    opened, change = workspace.store.register_changes(saved.id)
    assert change.before["width_cn_m"] == 150.0
    assert change.reason == "đo lại"
    assert opened.author == workspace.actor.name


def test_an_area_can_be_typed_corner_by_corner(workspace):
    text = "22.90, 105.70\n22.91, 105.70\n22.91, 105.72; 22.90, 105.72"
    saved = record_area(workspace, SurveyDraft("Vẽ tay", area_text=text, province="Cao Bằng"))
    assert saved.is_drawn
    assert saved.width_vn_m is None
    assert saved.geometry.equals(shapely.box(105.70, 22.90, 105.72, 22.91))


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (replace(DRAFT, name=" "), "surveys.no_name"),
        (replace(DRAFT, width_vn_m=-3.0), "surveys.bad_width"),
        (SurveyDraft("Hai điểm", area_text="22.9, 105.7\n22.8, 105.7"), "surveys.few_corners"),
        (
            SurveyDraft("Nơ", area_text="22.90,105.70\n22.91,105.71\n22.91,105.70\n22.90,105.71"),
            "surveys.crossed_corners",
        ),
    ],
)
def test_what_cannot_be_an_area_is_refused_and_says_why(workspace, draft, code):
    with pytest.raises(InputError) as error:
        record_area(workspace, draft)
    assert error.value.code == code


def test_an_area_above_ones_clearance_does_not_exist(workspace):
    saved = record_area(workspace, replace(DRAFT, secrecy=Secrecy.TOI_MAT))
    other = workspace.acting_as(Actor("người xem", Role.VIEWER, Secrecy.MAT))
    assert saved not in list_areas(other)
    for read in (find_area, gather_area):
        with pytest.raises(NotFoundError):
            read(other, saved.number)


def test_a_viewer_records_nothing(workspace):
    viewer = workspace.acting_as(Actor("người xem", Role.VIEWER, Secrecy.MAT))
    with pytest.raises(ForbiddenError):
        record_area(viewer, DRAFT)


def test_works_carry_their_verdicts_under_every_line(workspace):
    contents = gather_area(workspace, "KS-CB-2022-001", day=date(2026, 5, 1))
    (work,) = contents.works
    ((line, verdicts),) = work.verdicts
    assert line is contents.lines[0].line
    assert len(verdicts) == len(contents.book.rules)
    assert {verdict.work_id for verdict in verdicts} == {work.work.id}
    assert any(verdict.outcome is not Outcome.OUTSIDE for verdict in verdicts)


def test_a_period_leaves_out_what_surely_happened_outside_it(workspace):
    in_2022 = gather_area(workspace, "KS-CB-2022-001", Period(date(2022, 1, 1), date(2022, 12, 31)))
    in_2023 = gather_area(workspace, "KS-CB-2022-001", Period(date(2023, 1, 1), date(2023, 12, 31)))
    assert len(in_2022.incidents) == 2
    assert in_2023.incidents == ()


def test_gaps_name_the_records(workspace):
    contents = gather_area(workspace, "KS-CB-2022-001")
    gaps = {finding.code: finding.params for finding in contents.gaps}
    assert gaps["gaps.not_measured"]["markers"] == ["571", "572"]
    assert gaps["gaps.work_drawn"]["works"] == ["C1"]
    assert "gaps.one_understanding" in gaps


def test_two_understandings_are_compared_inside_the_area(workspace):
    """A second line, moved 55.4 m to the north; the line itself runs slantwise here."""
    line = workspace.lines[0]
    moved = replace(line, id="other", name="Đường khác", coordinates=line.coordinates + np.array([0, 5e-4]))
    workspace.store.add_line(moved)
    contents = gather_area(workspace, "KS-CB-2022-001")
    (apart,) = contents.apart
    assert 25.0 < apart.greatest_m < 55.4
    assert apart.area_m2 == pytest.approx(contents.lines[0].length_m * apart.greatest_m, rel=0.15)
    assert all(contents.geometry.buffer(1e-9).covers(piece) for piece in apart.land)
    assert len(contents.works[0].verdicts) == 2


@pytest.mark.parametrize("field", [each.name for each in fields(SurveyArea)])
def test_every_field_that_a_history_can_name_has_words(field):
    said = load_words()[f"area_field.{field}"]
    assert said["vi"]
    assert said["en"]


def test_what_a_change_keeps_is_named_by_fields_of_the_area(workspace):
    saved = record_area(workspace, DRAFT)
    change_area(workspace, saved, replace(draft_of(saved), name="Tên khác", secrecy=Secrecy.MAT), "đổi tên")
    added, changed = workspace.store.register_changes(saved.id)
    assert set(changed.after) == {"name", "secrecy"}
    assert [name for name in added.after if not has_words(f"area_field.{name}")] == []


def test_an_incident_has_the_areas_that_it_names_and_those_that_name_it(workspace):
    first, second = (record_area(workspace, replace(DRAFT, name=name)) for name in ("Một", "Hai"))
    draft = IncidentDraft("Có khảo sát", "fence", place_text="571", survey_areas=(first.id,))
    incident = record_incident(workspace, draft)
    change_area(workspace, second, replace(draft_of(second), incident_id=incident.id), "gắn vụ việc")
    assert {area.name for area in list_tied_areas(workspace, incident)} == {"Một", "Hai"}
    secret = replace(draft_of(first), secrecy=Secrecy.TOI_MAT)
    change_area(workspace, first, secret, "nâng độ mật")
    low = acting(workspace, clearance=Secrecy.MAT)
    assert [area.name for area in list_tied_areas(low, incident)] == ["Hai"]
