"""What a report says besides its text, and what an incident is tied to."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
