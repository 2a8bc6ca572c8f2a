"""The card of our own office, and the offices whose cards we trust.

How a key is replaced, and how the new key of another office is accepted: ``replaced_keys``.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, replace
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
    read_fingerprint,
    read_key,
    read_signed_card,
    write_card,
    write_key,
)
from border_gis.errors import ConflictError, DataError, InputError, NotFoundError, StoreError
from border_gis.incidents.packages import CardDeed, CardEntry
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs, without_actor, write_entry
from border_gis.services.workspaces import Workspace

KEY_NAME = "office-key.pem"
OWN_DEEDS = ("own", "own_replaced")
_TRUSTED_DEEDS = ("trusted", "replaced")
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
    entries = workspace.store.card_entries()
    return next((each.card for each in reversed(entries) if each.deed in OWN_DEEDS), None)


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
    path = find_key_file(workspace, card)
    write_secret(path, write_key(key, passphrase))
    try:
        workspace.store.append_card_entries([make_entry("own", card, author, "")])
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
        if entry.deed not in (*OWN_DEEDS, "former"):
            last[entry.card.fingerprint] = entry
    return tuple(KnownOffice(each.card, each.deed in _TRUSTED_DEEDS, each) for each in last.values())


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
        If the fingerprint is not that of the card, the card is our own, another office has the
        same code, or the office is known with another key.
    """
    card, _ = read_heard_card(workspace, text, fingerprint)
    known = [each.card for each in list_offices(workspace)]
    own = show_own_card(workspace)
    others = [*known, *([own] if own else [])]
    if any(each.code == card.code and each.fingerprint != card.fingerprint for each in others):
        raise InputError("packages.same_code", office=card.code)
    before = next((each for each in known if each.fingerprint == card.fingerprint), None)
    if before is not None and before.keys != card.keys:
        raise refuse_keys(before, card)
    author = name_author(workspace)
    former = list_former(card, author, reason) if before is None else []
    workspace.store.append_card_entries([*former, make_entry("trusted", card, author, reason)])
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
    workspace.store.append_card_entries([make_entry("withdrawn", card, name_author(workspace), reason)])
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
        digits = (card.fingerprint, card.key_fingerprint)
        if wanted in (card.code, *digits, *(each.replace(" ", "") for each in digits)):
            return card
    raise NotFoundError("packages.unknown_office", office=office, known=[card.code for card in trusted])


@needs(Role.VIEWER)
def key_needs_passphrase(workspace: Workspace) -> bool:
    """Return whether the private key of this machine is locked with a passphrase."""
    card = show_own_card(workspace)
    try:
        return card is not None and is_locked(find_key_file(workspace, card).read_bytes())
    except OSError:
        return False


@needs(Role.APPROVER)
def load_key(workspace: Workspace, passphrase: str = "") -> tuple[OfficeKey, OfficeCard]:
    """Return the private key of our office, with former ones that are still there, and its card.

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
    path = find_key_file(workspace, card)
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise NotFoundError("packages.key_missing", office=card.code, path=path.name) from error
    said = passphrase or os.environ.get(PASSPHRASE_VARIABLE, "")
    key = read_key(pem, said)
    if key.public != card.keys[-1]:
        raise DataError("packages.key_of_another", path=path.name)
    former = _read_former(workspace, card, said)
    there = {each.public for each in former}
    lost = tuple(sealing for signing, sealing in card.former if (signing, sealing) not in there)
    return OfficeKey(key.seed, former, lost), card


def _read_former(workspace: Workspace, card: OfficeCard, passphrase: str) -> tuple[OfficeKey, ...]:
    """Return the keys that the office had before, as far as their files are there and open."""
    found = []
    for count, public in enumerate(card.former):
        path = find_key_file(workspace, replace(card, former=card.former[:count]))
        with contextlib.suppress(OSError, InputError, DataError):
            key = read_key(path.read_bytes(), passphrase)
            if key.public == public:
                found.append(key)
    return tuple(found)


@without_actor("names a file and reads nothing; who calls it has asked for the role")
def find_key_file(workspace: Workspace, card: OfficeCard) -> Path:
    """Return where the private key of a card of ours lies; every key has a file of its own."""
    number = len(card.keys)
    name = KEY_NAME if number == 1 else KEY_NAME.replace(".", f"-{number}.")
    return workspace.settings.workspace_folder / name


@without_actor("holds a card against digits and our own; who calls it has asked for the role")
def read_heard_card(workspace: Workspace, text: str, fingerprint: str) -> tuple[OfficeCard, bool]:
    """Return a card whose digits somebody has read out, and whether the key before it has signed it.

    Raises
    ------
    DataError
        If it is no card.
    InputError
        If the digits are not those of the card, or it is our own.
    """
    if len(text) > LONGEST_CARD:
        raise DataError("packages.bad_card")
    card, is_signed_by_former = read_signed_card(text)
    if read_fingerprint(fingerprint) != card.key_fingerprint:
        raise InputError("packages.other_fingerprint")
    own = show_own_card(workspace)
    if own is not None and own.fingerprint == card.fingerprint:
        raise InputError("packages.own_card")
    return card, is_signed_by_former


def refuse_keys(known: OfficeCard, card: OfficeCard) -> InputError:
    """Return why a card with other keys than those known of its office is not taken here."""
    if card.keys[-1] in known.former:
        return InputError("packages.card_replaced", office=known.code)
    if card.former[: len(known.keys)] == known.keys:
        return InputError("packages.card_is_newer", office=known.code)
    return InputError("packages.keys_differ", office=known.code)


def list_former(card: OfficeCard, author: str, reason: str, known: int = 0) -> list[CardEntry]:
    """Return entries for the keys that an office had before, but for the first ones that are known."""
    return [
        make_entry(
            "former",
            OfficeCard(card.name, card.letters, *card.former[count], card.former[:count]),
            author,
            reason,
        )
        for count in range(known, len(card.former))
    ]


def write_secret(path: Path, content: bytes) -> None:
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


def make_entry(deed: CardDeed, card: OfficeCard, author: str, reason: str) -> CardEntry:
    """Return the entry of a deed with a card, of now and of this machine."""
    return CardEntry(str(uuid4()), deed, card, datetime.now(UTC), author, name_machine(), reason.strip())
