"""What each format that leaves the program cannot carry: the one list of it.

The manifest of an export and the table in ``docs/exchange.md`` say these losses in words, and a
test brings everything back from every format: what is lost there is exactly what
`find_losses` says of it, neither more nor less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Coordinate, Marker
from border_gis.exchange.outgoing.sheets import LONGEST_CELL, write_shape
from border_gis.exchange.outgoing.vectors import COORDINATE_DECIMALS, SHAPEFILE_TEXT_BYTES
from border_gis.i18n import translate
from border_gis.incidents.model import Incident

WHOLE = "*"
"""Stands for a thing that does not come back at all."""


class Loss(StrEnum):
    """One thing that a format does not carry."""

    HISTORY = "history"
    KINDS = "kinds"
    MILLIMETRE = "millimetre"
    LONG_TEXTS = "long_texts"
    SHORT_NAMES = "short_names"
    PLACES_APART = "places_apart"
    AREAS = "areas"
    UNPLACED = "unplaced"
    LINE_BREAKS = "line_breaks"
    LONG_SHAPES = "long_shapes"
    LONG_CELLS = "long_cells"
    TO_LOOK_AT = "to_look_at"

    def finds(self, thing: Any) -> frozenset[str]:
        """Return the fields of a thing that fall to this loss."""
        return frozenset(_FIND[self](thing))


LOSSES: Mapping[str, tuple[Loss, ...]] = MappingProxyType(
    {
        "gpkg": (Loss.HISTORY, Loss.KINDS),
        "qgis": (Loss.HISTORY, Loss.KINDS),
        "geojson": (Loss.HISTORY, Loss.KINDS, Loss.MILLIMETRE),
        "shp": (Loss.HISTORY, Loss.KINDS, Loss.SHORT_NAMES, Loss.LONG_TEXTS, Loss.PLACES_APART),
        "kml": (Loss.HISTORY, Loss.KINDS, Loss.MILLIMETRE),
        "gpx": (
            *(Loss.HISTORY, Loss.KINDS, Loss.MILLIMETRE),
            *(Loss.AREAS, Loss.UNPLACED, Loss.LINE_BREAKS),
        ),
        "csv": (Loss.HISTORY, Loss.KINDS, Loss.MILLIMETRE, Loss.LONG_SHAPES),
        "xlsx": (Loss.HISTORY, Loss.KINDS, Loss.MILLIMETRE, Loss.LONG_SHAPES, Loss.LONG_CELLS),
        "html": (Loss.TO_LOOK_AT,),
    }
)
"""The losses of each format of ``EXPORT_FORMATS``."""


def describe_losses(wanted: str, language: str) -> tuple[str, ...]:
    """Return what a format loses, in words.

    Parameters
    ----------
    wanted : str
        A format of ``LOSSES``.
    language : {"vi", "en"}
    """
    return tuple(translate(f"loss.{loss}", None, language) for loss in LOSSES[wanted])


def find_losses(wanted: str, thing: Any) -> frozenset[str]:
    """Return the fields of a thing that do not come back from a format as they were.

    Parameters
    ----------
    wanted : str
        A format that can be brought in again.
    thing : BoundaryLine, Marker, Unit, Work or Incident

    Returns
    -------
    frozenset of str
        Only ``WHOLE`` where the thing as a whole does not come back.
    """
    found = frozenset(name for loss in LOSSES[wanted] for name in loss.finds(thing))
    return frozenset({WHOLE}) if WHOLE in found else found


def _find_nothing(thing: Any) -> set[str]:  # noqa: ARG001 - what a reader puts right by itself
    return set()


def _find_history(thing: Any) -> set[str]:
    """What only reports say; and the highest level in them becomes that of the incident."""
    if not isinstance(thing, Incident):
        return set()
    found = {name for name in ("follow_ups", "awaited") if getattr(thing, name)}
    return found | ({"secrecy"} if thing.level is not thing.secrecy else set())


def _find_fine_positions(thing: Any) -> set[str]:
    return {
        name
        for name, coordinates in _list_coordinates(thing)
        if (coordinates != np.round(coordinates, COORDINATE_DECIMALS)).any()
    }


def _find_long_texts(thing: Any) -> set[str]:
    return _find_texts(thing, lambda text: len(text.encode()) > SHAPEFILE_TEXT_BYTES)


def _find_line_breaks(thing: Any) -> set[str]:
    return _find_texts(thing, lambda text: "\n" in text)


def _find_long_cells(thing: Any) -> set[str]:
    return _find_texts(thing, lambda text: len(text) > LONGEST_CELL)


def _find_texts(thing: Any, is_lost: Any) -> set[str]:
    texts = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {name for name, value in texts.items() if isinstance(value, str) and is_lost(value)}


def _find_apart(thing: Any) -> set[str]:
    """Places of an incident that lie in another shapefile than its first."""
    if not isinstance(thing, Incident):
        return set()
    dimensions = {shapely.get_dimensions(place) for place in _shapes_of(thing) if place is not None}
    return {"places"} if len(dimensions) > 1 else set()


def _find_areas(thing: Any) -> set[str]:
    shapes = _shapes_of(thing)
    areas = [each for each in shapes if each is not None and shapely.get_dimensions(each) == _AREA]
    return _say_lost(thing, len(areas), len(shapes))


def _find_unplaced(thing: Any) -> set[str]:
    shapes = _shapes_of(thing)
    return _say_lost(thing, sum(each is None for each in shapes), len(shapes) or 1) if shapes else {WHOLE}


def _say_lost(thing: Any, lost: int, count: int) -> set[str]:
    if not lost:
        return set()
    return {"places"} if isinstance(thing, Incident) and lost < count else {WHOLE}


def _find_long_shapes(thing: Any) -> set[str]:
    is_long = any(
        each is not None and each.geom_type != "Point" and write_shape(each) is None
        for each in _shapes_of(thing)
    )
    if not is_long:
        return set()
    if isinstance(thing, Incident):
        return {"places"}
    return {WHOLE} if isinstance(thing, BoundaryLine) else {"geometry"}


def _shapes_of(thing: Any) -> list[BaseGeometry | None]:
    if isinstance(thing, Incident):
        return [None if place.geometry is None else shape(dict(place.geometry)) for place in thing.places]
    if isinstance(thing, BoundaryLine):
        return [LineString(thing.coordinates)]
    if isinstance(thing, Marker):
        return [Point(thing.position.longitude_deg, thing.position.latitude_deg)]
    return [thing.geometry]


def _list_coordinates(thing: Any) -> list[tuple[str, Any]]:
    found = [
        (field.name, np.array([value.longitude_deg, value.latitude_deg]))
        for field in fields(thing)
        # Each party's coordinate stands in columns, as numbers.
        if field.name == "position" and isinstance(value := getattr(thing, field.name), Coordinate)
    ]
    name = "places" if isinstance(thing, Incident) else "geometry"
    if isinstance(thing, BoundaryLine):
        return [("coordinates", thing.coordinates)]
    if not isinstance(thing, Marker):
        found += [(name, shapely.get_coordinates(each)) for each in _shapes_of(thing) if each is not None]
    return found


_AREA = 2
_FIND: Mapping[Loss, Any] = MappingProxyType(
    {
        Loss.HISTORY: _find_history,
        Loss.KINDS: _find_nothing,
        Loss.MILLIMETRE: _find_fine_positions,
        Loss.LONG_TEXTS: _find_long_texts,
        Loss.SHORT_NAMES: _find_nothing,
        Loss.PLACES_APART: _find_apart,
        Loss.AREAS: _find_areas,
        Loss.UNPLACED: _find_unplaced,
        Loss.LINE_BREAKS: _find_line_breaks,
        Loss.LONG_SHAPES: _find_long_shapes,
        Loss.LONG_CELLS: _find_long_cells,
        Loss.TO_LOOK_AT: lambda thing: {WHOLE},  # noqa: ARG005
    }
)
