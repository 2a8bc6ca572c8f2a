"""Decide, in the service and nowhere else, whether somebody may do a thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from border_gis.errors import ForbiddenError, InputError

if TYPE_CHECKING:
    from border_gis.access import Role
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
        By the service, if the actor's role does not include it.
    """

    def guard(service: Service[Given, Result]) -> Service[Given, Result]:
        @wraps(service)
        def guarded(workspace: Workspace, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            if not workspace.actor.role.includes(role):
                raise ForbiddenError(
                    "access.role_needed", service=service.__name__, needed=role, role=workspace.actor.role
                )
            return service(workspace, *args, **kwargs)

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
