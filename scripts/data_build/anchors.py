"""Where on the line the known markers stand, and how far between them to trust it.

A marker is interpolated along the line between two anchors. An anchor is a published
marker, a place with a coordinate at which a marker is known to stand, or a province limit,
given as the length along a detailed line. That length falls on the shipped line by
interpolation between the anchors that have coordinates.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from border_gis.boundary.reference import MarkerReference, parse

# Root mean square, over the anchors between the first and the last, of the error that each
# would have if it were interpolated between its two neighbours, divided by d1 d2 / (d1 + d2).
ALONG_RATIO = 0.6
# A report that measures x metres from a marker stands well before the next one.
ROOM_AFTER_OFFSET = 1.25

Finder = Callable[[float, float], float]
Post = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A known point of the line.

    Attributes
    ----------
    label : str
        Markers as the table of anchors writes them.
    post : Fraction
        Place in the order of markers: 171.5 is half-way between 171 and 172.
    chainage_m : float
        Along the shipped line.
    accuracy_m : float
        One sigma along the line.
    """

    label: str
    post: Fraction
    chainage_m: float
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class PlacedPost:
    """A marker's place along the line.

    Attributes
    ----------
    chainage_m : float
    along_accuracy_m : float
        One sigma along the line.
    before, after : Anchor
        The anchors on either side, twice the same at an anchor.
    """

    chainage_m: float
    along_accuracy_m: float
    before: Anchor
    after: Anchor


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a table of facts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_reference(text: str) -> MarkerReference:
    """Read one marker."""
    return parse(text)[0].start.marker


def order_posts(named: Sequence[Mapping[str, str]], last_number: int) -> dict[Post, Fraction]:
    """Return every main number and every secondary one that is named, with its place in the order.

    Secondary markers N/1 … N/k divide the way from N to N+1 evenly.
    """
    subs: dict[int, set[int]] = {}
    for row in named:
        reference = read_reference(row["marker"])
        if reference.sub is not None:
            subs.setdefault(reference.number, set()).add(reference.sub)
    posts: dict[Post, Fraction] = {}
    for number in range(last_number + 1):
        posts[(number, 0)] = Fraction(number)
        known = sorted(subs.get(number, ()))
        for sub in known:
            posts[(number, sub)] = number + Fraction(sub, max(known) + 1)
    return posts


def read_anchors(
    rows: Sequence[Mapping[str, str]],
    published: Mapping[int, tuple[float, float]],
    posts: Mapping[Post, Fraction],
    find_chainage_m: Finder,
    length_m: float,
) -> tuple[Anchor, ...]:
    """Return the anchors that are used, in the order of the line.

    Parameters
    ----------
    rows : sequence of mapping
        The table of anchors.
    published : mapping of int to (float, float)
        Longitude and latitude of the published markers by number; the mean of several.
    posts : mapping
        From ``order_posts``.
    find_chainage_m : callable
        From longitude and latitude to the nearest point's chainage on the shipped line.
    length_m : float
        Of the shipped line.

    Raises
    ------
    ValueError
        If two anchors contradict each other.
    """
    used = [row for row in rows if row["used"] == "yes"]
    places = [_find_place(row, published, find_chainage_m) for row in used]
    known_km = [float(row["detailed_km"]) for row in used]
    located = [(km, place) for km, place in zip(known_km, places, strict=True) if place is not None]
    located_km, located_m = np.array([*located, (known_km[-1], length_m)]).T
    anchors = tuple(
        Anchor(
            label=row["markers"],
            post=_find_post(row["markers"], posts),
            chainage_m=place if place is not None else float(np.interp(km, located_km, located_m)),
            accuracy_m=float(row["accuracy_m"]),
        )
        for row, place, km in zip(used, places, known_km, strict=True)
    )
    for before, after in pairwise(anchors):
        if not (before.post < after.post and before.chainage_m < after.chainage_m):
            raise ValueError(f"anchors {before.label} and {after.label} contradict each other")
    return anchors


def place_posts(
    posts: Mapping[Post, Fraction], anchors: Sequence[Anchor], next_at_least_m: Mapping[Post, float]
) -> dict[Post, PlacedPost]:
    """Interpolate every post between its anchors.

    Parameters
    ----------
    posts : mapping
        From ``order_posts``.
    anchors : sequence of Anchor
        The first at the first post, the last at the last.
    next_at_least_m : mapping
        Distances that reports measure from a marker towards the next: the next one stands
        at least 1.25 times as far.
    """
    order = sorted(posts, key=lambda post: posts[post])
    room = {
        posts[post]: (posts[after], ROOM_AFTER_OFFSET * next_at_least_m[post])
        for post, after in pairwise(order)
        if post in next_at_least_m
    }
    placed: dict[Post, PlacedPost] = {}
    for before, after in pairwise(anchors):
        within = sorted({value for value in posts.values() if before.post < value < after.post})
        stops = [before.post, *within, after.post]
        chainages = before.chainage_m + np.r_[0.0, np.cumsum(_divide(stops, room, before, after))]
        known = dict(zip(stops, chainages.tolist(), strict=True))
        for post, value in posts.items():
            if value in known:
                placed[post] = _place(known[value], before, after)
    return {post: placed[post] for post in order}


def _divide(
    stops: Sequence[Fraction], room: Mapping[Fraction, tuple[Fraction, float]], before: Anchor, after: Anchor
) -> list[float]:
    """Return the lengths between the stops: even by number, save where more room is known."""
    total_m = after.chainage_m - before.chainage_m
    shares = [float(stop - start) for start, stop in pairwise(stops)]
    even_m = total_m / sum(shares)
    fixed: dict[int, float] = {}
    for index, (start, stop) in enumerate(pairwise(stops)):
        end, least_m = room.get(start, (stop, 0.0))
        if end == stop and least_m > even_m * shares[index]:
            fixed[index] = least_m
    rest = sum(share for index, share in enumerate(shares) if index not in fixed)
    rest_m = (total_m - sum(fixed.values())) / rest
    return [fixed.get(index, rest_m * share) for index, share in enumerate(shares)]


def _place(chainage_m: float, before: Anchor, after: Anchor) -> PlacedPost:
    from_m, to_m = chainage_m - before.chainage_m, after.chainage_m - chainage_m
    share = from_m / (from_m + to_m)
    return PlacedPost(
        chainage_m=chainage_m,
        along_accuracy_m=float(
            np.hypot(
                np.hypot((1 - share) * before.accuracy_m, share * after.accuracy_m),
                ALONG_RATIO * from_m * to_m / (from_m + to_m),
            )
        ),
        before=after if to_m <= 0 else before,
        after=before if from_m <= 0 else after,
    )


def measure_along_ratio(anchors: Sequence[Anchor]) -> float:
    """Return what ``ALONG_RATIO`` is taken from, by leaving out one anchor after the other."""
    ratios = []
    for before, left_out, after in zip(anchors, anchors[1:], anchors[2:], strict=False):
        share = float((left_out.post - before.post) / (after.post - before.post))
        error_m = before.chainage_m + share * (after.chainage_m - before.chainage_m) - left_out.chainage_m
        from_m, to_m = left_out.chainage_m - before.chainage_m, after.chainage_m - left_out.chainage_m
        ratios.append(error_m * (from_m + to_m) / (from_m * to_m))
    return float(np.sqrt(np.mean(np.square(ratios))))


def _find_place(
    row: Mapping[str, str], published: Mapping[int, tuple[float, float]], find_chainage_m: Finder
) -> float | None:
    if row["basis"] == "published":
        return find_chainage_m(*published[read_reference(row["markers"].split("-")[0]).number])
    if row["basis"] == "coordinate":
        return find_chainage_m(float(row["longitude"]), float(row["latitude"]))
    return None


def _find_post(markers: str, posts: Mapping[Post, Fraction]) -> Fraction:
    ends = [read_reference(part) for part in markers.split("-")]
    values = [posts[(end.number, end.sub or 0)] for end in ends]
    return sum(values, Fraction(0)) / len(values)
