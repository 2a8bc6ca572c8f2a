"""On whose behalf the program works at the moment."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from border_gis.access.roles import Role
from border_gis.access.secrecy import Secrecy
from border_gis.errors import InputError

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, with what they may do and see.

    Attributes
    ----------
    name : str
        What reports carry as their author; empty until somebody has said who they are.
    role : Role
    clearance : Secrecy
        The highest level that they may see.
    person_id : str
        Id of the account; empty on a PC without accounts.
    """

    name: str
    role: Role
    clearance: Secrecy = Secrecy.NONE
    person_id: str = ""


OFFICE = Actor("", Role.ADMINISTRATOR, Secrecy.TUYET_MAT)
"""Whoever sits at a PC that has no accounts: everything is theirs, and no name is known yet."""


def office_actor(name: str) -> Actor:
    """Return who sits at a PC without accounts, by the name that they gave; ``OFFICE`` for no name.

    Raises
    ------
    InputError
        If no report can carry the name.
    """
    return replace(OFFICE, name=check_name(name)) if name.strip() else OFFICE


def check_name(name: str) -> str:
    """Return a name as reports carry it: composed letters, single spaces.

    Raises
    ------
    InputError
        If it is empty, longer than 80 characters, or holds characters that cannot be seen.
    """
    written = " ".join(unicodedata.normalize("NFC", name).split())
    if not written or len(written) > LONGEST_NAME:
        raise InputError("access.bad_name", most=LONGEST_NAME)
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in written):
        raise InputError("access.bad_name", most=LONGEST_NAME)
    return written
