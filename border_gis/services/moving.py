"""Move the office's data from one home to the other."""

from __future__ import annotations

from collections.abc import Callable

from border_gis.services.permissions import without_actor
from border_gis.stores.care import TableDigest, copy_store


@without_actor("run by whoever holds the file or the database itself, from the command line")
def move_data(
    source: str, target: str, progress: Callable[[str, int], None] | None = None
) -> tuple[TableDigest, ...]:
    """Copy everything to a place where there is nothing, or go on with such a copy.

    Parameters
    ----------
    source, target : str
        Path of a GeoPackage, or ``postgresql://user@host/database``. The source stays.
    progress : callable, optional
        Called with the name of a table and how many of its rows are there.

    Returns
    -------
    tuple of TableDigest
        Of every table, equal in both.
    """
    return copy_store(source, target, progress)
