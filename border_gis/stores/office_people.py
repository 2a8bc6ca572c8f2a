"""People with their passwords, what was refused or left the office, and releases."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from border_gis.access import Person, Role, Secrecy
from border_gis.access.records import AuditEntry, Credentials, ReleaseDecision, ReleaseRequest
from border_gis.errors import NotFoundError
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_text, read_time, write_time
from border_gis.stores.rows import Values
from border_gis.stores.schema import Table
from border_gis.stores.tables import SqlTables

PEOPLE = current_table("people")
CREDENTIALS = current_table("credentials")
AUDIT_ENTRIES = current_table("audit_entries")
RELEASES = current_table("releases")
DECISIONS = current_table("release_decisions")


class PeopleStore(SqlTables):
    """Who may sign in, how, and what is kept of what they were refused and what they let out."""

    def people(self) -> tuple[Person, ...]:
        """Return everybody who may sign in or once could."""
        return self._list(PEOPLE, _read_person)

    def put_person(self, person: Person) -> None:
        """Add a person, or change what is known of one with this id."""
        values = {
            "id": person.id,
            "sign_in_name": person.sign_in_name,
            "display_name": person.display_name,
            "role": person.role.value,
            "unit": person.unit,
            "active": person.active,
            "clearance": person.clearance.value,
            "subject": person.subject,
        }

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM people WHERE id = ?", (person.id,))
            self._insert_new(connection, PEOPLE, [values])

        self._change(work)

    def credentials(self, person_id: str) -> Credentials | None:
        """Return how a person signs in with a password; None for somebody who has none."""
        with self._home.read() as connection:
            found = self._select(connection, CREDENTIALS, "WHERE person_id = ?", (person_id,))
        return _read_credentials(found[0]) if found else None

    def put_credentials(self, credentials: Credentials) -> None:
        """Keep how a person signs in, in the place of what was there."""
        values = {
            "person_id": credentials.person_id,
            "password_hash": credentials.password_hash,
            "must_change": credentials.must_change,
            "set_at": write_time(credentials.set_at),
            "failures": credentials.failures,
            "locked_until": None
            if credentials.locked_until is None
            else write_time(credentials.locked_until),
        }

        def work(connection: Connection) -> None:
            connection.execute("DELETE FROM credentials WHERE person_id = ?", (credentials.person_id,))
            self._insert(connection, CREDENTIALS.name, [values])

        self._change(work)

    def count_failure(self, person_id: str) -> int:
        """Count one more failed attempt to sign in, also when several are made at once; return how many."""

        def work(connection: Connection) -> int:
            connection.execute(
                "UPDATE credentials SET failures = failures + 1 WHERE person_id = ?", (person_id,)
            )
            found = connection.execute("SELECT failures FROM credentials WHERE person_id = ?", (person_id,))
            return int(found[0][0]) if found else 0

        return self._change(work)

    def lock_until(self, person_id: str, moment: datetime | None, *, failures: int | None = None) -> None:
        """Refuse a person's password until a moment; ``failures`` starts counting again from there."""

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE credentials SET locked_until = ? WHERE person_id = ?",
                (None if moment is None else write_time(moment), person_id),
            )
            if failures is not None:
                connection.execute(
                    "UPDATE credentials SET failures = ? WHERE person_id = ?", (failures, person_id)
                )

        self._change(work)

    def append_audit_entry(self, entry: AuditEntry) -> None:
        """Write down what was refused, or what left the office; it can never be changed."""
        values = {
            "id": entry.id,
            "recorded_at": write_time(entry.recorded_at),
            "actor": entry.actor,
            "role": entry.role,
            "kind": entry.kind,
            "what": entry.what,
            "subject": entry.subject,
            "count": entry.count,
            "profile": entry.profile,
            "level": entry.level.value,
            "reason": entry.reason,
        }

        # Nothing that is shown depends on it: what was drawn stays drawn.
        def work(connection: Connection) -> None:
            self._insert_new(connection, AUDIT_ENTRIES, [values])

        self._home.write(work)

    def audit_entries(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        """Return the entries, newest first."""
        with self._home.read() as connection:
            newest = "WHERE fid > (SELECT coalesce(max(fid), 0) - ? FROM audit_entries)"
            found = self._select(connection, AUDIT_ENTRIES, newest, (limit,))
        return tuple(_read_entry(row) for row in reversed(found))

    def append_release(self, request: ReleaseRequest) -> None:
        """Keep what somebody asks to let out; it can never be changed."""
        check_text(request.reason, "reason")
        values = {
            "id": request.id,
            "asked_at": write_time(request.asked_at),
            "asked_by": request.asked_by,
            "asked_by_id": request.asked_by_id,
            "kind": request.kind,
            "record_ids": json.dumps(list(request.record_ids)),
            "profile": request.profile,
            "level": request.level.rank,
            "reason": request.reason,
        }
        self._keep(RELEASES, values)

    def append_release_decision(self, decision: ReleaseDecision) -> None:
        """Keep what a second person decided; the first decision on a request counts.

        Raises
        ------
        NotFoundError
            If there is no such request.
        DataError
            If it has been decided already.
        """
        check_text(decision.reason, "reason")
        values = {
            "id": decision.release_id,
            "release_id": decision.release_id,
            "decided_at": write_time(decision.decided_at),
            "decided_by": decision.decided_by,
            "decided_by_id": decision.decided_by_id,
            "approved": decision.approved,
            "reason": decision.reason,
        }

        def work(connection: Connection) -> None:
            if not connection.execute("SELECT 1 FROM releases WHERE id = ?", (decision.release_id,)):
                raise NotFoundError("release.unknown", id=decision.release_id)
            self._insert_new(connection, DECISIONS, [values])

        self._change(work)

    def releases(self) -> tuple[tuple[ReleaseRequest, ReleaseDecision | None], ...]:
        """Return every request with what was decided, newest first."""
        with self._home.read() as connection:
            asked = self._select(connection, RELEASES)
            decided = {row["release_id"]: _read_decision(row) for row in self._select(connection, DECISIONS)}
        return tuple((_read_request(row), decided.get(row["id"])) for row in reversed(asked))

    def incidents_above(self, clearance: Secrecy) -> frozenset[str]:
        """Return the ids of the incidents of a higher level than somebody is cleared for."""
        with self._home.read() as connection:
            found = connection.execute("SELECT id FROM incidents WHERE level > ?", (clearance.rank,))
        return frozenset(str(row[0]) for row in found)

    def files_of_incidents(self, incident_ids: frozenset[str]) -> frozenset[str]:
        """Return the SHA-256 of files that only reports of these incidents name."""
        if not incident_ids:
            return frozenset()
        with self._home.read() as connection:
            found = connection.execute(
                "SELECT incident_id, attachments FROM incidents_reports WHERE attachments <> '[]'"
            )
        inside: set[str] = set()
        outside: set[str] = set()
        for incident_id, attachments in found:
            (inside if incident_id in incident_ids else outside).update(json.loads(attachments))
        return frozenset(inside - outside)

    def _keep(self, table: Table, values: dict[str, Any]) -> None:
        def work(connection: Connection) -> None:
            self._insert_new(connection, table, [values])

        self._change(work)


def _read_person(row: Values) -> Person:
    return Person(
        row["id"],
        row["sign_in_name"],
        row["display_name"],
        Role(row["role"]),
        row["unit"],
        bool(row["active"]),
        Secrecy(row["clearance"]),
        row["subject"],
    )


def _read_credentials(row: Values) -> Credentials:
    return Credentials(
        person_id=row["person_id"],
        password_hash=row["password_hash"],
        must_change=bool(row["must_change"]),
        set_at=read_time(row["set_at"]),
        failures=int(row["failures"]),
        locked_until=None if row["locked_until"] is None else read_time(row["locked_until"]),
    )


def _read_entry(row: Values) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        recorded_at=read_time(row["recorded_at"]),
        actor=row["actor"],
        role=row["role"],
        kind=row["kind"],
        what=row["what"],
        subject=row["subject"],
        count=int(row["count"]),
        profile=row["profile"],
        level=Secrecy(row["level"]),
        reason=row["reason"],
    )


def _read_request(row: Values) -> ReleaseRequest:
    return ReleaseRequest(
        id=row["id"],
        asked_at=read_time(row["asked_at"]),
        asked_by=row["asked_by"],
        asked_by_id=row["asked_by_id"],
        kind=row["kind"],
        record_ids=tuple(json.loads(row["record_ids"])),
        profile=row["profile"],
        level=tuple(Secrecy)[row["level"]],
        reason=row["reason"],
    )


def _read_decision(row: Values) -> ReleaseDecision:
    return ReleaseDecision(
        release_id=row["release_id"],
        decided_at=read_time(row["decided_at"]),
        decided_by=row["decided_by"],
        decided_by_id=row["decided_by_id"],
        approved=bool(row["approved"]),
        reason=row["reason"],
    )
