"""Accounts: who may sign in, in which role, and up to which level they see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from border_gis.access import Person, Role, Secrecy, check_name
from border_gis.access.records import Credentials
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.services.passwords import hash_password, is_right_password
from border_gis.services.permissions import needs, write_entry
from border_gis.services.workspaces import Workspace


@needs(Role.ADMINISTRATOR)
def list_people(workspace: Workspace) -> tuple[Person, ...]:
    """Return every account, also those that are closed, by name."""
    return tuple(sorted(workspace.store.people(), key=lambda person: person.sign_in_name.casefold()))


@needs(Role.ADMINISTRATOR)
def add_person(
    workspace: Workspace,
    name: str,
    role: Role,
    *,
    clearance: Secrecy = Secrecy.NONE,
    unit: str = "",
    password: str = "",
    subject: str = "",
) -> Person:
    """Open an account; the person has to choose a password of their own at the first sign-in.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Label of the account, which reports carry; better a function than a personal name.
    role : Role
    clearance : Secrecy
        Not above the administrator's own.
    unit : str
    password : str
        For the first sign-in; empty for somebody who signs in through the institution.
    subject : str
        By what the institution's sign-in names them; empty for a local account.

    Raises
    ------
    InputError
        If the name is taken or cannot be used, or neither password nor subject is given.
    ForbiddenError
        If the clearance is above the administrator's own.
    """
    label = check_name(name)
    known = workspace.store.people()
    if any(each.sign_in_name.casefold() == label.casefold() for each in known):
        raise InputError("access.name_taken", name=label)
    if not password and not subject.strip():
        raise InputError("access.no_way_in")
    if subject.strip() and any(each.subject == subject.strip() for each in known):
        raise InputError("access.subject_taken")
    _check_clearance(workspace, clearance)
    person = Person(str(uuid4()), label, label, role, unit.strip(), True, clearance, subject.strip())
    password_hash = hash_password(password, label) if password else ""
    workspace.store.put_person(person)
    if password_hash:
        _keep_password(workspace, person.id, password_hash, must_change=True)
    write_entry(workspace, "people", "add_person", subject=label, reason=role.value)
    return person


@needs(Role.ADMINISTRATOR)
def change_person(
    workspace: Workspace,
    person_id: str,
    *,
    role: Role | None = None,
    clearance: Secrecy | None = None,
    active: bool | None = None,
    unit: str | None = None,
) -> Person:
    """Change what somebody may do or see, or close and open an account; it counts at once.

    Raises
    ------
    InputError
        If nobody would be left who may do this.
    ForbiddenError
        If the clearance, the old or the new, is above the administrator's own.
    """
    before = _find(workspace, person_id)
    after = replace(
        before,
        role=before.role if role is None else role,
        clearance=before.clearance if clearance is None else clearance,
        active=before.active if active is None else active,
        unit=before.unit if unit is None else unit.strip(),
    )
    _check_clearance(workspace, before.clearance)
    _check_clearance(workspace, after.clearance)
    others = [each for each in workspace.store.people() if each.id != person_id]
    if _administers(before) and not any(_administers(each) for each in (*others, after)):
        raise InputError("access.last_administrator")
    workspace.store.put_person(after)
    write_entry(workspace, "people", "change_person", subject=after.sign_in_name, reason=after.role.value)
    return after


@needs(Role.ADMINISTRATOR)
def set_password(workspace: Workspace, person_id: str, password: str) -> None:
    """Give somebody a password for one sign-in, and open the lock; every sign-in of theirs ends."""
    person = _find(workspace, person_id)
    _check_clearance(workspace, person.clearance)
    _keep_password(workspace, person_id, hash_password(password, person.sign_in_name), must_change=True)
    write_entry(workspace, "people", "set_password", subject=person.sign_in_name)


@needs(Role.VIEWER)
def change_own_password(workspace: Workspace, old: str, new: str) -> None:
    """Choose a new password for the account that is signed in.

    Raises
    ------
    InputError
        If the old one is wrong, or the new one the same or too easy.
    """
    credentials = workspace.store.credentials(workspace.actor.person_id)
    if credentials is None or not is_right_password(old, credentials.password_hash):
        raise InputError("access.old_password_wrong")
    if old == new:
        raise InputError("access.same_password")
    password_hash = hash_password(new, workspace.actor.name)
    _keep_password(workspace, workspace.actor.person_id, password_hash, must_change=False)
    write_entry(workspace, "people", "change_own_password", subject=workspace.actor.name)


def _keep_password(workspace: Workspace, person_id: str, password_hash: str, *, must_change: bool) -> None:
    workspace.store.put_credentials(Credentials(person_id, password_hash, must_change, datetime.now(UTC)))


def _find(workspace: Workspace, person_id: str) -> Person:
    for person in workspace.store.people():
        if person.id == person_id:
            return person
    raise NotFoundError("access.unknown_person")


def _administers(person: Person) -> bool:
    return person.active and person.role is Role.ADMINISTRATOR


def _check_clearance(workspace: Workspace, clearance: Secrecy) -> None:
    own = workspace.actor.clearance
    if not own.covers(clearance):
        raise ForbiddenError("access.level_above_clearance", level=clearance, clearance=own)
