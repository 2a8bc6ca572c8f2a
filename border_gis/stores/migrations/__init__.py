"""The schema as numbered steps forward; a step that was released is never edited."""

from border_gis.stores.migrations.m0001_first_rooms import MIGRATION as FIRST_ROOMS
from border_gis.stores.migrations.m0002_shared_office import MIGRATION as SHARED_OFFICE
from border_gis.stores.migrations.m0003_demonstration_index import MIGRATION as DEMONSTRATION_INDEX
from border_gis.stores.schema import CreateTable, Migration, Table

MIGRATIONS: tuple[Migration, ...] = (FIRST_ROOMS, SHARED_OFFICE, DEMONSTRATION_INDEX)
SCHEMA_VERSION = MIGRATIONS[-1].number


def tables_at(version: int) -> tuple[Table, ...]:
    """Return the tables of a schema version, in the order in which they can be filled."""
    return tuple(
        step.table
        for migration in MIGRATIONS
        if migration.number <= version
        for step in migration.steps
        if isinstance(step, CreateTable)
    )
