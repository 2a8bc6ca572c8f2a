"""What was taken into the field, and what came back."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
