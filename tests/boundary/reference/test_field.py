"""A field in which a reference is expected."""

from __future__ import annotations

import pytest

from border_gis.boundary.reference import (
    Direction,
    MarkerReference,
    Reading,
    ReferenceEnd,
    parse,
    parse_list,
)
from border_gis.errors import InputError


def end(
    number: int, sub: int | None = None, position: int | None = None, offset_m: float | None = None
) -> ReferenceEnd:
    return ReferenceEnd(MarkerReference(number, sub, position), offset_m)


def point(*values: float | None, **named: float) -> Reading:
    return Reading("point", end(*values, **named))


def stretch(start: ReferenceEnd, stop: ReferenceEnd) -> Reading:
    return Reading("range", start, stop)


POINTS = [
    ("840", point(840)),
    ("0", point(0)),
    ("834/1", point(834, 1)),
    ("836(2)", point(836, None, 2)),
    ("944/1(2)", point(944, 1, 2)),
    ("840+600m", point(840, offset_m=600.0)),
    ("840+600", point(840, offset_m=600.0)),
    ("840 + 1,2 km", point(840, offset_m=1200.0)),
    ("840+0m", point(840, offset_m=0.0)),
    ("104 (2)+500", point(104, None, 2, 500.0)),
    ("840+3,800m", point(840, offset_m=3800.0)),
    ("840+1.200m", point(840, offset_m=1200.0)),
    ("840+12,5m", point(840, offset_m=12.5)),
    ("212.1", point(212, 1)),
    ("mốc giới số 836 (2)", point(836, None, 2)),
    ("cột mốc 428", point(428)),
    ("M739", point(739)),
    ("1116号界碑", point(1116)),
    ("界碑1116", point(1116)),
    ("boundary marker No. 1116", point(1116)),
    ("boundary stone 12", point(12)),
    ("**840+600m**", point(840, offset_m=600.0)),
    ("８３６（２）", point(836, None, 2)),
    ("840(7)", point(840, None, 7)),
    ("9999", point(9999)),
]

STRETCHES = [
    ("834/1-835", stretch(end(834, 1), end(835))),
    ("M739-M741", stretch(end(739), end(741))),
    ("1055 -1056", stretch(end(1055), end(1056))),
    ("1248+470-1253", stretch(end(1248, offset_m=470.0), end(1253))),
    ("217 + 367m đến mốc 217 + 427m", stretch(end(217, offset_m=367.0), end(217, offset_m=427.0))),
    ("từ mốc 389 đến mốc 397", stretch(end(389), end(397))),
    ("giữa mốc 5 và 6", stretch(end(5), end(6))),
    ("840+600m-841", stretch(end(840, offset_m=600.0), end(841))),
    ("841-840", stretch(end(841), end(840))),
    ("571号至572号界碑", stretch(end(571), end(572))),
    ("between markers 571 and 572", stretch(end(571), end(572))),
    ("556/1-\n\n556/2", stretch(end(556, 1), end(556, 2))),
    ("632 – 633", stretch(end(632), end(633))),
    ("632—633", stretch(end(632), end(633))),
]


@pytest.mark.parametrize(("text", "expected"), POINTS + STRETCHES)
def test_a_field_is_read_in_its_one_way(text: str, expected: Reading) -> None:
    assert parse(text) == (expected,)


@pytest.mark.parametrize(
    ("text", "marker", "metres", "direction", "approximate"),
    [
        ("cách mốc 691 khoảng 120 m về phía Đông", 691, 120.0, Direction.E, True),
        ("200 m về phía Tây mốc 1116", 1116, 200.0, Direction.W, False),
        ("cách mốc 691 1,5 km về hướng Đông - Bắc", 691, 1500.0, Direction.NE, False),
        ("về phía Nam mốc 691 khoảng 80 mét", 691, 80.0, Direction.S, True),
        ("cách mốc 691 80 m", 691, 80.0, None, False),
        ("about 200 m north-west of marker 1116", 1116, 200.0, Direction.NW, True),
        ("1116号界碑以西200米", 1116, 200.0, Direction.W, False),
        ("距1116号界碑约200米", 1116, 200.0, None, True),
    ],
)
def test_a_distance_in_words_keeps_its_direction(
    text: str, marker: int, metres: float, direction: Direction | None, approximate: bool
) -> None:
    expected = Reading("offset", end(marker, offset_m=metres), direction=direction, approximate=approximate)
    assert parse(text) == (expected,)


def test_a_minus_with_metres_has_two_readings() -> None:
    assert parse("840-600m") == (point(840, offset_m=-600.0), stretch(end(840), end(600)))


def test_a_minus_without_metres_is_a_stretch() -> None:
    assert parse("840-600") == (stretch(end(840), end(600)),)


def test_two_neighbours_are_a_stretch_or_two_markers() -> None:
    assert parse("mốc 571 và mốc 572") == (stretch(end(571), end(572)), point(571), point(572))


def test_two_markers_that_are_no_neighbours_are_two_references() -> None:
    assert parse_list("mốc 571 và mốc 580") == ((point(571),), (point(580),))


def test_twins_joined_by_and_are_two_markers() -> None:
    assert parse_list("836(1) và 836(2)") == ((point(836, None, 1),), (point(836, None, 2),))


def test_a_list_gives_each_of_its_references() -> None:
    assert parse_list("mốc 556/1-556/2; 560-561, 836(2)") == (
        (stretch(end(556, 1), end(556, 2)),),
        (stretch(end(560), end(561)),),
        (point(836, None, 2),),
    )


@pytest.mark.parametrize("text", ["675 (1), (2)", "675(1)(2)", "675(1,2)", "675(1) và (2)"])
def test_positions_after_one_number_are_opened_out(text: str) -> None:
    assert parse_list(text) == ((point(675, None, 1),), (point(675, None, 2),))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reference.empty"),
        ("  \n ", "reference.empty"),
        ("abc", "reference.not_understood"),
        ("840+", "reference.not_understood"),
        ("840+600x", "reference.not_understood"),
        ("840//1", "reference.not_understood"),
        ("11/5/2022", "reference.not_understood"),
        ("1108/UBND-NC", "reference.not_understood"),
        ("84000", "reference.not_understood"),
        ("0/0", "reference.sub_zero"),
        ("840(0)", "reference.position_zero"),
        ("571, 580", "reference.several"),
        ("1, " * 5000, "reference.too_long"),
        ("22.85238", "reference.not_understood"),
    ],
)
def test_what_is_no_reference_is_refused_with_the_reason(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(text)
    assert refused.value.code == code
