"""Where a work lies to one version of the line, as far as rules ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line import BoundaryLine, ShapeMeasures, measure_from_points, measure_shapes, side_of
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.places.place import name_place
from border_gis.boundary.reference import format_reading
from border_gis.boundary.register import Register, put_on_line


@dataclass(frozen=True, slots=True)
class Position:
    """A measured work on one line.

    Attributes
    ----------
    distance_m : float
        0 where it touches the line.
    side : Side or None
        Of the nearest place; None beyond an end of the line.
    sides : frozenset of Party
        Whose land any part of it stands on.
    crosses : bool
    beyond_end : bool
    low_m, high_m : float
        Smallest and greatest signed distance, negative on the Chinese side.
    from_m, to_m : float
        Chainages.
    reference_from, reference_to : str
    inside : mapping of float to tuple
        Metres, square metres and their error within each distance.
    crossings_m : tuple of float
    lengths_m : mapping of Party to float
        Metres of line strings on the land of each.
    marker_distance_m : float or None
        To the nearest marker; None without a register.
    """

    distance_m: float
    side: Side | None
    sides: frozenset[Party]
    crosses: bool
    beyond_end: bool
    low_m: float
    high_m: float
    from_m: float
    to_m: float
    reference_from: str
    reference_to: str
    inside: Mapping[float, tuple[float, float, float]]
    crossings_m: tuple[float, ...]
    lengths_m: Mapping[Party, float]
    marker_distance_m: float | None


def find_positions(
    line: BoundaryLine,
    geometries: Sequence[BaseGeometry],
    distances_m: Sequence[float],
    register: Register | None = None,
    progress: Callable[[int, int], None] | None = None,
    asks_markers: bool = False,
    compiled: bool | None = None,
) -> list[Position]:
    """Measure works against a line, and name their places by markers.

    Parameters
    ----------
    asks_markers : bool
        Whether any rule measures from markers.
    compiled : bool, optional
        As for `measure_shapes`.
    """
    measures = measure_shapes(line, geometries, distances_m, progress, compiled=compiled)
    names = _name_ends(line, measures, register)
    crossings: dict[int, list[float]] = {}
    for shape, chainage_m in zip(measures.crossing_shape.tolist(), measures.crossing_m.tolist(), strict=True):
        crossings.setdefault(shape, []).append(chainage_m)
    markers = _marker_distances(line, geometries, register) if asks_markers else [None] * len(geometries)
    return [
        _read_row(
            line, measures, row, distances_m, names[row], tuple(sorted(crossings.get(row, ()))), markers[row]
        )
        for row in range(len(measures))
    ]


def _read_row(
    line: BoundaryLine,
    measures: ShapeMeasures,
    row: int,
    distances_m: Sequence[float],
    names: tuple[str, str],
    crossings_m: tuple[float, ...],
    marker_distance_m: float | None,
) -> Position:
    left, right = line.left_party, line.left_party.other
    has_left, has_right = bool(measures.has_left[row]), bool(measures.has_right[row])
    sides = frozenset(party for party, has in ((left, has_left), (right, has_right)) if has)
    distance_m, beyond_end = float(measures.distance_m[row]), bool(measures.beyond_end[row])
    low_m, high_m = _span(measures, row)
    if left is Party.CN:
        low_m, high_m = -high_m, -low_m
    return Position(
        distance_m=distance_m,
        side=None if beyond_end else side_of(line, int(measures.hand[row])),
        sides=sides,
        crosses=bool(measures.crosses[row]),
        beyond_end=beyond_end,
        low_m=low_m,
        high_m=high_m,
        from_m=float(measures.from_m[row]),
        to_m=float(measures.to_m[row]),
        reference_from=names[0],
        reference_to=names[1],
        inside={
            distance: (
                float(measures.inside_m[row, column]),
                float(measures.inside_m2[row, column]),
                float(measures.inside_error_m2[row, column]),
            )
            for column, distance in enumerate(distances_m)
        },
        crossings_m=crossings_m,
        lengths_m={left: float(measures.length_left_m[row]), right: float(measures.length_right_m[row])},
        marker_distance_m=marker_distance_m,
    )


def _span(measures: ShapeMeasures, row: int) -> tuple[float, float]:
    """Return the smallest and greatest distance, positive to the left."""
    distance_m = float(measures.distance_m[row])
    left_m, right_m = float(measures.left_m[row]), float(measures.right_m[row])
    has_left, has_right = bool(measures.has_left[row]), bool(measures.has_right[row])
    if distance_m == 0.0 or (has_left and has_right):
        return -right_m, left_m
    if has_right:
        return -max(right_m, distance_m), -distance_m
    return distance_m, max(left_m, distance_m)


def _name_ends(
    line: BoundaryLine, measures: ShapeMeasures, register: Register | None
) -> list[tuple[str, str]]:
    if register is None or not len(register):
        return [("", "")] * len(measures)
    stations = put_on_line(register, line)

    def name(chainage_m: float) -> str:
        reading = name_place(chainage_m, stations)
        return "" if reading is None else format_reading(reading)

    ends = zip(measures.from_m.tolist(), measures.to_m.tolist(), strict=True)
    return [(name(low), name(high)) for low, high in ends]


def _marker_distances(
    line: BoundaryLine, geometries: Sequence[BaseGeometry], register: Register | None
) -> list[float | None]:
    """Return the distance of each work from the nearest marker, wherever that stands."""
    if register is None or not len(register):
        return [None] * len(geometries)
    positions_deg = [(m.position.longitude_deg, m.position.latitude_deg) for m in register]
    return [*measure_from_points(line, geometries, positions_deg).tolist()]
