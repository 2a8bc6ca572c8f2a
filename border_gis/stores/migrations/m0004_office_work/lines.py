"""Whether somebody has stated how accurate a version of the line is."""

from border_gis.stores.schema import AddColumns, Column, Step

STEPS: tuple[Step, ...] = (
    # Of lines from before nobody noted it: they keep what they said then.
    AddColumns("boundary_lines", (Column("accuracy_assumed", "boolean", required=True, default=False),)),
)
