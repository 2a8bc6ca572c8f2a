"""What of a thing reaches the map."""

import numpy as np
import pytest
from shapely.geometry import Point

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate
from border_gis.crs import measure_geodesic
from border_gis.incidents.model import IncidentPlace
from border_gis.maps.features import (
    gate_features,
    incident_features,
    line_features,
    marker_features,
    middle_of,
    work_features,
)
from tests.maps.builders import build_incident, build_line, build_marker, build_stretch, build_work


def test_a_line_is_drawn_twice_so_that_it_stands_out_from_what_lies_below():
    features = line_features(build_line())
    assert [feature["properties"]["s"] for feature in features] == ["casing", "no_legal_value"]
    assert features[0]["geometry"] == features[1]["geometry"]


def test_an_incident_without_a_place_is_not_mapped():
    assert incident_features([build_incident(places=())], "vi") == []
    assert incident_features([build_incident(places=(IncidentPlace("?"),))], "vi") == []


def test_an_incident_on_a_stretch_has_the_stretch_and_one_symbol_at_its_middle():
    stretch, symbol = incident_features([build_stretch()], "vi")
    assert stretch["geometry"]["type"] == "LineString"
    assert symbol["geometry"]["coordinates"] == pytest.approx([106.1, 22.85], abs=1e-6)
    assert stretch["properties"]["id"] == symbol["properties"]["id"]


def test_each_place_of_an_incident_has_its_own_symbol():
    places = tuple(
        IncidentPlace(str(number), {"type": "Point", "coordinates": [106.0 + number / 100, 22.8]})
        for number in range(3)
    )
    assert len(incident_features([build_incident(places=places)], "vi")) == 3


def test_the_middle_is_halfway_on_the_ground_and_not_halfway_in_degrees():
    chain = np.array([[106.0, 22.8], [106.0, 22.9], [106.1, 22.9]])
    longitude_deg, latitude_deg = middle_of(chain)
    _, first_m = measure_geodesic(106.0, 22.8, longitude_deg, latitude_deg)
    _, north_m = measure_geodesic(106.0, 22.8, 106.0, 22.9)
    _, east_m = measure_geodesic(106.0, 22.9, 106.1, 22.9)
    assert longitude_deg == pytest.approx(106.0)
    assert first_m == pytest.approx((north_m + east_m) / 2, abs=1e-3)
    assert latitude_deg != pytest.approx(22.9, abs=1e-4)


def test_the_tip_of_an_incident_names_it_and_says_how_far_it_has_come():
    (symbol,) = incident_features([build_incident(date=PartialDate(2026, 3))], "vi")
    title, state, place = symbol["properties"]["t"]
    assert title == "CB-2026-001 · Hàng rào mới"
    assert state == "hàng rào biên giới · đang xây dựng, lắp đặt · 03/2026"
    assert place == "834"


def test_a_category_of_the_offices_own_list_is_shown_as_it_is():
    (symbol,) = incident_features([build_incident(category="cầu phao")], "en")
    assert symbol["properties"]["t"][1].startswith("cầu phao")
    assert symbol["properties"]["g"] == "other"


def test_a_marker_says_how_its_position_came_about():
    (feature,) = marker_features([build_marker(834, 106.0, 22.8)], "vi")
    assert feature["properties"]["t"] == ["Mốc 834", "mốc đơn", "đo đạc thực địa · sai số ±12 m"]


def test_works_and_gates_without_a_place_are_left_out():
    assert work_features([build_work(geometry=None)], "vi") == []
    assert gate_features([Gate("g", "Sóc Giang")], "vi") == []


def test_a_work_that_was_drawn_from_its_reference_says_so():
    (feature,) = work_features([build_work(geometry=Point(106, 22.8), illustrative=True)], "en")
    assert feature["properties"]["t"][-1] == "Drawn from its marker reference, not measured"
