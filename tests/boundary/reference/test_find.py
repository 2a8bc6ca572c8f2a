"""References in prose."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.reference import find, format_reading


def found(text: str) -> list[str]:
    """Return the best reading of each reference in its canonical form."""
    return [format_reading(reference.readings[0]) for reference in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "hoàn thiện hồ sơ công trình trên biên giới: 556/1-556/2, 560-561, 836(2)",
            ["556/1-556/2", "560-561", "836(2)"],
        ),
        (
            "phát quang mốc 1042-1053/1, 1173-1183, 1248+470-1253",
            ["1042-1053/1", "1173-1183", "1248+470m-1253"],
        ),
        ("các mốc 675 (1), (2) thuộc xã biên giới", ["675(1)", "675(2)"]),
        ("sạt lở khu vực mốc 840+600m, xã Minh Long", ["840+600m"]),
        ("đấu nối giao thông tại M834/1; hàng rào đoạn M834/1-835", ["834/1", "834/1-835"]),
        ("khu vực mốc \n\n571 - 572.", ["571-572"]),
        ("khu vực mốc 632<sup>8</sup> - 633", ["632-633"]),
        ("khu vực mốc 632⁸ - 633", ["632-633"]),
        ("tại mốc **834/1**–**835**", ["834/1-835"]),
        ("kiểm tra cột mốc số\u00a01116", ["1116"]),
        ("lán trại cách mốc 691 khoảng 120 m về phía Đông", ["cách mốc 691 khoảng 120 m về phía Đông"]),
        ("对556/1号至556/2号界碑进行检查", ["556/1-556/2"]),
        ("repairs at boundary markers 1088/2 to 1089", ["1088/2-1089"]),
        ("khao sat moc 632 - 633 tai xa bien gioi", ["632-633"]),
        ("Mốc | Tình trạng\n632 | tốt\n633/1 | nghiêng", ["632", "633/1"]),
    ],
)
def test_references_are_found_where_reports_write_them(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Công văn số 1108/UBND-NC ngày 11/5/2022 về công tác biên giới",
        "Chỉ thị 1326/CT-TTg ngày 27/7/2010, giai đoạn 2022 - 2025, tầm nhìn 2050",
        "632 mốc giới trên toàn tuyến",
        "30 cột mốc (24 mốc chính, 6 mốc phụ)",
        "đã kiểm tra 13/14 vị trí mốc",
        "bản đồ biên giới tỷ lệ 1/5.000",
        "lý trình Km 10+100 trên đường tuần tra biên giới",
        "hoàn thành vào mốc thời gian 2025",
        "trước mốc 30/6/2026",
        "kim ngạch đạt mốc 500 triệu USD, vượt mốc 1.000 xe",
        "Tổ 3, đội 5 tuần tra biên giới lần thứ 2",
        "kè biên giới dùng bê tông M250, vữa M75, diện tích 120 m2",
        "theo khoản 2 Điều 21(2) của Hiệp định biên giới",
        "mốc năm 2030, mốc 2021-2030",
        "",
    ],
)
def test_what_only_looks_like_a_reference_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_span_is_what_stands_in_the_text() -> None:
    text = "Tại khu vực mốc 556/1-\n\n556/2, xã A"
    (reference,) = find(text)
    assert text[reference.start : reference.end] == reference.text == "mốc 556/1-\n\n556/2"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("tại cột mốc số 428 và khu vực mốc 430", ["cột mốc số 428", "mốc 430"]),
        ("đoạn M739-M741", ["M739-M741"]),
        ("mốc 1042-1053/1, 1173-1183", ["mốc 1042-1053/1", "1173-1183"]),
        ("mốc 675 (1), (2)", ["mốc 675 (1)", "(2)"]),
        ("tuần tra từ mốc 389 đến mốc 397", ["từ mốc 389 đến mốc 397"]),
        ("lán trại cách mốc 691 khoảng 120 m về phía Đông", ["cách mốc 691 khoảng 120 m về phía Đông"]),
        ("第1116号界碑附近", ["第1116号界碑"]),
        ("near boundary marker No. 1116", ["boundary marker No. 1116"]),
    ],
)
def test_the_span_holds_the_head_and_not_the_place_before_it(text: str, spans: list[str]) -> None:
    assert [reference.text for reference in find(text)] == spans


def test_decomposed_accents_change_neither_readings_nor_spans() -> None:
    composed = "từ mốc 389 đến mốc 397, cách mốc 691 khoảng 120 m về phía Đông"
    decomposed = unicodedata.normalize("NFD", composed)
    one, other = find(composed), find(decomposed)
    assert [reference.readings for reference in one] == [reference.readings for reference in other]
    assert [unicodedata.normalize("NFC", reference.text) for reference in other] == [r.text for r in one]


def test_a_number_with_every_reading_keeps_them_all() -> None:
    (reference,) = find("phóng tuyến tại khu vực mốc 571 và mốc 572")
    assert [format_reading(reading) for reading in reference.readings] == ["571-572", "571", "572"]


@given(st.text(alphabet=st.sampled_from("mốcM 0123456789/()+-–,.;:\n kmvàđếntừ号界碑|*<>&_"), max_size=120))
def test_any_text_can_be_read_and_spans_are_in_order(text: str) -> None:
    last = 0
    for reference in find(text):
        assert text[reference.start : reference.end] == reference.text
        assert reference.readings
        assert reference.start >= last
        last = reference.end


@given(st.binary(max_size=300))
def test_binary_input_is_no_reason_to_stop(raw: bytes) -> None:
    find(raw.decode("latin-1"))
