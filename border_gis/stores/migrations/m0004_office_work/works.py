"""How a work came to be what it is."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
