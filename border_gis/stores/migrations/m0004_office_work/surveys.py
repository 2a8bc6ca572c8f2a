"""What a survey area needs for its summary."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
