"""There and back: what is written in canonical form is read as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.reference import (
    Direction,
    MarkerReference,
    Reading,
    ReferenceEnd,
    find,
    format_reading,
    parse,
)

markers = st.builds(
    MarkerReference,
    number=st.integers(0, 1378),
    sub=st.none() | st.integers(1, 9),
    position=st.none() | st.integers(1, 3),
)
metres = st.integers(0, 99_999_000).map(lambda thousandths: thousandths / 1000)
ends = st.builds(ReferenceEnd, marker=markers, offset_m=st.none() | metres)
points = st.builds(Reading, kind=st.just("point"), start=ends)
before = st.builds(
    Reading,
    kind=st.just("point"),
    start=st.builds(ReferenceEnd, marker=markers, offset_m=st.integers(1, 9999).map(lambda m: -float(m))),
)
ranges = st.builds(Reading, kind=st.just("range"), start=ends, end=ends).filter(lambda r: r.start != r.end)
offsets = st.builds(
    Reading,
    kind=st.just("offset"),
    start=st.builds(ReferenceEnd, marker=markers, offset_m=metres),
    direction=st.none() | st.sampled_from(Direction),
    approximate=st.booleans(),
)


@pytest.mark.parametrize("language", ["vi", "en", "zh"])
@given(reading=points | before | ranges | offsets)
def test_what_is_written_is_read_as_it_was(language: str, reading: Reading) -> None:
    assert reading in parse(format_reading(reading, language))


@given(reading=points | ranges | offsets)
def test_the_written_form_has_that_reading_first(reading: Reading) -> None:
    assert parse(format_reading(reading))[0] == reading


@given(reading=points | ranges)
def test_the_written_form_is_found_in_a_sentence(reading: Reading) -> None:
    text = f"Khảo sát tại khu vực mốc {format_reading(reading)}, xã biên giới."
    (reference,) = find(text)
    assert reading in reference.readings


def test_the_canonical_form_is_short() -> None:
    reading = parse("từ mốc 834/1 đến cột mốc số 835")[0]
    assert format_reading(reading) == "834/1-835"
    assert format_reading(parse("840 + 1,2 km")[0]) == "840+1200m"


def test_a_distance_in_words_is_written_in_each_language() -> None:
    reading = parse("cách mốc 691 khoảng 120 m về phía Đông")[0]
    assert format_reading(reading, "vi") == "cách mốc 691 khoảng 120 m về phía Đông"
    assert format_reading(reading, "en") == "about 120 m east of marker 691"
    assert format_reading(reading, "zh") == "691号界碑以东约120米"
