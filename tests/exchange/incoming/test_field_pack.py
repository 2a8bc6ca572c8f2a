"""When something was seen in the field: what the clock showed, and what it meant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.exchange.incoming.field_pack import read_moment

SEEN = datetime(2026, 11, 20, 2, 30, 15, tzinfo=UTC)
EPOCH_MS = SEEN.timestamp() * 1000.0


@pytest.mark.parametrize("hours", [7, 8, 0])
def test_a_clock_in_any_zone_of_the_border_shows_the_same_moment(hours):
    wall = (SEEN + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S")
    assert read_moment(wall, EPOCH_MS) == SEEN


def test_a_time_that_a_person_has_corrected_is_viet_nams():
    assert read_moment("2026-11-19 16:05:00", EPOCH_MS) == datetime(2026, 11, 19, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "epoch", "expected"),
    [
        (None, EPOCH_MS, SEEN),
        ("2026-11-20 09:30:15", None, SEEN),
        ("2026-11-20T09:30:15+07:00", None, SEEN),
        ("hôm qua", EPOCH_MS, SEEN),
        (None, None, None),
        ("", float("nan"), None),
        ("hôm qua", -5.0, None),
    ],
)
def test_what_there_is_counts_and_nothing_is_made_up(wall, epoch, expected):
    assert read_moment(wall, epoch) == expected


@given(st.one_of(st.none(), st.text(max_size=30)), st.one_of(st.none(), st.floats()))
def test_no_text_and_no_number_breaks_it(wall, epoch):
    found = read_moment(wall, epoch)
    assert found is None or found.tzinfo is not None
