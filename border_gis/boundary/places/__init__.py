"""Places: from a marker reference to the ground, and from the ground to references."""

from border_gis.boundary.places.locate import locate, locate_many
from border_gis.boundary.places.model import Candidate, Place
from border_gis.boundary.places.place import PlacedPoints, place, place_many

__all__ = ["Candidate", "Place", "PlacedPoints", "locate", "locate_many", "place", "place_many"]
