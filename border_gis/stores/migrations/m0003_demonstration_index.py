"""An index of the demonstration incidents: every page asks whether there are any."""

from border_gis.stores.schema import Execute, Migration

MIGRATION = Migration(
    3,
    "demonstration index",
    (Execute("CREATE INDEX incidents_by_demonstration ON incidents (demonstration) WHERE demonstration"),),
)
