"""What services may ask of a store about people, refusals and releases."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from border_gis.access import Person, Secrecy
from border_gis.access.records import AuditEntry, Credentials, ReleaseDecision, ReleaseRequest


class PeopleKept(Protocol):
    """Who may sign in, and what is kept of what they were refused and what they let out."""

    def people(self) -> tuple[Person, ...]:
        """Return everybody who may sign in or once could."""
        ...

    def put_person(self, person: Person) -> None:
        """Add a person, or change what is known of one with this id."""
        ...

    def credentials(self, person_id: str) -> Credentials | None:
        """Return how a person signs in with a password; None for somebody who has none."""
        ...

    def put_credentials(self, credentials: Credentials) -> None:
        """Keep how a person signs in, in the place of what was there."""
        ...

    def count_failure(self, person_id: str) -> int:
        """Count one more failed attempt to sign in; return how many there are."""
        ...

    def lock_until(self, person_id: str, moment: datetime | None, *, failures: int | None = None) -> None:
        """Refuse a person's password until a moment; ``failures`` starts counting again from there."""
        ...

    def append_audit_entry(self, entry: AuditEntry) -> None:
        """Write down what was refused, or what left the office; it can never be changed."""
        ...

    def audit_entries(self, limit: int = 500) -> tuple[AuditEntry, ...]:
        """Return what was refused or left the office, newest first."""
        ...

    def append_release(self, request: ReleaseRequest) -> None:
        """Keep what somebody asks to let out; it can never be changed."""
        ...

    def append_release_decision(self, decision: ReleaseDecision) -> None:
        """Keep what a second person decided; there is one decision on a request."""
        ...

    def releases(self) -> tuple[tuple[ReleaseRequest, ReleaseDecision | None], ...]:
        """Return every request with what was decided, newest first."""
        ...

    def incidents_above(self, clearance: Secrecy) -> frozenset[str]:
        """Return the ids of the incidents of a higher level than somebody is cleared for."""
        ...

    def files_of_incidents(self, incident_ids: frozenset[str]) -> frozenset[str]:
        """Return the SHA-256 of files that only reports of these incidents name."""
        ...
