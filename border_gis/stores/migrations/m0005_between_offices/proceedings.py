"""What the office itself did and wrote that belongs to no incident, work, area or marker."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
