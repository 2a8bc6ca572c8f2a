"""How much of an area lies within a distance of the line.

The area is cut into parallel chords, across the line, and the part of every chord within
the distance is exact; no strip is drawn. The middle one of every three makes a sum of its
own: half its difference from the sum of all says how far the figure may err, and more
chords are laid until that is small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from border_gis.boundary.line.inside import cover
from border_gis.boundary.line.paths import Floats, Integers, Paths, add_up, pair
from border_gis.boundary.line.scale import PlaneScale
from border_gis.boundary.line.search import LineSearch

CHORDS = (16, 64, 256, 1024)
"""How many chords are laid, one number after the other, while an area is not sure enough."""

ENOUGH = 0.002
"""Share of what is inside within which the figure is sure enough."""

ENOUGH_M2 = 1.0

_PAIRS_AT_ONCE = 400_000
_EARTH_RADIUS_M = 6_371_000.0


def measure_inside_m2(
    paths: Paths, search: LineSearch, scale: PlaneScale, distance_m: Floats, radius_m: float
) -> tuple[Floats, Floats]:
    """Return for each shape the square metres of its areas within a distance, and how far they may err."""
    inside, error = np.zeros(paths.shapes), np.zeros(paths.shapes)
    near = np.flatnonzero(distance_m[paths.area_shape] <= radius_m)
    if not near.size or radius_m == 0.0:
        return inside, error
    areas, shape = paths.areas[near], paths.area_shape[near]
    box = shapely.bounds(areas)
    x, y = (box[:, 0] + box[:, 2]) / 2.0, (box[:, 1] + box[:, 3]) / 2.0
    half = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) / 2.0
    away, piece, fraction = search.nearest(x, y)
    foot_x = search.x[piece] + fraction * search.along_x[piece]
    foot_y = search.y[piece] + fraction * search.along_y[piece]
    radius = radius_m * scale.at((x + foot_x) / 2.0, (y + foot_y) / 2.0)
    within = shapely.area(areas)
    unsure = np.zeros(len(areas))
    cut = np.flatnonzero(away + half > radius)
    if cut.size:
        reach = np.minimum(away + 2.0 * half, radius + half)[cut] + 1e-3
        row, pieces = search.within(x[cut], y[cut], reach)
        across = _across(search, x[cut] - foot_x[cut], y[cut] - foot_y[cut], piece[cut])
        keep = _may_matter(search, row, pieces, np.column_stack([x, y])[cut], half[cut], across)
        row, pieces = row[keep], pieces[keep]
        within[cut], unsure[cut] = _sum_chords(
            search, areas[cut], np.column_stack([x, y])[cut], across, radius[cut], row, pieces
        )
    local = scale.at(x, y) ** 2
    # The scale of the plane is not quite the same all over a wide area.
    unsure = unsure + within * half * search.reach_m / _EARTH_RADIUS_M**2
    np.add.at(inside, shape, within / local)
    np.add.at(error, shape, unsure / local)
    return inside, error


def _may_matter(
    search: LineSearch, row: Integers, piece: Integers, middle: Floats, half: Floats, across: Floats
) -> NDArray[np.bool_]:
    """Tell the pieces that can be the nearest for any place of the circle around an area.

    For a place p of the circle and a place b of a piece, |p-b|² - |p-a|² is at least
    |c-b|² - |c-a|² - 2·half·|b-a|, where c is the middle of the circle and a any place on the
    line: three are tried, the feet of the middle and of both sides of the circle.
    """
    from_x, from_y = middle[row, 0] - search.x[piece], middle[row, 1] - search.y[piece]
    along = from_x * search.direction_x[piece] + from_y * search.direction_y[piece]
    along = np.minimum(np.maximum(along, 0.0), search.length[piece])
    nearest = (from_x - along * search.direction_x[piece]) ** 2 + (
        from_y - along * search.direction_y[piece]
    ) ** 2
    may = np.ones(len(row), dtype=bool)
    sideways = np.column_stack([-across[:, 1], across[:, 0]]) * half[:, None]
    for place in (middle, middle + sideways, middle - sideways):
        _, near, fraction = search.nearest(place[:, 0], place[:, 1])
        foot_x = search.x[near] + fraction * search.along_x[near]
        foot_y = search.y[near] + fraction * search.along_y[near]
        from_foot = (foot_x - middle[:, 0]) ** 2 + (foot_y - middle[:, 1]) ** 2
        apart = np.maximum(
            *(
                np.hypot(search.x[end] - foot_x[row], search.y[end] - foot_y[row])
                for end in (piece, piece + 1)
            )
        )
        # A piece is kept beside one that is just as near: the foot's own piece among them.
        may &= nearest - from_foot[row] - 2.0 * half[row] * apart <= 1e-6 * from_foot[row] + 1e-3
    return may


def _across(search: LineSearch, x: Floats, y: Floats, piece: Integers) -> Floats:
    """Return unit vectors from the line to the middles of areas, or across the line where it runs there."""
    length = np.hypot(x, y)
    far = length > 1.0
    safe = np.where(far, length, 1.0)
    return np.column_stack(
        [
            np.where(far, x / safe, -search.direction_y[piece]),
            np.where(far, y / safe, search.direction_x[piece]),
        ]
    )


def _sum_chords(
    search: LineSearch,
    areas: NDArray[np.object_],
    middle: Floats,
    across: Floats,
    radius: Floats,
    row: Integers,
    piece: Integers,
) -> tuple[Floats, Floats]:
    """Return areas within the radius in the plane, and how far they may err."""
    within, unsure = np.zeros(len(areas)), np.full(len(areas), np.inf)
    first, last = (np.searchsorted(row, np.arange(len(areas)), side=side) for side in ("left", "right"))
    bands = _bands(search, row, piece, middle, across, radius)
    todo = np.arange(len(areas))
    for chords in CHORDS:
        for some in _batches(todo, (last - first)[todo] * chords):
            fan = _Fan.of(areas[some], middle[some], across[some], bands[some], chords)
            every, middle_ones = _sum_once(search, fan, radius[some], piece, first[some], last[some])
            within[some], unsure[some] = every, np.abs(every - middle_ones) / 2.0
        todo = todo[unsure[todo] > np.maximum(ENOUGH * within[todo], ENOUGH_M2)]
    return within, unsure


def _batches(rows: Integers, pairs: Integers) -> Iterator[Integers]:
    """Cut rows so that each batch has about as many pairs of chord and piece."""
    if len(rows):
        number = np.cumsum(pairs) // _PAIRS_AT_ONCE
        yield from np.split(rows, np.flatnonzero(np.diff(number)) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Fan:
    """The parts of chords inside areas, in columns.

    Attributes
    ----------
    area : ndarray of int
    begin, end : ndarray, shape (parts, 2)
        In the plane.
    width : ndarray
        Of the chord.
    is_middle : ndarray of bool
        Whether the chord is the middle one of three.
    areas : int
    """

    area: Integers
    begin: Floats
    end: Floats
    width: Floats
    is_middle: NDArray[np.bool_]
    areas: int

    @classmethod
    def of(
        cls, areas: NDArray[np.object_], middle: Floats, across: Floats, bands: Floats, chords: int
    ) -> _Fan:
        """Lay chords across areas; from one corner to the next they are as wide.

        Lengths of chords jump at a corner and nowhere else. The edges of the band in which the
        line runs count as corners, so that no chords can miss it on both sides.
        """
        rings, ring_area = shapely.get_rings(areas, return_index=True)
        positions, ring = shapely.get_coordinates(rings, return_index=True)
        area = ring_area[ring]
        along = np.column_stack([-across[:, 1], across[:, 0]])
        u = ((positions - middle[area]) * across[area]).sum(axis=1)
        v = ((positions - middle[area]) * along[area]).sum(axis=1)
        offset, width, chord_area, number = _space(v, area, bands, chords)
        edge = np.flatnonzero(ring[:-1] == ring[1:])
        laid = np.bincount(chord_area, minlength=len(areas))
        begins, chord = pair(edge, area[edge], laid)
        crosses = (v[begins] <= offset[chord]) != (v[begins + 1] <= offset[chord])
        begins, chord = begins[crosses], chord[crosses]
        part = (offset[chord] - v[begins]) / (v[begins + 1] - v[begins])
        at = u[begins] + part * (u[begins + 1] - u[begins])
        order = np.lexsort((at, chord))
        ends, chord = at[order].reshape(-1, 2), chord[order][::2]
        of = chord_area[chord]
        base = middle[of] + offset[chord, None] * along[of]
        return cls(
            area=of,
            begin=base + ends[:, :1] * across[of],
            end=base + ends[:, 1:] * across[of],
            width=width[chord],
            is_middle=number[chord] % 3 == 1,
            areas=len(areas),
        )


def _sum_once(
    search: LineSearch, fan: _Fan, radius: Floats, piece: Integers, first: Integers, last: Integers
) -> tuple[Floats, Floats]:
    """Return the sums over all chords, and three times those over the middle ones of three."""
    share = cover(search, fan.begin.T, fan.end.T, radius[fan.area], piece, first[fan.area], last[fan.area])
    lengths = np.hypot(*(fan.end - fan.begin).T)
    squares = share * lengths * fan.width
    return (
        add_up(fan.area, squares, fan.areas),
        add_up(fan.area, np.where(fan.is_middle, 3.0 * squares, 0.0), fan.areas),
    )


def _bands(
    search: LineSearch, row: Integers, piece: Integers, middle: Floats, across: Floats, radius: Floats
) -> Floats:
    """Return between which offsets of chords anything lies within the radius, for each area."""
    along = np.column_stack([-across[:, 1], across[:, 0]])
    low, high = np.full(len(middle), np.inf), np.full(len(middle), -np.inf)
    for end in (piece, piece + 1):
        offset = ((np.column_stack([search.x[end], search.y[end]]) - middle[row]) * along[row]).sum(axis=1)
        np.minimum.at(low, row, offset)
        np.maximum.at(high, row, offset)
    return np.column_stack([low - radius, high + radius])


def _space(
    v: Floats, area: Integers, bands: Floats, chords: int
) -> tuple[Floats, Floats, Integers, Integers]:
    """Return offset, width, area and number of chords, a multiple of three between corners."""
    first = np.searchsorted(area, np.arange(len(bands)))
    lowest, highest = np.minimum.reduceat(v, first), np.maximum.reduceat(v, first)
    edges = np.clip(bands, lowest[:, None], highest[:, None])
    v = np.concatenate([v, edges.ravel()])
    area = np.concatenate([area, np.repeat(np.arange(len(bands)), 2)])
    order = np.lexsort((v, area))
    corner, owner = v[order], area[order]
    is_gap = (owner[1:] == owner[:-1]) & (corner[1:] > corner[:-1])
    begin, owner, gap = corner[:-1][is_gap], owner[:-1][is_gap], np.diff(corner)[is_gap]
    total = add_up(owner, gap, len(bands))[owner]
    counts = 3 * np.maximum(np.ceil(gap / total * chords / 3.0), 1.0).astype(np.intp)
    which = np.repeat(np.arange(len(gap)), counts)
    number = np.arange(len(which)) - (np.cumsum(counts) - counts)[which]
    width = (gap / counts)[which]
    return begin[which] + (number + 0.5) * width, width, owner[which], number
