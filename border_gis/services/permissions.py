"""Decide, in the service and nowhere else, whether somebody may do a thing; write down each refusal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from border_gis.access import Role, Secrecy
from border_gis.access.records import AuditEntry, AuditKind
from border_gis.errors import ForbiddenError, InputError, StoreError

if TYPE_CHECKING:
    from border_gis.services.workspaces import Workspace

Given = ParamSpec("Given")
Result = TypeVar("Result")
if TYPE_CHECKING:
    Service = Callable[Concatenate[Workspace, Given], Result]


def needs(role: Role) -> Callable[[Service[Given, Result]], Service[Given, Result]]:
    """Say which role a service needs; its first argument is the workspace of whoever asks.

    Raises
    ------
    ForbiddenError
        By the service, if the actor's role does not include it. Every such refusal, also one
        from inside the service, is written down.
    """

    def guard(service: Service[Given, Result]) -> Service[Given, Result]:
        @wraps(service)
        def guarded(workspace: Workspace, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            actor = workspace.actor
            try:
                if not actor.role.includes(role):
                    raise ForbiddenError(
                        "access.role_needed", service=service.__name__, needed=role, role=actor.role
                    )
                return service(workspace, *args, **kwargs)
            except ForbiddenError as error:
                if not getattr(error, "is_written_down", False):
                    error.is_written_down = True  # type: ignore[attr-defined]
                    # The refusal stands even where it cannot be written down.
                    with contextlib.suppress(StoreError):
                        write_entry(workspace, "refused", service.__name__, reason=error.code)
                raise

        guarded.needed_role = role  # type: ignore[attr-defined]
        return guarded

    return guard


def without_actor(reason: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Say why a service asks for nobody's role: nobody has signed in yet, or no store is open.

    Parameters
    ----------
    reason : str
        For whoever reads the code; every service without a role must have one.
    """

    def mark(service: Callable[Given, Result]) -> Callable[Given, Result]:
        service.why_open = reason  # type: ignore[attr-defined]
        return service

    return mark


def name_author(workspace: Workspace) -> str:
    """Return the name that what is recorded now is signed with.

    Raises
    ------
    InputError
        If nobody has said who sits at this PC.
    """
    if not workspace.actor.name.strip():
        raise InputError("access.no_name")
    return workspace.actor.name


def write_entry(
    workspace: Workspace,
    kind: AuditKind,
    what: str,
    *,
    subject: str = "",
    count: int = 0,
    profile: str = "",
    level: Secrecy = Secrecy.NONE,
    reason: str = "",
    recorded_at: datetime | None = None,
) -> AuditEntry:
    """Write down what was refused, or what left the office; no words or places of a record."""
    entry = AuditEntry(
        id=str(uuid4()),
        recorded_at=recorded_at or datetime.now(UTC),
        actor=workspace.actor.name,
        role=workspace.actor.role.value,
        kind=kind,
        what=what,
        subject=subject,
        count=count,
        profile=profile,
        level=level,
        reason=reason,
    )
    workspace.store.append_audit_entry(entry)
    return entry
