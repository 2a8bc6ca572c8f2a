"""Sign-in, clearance, releases, and what was refused."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
