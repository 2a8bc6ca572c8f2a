"""Where shapes touch, follow and cross the line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.line.inside import Spans, find_spans
from border_gis.boundary.line.paths import Floats, Integers, Paths, add_up
from border_gis.boundary.line.search import ON_LINE_M, LineSearch

SHORTEST_FOLLOWED_M = 0.05
"""A shape that keeps to the line for less than this only touches it."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """What touching the line tells of shapes.

    Attributes
    ----------
    touches : ndarray of bool, shape (shapes,)
    on_line_m : ndarray, shape (shapes,)
        Metres on which a shape follows the line.
    has_left, has_right : ndarray of bool, shape (shapes,)
        Of shapes that touch: which sides any part lies on.
    touched_shape, touched_m : ndarray
        Chainages at which segments meet the line.
    crossing_shape, crossing_m : ndarray
        Chainages at which shapes go over to the other side.
    length_left_m, length_right_m : ndarray, shape (shapes,)
        Metres of line strings on either side.
    """

    touches: NDArray[np.bool_]
    on_line_m: Floats
    has_left: NDArray[np.bool_]
    has_right: NDArray[np.bool_]
    touched_shape: Integers
    touched_m: Floats
    crossing_shape: Integers
    crossing_m: Floats
    length_left_m: Floats
    length_right_m: Floats


def find_contacts(paths: Paths, search: LineSearch, away: Floats, hands: NDArray[np.int8]) -> Contacts:
    """Find where shapes meet the line.

    Parameters
    ----------
    away : ndarray, shape (vertices,)
        Distance of each vertex in the plane.
    hands : ndarray of int8, shape (vertices,)
        1 left, -1 right, 0 on the line or beyond an end of it.
    """
    start, shape = paths.start, paths.segment_shape
    on_line = ON_LINE_M * paths.scale
    near = np.flatnonzero(
        (paths.length > 0.0) & ((away[start] + away[start + 1] - paths.length) / 2.0 <= on_line)
    )
    spans = find_spans(paths, search, near, on_line[near], paths.length[near] / 2.0 + 2.0 * ON_LINE_M)
    touched = shape[spans.segment]
    touches = np.zeros(paths.shapes, dtype=bool)
    touches[touched] = True
    touches[paths.vertex_shape[away <= ON_LINE_M]] = True
    lengths_m = (spans.high - spans.low) * paths.length[spans.segment] / paths.scale[spans.segment]
    followed_m = np.where(lengths_m >= SHORTEST_FOLLOWED_M, lengths_m, 0.0)
    chainages_m = _chainages(paths, search, spans)
    gaps = _look_between(paths, search, spans)
    crossing_shape, crossing_m, sides = _walk(paths, spans, gaps, chainages_m, hands, touches)
    length_left_m, length_right_m = _measure_sides(paths, spans, gaps, hands)
    return Contacts(
        touches=touches,
        on_line_m=add_up(touched, followed_m, paths.shapes),
        has_left=sides[0],
        has_right=sides[1],
        touched_shape=touched,
        touched_m=chainages_m,
        crossing_shape=crossing_shape,
        crossing_m=crossing_m,
        length_left_m=length_left_m,
        length_right_m=length_right_m,
    )


def _chainages(paths: Paths, search: LineSearch, spans: Spans) -> Floats:
    """Return the chainage of the middle of each span."""
    start = paths.start[spans.segment]
    middle = (spans.low + spans.high) / 2.0
    x = paths.x[start] + middle * (paths.x[start + 1] - paths.x[start])
    y = paths.y[start] + middle * (paths.y[start + 1] - paths.y[start])
    piece = spans.piece
    along = (x - search.x[piece]) * search.direction_x[piece] + (y - search.y[piece]) * search.direction_y[
        piece
    ]
    begins_m = search.chainages_m[piece]
    fraction = np.clip(along / search.length[piece], 0.0, 1.0)
    # A span that follows the line leaves the piece beside which it begins.
    is_long = (spans.high - spans.low) * paths.length[spans.segment] > SHORTEST_FOLLOWED_M
    chainages_m = begins_m + fraction * (search.chainages_m[piece + 1] - begins_m)
    if is_long.any():
        _, nearest, part = search.nearest(x[is_long], y[is_long])
        first_m = search.chainages_m[nearest]
        chainages_m[is_long] = first_m + part * (search.chainages_m[nearest + 1] - first_m)
    return chainages_m


def _walk(
    paths: Paths,
    spans: Spans,
    gaps: _Gaps,
    chainages_m: Floats,
    hands: NDArray[np.int8],
    touches: NDArray[np.bool_],
) -> tuple[Integers, Floats, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Go along every shape that touches the line and note the side, between contacts too."""
    vertices = np.flatnonzero(touches[paths.vertex_shape])
    # The path, the place along it, and the hand there; contacts come with their chainage.
    place = np.concatenate(
        [
            vertices.astype(np.float64),
            paths.start[gaps.segment] + gaps.fraction,
            paths.start[spans.segment] + (spans.low + spans.high) / 2.0,
        ]
    )
    hand = np.concatenate([hands[vertices], gaps.hand, np.zeros(len(spans.low), dtype=np.int8)])
    chainage = np.concatenate([np.full(len(vertices) + len(gaps.segment), np.nan), chainages_m])
    order = np.argsort(place, kind="stable")
    place, hand, chainage = place[order], hand[order], chainage[order]
    path = paths.path[np.floor(place).astype(np.intp)]
    sided = np.flatnonzero(hand)
    before, after = sided[:-1], sided[1:]
    flips = (path[before] == path[after]) & (hand[before] != hand[after])
    contacts = np.flatnonzero(~np.isnan(chainage))
    position = np.searchsorted(contacts, before[flips])
    there = position < len(contacts)
    found = contacts[np.minimum(position, max(len(contacts) - 1, 0))] if len(contacts) else position
    there &= found < after[flips]
    sides = tuple(np.zeros(paths.shapes, dtype=bool) for _ in range(2))
    sides[0][paths.shape[path[hand > 0]]] = True
    sides[1][paths.shape[path[hand < 0]]] = True
    return paths.shape[path[before[flips][there]]], chainage[found[there]], (sides[0], sides[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Gaps:
    """Parts of segments before, between and after spans: where the middle is, its hand, how long it is."""

    segment: Integers
    fraction: Floats
    hand: NDArray[np.int8]
    length: Floats


def _look_between(paths: Paths, search: LineSearch, spans: Spans) -> _Gaps:
    if not len(spans.segment):
        return _Gaps(spans.segment, spans.low, np.empty(0, dtype=np.int8), spans.low)
    is_first = np.ones(len(spans.segment), dtype=bool)
    is_first[1:] = spans.segment[1:] != spans.segment[:-1]
    is_last = np.append(is_first[1:], True)
    begins = np.where(is_first, 0.0, np.append(0.0, spans.high[:-1]))
    segment = np.concatenate([spans.segment, spans.segment[is_last]])
    low = np.concatenate([begins, spans.high[is_last]])
    high = np.concatenate([spans.low, np.ones(int(is_last.sum()))])
    length = (high - low) * paths.length[segment]
    wide = length > 2.0 * ON_LINE_M
    segment, fraction, length = segment[wide], ((low + high) / 2.0)[wide], length[wide]
    start = paths.start[segment]
    x = paths.x[start] + fraction * (paths.x[start + 1] - paths.x[start])
    y = paths.y[start] + fraction * (paths.y[start + 1] - paths.y[start])
    return _Gaps(segment, fraction, hands_of(search, x, y, *search.nearest(x, y)), length)


def _measure_sides(paths: Paths, spans: Spans, gaps: _Gaps, hands: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Return the metres of line strings to the left and to the right of the line.

    A segment that does not meet the line lies where its ends lie: half of it with each.
    """
    alone = paths.is_line.copy()
    alone[spans.segment] = False
    whole = np.flatnonzero(alone)
    of_gap = np.flatnonzero(paths.is_line[gaps.segment])
    segment = np.concatenate([whole, whole, gaps.segment[of_gap]])
    hand = np.concatenate([hands[paths.start[whole]], hands[paths.start[whole] + 1], gaps.hand[of_gap]])
    half = paths.length[whole] / 2.0
    metres = np.concatenate([half, half, gaps.length[of_gap]]) / paths.scale[segment]
    shape = paths.segment_shape[segment]
    left, right = (add_up(shape, np.where(hand == side, metres, 0.0), paths.shapes) for side in (1, -1))
    return left, right


def hands_of(
    search: LineSearch, x: Floats, y: Floats, away: Floats, piece: Integers, fraction: Floats
) -> NDArray[np.int8]:
    """Return the hand of places of the plane: 1 left, -1 right, 0 on the line or beyond an end of it."""
    left = search.is_left(x, y, piece, fraction)
    nowhere = (away <= ON_LINE_M) | search.beyond_end(x, y, piece, fraction)
    return np.where(nowhere, 0, np.where(left, 1, -1)).astype(np.int8)
