"""The works that ship, drawn from the references of the reports."""

import json

import numpy as np
import pytest
from shapely.geometry import shape

from border_gis.boundary.line import find_feet
from border_gis.exchange.demonstration import read_events
from border_gis.works.model import WorkKind
from scripts.data_build.works import build_works


@pytest.fixture(scope="module")
def works(data_folder):
    return json.loads((data_folder / "fences" / "works.geojson").read_text("utf-8"))["features"]


def test_building_them_again_changes_nothing(line, register, data_folder):
    stored = (data_folder / "fences" / "works.geojson").read_bytes().replace(b"\r\n", b"\n")
    built = build_works(line, register, data_folder / "incidents" / "events.toml")
    assert built.encode("utf-8") == stored


def test_every_work_of_the_reports_is_there_once(works):
    kinds = [each["properties"]["kind"] for each in works]
    assert len(works) == 19
    assert kinds.count("fence") == 3
    assert {"second_fence", "temporary_fence", "electrified_wire", "surveillance", "alarm_system"} <= set(
        kinds
    )
    assert set(kinds) <= set(WorkKind)
    assert len({each["properties"]["id"] for each in works}) == 19


def test_a_work_has_a_geometry_when_its_report_names_a_marker_and_only_then(works):
    for each in works:
        assert (each["geometry"] is not None) == bool(each["properties"]["reference"])
        assert (each["properties"]["accuracy_m"] is not None) == bool(each["properties"]["reference"])
    assert sum(each["geometry"] is None for each in works) == 4


def test_every_geometry_is_marked_as_drawn_and_every_work_as_demonstration(works):
    assert all(each["properties"]["illustrative"] is True for each in works)
    assert all(each["properties"]["demonstration"] is True for each in works)


def test_a_work_of_one_party_is_drawn_twenty_metres_into_its_land(works, line):
    drawn = [each for each in works if each["geometry"] and each["properties"]["party"] in ("vn", "cn")]
    assert len(drawn) >= 10
    for each in drawn:
        positions = np.atleast_2d(np.asarray(each["geometry"]["coordinates"]))
        feet = find_feet(line, *positions.T).nearest()
        hand = 1 if each["properties"]["party"] == line.left_party.value else -1
        assert set(feet.hand.tolist()) == {hand}, each["properties"]["reference"]
        assert feet.distance_m == pytest.approx(20.0, abs=0.2) or feet.distance_m.max() < 22.0
        assert feet.distance_m.min() > 19.8


def test_a_work_that_is_nobodys_alone_lies_on_the_line(works, line):
    for each in works:
        if each["geometry"] and each["properties"]["party"] in ("joint", "unknown"):
            positions = np.atleast_2d(np.asarray(each["geometry"]["coordinates"]))
            assert find_feet(line, *positions.T).nearest().distance_m.max() < 0.2


def test_a_long_work_follows_the_bends_of_the_line(works):
    alarm = next(each for each in works if each["properties"]["kind"] == "alarm_system")
    assert len(shape(alarm["geometry"]).coords) > 5


def test_works_say_what_their_events_say(works, data_folder):
    events = {event.key: event for event in read_events(data_folder / "incidents" / "events.toml", "vi")}
    for each in works:
        event = events[each["properties"]["event"]]
        assert each["properties"]["party"] == event.party
        assert set(filter(None, [each["properties"]["reference"]])) <= set(event.places)
