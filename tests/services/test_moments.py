"""The moments that a map carries say of every day what the incidents as of that day say."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import pytest

from border_gis.access import office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.view import describe_place
from border_gis.maps.symbols import STAGE_OF_STATE
from border_gis.services.as_of import incidents_as_of
from border_gis.services.incidents import IncidentDraft, add_report, place_of_choice, record_incident
from border_gis.services.moments import list_moments
from border_gis.services.places import find_places
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings

START = datetime(2024, 3, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path / "workspace"))
    yield opened.acting_as(office_actor("Cán bộ trực"))
    opened.close()


def place_at(workspace, text):
    (place,) = place_of_choice(find_places(workspace, text).choices[0], text)
    return describe_place(place)


def fill(workspace):
    for number, happened in enumerate(
        [PartialDate(2023, 11, 3), PartialDate(2023), None, PartialDate(2024, 2)]
    ):
        draft = IncidentDraft(f"Vụ {number}", "fence", date=happened, place_text="739-741")
        incident = record_incident(workspace, draft, START + timedelta(days=3 * number))
        for step, (state, day) in enumerate(
            [
                ("surveyed", PartialDate(2024, 4)),
                ("under_discussion", None),
                ("surveyed", PartialDate(2024, 1, 9)),
                ("settled", PartialDate(2024, 6, 1)),
            ]
        ):
            changes = {"state": state}
            if step == number:
                changes["places"] = [place_at(workspace, "834/1-835")]
            add_report(
                workspace,
                incident.id,
                "Tiếp",
                changes=changes,
                event_date=day,
                recorded_at=START + timedelta(days=20 * (step + 1) + number),
            )


def state_then(moments, number, day):
    found = moments.known if number == 0 else moments.happened
    place = bisect_right([one.day for one in found], day) - 1
    return None if place < 0 else found[place]


@pytest.mark.parametrize("by", ["known", "happened"])
def test_moments_and_the_incidents_as_of_a_day_say_the_same_on_every_day(workspace, by):
    fill(workspace)
    told = {each.incident.id: each for each in list_moments(workspace)}
    days = [date(2019, 6, 1), date(2022, 6, 1), date(2023, 1, 1), date(2026, 12, 31)]
    days += [date(2023, 10, 28) + timedelta(days=5 * number) for number in range(60)]
    for day in days:
        then = {one.incident.id: one for one in incidents_as_of(workspace, day, by)}
        for incident_id, moments in told.items():
            moment = state_then(moments, int(by == "happened"), day)
            assert (moment is None) == (incident_id not in then), (day, moments.incident.title)
            if moment is None:
                continue
            one = then[incident_id]
            places = moments.incident.places if moment.earlier is None else moments.earlier[moment.earlier]
            assert moment.stage is STAGE_OF_STATE[one.incident.state], (day, moments.incident.title)
            assert moment.is_certain is one.is_certain, (day, moments.incident.title)
            assert places == one.incident.places


def test_a_place_that_an_incident_had_once_is_kept(workspace):
    fill(workspace)
    moved = [each for each in list_moments(workspace) if each.earlier]
    assert len(moved) == 4
    for each in moved:
        (before,) = each.earlier
        assert before[0].reference == "739-741"
        assert each.incident.places[0].reference == "834/1-835"
