"""Bring the schema of a store forward, one numbered step after the other."""

from __future__ import annotations

from datetime import UTC, datetime

from border_gis.errors import StoreError
from border_gis.stores.home import Home
from border_gis.stores.migrations import MIGRATIONS, SCHEMA_VERSION
from border_gis.stores.report_rows import write_time


def bring_forward(home: Home, to_version: int = SCHEMA_VERSION) -> Home:
    """Do the migrations that a store lacks, and return its home.

    Raises
    ------
    StoreError
        If the schema is newer than the program knows.
    """
    version = home.schema_version()
    if version > SCHEMA_VERSION:
        home.close()
        raise StoreError("store.newer_schema", path=home.location, found=version, known=SCHEMA_VERSION)
    for migration in MIGRATIONS:
        if version < migration.number <= to_version:
            home.migrate(migration, write_time(datetime.now(UTC)))
    return home
