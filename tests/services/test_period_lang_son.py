"""The figures of a third report, for Lạng Sơn in 2020: each case that is recorded counts, and nothing else.

The report names no places for most of them: a record says what is known, and no record stands for several.
"""

from dataclasses import replace
from datetime import date

import pytest
import shapely

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import locate_points
from border_gis.boundary.places import locate
from border_gis.boundary.reference import parse
from border_gis.crs import follow_geodesic, measure_geodesic
from border_gis.incidents.model import IncidentParty
from border_gis.incidents.particulars import Particulars
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.period_reports import count_period, describe_figures
from border_gis.services.rules import RuleDraft, save_rule
from border_gis.services.surveys import SurveyDraft, record_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.area import SurveyConduct, SurveyState
from border_gis.surveys.contents import Period
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from tests.actors import acting

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
TODAY = date(2026, 11, 22)
STRIP = "agreement-2009.7-3"


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


def said(workspace, line=""):
    described = describe_figures(count_period(workspace, YEAR, "Lạng Sơn", TODAY, compares=False))
    return {
        group["group"]: {one["figure"].rpartition(".")[2]: one["records"] for one in group["figures"]}
        for group in described["groups"]
        if group["line"] in ("", line)
    }


def test_eight_breaches_that_were_reported_up_are_eight_records_and_the_figure_eight(workspace):
    numbers = []
    for place in range(8):
        draft = IncidentDraft(
            f"Vi phạm Hiệp định {place + 1}", "fence", party=IncidentParty.CN, date=PartialDate(2020),
            province="Lạng Sơn",
        )  # fmt: skip
        incident = record_incident(workspace, draft)
        numbers.append(incident.number)
        kind = {"event_kind": "markers"}
        add_report(workspace, incident.id, "theo điều ước", event_date=PartialDate(2020), changes=kind)
        for step in ("report_up", "ask_centre"):
            add_report(
                workspace, incident.id, "báo cáo Bộ", event_date=PartialDate(2020),
                particulars=Particulars(step=step, paper="report_paper"),
            )  # fmt: skip
    reported = said(workspace)["reported_up"]
    assert sorted(reported["breaches"]) == sorted(reported["breaches_to_centre"]) == sorted(numbers)
    assert len(reported["breaches_to_province"]) == 8


def test_three_fences_on_the_line_or_in_the_strip_are_found_beside_a_measured_line(workspace):
    line = workspace.lines[0]
    start_m = locate(parse("1100-1101")[0], line, workspace.register).span_m[0]
    workspace.store.add_line(replace(line, id="measured", name="đo", accuracy_m=0.05))
    works = []
    for number, away_m in enumerate((0.0, 0.0, 3.0, 60.0)):
        first, last = locate_points(line, [start_m + 10.0 + 20.0 * number, start_m + 15.0 + 20.0 * number])
        azimuth_deg, _ = measure_geodesic(*first, *last)
        ends = [follow_geodesic(*end, azimuth_deg + 90.0, away_m) for end in (first, last)]
        works.append(
            Work(
                f"fence-{number}",
                WorkKind.FENCE,
                WorkParty.CN,
                WorkState.COMPLETED,
                "1100-1101",
                shapely.LineString([tuple(map(float, end)) for end in ends]),
                accuracy_m=0.1,
                since=PartialDate(2020, 3, 1),
                illustrative=False,
            )
        )
    workspace.store.add_works(works)
    width = RuleDraft(STRIP, {"distance_m": 5.0}, date(2019, 1, 1), None, "Biên bản", "hai Bên thống nhất")
    save_rule(workspace, width, ())
    fences = said(workspace, "đo")["fences"]
    assert (len(fences["on_line"]), len(fences["in_strip"]), len(fences["clear_of_strip"])) == (2, 1, 1)
    assert len(fences["on_line"]) + len(fences["in_strip"]) == 3


AREAS = (
    ("fence", 12, SurveyConduct.BILATERAL),
    ("terrain", 57, SurveyConduct.UNILATERAL),
    ("terrain", 7, SurveyConduct.BILATERAL),
    ("landslide", 13, SurveyConduct.UNILATERAL),
)
"""What was surveyed, how often, and by whom."""


def test_twelve_fence_areas_57_and_7_of_terrain_and_13_of_landslides_come_out_by_purpose(workspace):
    for purpose, count, conduct in AREAS:
        for number in range(count):
            # The report names no places: an area without a stretch keeps purpose, year and province.
            draft = SurveyDraft(
                f"{purpose} {conduct} {number}", purpose, surveyed=PartialDate(2020), province="Lạng Sơn",
                conduct=conduct, state=SurveyState.SURVEYED,
            )  # fmt: skip
            record_area(workspace, draft)
    figures = said(workspace)
    purposes = {purpose: len(numbers) for purpose, numbers in figures["areas_by_purpose"].items() if numbers}
    assert purposes == {"terrain": 64, "landslide": 13, "fence": 12}
    conducts = {conduct: len(numbers) for conduct, numbers in figures["areas_by_conduct"].items() if numbers}
    assert conducts == {"unilateral": 70, "bilateral": 19}
    by_hand = {}
    for area in workspace.store.survey_areas():
        if area.province == "Lạng Sơn" and area.purpose == "terrain":
            by_hand[area.conduct] = by_hand.get(area.conduct, 0) + 1
    assert by_hand == {SurveyConduct.UNILATERAL: 57, SurveyConduct.BILATERAL: 7}
