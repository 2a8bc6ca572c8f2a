"""Cards of offices: who signs a package, for whom it is sealed, and the key behind one's own card.

A card is public. What makes sure that it is the right one is its fingerprint, which two
people read to each other over a telephone that they trust.

An office whose key was lost or stolen makes a new one and stays the same office: its new card
names every key that it had before. What an office is known by everywhere (``fingerprint``,
``code``) is the fingerprint of its first key; what is read aloud (``key_fingerprint``) is that
of the key it has now.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from border_gis.errors import DataError, InputError

CARD_FORMAT = "border-gis office card"
CARD_VERSION = 1
KEY_BYTES = 32
FINGERPRINT_DIGITS = 30
LONGEST_NAME = 120
LONGEST_CARD = 10_000
SHORTEST_PASSPHRASE = 12
MOST_KEYS = 40
"""As many as an office may have one after the other: its card stays below its longest."""

_GROUP = 5
_CARD_PURPOSE = b"border-gis office card 1\n"
_SEALING_PURPOSE = b"border-gis sealing key 1"
_LETTERS = re.compile(r"[A-ZĐ]{2,3}")


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """What others need of an office to trust what it signs and to seal what it may read.

    Attributes
    ----------
    name : str
        As the office calls itself; the fingerprint does not cover it.
    letters : str
        Letters of its province, as before the numbers of its incidents: ``"CB"``.
    signing_key, sealing_key : str
        Ed25519 and X25519 public keys, in hexadecimal.
    former : tuple of (str, str)
        Signing and sealing keys that the office had before, oldest first.
    """

    name: str
    letters: str
    signing_key: str
    sealing_key: str
    former: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Every key that the office has had, the one of today last."""
        return (*self.former, (self.signing_key, self.sealing_key))

    @property
    def fingerprint(self) -> str:
        """By which the office is known: the fingerprint of the first key that it had."""
        return _write_digits(self.letters, self.keys[:1])

    @property
    def key_fingerprint(self) -> str:
        """Thirty digits over letters and keys, in groups of five: about 100 bits, to be read aloud."""
        return _write_digits(self.letters, self.keys)

    @property
    def key_fingerprints(self) -> tuple[str, ...]:
        """What was read aloud of each key that the office has had, the one of today last."""
        return tuple(_write_digits(self.letters, self.keys[:count]) for count in range(1, len(self.keys) + 1))

    @property
    def code(self) -> str:
        """What a person calls it by: letters and the first five digits, ``"LS-48213"``."""
        return f"{self.letters}-{self.fingerprint[:_GROUP]}"

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        """Return whether a signature over a message is this office's, by the key that it has now."""
        return _is_signed(self.signing_key, signature, message)

    def had_signed(self, signature: bytes, message: bytes) -> bool:
        """Return whether a signature is by a key that the office had before and has no longer."""
        return any(_is_signed(signing_key, signature, message) for signing_key, _ in self.former)


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The private key of an office: it signs, and opens what was sealed for the office.

    Attributes
    ----------
    seed : bytes
        32 random bytes; never shown. The sealing key is derived from it.
    former : tuple of OfficeKey
        Keys that the office had before and that are still there, oldest first.
    lost : tuple of str
        Public sealing keys, in hexadecimal, of those that are not.
    """

    seed: bytes = field(repr=False)
    former: tuple[OfficeKey, ...] = ()
    lost: tuple[str, ...] = ()

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over a message, which the message alone decides."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    @property
    def sealing_key(self) -> X25519PrivateKey:
        """The X25519 key that opens what was sealed for the office."""
        derived = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=_SEALING_PURPOSE).derive(self.seed)
        return X25519PrivateKey.from_private_bytes(derived)

    @property
    def public(self) -> tuple[str, str]:
        """The public signing key and the public sealing key, in hexadecimal."""
        signing = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return signing.hex(), self.sealing_key.public_key().public_bytes_raw().hex()

    def make_card(self, name: str, letters: str, former: tuple[tuple[str, str], ...] = ()) -> OfficeCard:
        """Return the card of this key; ``former`` names the keys that the office had before.

        Raises
        ------
        InputError
            If name or letters cannot stand on a card.
        """
        clean = " ".join(name.split())
        if not clean or len(clean) > LONGEST_NAME:
            raise InputError("packages.bad_name", most=LONGEST_NAME)
        marks = letters.strip().upper()
        if not _LETTERS.fullmatch(marks):
            raise InputError("packages.bad_letters", value=letters)
        return OfficeCard(clean, marks, *self.public, former)


def write_key(key: OfficeKey, passphrase: str = "") -> bytes:
    """Return a key as PEM (PKCS #8), locked with a passphrase where one is given.

    Raises
    ------
    InputError
        If the passphrase is too short.
    """
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError("packages.short_passphrase", least=SHORTEST_PASSPHRASE)
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase.encode())
    return Ed25519PrivateKey.from_private_bytes(key.seed).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )


def is_locked(pem: bytes) -> bool:
    """Return whether a key needs a passphrase."""
    return b"ENCRYPTED PRIVATE KEY" in pem


def read_key(pem: bytes, passphrase: str = "") -> OfficeKey:
    """Return the key of a PEM.

    Raises
    ------
    InputError
        If a passphrase is needed, or it is the wrong one.
    DataError
        If it is no key of an office.
    """
    locked = is_locked(pem)
    if locked and not passphrase:
        raise InputError("packages.passphrase_needed")
    try:
        read = serialization.load_pem_private_key(pem, passphrase.encode() if locked else None)
    except (ValueError, TypeError) as error:
        if locked:
            raise InputError("packages.wrong_passphrase") from error
        raise DataError("packages.bad_key") from error
    if not isinstance(read, Ed25519PrivateKey):
        raise DataError("packages.bad_key")
    return OfficeKey(read.private_bytes_raw())


def write_card(card: OfficeCard, key: OfficeKey) -> str:
    """Return the text of the file that is given to other offices, signed by the key itself.

    The key before it signs too, where it is still there.
    """
    described = describe_card(card)
    message = _CARD_PURPOSE + _write_plain(described)
    content = {**described, "fingerprint": card.key_fingerprint, "signature": key.sign(message).hex()}
    for before in key.former:
        if before.public == card.former[-1]:
            content["former_signature"] = before.sign(message).hex()
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_card(text: str) -> OfficeCard:
    """Return the card of a file.

    Raises
    ------
    DataError
        If it is no card, or not what the key on it has signed.
    """
    return read_signed_card(text)[0]


def read_signed_card(text: str) -> tuple[OfficeCard, bool]:
    """Return the card of a file, and whether the key that it replaces has signed it too.

    Raises
    ------
    DataError
        If it is no card, or not what the key on it has signed, or a signature by the key before
        it does not hold.
    """
    try:
        content = json.loads(text[:LONGEST_CARD])
        card = build_card(content)
        signature = bytes.fromhex(content["signature"])
        before = bytes.fromhex(content.get("former_signature", ""))
        said = content["fingerprint"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError("packages.bad_card") from error
    message = _CARD_PURPOSE + _write_plain(describe_card(card))
    if said != card.key_fingerprint or not card.has_signed(signature, message):
        raise DataError("packages.bad_card")
    if before and not (card.former and _is_signed(card.former[-1][0], before, message)):
        raise DataError("packages.bad_card")
    return card, bool(before)


def describe_card(card: OfficeCard) -> dict[str, Any]:
    """Return a card in plain values, as packages and files hold it."""
    described: dict[str, Any] = {
        "format": CARD_FORMAT,
        "version": CARD_VERSION,
        "name": card.name,
        "letters": card.letters,
        "signing_key": card.signing_key,
        "sealing_key": card.sealing_key,
    }
    if card.former:
        described["former"] = [list(each) for each in card.former]
    return described


def build_card(content: Mapping[str, Any]) -> OfficeCard:
    """Return the card of plain values; ValueError, TypeError or KeyError if they are none."""
    card = OfficeCard(
        name=content["name"],
        letters=content["letters"],
        signing_key=content["signing_key"],
        sealing_key=content["sealing_key"],
        former=tuple((str(signing), str(sealing)) for signing, sealing in content.get("former", ())),
    )
    if (content["format"], content["version"]) != (CARD_FORMAT, CARD_VERSION):
        raise ValueError(content["format"])
    if not _LETTERS.fullmatch(card.letters) or not 0 < len(card.name) <= LONGEST_NAME:
        raise ValueError(card.letters)
    if len({signing for signing, _ in card.keys}) != len(card.keys) or len(card.keys) > MOST_KEYS:
        raise ValueError(len(card.keys))
    for each in (part for key in card.keys for part in key):
        if len(bytes.fromhex(each)) != KEY_BYTES or each != bytes.fromhex(each).hex():
            raise ValueError(each)
    return card


def read_fingerprint(text: str) -> str:
    """Return a fingerprint as somebody typed it, in groups of five; empty if it is none."""
    digits = "".join(each for each in text if each.isdecimal())
    if len(digits) != FINGERPRINT_DIGITS:
        return ""
    return " ".join(digits[start : start + _GROUP] for start in range(0, FINGERPRINT_DIGITS, _GROUP))


def _write_digits(letters: str, keys: Sequence[tuple[str, str]]) -> str:
    """Return thirty digits over letters and keys; those of one key alone are of the first form of cards."""
    covered = "\n".join((letters, *keys[-1], *(part for key in keys[:-1] for part in key)))
    number = int.from_bytes(hashlib.sha256(_CARD_PURPOSE + covered.encode()).digest(), "big")
    digits = str(number % 10**FINGERPRINT_DIGITS).zfill(FINGERPRINT_DIGITS)
    return " ".join(digits[start : start + _GROUP] for start in range(0, FINGERPRINT_DIGITS, _GROUP))


def _is_signed(signing_key: str, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signing_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _write_plain(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
