"""Who uses the program, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from border_gis.access.secrecy import Secrecy


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may."""

    VIEWER = "viewer"
    RECORDER = "recorder"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"

    def includes(self, role: Role) -> bool:
        """Return whether this role may do what that one may."""
        order = list(Role)
        return order.index(role) <= order.index(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in.

    Attributes
    ----------
    id : str
        UUID.
    sign_in_name : str
        What reports carry as their author; unique.
    display_name, unit : str
    role : Role
    active : bool
        False for somebody who has left; the name stays, because reports carry it.
    clearance : Secrecy
        The highest level that they may see.
    subject : str
        By what the institution's sign-in names them; empty for a local account.
    """

    id: str
    sign_in_name: str
    display_name: str
    role: Role
    unit: str = ""
    active: bool = True
    clearance: Secrecy = Secrecy.NONE
    subject: str = ""
