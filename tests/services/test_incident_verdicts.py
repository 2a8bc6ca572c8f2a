"""What the rules say of an incident before it is saved, and what is missing."""

from dataclasses import replace

import pytest

from border_gis.boundary.dates import PartialDate
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import IncidentParty, IncidentPlace
from border_gis.services.incident_verdicts import kind_of_category, verdicts_for_incident
from border_gis.services.incidents import IncidentDraft, list_incidents, place_of_choice
from border_gis.services.places import find_places
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.works.model import WorkKind
from border_gis.zones.subjects import Activity
from border_gis.zones.verdict import Outcome

POINT = {"type": "Point", "coordinates": [106.721234567, 22.834567891]}


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield opened
    opened.close()


def missing(verdicts):
    return [finding.code for finding in verdicts.missing]


def test_categories_are_held_against_the_rules_under_their_own_names():
    assert kind_of_category("fence") is WorkKind.FENCE
    assert kind_of_category("drone") is Activity.DRONE_FLIGHT
    assert kind_of_category("marker_damage") is Activity.MARKER_LOSS
    assert kind_of_category("blasting") is Activity.BLASTING
    assert kind_of_category("landslide") is None
    for category in IncidentCategory:
        kind_of_category(str(category))


def test_a_draft_without_a_place_says_what_is_missing_rather_than_nothing(workspace):
    found = verdicts_for_incident(workspace, IncidentDraft("Nhà mới", "building"))
    assert missing(found) == ["works.place_wanted", "works.date_wanted", "works.party_wanted"]
    outcomes = {ruled.verdict.outcome for line in found.places[0].lines for ruled in line.verdicts}
    assert Outcome.NOT_DETERMINABLE in outcomes


def test_a_place_by_markers_asks_for_measured_coordinates(workspace):
    places = place_of_choice(find_places(workspace, "834/1-835").choices[0], "834/1-835")
    draft = IncidentDraft("Nhà", "building", IncidentParty.CN, date=PartialDate(2024), places=places)
    assert missing(verdicts_for_incident(workspace, draft)) == ["works.measured_place_wanted"]


def test_a_place_by_coordinates_without_accuracy_asks_for_it(workspace):
    place = IncidentPlace("22.83, 106.72", POINT)
    draft = IncidentDraft(
        "Nổ mìn", "blasting", IncidentParty.CN, date=PartialDate(2024, 5, 1), places=(place,)
    )
    found = verdicts_for_incident(workspace, draft)
    assert missing(found) == ["works.accuracy_wanted"]
    assert found.places[0].place is place


def test_a_typed_coordinate_has_no_accuracy_of_its_own_and_one_that_was_measured_has(workspace):
    (typed,) = place_of_choice(find_places(workspace, "22.8262, 106.7108").choices[0], "22.8262, 106.7108")
    measured = replace(typed, accuracy_m=3.0)
    for place, accuracy_m in ((typed, None), (measured, 3.0)):
        draft = IncidentDraft("Nhà", "building", IncidentParty.CN, date=PartialDate(2024), places=(place,))
        found = verdicts_for_incident(workspace, draft)
        assert found.places[0].checked.accuracy_m == accuracy_m
        assert not found.places[0].checked.illustrative
        assert ("works.accuracy_wanted" in missing(found)) is (accuracy_m is None)


def test_an_incident_that_no_rule_is_about_says_so(workspace):
    found = verdicts_for_incident(workspace, IncidentDraft("Sạt lở", "landslide"))
    assert (found.places, missing(found)) == ((), ["works.category_without_rule"])
    assert missing(verdicts_for_incident(workspace, IncidentDraft("", ""))) == ["works.category_wanted"]


def test_every_place_of_every_reported_incident_has_its_verdicts(workspace):
    for incident in list_incidents(workspace):
        found = verdicts_for_incident(workspace, incident)
        if kind_of_category(incident.category) is None:
            assert missing(found) == ["works.category_without_rule"]
        else:
            assert len(found.places) == max(1, len(incident.places))
            assert all(len(each.lines) == len(workspace.lines) for each in found.places)
