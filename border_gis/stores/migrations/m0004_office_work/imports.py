"""How files were matched, and what came in with them."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
