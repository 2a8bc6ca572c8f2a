"""Coordinates as people type them: every notation, every slip, and what is no coordinate."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis import crs
from border_gis.boundary.coordinates import (
    CoordinateSystem,
    parse_angle,
    parse_coordinates,
    parse_decimal,
    write_decimal,
    write_dms,
    write_vn2000,
    zones_of_province,
)
from border_gis.errors import CrsError, InputError

MARKER_222_1 = (104.58956639, 22.85238111)
CAO_BANG = (106.26, 22.67)


def at(reading) -> tuple[float, float]:
    return reading.longitude_deg, reading.latitude_deg


def codes(reading) -> list[str]:
    return [finding.code.removeprefix("coordinates.") for finding in reading.findings]


@pytest.mark.parametrize(
    "text",
    [
        "22°51′08.572″ N 104°35′22.439″ E",
        "22°51'08.572\"N, 104°35'22.439\"E",
        "N 22°51'08.572\" E 104°35'22.439\"",
        "22 51 08,572 B 104 35 22,439 Đ",
        "22°51’08,572” B; 104°35’22,439” Đ",
        "104°35′22,439″ Đ, 22°51′08,572″ B",
        "22 51 8.572 104 35 22.439",
        "22 độ 51 phút 8,572 giây Bắc, 104 độ 35 phút 22,439 giây Đông",
        "Vĩ độ: 22°51'08,572''; Kinh độ: 104°35'22,439''",
        "22.85238111, 104.58956639",
        "22,85238111 104,58956639",
        "22,85238111, 104,58956639",
        "22,85238111,104,58956639",
        "22.85238111,104.58956639",
        "(22.85238111; 104.58956639)",
        "N22.85238111 E104.58956639",
        "22.85238111N 104.58956639E",
        "lat=22.85238111 lon=104.58956639",
        "lon: 104.58956639, lat: 22.85238111",
        "vi do 22.85238111 kinh do 104.58956639",
        "WGS84 22.85238111 104.58956639",
        "22.85238111° 104.58956639°",
        "22°51.1428667' N 104°35.3739833' E",
    ],
)
def test_degrees_are_read_in_every_usual_notation(text):
    for form in ("NFC", "NFD"):
        (reading,) = parse_coordinates(unicodedata.normalize(form, text))
        assert at(reading) == pytest.approx(MARKER_222_1, abs=1e-8)
        assert (reading.system, codes(reading)) == (CoordinateSystem.WGS84, [])


@pytest.mark.parametrize(
    "text",
    [
        "552212.011 2507940.141 Cao Bằng",
        "2507940.141 552212.011 cao bang",
        "552212,011; 2507940,141 tỉnh Cao Bằng",
        "552.212,011 2.507.940,141 Cao Bằng",
        "E 552212.011 N 2507940.141 EPSG:9210",
        "X=2507940.141 Y=552212.011 9210",
        "552212.011 2507940.141 105°45'",
        "552212.011 2507940.141 KTT 105-45",
        "VN-2000 kinh tuyến trục 105°45′: 2507940.141, 552212.011",
        "552212.011 2507940.141 ktt 105.75",
        "VN2000 Cao Bằng 552212.011 m, 2507940.141 m",
    ],
)
def test_east_and_north_are_read_with_their_zone_in_either_order(text):
    (reading,) = parse_coordinates(text)
    assert at(reading) == pytest.approx(CAO_BANG, abs=2e-8)
    assert (reading.system, reading.zone.epsg, codes(reading)) == (CoordinateSystem.VN2000, 9210, [])


def test_without_a_zone_every_zone_that_lands_here_is_offered():
    readings = parse_coordinates("552212.011 2507940.141")
    assert [reading.zone.epsg for reading in readings][:2] == [9210, 9215]
    assert {reading.zone.epsg for reading in readings} == {9210, 9215, 9209, 9211, 9208, 9205, 5899}
    assert all(codes(reading) == [] for reading in readings)


def test_the_zones_of_the_office_are_offered_first():
    readings = parse_coordinates("449158.033 2417140.524", zones_of_province("Lạng Sơn"))
    assert readings[0].zone.epsg == 9215
    assert at(readings[0]) == pytest.approx((106.76, 21.85), abs=2e-8)


def test_a_province_with_two_meridians_is_read_in_both():
    readings = parse_coordinates("552212.011 2507940.141 Tuyên Quang")
    assert [reading.zone.name for reading in readings] == ["105°30'", "106°00'"]


def test_utm_without_a_datum_is_read_in_both():
    readings = parse_coordinates("629249 2507645 UTM 48N")
    assert {reading.system for reading in readings} == {CoordinateSystem.WGS84_UTM, CoordinateSystem.VN2000}
    (plain,) = parse_coordinates("629249.380 2507645.484 VN-2000 UTM 48N")
    assert at(plain) == pytest.approx(CAO_BANG, abs=1e-7)
    (other,) = parse_coordinates("629249 2507645 WGS 84 / UTM 48N")
    assert other.system is CoordinateSystem.WGS84_UTM


def test_degrees_of_vn2000_are_shifted_when_the_text_says_so():
    (reading,) = parse_coordinates("VN-2000: 22.7, 106.0")
    assert at(reading) == pytest.approx((106.00190447837544, 22.699019790800996), abs=1e-11)
    assert reading.system is CoordinateSystem.VN2000_DEGREES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("104.58956639 22.85238111", "longitude_first"),
        ("N104.58956639 E22.85238111", "labels_swapped"),
        ("lat: 104.58956639, lon: 22.85238111", "labels_swapped"),
    ],
)
def test_swapped_coordinates_are_offered_with_a_finding(text, code):
    (reading,) = parse_coordinates(text)
    assert at(reading) == pytest.approx(MARKER_222_1, abs=1e-9)
    assert codes(reading) == [code]


def test_longitude_first_is_no_slip_when_it_is_labelled():
    (reading,) = parse_coordinates("104.58956639 E, 22.85238111 N")
    assert codes(reading) == []


@pytest.mark.parametrize(
    "text", ["10.8, 106.7", "21.03 105.85 W", "-22.85 104.58", "552212 2407940 EPSG:9218"]
)
def test_what_lies_outside_the_region_is_told(text):
    assert all("outside_region" in codes(reading) for reading in parse_coordinates(text))


def test_degrees_where_a_zone_is_named_are_read_in_both_datums():
    readings = parse_coordinates("22.67, 106.26 Cao Bằng")
    assert [reading.system for reading in readings] == [
        CoordinateSystem.WGS84,
        CoordinateSystem.VN2000_DEGREES,
    ]
    assert all(codes(reading) == ["degrees_not_metres"] for reading in readings)


def test_metres_that_are_called_latitude_and_longitude_are_told():
    readings = parse_coordinates("lat 2507940.141 lon 552212.011 Cao Bằng")
    assert [codes(reading) for reading in readings] == [["metres_not_degrees"]]


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "abc", "834/1-835", "840+600m", "1055 -1056", "104 105", "836(2)", "mốc 840 + 1,2 km",
        "1248+470-1253", "556/1-556/2, 560-561, 836(2)", "212.1", "571 và 572", "cách mốc 691 khoảng 120 m",
        "22°51'", "22 71 08 104 35 22", "22.85 22.86 104.5", "N22.85 S104.58 E3.1", "x" * 10_000,
        "22.85\x00 104.58",
    ],
)  # fmt: skip
def test_what_is_no_coordinate_is_refused(text):
    with pytest.raises(InputError) as caught:
        parse_coordinates(text)
    assert caught.value.code == "coordinates.not_understood"


@pytest.mark.parametrize("text", ["552212 9999999", "91.5 200.5", "5522120 25079401"])
def test_numbers_that_no_system_here_has_are_told_from_nonsense(text):
    with pytest.raises(InputError) as caught:
        parse_coordinates(text)
    assert caught.value.code == "coordinates.not_on_earth"


@pytest.mark.parametrize("text", ["552212.011 2507940.141 EPSG:32648", "552212 2507940 KTT 103-15"])
def test_a_zone_that_vn2000_does_not_have_is_an_error(text):
    with pytest.raises(CrsError):
        parse_coordinates(text)


@pytest.mark.parametrize(
    ("text", "rounding_m"),
    [("22.85, 104.58", 556.6), ("22°51'08\" 104°35'22\"", 15.46), ("552212 2507940 Cao Bằng", 0.5)],
)
def test_rounding_is_half_of_the_last_digit(text, rounding_m):
    assert parse_coordinates(text)[0].rounding_m == pytest.approx(rounding_m, abs=0.01)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22.5", (22.5, False)),
        ("22,5", (22.5, True)),
        ("-3", (-3.0, False)),
        ("2.507.940,141", (2507940.141, True)),
        ("2.507.940", (2507940.0, False)),
        ("abc", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_decimal_numbers_take_points_and_commas(text, value):
    assert parse_decimal(text) == value


@pytest.mark.parametrize(
    ("text", "degrees"), [("22°30'", 22.5), ("104,5 Đ", 104.5), ("22,5", 22.5), ("10 W", -10.0), ("x", None)]
)
def test_single_angles_are_read(text, degrees):
    angle = parse_angle(text)
    assert (None if angle is None else angle.degrees) == degrees


@pytest.mark.parametrize(
    ("province", "epsg"),
    [
        ("Cao Bằng", [9210]),
        ("tỉnh cao bang", [9210]),
        ("ĐIỆN BIÊN", [9205]),
        ("Tuyên Quang", [9209, 9211]),
        ("Hà Nội", []),
    ],
)
def test_a_province_has_its_zones(province, epsg):
    assert [zone.epsg for zone in zones_of_province(province)] == epsg


longitudes, latitudes = st.floats(102.0, 108.0), st.floats(21.4, 23.5)


@given(longitudes, latitudes, st.sampled_from(["vi", "en", "zh"]))
def test_written_degrees_minutes_and_seconds_are_read_back(longitude_deg, latitude_deg, language):
    (reading,) = parse_coordinates(write_dms(longitude_deg, latitude_deg, language))
    assert at(reading) == pytest.approx((longitude_deg, latitude_deg), abs=0.0006 / 3600)


@given(longitudes, latitudes)
def test_written_decimals_are_read_back(longitude_deg, latitude_deg):
    (reading,) = parse_coordinates(write_decimal(longitude_deg, latitude_deg))
    assert at(reading) == pytest.approx((longitude_deg, latitude_deg), abs=6e-7)


@given(longitudes, latitudes, st.sampled_from(crs.ZONES[:7]))
def test_written_vn2000_is_read_back(longitude_deg, latitude_deg, zone):
    if abs(longitude_deg - zone.central_meridian_deg) > 3.0:
        return
    text = write_vn2000(longitude_deg, latitude_deg, zone)
    (reading,) = [each for each in parse_coordinates(text) if each.zone == zone]
    _, distance_m = crs.measure_geodesic(longitude_deg, latitude_deg, *at(reading))
    assert distance_m < 0.003


def test_sixty_seconds_are_never_written():
    assert write_dms(104.9999999999, 22.99999999, "en") == "23°00'00.000\" N 105°00'00.000\" E"
    assert write_dms(-0.5, -10.25, "vi") == "10°15'00,000\" N 000°30'00,000\" T"
