"""What a person does with incidents: draft, preview, record, find, report further."""

from datetime import UTC, datetime, timedelta

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.errors import ConflictError, InputError, NotFoundError
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.services.incidents import (
    IncidentDraft,
    IncidentFilter,
    add_report,
    count_incidents,
    list_incidents,
    number_prefix,
    preview_incident,
    record_incident,
    show_incident,
)
from border_gis.services.workspaces import init_workspace, open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER, acting

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office") / "workspace"
    made = build_settings({}, workspace_folder=folder, officer=OFFICER)
    init_workspace(made).close()
    return made


@pytest.fixture
def workspace(settings):
    opened = open_workspace(settings)
    yield opened
    opened.close()


def draft(**values):
    return IncidentDraft(
        **{
            "title": "Hàng rào mới",
            "category": "fence",
            "party": IncidentParty.CN,
            "state": IncidentState.REPORTED,
            "date": PartialDate(2026, 11),
            "place_text": "834/1-835",
            "source_paper": "Công văn 12",
            "description": "Mô tả <b>đậm</b>",
            "province": "Cao Bằng",
            **values,
        }
    )


def test_a_preview_shows_the_place_and_records_nothing(workspace):
    before = count_incidents(workspace)
    preview = preview_incident(workspace, draft())
    assert preview.can_be_recorded
    (place,) = preview.places
    assert (place.as_written, place.reference) == ("834/1-835", "834/1-835")
    assert place.geometry["type"] == "LineString"
    assert place.accuracy_m > 0
    assert count_incidents(workspace) == before


def test_a_recorded_incident_is_there_after_opening_again(settings, workspace):
    recorded = record_incident(workspace, draft(title="Còn lại sau khi mở lại"), NOW)
    assert recorded.number.startswith("CB-2026-")
    again = open_workspace(settings)
    page = show_incident(again, recorded.number)
    assert page.incident == recorded
    (report,) = page.reports
    assert (report.author, report.kind, report.recorded_at) == (OFFICER, "opened", NOW)
    assert report.machine
    again.close()


def test_a_place_that_two_readings_are_possible_for_must_be_chosen(workspace):
    preview = preview_incident(workspace, draft(place_text="840-600m"))
    assert [finding.code for finding in preview.findings if finding.where == "place_text"] == [
        "incidents.choose_place"
    ]
    with pytest.raises(InputError, match=r"incidents\.choose_place"):
        record_incident(workspace, draft(place_text="840-600m"))


def test_an_incident_without_a_place_is_listed_and_not_mapped(workspace):
    recorded = record_incident(workspace, draft(place_text="", title="Không rõ vị trí"))
    assert recorded.places == ()
    found = list_incidents(workspace, IncidentFilter(placed=False, text="khong ro vi tri"))
    assert found == (recorded,)


def test_what_must_be_filled_in_is_named(workspace):
    preview = preview_incident(workspace, draft(title=" ", category=""))
    assert [finding.params["field"] for finding in preview.findings] == ["title", "category"]
    with pytest.raises(InputError) as error:
        record_incident(workspace, draft(title=" "))
    assert error.value.code == "incidents.missing_field"


def test_an_incident_at_the_same_place_of_the_same_kind_is_shown_before_recording(workspace):
    first = record_incident(workspace, draft(title="Lần một"))
    assert first in preview_incident(workspace, draft(title="Lần hai")).duplicates
    other = preview_incident(workspace, draft(title="Lần hai", category="drone"))
    assert first not in other.duplicates


def test_the_list_is_found_without_accents(workspace):
    recorded = record_incident(workspace, draft(title="Đường tuần tra biên giới"))
    assert recorded in list_incidents(workspace, IncidentFilter(text="duong TUAN tra"))


def test_further_reports_make_the_history(workspace):
    recorded = record_incident(workspace, draft(), NOW)
    page = show_incident(workspace, recorded.id)
    add_report(
        acting(workspace), recorded.id, "Đã khảo sát", changes={"state": "surveyed"},
        event_date=PartialDate(2026, 11, 20), seen_report_id=page.last_report_id,
        recorded_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    view = add_report(acting(workspace), recorded.id, "Chờ ý kiến", recorded_at=NOW + timedelta(hours=2))
    assert view.state is IncidentState.SURVEYED
    history = show_incident(workspace, recorded.id).history
    assert [entry.report.kind for entry in history] == ["opened", "changed", "added"]
    (change,) = history[1].changes
    assert (change.field, change.before, change.after) == (
        "state",
        IncidentState.REPORTED,
        IncidentState.SURVEYED,
    )
    assert history[2].changes == ()


def test_what_was_known_at_a_moment_is_shown_as_it_was(workspace):
    recorded = record_incident(workspace, draft(), NOW)
    later = NOW + timedelta(days=3)
    add_report(workspace, recorded.id, changes={"title": "Tên sau"}, recorded_at=later)
    page = show_incident(workspace, recorded.id, until=later - timedelta(seconds=1))
    assert page.incident.title == "Hàng rào mới"
    assert len(page.history) == 1
    with pytest.raises(NotFoundError):
        show_incident(workspace, recorded.id, until=NOW - timedelta(seconds=1))


def test_a_correction_stays_in_the_history_beside_what_it_corrects(workspace):
    recorded = record_incident(workspace, draft())
    add_report(workspace, recorded.id, "Nhầm", changes={"state": "completed"})
    wrong = show_incident(workspace, recorded.id).reports[-1]
    view = add_report(workspace, recorded.id, "Đính chính", changes={"state": None}, corrects=wrong.id)
    assert view.state is IncidentState.REPORTED
    history = show_incident(workspace, recorded.id).history
    assert history[1].report == wrong
    assert history[1].corrected_by == history[2].report.id


def test_the_second_of_two_is_told_what_changed(workspace):
    recorded = record_incident(workspace, draft())
    seen = show_incident(workspace, recorded.id).last_report_id
    add_report(workspace, recorded.id, changes={"state": "surveyed"}, seen_report_id=seen)
    with pytest.raises(ConflictError) as error:
        add_report(acting(workspace), recorded.id, changes={"state": "settled"}, seen_report_id=seen)
    assert (error.value.params["author"], error.value.params["fields"]) == (OFFICER, ["state"])


def test_a_report_that_says_nothing_is_refused(workspace):
    recorded = record_incident(workspace, draft())
    with pytest.raises(InputError, match=r"incidents\.empty_report"):
        add_report(workspace, recorded.id, "  ")


@pytest.mark.parametrize(
    ("province", "happened", "prefix"),
    [
        ("Cao Bằng", PartialDate(2022), "CB-2022"),
        ("cao bang", None, "CB-2026"),
        ("Lạng Sơn", PartialDate(2020, 9), "LS-2020"),
        ("Điện Biên", None, "ĐB-2026"),
        ("", None, "BG-2026"),
    ],
)
def test_numbers_begin_with_province_and_year(province, happened, prefix):
    assert number_prefix(province, happened, NOW) == prefix
