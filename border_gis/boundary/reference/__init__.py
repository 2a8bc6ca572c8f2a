"""Places by marker reference: read them in a field, find them in prose, write them."""

from border_gis.boundary.reference.model import (
    Direction,
    FoundReference,
    MarkerReference,
    Reading,
    ReferenceEnd,
)

__all__ = ["Direction", "FoundReference", "MarkerReference", "Reading", "ReferenceEnd"]
