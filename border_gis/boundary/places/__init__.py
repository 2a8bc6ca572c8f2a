"""Places: from a marker reference to the ground, and from the ground to references."""

from border_gis.boundary.places.locate import locate, locate_many
from border_gis.boundary.places.model import Candidate, Place
from border_gis.boundary.places.place import DEFAULT_TOLERANCE_M, PlacedPoints, place, place_many

__all__ = [
    "DEFAULT_TOLERANCE_M",
    "Candidate",
    "Place",
    "PlacedPoints",
    "locate",
    "locate_many",
    "place",
    "place_many",
]
