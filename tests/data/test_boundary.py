"""The line and the countries that ship."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import box, shape

from border_gis.boundary.line import LegalStatus, find_feet
from border_gis.boundary.parties import Party
from scripts.data_build import atlas


def test_the_line_has_its_vertices_and_runs_from_west_to_east(line):
    assert line.coordinates.shape == (421, 2)
    assert line.coordinates[0] == pytest.approx((102.1204, 22.3978), abs=1e-4)
    assert line.coordinates[-1] == pytest.approx((107.9921, 21.4860), abs=1e-4)
    assert line.length_m == pytest.approx(1_050_488, abs=1)


def test_china_lies_to_the_left_of_the_line(line):
    mengzi_and_ha_noi = find_feet(line, [103.4, 105.85], [23.4, 21.03]).nearest()
    assert line.left_party is Party.CN
    assert mengzi_and_ha_noi.hand.tolist() == [1, -1]


def test_the_line_says_what_it_is_worth(line, data_folder):
    (feature,) = json.loads((data_folder / "boundary" / "line.geojson").read_text("utf-8"))["features"]
    assert line.legal_status is LegalStatus.NO_LEGAL_VALUE
    assert line.demonstration
    assert not line.accuracy_assumed
    assert "không có giá trị pháp lý" in feature["properties"]["note_vi"]
    assert "no legal value" in feature["properties"]["note_en"]
    assert "world-atlas 2.0.2" in line.source


def test_the_licence_travels_with_what_was_taken(data_folder):
    licence = (data_folder / "boundary" / "LICENSE-world-atlas.txt").read_text("utf-8")
    assert "Permission to use, copy, modify, and/or distribute" in licence


def test_the_stated_accuracy_is_what_a_detailed_line_shows(line, shared_data):
    detailed = json.loads((shared_data / "vn_cn_border_full.geojson").read_text("utf-8"))
    points = np.asarray(detailed["features"][0]["geometry"]["coordinates"])[::20, :2]
    distances_m = find_feet(line, *points.T).nearest().distance_m
    assert np.sqrt(np.mean(distances_m**2)) == pytest.approx(line.accuracy_m, rel=0.05)
    assert np.percentile(distances_m, 95) == pytest.approx(4_000, rel=0.05)
    assert distances_m.max() == pytest.approx(8_100, rel=0.05)


@pytest.fixture(scope="module")
def countries(data_folder):
    content = json.loads((data_folder / "boundary" / "countries.geojson").read_text("utf-8"))
    return {each["properties"]["iso_numeric"]: each for each in content["features"]}


def test_the_countries_are_named_in_both_languages(countries):
    assert {each["properties"]["name_vi"] for each in countries.values()} == {
        "Việt Nam",
        "Trung Quốc",
        "Lào",
        "Myanmar",
        "Thái Lan",
    }
    assert all(each["properties"]["name_en"] for each in countries.values())


def test_the_countries_are_sound_areas_within_the_region(countries):
    region = box(*atlas.REGION)
    hoang_sa = box(111.0, 15.5, 113.0, 17.5)
    for each in countries.values():
        area = shape(each["geometry"])
        assert area.is_valid
        assert region.covers(area)
        assert not area.intersects(hoang_sa), "the background is of the land border alone"


def test_the_two_countries_meet_along_the_line_and_nowhere_else(countries, line):
    along = {tuple(position) for position in line.coordinates.tolist()}
    for code in ("704", "156"):
        corners = {
            tuple(position) for position in shapely.get_coordinates(shape(countries[code]["geometry"]))
        }
        assert along <= corners
    overlap = shape(countries["704"]["geometry"]).intersection(shape(countries["156"]["geometry"]))
    assert overlap.area == pytest.approx(0.0, abs=1e-9)


def test_the_background_stays_small(data_folder):
    assert (data_folder / "boundary" / "countries.geojson").stat().st_size < 300_000


def test_another_version_of_the_package_is_refused(tmp_path):
    other = tmp_path / "countries-10m.json"
    other.write_text('{"type": "Topology"}', "utf-8")
    with pytest.raises(ValueError, match="SHA-256"):
        atlas.read_topology(other)
