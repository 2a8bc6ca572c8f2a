"""Find a place by text and by click, and say what is known of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point, Polygon

from border_gis import crs
from border_gis.boundary.coordinates import parse_coordinates
from border_gis.boundary.line import point_at, reverse_line
from border_gis.boundary.parties import Side
from border_gis.boundary.reference import format_reading
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import InputError
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.places import answer_click, describe_place, find_places, load_place_data
from border_gis.services.workspaces import Workspace
from border_gis.settings import Settings
from border_gis.stores import create_store
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from tests.actors import acting
from tests.boundary.builders import build_bent_line, build_bent_register, place_at

LINE = build_bent_line(id="line")
COMMUNE = [place_at(*corner) for corner in ((-500, -2_000), (3_000, -2_000), (3_000, 2_000), (-500, 2_000))]


def build_work(key: str, reference: str, geometry=None) -> Work:
    return Work(key, WorkKind.FENCE, WorkParty.CN, WorkState.COMPLETED, reference, geometry)


@pytest.fixture
def workspace(tmp_path):
    store = create_store(tmp_path / "border.gpkg")
    store.add_line(LINE)
    store.add_markers(list(build_bent_register()))
    store.add_works(
        [
            build_work("00000000-0000-4000-8000-000000000001", "838-840"),
            build_work("00000000-0000-4000-8000-000000000002", "", Point(*place_at(1_000, 100))),
        ]
    )
    store.add_units(
        [
            Unit(
                "00000000-0000-4000-8000-000000000003",
                "1",
                "Xã Thử",
                UnitLevel.COMMUNE,
                "Cao Bằng",
                Polygon(COMMUNE),
            )
        ]
    )
    opened = Workspace(Settings(tmp_path, tmp_path, click_tolerance_m=300.0), store)
    yield opened
    opened.close()


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def label(choice) -> str | None:
    return None if choice.label_reading is None else format_reading(choice.label_reading)


def test_a_reference_is_found_on_the_line(workspace):
    found = find_places(workspace, "840+600m")
    (choice,) = found.choices
    assert (label(choice), found.findings) == ("840+600m", ())
    assert choice.places[0].chainage_from_m == pytest.approx(6_100, abs=0.001)
    assert choice.geometry == choice.places[0].geometry


def test_two_readings_are_two_choices(workspace):
    found = find_places(workspace, "840-600m")
    assert {choice.label_reading.kind for choice in found.choices} == {"point", "range"}
    assert found.findings == ()


def test_each_version_of_the_line_has_its_own_place(workspace):
    workspace.store.add_line(replace(reverse_line(LINE), id="view"))
    (choice,) = find_places(workspace, "840").choices
    assert [place.line_id for place in choice.places] == ["line", "view"]
    assert choice.places[0].chainage_from_m == pytest.approx(5_500, abs=0.001)
    assert choice.places[1].chainage_from_m == pytest.approx(LINE.length_m - 5_500, abs=0.001)


def test_warnings_of_an_only_choice_are_told_at_once(workspace):
    found = find_places(workspace, "9999")
    assert codes(found.findings) == ["locate.unknown_marker"]
    assert found.choices[0].geometry is None
    assert describe_place(workspace, found.choices[0]).coordinates == ()


def test_coordinates_are_found_with_their_chainage(workspace):
    x, y = place_at(1_000, 30)
    (choice,) = find_places(workspace, f"{y:.7f}, {x:.7f}").choices
    assert label(choice) is None
    assert choice.coordinate.system == "wgs84"
    assert choice.places[0].chainage_from_m == pytest.approx(1_000, abs=0.1)
    assert choice.geometry.distance(Point(x, y)) < 1e-6


def test_plane_coordinates_without_a_zone_are_offered_where_a_line_is_near(workspace):
    east_m, north_m = crs.to_vn2000(*place_at(1_000, 30), crs.zone_by_epsg(9210))
    text = f"{east_m:.3f} {north_m:.3f}"
    zones = [choice.coordinate.zone.epsg for choice in find_places(workspace, text).choices]
    assert zones[0] == 9210
    assert len(zones) < len(parse_coordinates(text))


def test_the_zone_of_the_office_comes_first(workspace):
    east_m, north_m = crs.to_vn2000(*place_at(1_000, 30), crs.zone_by_epsg(9210))
    workspace.store.set_setting("province", "Tuyên Quang")
    choices = find_places(workspace, f"{east_m:.3f} {north_m:.3f}").choices
    assert [choice.coordinate.zone.epsg for choice in choices][:2] == [9209, 9211]


def test_coordinates_far_from_the_line_have_no_chainage(workspace):
    found = find_places(workspace, "10.8, 106.7")
    assert codes(found.findings) == ["coordinates.outside_region"]
    assert found.choices[0].places[0].chainage_from_m is None


def test_a_secondary_marker_written_with_a_point_is_a_reference(workspace):
    (choice,) = find_places(workspace, "837.1").choices
    assert (label(choice), round(choice.places[0].chainage_from_m)) == ("837/1", 2_900)


def test_numbers_that_are_nothing_are_told_to_be_no_coordinates(workspace):
    with pytest.raises(InputError) as caught:
        find_places(workspace, "91.5 200.5")
    assert caught.value.code == "coordinates.not_on_earth"


@pytest.mark.parametrize("text", ["", "abc", "91.5 200.5", "x" * 20_000])
def test_what_is_no_place_is_refused(workspace, text):
    with pytest.raises(InputError):
        find_places(workspace, text)


def test_a_click_is_answered_with_the_reference(workspace):
    (choice,) = answer_click(workspace, *place_at(1_000, 30)).choices
    assert label(choice) == "835+500m"
    assert (choice.candidate.side, round(choice.candidate.distance_m)) == (Side.CN, 30)
    assert choice.geometry.equals(Point(*place_at(1_000, 30)))


def test_a_click_that_names_one_place_on_two_versions_is_one_choice(workspace):
    workspace.store.add_line(replace(LINE, id="view"))
    (choice,) = answer_click(workspace, *place_at(1_000, 30)).choices
    assert [place.line_id for place in choice.places] == ["line", "view"]


def test_a_click_far_from_every_line_has_no_reference(workspace):
    found = answer_click(workspace, *place_at(1_000, -400))
    assert codes(found.findings) == ["places.far_from_line"]
    assert label(found.choices[0]) is None
    assert found.choices[0].geometry is not None


def test_a_click_within_what_the_accuracy_of_the_line_explains_has_a_reference(workspace):
    workspace.store.add_line(replace(LINE, id="coarse", accuracy_m=200.0))
    (choice,) = answer_click(workspace, *place_at(1_000, -400)).choices
    assert (label(choice), [place.line_id for place in choice.places]) == ("835+500m", ["coarse"])


def test_a_point_is_described_by_its_neighbours_and_coordinates(workspace):
    facts = describe_place(workspace, find_places(workspace, "835+500m").choices[0])
    assert facts.markers == ()
    assert [str(marker.reference) for marker in facts.neighbours] == ["835", "836(1)"]
    assert (facts.province, facts.unit.name) == ("Cao Bằng", "Xã Thử")
    x, y = point_at(LINE, 1_000).coords[0]
    systems = [system for system, _ in facts.coordinates]
    assert systems == ["WGS 84", "WGS 84", "VN-2000 105°45'", "VN-2000 UTM 48N"]
    for system, text in facts.coordinates:
        (reading,) = parse_coordinates(f"{text} {system}" if "VN" in system else text)
        _, apart_m = crs.measure_geodesic(x, y, reading.longitude_deg, reading.latitude_deg)
        assert apart_m < 0.1


def test_a_stretch_is_described_with_the_markers_in_it_and_both_ends(workspace):
    facts = describe_place(workspace, find_places(workspace, "837-839").choices[0])
    assert [str(marker.reference) for marker in facts.markers] == ["837", "837/1", "838", "839"]
    assert [str(marker.reference) for marker in facts.neighbours] == ["836(1)", "840"]
    assert all(" – " in text for _, text in facts.coordinates)
    assert facts.candidates == ()


def test_a_twin_is_described_as_itself(workspace):
    facts = describe_place(workspace, find_places(workspace, "836(2)").choices[0])
    assert [str(marker.reference) for marker in facts.markers] == ["836(2)"]


def test_works_are_found_near_in_space_and_by_their_stretch(workspace):
    def works(text: str) -> list[str]:
        return [
            work.id[-1] for work in describe_place(workspace, find_places(workspace, text).choices[0]).works
        ]

    assert works("839+200m") == ["1"]
    assert works("835+300m") == ["2"]
    assert works("842") == []
    assert works("835-839") == ["1", "2"]


def test_incidents_are_found_near_the_place(workspace):
    for text in ("839+200m", "843"):
        draft = IncidentDraft(
            title=text,
            category="fence",
            party=IncidentParty.CN,
            state=IncidentState.REPORTED,
            place_text=text,
        )
        record_incident(acting(workspace), draft)
    facts = describe_place(workspace, find_places(workspace, "839+600m").choices[0])
    assert [incident.title for incident in facts.incidents] == ["839+200m"]


def test_outside_every_commune_there_is_none(workspace):
    facts = describe_place(workspace, find_places(workspace, "842").choices[0])
    assert (facts.unit, facts.province) == (None, "Cao Bằng")


def test_without_any_line_a_reference_has_no_place_and_coordinates_do(tmp_path):
    store = create_store(tmp_path / "border.gpkg")
    empty = Workspace(Settings(tmp_path, tmp_path), store)
    assert find_places(empty, "840").choices[0].geometry is None
    assert find_places(empty, "22.7, 106.0").choices[0].geometry is not None
    choice = answer_click(empty, 106.0, 22.7).choices[0]
    assert describe_place(empty, choice).coordinates
    empty.close()


def test_hostile_texts_of_data_stay_text(workspace):
    hostile = build_work(
        "00000000-0000-4000-8000-000000000009",
        "<script>${1}'\"",
        LineString([place_at(0, 0), place_at(9, 9)]),
    )
    workspace.store.add_works([hostile])
    facts = describe_place(workspace, find_places(workspace, "835-400m").choices[0])
    assert hostile.id in {work.id for work in facts.works}


def test_files_stand_in_for_the_workspace(tmp_path, shared_data):
    settings = Settings(tmp_path / "none", tmp_path)
    data = load_place_data(
        settings, shared_data / "vn_cn_border_full.geojson", shared_data / "vn_markers_sourced.csv"
    )
    assert (len(data.lines), len(data.register)) == (1, 9)
    assert not (tmp_path / "none").exists()
