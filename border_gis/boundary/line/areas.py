"""How much of an area lies within a distance of the line.

The area is cut into parallel chords, across the line, and the part of every chord within
the distance is exact; no strip is drawn. Every other chord makes one sum and the rest a
second one: half their difference says how sure the figure is, and more chords are laid
until it is small.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from border_gis.boundary.line.inside import join_spans
from border_gis.boundary.line.nearest import LineSearch
from border_gis.boundary.line.paths import Floats, Integers, Paths
from border_gis.boundary.line.scale import PlaneScale

CHORDS = (32, 128, 512)
"""How many chords are laid, one number after the other, while an area is not sure enough."""

ENOUGH = 0.001
"""Share of the area within which the figure is sure enough."""

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
        keep = _may_matter(search, row, pieces, x[cut], y[cut], half[cut], (foot_x[cut], foot_y[cut]))
        row, pieces = row[keep], pieces[keep]
        across = _across(search, x[cut] - foot_x[cut], y[cut] - foot_y[cut], piece[cut])
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
    search: LineSearch,
    row: Integers,
    piece: Integers,
    x: Floats,
    y: Floats,
    half: Floats,
    foot: tuple[Floats, Floats],
) -> NDArray[np.bool_]:
    """Tell the pieces that can be the nearest for any place of the circle around an area.

    For a place p of the circle and a place b of a piece, |p-b|² - |p-a|² is at least
    |c-b|² - |c-a|² - 2·half·|b-a|, where c is the middle of the circle and a its foot on the line.
    """
    middle_x = search.x[piece] + search.along_x[piece] / 2.0
    middle_y = search.y[piece] + search.along_y[piece] / 2.0
    from_middle = np.hypot(middle_x - x[row], middle_y - y[row])
    from_foot = np.hypot(foot[0] - x, foot[1] - y)[row]
    apart = np.hypot(middle_x - foot[0][row], middle_y - foot[1][row])
    gain = from_middle**2 - from_foot**2 - 2.0 * half[row] * apart
    slack = search.length[piece] / 2.0 * (2.0 * from_middle + search.length[piece] + 2.0 * half[row])
    return np.asarray(gain <= slack)


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
    whole = shapely.area(areas)
    todo = np.arange(len(areas))
    for chords in CHORDS:
        first, last = np.searchsorted(row, todo), np.searchsorted(row, todo, side="right")
        sums = [
            _sum_once(
                search, areas[one], middle[one], across[one], radius[one], piece[first[i] : last[i]], chords
            )
            for i, one in enumerate(todo.tolist())
        ]
        even, odd = np.array(sums).reshape(-1, 2).T
        within[todo], unsure[todo] = (even + odd) / 2.0, np.abs(even - odd) / 2.0
        todo = todo[unsure[todo] > ENOUGH * whole[todo]]
    return within, unsure


def _sum_once(
    search: LineSearch,
    area: shapely.Geometry,
    middle: Floats,
    across: Floats,
    radius: float,
    piece: Integers,
    chords: int,
) -> tuple[float, float]:
    """Return twice the sum over even chords, and over odd ones: each is an estimate of the area."""
    along, offset, number, width = _lay_chords(area, middle, across, chords)
    if not len(number) or not len(piece):
        return 0.0, 0.0
    begin = middle + along[:, :1] * across + offset[:, None] * [-across[1], across[0]]
    end = middle + along[:, 1:] * across + offset[:, None] * [-across[1], across[0]]
    segment = np.repeat(np.arange(len(number)), len(piece))
    spans = join_spans(
        search,
        segment,
        np.tile(piece, len(number)),
        begin[segment, 0],
        begin[segment, 1],
        end[segment, 0],
        end[segment, 1],
        np.full(len(segment), radius),
    )
    squares = (spans.high - spans.low) * ((along[:, 1] - along[:, 0]) * width)[spans.segment]
    is_odd = number[spans.segment] % 2 == 1
    return 2.0 * float(squares[~is_odd].sum()), 2.0 * float(squares[is_odd].sum())


def _lay_chords(
    area: shapely.Geometry, middle: Floats, across: Floats, chords: int
) -> tuple[Floats, Floats, Integers, Floats]:
    """Return begin and end along each chord inside an area, its offset, its number, and its width.

    From one corner of the area to the next chords are as wide; their lengths jump at a
    corner and nowhere else.
    """
    positions, ring = shapely.get_coordinates(shapely.get_rings(area), return_index=True)
    u = (positions - middle) @ across
    v = (positions - middle) @ np.array([-across[1], across[0]])
    edge = np.flatnonzero(ring[:-1] == ring[1:])
    offsets, widths = _space(np.unique(v), chords)
    over = v[edge][:, None] <= offsets
    crossed, chord = np.nonzero(over != (v[edge + 1][:, None] <= offsets))
    begin = edge[crossed]
    part = (offsets[chord] - v[begin]) / (v[begin + 1] - v[begin])
    at = u[begin] + part * (u[begin + 1] - u[begin])
    order = np.lexsort((at, chord))
    pairs, number = at[order].reshape(-1, 2), chord[order][::2]
    return pairs, offsets[number], number, widths[number]


def _space(corners: Floats, chords: int) -> tuple[Floats, Floats]:
    """Return the offsets and widths of chords, an even number between each corner and the next."""
    gaps = np.diff(corners)
    counts = 2 * np.maximum(np.ceil(gaps / (corners[-1] - corners[0]) * chords / 2.0), 1.0).astype(np.intp)
    gap = np.repeat(np.arange(len(gaps)), counts)
    number = np.arange(len(gap)) - (np.cumsum(counts) - counts)[gap]
    widths = (gaps / counts)[gap]
    return corners[gap] + (number + 0.5) * widths, widths
