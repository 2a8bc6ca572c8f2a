"""What a person does with the register: list it, look at one marker."""

import pytest

from border_gis.boundary.reference import MarkerReference
from border_gis.errors import InputError, NotFoundError
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.markers import MarkerFilter, list_markers, show_marker
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = init_workspace(
        build_settings({}, workspace_folder=tmp_path_factory.mktemp("office") / "workspace", officer=OFFICER)
    )
    yield made
    made.close()


def test_all_markers_are_listed_in_the_order_of_their_numbers(workspace):
    rows = list_markers(workspace)
    assert len(rows) == len(workspace.markers)
    keys = [row.marker.reference.sort_key for row in rows]
    assert keys == sorted(keys)


def test_markers_are_found_by_number_and_by_words(workspace):
    found = list_markers(workspace, MarkerFilter(number_from=834, number_to=835))
    assert {row.marker.reference.number for row in found} == {834, 835}
    assert str(MarkerReference(836, None, 2)) in {
        str(row.marker.reference) for row in list_markers(workspace, MarkerFilter(text="836(2)"))
    }
    assert list_markers(workspace, MarkerFilter(text="không có chữ này")) == ()


def test_markers_with_findings_are_those_that_the_checks_name(workspace):
    rows = list_markers(workspace, MarkerFilter(with_findings=True))
    assert all(row.findings for row in rows)
    assert len(rows) == sum(bool(row.findings) for row in list_markers(workspace))


def test_a_marker_is_shown_with_its_neighbours_incidents_and_works(workspace):
    page = show_marker(workspace, "834/1")
    assert str(page.marker.reference) == "834/1"
    assert (
        page.previous.reference.sort_key < page.marker.reference.sort_key < page.following.reference.sort_key
    )
    assert any("834/1" in place.as_written for incident in page.incidents for place in incident.places)
    assert any("834/1" in work.reference_as_written for work in page.works)


def test_a_marker_inside_a_stretch_is_shown_with_what_happened_on_the_stretch(workspace):
    page = show_marker(workspace, MarkerReference(550))
    assert any("532-569" in place.as_written for incident in page.incidents for place in incident.places)


def test_an_incident_elsewhere_is_not_shown(workspace):
    numbers = {incident.number for incident in show_marker(workspace, "834/1").incidents}
    far = record_incident(
        workspace,
        IncidentDraft(title="Xa", category="fence", place_text="1055-1056", province="Lạng Sơn"),
    )
    near = record_incident(
        workspace,
        IncidentDraft(title="Gần", category="fence", place_text="834/1+50m", province="Cao Bằng"),
    )
    after = {incident.number for incident in show_marker(workspace, "834/1").incidents}
    assert after - numbers == {near.number}
    assert far.number not in after


def test_twins_are_named_together(workspace):
    page = show_marker(workspace, "836(2)")
    assert str(page.marker.reference) == "836(2)"
    assert all(twin.reference.number == 836 and twin.id != page.marker.id for twin in page.twins)


def test_an_unknown_marker_and_what_is_no_marker_are_told(workspace):
    with pytest.raises(NotFoundError, match=r"markers\.unknown_marker"):
        show_marker(workspace, "9999")
    with pytest.raises(InputError):
        show_marker(workspace, "834-835")


def test_the_ends_of_the_register_have_one_neighbour(workspace):
    assert show_marker(workspace, "0").previous is None
    assert show_marker(workspace, "1378").following is None
