"""What the office plans to do itself near the line."""

from border_gis.stores.schema import Step

STEPS: tuple[Step, ...] = ()
