"""Accounts, refusals and releases are kept in both homes, and what is kept for good cannot be changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from border_gis.access import Person, Role, Secrecy
from border_gis.access.records import AuditEntry, Credentials, ReleaseDecision, ReleaseRequest
from border_gis.errors import BorderGisError, DataError, NotFoundError

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PERSON = Person("p1", "can-bo-1", "Cán bộ 1", Role.RECORDER, "Phòng 1", True, Secrecy.MAT, "sub-1")
CREDENTIALS = Credentials("p1", "$argon2id$…", True, NOW)
REQUEST = ReleaseRequest("r1", NOW, "Cán bộ 1", "p1", "incident", ("a", "b"), "public", Secrecy.MAT, "Họp")


def entry(number, **values):
    return replace(
        AuditEntry(f"e{number}", NOW, "Cán bộ 1", "viewer", "refused", "record_incident"), **values
    )


def test_a_person_comes_back_with_clearance_and_can_be_changed(store):
    store.put_person(PERSON)
    assert store.people() == (PERSON,)
    changed = replace(PERSON, clearance=Secrecy.NONE, active=False)
    store.put_person(changed)
    assert store.people() == (changed,)


def test_failed_attempts_are_counted_and_an_account_is_locked_and_opened(store):
    assert store.credentials("p1") is None
    assert store.count_failure("p1") == 0
    store.put_credentials(CREDENTIALS)
    assert [store.count_failure("p1") for _ in range(3)] == [1, 2, 3]
    store.lock_until("p1", NOW + timedelta(minutes=1))
    locked = store.credentials("p1")
    assert (locked.failures, locked.locked_until) == (3, NOW + timedelta(minutes=1))
    store.lock_until("p1", None, failures=0)
    assert store.credentials("p1") == CREDENTIALS


def test_a_password_hash_is_not_shown_where_an_object_is_printed():
    assert "argon2" not in repr(CREDENTIALS)


def test_audit_entries_come_newest_first_up_to_a_limit(store):
    for number in range(5):
        store.append_audit_entry(entry(number, count=number, level=Secrecy.TOI_MAT))
    assert [each.count for each in store.audit_entries(3)] == [4, 3, 2]
    assert store.audit_entries()[-1] == entry(0, level=Secrecy.TOI_MAT)


def test_a_release_is_decided_once(store):
    store.append_release(REQUEST)
    assert store.releases() == ((REQUEST, None),)
    decision = ReleaseDecision("r1", NOW, "Cán bộ 2", "p2", approved=True)
    store.append_release_decision(decision)
    assert store.releases() == ((REQUEST, decision),)
    with pytest.raises(DataError):
        store.append_release_decision(replace(decision, approved=False))
    with pytest.raises(NotFoundError):
        store.append_release_decision(replace(decision, release_id="r2"))


@pytest.mark.parametrize("table", ["audit_entries", "releases", "release_decisions"])
def test_the_database_refuses_to_change_what_was_written_down(store, table):
    store.append_audit_entry(entry(1))
    store.append_release(REQUEST)
    store.append_release_decision(ReleaseDecision("r1", NOW, "Cán bộ 2", "p2", approved=True))
    for statement in (f"UPDATE {table} SET reason = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(BorderGisError):
            store._change(lambda connection, sql=statement: connection.execute(sql))
