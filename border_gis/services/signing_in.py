"""Say who is at work: by a name on a PC without accounts, otherwise by signing in."""

from __future__ import annotations

import contextlib
import json
import secrets
from datetime import UTC, datetime
from uuid import uuid4

from border_gis.access import Actor, Person, check_name, office_actor
from border_gis.access.sessions import LASTS_FOR, SignIn, lock_after
from border_gis.errors import ForbiddenError
from border_gis.services.passwords import is_right_password
from border_gis.services.permissions import without_actor, write_entry
from border_gis.services.workspaces import Workspace
from border_gis.settings import Settings

OFFICERS_FILE = "officers.json"
MOST_OFFICERS = 12


@without_actor("somebody says who they are on a PC without accounts")
def take_office(settings: Settings, name: str) -> Actor:
    """Return whoever sits at this PC from now on, and remember the name for the next time.

    Raises
    ------
    InputError
        If no report can carry the name.
    """
    actor = office_actor(check_name(name))
    known = [actor.name, *(each for each in list_officers(settings) if each != actor.name)]
    path = settings.workspace_folder / OFFICERS_FILE
    building = path.with_name(f"{path.name}.building-{uuid4().hex}")
    # Without a list the name is typed again next time; work goes on all the same.
    with contextlib.suppress(OSError):
        building.write_text(json.dumps(known[:MOST_OFFICERS], ensure_ascii=False), encoding="utf-8")
        building.replace(path)
    return actor


@without_actor("asked before anybody has said who they are, on a PC without accounts")
def list_officers(settings: Settings) -> tuple[str, ...]:
    """Return the names that were used on this PC, the last one first."""
    try:
        found = json.loads((settings.workspace_folder / OFFICERS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()


@without_actor("signing in is how somebody comes to have a role")
def sign_in(workspace: Workspace, name: str, password: str, now: datetime | None = None) -> SignIn:
    """Sign in with a local account.

    An unknown name, a wrong password, a closed account and a locked one get the same answer
    after the same work: it does not tell which accounts there are.

    Raises
    ------
    ForbiddenError
        If it does not fit. After five wrong passwords in a row the account is locked, longer
        each time.
    """
    now = now or datetime.now(UTC)
    person = _find_by_name(workspace, name)
    credentials = None if person is None else workspace.store.credentials(person.id)
    is_locked = (
        credentials is not None and credentials.locked_until is not None and now < credentials.locked_until
    )
    is_right = is_right_password(password, None if credentials is None else credentials.password_hash)
    if person is None or credentials is None or is_locked or not is_right or not person.active:
        if person is not None and credentials is not None and not is_locked:
            wait = lock_after(workspace.store.count_failure(person.id))
            if wait:
                workspace.store.lock_until(person.id, now + wait)
        # The name as typed may be a password in the wrong field: only known names are written down.
        _write_down(workspace, "sign_in_failed", person, now)
        raise ForbiddenError("access.sign_in_failed")
    workspace.store.lock_until(person.id, None, failures=0)
    _write_down(workspace, "signed_in", person, now)
    return SignIn(person.id, secrets.token_urlsafe(32), now, now, credentials.must_change)


@without_actor("the institution's sign-in is how somebody comes to have a role")
def recognise(
    workspace: Workspace, subject: str, issued_at: datetime | None = None, now: datetime | None = None
) -> SignIn:
    """Take the word of the institution's sign-in for who somebody is.

    Parameters
    ----------
    workspace : Workspace
    subject : str
        What the institution's sign-in names them by.
    issued_at : datetime, optional
        When it said so; a word that is older than a sign-in lasts is not taken.
    now : datetime, optional

    Raises
    ------
    ForbiddenError
        If there is no open account for them, or the word is too old.
    """
    now = now or datetime.now(UTC)
    people = workspace.store.people() if subject.strip() else ()
    person = next((each for each in people if each.subject == subject.strip() and each.active), None)
    if person is None:
        _write_down(workspace, "sign_in_failed", None, now)
        raise ForbiddenError("access.unknown_subject")
    if issued_at is not None and now - issued_at > LASTS_FOR:
        raise ForbiddenError("access.sign_in_over")
    _write_down(workspace, "signed_in", person, now)
    return SignIn(person.id, secrets.token_urlsafe(32), issued_at or now, now)


@without_actor("finds out who is signed in, before any service is called for them")
def continue_sign_in(workspace: Workspace, known: SignIn, now: datetime | None = None) -> Actor | None:
    """Return on whose behalf a sign-in works now; None when it is over.

    Role, clearance and whether the account is open are read anew each time: a change counts
    at once. A new password ends every sign-in that began before it.
    """
    now = now or datetime.now(UTC)
    if known.is_over(now):
        return None
    person = next((each for each in workspace.store.people() if each.id == known.person_id), None)
    if person is None or not person.active:
        return None
    credentials = workspace.store.credentials(person.id)
    if credentials is not None and credentials.set_at > known.started_at:
        return None
    return Actor(person.sign_in_name, person.role, person.clearance, person.id)


def _find_by_name(workspace: Workspace, name: str) -> Person | None:
    wanted = " ".join(name.split()).casefold()
    people = workspace.store.people()
    return next((each for each in people if each.sign_in_name.casefold() == wanted), None)


def _write_down(workspace: Workspace, kind: str, person: Person | None, now: datetime) -> None:
    name = "" if person is None else person.sign_in_name
    write_entry(
        workspace,
        "signed_in" if kind == "signed_in" else "sign_in_failed",
        "sign_in",
        subject=name,
        recorded_at=now,
    )
