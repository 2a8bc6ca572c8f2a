"""What is kept of signing in, of what was refused, and of what left the office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from border_gis.access.secrecy import Secrecy

AuditKind = Literal["refused", "exported", "release", "signed_in", "sign_in_failed", "people", "released"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a person signs in with a password.

    Attributes
    ----------
    person_id : str
    password_hash : str
        Argon2id with its own salt; the password itself is kept nowhere.
    must_change : bool
        True until the person has chosen a password of their own.
    set_at : datetime
        Aware, UTC.
    failures : int
        Failed attempts since the last one that succeeded.
    locked_until : datetime or None
        No password is taken before.
    """

    person_id: str
    password_hash: str = field(repr=False)
    must_change: bool
    set_at: datetime
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was refused, or that left the office; no words or places of a record.

    Attributes
    ----------
    id : str
        UUID.
    recorded_at : datetime
        Aware, UTC.
    actor, role : str
        Who, and in which role.
    kind : str
        See ``AuditKind``.
    what : str
        The service that was asked for, or the kind of file that was made.
    subject : str
        The kind of record.
    count : int
        How many records.
    profile : str
        Code of the release profile; empty where none applies.
    level : Secrecy
        The highest level in it.
    reason : str
    """

    id: str
    recorded_at: datetime
    actor: str
    role: str
    kind: str
    what: str
    subject: str = ""
    count: int = 0
    profile: str = ""
    level: Secrecy = Secrecy.NONE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What somebody asks to let out although it is above its profile.

    Attributes
    ----------
    id : str
        UUID.
    asked_at : datetime
        Aware, UTC.
    asked_by, asked_by_id : str
        Name, and id of the account; the id is empty on a PC without accounts.
    kind : str
        Kind of record.
    record_ids : tuple of str
    profile : str
        Code of the release profile.
    level : Secrecy
        The highest level in it.
    reason : str
    """

    id: str
    asked_at: datetime
    asked_by: str
    asked_by_id: str
    kind: str
    record_ids: tuple[str, ...]
    profile: str
    level: Secrecy
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseDecision:
    """What a second person decided on a request."""

    release_id: str
    decided_at: datetime
    decided_by: str
    decided_by_id: str
    approved: bool
    reason: str = ""
