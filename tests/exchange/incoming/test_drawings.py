"""A drawing's layers are layers, its blocks points, and a text beside a point is its name."""

import pytest

from border_gis.errors import DataError
from border_gis.exchange.incoming.drawings import FARTHEST_TEXT_M, NEAREST_TEXT
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.i18n import describe_finding
from tests.exchange.incoming.foreign_files import Drawing

EAST, NORTH = 552_000.0, 2_507_000.0


def rows_of(path, layer):
    return [(row.number, dict(row.values), row.geometry) for row in open_incoming(path).rows(layer)]


def test_blocks_are_points_with_their_attributes_as_fields(tmp_path):
    drawing = Drawing()
    drawing.add_block("MOC_GIOI", EAST, NORTH, "836(2)")
    drawing.add_block("MOC_GIOI", EAST + 50, NORTH, "837")
    path = drawing.save(tmp_path / "a.dxf")
    (layer,) = open_incoming(path).layers
    assert (layer.name, layer.geometry_kind, layer.count, layer.crs) == ("MOC_GIOI", "Point", 2, None)
    rows = rows_of(path, "MOC_GIOI")
    assert [(number, values["SO_MOC"]) for number, values, _ in rows] == [(1, "836(2)"), (2, "837")]
    assert rows[0][2].wkt == f"POINT ({EAST:.0f} {NORTH:.0f})"


def test_a_point_takes_the_text_beside_it_from_the_layer_that_numbers_most_points(tmp_path):
    drawing = Drawing()
    for step in range(3):
        drawing.add_point("DIEM", EAST + 100 * step, NORTH)
        drawing.add_text("SO", EAST + 100 * step + 3, NORTH + 2, f"{836 + step}/1")
    drawing.add_text("GHI_CHU", EAST, NORTH, "Hàng rào thép gai")
    path = drawing.save(tmp_path / "a.dxf")
    assert [values[NEAREST_TEXT] for _, values, _ in rows_of(path, "DIEM")] == ["836/1", "837/1", "838/1"]
    findings = open_incoming(path).layer("DIEM").findings
    assert "3 trên 3" in describe_finding(findings[-1], "vi")
    assert rows_of(path, "GHI_CHU")[0][1] == {"Text": "Hàng rào thép gai"}


def test_a_text_far_away_names_nothing_and_one_text_never_names_two_points(tmp_path):
    drawing = Drawing()
    drawing.add_point("DIEM", EAST, NORTH)
    drawing.add_point("DIEM", EAST + 5, NORTH)
    drawing.add_point("DIEM", EAST + 500, NORTH)
    drawing.add_text("SO", EAST + 4, NORTH, "836")
    drawing.add_text("SO", EAST + 501 + FARTHEST_TEXT_M, NORTH, "837")
    path = drawing.save(tmp_path / "a.dxf")
    assert [values.get(NEAREST_TEXT) for _, values, _ in rows_of(path, "DIEM")] == [None, "836", None]


def test_lines_are_lines_and_vietnamese_texts_keep_their_last_letter(tmp_path):
    drawing = Drawing()
    drawing.add_line("HÀNG RÀO", [(EAST, NORTH), (EAST + 10, NORTH), (EAST + 20, NORTH + 5)])
    drawing.add_text("CHỮ", EAST, NORTH, "Sạt lở bờ sông")
    path = drawing.save(tmp_path / "a.dxf")
    assert [layer.name for layer in open_incoming(path).layers] == ["HÀNG RÀO", "CHỮ"]
    assert rows_of(path, "HÀNG RÀO")[0][2].geom_type == "LineString"
    assert rows_of(path, "CHỮ")[0][1]["Text"] == "Sạt lở bờ sông"


def test_a_drawing_without_an_entity_or_with_an_encoding_that_is_none_is_refused(tmp_path):
    path = Drawing().save(tmp_path / "a.dxf")
    with pytest.raises(DataError) as refused:
        open_incoming(path)
    assert refused.value.code == "incoming.no_layer_in_file"
    with pytest.raises(DataError) as refused:
        open_incoming(path, encoding="utf-1258")
    assert refused.value.code == "incoming.no_encoding"
