"""On whose behalf the program works at the moment."""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.access.roles import Role
from border_gis.access.secrecy import Secrecy


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
