"""Fields are matched by what offices call them, by what stands in them, and as a person says."""

import pytest

from border_gis.errors import NotFoundError
from border_gis.exchange.incoming.matching import MatchedBy, guess_target, match_fields
from border_gis.exchange.incoming.model import IncomingField, IncomingLayer
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.targets import FIELDS, Target, fold_name, is_known_heading


def build_layer(geometry_kind="", **samples):
    fields = tuple(IncomingField(name.replace("__", " "), tuple(values)) for name, values in samples.items())
    return IncomingLayer("lop", fields, geometry_kind=geometry_kind)


def layer_of(*names, geometry_kind=""):
    return IncomingLayer("lop", tuple(IncomingField(name) for name in names), geometry_kind=geometry_kind)


@pytest.mark.parametrize(
    ("names", "target", "expected"),
    [
        (
            ("STT", "Số mốc (*)", "Tọa độ X", "Tọa độ Y", "Xã", "Ghi chú"),
            Target.MARKERS,
            {"number": "Số mốc (*)", "x": "Tọa độ X", "y": "Tọa độ Y", "unit": "Xã", "note": "Ghi chú"},
        ),
        (
            ("Tên vụ việc", "Loại vụ việc", "Ngày xảy ra", "Khu vực mốc", "Bên", "Kết quả xử lý"),
            Target.INCIDENTS,
            {
                "title": "Tên vụ việc",
                "category": "Loại vụ việc",
                "date": "Ngày xảy ra",
                "place": "Khu vực mốc",
                "party": "Bên",
                "state": "Kết quả xử lý",
            },
        ),
        (
            ("界碑号", "经度", "纬度"),
            Target.MARKERS,
            {"number": "界碑号", "longitude": "经度", "latitude": "纬度"},
        ),
        (
            ("Ten", "Toa_do_X_VN_2000_KTT_105_45", "Toa_do_Y_VN_2000_KTT_105_45"),
            Target.WORKS,
            {"name": "Ten", "x": "Toa_do_X_VN_2000_KTT_105_45", "y": "Toa_do_Y_VN_2000_KTT_105_45"},
        ),
    ],
)
def test_names_of_offices_are_known_in_three_languages(names, target, expected):
    assert match_fields(layer_of(*names), target).sources == expected


def test_fields_without_telling_names_are_matched_by_what_stands_in_them():
    layer = build_layer(
        A=["840+600m", "836(2)", "1248+470-1253"],
        B=["22°51′08.572″", "22°51′10.947″"],
        C=["104°35′22.439″", "104°35′21.700″"],
        D=["một", "hai", "ba"],
    )
    found = match_fields(layer, Target.INCIDENTS)
    assert found.sources == {"place": "A", "latitude": "B", "longitude": "C"}
    assert {match.by for match in found.matches} == {MatchedBy.CONTENT}
    assert found.missing == ("title",)
    assert found.unused(layer) == ("D",)


def test_plane_coordinates_are_told_from_each_other_by_their_size():
    layer = build_layer(p=["2507940.14", "2507990.2"], q=["552212.01", "552300.9"])
    assert match_fields(layer, Target.WORKS).sources == {"x": "p", "y": "q"}


def test_what_a_person_says_comes_first_and_can_leave_a_field_out():
    layer = layer_of("Số mốc", "Xã", "Ghi chú")
    found = match_fields(layer, Target.MARKERS, {"unit": "Ghi chú", "note": None})
    assert found.sources == {"number": "Số mốc", "unit": "Ghi chú"}
    assert {match.target: match.by for match in found.matches}["unit"] is MatchedBy.PERSON


def test_what_was_used_last_time_comes_before_names():
    layer = layer_of("Số mốc", "Xã", "Ghi chú")
    found = match_fields(layer, Target.MARKERS, kept={"note": "Xã", "gate": "không còn"})
    assert found.sources == {"number": "Số mốc", "note": "Xã"}


@pytest.mark.parametrize("chosen", [{"number": "không có"}, {"khong_co": "Số mốc"}])
def test_a_field_that_is_not_there_is_refused(chosen):
    with pytest.raises(NotFoundError):
        match_fields(layer_of("Số mốc"), Target.MARKERS, chosen)


@pytest.mark.parametrize(
    ("layer", "target"),
    [
        (layer_of("Số mốc", "Kinh độ", "Vĩ độ"), Target.MARKERS),
        (layer_of("Tên vụ việc", "Ngày", "Khu vực mốc", "Nội dung"), Target.INCIDENTS),
        (
            layer_of("Tên công trình", "Loại công trình", "Bên xây dựng", geometry_kind="LineString"),
            Target.WORKS,
        ),
        (layer_of("ma_xa", "ten_xa", "tinh", geometry_kind="MultiPolygon"), Target.UNITS),
        (layer_of("ten", geometry_kind="LineString"), Target.LINE),
    ],
)
def test_what_a_file_holds_is_guessed_from_its_fields(layer, target):
    assert guess_target(layer) is target


def test_no_name_means_two_fields_of_one_target():
    for target, fields in FIELDS.items():
        synonyms = [synonym for field in fields.values() for synonym in field.synonyms]
        doubled = {synonym for synonym in synonyms if synonyms.count(synonym) > 1}
        assert doubled == set(), target


def test_every_synonym_is_written_as_names_are_folded():
    synonyms = {
        synonym for fields in FIELDS.values() for field in fields.values() for synonym in field.synonyms
    }
    assert {
        synonym for synonym in synonyms if fold_name(synonym) not in (synonym, synonym.strip("_"))
    } == set()
    assert is_known_heading("Số mốc:")
    assert not is_known_heading("Cộng hòa xã hội chủ nghĩa Việt Nam")


def test_the_real_files_are_taken_for_what_they_are(shared_data):
    expected = {
        "communes_cb_ls_2025.gpkg": Target.UNITS,
        "vn_cn_border_full.geojson": Target.LINE,
        "vn_markers_sourced.csv": Target.MARKERS,
    }
    for name, target in expected.items():
        layer = open_incoming(shared_data / name, is_known_heading).layer()
        assert guess_target(layer) is target
        assert match_fields(layer, target).missing == ()
