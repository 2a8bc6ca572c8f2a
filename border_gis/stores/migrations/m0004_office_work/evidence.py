"""What is known of files besides their bytes."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
