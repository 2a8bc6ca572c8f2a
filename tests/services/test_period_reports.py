"""The report of a period, from the demonstration records and from what an office records besides."""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from docx import Document
from shapely.geometry import shape

from border_gis.access import Actor, Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.incidents.particulars import Particulars
from border_gis.reports.content.model import Table
from border_gis.services.incidents import add_report, show_incident
from border_gis.services.period_records import gather_period, list_units
from border_gis.services.period_reports import (
    PeriodRequest,
    count_period,
    describe_figures,
    make_period_report,
    name_figures,
)
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.contents import Period
from tests.actors import acting

YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))
HALF = Period(date(2022, 1, 1), date(2022, 6, 30))
TODAY = date(2026, 11, 22)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


def said(workspace, period=YEAR, unit="Cao Bằng"):
    """Every figure that is not a nought, as {group: {figure: records}}."""
    described = describe_figures(count_period(workspace, period, unit, TODAY))
    return {
        group["group"]: {
            one["figure"].rpartition(".")[2]: one["records"] for one in group["figures"] if one["count"]
        }
        for group in described["groups"]
    }


def test_the_statements_of_the_report_that_the_demonstration_holds_come_out_of_its_records(workspace):
    """Each line is a row of the table in docs/period-report.md."""
    figures = said(workspace)
    kinds, states, units = figures["by_kind"], figures["by_state"], figures["by_unit"]
    assert kinds["works_dossier"] == ["CB-2022-001"]
    assert len(figures["works_by_kind"]["works_dossier"]) == 3
    assert figures["course"]["ended"] == ["CB-2022-002"]
    assert kinds["road_connection"] == states["completed"] == ["CB-2022-002"]
    assert kinds["fence"] == ["CB-2022-003", "CB-2022-006"]
    assert kinds["river_bank_erosion"] == states["surveyed"] == units["xã Minh Long, huyện Hạ Lang"]
    assert kinds["surveillance"] == states["notified"] == ["CB-2022-007"]
    assert units["huyện Bảo Lạc"] == ["CB-2022-008", "CB-2022-009", "CB-2022-010"]
    assert kinds["second_fence"] == ["CB-2022-011"]
    assert kinds["survey"] == ["CB-2022-012"]
    assert kinds["obstacles"] == ["CB-2022-013"]
    assert kinds["electrified_wire"] == ["CB-2022-014"]
    exchanges = figures["exchanges"]
    letters = {"letter_received", "letter_reply_sent", "letter_sent", "talks"}
    assert set(exchanges) == {*letters, "note_sent", "note_reply_received"}
    assert all(exchanges[step] == ["CB-2022-005"] for step in letters)
    assert figures["steps"]["report_up"] == ["CB-2022-005"]
    assert figures["areas_by_conduct"] == {"unilateral": ["KS-CB-2022-001"]}
    assert "breaches" not in figures["reported_up"]


REPORTED = [
    ("CB-2022-006", "direction", "dispatch", "1108/UBND-NC", PartialDate(2022, 5, 11)),
    ("CB-2022-007", "direction", "dispatch", "303/UBND-NC", PartialDate(2022, 2, 14)),
    ("CB-2022-008", "direction", "dispatch", "", PartialDate(2022)),
    ("CB-2022-009", "direction", "dispatch", "", PartialDate(2022)),
    ("CB-2022-010", "direction", "dispatch", "", PartialDate(2022)),
    ("CB-2022-011", "ask_centre", "request_report", "", PartialDate(2022)),
    ("CB-2022-012", "survey_point_proposed", "report_paper", "", PartialDate(2022)),
    ("CB-2022-004", "field_survey", "survey_minutes", "", PartialDate(2022)),
    ("CB-2022-004", "report_up", "report_paper", "", PartialDate(2022)),
]
"""Steps that the report of Cao Bằng tells of and the demonstration says in words only."""


def report_steps(workspace, rows):
    for number, step, paper, paper_number, happened in rows:
        incident = show_incident(workspace, number).incident
        particulars = Particulars(step=step, paper=paper, paper_number=paper_number, paper_date=happened)
        add_report(workspace, incident.id, "theo báo cáo năm", event_date=happened, particulars=particulars)


def test_its_other_statements_come_out_once_their_steps_are_recorded(workspace):
    report_steps(workspace, REPORTED)
    figures = said(workspace)
    assert figures["steps"]["direction"] == [f"CB-2022-{number:03d}" for number in (6, 7, 8, 9, 10)]
    assert figures["papers"]["dispatch"] == figures["steps"]["direction"]
    assert figures["steps"]["field_survey"] == ["CB-2022-004", "CT-CB-2022-047"]
    assert figures["reported_up"]["to_centre"] == ["CB-2022-011", "CB-2022-012"]
    assert figures["reported_up"]["to_province"] == ["CB-2022-004", "CB-2022-005"]
    february = said(workspace, Period(date(2022, 2, 1), date(2022, 2, 28)))
    assert february["steps"] == {"direction": ["CB-2022-007"]}


def test_half_a_year_names_what_only_a_year_is_known_of(workspace):
    described = describe_figures(count_period(workspace, HALF, "Cao Bằng", TODAY))
    course = {one["figure"]: one for one in described["groups"][0]["figures"]}
    assert course["period.all"]["records"] == ["CB-2022-006", "CB-2022-007"]
    assert len(course["period.all"]["not_determinable"]) == 12
    assert described["compared_with"] == {"from": "2021-07-01", "to": "2021-12-31"}


def test_fences_are_not_determinable_while_the_strip_is_unset(workspace):
    figures = count_period(workspace, YEAR, "", TODAY)
    assert not figures.strip_is_set
    fences = figures.group("fences")
    assert fences.count("period.not_determinable").value == 6
    assert fences.count("period.in_strip").value == fences.count("period.clear_of_strip").value == 0


def test_a_unit_is_found_by_its_name_with_or_without_its_level(workspace):
    assert list_units(workspace)[:2] == ("Cao Bằng", "Lạng Sơn")
    for unit in ("huyện Bảo Lạc", "Bảo Lạc", "bao lac"):
        assert said(workspace, YEAR, unit)["course"]["all"] == ["CB-2022-008", "CB-2022-009", "CB-2022-010"]
    assert said(workspace, YEAR, "tỉnh Lạng Sơn")["course"].get("all") is None
    with pytest.raises(NotFoundError):
        count_period(workspace, YEAR, "huyện Không Có", TODAY)


def test_what_was_written_for_another_district_or_another_province_is_not_of_the_unit(workspace):
    records = gather_period(workspace, YEAR, "huyện Bảo Lạc", TODAY)
    belongs = {one.incident.number: one.belongs.value for one in records.incidents}
    assert belongs["CB-2022-008"] == "yes"
    assert belongs["CB-2022-005"] == "no", "huyện Hà Quảng"
    assert belongs["LS-2020-001"] == "no", "another province"
    assert belongs["CB-2022-006"] == "unknown", "no unit was written"


def test_a_commune_of_the_register_holds_what_lies_in_it(workspace):
    place = show_incident(workspace, "CB-2022-006").incident.places[0]
    around = shape(dict(place.geometry)).envelope.buffer(0.001)
    commune = Unit(
        "0c0c0c0c-0000-4000-8000-000000000001", "01477", "Xã Thử", UnitLevel.COMMUNE, "Cao Bằng", around,
        is_border=True, former_names=("huyện Hạ Lang",),
    )  # fmt: skip
    workspace.whole_store.add_units([commune])
    assert "Xã Thử" in list_units(workspace)
    figures = said(workspace, YEAR, "Xã Thử")
    assert "CB-2022-006" in figures["course"]["all"]
    assert "CB-2022-009" not in figures["course"]["all"]
    assert "CB-2022-004" in figures["course"]["all"], "written for a district that it was made of"
    assert figures["works_by_kind"]["fence"], "the fence that lies in it"
    everything = said(workspace)["by_unit"]
    assert "xã Minh Long, huyện Hạ Lang" in everything


def test_a_period_that_ends_before_it_begins_is_refused(workspace):
    with pytest.raises(InputError):
        count_period(workspace, Period(YEAR.last, YEAR.first))


def test_whoever_may_not_see_a_secret_incident_does_not_find_it_in_a_figure(workspace):
    incident = show_incident(workspace, "CB-2022-006").incident
    add_report(workspace, incident.id, "mật", secrecy=Secrecy.TOI_MAT)
    below = workspace.acting_as(Actor("Người khác", Role.RECORDER, Secrecy.NONE))
    assert "CB-2022-006" in said(workspace)["course"]["all"]
    assert "'CB-2022-006'" not in str(describe_figures(count_period(below, YEAR, "", TODAY)))


REQUEST = PeriodRequest(YEAR, "Cao Bằng", formats=("docx", "xlsx"), today=TODAY)


def test_what_is_above_the_profile_is_not_counted_and_that_is_said(workspace):
    incident = show_incident(workspace, "CB-2022-006").incident
    add_report(workspace, incident.id, "mật", secrecy=Secrecy.TOI_MAT)
    made = make_period_report(workspace, replace(REQUEST, profile="province"))
    assert made.left_out == 1
    assert "'CB-2022-006'" not in str(describe_figures(made.figures))
    inside = make_period_report(workspace, REQUEST)
    assert inside.left_out == 0
    assert inside.paper.secrecy is Secrecy.TOI_MAT


def test_it_does_not_go_to_the_other_side_or_to_everybody(workspace):
    for profile in ("counterpart", "public"):
        with pytest.raises(ForbiddenError):
            make_period_report(workspace, replace(REQUEST, profile=profile))
    viewer = workspace.acting_as(Actor("Người xem", Role.VIEWER, Secrecy.TUYET_MAT))
    with pytest.raises(ForbiddenError):
        make_period_report(viewer, REQUEST)


def test_that_it_was_made_is_written_down(workspace):
    make_period_report(workspace, REQUEST)
    entry = workspace.whole_store.audit_entries()[-1]
    entries = [each for each in workspace.whole_store.audit_entries() if each.what == "period_report"]
    assert entries, entry
    assert entries[-1].count == 14


def test_the_same_figures_stand_in_the_document_the_sheets_and_the_json(workspace):
    made = make_period_report(workspace, REQUEST)
    in_json = {
        (name, label): (count.value, len(count.unsure))
        for _, name, counts in name_figures(workspace, made.figures, "vi")
        for count, label in counts
    }
    tables = [block for block in made.paper.blocks if isinstance(block, Table) and block.key != "wait_days"]
    in_paper = {
        (table.caption[0], row.cells[0].write("vi")): (row.cells[1].number, row.cells[4].number)
        for table in tables
        for row in table.rows
    }
    assert in_paper == in_json
    assert document_figures(file_of(made, "docx")) == in_paper
    assert sheet_figures(file_of(made, "xlsx"), [table.caption[0] for table in tables]) == {
        (key[0][:31], key[1]): figures for key, figures in in_paper.items()
    }


def test_the_sheets_list_every_record_behind_every_figure(workspace):
    made = make_period_report(workspace, REQUEST)
    book = openpyxl.load_workbook(io.BytesIO(file_of(made, "xlsx")))
    rows = list(book["Hồ sơ của từng số liệu"].iter_rows(min_row=2, values_only=True))
    counts = [count for group in made.figures.groups for count in group.counts]
    assert len(rows) == sum(count.value + len(count.unsure) for count in counts)
    listed = {(row[0], row[1], row[3]) for row in rows}
    for _, name, some in name_figures(workspace, made.figures, "vi"):
        for count, label in some:
            assert all((name, label, number) in listed for number in count.numbers)


def test_a_report_without_the_period_before_has_no_column_for_it(workspace):
    made = make_period_report(workspace, replace(REQUEST, compares=False, formats=("docx",)))
    table = next(made.paper.tables)
    assert [column.key for column in table.columns] == ["label", "value", "unsure", "records"]


def test_it_is_written_in_english_too(workspace):
    made = make_period_report(workspace, replace(REQUEST, language="en", formats=("docx",)))
    text = "\n".join(each.text for each in Document(io.BytesIO(file_of(made, "docx"))).paragraphs)
    assert "Incidents on the border" in text
    assert text.startswith("REPORT")
    assert re.findall(r"\bperiod\.\w", text) == []


def file_of(made, ending):
    return next(content for name, content in made.files.items() if name.endswith(ending))


def document_figures(content):
    """Read the figures back from the tables of a DOCX, by the captions above them."""
    document, found, caption = Document(io.BytesIO(content)), {}, ""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            head = [cell.text for cell in block.rows[0].cells]
            if head[:2] == ["Nội dung", "Số lượng"]:
                for row in block.rows[1:]:
                    cells = [cell.text for cell in row.cells]
                    found[caption, cells[0]] = (float(cells[1]), float(cells[4]))
        elif block.text.startswith("Bảng "):
            caption = block.text.partition(". ")[2]
    return found


def sheet_figures(content, captions):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (name[:31], row[0]): (float(row[1]), float(row[4]))
        for name in captions
        for row in book[name[:31]].iter_rows(min_row=2, values_only=True)
    }
