"""Seal a stream of bytes for one office: nobody else can read it, and no byte of it can be changed.

X25519 with a key made for this one file, HKDF, and ChaCha20-Poly1305 over pieces of one
mebibyte, each numbered and the last one marked, so that pieces cannot be cut off, doubled or
put in another order. What is sealed is read and written piece by piece.
"""

from __future__ import annotations

from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from border_gis.access.office_cards import KEY_BYTES, OfficeCard, OfficeKey
from border_gis.errors import DataError

MAGIC = b"border-gis package 1\n"
_PIECE_BYTES = 1 << 20
_TAG_BYTES = 16
_COUNTER_BYTES = 11
_PURPOSE = b"border-gis sealed package 1"


def seal_stream(source: IO[bytes], target: IO[bytes], receiver: OfficeCard) -> None:
    """Write what ``source`` holds to ``target`` so that only the receiver can read it."""
    once = X25519PrivateKey.generate()
    theirs = bytes.fromhex(receiver.sealing_key)
    head = MAGIC + theirs + once.public_key().public_bytes_raw()
    cipher = _make_cipher(once.exchange(X25519PublicKey.from_public_bytes(theirs)), head)
    target.write(head)
    number, piece = 0, source.read(_PIECE_BYTES)
    while True:
        following = source.read(_PIECE_BYTES)
        target.write(cipher.encrypt(_nonce(number, is_last=not following), piece, head))
        if not following:
            return
        number, piece = number + 1, following


def open_stream(source: IO[bytes], target: IO[bytes], key: OfficeKey) -> None:
    """Write to ``target`` what was sealed for the owner of a key.

    Raises
    ------
    DataError
        If it is no package, was sealed for another office or for a key that is lost, or a byte of
        it was changed.
    """
    head = source.read(len(MAGIC) + 2 * KEY_BYTES)
    if len(head) != len(MAGIC) + 2 * KEY_BYTES or not head.startswith(MAGIC):
        raise DataError("packages.not_a_package")
    sealed_for = head[len(MAGIC) : len(MAGIC) + KEY_BYTES].hex()
    known = {each.public[1]: each.sealing_key for each in (*key.former, key)}
    own = known.get(sealed_for)
    if own is None:
        is_lost = sealed_for in key.lost
        raise DataError("packages.for_lost_key" if is_lost else "packages.for_another_office")
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(head[-KEY_BYTES:]))
    except ValueError as error:
        raise DataError("packages.altered") from error
    cipher = _make_cipher(shared, head)
    number, piece = 0, source.read(_PIECE_BYTES + _TAG_BYTES)
    while True:
        following = source.read(_PIECE_BYTES + _TAG_BYTES)
        try:
            target.write(cipher.decrypt(_nonce(number, is_last=not following), piece, head))
        except InvalidTag as error:
            raise DataError("packages.altered") from error
        if not following:
            return
        number, piece = number + 1, following


def _make_cipher(shared: bytes, head: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), KEY_BYTES, salt=head, info=_PURPOSE).derive(shared))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([is_last])
