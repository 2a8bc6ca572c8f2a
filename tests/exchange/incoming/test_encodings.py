"""Texts of shapefiles and MapInfo tables are read in their encoding, whatever is said of it."""

import geopandas as gpd
import pytest
from shapely.geometry import Point

from border_gis.exchange.incoming.opening import open_incoming
from tests.exchange.incoming.foreign_files import as_bytes, write_tab

TEXTS = ["Đàm Thuỷ", "Hàng rào thép gai", "Sạt lở bờ sông", None]


@pytest.fixture
def frame():
    return gpd.GeoDataFrame({"ten": TEXTS}, geometry=[Point(106.7, 22.85)] * 4, crs="EPSG:4326")


def texts_of(path, encoding=None):
    return [row.values["ten"] for row in open_incoming(path, encoding=encoding).rows()]


def codes_of(path):
    return [finding.code for finding in open_incoming(path).layer().findings]


@pytest.mark.parametrize(
    "said", ["1258", "ANSI 1258", "windows-1258", "ISO-8859-1", "1252", "UTF-8", "?", None]
)
@pytest.mark.parametrize("chosen", [None, "cp1258"])
def test_a_shapefile_in_windows_1258_is_read_whatever_its_cpg_says(tmp_path, frame, said, chosen):
    path = tmp_path / "a.shp"
    as_bytes(frame).to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    if said is not None:
        path.with_suffix(".cpg").write_text(said, encoding="ascii")
    assert texts_of(path, chosen) == TEXTS
    is_right = said in ("1258", "ANSI 1258", "windows-1258")
    assert codes_of(path) == ([] if is_right else ["incoming.encoding_taken"])


@pytest.mark.parametrize("said", ["UTF-8", "1258", "ISO-8859-1", None])
def test_a_shapefile_in_unicode_is_read_whatever_its_cpg_says(tmp_path, frame, said):
    path = tmp_path / "a.shp"
    frame.to_file(path, encoding="UTF-8")
    path.with_suffix(".cpg").unlink()
    if said is not None:
        path.with_suffix(".cpg").write_text(said, encoding="ascii")
    assert texts_of(path) == TEXTS
    assert codes_of(path) == ([] if said == "UTF-8" else ["incoming.unicode_taken"])


def test_a_shapefile_in_chinese_is_read_as_its_cpg_says(tmp_path):
    frame = gpd.GeoDataFrame({"ten": ["一段铁丝网"]}, geometry=[Point(106.7, 22.85)], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.shp", encoding="GBK")
    (tmp_path / "a.cpg").write_text("936", encoding="ascii")
    assert texts_of(tmp_path / "a.shp") == ["一段铁丝网"]


def test_a_mapinfo_table_of_vietnamese_windows_is_read_in_its_character_set(tmp_path, frame):
    assert texts_of(write_tab(tmp_path / "a.tab", frame)) == TEXTS


def test_latin_names_ask_for_nothing(tmp_path):
    frame = gpd.GeoDataFrame({"ten": ["Camera"]}, geometry=[Point(106.7, 22.85)], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "a.cpg").unlink()
    assert codes_of(tmp_path / "a.shp") == []
