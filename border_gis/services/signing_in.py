"""Say who is at work: by a name on a PC without accounts."""

from __future__ import annotations

import contextlib
import json
from uuid import uuid4

from border_gis.access import Actor, check_name, office_actor
from border_gis.services.permissions import without_actor
from border_gis.settings import Settings

OFFICERS_FILE = "officers.json"
MOST_OFFICERS = 12


@without_actor("somebody says who they are on a PC without accounts")
def take_office(settings: Settings, name: str) -> Actor:
    """Return whoever sits at this PC from now on, and remember the name for the next time.

    Raises
    ------
    InputError
        If no report can carry the name.
    """
    actor = office_actor(check_name(name))
    known = [actor.name, *(each for each in list_officers(settings) if each != actor.name)]
    path = settings.workspace_folder / OFFICERS_FILE
    building = path.with_name(f"{path.name}.building-{uuid4().hex}")
    # Without a list the name is typed again next time; work goes on all the same.
    with contextlib.suppress(OSError):
        building.write_text(json.dumps(known[:MOST_OFFICERS], ensure_ascii=False), encoding="utf-8")
        building.replace(path)
    return actor


@without_actor("asked before anybody has said who they are, on a PC without accounts")
def list_officers(settings: Settings) -> tuple[str, ...]:
    """Return the names that were used on this PC, the last one first."""
    try:
        found = json.loads((settings.workspace_folder / OFFICERS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()
