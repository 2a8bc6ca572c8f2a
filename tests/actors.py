"""People at work, for tests that ask what each of them may do and see."""

from __future__ import annotations

from border_gis.access import Actor, Role, Secrecy
from border_gis.services.workspaces import Workspace

OFFICER = "Cán bộ 1"
OTHER_OFFICER = "Cán bộ 2"


def acting(
    workspace: Workspace,
    name: str = OTHER_OFFICER,
    role: Role = Role.ADMINISTRATOR,
    clearance: Secrecy = Secrecy.TUYET_MAT,
) -> Workspace:
    """Return the workspace in the hands of somebody else."""
    return workspace.acting_as(Actor(name, role, clearance))
