"""A row lies where its coordinates say, in every notation; what cannot be right is said, row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from border_gis.crs import measure_geodesic, to_vn2000, to_vn2000_geographic, zone_by_epsg
from border_gis.errors import CrsError
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.positions import read_position

CAO_BANG = zone_by_epsg(9210)
AT = (106.71, 22.852381)
NAMES = ("longitude", "latitude", "x", "y", "coordinates", "place")


def read(crs=None, geometry=None, zones=(), **values):
    row = IncomingRow(7, values, geometry)
    return read_position(row, {name: name for name in NAMES if name in values}, crs, zones)


def off_m(found, longitude_deg=AT[0], latitude_deg=AT[1]):
    return measure_geodesic(found.geometry.x, found.geometry.y, longitude_deg, latitude_deg)[1]


EAST, NORTH = (round(value, 3) for value in to_vn2000(*AT, CAO_BANG))


@pytest.mark.parametrize(
    "values",
    [
        {"longitude": 106.71, "latitude": 22.852381},
        {"longitude": "106,71", "latitude": "22,852381"},
        {"longitude": "106°42′36″", "latitude": "22°51′08.572″"},
        {"longitude": "106 42 36 Đ", "latitude": "22 51 08,572 B"},
        {"coordinates": "22°51′08.572″ 106°42′36″"},
        {"coordinates": "22 51 08,572 B; 106 42 36 Đ"},
        {"coordinates": "N22.852381 E106.71"},
        {"coordinates": "22.852381, 106.71"},
    ],
)
def test_degrees_are_read_in_every_usual_notation(values):
    found = read(**values)
    assert off_m(found) < 0.05
    assert found.findings == ()


@pytest.mark.parametrize("values", [{"x": NORTH, "y": EAST}, {"x": EAST, "y": NORTH}])
def test_plane_coordinates_need_their_zone_and_not_their_order(values):
    assert off_m(read("EPSG:9210", **values)) < 0.01
    with pytest.raises(CrsError):
        read(**values)


def test_a_pair_in_one_cell_needs_its_zone_too():
    assert off_m(read("EPSG:9210", coordinates=f"X={NORTH} Y={EAST}")) < 0.01
    with pytest.raises(CrsError):
        read(coordinates=f"X={NORTH} Y={EAST}")


def test_degrees_in_vn_2000_are_shifted_when_it_is_said():
    longitude, latitude = to_vn2000_geographic(*AT)
    assert off_m(read("EPSG:4756", longitude=longitude, latitude=latitude)) < 0.01
    assert 200 < off_m(read(longitude=longitude, latitude=latitude)) < 250


def test_a_geometry_is_brought_to_wgs84_from_what_its_layer_states():
    found = read("EPSG:9210", geometry=LineString([(EAST, NORTH), (EAST + 100, NORTH)]))
    assert measure_geodesic(*found.geometry.coords[0], *AT)[1] < 0.01
    with pytest.raises(CrsError):
        read(geometry=Point(EAST, NORTH))


def test_a_shape_that_crosses_itself_is_repaired_and_said():
    bow = Polygon([(106.0, 22.5), (106.1, 22.6), (106.1, 22.5), (106.0, 22.6)])
    found = read("EPSG:4326", geometry=bow)
    assert found.geometry.is_valid
    assert [finding.code for finding in found.findings] == ["incoming.geometry_repaired"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"longitude": 22.852381, "latitude": 106.71}, "incoming.swapped"),
        ({"longitude": "106.71", "latitude": ""}, "incoming.half_a_position"),
        ({"longitude": "một", "latitude": "hai"}, "incoming.bad_coordinates"),
        ({"longitude": 500.0, "latitude": 22.8}, "incoming.not_degrees"),
        ({"longitude": 2.35, "latitude": 48.85}, "incoming.outside_region"),
        ({"coordinates": "gần cột điện"}, "incoming.bad_coordinates"),
    ],
)
def test_what_cannot_be_right_is_said_of_the_row(values, code):
    found = read(**values)
    assert [finding.code for finding in found.findings] == [code]
    assert found.findings[0].where == "7"


def test_degrees_among_plane_coordinates_are_said():
    assert [finding.code for finding in read("EPSG:9210", x=22.85, y=106.71).findings] == [
        "incoming.degrees_in_plane"
    ]


def test_a_row_without_coordinates_is_nowhere_and_not_wrong():
    found = read(place="836(2)", longitude=None, latitude="")
    assert (found.geometry, found.findings) == (None, ())


@given(st.floats(105.2, 106.8), st.floats(22.3, 23.1))
def test_whatever_is_written_in_the_zone_comes_back(longitude_deg, latitude_deg):
    east, north = to_vn2000(longitude_deg, latitude_deg, CAO_BANG)
    found = read("EPSG:9210", x=f"{north:.3f}", y=f"{east:.3f}")
    assert off_m(found, longitude_deg, latitude_deg) < 0.002
