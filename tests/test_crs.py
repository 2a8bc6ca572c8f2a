"""Known values of VN-2000, and what must never pass in silence."""

from __future__ import annotations

import csv
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from border_gis import crs
from border_gis.errors import CrsError

longitudes = st.floats(102.1, 108.1)
latitudes = st.floats(21.4, 23.5)
zones = st.sampled_from(crs.ZONES[:7])

OFFICE_DEFINITION = (
    "+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84="
    "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278 +units=m"
)


def test_geographic_vn2000_falls_on_the_known_wgs84_position():
    longitude_deg, latitude_deg = crs.from_vn2000_geographic(106.0, 22.7)
    assert longitude_deg == pytest.approx(106.00190447837544, abs=1e-11)
    assert latitude_deg == pytest.approx(22.699019790800996, abs=1e-11)


@pytest.mark.parametrize(
    ("longitude_deg", "latitude_deg", "epsg", "east_m", "north_m"),
    [(106.26, 22.67, 9210, 552212.011, 2507940.141), (106.76, 21.85, 9215, 449158.033, 2417140.524)],
)
def test_zones_give_the_known_values_to_a_millimetre(longitude_deg, latitude_deg, epsg, east_m, north_m):
    got = crs.to_vn2000(longitude_deg, latitude_deg, crs.zone_by_epsg(epsg))
    assert got == pytest.approx((east_m, north_m), abs=0.001)
    back = crs.from_vn2000(east_m, north_m, crs.zone_by_epsg(epsg))
    _, distance_m = crs.measure_geodesic(longitude_deg, latitude_deg, *back)
    assert distance_m < 0.0015


@given(longitudes, latitudes, zones)
def test_to_a_zone_and_back_stays_in_place(longitude_deg, latitude_deg, zone):
    back = crs.from_vn2000(*crs.to_vn2000(longitude_deg, latitude_deg, zone), zone)
    _, distance_m = crs.measure_geodesic(longitude_deg, latitude_deg, *back)
    # Two dimensions drop the height between the ellipsoids, in PROJ too: up to 1.4 mm in the far north-west.
    assert distance_m < 0.0015


@given(longitudes, latitudes)
def test_the_datums_lie_about_224_metres_apart(longitude_deg, latitude_deg):
    shifted = crs.from_vn2000_geographic(longitude_deg, latitude_deg)
    _, distance_m = crs.measure_geodesic(longitude_deg, latitude_deg, *shifted)
    assert 215.0 < distance_m < 235.0


def test_arrays_come_back_as_arrays_and_numbers_as_numbers():
    east_m, north_m = crs.to_vn2000(
        np.array([106.26, 106.27]), np.array([22.67, 22.68]), crs.zone_by_epsg(9210)
    )
    assert east_m.shape == north_m.shape == (2,)
    assert isinstance(crs.to_vn2000(106.26, 22.67, crs.zone_by_epsg(9210))[0], float)


def test_the_table_of_zones_is_that_of_epsg(shared_data: Path):
    with (shared_data / "vn2000_epsg.csv").open(encoding="utf-8-sig") as file:
        rows = [
            row for row in csv.DictReader(file) if row["deprecated"] == "False" and row["central_meridian"]
        ]
    theirs = {(int(r["epsg"]), float(r["central_meridian"]), float(r["k0"])) for r in rows}
    assert {(zone.epsg, zone.central_meridian_deg, zone.scale) for zone in crs.ZONES} == theirs
    assert {float(row["false_easting"]) for row in rows} == {500000.0}


def test_each_zone_is_defined_as_in_the_epsg_dataset():
    for zone in crs.ZONES:
        from_dataset = crs.to_wgs84(512345.0, 2500000.0, f"EPSG:{zone.epsg}")
        assert crs.from_vn2000(512345.0, 2500000.0, zone) == pytest.approx(from_dataset, abs=1e-10)


def test_zones_are_named_as_on_maps():
    names = {zone.epsg: zone.name for zone in crs.ZONES}
    assert [names[epsg] for epsg in (9210, 9211, 3405, 3406)] == ["105°45'", "106°00'", "UTM 48N", "UTM 49N"]
    assert [zone.epsg for zone in crs.zones_of_meridian(105.0)] == [5897, 3405]


def test_an_unknown_zone_is_an_error_that_names_the_known_ones():
    with pytest.raises(CrsError) as caught:
        crs.zone_by_epsg(4326)
    assert caught.value.code == "crs.unknown_zone"
    assert "9210 (105°45')" in caught.value.params["known"]


@pytest.mark.parametrize(
    "definition",
    [
        "EPSG:9210",
        OFFICE_DEFINITION,
        CRS.from_epsg(9210).to_wkt("WKT1_ESRI"),
        CRS.from_epsg(9210).to_wkt("WKT1_GDAL"),
        CRS.from_epsg(9210).to_wkt(),
    ],
)
def test_vn2000_is_known_however_a_file_writes_it(definition):
    expected = crs.from_vn2000(552212.011, 2507940.141, crs.zone_by_epsg(9210))
    _, distance_m = crs.measure_geodesic(*crs.to_wgs84(552212.011, 2507940.141, definition), *expected)
    assert distance_m < 0.0001


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        (None, "crs.missing"),
        ("  ", "crs.missing"),
        ("a map", "crs.unknown"),
        ("EPSG:5773", "crs.not_horizontal"),
        ("EPSG:4610", "crs.datum_not_tied"),
        ("EPSG:4131", "crs.datum_not_tied"),
        ("EPSG:4214", "crs.datum_not_tied"),
        ("+proj=longlat +ellps=WGS84", "crs.datum_not_tied"),
        ("+proj=utm +zone=48 +ellps=krass +towgs84=10,20,30", "crs.datum_not_tied"),
    ],
)
def test_what_cannot_be_brought_to_wgs84_is_refused(definition, code):
    with pytest.raises(CrsError) as caught:
        crs.to_wgs84(106.0, 22.7, definition)
    assert caught.value.code == code


@pytest.mark.parametrize("definition", ["EPSG:4326", "OGC:CRS84", "EPSG:4490", "EPSG:4979"])
def test_datums_that_are_wgs84_within_decimetres_keep_their_longitude_and_latitude(definition):
    assert crs.to_wgs84(106.0, 22.7, definition) == pytest.approx((106.0, 22.7), abs=1e-9)


def test_coordinates_that_no_projection_has_are_an_error():
    with pytest.raises(CrsError) as caught:
        crs.from_vn2000(1e12, 1e12, crs.zone_by_epsg(9210))
    assert caught.value.code == "crs.cannot_transform"


def test_threads_transform_at_the_same_time():
    longitudes_deg = np.linspace(105.0, 107.0, 5000)
    expected = crs.to_vn2000(longitudes_deg, np.full(5000, 22.0), crs.zone_by_epsg(9210))[0]
    wrong: list[int] = []

    def work() -> None:
        for _ in range(20):
            got = crs.to_vn2000(longitudes_deg, np.full(5000, 22.0), crs.zone_by_epsg(9210))[0]
            wrong.append(int(np.count_nonzero(got != expected)))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [0] * 160


def test_geodesics_go_there_and_back():
    arrived = crs.follow_geodesic(106.0, 22.7, 90.0, 120.0)
    azimuth_deg, distance_m = crs.measure_geodesic(106.0, 22.7, *arrived)
    assert (azimuth_deg, distance_m) == pytest.approx((90.0, 120.0), abs=1e-6)


def test_the_local_plane_keeps_angles_and_lengths_near_its_centre():
    to_plane = crs.local_plane(105.0, 22.5)
    x, y = to_plane(*crs.follow_geodesic(105.0, 22.5, np.array([0.0, 90.0, 225.0]), 1000.0))
    assert np.hypot(x, y) == pytest.approx(np.full(3, 1000.0), abs=0.01)
    assert np.degrees(np.arctan2(x, y)) % 360 == pytest.approx([0.0, 90.0, 225.0], abs=1e-4)
