"""The office's own plans in the store: added, never changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.stores.protocol import RuleInForce
from border_gis.zones.planned import ActivityEntry, EntryKind
from tests.stores.builders import NOON

PLANNED = ActivityEntry(
    "e1", "a1", EntryKind.PLANNED, NOON, "Nguyễn Văn A", "PC-01",
    changes={"kind": "blasting", "title": "Mỏ “đá”"},
)  # fmt: skip
SENT = ActivityEntry(
    "e2",
    "a1",
    EntryKind.NOTICE_SENT,
    NOON + timedelta(hours=1),
    "Trần",
    "PC-02",
    happened=NOON,
    paper="12/CV",
    text="<b>",
    rules=("agreement-2009.15-4",),
)


def test_entries_come_back_as_they_were_recorded(store):
    answered = replace(SENT, id="e3", kind=EntryKind.ANSWERED, happened=date(2026, 12, 1), agreed=False)
    store.append_activity_entry(PLANNED)
    store.append_activity_entry(SENT, "e1")
    store.append_activity_entry(answered, "e2")
    other = replace(PLANNED, id="f1", activity_id="a2")
    store.append_activity_entry(other)
    assert store.activity_entries("a1") == (PLANNED, SENT, answered)
    assert store.activity_entries() == (PLANNED, SENT, answered, other)
    assert store.activity_entries("a3") == ()


def test_the_same_entry_is_recorded_once(store):
    store.append_activity_entry(PLANNED)
    store.append_activity_entry(PLANNED)
    store.append_activity_entry(SENT, "e1")
    store.append_activity_entry(SENT, "e1")
    assert store.activity_entries() == (PLANNED, SENT)


def test_who_has_not_seen_the_last_entry_is_told(store):
    store.append_activity_entry(PLANNED)
    store.append_activity_entry(SENT, "e1")
    with pytest.raises(ConflictError, match="Trần"):
        store.append_activity_entry(replace(SENT, id="e9", paper="13/CV"), "e1")
    assert len(store.activity_entries()) == 2


def test_nothing_is_recorded_of_a_plan_that_does_not_exist_or_under_a_taken_id(store):
    with pytest.raises(NotFoundError):
        store.append_activity_entry(SENT, "e1")
    store.append_activity_entry(PLANNED)
    with pytest.raises(DataError):
        store.append_activity_entry(replace(PLANNED, activity_id="a2"))
    with pytest.raises(DataError):
        store.append_activity_entry(replace(SENT, recorded_at=NOON.replace(tzinfo=None)), "e1")
    assert store.activity_entries() == (PLANNED,)


def test_rules_say_who_set_them_why_and_what_they_take_the_place_of(store):
    first = RuleInForce(
        "r1", "x", {"distance_m": 4.0}, recorded_at=NOON, author="A", machine="PC", reason="NQ 12"
    )
    second = replace(first, id="r2", deed="ended", replaces="r1", valid_to=date(2027, 1, 1), author="B")
    store.add_zone_rules([first])
    store.add_zone_rules([second])
    assert store.zone_rules() == (first, second)
