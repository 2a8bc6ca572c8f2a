"""Mistakes that whole files of coordinates carry, known by where the file would land.

A datum shift forgotten moves everything by 224 m, a wrong zone by 154 km, rotations with the
wrong sign by 0.8 m. None of them can be seen in a single number. They are seen when many
positions are held against something known: the same markers in the register, or the line for
things that stand on it. A mistake is suspected by name where undoing it makes the positions
fit, and it is offered, never undone by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from border_gis.boundary.coordinates.model import BORDER_REGION
from border_gis.boundary.coordinates.web_map_offset import from_web_map
from border_gis.crs import (
    ZONES,
    Zone,
    from_vn2000,
    from_vn2000_geographic,
    measure_geodesic,
    to_vn2000_geographic,
    undo_wrong_rotations,
)
from border_gis.errors import CrsError

Positions = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees, WGS 84 as the file claims."""

Misfit = Callable[[Positions], NDArray[np.float64]]
"""How far each position is from where it should be, in metres."""

FEWEST_POSITIONS = 3
_TIMES_BETTER = 5.0
_LEAST_MISFIT_M = 0.4
_WORST_FIT_M = 500.0
_NEAR_DEG = 5.0
_FARTHEST_PLANE_M = (1e7, 1e7)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A mistake that a file of coordinates seems to carry.

    Attributes
    ----------
    code : str
        ``"shift_forgotten"`` (VN-2000 degrees taken for WGS 84), ``"shift_twice"`` (WGS 84
        taken for VN-2000), ``"wrong_rotations"``, ``"swapped"``, ``"web_map"``,
        ``"other_zone"`` or ``"swapped_plane"``.
    before_m, after_m : float
        Median distance from where the positions should be, as they are and with the
        mistake undone; infinite where they are nowhere near this border.
    count : int
        How many positions that rests on.
    zone : Zone or None
        The zone in which plane coordinates fit.
    positions : ndarray, shape (n, 2)
        WGS 84 with the mistake undone; NaN where that is impossible.
    """

    code: str
    before_m: float
    after_m: float
    count: int
    positions: Positions
    zone: Zone | None = None


def misfit_to_known(known: Positions) -> Misfit:
    """Return how to measure positions against known ones of the same things, row by row."""

    def measure(positions: Positions) -> NDArray[np.float64]:
        return np.asarray(measure_geodesic(*positions.T, *known.T)[1])

    return measure


def suspect_degrees(positions: Positions, misfit: Misfit) -> tuple[Suspicion, ...]:
    """Suspect mistakes in longitudes and latitudes that a file calls WGS 84.

    Parameters
    ----------
    positions : ndarray, shape (n, 2)
    misfit : callable
        ``misfit_to_known``, or the distance from the line for things that stand on it.

    Returns
    -------
    tuple of Suspicion
        The one that fits best first, and others only where they fit nearly as well; empty
        where the positions fit as they are, where nothing makes them fit clearly better, or
        where there are fewer than three.
    """
    return _judge(positions, positions, misfit, _undo_in_degrees(positions))


def suspect_plane(
    plane: Positions, zone: Zone | None, misfit: Misfit, zones: Sequence[Zone] = ZONES
) -> tuple[Suspicion, ...]:
    """Suspect mistakes in plane VN-2000 coordinates that a file places in a zone.

    Parameters
    ----------
    plane : ndarray, shape (n, 2)
        East and north in metres.
    zone : Zone or None
        As the file claims; None where nothing says, or where it claims another plane.
    misfit : callable
    zones : sequence of Zone
        Zones to try.
    """
    if zone is None:
        nowhere = np.full_like(plane, np.nan)
        attempts = (("other_zone", each, _unproject(plane, each)) for each in zones)
        return _judge(plane, nowhere, misfit, attempts)
    return _judge(plane, _unproject(plane, zone), misfit, _undo_in_plane(plane, zone, zones))


def undo_mistake(code: str, positions: Positions) -> Positions:
    """Return positions in WGS 84 with a mistake undone that lies in their degrees.

    Parameters
    ----------
    code : str
        Of ``MISTAKES_IN_DEGREES``.
    positions : ndarray, shape (n, 2)
    """
    return _apply(_WAYS_BACK[code], positions)


_WAYS_BACK: Mapping[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "shift_forgotten": from_vn2000_geographic,
    "shift_twice": to_vn2000_geographic,
    "wrong_rotations": undo_wrong_rotations,
    "web_map": from_web_map,
}
MISTAKES_IN_DEGREES = tuple(_WAYS_BACK)
"""Mistakes that move each position by itself, whatever file it stood in."""


def _undo_in_degrees(positions: Positions) -> Iterator[tuple[str, Zone | None, Positions]]:
    yield "swapped", None, positions[:, ::-1]
    for code in MISTAKES_IN_DEGREES:
        yield code, None, undo_mistake(code, positions)


def _undo_in_plane(
    plane: Positions, claimed: Zone, zones: Sequence[Zone]
) -> Iterator[tuple[str, Zone | None, Positions]]:
    for zone in zones:
        if zone is not claimed:
            yield "other_zone", zone, _unproject(plane, zone)
    yield "swapped_plane", claimed, _unproject(plane[:, ::-1], claimed)
    positions = _unproject(plane, claimed)
    yield "wrong_rotations", claimed, _apply(undo_wrong_rotations, positions)
    yield "shift_twice", claimed, _apply(to_vn2000_geographic, positions)


def _judge(
    given: Positions,
    as_claimed: Positions,
    misfit: Misfit,
    attempts: Iterator[tuple[str, Zone | None, Positions]],
) -> tuple[Suspicion, ...]:
    usable = np.isfinite(given).all(axis=1)
    if usable.sum() < FEWEST_POSITIONS:
        return ()
    before_m = _median(misfit, as_claimed)
    if before_m < _LEAST_MISFIT_M:
        return ()
    found = []
    for code, zone, positions in attempts:
        after_m = _median(misfit, positions)
        if after_m < _WORST_FIT_M and after_m * _TIMES_BETTER < before_m:
            found.append(Suspicion(code, before_m, after_m, int(usable.sum()), positions, zone))
    found.sort(key=lambda suspicion: suspicion.after_m)
    # What fits much worse than the best is half a remedy, such as the neighbouring zone.
    enough_m = max(found[0].after_m * _TIMES_BETTER, _LEAST_MISFIT_M) if found else 0.0
    return tuple(suspicion for suspicion in found if suspicion.after_m <= enough_m)


def _median(misfit: Misfit, positions: Positions) -> float:
    """Return the median misfit; infinite where most positions are nowhere near this border."""
    west_south = np.array([BORDER_REGION.west_deg, BORDER_REGION.south_deg]) - _NEAR_DEG
    east_north = np.array([BORDER_REGION.east_deg, BORDER_REGION.north_deg]) + _NEAR_DEG
    near = np.all((positions > west_south) & (positions < east_north), axis=1)
    if near.mean() <= 0.5:
        return np.inf
    somewhere = (west_south + east_north) / 2.0
    return float(np.median(misfit(np.where(near[:, None], positions, somewhere))[near]))


def _unproject(plane: Positions, zone: Zone) -> Positions:
    return _apply(lambda east_m, north_m: from_vn2000(east_m, north_m, zone), plane, _FARTHEST_PLANE_M)


def _apply(
    transform: Callable[[Any, Any], tuple[Any, Any]],
    positions: Positions,
    farthest: tuple[float, float] = (180.0, 90.0),
) -> Positions:
    """Transform what can be; the rest, and everything if nothing can, is not a number."""
    usable = np.all(np.abs(positions) <= np.array(farthest), axis=1)
    moved = np.full_like(positions, np.nan)
    if usable.any():
        with suppress(CrsError):
            moved[usable] = np.column_stack(transform(*positions[usable].T))
    return moved
