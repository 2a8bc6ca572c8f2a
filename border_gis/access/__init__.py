"""Who uses the program, what they may do, and what they may see."""

from border_gis.access.actor import OFFICE, Actor, check_name, office_actor
from border_gis.access.roles import Person, Role
from border_gis.access.secrecy import Secrecy, highest_level, mark_prefix

__all__ = [
    "OFFICE",
    "Actor",
    "Person",
    "Role",
    "Secrecy",
    "check_name",
    "highest_level",
    "mark_prefix",
    "office_actor",
]
