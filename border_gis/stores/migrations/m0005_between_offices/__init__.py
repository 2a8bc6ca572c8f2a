"""The office's own proceedings, packages between offices, and field work."""

from border_gis.stores.migrations.m0005_between_offices import field, packages, proceedings
from border_gis.stores.schema import Migration

MIGRATION = Migration(
    5,
    "between offices",
    (
        *proceedings.STEPS,
        *packages.STEPS,
        *field.STEPS,
    ),
)
