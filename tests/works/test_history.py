"""A work on a day that has passed: what was known of it by then, and what had happened by then."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.works.history import (
    describe_work,
    fields_set_by_state,
    is_overtaken,
    list_states,
    restore_as_happened,
    restore_as_known,
    restore_work,
    was_known,
)
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

HOUSE = Work(
    "h",
    WorkKind.BUILDING,
    WorkParty.CN,
    WorkState.NOTIFIED,
    geometry=shapely.Point(106.7, 22.8),
    accuracy_m=1.0,
)


def on(day):
    return datetime(*map(int, day.split("-")), tzinfo=UTC)


def added(work, recorded, when=None):
    event = None if when is None else PartialDate.fromisoformat(when)
    return RegisterChange(
        work.id, on(recorded), "a", "pc", "", {}, describe_work(work), "add", "works", "added", event
    )


def reported(state, recorded, when=None, number=1, before="notified"):
    event = None if when is None else PartialDate.fromisoformat(when)
    return RegisterChange(
        "h", on(recorded), "a", "pc", "thấy tại chỗ", {"state": before}, {"state": state}, f"s{number}",
        "works", "state", event, state=state,
    )  # fmt: skip


NOW = replace(HOUSE, state=WorkState.COMPLETED)
HISTORY = (
    added(HOUSE, "2024-01-10", "2021"),
    reported("under_construction", "2024-02-01", "2022-05", 1),
    reported("completed", "2024-06-01", "2023-03-04", 2, "under_construction"),
)


DATES = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1990, 2030)),
    st.builds(PartialDate, st.integers(1990, 2030), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1990, 2030), st.integers(1, 12), st.integers(1, 28)),
)
WORKS = st.builds(
    Work,
    st.just("w"),
    st.sampled_from(WorkKind),
    st.sampled_from(WorkParty),
    st.sampled_from(WorkState),
    reference_as_written=st.text(max_size=20),
    geometry=st.one_of(
        st.none(),
        st.builds(shapely.Point, st.floats(100, 110), st.floats(20, 25)),
        st.just(shapely.LineString([(106.1, 22.1), (106.2, 22.2)])),
        st.just(
            shapely.Polygon(
                [(106, 22), (107, 22), (107, 23)], [[(106.5, 22.1), (106.8, 22.1), (106.8, 22.4)]]
            )
        ),
    ),
    illustrative=st.booleans(),
    accuracy_m=st.one_of(st.none(), st.floats(0.01, 500)),
    since=DATES,
    extended=DATES,
    notified=DATES,
    agreed=st.sampled_from([None, True, False]),
    on_border_water=st.sampled_from([None, True, False]),
    name=st.text(max_size=20),
)


@given(WORKS)
def test_a_work_comes_back_from_its_plain_values_and_from_json(work):
    import json

    plain = describe_work(work)
    assert restore_work("w", plain) == work
    assert json.loads(json.dumps(plain)) == plain
    assert restore_work("w", json.loads(json.dumps(plain))) == work


def test_values_that_no_work_can_have_are_refused():
    for wrong in ({"kind": "castle"}, {"since": "yesterday"}, {"geometry": {"type": "Blob"}}):
        with pytest.raises(DataError):
            restore_work("h", {**describe_work(HOUSE), **wrong})


def test_what_was_known_by_a_day_goes_by_when_it_was_written_down():
    known = {
        day: restore_as_known(NOW, HISTORY, on(day)).state.value
        for day in ("2024-01-20", "2024-03-01", "2025-01-01")
    }
    assert known == {"2024-01-20": "notified", "2024-03-01": "under_construction", "2025-01-01": "completed"}
    assert not was_known(HISTORY, on("2024-01-01"))
    assert was_known(HISTORY, on("2024-01-11"))


def test_what_had_happened_by_a_day_goes_by_the_dates_in_the_papers():
    happened = {
        day.isoformat(): restore_as_happened(NOW, HISTORY, day)
        for day in (
            date(2020, 12, 31),
            date(2022, 4, 30),
            date(2022, 5, 15),
            date(2022, 6, 1),
            date(2023, 3, 4),
        )
    }
    assert happened.pop("2020-12-31") is None
    assert {day: (then.work.state.value, then.is_certain) for day, then in happened.items()} == {
        "2022-04-30": ("notified", True),
        "2022-05-15": ("under_construction", False),
        "2022-06-01": ("under_construction", True),
        "2023-03-04": ("completed", True),
    }


def test_a_work_without_any_date_may_have_stood_on_any_day():
    then = restore_as_happened(HOUSE, (), date(2015, 1, 1))
    assert then.work == HOUSE
    assert not then.is_certain


def test_a_work_from_before_its_history_has_its_first_state_from_the_register():
    changes = (reported("completed", "2024-06-01", "2023-03-04"),)
    states = list_states(NOW, changes)
    assert [(state.state.value, state.recorded_at is None) for state in states] == [
        ("notified", True),
        ("completed", False),
    ]


def test_a_state_without_a_date_stays_behind_the_one_written_before_it():
    changes = (
        *HISTORY,
        reported("extended", "2024-07-01", None, 3, "completed"),
        reported("staked_out", "2024-08-01", "2022-01", 4),
    )
    assert [state.state.value for state in list_states(NOW, changes)] == [
        "notified",
        "staked_out",
        "under_construction",
        "completed",
        "extended",
    ]


def test_a_state_is_overtaken_only_by_one_that_surely_came_later():
    states = list_states(NOW, HISTORY)
    assert is_overtaken(states, PartialDate(2022, 12))
    assert not is_overtaken(states, PartialDate(2023))
    assert not is_overtaken(states, PartialDate(2024))
    assert not is_overtaken(states, None)


def test_a_reported_state_gives_the_date_that_it_tells():
    day = PartialDate(2023, 3)
    assert fields_set_by_state(HOUSE, WorkState.COMPLETED, day) == {"state": "completed", "since": "2023-03"}
    assert fields_set_by_state(HOUSE, WorkState.EXTENDED, day) == {"state": "extended", "extended": "2023-03"}
    assert fields_set_by_state(HOUSE, WorkState.NOTIFIED, day) == {"state": "notified", "notified": "2023-03"}
    assert fields_set_by_state(HOUSE, WorkState.REMOVED, day) == {"state": "removed"}
    built = replace(HOUSE, since=PartialDate(2020))
    assert fields_set_by_state(built, WorkState.COMPLETED, day) == {"state": "completed"}
