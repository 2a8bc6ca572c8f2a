"""Incidents that may be the same are pointed out with the reasons; none is merged."""

from datetime import UTC, datetime

import pytest

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.model import IncidentParty
from border_gis.incidents.particulars import Particulars
from border_gis.services.duplicates import DuplicateReason
from border_gis.services.incidents import (
    IncidentDraft,
    count_incidents,
    list_incidents,
    preview_incident,
    record_incident,
)
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path_factory.mktemp("office") / "w"))
    yield opened.acting_as(office_actor("Cán bộ trực"))
    opened.close()


def draft(**values):
    return IncidentDraft(
        **{
            "title": "Hàng rào",
            "category": "fence",
            "party": IncidentParty.CN,
            "date": PartialDate(2022, 5),
            "place_text": "739-741",
            "province": "Cao Bằng",
            **values,
        }
    )


def reasons(workspace, **values):
    found = preview_incident(workspace, draft(**values)).possible
    return {one.incident.number: [reason.value for reason in one.reasons] for one in found}


def test_the_same_stretch_kind_and_year_is_pointed_out(workspace):
    assert reasons(workspace)["CB-2022-006"] == ["same_place", "same_kind", "same_year"]


def test_a_stretch_that_overlaps_is_pointed_out_and_one_that_only_touches_is_not(workspace):
    assert reasons(workspace, place_text="740-745")["CB-2022-006"] == [
        "shared_stretch",
        "same_kind",
        "same_year",
    ]
    assert "CB-2022-006" in reasons(workspace, place_text="740")
    assert "CB-2022-006" not in reasons(workspace, place_text="741-742")
    assert "CB-2022-006" not in reasons(workspace, place_text="730-735")


def test_another_kind_at_the_same_place_is_another_incident(workspace):
    assert reasons(workspace, place_text="556/1-556/2", category="drone") == {}
    assert list(reasons(workspace, place_text="556/1-556/2", category="revetment")) == ["CB-2022-010"]


def test_another_year_speaks_for_it_less(workspace):
    assert reasons(workspace, date=PartialDate(2026))["CB-2022-006"] == ["same_place", "same_kind"]


@pytest.mark.parametrize("paper", ["Công văn số 1108/UBND-NC ngày 11/5/2022", "cv 1108/ubnd-nc"])
def test_the_same_number_of_a_paper_comes_first_wherever_it_is(workspace, paper):
    found = preview_incident(
        workspace, draft(place_text="", category="drone", date=None, source_paper=paper)
    ).possible
    assert [(one.incident.number, one.reasons) for one in found] == [
        ("CB-2022-006", (DuplicateReason.SAME_PAPER,))
    ]
    given = Particulars(paper_number="303/UBND-NC")
    assert list(reasons(workspace, source_paper=paper, particulars=given)) == ["CB-2022-006", "CB-2022-007"]


def test_a_marker_a_date_and_part_of_a_number_are_no_number_of_a_paper(workspace):
    for text in ("834/1", "ngày 11/5/2022", "108/UBND-NC", "1108"):
        assert reasons(workspace, place_text="", category="drone", source_paper=text) == {}


def test_two_incidents_at_one_place_stay_two(workspace):
    before = {one.number for one in list_incidents(workspace)}
    assert {"CB-2022-001", "CB-2022-010", "CB-2022-009", "CB-2022-012"} <= before
    first = record_incident(workspace, draft(title="Lần một"), NOW)
    second = record_incident(workspace, draft(title="Lần hai"), NOW)
    assert first.number != second.number
    assert count_incidents(workspace) == len(before) + 2


def test_several_places_are_typed_with_semicolons_or_on_lines(workspace):
    preview = preview_incident(workspace, draft(place_text="1042-1053/1; 1173-1183\n1248+470-1253"))
    assert [place.reference for place in preview.places] == ["1042-1053/1", "1173-1183", "1248+470m-1253"]
    assert preview.can_be_recorded
