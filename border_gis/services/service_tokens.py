"""Tokens: who may ask the OGC API service for more than what is public.

A token is 256 random bits, shown once. The store keeps what it was made for and a hash of it,
which is enough: nobody can try out so many.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from border_gis.access import Role, Secrecy, check_name, highest_level
from border_gis.access.profiles import KINDS
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.services.permissions import name_author, needs, without_actor, write_entry
from border_gis.services.publishing import PUBLIC
from border_gis.services.releasing import release_rules
from border_gis.services.workspaces import Workspace

TOKEN_BYTES = 32
LONGEST_DAYS = 366
USUAL_DAYS = 90
_SETTING = "ogc_api.tokens"


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """What is known of a token; the token itself is kept nowhere.

    Attributes
    ----------
    id : str
        UUID.
    name : str
        Who or what it was made for.
    profile : str
        Code of the release profile that it opens.
    made_at, ends_at : datetime
        Aware, UTC.
    made_by : str
    sha256 : str
    withdrawn_at : datetime or None
    withdrawn_by : str
    """

    id: str
    name: str
    profile: str
    made_at: datetime
    ends_at: datetime
    made_by: str
    sha256: str = field(repr=False)
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""

    def holds_at(self, moment: datetime) -> bool:
        """Return whether it opens anything at that moment."""
        return self.withdrawn_at is None and moment < self.ends_at


@needs(Role.ADMINISTRATOR)
def make_token(
    workspace: Workspace, name: str, profile: str, *, days: int = USUAL_DAYS
) -> tuple[ServiceToken, str]:
    """Make a token for a release profile; return what is kept of it, and the token, which is shown once.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Who or what it is for.
    profile : str
        Code of a profile other than the public one.
    days : int
        How long it holds, from 1 to 366.

    Raises
    ------
    InputError
        If the name cannot be used or is that of a token that holds, the profile needs no token,
        or it would hold for too long.
    ForbiddenError
        If the profile lets out more than the actor is cleared for.
    DataError
        If there is no such profile.
    """
    author, label = name_author(workspace), check_name(name)
    chosen = release_rules(workspace).profile(profile)
    if profile == PUBLIC:
        raise InputError("service.token_not_needed", profile=chosen.code)
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError("service.token_days", value=str(days), most=LONGEST_DAYS)
    level = highest_level(chosen.highest(kind) for kind in KINDS)
    if not workspace.actor.clearance.covers(level):
        raise ForbiddenError("access.level_above_clearance", level=level, clearance=workspace.actor.clearance)
    now = datetime.now(UTC)
    known = _read(workspace)
    if any(each.name.casefold() == label.casefold() and each.holds_at(now) for each in known):
        raise InputError("service.token_name_taken", name=label)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = ServiceToken(str(uuid4()), label, profile, now, now + timedelta(days=days), author, _hash(token))
    _write(workspace, (*known, made))
    _write_down(workspace, "make_token", profile, level)
    return made, token


@needs(Role.ADMINISTRATOR)
def list_tokens(workspace: Workspace) -> tuple[ServiceToken, ...]:
    """Return every token that was made, oldest first, also those that no longer hold."""
    return _read(workspace)


@needs(Role.ADMINISTRATOR)
def withdraw_token(workspace: Workspace, name: str) -> ServiceToken:
    """Let a token open nothing any more, from now on.

    Raises
    ------
    NotFoundError
        If no token of this name holds.
    """
    now, wanted = datetime.now(UTC), name.strip().casefold()
    known = _read(workspace)
    found = next((each for each in known if each.name.casefold() == wanted and each.holds_at(now)), None)
    if found is None:
        raise NotFoundError("service.token_unknown", name=name.strip())
    ended = replace(found, withdrawn_at=now, withdrawn_by=name_author(workspace))
    _write(workspace, tuple(ended if each.id == found.id else each for each in known))
    _write_down(workspace, "withdraw_token", found.profile, Secrecy.NONE)
    return ended


@without_actor("asks who is asking, before anything is answered")
def opens(workspace: Workspace, token: str, profile: str) -> bool:
    """Return whether a token opens a profile now.

    Every token that is kept is compared, each in the same time whatever it holds.
    """
    now, given = datetime.now(UTC), _hash(token)
    right = [
        hmac.compare_digest(each.sha256, given) and each.profile == profile and each.holds_at(now)
        for each in _read(workspace)
    ]
    return any(right)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _write_down(workspace: Workspace, what: str, profile: str, level: Secrecy) -> None:
    write_entry(workspace, "people", what, subject="ogc_api", count=1, profile=profile, level=level)


def _read(workspace: Workspace) -> tuple[ServiceToken, ...]:
    return tuple(_build(row) for row in workspace.store.setting(_SETTING, []))


def _write(workspace: Workspace, tokens: tuple[ServiceToken, ...]) -> None:
    workspace.store.set_setting(_SETTING, [_describe(token) for token in tokens])


def _describe(token: ServiceToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "profile": token.profile,
        "made_at": token.made_at.isoformat(),
        "ends_at": token.ends_at.isoformat(),
        "made_by": token.made_by,
        "sha256": token.sha256,
        "withdrawn_at": token.withdrawn_at.isoformat() if token.withdrawn_at else None,
        "withdrawn_by": token.withdrawn_by,
    }


def _build(row: Mapping[str, Any]) -> ServiceToken:
    moments = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("made_at", "ends_at", "withdrawn_at")
    }
    return ServiceToken(**{**row, **moments})
