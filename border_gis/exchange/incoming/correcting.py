"""Undo a mistake that a whole file of coordinates carries, after a person has agreed that it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.coordinates.suspects import MISTAKES_IN_DEGREES, undo_mistake
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Coordinate, Marker
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.incidents.model import Incident


class Correction(StrEnum):
    """Mistakes that can be undone while a file is read; a wrong zone is undone by naming the right one."""

    SWAPPED = "swapped"
    SWAPPED_PLANE = "swapped_plane"
    SHIFT_FORGOTTEN = "shift_forgotten"
    SHIFT_TWICE = "shift_twice"
    WRONG_ROTATIONS = "wrong_rotations"
    WEB_MAP = "web_map"


_SWAPS = (Correction.SWAPPED, Correction.SWAPPED_PLANE)
_PAIRS = (("longitude", "latitude"), ("x", "y"))


def correct_row(row: IncomingRow, correction: Correction | None, sources: Mapping[str, str]) -> IncomingRow:
    """Return a row with its coordinates swapped, where that is the correction; otherwise as it is.

    Parameters
    ----------
    row : IncomingRow
    correction : Correction or None
    sources : mapping
        The file's field for each of ours.
    """
    if correction not in _SWAPS:
        return row
    if row.geometry is not None:
        return replace(row, geometry=shapely.transform(row.geometry, lambda xy: xy[:, ::-1]))
    values = dict(row.values)
    for first, second in _PAIRS:
        if first in sources and second in sources:
            one, other = sources[first], sources[second]
            values[one], values[other] = row.values.get(other), row.values.get(one)
    return replace(row, values=values)


def correct_thing(thing: Any, correction: Correction | None) -> Any:
    """Return what a row became with its place corrected; the same thing where there is nothing to correct.

    Parameters
    ----------
    thing : Marker, Work, Incident, Unit, BoundaryLine or None
    correction : Correction or None
    """
    if thing is None or correction is None or correction not in MISTAKES_IN_DEGREES:
        return thing
    if isinstance(thing, Marker):
        at = np.array([(thing.position.longitude_deg, thing.position.latitude_deg)])
        longitude_deg, latitude_deg = map(float, undo_mistake(correction, at)[0])
        return replace(thing, position=Coordinate(longitude_deg, latitude_deg))
    if isinstance(thing, BoundaryLine):
        return replace(thing, coordinates=undo_mistake(correction, thing.coordinates))
    if isinstance(thing, Incident):
        places = tuple(
            place
            if place.geometry is None
            else replace(place, geometry=mapping(_move(shape(dict(place.geometry)), correction)))
            for place in thing.places
        )
        return replace(thing, places=places)
    return thing if thing.geometry is None else replace(thing, geometry=_move(thing.geometry, correction))


def _move(geometry: BaseGeometry, correction: str) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: undo_mistake(correction, xy))
