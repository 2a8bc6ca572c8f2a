"""The demonstration data, put together."""

import json
import shutil
from pathlib import Path

import pytest
from shapely.geometry import shape

from border_gis.boundary.line import find_feet
from border_gis.incidents.view import derive_incident
from border_gis.services.demonstration import load_demonstration

DATA = Path(__file__).resolve().parent.parent.parent / "data"


@pytest.fixture(scope="module")
def demonstration():
    return load_demonstration(DATA)


@pytest.fixture(scope="module")
def incidents(demonstration):
    return {report.changes["number"]: derive_incident([report]) for report in demonstration.reports}


def test_everything_says_that_it_is_demonstration(demonstration, incidents):
    for things in (demonstration.lines, demonstration.markers, demonstration.works, demonstration.gates):
        assert things
        assert all(thing.demonstration for thing in things)
    assert len(incidents) == 23
    assert all(incident.demonstration for incident in incidents.values())


def test_nothing_is_found_wrong_with_the_files(demonstration):
    assert demonstration.findings == ()


def test_two_readings_of_the_folder_are_the_same(demonstration):
    again = load_demonstration(DATA)
    assert again.reports == demonstration.reports
    assert again.markers == demonstration.markers
    assert again.gates == demonstration.gates


def test_an_incident_with_several_places_keeps_each_as_it_was_written(incidents):
    places = incidents["LS-2020-007"].places
    assert [place.as_written for place in places] == [
        "1042-1053/1",
        "1173-1183",
        "1248+470-1253",
        "1253-1275",
    ]
    assert places[2].reference == "1248+470m-1253"
    assert all(shape(place.geometry).geom_type == "LineString" for place in places)


def test_an_incident_without_a_marker_is_listed_without_a_place(incidents):
    assert [number for number, incident in incidents.items() if not incident.places] == [
        "CB-2022-007",
        "CB-2022-013",
        "CB-2022-014",
        "LS-2020-003",
        "LS-2020-008",
    ]


def test_every_place_of_an_incident_is_found_on_the_line_with_its_accuracy(incidents, demonstration):
    (line,) = demonstration.lines
    for incident in incidents.values():
        for place in incident.places:
            at = shape(place.geometry)
            middle = at.interpolate(0.5, normalized=True) if at.geom_type == "LineString" else at
            assert find_feet(line, [middle.x], [middle.y]).nearest().distance_m[0] < 1.0
            assert place.accuracy_m > line.accuracy_m
            assert place.line_id == line.id


def test_the_reports_are_plain_values_and_carry_their_paper(demonstration):
    for report in demonstration.reports:
        assert json.loads(json.dumps(report.changes)) == report.changes
        assert report.kind == "opened"
        assert report.author == "demonstration"
        assert "Sở Ngoại vụ" in report.source_paper
    fence = next(report for report in demonstration.reports if report.changes["number"] == "CB-2022-006")
    assert fence.source_paper.startswith("Công văn 1108/UBND-NC; ")


def test_gates_stand_at_their_markers(demonstration):
    gates = {gate.name: gate for gate in demonstration.gates}
    markers = {str(marker.reference): marker for marker in demonstration.markers}
    assert gates["Móng Cái"].position == markers["1369"].position
    assert markers["1116"].gate == markers["1117"].gate == "Hữu Nghị - Hữu Nghị Quan"
    huu_nghi, before, after = gates["Hữu Nghị"].position, markers["1116"].position, markers["1117"].position
    assert before.longitude_deg < huu_nghi.longitude_deg < after.longitude_deg
    assert sum(gate.position is not None for gate in gates.values()) == 14


def test_texts_come_in_the_language_of_the_office(demonstration):
    english = load_demonstration(DATA, "en")
    assert english.reports[3].changes["title"] == "Erosion of the border river's bank at 840+600m"
    assert demonstration.reports[3].changes["title"] == "Sạt lở bờ sông biên giới tại 840+600m"


def test_what_an_office_puts_in_place_of_it_is_not_marked(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    line_file = tmp_path / "data" / "boundary" / "line.geojson"
    line_file.write_text(
        line_file.read_text("utf-8").replace('"demonstration": true', '"demonstration": false'), "utf-8"
    )
    (tmp_path / "data" / "markers" / "register.csv").write_text(
        "số mốc,kinh độ,vĩ độ\n0,102.1442,22.4006\n1378,107.99,21.486\n", "utf-8"
    )
    (tmp_path / "data" / "incidents" / "events.toml").write_text("event = []\n[sources]\n", "utf-8")
    own = load_demonstration(tmp_path / "data")
    assert not any(line.demonstration for line in own.lines)
    assert len(own.markers) == 2
    assert not any(marker.demonstration for marker in own.markers)
    assert own.reports == ()
    assert all(work.demonstration for work in own.works), "the shipped works stay what they are"


def test_one_incident_has_a_whole_history_with_a_reply_that_is_out(demonstration):
    opened = next(one for one in demonstration.reports if one.changes["number"] == "CB-2022-005")
    steps = [report.particulars.step for report in demonstration.further]
    assert steps == ["letter_received", "letter_reply_sent", "talks", "letter_sent", "report_up"]
    view = derive_incident([opened, *demonstration.further])
    assert [one.step for one in view.awaited] == ["letter_sent"]
    assert view.demonstration
    assert {report.happened.isoformat() for report in demonstration.further} == {"2022"}
