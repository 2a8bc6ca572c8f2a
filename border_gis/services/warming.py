"""Get ready before the first visitor comes."""

from __future__ import annotations

from border_gis.errors import BorderGisError
from border_gis.services.error_logs import write_error_log
from border_gis.services.mapping import draw_map
from border_gis.services.permissions import without_actor
from border_gis.services.workspaces import open_workspace
from border_gis.settings import Settings


@without_actor("the program's own duty as it starts; shows nothing to anybody")
def warm_up(settings: Settings) -> None:
    """Load what the first page needs and draw its map once, so that nobody waits for that.

    Whatever stands in the way is told by the pages, to the person whom it concerns; here it
    must not keep the app from starting.
    """
    try:
        workspace = open_workspace(settings)
        try:
            draw_map(workspace, settings.language)
        finally:
            workspace.close()
    except BorderGisError:
        return
    except Exception as error:  # noqa: BLE001 - see above
        write_error_log(error, settings)
