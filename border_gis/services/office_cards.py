"""The card of our own office, and the offices whose cards we trust."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from border_gis.access import Role
from border_gis.access.office_cards import (
    KEY_BYTES,
    LONGEST_CARD,
    OfficeCard,
    OfficeKey,
    is_locked,
    read_card,
    read_fingerprint,
    read_key,
    write_card,
    write_key,
)
from border_gis.errors import ConflictError, DataError, InputError, NotFoundError, StoreError
from border_gis.incidents.packages import CardDeed, CardEntry
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs, write_entry
from border_gis.services.workspaces import Workspace

KEY_NAME = "office-key.pem"
PASSPHRASE_VARIABLE = "BORDER_GIS_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """Another office and whether we trust it today.

    Attributes
    ----------
    card : OfficeCard
    is_trusted : bool
    last : CardEntry
        Who said so, when and why.
    """

    card: OfficeCard
    is_trusted: bool
    last: CardEntry


@needs(Role.VIEWER)
def show_own_card(workspace: Workspace) -> OfficeCard | None:
    """Return the card of our office; None before it has one."""
    return next((each.card for each in workspace.store.card_entries() if each.deed == "own"), None)


@needs(Role.ADMINISTRATOR)
def make_own_card(workspace: Workspace, name: str, letters: str, passphrase: str = "") -> OfficeCard:
    """Make the keys of our office, once; the private one stays in the workspace of this machine.

    Parameters
    ----------
    workspace : Workspace
    name : str
        What the office is called, for those who read its card.
    letters : str
        Of its province: ``"CB"``.
    passphrase : str
        Locks the private key; without one only the rights of the file protect it.

    Raises
    ------
    ConflictError
        If the office has a card already.
    InputError
        If name, letters or passphrase cannot be used.
    StoreError
        If the key cannot be written.
    """
    author = name_author(workspace)
    if show_own_card(workspace) is not None:
        raise ConflictError("packages.card_exists")
    key = OfficeKey(secrets.token_bytes(KEY_BYTES))
    card = key.make_card(name, letters)
    path = _key_path(workspace)
    _write_secret(path, write_key(key, passphrase))
    try:
        workspace.store.append_card_entry(_entry("own", card, author, ""))
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    write_entry(workspace, "people", "make_office_card", subject=card.code)
    return card


@needs(Role.ADMINISTRATOR)
def write_own_card(workspace: Workspace, passphrase: str = "") -> str:
    """Return the text of the card file that other offices are given.

    Raises
    ------
    NotFoundError
        If there is no card, or its key is on another machine.
    InputError
        If the passphrase is missing or wrong.
    """
    key, card = load_key(workspace, passphrase)
    return write_card(card, key)


@needs(Role.VIEWER)
def list_offices(workspace: Workspace) -> tuple[KnownOffice, ...]:
    """Return the offices whose cards we have, those that we no longer trust too."""
    last: dict[str, CardEntry] = {}
    for entry in workspace.store.card_entries():
        if entry.deed != "own":
            last[entry.card.fingerprint] = entry
    return tuple(KnownOffice(each.card, each.deed == "trusted", each) for each in last.values())


@needs(Role.VIEWER)
def list_card_entries(workspace: Workspace) -> tuple[CardEntry, ...]:
    """Return every deed with a card, newest first: what was trusted, by whom, and what no longer."""
    return tuple(reversed(workspace.store.card_entries()))


@needs(Role.ADMINISTRATOR)
def trust_office(workspace: Workspace, text: str, fingerprint: str, reason: str = "") -> OfficeCard:
    """Trust another office from now on.

    Parameters
    ----------
    workspace : Workspace
    text : str
        What its card file holds.
    fingerprint : str
        Thirty digits as the other office has read them out; spaces do not matter.
    reason : str

    Raises
    ------
    DataError
        If it is no card.
    InputError
        If the fingerprint is not that of the card, the card is our own, or another office has
        the same code.
    """
    if len(text) > LONGEST_CARD:
        raise DataError("packages.bad_card")
    card = read_card(text)
    if read_fingerprint(fingerprint) != card.fingerprint:
        raise InputError("packages.other_fingerprint")
    known = [each.card for each in list_offices(workspace)]
    own = show_own_card(workspace)
    if own is not None and own.fingerprint == card.fingerprint:
        raise InputError("packages.own_card")
    others = [*known, *([own] if own else [])]
    if any(each.code == card.code and each.fingerprint != card.fingerprint for each in others):
        raise InputError("packages.same_code", office=card.code)
    workspace.store.append_card_entry(_entry("trusted", card, name_author(workspace), reason))
    write_entry(workspace, "people", "trust_office", subject=card.code)
    return card


@needs(Role.ADMINISTRATOR)
def distrust_office(workspace: Workspace, office: str, reason: str) -> OfficeCard:
    """Trust an office no longer; what it sent before stays.

    Raises
    ------
    InputError
        If no reason is given.
    NotFoundError
        If no such office is trusted.
    """
    if not reason.strip():
        raise InputError("packages.without_reason")
    card = find_trusted(workspace, office)
    workspace.store.append_card_entry(_entry("withdrawn", card, name_author(workspace), reason))
    write_entry(workspace, "people", "distrust_office", subject=card.code)
    return card


@needs(Role.VIEWER)
def find_trusted(workspace: Workspace, office: str) -> OfficeCard:
    """Return the card of an office that we trust, by its code or fingerprint.

    Raises
    ------
    NotFoundError
        If no such office is trusted.
    """
    wanted = office.strip().upper()
    trusted = [each.card for each in list_offices(workspace) if each.is_trusted]
    for card in trusted:
        if wanted in (card.code, card.fingerprint, card.fingerprint.replace(" ", "")):
            return card
    raise NotFoundError("packages.unknown_office", office=office, known=[card.code for card in trusted])


@needs(Role.VIEWER)
def key_needs_passphrase(workspace: Workspace) -> bool:
    """Return whether the private key of this machine is locked with a passphrase."""
    try:
        return is_locked(_key_path(workspace).read_bytes())
    except OSError:
        return False


@needs(Role.APPROVER)
def load_key(workspace: Workspace, passphrase: str = "") -> tuple[OfficeKey, OfficeCard]:
    """Return the private key of our office, and its card.

    Raises
    ------
    NotFoundError
        If there is no card yet, or its key is not on this machine.
    InputError
        If the passphrase is missing or wrong.
    DataError
        If the file is no key, or that of another office.
    """
    card = show_own_card(workspace)
    if card is None:
        raise NotFoundError("packages.no_card")
    try:
        pem = _key_path(workspace).read_bytes()
    except OSError as error:
        raise NotFoundError("packages.key_missing", office=card.code) from error
    key = read_key(pem, passphrase or os.environ.get(PASSPHRASE_VARIABLE, ""))
    if key.make_card(card.name, card.letters) != card:
        raise DataError("packages.key_of_another")
    return key, card


def _key_path(workspace: Workspace) -> Path:
    return workspace.settings.workspace_folder / KEY_NAME


def _write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; one that is there is not touched."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConflictError("packages.key_exists", path=path.name) from error
    except OSError as error:
        raise StoreError("packages.cannot_write", path=path.name, reason=error.strerror or "") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _entry(deed: CardDeed, card: OfficeCard, author: str, reason: str) -> CardEntry:
    return CardEntry(str(uuid4()), deed, card, datetime.now(UTC), author, name_machine(), reason.strip())
