"""What two reports of Cao Bằng for 2022 say of the department's own work comes out as figures with records.

Each assertion is a row of the table in docs/period-report.md.
"""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from docx import Document

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.proceedings.kinds import ProceedingClass
from border_gis.proceedings.model import NamedPaper, ProceedingState
from border_gis.reports.content.model import Paragraph
from border_gis.services.period_reports import PeriodRequest, count_period, make_period_report
from border_gis.services.proceeding_drafts import ProceedingDraft
from border_gis.services.proceedings import record_proceeding, withdraw_proceeding
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.contents import Period
from tests.actors import acting

YEAR = Period(date(2022, 1, 1), date(2022, 12, 31))
TODAY = date(2026, 11, 22)
DRAFT = ProceedingDraft(
    "comments", "Góp ý", PartialDate(2022, 5, 11), state=ProceedingState.SENT, province="Cao Bằng"
)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


def count(workspace, period=YEAR, unit="Cao Bằng"):
    """Every figure of the chapter that is not a nought, as {group: {figure: number}}."""
    figures = count_period(workspace, period, unit, TODAY, compares=False)
    chapter = next(each for each in figures.chapters if each.key == "proceedings")
    return {
        group.key: {one.label.key.rpartition(".")[2]: one.value for one in group.counts if one.value}
        for group in chapter.groups
    }


def titles(workspace, group, figure, unit="Cao Bằng"):
    figures = count_period(workspace, YEAR, unit, TODAY, compares=False)
    return [entry.title for entry in figures.group(group).count(figure).entries]


def test_meetings_and_talks_come_out_with_a_nought_where_the_report_names_none(workspace):
    assert count(workspace)["office_meeting"] == {
        "conference_talk": 2, "meeting_expert_group": 1, "meeting_preparation": 1, "meeting_follow_up": 1,
    }  # fmt: skip
    figures = count_period(workspace, YEAR, "Cao Bằng", TODAY, compares=False)
    said = {one.label.key: one.value for one in figures.group("office_meeting").counts}
    assert said["proceeding_kind.meeting_joint_committee"] == said["proceeding_kind.talks_held"] == 0


def test_papers_reports_comments_and_answers_come_out_by_kind(workspace):
    assert count(workspace)["office_paper"] == {
        "comments": 6, "report_province": 5, "answer_to_voters": 3, "report_centre": 2, "paper_province": 2,
        "paper_committee": 1, "proposals": 1, "note_to_other_side": 1, "reply_carried_out": 1,
        "carried_out": 1,
    }  # fmt: skip
    assert count(workspace)["office_writings"] == {
        "papers_sent": 3, "papers_drafted": 3, "papers_state_unknown": 23, "papers_commented": 10,
    }  # fmt: skip


def test_the_six_papers_of_the_steering_committee_are_listed_one_by_one(workspace):
    listed = titles(workspace, "office_writings", "period.papers_state_unknown")
    committee = [
        "Quy chế hoạt động của Ban chỉ đạo", "Phân công nhiệm vụ thành viên Ban chỉ đạo",
        "Kế hoạch công tác năm 2022 của Ban chỉ đạo", "Quyết định thành lập Tổ giúp việc",
        "Thông báo phân công nhiệm vụ thành viên Tổ giúp việc",
    ]  # fmt: skip
    assert [title for title in listed if title in committee] == committee
    assert sum("6 tháng cuối năm 2022" in title for title in listed) == 1
    commented = titles(workspace, "office_writings", "period.papers_commented")
    assert sum("Ban chỉ đạo Nhà nước" in title for title in commented) == 2
    assert sum("Hợp phần quy hoạch cửa khẩu" in title for title in commented) == 2
    assert sum("bãi bỏ một số văn bản" in title for title in commented) == 2


def test_answers_to_voters_name_those_who_asked(workspace):
    answers = titles(workspace, "office_paper", "proceeding_kind.answer_to_voters")
    assert len(answers) == 3
    for name in ("Hạ Lang", "Quảng Hòa", "Lý Vạn"):
        assert sum(name in title for title in answers) == 1
    assert count(workspace, unit="huyện Hạ Lang")["office_paper"] == {"answer_to_voters": 1}


def test_everything_about_gates_and_crossings_comes_out(workspace):
    figures = count(workspace)
    assert figures["office_gate"] == {
        "gate_upgrade": 2, "gate_temporary_opening": 1, "gate_opening": 1, "gate_bridge": 1, "gate_road": 1,
        "gate_talks_plan": 1,
    }  # fmt: skip
    assert figures["gates_named"] == {
        "Trà Lĩnh": 1, "Tà Lùng": 2, "Lý Vạn": 2, "Bản Giốc": 2, "Nà Lạn": 1, "Đức Long": 1, "Nà Đoỏng": 1,
        "Sóc Giang": 1,
    }  # fmt: skip
    assert figures["gates_sought"] == {"international": 2, "bilateral": 1, "opening": 1, "secondary": 2}
    entries = count_period(workspace, YEAR, "Cao Bằng", TODAY).group("gates_sought")
    named = {one.label.key: [entry.label.text for entry in one.entries] for one in entries.counts}
    assert named["gate_kind.international"] == ["Trà Lĩnh", "Tà Lùng"]
    assert named["gate_kind.secondary"] == ["Nà Lạn", "Đức Long"]


def test_the_tourism_agreement_comes_out(workspace):
    assert count(workspace)["office_agreement"] == {
        "agreement_letter": 1, "agreement_paper": 3, "agreement_body": 3, "agreement_item": 2,
    }  # fmt: skip


def test_delegation_plan_and_joint_survey_come_out_and_classes_add_up(workspace):
    figures = count(workspace)
    assert figures["office_field"] == {"field_joint": 1, "field_plan": 1, "field_delegation": 1}
    assert figures["office_work"] == {"meeting": 5, "paper": 23, "gate": 7, "agreement": 9, "field": 3}
    for group in ProceedingClass:
        assert sum(figures[f"office_{group}"].values()) == figures["office_work"][group]


def test_notes_and_joint_surveys_that_belong_to_no_incident_count_with_the_others(workspace):
    def said(key):
        figures = count_period(workspace, YEAR, "Cao Bằng", TODAY, compares=False)
        return {one.label.key.rpartition(".")[2]: list(one.numbers) for one in figures.group(key).counts}

    exchanges = said("exchanges")
    assert exchanges["note_sent"] == ["CT-CB-2022-017"]
    assert exchanges["note_reply_received"] == ["CT-CB-2022-018"]
    assert exchanges["talks"] == ["CB-2022-005"]
    assert said("steps")["joint_survey"] == ["CT-CB-2022-045"]
    draft = replace(DRAFT, kind="note_to_other_side", state=ProceedingState.DRAFTED)
    record_proceeding(workspace, draft)
    assert said("exchanges")["note_sent"] == ["CT-CB-2022-017"]


def test_what_was_withdrawn_counts_nowhere(workspace):
    before = count(workspace)
    saved = record_proceeding(workspace, DRAFT)
    assert count(workspace)["office_paper"]["comments"] == 7
    withdraw_proceeding(workspace, saved.id, "ghi nhầm")
    assert count(workspace) == before


def test_a_month_counts_what_has_a_day_and_names_what_is_known_by_its_year(workspace):
    saved = record_proceeding(
        workspace, replace(DRAFT, papers=(NamedPaper("a", date=PartialDate(2022, 6, 2)), NamedPaper("b")))
    )
    may = count_period(workspace, Period(date(2022, 5, 1), date(2022, 5, 31)), "Cao Bằng", TODAY)
    comments = may.group("office_paper").count("proceeding_kind.comments")
    assert list(comments.numbers) == [saved.number]
    assert len(comments.unsure) == 6
    # Of its two papers one has a day of its own, in June.
    papers = may.group("office_writings").count("period.papers_commented")
    assert [entry.title for entry in papers.entries] == ["b"]


def test_another_province_and_a_period_without_anything_have_noughts(workspace):
    assert count(workspace, unit="Lạng Sơn")["office_work"] == {}
    assert count(workspace, Period(date(2021, 1, 1), date(2021, 12, 31)))["office_work"] == {}


def test_what_is_above_the_profile_is_left_out_and_that_is_said(workspace):
    record_proceeding(workspace, replace(DRAFT, secrecy=Secrecy.TOI_MAT))
    wish = PeriodRequest(YEAR, "Cao Bằng", formats=("xlsx",), today=TODAY)
    inside = make_period_report(workspace, wish)
    assert inside.paper.secrecy is Secrecy.TOI_MAT
    assert inside.figures.group("office_paper").count("proceeding_kind.comments").value == 7
    outside = make_period_report(workspace, replace(wish, profile="province"))
    assert (outside.left_out, outside.paper.secrecy) == (1, Secrecy.NONE)
    assert outside.figures.group("office_paper").count("proceeding_kind.comments").value == 6


def test_the_chapter_stands_in_the_document_and_the_sheets_with_its_records(workspace):
    made = make_period_report(
        workspace, PeriodRequest(YEAR, "Cao Bằng", formats=("docx", "xlsx"), today=TODAY)
    )
    files = {name.rpartition(".")[2]: content for name, content in made.files.items()}
    text = "\n".join(each.text for each in Document(io.BytesIO(files["docx"])).paragraphs)
    assert "Công tác của cơ quan" in text
    assert "5 cuộc họp, hội nghị, hội đàm; 23 việc về văn bản" in text
    told = [block.text[0] for block in made.paper.blocks if isinstance(block, Paragraph)]
    assert any("7 việc về cửa khẩu, lối mở; 9 việc theo Hiệp định" in said for said in told)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    rows = {row[0]: row for row in book["Cửa khẩu, lối mở theo việc"].iter_rows(min_row=2, values_only=True)}
    assert rows["Đề nghị nâng cấp, công bố cửa khẩu, lối mở"][1] == 2
    listed = list(book["Hồ sơ của từng số liệu"].iter_rows(min_row=2, values_only=True))
    assert ("CT-CB-2022-007", "Quyết định thành lập Tổ giúp việc") in {(row[3], row[4]) for row in listed}
