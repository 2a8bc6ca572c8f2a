"""From a reference to the ground: points, stretches, places at a distance, and every warning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point

from border_gis.boundary.line import point_at, reverse_line
from border_gis.boundary.places import locate, locate_many
from border_gis.boundary.reference import Direction, MarkerReference, Reading, ReferenceEnd, parse
from border_gis.boundary.register import Register
from tests.boundary.builders import build_bent_line, build_bent_register, build_marker, place_at

GEOD = Geod(ellps="WGS84")
LINE = build_bent_line()
REGISTER = build_bent_register()


def find(text: str, line=LINE, register=REGISTER):
    return locate(parse(text)[0], line, register)


def codes(place) -> list[str]:
    return [finding.code.removeprefix("locate.") for finding in place.warnings]


def apart_m(point: Point, other: Point) -> float:
    return GEOD.inv(point.x, point.y, other.x, other.y)[2]


def test_a_marker_is_where_it_stands():
    place = find("840")
    assert (place.kind, place.line_id, codes(place)) == ("point", "test", [])
    assert place.chainage_from_m == pytest.approx(5_500, abs=0.001)
    assert place.chainage_to_m is None
    assert place.geometry.coords[0] == (
        REGISTER.find(MarkerReference(840))[0].position.longitude_deg,
        REGISTER.find(MarkerReference(840))[0].position.latitude_deg,
    )


def test_metres_are_measured_along_the_line_towards_higher_numbers():
    place = find("835+750m")
    assert place.chainage_from_m == pytest.approx(1_250, abs=0.001)
    assert apart_m(place.geometry, point_at(LINE, 1_250)) < 0.001
    assert find("837/1+100").chainage_from_m == pytest.approx(3_000, abs=0.001)


def test_negative_metres_lead_towards_lower_numbers():
    reading = Reading("point", ReferenceEnd(MarkerReference(838), -400.0))
    place = locate(reading, LINE, REGISTER)
    assert place.chainage_from_m == pytest.approx(3_100, abs=0.001)
    assert codes(place) == []


def test_a_twin_keeps_its_distance_from_the_line():
    place = find("836(2)")
    assert place.chainage_from_m == pytest.approx(1_520, abs=0.05)
    assert apart_m(place.geometry, Point(*place_at(1_520, -50))) < 0.001
    assert codes(place) == []


def test_the_bare_number_of_twins_is_on_the_line_between_them():
    place = find("836")
    assert place.chainage_from_m == pytest.approx(1_500, abs=0.05)
    assert apart_m(place.geometry, point_at(LINE, place.chainage_from_m)) < 0.001
    assert place.accuracy_m == pytest.approx((5**2 + 1 + 20**2) ** 0.5, abs=0.1)


def test_metres_from_a_twin_are_measured_from_its_foot():
    place = find("836 (2)+500")
    assert place.chainage_from_m == pytest.approx(2_020, abs=0.05)
    assert apart_m(place.geometry, point_at(LINE, place.chainage_from_m)) < 0.001


def test_a_stretch_is_the_line_between_its_ends():
    place = find("835+600m-836(2)")
    assert place.kind == "range"
    assert (place.chainage_from_m, place.chainage_to_m) == pytest.approx((1_100, 1_520), abs=0.05)
    assert isinstance(place.geometry, LineString)
    assert GEOD.line_length(*place.geometry.xy) == pytest.approx(420, abs=0.05)
    assert place.span_m == pytest.approx((1_100, 1_520), abs=0.05)


def test_a_stretch_with_a_bend_follows_the_line():
    assert len(find("836-839").geometry.coords) == 4


def test_a_descending_stretch_stays_as_written():
    place = find("841-840")
    assert codes(place) == ["descending"]
    assert place.chainage_from_m > place.chainage_to_m
    assert apart_m(Point(place.geometry.coords[0]), find("841").geometry) < 0.001
    assert place.span_m == pytest.approx((5_500, 6_500), abs=0.01)


def test_a_stretch_of_no_length_is_a_point():
    end = ReferenceEnd(MarkerReference(840))
    place = locate(Reading("range", end, end), LINE, REGISTER)
    assert codes(place) == ["empty_stretch"]
    assert isinstance(place.geometry, Point)


def test_a_distance_with_a_direction_leads_off_the_line():
    place = find("cách mốc 840 khoảng 120 m về phía Đông")
    marker = find("840").geometry
    azimuth_deg, _, distance_m = GEOD.inv(marker.x, marker.y, place.geometry.x, place.geometry.y)
    assert (azimuth_deg, distance_m) == pytest.approx((90, 120), abs=1e-5)
    assert place.kind == "offset"
    assert place.chainage_from_m == pytest.approx(5_620, abs=2.0)
    assert codes(place) == []


@pytest.mark.parametrize("direction", list(Direction))
def test_every_direction_is_followed(direction):
    reading = Reading("offset", ReferenceEnd(MarkerReference(840), 50.0), direction=direction)
    marker, place = find("840").geometry, locate(reading, LINE, REGISTER).geometry
    azimuth_deg, _, _ = GEOD.inv(marker.x, marker.y, place.x, place.y)
    assert azimuth_deg % 360 == pytest.approx(direction.bearing_deg, abs=1e-5)


def test_a_distance_without_a_direction_is_no_single_place():
    place = find("cách mốc 840 khoảng 120 m")
    assert place.geometry is None
    assert place.chainage_from_m is None
    assert codes(place) == ["direction_missing"]
    assert place.warnings[0].params["along"] == ["840-120m", "840+120m"]


def test_near_the_end_of_the_line_only_one_of_the_two_places_is_named():
    reading = Reading("offset", ReferenceEnd(MarkerReference(835), 600.0))
    assert locate(reading, LINE, REGISTER).warnings[0].params["along"] == ["835+600m"]


def test_a_distance_that_cannot_be_meant_is_not_followed():
    reading = Reading("offset", ReferenceEnd(MarkerReference(840), 120_000.0), direction=Direction.E)
    place = locate(reading, LINE, REGISTER)
    assert (place.geometry, codes(place)) == (None, ["implausible_distance"])


def test_an_unknown_marker_names_the_nearest_known():
    place = find("9999")
    assert (place.geometry, place.chainage_from_m, place.accuracy_m) == (None, None, None)
    assert codes(place) == ["unknown_marker"]
    assert place.warnings[0].params == {"marker": "9999", "nearest": ["841", "842", "843"]}


def test_a_stretch_with_one_unknown_end_keeps_the_other():
    place = find("840-9999")
    assert (place.geometry, place.chainage_to_m, codes(place)) == (None, None, ["unknown_marker"])
    assert place.chainage_from_m == pytest.approx(5_500, abs=0.001)
    assert place.span_m is None


@pytest.mark.parametrize("text", ["836(3)", "840(7)"])
def test_a_position_that_cannot_be_is_not_placed(text):
    place = find(text)
    assert (place.geometry, codes(place)) == (None, ["unknown_position"])


def test_a_twin_that_the_register_does_not_hold_is_about_the_place_of_its_number():
    place = find("840(2)")
    assert codes(place) == ["position_not_registered"]
    assert place.chainage_from_m == pytest.approx(5_500, abs=0.001)
    assert place.accuracy_m > 60.0


def test_metres_beyond_the_next_marker_name_the_same_place_from_there():
    place = find("840+2700m")
    assert codes(place) == ["offset_beyond_next_marker"]
    assert place.warnings[0].params == {"reference": "840+2700m", "next": "841", "equivalent": "842+700m"}
    assert place.chainage_from_m == pytest.approx(8_200, abs=0.001)
    assert find("842+700m").chainage_from_m == pytest.approx(place.chainage_from_m, abs=0.001)


def test_a_secondary_marker_between_is_not_the_next_one_of_a_main_marker():
    assert codes(find("837+500m")) == []
    assert codes(find("837/1+700m")) == ["offset_beyond_next_marker"]


def test_metres_back_beyond_the_marker_before_are_told_too():
    place = locate(Reading("point", ReferenceEnd(MarkerReference(840), -1_200.0)), LINE, REGISTER)
    assert codes(place) == ["offset_beyond_next_marker"]
    assert place.warnings[0].params["equivalent"] == "838+800m"


@pytest.mark.parametrize("text", ["843+9000m", "840+99999999m"])
def test_beyond_the_end_of_the_line_nothing_is_clamped(text):
    place = find(text)
    assert (place.geometry, place.chainage_from_m, codes(place)) == (None, None, ["beyond_line_end"])


def test_where_the_line_does_not_come_there_is_the_marker_but_no_chainage():
    register = Register([*REGISTER, build_marker(900, *place_at(30_000, 0))])
    alone, beyond = find("900", register=register), find("900+10m", register=register)
    assert codes(alone) == codes(beyond) == ["no_line"]
    assert alone.geometry is not None
    assert alone.chainage_from_m is None
    assert beyond.geometry is None


def test_a_marker_far_beside_the_line_is_told():
    register = Register([*REGISTER, build_marker(900, *place_at(1_000, 300))])
    assert codes(find("900+10m", register=register)) == ["marker_off_line"]


def test_a_doubled_marker_has_no_certain_place():
    register = Register([*REGISTER, build_marker(840, *place_at(1_000, 0))])
    place = find("840", register=register)
    assert (place.geometry, codes(place)) == (None, ["doubled_marker"])


def test_accuracy_combines_line_marker_and_offset():
    assert find("840").accuracy_m == pytest.approx((5**2 + 1**2) ** 0.5, abs=0.01)
    assert find("840+600m").accuracy_m == pytest.approx((5**2 + 1**2 + 6**2) ** 0.5, abs=0.01)
    about = locate(
        Reading("point", ReferenceEnd(MarkerReference(840), 600.0), approximate=True), LINE, REGISTER
    )
    assert about.accuracy_m > 60.0


def test_an_accuracy_that_nobody_stated_is_said_to_be_assumed():
    register = Register([build_marker(1, *place_at(100, 0), accuracy_m=None)])
    place = find("1", register=register)
    assert place.accuracy_assumed
    assert place.accuracy_m == pytest.approx((5**2 + 10**2) ** 0.5, abs=0.01)
    assert not find("840").accuracy_assumed


def test_many_readings_are_located_as_one_by_one():
    texts = ["840", "840+600m", "836-838", "841-840", "836(2)", "9999", "cách mốc 840 120 m về phía Tây Bắc"]
    readings = [parse(text)[0] for text in texts]
    assert locate_many(readings, LINE, REGISTER) == tuple(locate(r, LINE, REGISTER) for r in readings)
    assert locate_many([], LINE, REGISTER) == ()


ends = st.builds(
    ReferenceEnd,
    st.builds(
        MarkerReference, st.integers(834, 845), st.none() | st.integers(1, 2), st.none() | st.integers(1, 4)
    ),
    st.none() | st.floats(-20_000, 20_000),
)
readings = st.one_of(
    st.builds(Reading, st.just("point"), ends),
    st.builds(Reading, st.just("range"), ends, ends),
    st.builds(
        Reading,
        st.just("offset"),
        st.builds(ReferenceEnd, st.builds(MarkerReference, st.integers(834, 845)), st.floats(0, 20_000)),
        direction=st.none() | st.sampled_from(Direction),
        approximate=st.booleans(),
    ),
)


@given(readings)
def test_whatever_has_no_place_has_a_warning(reading):
    place = locate(reading, LINE, REGISTER)
    assert place.reading == reading
    assert (place.geometry is not None) or place.warnings
    assert (place.accuracy_m is None) == (place.geometry is None)
    for chainage_m in (place.chainage_from_m, place.chainage_to_m):
        assert chainage_m is None or -1e-6 <= chainage_m <= LINE.length_m + 1e-6


@given(st.integers(837, 842), st.floats(0.0, 999.0))
def test_on_the_reversed_line_the_same_place_is_found_the_other_way(number, offset_m):
    back = reverse_line(LINE)
    forth = locate(Reading("point", ReferenceEnd(MarkerReference(number), offset_m)), LINE, REGISTER)
    mirrored = locate(Reading("point", ReferenceEnd(MarkerReference(number), -offset_m)), back, REGISTER)
    assert mirrored.chainage_from_m == pytest.approx(LINE.length_m - forth.chainage_from_m, abs=0.001)
    assert apart_m(forth.geometry, mirrored.geometry) < 0.001


def test_places_between_markers_rise_with_their_metres():
    found = locate_many(
        [Reading("point", ReferenceEnd(MarkerReference(838), float(m))) for m in range(0, 1_000, 50)],
        LINE,
        REGISTER,
    )
    assert np.all(np.diff([place.chainage_from_m for place in found]) == pytest.approx(50))
