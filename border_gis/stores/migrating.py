"""Bring the schema of a store forward, one numbered step after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from border_gis.errors import StoreError
from border_gis.stores.home import Home
from border_gis.stores.migrations import MIGRATIONS, SCHEMA_VERSION
from border_gis.stores.report_rows import write_time
from border_gis.stores.report_words import FIRST_WITH_WORDS, fill_words


def refuse_newer(home: Home) -> int:
    """Return the schema version of a store; StoreError if the program does not know it."""
    version = home.schema_version()
    if version > SCHEMA_VERSION:
        home.close()
        raise StoreError("store.newer_schema", path=home.location, found=version, known=SCHEMA_VERSION)
    return version


def bring_forward(
    home: Home, to_version: int = SCHEMA_VERSION, before: Callable[[Home, int], object] | None = None
) -> Home:
    """Do the migrations that a store lacks, and return its home.

    Parameters
    ----------
    home : Home
    to_version : int
        Last migration to do.
    before : callable, optional
        Called with the home and its version before a store that holds something is changed.

    Raises
    ------
    StoreError
        If the schema is newer than the program knows.
    """
    version = refuse_newer(home)
    if before is not None and 0 < version < to_version:
        before(home, version)
    for migration in MIGRATIONS:
        if version < migration.number <= to_version:
            home.migrate(migration, write_time(datetime.now(UTC)))
    if max(version, to_version) >= FIRST_WITH_WORDS:
        fill_words(home)
    return home
