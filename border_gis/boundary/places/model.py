"""What locating a reference, and placing a point, give back."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.parties import Side
from border_gis.boundary.reference import Reading
from border_gis.boundary.reference.model import ReadingKind
from border_gis.errors import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading is on one version of the line.

    Attributes
    ----------
    reading : Reading or None
        None when the place was given by its coordinates.
    kind : {"point", "range", "offset"}
    line_id : str
    chainage_from_m, chainage_to_m : float or None
        Of a stretch, its ends as written, so that a descending one falls. Of any other
        place the first is its foot on the line and the second None. None for what cannot
        be placed on the line.
    geometry : shapely geometry or None
        WGS 84. A Point, or the LineString of a stretch in the direction written; None when
        the place is not known, or is one of several.
    accuracy_m : float or None
        One sigma, in metres, of line, markers and offset together; None without a place.
    accuracy_assumed : bool
        True when the accuracy of the line or of a marker was never stated and was taken
        for 10 m.
    warnings : tuple of Finding
        What the reader must know before the place is used.
    """

    reading: Reading | None
    kind: ReadingKind
    line_id: str
    chainage_from_m: float | None
    chainage_to_m: float | None
    geometry: BaseGeometry | None
    accuracy_m: float | None
    accuracy_assumed: bool = False
    warnings: tuple[Finding, ...] = ()

    @property
    def span_m(self) -> tuple[float, float] | None:
        """Return the lowest and highest chainage, the same twice for a point; None if not on the line."""
        known = [each for each in (self.chainage_from_m, self.chainage_to_m) if each is not None]
        if not known or (self.kind == "range" and len(known) < 2):
            return None
        return min(known), max(known)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place on the line that a point may stand for.

    Attributes
    ----------
    reference : Reading or None
        The marker before it on the line and the whole metres from there; a marker alone
        where the point is the marker; metres back from the first marker before it. None
        when the line has no markers.
    chainage_m, distance_m : float
        Of the foot, and from the point to it.
    side : Side
        Whose land the point is on.
    line_id : str
    beyond_end : bool
        True when the point lies beyond an end of the line, which is then its foot.
    """

    reference: Reading | None
    chainage_m: float
    distance_m: float
    side: Side
    line_id: str
    beyond_end: bool = False
