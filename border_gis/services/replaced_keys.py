"""Replace the key of our office, and accept the new key of another: it stays the same office.

Packages, chains, contradictions and numbers go on under the fingerprint of the first key. Nobody
is told by the program that a key was replaced: every other office hears the new fingerprint by
telephone and accepts it by itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from border_gis.access import Role
from border_gis.access.office_cards import (
    KEY_BYTES,
    MOST_KEYS,
    OfficeCard,
    OfficeKey,
    is_locked,
    read_key,
    write_key,
)
from border_gis.errors import DataError, InputError, NotFoundError
from border_gis.services.office_cards import (
    PASSPHRASE_VARIABLE,
    find_key_file,
    list_former,
    list_offices,
    make_entry,
    read_heard_card,
    refuse_keys,
    show_own_card,
    write_secret,
)
from border_gis.services.permissions import name_author, needs, write_entry
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class AcceptedKey:
    """The new key of another office, as it was accepted.

    Attributes
    ----------
    card : OfficeCard
    is_signed_by_former : bool
        Whether the key before it has signed the card too. That proves nothing where that key was
        stolen; the telephone does.
    """

    card: OfficeCard
    is_signed_by_former: bool


@needs(Role.ADMINISTRATOR)
def replace_own_key(
    workspace: Workspace, reason: str, passphrase: str = "", former_passphrase: str = ""
) -> OfficeCard:
    """Make a new key for our office and return its new card; the office stays the same.

    The file of the former key stays where it is, so that packages that were sealed for it can
    still be opened. Where it can be opened, it is locked with the new passphrase from now on. A
    next key that an interrupted replacement left behind, or that a restored store has forgotten,
    is taken instead of a new one.

    Parameters
    ----------
    workspace : Workspace
    reason : str
        Why: lost, stolen, passphrase forgotten.
    passphrase : str
        Locks the new key; without one only the rights of the file protect it.
    former_passphrase : str
        Of the former key, where it is known.

    Raises
    ------
    NotFoundError
        If the office has no card.
    InputError
        If no reason is given, or a passphrase cannot be used or is wrong.
    ConflictError
        If somebody has replaced the key in between, or a file is in the way of the new one.
    StoreError
        If the key cannot be written.
    """
    author = name_author(workspace)
    if not reason.strip():
        raise InputError("packages.without_reason")
    before = show_own_card(workspace)
    if before is None:
        raise NotFoundError("packages.no_card")
    if len(before.keys) >= MOST_KEYS:
        raise InputError("packages.too_many_keys", most=MOST_KEYS)
    former = _open_former(workspace, before, former_passphrase)
    path = find_key_file(workspace, replace(before, former=before.keys))
    left = _read_left(path, passphrase, before)
    key = left or OfficeKey(secrets.token_bytes(KEY_BYTES))
    card = key.make_card(before.name, before.letters, before.keys)
    if left is None:
        write_secret(path, write_key(key, passphrase))
    try:
        workspace.store.append_card_entries([make_entry("own_replaced", card, author, reason)])
    except BaseException:
        if left is None:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
    write_entry(workspace, "people", "replace_office_key", subject=card.key_fingerprint, reason=reason)
    if former is not None and passphrase:
        _lock_again(workspace, before, former, passphrase)
    return card


@needs(Role.ADMINISTRATOR)
def accept_new_key(
    workspace: Workspace, text: str, fingerprint: str, reason: str, office: str = ""
) -> AcceptedKey:
    """Take the new key of an office that we know for that of the same office, and trust it.

    What its former keys sign from now on is refused; what they signed before stays.

    Parameters
    ----------
    workspace : Workspace
    text : str
        What its new card file holds.
    fingerprint : str
        Thirty digits as the other office has read them out; spaces do not matter.
    reason : str
    office : str
        Code of the office whose card it has to be; empty for whichever it is.

    Raises
    ------
    DataError
        If it is no card.
    NotFoundError
        If we do not know the office.
    InputError
        If no reason is given, the fingerprint is not that of the card, or the card does not go on
        from the key that we know.
    ConflictError
        If somebody has accepted another key in between.
    """
    if not reason.strip():
        raise InputError("packages.without_reason")
    card, is_signed_by_former = read_heard_card(workspace, text, fingerprint)
    if office and card.code != office:
        raise InputError("packages.card_of_another", office=office, found=card.code)
    offices = [each.card for each in list_offices(workspace)]
    known = next((each for each in offices if each.fingerprint == card.fingerprint), None)
    if known is None:
        raise NotFoundError(
            "packages.unknown_office", office=card.code, known=[each.code for each in offices]
        )
    if card.keys == known.keys:
        raise InputError("packages.key_is_accepted", office=known.code)
    if card.former[: len(known.keys)] != known.keys:
        raise refuse_keys(known, card)
    author = name_author(workspace)
    former = list_former(card, author, reason, known=len(known.keys))
    workspace.store.append_card_entries([*former, make_entry("replaced", card, author, reason)])
    write_entry(
        workspace, "people", "accept_office_key", subject=f"{card.code} {card.key_fingerprint}", reason=reason
    )
    return AcceptedKey(card, is_signed_by_former)


def _open_former(workspace: Workspace, card: OfficeCard, passphrase: str) -> OfficeKey | None:
    """Return the key that is replaced, where it is here and opens; InputError if the passphrase is wrong."""
    try:
        pem = find_key_file(workspace, card).read_bytes()
    except OSError:
        return None
    try:
        key = read_key(pem, passphrase or os.environ.get(PASSPHRASE_VARIABLE, ""))
    except (InputError, DataError):
        # A damaged file, or a passphrase that nobody knows, may be why the key is replaced.
        if is_locked(pem) and passphrase:
            raise
        return None
    return key if key.public == card.keys[-1] else None


def _read_left(path: Path, passphrase: str, before: OfficeCard) -> OfficeKey | None:
    """Return the key of a file that is there already; InputError if the passphrase is another one."""
    try:
        key = read_key(path.read_bytes(), passphrase)
    except (OSError, DataError):
        return None
    return None if key.public in before.keys else key


def _lock_again(workspace: Workspace, card: OfficeCard, key: OfficeKey, passphrase: str) -> None:
    """Lock a former key with the passphrase of the new one; one that cannot be written stays as it was."""
    path = find_key_file(workspace, card)
    building = path.with_name(f".{path.name}.{uuid4().hex}")
    with contextlib.suppress(OSError):
        try:
            write_secret(building, write_key(key, passphrase))
            building.replace(path)
        finally:
            building.unlink(missing_ok=True)
