"""Coordinates exactly as a file has them, before anything decides what they are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from border_gis.boundary.coordinates import parse_angle
from border_gis.boundary.reference import MarkerReference
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.values import read_number, read_text
from border_gis.exchange.register_columns import read_count, read_marker

MOST_ROWS = 2_000
"""So many rows say what a whole file is."""
MOST_VERTICES = 500
_FARTHEST_DEG = 180.0


@dataclass(frozen=True, slots=True, eq=False)
class RawPositions:
    """Coordinates of the rows that have any, as the file has them.

    Attributes
    ----------
    pairs : ndarray, shape (n, 2)
        Longitude and latitude, or east and north; geometries in the order of the file.
    rows : tuple of int
        Number of the row that each stands in.
    markers : tuple of MarkerReference or None
        The marker that each row names.
    is_plane : bool
        Whether they are metres in some plane.
    """

    pairs: NDArray[np.float64]
    rows: tuple[int, ...]
    markers: tuple[MarkerReference | None, ...]
    is_plane: bool


def sample_positions(rows: Iterable[IncomingRow], sources: Mapping[str, str]) -> RawPositions:
    """Return the coordinates of the first rows.

    Parameters
    ----------
    rows : iterable of IncomingRow
    sources : mapping
        The file's field for each of ours (``FieldMap.sources``).
    """
    pairs: list[tuple[float, float]] = []
    numbers: list[int] = []
    markers: list[MarkerReference | None] = []
    for row in islice(rows, MOST_ROWS):
        marker = _read_marker(row, sources)
        for pair in _pairs_of(row, sources):
            pairs.append(pair)
            numbers.append(row.number)
            markers.append(marker)
    found = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    is_plane = bool(len(found)) and bool(np.median(np.abs(found).max(axis=1)) > _FARTHEST_DEG)
    return RawPositions(found, tuple(numbers), tuple(markers), is_plane)


def _pairs_of(row: IncomingRow, sources: Mapping[str, str]) -> list[tuple[float, float]]:
    if row.geometry is not None:
        vertices = shapely.get_coordinates(row.geometry)
        step = max(1, len(vertices) // MOST_VERTICES)
        return [(float(x), float(y)) for x, y in vertices[::step]]
    for names in (("longitude", "latitude"), ("x", "y")):
        cells = [row.values.get(sources.get(name, "")) for name in names]
        if all(read_text(cell) for cell in cells):
            pair = _read_degrees(cells) if names[0] == "longitude" else _read_plane(cells)
            return [] if pair is None else [pair]
    return []


def _read_degrees(cells: list[Any]) -> tuple[float, float] | None:
    x, y = (parse_angle(read_text(cell)) for cell in cells)
    return None if x is None or y is None else (x.degrees, y.degrees)


def _read_plane(cells: list[Any]) -> tuple[float, float] | None:
    x, y = (read_number(cell) for cell in cells)
    if x is None or y is None:
        return None
    # In Viet Nam X is the north; columns are taken both ways, and here the two differ tenfold in size.
    return (min(x, y), max(x, y))


def _read_marker(row: IncomingRow, sources: Mapping[str, str]) -> MarkerReference | None:
    named = read_marker(read_text(row.values.get(sources.get("number", ""))))
    if named is None:
        return None
    sub, position = (
        read_count(read_text(row.values.get(sources.get(name, "")))) for name in ("sub", "position")
    )
    return MarkerReference(
        named.number, named.sub if sub is None else sub, named.position if position is None else position
    )
