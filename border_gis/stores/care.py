"""Look after a store by its location: back up, restore, verify, move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from border_gis.stores.appending import rebuild_views
from border_gis.stores.backup import Backup, Restored, back_up, restore
from border_gis.stores.copying import Progress, copy_home, refuse_unfinished
from border_gis.stores.digests import TableDigest
from border_gis.stores.home import Connection, Home
from border_gis.stores.locations import create_home, has_store, open_home
from border_gis.stores.migrating import bring_forward, refuse_newer
from border_gis.stores.migrations import tables_at
from border_gis.stores.verification import Verification, take_checkpoint, verify_home

__all__ = [
    "Backup",
    "Restored",
    "TableDigest",
    "Verification",
    "backup_store",
    "checkpoint_store",
    "copy_store",
    "has_store",
    "rebuild_view",
    "restore_store",
    "verify_store",
]


def backup_store(location: str | Path, path: Path) -> Backup:
    """Write a backup of a store, in use or not; see ``border_gis.stores.backup``."""
    with _opened(location) as home:
        return back_up(home, path)


def restore_store(backup: Path, location: str | Path, moment: datetime | None = None) -> Restored:
    """Put a backup in the place of a store and keep what was there."""
    return restore(backup, str(location), moment or datetime.now(UTC))


def verify_store(location: str | Path, checkpoint: str | None = None) -> Verification:
    """Recompute chain, view and attachments of a store."""
    with _opened(location) as home:
        return verify_home(home, checkpoint)


def rebuild_view(location: str | Path) -> int:
    """Derive every incident again from its reports, which stay; return how many there are."""

    def work(home: Home, connection: Connection) -> int:
        connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'data_version'")
        tables = {table.name: table for table in tables_at(home.schema_version())}
        return rebuild_views(home, connection, tables["incidents_reports"], tables["incidents"])

    with _opened(location) as home:
        return home.write(partial(work, home))


def checkpoint_store(location: str | Path) -> str:
    """Return the short figure for the reports that a store holds now."""
    with _opened(location) as home:
        return take_checkpoint(home)


def copy_store(
    source: str | Path, target: str | Path, progress: Progress | None = None
) -> tuple[TableDigest, ...]:
    """Copy a store to a place where there is none, or go on with a copy that was interrupted.

    Raises
    ------
    StoreError
        If the target holds anything else, or is not equal in the end.
    """
    with _opened(source) as reading:
        home = open_home(target) if has_store(target) else create_home(target)
        try:
            return copy_home(reading, bring_forward(home, reading.schema_version()), progress)
        finally:
            home.close()


@contextmanager
def _opened(location: str | Path) -> Iterator[Home]:
    home = open_home(location)
    try:
        # An older schema is left as it is: nothing here needs the newest.
        refuse_newer(home)
        refuse_unfinished(home)
        yield home
    finally:
        home.close()
