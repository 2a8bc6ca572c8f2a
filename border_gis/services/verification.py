"""Hold the office's data against itself, and against a figure that was written down."""

from __future__ import annotations

from border_gis.services.permissions import without_actor
from border_gis.settings import Settings
from border_gis.stores.care import Verification, checkpoint_store, rebuild_view, verify_store


@without_actor("run by whoever holds the file or the database itself, from the command line")
def verify_workspace(
    settings: Settings, checkpoint: str | None = None, location: str | None = None
) -> Verification:
    """Recompute everything that the office's data can be held against.

    Parameters
    ----------
    settings : Settings
    checkpoint : str, optional
        A figure that was written down before; without it, reports that were cut off at the
        end by somebody who knows the program cannot be noticed.
    location : str, optional
        Another store than the office's, for example a backup.
    """
    return verify_store(location or settings.store_location, checkpoint)


@without_actor("run by whoever holds the file or the database itself, from the command line")
def rebuild_incidents(settings: Settings, location: str | None = None) -> int:
    """Derive every incident again from its reports; return how many there are.

    For a view that is not what the reports say, for example because somebody edited it in a
    map program. The reports stay as they are.
    """
    return rebuild_view(location or settings.store_location)


@without_actor("run by whoever holds the file or the database itself, from the command line")
def take_checkpoint(settings: Settings, location: str | None = None) -> str:
    """Return the short figure to be written down, or printed on a summary."""
    return checkpoint_store(location or settings.store_location)
