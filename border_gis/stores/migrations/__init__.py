"""The schema as numbered steps forward; a step that was released is never edited."""

from collections.abc import Iterable
from dataclasses import replace

from border_gis.stores.migrations.m0001_first_rooms import MIGRATION as FIRST_ROOMS
from border_gis.stores.migrations.m0002_shared_office import MIGRATION as SHARED_OFFICE
from border_gis.stores.migrations.m0003_demonstration_index import MIGRATION as DEMONSTRATION_INDEX
from border_gis.stores.migrations.m0004_office_work import MIGRATION as OFFICE_WORK
from border_gis.stores.migrations.m0005_between_offices import MIGRATION as BETWEEN_OFFICES
from border_gis.stores.schema import AddColumns, AppendOnly, CreateTable, Migration, Table

MIGRATIONS: tuple[Migration, ...] = (
    FIRST_ROOMS,
    SHARED_OFFICE,
    DEMONSTRATION_INDEX,
    OFFICE_WORK,
    BETWEEN_OFFICES,
)
SCHEMA_VERSION = MIGRATIONS[-1].number


def tables_at(version: int) -> tuple[Table, ...]:
    """Return the tables of a schema version, in the order in which they can be filled."""
    return _build_tables(migration for migration in MIGRATIONS if migration.number <= version)


def _build_tables(migrations: Iterable[Migration]) -> tuple[Table, ...]:
    tables: dict[str, Table] = {}
    for migration in migrations:
        for step in migration.steps:
            if isinstance(step, CreateTable):
                tables[step.table.name] = step.table
            elif isinstance(step, AddColumns):
                table = tables[step.table]
                tables[step.table] = replace(table, columns=(*table.columns, *step.columns))
    return tuple(tables.values())


_CURRENT = {table.name: table for table in tables_at(SCHEMA_VERSION)}


def current_table(name: str) -> Table:
    """Return a table as the present program stores it."""
    return _CURRENT[name]


def append_only_tables() -> frozenset[str]:
    """Return the tables whose rows the database refuses to change or remove."""
    steps = (step for migration in MIGRATIONS for step in migration.steps)
    return frozenset(step.table for step in steps if isinstance(step, AppendOnly))
