"""The line that two sets of areas share, or the outline of one set where it faces something known.

The outline of the areas of one side is followed; every place of it that lies within a
tolerance of the other side belongs to the line. What the two sides do not agree on is kept
and told: places where they lie apart, slivers between neighbours that are cut off, gaps that
are bridged straight, and stretches that could not be joined. Distances are worked out in a
conformal plane around the areas; lengths are geodesic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.line.chains import Chain, join_chains
from border_gis.crs import from_local_plane, local_plane, measure_geodesic
from border_gis.errors import DataError, InputError

LONGEST_GAP_M = 500.0
"""Up to so far apart two stretches are joined straight."""

_LONGEST_STEP_M, _SHORTEST_STEP_M = 25.0, 2.0
_SAME_M = 0.02
_AGREE = 0.5
_BESIDE_M = 100.0

Floats = NDArray[np.float64]


class PieceKind(StrEnum):
    """Why a piece of a derived line is worth a look."""

    APART = "apart"
    UNCONFIRMED = "unconfirmed"
    SLIVER = "sliver"
    GAP = "gap"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class DerivedPiece:
    """A piece that a person should look at.

    Attributes
    ----------
    kind : PieceKind
        ``apart``: the two sides lie apart by more than half the tolerance. ``unconfirmed``:
        the other side is farther than the tolerance, the outline was followed.
        ``sliver``: a narrow gap between neighbours of one side, cut off. ``gap``: bridged
        straight. ``left_out``: a stretch that could not be joined.
    longitude_deg, latitude_deg : float
        Where it begins.
    length_m : float
        On the ground; of a sliver, of the outline that was cut off.
    apart_m : float
        The farthest that the other side lies from it; 0 where that says nothing.
    chainage_m : float or None
        Where it begins along the line; None for what was left out.
    """

    kind: PieceKind
    longitude_deg: float
    latitude_deg: float
    length_m: float
    apart_m: float = 0.0
    chainage_m: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DerivedLine:
    """A line that was derived from areas.

    Attributes
    ----------
    coordinates : ndarray, shape (n, 2)
        WGS 84 longitude and latitude, from west to east.
    length_m : float
        Geodesic.
    typical_apart_m, farthest_apart_m : float
        Median and greatest distance of the other side from the line.
    pieces : tuple of DerivedPiece
        From west to east, what was left out last.
    is_left : bool
        Whether the areas whose outline was followed lie on the left.
    """

    coordinates: Floats
    length_m: float
    typical_apart_m: float
    farthest_apart_m: float
    pieces: tuple[DerivedPiece, ...]
    is_left: bool


def derive_line(
    areas: Sequence[BaseGeometry],
    against: Sequence[BaseGeometry],
    tolerance_m: float,
    longest_gap_m: float = LONGEST_GAP_M,
) -> DerivedLine:
    """Derive the line along which areas face something.

    Parameters
    ----------
    areas : sequence of polygons
        WGS 84. Of one side; the outline of all of them together is followed.
    against : sequence of polygons or lines
        WGS 84. The areas of the other side, or a line that is known.
    tolerance_m : float
        How far the outline and the other side may lie apart and still be the same line.
    longest_gap_m : float
        Stretches whose ends are nearer than this are joined straight; along the outline,
        so much without the other side is bridged by the outline itself.

    Raises
    ------
    DataError
        There are no areas, or their outline comes near the other side nowhere.
    InputError
        The tolerance is not positive.
    """
    if not tolerance_m > 0.0 or longest_gap_m < 0.0:
        raise InputError("line.bad_tolerance", tolerance_m=tolerance_m)
    polygons = [part for area in areas for part in _polygons_of(area)]
    if not polygons or not any(not each.is_empty for each in against):
        raise DataError("line.nothing_to_derive", areas=len(polygons), against=len(against))
    frame = _Frame.around(polygons)
    near = _Near([frame.to_plane(each) for each in against], tolerance_m)
    outline = shapely.union_all([shapely.make_valid(frame.to_plane(each)) for each in polygons])
    chains = [
        chain
        for polygon in _polygons_of(outline)
        for chain in _follow(
            shapely.get_coordinates(shapely.orient_polygons(polygon).exterior), near, longest_gap_m
        )
    ]
    if not chains:
        raise DataError("line.no_shared_outline", tolerance_m=tolerance_m)
    whole, left_out = join_chains(chains, longest_gap_m)
    return _conclude(whole, left_out, frame, tolerance_m)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plane in which distances are worked out."""

    longitude_deg: float
    latitude_deg: float

    @classmethod
    def around(cls, polygons: Sequence[Polygon]) -> _Frame:
        west, south, east, north = shapely.total_bounds(polygons)
        return cls(float(west + east) / 2.0, float(south + north) / 2.0)

    def to_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        project = local_plane(self.longitude_deg, self.latitude_deg)
        return shapely.transform(shapely.force_2d(geometry), lambda xy: np.column_stack(project(*xy.T)))

    def to_degrees(self, plane: Floats) -> Floats:
        return np.column_stack(from_local_plane(self.longitude_deg, self.latitude_deg)(*plane.T))


@dataclass(slots=True)
class _Near:
    """How far places lie from the other side, as far as the tolerance."""

    against: Sequence[BaseGeometry]
    tolerance_m: float
    _tree: shapely.STRtree = field(init=False)

    def __post_init__(self) -> None:
        self._tree = shapely.STRtree(list(_segments_of(self.against)))

    def measure(self, plane: Floats) -> Floats:
        """Return the distance of each place; infinite beyond the tolerance."""
        distances_m = np.full(len(plane), np.inf)
        (places, _), found_m = self._tree.query_nearest(
            shapely.points(plane), max_distance=self.tolerance_m, return_distance=True, all_matches=False
        )
        distances_m[places] = found_m
        return distances_m


def _polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [] if geometry.is_empty else [geometry]
    if isinstance(geometry, MultiPolygon) or hasattr(geometry, "geoms"):
        return [polygon for part in shapely.get_parts(geometry) for polygon in _polygons_of(part)]
    return []


def _segments_of(geometries: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """Return every segment of outlines and lines."""
    paths = [
        part
        for geometry in geometries
        for polygon_or_line in shapely.get_parts(shapely.get_parts(geometry))
        for part in (
            shapely.get_rings(polygon_or_line) if isinstance(polygon_or_line, Polygon) else [polygon_or_line]
        )
    ]
    pieces = []
    for path in paths:
        vertices = shapely.get_coordinates(path)
        if len(vertices) > 1:
            pieces.append(np.stack([vertices[:-1], vertices[1:]], axis=1))
    return np.asarray(shapely.linestrings(np.concatenate(pieces))) if pieces else np.array([])


def _follow(ring: Floats, near: _Near, longest_gap_m: float) -> list[Chain]:
    """Return the stretches of a ring that face the other side, in the direction of the ring."""
    step_m = float(np.clip(near.tolerance_m, _SHORTEST_STEP_M, _LONGEST_STEP_M))
    plane, is_vertex = _split(ring, step_m)
    apart_m = near.measure(plane)
    is_near = np.isfinite(apart_m)
    if not is_near.any():
        return []
    if is_near.all():
        # A ring within the other side all the way round, such as an exclave, has no two ends.
        return [Chain.of(plane, apart_m, is_vertex)]
    first = int(np.argmin(is_near))
    plane, apart_m = np.roll(plane, -first, axis=0), np.roll(apart_m, -first)
    is_vertex, is_near = np.roll(is_vertex, -first), np.roll(is_near, -first)
    ends = np.flatnonzero(np.diff(np.concatenate([[False], is_near, [False]]).astype(np.int8)))
    runs = [(int(start), int(stop) - 1) for start, stop in ends.reshape(-1, 2)]
    lengths_m = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(plane, axis=0), axis=1))])
    trimmed = [_trim(run, apart_m, lengths_m, near.tolerance_m) for run in runs]
    kept = [run for run in trimmed if lengths_m[run[1]] - lengths_m[run[0]] > _SAME_M]
    chains: list[Chain] = []
    before = 0
    for start, stop in kept:
        piece = Chain.of(plane[start : stop + 1], apart_m[start : stop + 1], is_vertex[start : stop + 1])
        if chains:
            along_m = float(lengths_m[start] - lengths_m[before])
            between = slice(before + 1, start)
            way = Chain(plane[between], np.full(start - before - 1, np.inf), is_vertex[between])
            joined = _bridge(chains[-1], piece, way, along_m, near.tolerance_m, longest_gap_m)
            if joined is not None:
                chains[-1], before = joined, stop
                continue
        chains.append(piece)
        before = stop
    return [chain for chain in chains if chain.length_m > near.tolerance_m]


def _split(ring: Floats, step_m: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the places of a ring at most so far apart, once each, and which are its vertices."""
    starts, moves = ring[:-1], np.diff(ring, axis=0)
    counts = np.maximum(1, np.ceil(np.linalg.norm(moves, axis=1) / step_m).astype(np.int64))
    owner = np.repeat(np.arange(len(starts)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    plane = starts[owner] + moves[owner] * (within / counts[owner])[:, None]
    return plane, within == 0


def _trim(run: tuple[int, int], apart_m: Floats, lengths_m: Floats, tolerance_m: float) -> tuple[int, int]:
    """Cut off where the outline turns away from the other side and is still within the tolerance."""
    start, stop = run
    reach_m = 3.0 * tolerance_m
    head = start + int(np.searchsorted(lengths_m[start : stop + 1], lengths_m[start] + reach_m, "right"))
    tail = start + int(np.searchsorted(lengths_m[start : stop + 1], lengths_m[stop] - reach_m, "left"))
    enough = 0.05 * tolerance_m
    first = apart_m[start:head]
    last = apart_m[tail : stop + 1]
    return (
        start + int(np.argmax(first <= first.min() + enough)),
        stop - int(np.argmax(last[::-1] <= last.min() + enough)),
    )


def _bridge(
    before: Chain, after: Chain, way: Chain, along_m: float, tolerance_m: float, longest_gap_m: float
) -> Chain | None:
    """Join two stretches of one ring: across the mouth of a sliver, or along the ring; None if too far."""
    across_m = float(np.linalg.norm(after.plane[0] - before.plane[-1]))
    if across_m <= 2.0 * tolerance_m and along_m > across_m + 2.0 * tolerance_m:
        return before.joined(after, PieceKind.SLIVER, along_m)
    if along_m <= max(longest_gap_m, 2.0 * tolerance_m):
        return before.joined(after, PieceKind.UNCONFIRMED, along_m, way)
    return None


def _conclude(whole: Chain, left_out: Sequence[Chain], frame: _Frame, tolerance_m: float) -> DerivedLine:
    coordinates = frame.to_degrees(whole.plane)
    apart_m, marks = whole.apart_m, list(whole.marks)
    # The rings run counter-clockwise, so that the areas lie on the left.
    is_left = True
    if coordinates[-1, 0] < coordinates[0, 0]:
        last = len(coordinates) - 1
        coordinates, apart_m, is_left = coordinates[::-1], apart_m[::-1], False
        marks = [(last - stop, last - start, kind, length_m) for start, stop, kind, length_m in marks]
    steps_m = measure_geodesic(*coordinates[:-1].T, *coordinates[1:].T)[1]
    chainages_m = np.concatenate([[0.0], np.cumsum(steps_m)])
    pieces = [
        _piece(PieceKind(kind), coordinates, chainages_m, start, length_m)
        for start, _, kind, length_m in marks
    ]
    pieces += _find_apart(coordinates, chainages_m, apart_m, tolerance_m * _AGREE)
    pieces.sort(key=lambda piece: piece.chainage_m or 0.0)
    for chain in left_out:
        longitude_deg, latitude_deg = map(float, frame.to_degrees(chain.plane[:1])[0])
        pieces.append(DerivedPiece(PieceKind.LEFT_OUT, longitude_deg, latitude_deg, chain.length_m))
    known = apart_m[np.isfinite(apart_m)]
    is_drawn = whole.is_vertex if is_left else whole.is_vertex[::-1]
    return DerivedLine(
        coordinates=coordinates[is_drawn],
        length_m=float(chainages_m[-1]),
        typical_apart_m=float(np.median(known)) if len(known) else 0.0,
        farthest_apart_m=float(known.max()) if len(known) else 0.0,
        pieces=tuple(pieces),
        is_left=is_left,
    )


def _find_apart(
    coordinates: Floats, chainages_m: Floats, apart_m: Floats, more_m: float
) -> list[DerivedPiece]:
    """Return stretches where the two sides lie apart; what is nearly one stretch is one."""
    apart = np.flatnonzero(np.isfinite(apart_m) & (apart_m > more_m))
    if not len(apart):
        return []
    breaks = np.flatnonzero(np.diff(chainages_m[apart]) > _BESIDE_M)
    pieces = []
    for group in np.split(apart, breaks + 1):
        start, stop = int(group[0]), int(group[-1])
        length_m = float(chainages_m[stop] - chainages_m[start])
        piece = _piece(PieceKind.APART, coordinates, chainages_m, start, length_m)
        worst_m = float(apart_m[group].max())
        pieces.append(
            DerivedPiece(
                piece.kind, piece.longitude_deg, piece.latitude_deg, length_m, worst_m, piece.chainage_m
            )
        )
    return pieces


def _piece(
    kind: PieceKind, coordinates: Floats, chainages_m: Floats, index: int, length_m: float
) -> DerivedPiece:
    longitude_deg, latitude_deg = map(float, coordinates[index])
    return DerivedPiece(kind, longitude_deg, latitude_deg, length_m, 0.0, float(chainages_m[index]))
