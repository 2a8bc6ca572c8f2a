"""One search finds incidents, markers, works and survey areas by whole words, and says where they stand."""

import pytest

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.particulars import Particulars
from border_gis.services.everything import search_everything
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.searching import FoundBy
from border_gis.services.surveys import SurveyDraft, record_area
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings
from tests.actors import acting

FAR_TEXT = "Đoàn công tác đi bộ từ đồn lên tới mốc, thời tiết nhiều sương mù, tầm nhìn hạn chế. " * 3


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path_factory.mktemp("office") / "w"))
    workspace = acting(opened)
    incident = record_incident(
        workspace,
        IncidentDraft("Mốc bị nghiêng", "marker_damage", date=PartialDate(2026), place_text="640"),
    )
    add_report(
        workspace,
        incident.id,
        f"{FAR_TEXT}Đã gia cố chân mốc bằng bê tông. {FAR_TEXT}",
        particulars=Particulars(step="talks", paper_number="77/BB-SNgV"),
    )
    record_area(workspace, SurveyDraft("Khu vực đồi Ngỗng", reference_text="600-602", leader="Sở Xây dựng"))
    secret = SurveyDraft("Khu vực đồi Ngỗng hai", reference_text="603-604", secrecy=Secrecy.TOI_MAT)
    record_area(workspace, secret)
    yield workspace
    opened.close()


@pytest.mark.parametrize("text", ["gia cố chân mốc", "GIA CO", "bê tông"])
def test_the_report_that_holds_the_words_is_cited_around_them(workspace, text):
    (hit,) = [each for each in search_everything(workspace, text).incidents if each.extract]
    assert FoundBy.REPORT in hit.by
    assert hit.report.particulars.step == "talks"
    assert hit.report_count == 1
    assert "gia cố chân mốc" in hit.extract.text
    assert hit.extract.text.startswith("… ")
    assert hit.extract.text.endswith(" …")
    assert len(hit.extract.text) < 200


def test_a_paper_is_cited_by_its_number_and_an_incident_found_by_its_title_cites_nothing(workspace):
    (hit,) = search_everything(workspace, "77/BB-SNgV").incidents
    assert [hit.extract.text[low:high] for low, high in hit.extract.marks] == ["77/BB-SNgV"]
    (hit,) = search_everything(workspace, "bi nghieng").incidents
    assert (hit.report, hit.extract) == (None, None)


def test_survey_areas_are_found_by_name_number_and_office(workspace):
    for text in ("doi ngong", "Sở Xây dựng", "KS-CB-2022-001"):
        assert search_everything(workspace, text).areas
    assert search_everything(workspace, "khu vực 571").areas[0].number == "KS-CB-2022-001"


def test_nothing_is_found_inside_words(workspace):
    for text in ("goc", "ngon", "hien tai x", "gia c", "34/1"):
        found = search_everything(workspace, text)
        assert not found.areas
        assert not [hit for hit in found.incidents if FoundBy.REPORT in hit.by]
    assert [str(marker.reference) for marker in search_everything(workspace, "34/1").markers] == []
    assert not search_everything(workspace, "ngon").incidents


def test_a_marker_that_is_the_text_itself_comes_first_and_works_are_found(workspace):
    found = [str(marker.reference) for marker in search_everything(workspace, "836").markers]
    assert found[0].startswith("836")
    assert "520" in found
    assert str(search_everything(workspace, "834/1").markers[0].reference) == "834/1"
    assert [work.reference_as_written for work in search_everything(workspace, "tuan tra 632-633").works]


def test_what_is_above_a_clearance_is_neither_found_nor_does_it_raise_the_level(workspace):
    found = search_everything(workspace, "đồi ngỗng")
    assert (len(found.areas), found.level) == (2, Secrecy.TOI_MAT)
    low = search_everything(acting(workspace, clearance=Secrecy.MAT), "đồi ngỗng")
    assert (len(low.areas), low.level) == (1, Secrecy.NONE)


@pytest.mark.parametrize("text", ["", "  ", "%", "'; --", '"', "_", "x" * 5000, "không có từ này đâu"])
def test_what_stands_nowhere_finds_nothing(workspace, text):
    assert search_everything(workspace, text).is_empty
