"""Everything is found by number, by place and by whole words; nothing inside words unless asked."""

from datetime import UTC, datetime

import pytest

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.particulars import Particulars
from border_gis.reports.content.chapters_of_place import record_of
from border_gis.services.everything import search_everything
from border_gis.services.incidents import IncidentDraft, add_report, record_incident
from border_gis.services.searching import FoundBy, search_incidents, search_records
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path_factory.mktemp("office") / "w"))
    workspace = opened.acting_as(office_actor("Cán bộ trực"))
    incident = record_incident(
        workspace,
        IncidentDraft("Mốc bị nghiêng", "marker_damage", date=PartialDate(2026), place_text="640"),
        NOW,
    )
    add_report(
        workspace,
        incident.id,
        "Đã gia cố chân mốc, 会谈纪要",
        particulars=Particulars(step="talks", paper_number="77/BB-SNgV", from_whom="Đồn Sóc Giang"),
    )
    yield workspace
    opened.close()


def numbers(workspace, text, **options):
    return {one.incident.number: one.by for one in search_incidents(workspace, text, **options)}


def test_a_marker_finds_the_stretch_that_begins_at_it(workspace):
    assert FoundBy.PLACE in numbers(workspace, "632")["CB-2022-005"]
    assert FoundBy.PLACE in numbers(workspace, "633+0m")["CB-2022-005"]
    assert "CB-2022-005" not in numbers(workspace, "634")
    assert set(numbers(workspace, "571-572")) >= {"CB-2022-009", "CB-2022-012"}
    assert FoundBy.PLACE in numbers(workspace, "mốc 556/1 - 556/2")["CB-2022-008"]


def test_a_number_finds_its_incident_first(workspace):
    found = search_incidents(workspace, "cb-2022-006")
    assert (found[0].incident.number, found[0].by[0]) == ("CB-2022-006", FoundBy.NUMBER)


@pytest.mark.parametrize("text", ["1108/UBND-NC", "1108", "cong van 1108", "UBND-NC 1108"])
def test_the_number_of_a_paper_finds_its_incident(workspace, text):
    assert "CB-2022-006" in numbers(workspace, text)


def test_words_are_found_without_accents_and_not_inside_words(workspace):
    assert set(numbers(workspace, "chong dinh")) == set(numbers(workspace, "CHÔNG ĐINH")) == {"CB-2022-013"}
    assert "CB-2022-013" not in numbers(workspace, "hon din")
    assert "CB-2022-013" in numbers(workspace, "hon din", whole_words=False)
    assert numbers(workspace, '"dinh chong"') == {}


def test_words_of_a_later_report_find_its_incident_and_name_the_report(workspace):
    for text in ("gia cố", "77/BB-SNgV", "soc giang", "会谈", "gia co 77"):
        (found,) = search_incidents(workspace, text)
        assert found.by == (FoundBy.REPORT,)
        assert [report.particulars.step for report in found.reports] == ["talks"]


@pytest.mark.parametrize("write", [str, str.lower, str.upper, lambda text: f" {text} "])
def test_the_number_that_papers_give_a_work_finds_that_work_alone(workspace, write):
    """Every row of a summary names its record: typed into the search, it leads there."""
    for work in workspace.works:
        assert search_records(workspace, write(record_of(work.id, "W"))).works == (work,)


def test_the_number_that_papers_give_a_line_finds_that_line(workspace):
    for line in workspace.lines:
        assert search_records(workspace, record_of(line.id, "L")).lines == (line,)
        assert not search_everything(workspace, record_of(line.id, "L")).is_empty
    assert search_records(workspace, "khái quát").lines == (workspace.lines[0],)
    assert search_records(workspace, "W-00000000").works == ()


def test_every_record_number_of_a_summary_is_found(workspace):
    made = make_summary(workspace, SummaryRequest("KS-CB-2022-001", formats=("xlsx",)))
    named = {record for table in made.paper.tables for row in table.rows for record in row.record.split("; ")}
    assert len(named) >= 5
    for record in named:
        assert not search_everything(workspace, record).is_empty, record


def test_works_and_markers_are_found_too(workspace):
    found = search_records(workspace, "tuan tra 632-633")
    assert [work.reference_as_written for work in found.works] == ["632-633"]
    assert [str(marker.reference) for marker in search_records(workspace, "834/1").markers] == ["834/1"]
    assert [str(marker.reference) for marker in search_records(workspace, "34/1").markers] == []
    assert search_records(workspace, "khao sat").areas


@pytest.mark.parametrize("text", ["", "  ", "%", "'; DROP TABLE incidents; --", '"', "_", "\\", "x" * 5000])
def test_what_is_no_word_finds_nothing_and_harms_nothing(workspace, text):
    assert search_records(workspace, text).incidents == ()
    assert numbers(workspace, "CB-2022-005")
