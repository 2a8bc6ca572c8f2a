"""Hash passwords with Argon2id and hold them against a hash; nothing here is stored or logged."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from border_gis.errors import InputError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def hash_password(password: str, sign_in_name: str) -> str:
    """Return the hash of a new password.

    Raises
    ------
    InputError
        If it is too short, too long, holds the sign-in name or is one letter again and again.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError("access.password_length", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
    name = sign_in_name.casefold().strip()
    if (name and name in password.casefold()) or len(set(password)) < 5:
        raise InputError("access.password_too_easy")
    return _hasher().hash(password)


def is_right_password(password: str, password_hash: str | None) -> bool:
    """Return whether a password is the one that was hashed.

    Without a hash the answer is no, and takes as long: the time does not tell whether there is
    such an account.
    """
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        _hasher().verify(password_hash or _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    return _hasher().hash("nobody has this password")
