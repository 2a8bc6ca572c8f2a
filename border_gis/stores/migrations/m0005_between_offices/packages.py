"""Keys of offices, and the signed packages that went out and came in."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
