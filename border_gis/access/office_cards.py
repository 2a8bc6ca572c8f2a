"""Cards of offices: who signs a package, for whom it is sealed, and the key behind one's own card.

A card is public. What makes sure that it is the right one is its fingerprint, which two
people read to each other over a telephone that they trust.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
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
    """

    name: str
    letters: str
    signing_key: str
    sealing_key: str

    @property
    def fingerprint(self) -> str:
        """Thirty digits over letters and keys, in groups of five: about 100 bits."""
        covered = f"{self.letters}\n{self.signing_key}\n{self.sealing_key}".encode()
        number = int.from_bytes(hashlib.sha256(_CARD_PURPOSE + covered).digest(), "big")
        digits = str(number % 10**FINGERPRINT_DIGITS).zfill(FINGERPRINT_DIGITS)
        return " ".join(digits[start : start + _GROUP] for start in range(0, FINGERPRINT_DIGITS, _GROUP))

    @property
    def code(self) -> str:
        """What a person calls it by: letters and the first five digits, ``"LS-48213"``."""
        return f"{self.letters}-{self.fingerprint[:_GROUP]}"

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        """Return whether a signature over a message is this office's."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.signing_key)).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The private key of an office: it signs, and opens what was sealed for the office.

    Attributes
    ----------
    seed : bytes
        32 random bytes; never shown. The sealing key is derived from it.
    """

    seed: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over a message, which the message alone decides."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    @property
    def sealing_key(self) -> X25519PrivateKey:
        """The X25519 key that opens what was sealed for the office."""
        derived = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=_SEALING_PURPOSE).derive(self.seed)
        return X25519PrivateKey.from_private_bytes(derived)

    def make_card(self, name: str, letters: str) -> OfficeCard:
        """Return the card of this key.

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
        signing = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return OfficeCard(clean, marks, signing.hex(), self.sealing_key.public_key().public_bytes_raw().hex())


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
    """Return the text of the file that is given to other offices, signed by the key itself."""
    described = describe_card(card)
    signature = key.sign(_CARD_PURPOSE + _write_plain(described)).hex()
    content = {**described, "fingerprint": card.fingerprint, "signature": signature}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_card(text: str) -> OfficeCard:
    """Return the card of a file.

    Raises
    ------
    DataError
        If it is no card, or not what the key on it has signed.
    """
    try:
        content = json.loads(text[:LONGEST_CARD])
        card = build_card(content)
        signature = bytes.fromhex(content["signature"])
        said = content["fingerprint"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError("packages.bad_card") from error
    message = _CARD_PURPOSE + _write_plain(describe_card(card))
    if said != card.fingerprint or not card.has_signed(signature, message):
        raise DataError("packages.bad_card")
    return card


def describe_card(card: OfficeCard) -> dict[str, Any]:
    """Return a card in plain values, as packages and files hold it."""
    return {
        "format": CARD_FORMAT,
        "version": CARD_VERSION,
        "name": card.name,
        "letters": card.letters,
        "signing_key": card.signing_key,
        "sealing_key": card.sealing_key,
    }


def build_card(content: Mapping[str, Any]) -> OfficeCard:
    """Return the card of plain values; ValueError, TypeError or KeyError if they are none."""
    card = OfficeCard(*(content[name] for name in ("name", "letters", "signing_key", "sealing_key")))
    if (content["format"], content["version"]) != (CARD_FORMAT, CARD_VERSION):
        raise ValueError(content["format"])
    if not _LETTERS.fullmatch(card.letters) or not 0 < len(card.name) <= LONGEST_NAME:
        raise ValueError(card.letters)
    for each in (card.signing_key, card.sealing_key):
        if len(bytes.fromhex(each)) != KEY_BYTES or each != each.lower():
            raise ValueError(each)
    return card


def read_fingerprint(text: str) -> str:
    """Return a fingerprint as somebody typed it, in groups of five; empty if it is none."""
    digits = "".join(each for each in text if each.isdecimal())
    if len(digits) != FINGERPRINT_DIGITS:
        return ""
    return " ".join(digits[start : start + _GROUP] for start in range(0, FINGERPRINT_DIGITS, _GROUP))


def _write_plain(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
