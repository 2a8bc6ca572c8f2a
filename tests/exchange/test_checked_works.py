"""Works read from vector files, with what their attributes say."""

import json

import geopandas
import pytest
import shapely

from border_gis.boundary.dates import PartialDate
from border_gis.errors import CrsError
from border_gis.exchange.checked_works import read_checked_works
from border_gis.works.model import WorkKind, WorkParty
from border_gis.zones.subjects import Activity


def write(path, *rows, crs=None):
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [106.0, 22.7]}, "properties": row}
        for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_attributes_in_english_and_vietnamese_are_understood(tmp_path):
    path = write(
        tmp_path / "works.geojson",
        {"id": "a", "kind": "fence", "party": "cn", "built": "2022-05", "accuracy_m": 0.3, "agreed": False},
        {
            "tên": "Nhà 1",
            "loại": "Nhà",
            "bên": "Việt Nam",
            "năm xây dựng": "11/05/2021",
            "độ chính xác": "1,5",
        },
        {"id": "c", "kind": "blasting", "date": 2026, "on_border_water": "không", "đã thỏa thuận": "có"},
    )
    (fence, house, blast), findings = read_checked_works(path)
    assert findings == ()
    assert (fence.kind, fence.party, fence.begun) == (WorkKind.FENCE, WorkParty.CN, PartialDate(2022, 5))
    assert (fence.accuracy_m, fence.agreed, fence.transformation_accuracy_m) == (0.3, False, 0.0)
    assert (house.kind, house.party, house.begun) == (
        WorkKind.BUILDING,
        WorkParty.VN,
        PartialDate(2021, 5, 11),
    )
    assert (house.accuracy_m, house.name) == (1.5, "Nhà 1")
    assert (blast.kind, blast.begun, blast.on_border_water, blast.agreed) == (
        Activity.BLASTING,
        PartialDate(2026),
        False,
        True,
    )


def test_what_no_attribute_says_is_not_known(tmp_path):
    (work,), findings = read_checked_works(write(tmp_path / "works.geojson", {"id": "a"}))
    assert (work.kind, work.party, work.begun, work.accuracy_m) == (
        WorkKind.OTHER,
        WorkParty.UNKNOWN,
        None,
        None,
    )
    assert (work.agreed, work.on_border_water) == (None, None)
    assert [finding.code for finding in findings] == ["zones.work_without_kind"]


def test_what_cannot_be_read_is_said_with_the_name_of_the_work(tmp_path):
    row = {"name": "Lán", "kind": "palace", "built": "spring", "accuracy_m": -1}
    (work,), findings = read_checked_works(write(tmp_path / "works.geojson", row))
    assert (work.kind, work.begun, work.accuracy_m) == (WorkKind.OTHER, None, None)
    assert {finding.code for finding in findings} == {
        "zones.unknown_kind",
        "zones.unreadable_date",
        "zones.unreadable_accuracy",
    }
    assert {finding.where for finding in findings} == {"Lán"}


def test_states_of_the_register_are_understood(tmp_path):
    rows = [
        {"id": state, "kind": "fence", "state": state, "since": "2020"}
        for state in ("proposed", "extended", "removed")
    ]
    (proposed, extended, removed), _ = read_checked_works(write(tmp_path / "works.geojson", *rows))
    assert proposed.is_planned
    assert removed.is_removed
    assert (extended.begun, extended.extended, extended.is_extended) == (None, PartialDate(2020), True)


def test_works_in_vn_2000_carry_the_error_of_the_transformation(tmp_path):
    path = tmp_path / "works.gpkg"
    frame = geopandas.GeoDataFrame(
        {"id": ["a"], "kind": ["building"]},
        geometry=[shapely.Point(552_212.011, 2_507_940.141)],
        crs="EPSG:9210",
    )
    frame.to_file(path, driver="GPKG")
    (work,), _ = read_checked_works(path)
    assert work.transformation_accuracy_m == 1.0
    assert (work.geometry.x, work.geometry.y) == pytest.approx((106.26, 22.67), abs=1e-6)


def test_works_without_a_crs_are_refused(tmp_path):
    path = tmp_path / "works.shp"
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(106.0, 22.7)], crs="EPSG:4326")
    frame.to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError):
        read_checked_works(path)
