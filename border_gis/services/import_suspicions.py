"""Hold the coordinates of a whole file against what the office knows, and offer to mend what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import Point

from border_gis.boundary.coordinates.suspects import (
    FEWEST_POSITIONS,
    MISTAKES_IN_DEGREES,
    Misfit,
    Positions,
    Suspicion,
    misfit_to_known,
    suspect_degrees,
    suspect_plane,
    undo_mistake,
)
from border_gis.boundary.line import BoundaryLine, find_feet
from border_gis.crs import is_plane, to_wgs84, zone_of_crs
from border_gis.errors import CrsError, InputError
from border_gis.exchange.incoming.correcting import Correction, correct_row
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.raw_positions import RawPositions, sample_positions
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.incoming.values import read_text
from border_gis.services.permissions import without_actor
from border_gis.services.places import find_places
from border_gis.services.workspaces import Workspace

if TYPE_CHECKING:
    from border_gis.services.import_previews import ImportPreview, ImportWish

# What is known must be far better than a mistake for the mistake to be seen.
GOOD_ENOUGH_M = 20.0
_MOST_PLACES = 60
_VN2000_DEGREES = "4756"


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Positions that can be held against something, and how."""

    pairs: Positions
    misfit: Misfit


@without_actor("part of the preview of a file, which asks for a role itself")
def suspect_file(
    workspace: Workspace, preview: ImportPreview, read: Callable[[], Iterable[IncomingRow]]
) -> tuple[Suspicion, ...]:
    """Return the mistakes that the coordinates of a file as a whole seem to carry.

    Markers are held against the same markers of the register, or against the line; incidents
    and works against the places that their references mean; a line against the line in use.

    Parameters
    ----------
    workspace : Workspace
    preview : ImportPreview
        As far as it is known: layer, target, fields, CRS and correction.
    read : callable
        Gives the rows of the layer, from the first.
    """
    sources = preview.fields.sources
    rows = (correct_row(row, preview.correction, sources) for row in read())
    raw = sample_positions(rows, sources)
    held = None if len(raw.pairs) < FEWEST_POSITIONS else _hold(workspace, preview, raw, read)
    return () if held is None else _judge(held, preview, raw)


@without_actor("says what to choose for a file, and reads nothing")
def remedy_of(suspicion: Suspicion, preview: ImportPreview, wish: ImportWish) -> ImportWish:
    """Return the wish that reads the file with a mistake undone.

    Parameters
    ----------
    suspicion : Suspicion
    preview : ImportPreview
        In which it is suspected.
    wish : ImportWish
        With which the file was read.
    """
    if suspicion.code != "other_zone" or suspicion.zone is None:
        return replace(wish, correction=Correction(suspicion.code))
    # A column of the file that names the zone would be heard before the person.
    said = {name: None for name in ("crs", "province") if name in preview.fields.sources}
    keeps = preview.target is not Target.MARKERS
    fields = wish.fields if keeps or not said else {**(wish.fields or {}), **said}
    return replace(wish, crs=f"EPSG:{suspicion.zone.epsg}", fields=fields)


def _judge(held: _Held, preview: ImportPreview, raw: RawPositions) -> tuple[Suspicion, ...]:
    zone = zone_of_crs(preview.crs)
    if raw.is_plane and (preview.crs is None or zone is not None) and not preview.correction:
        return suspect_plane(held.pairs, zone, held.misfit)
    degrees = _to_degrees(held.pairs, preview.crs, is_plane_given=raw.is_plane)
    if preview.correction in MISTAKES_IN_DEGREES:
        degrees = undo_mistake(preview.correction, degrees)
    found = suspect_degrees(degrees, held.misfit)
    if raw.is_plane and not found and not preview.correction:
        return suspect_plane(held.pairs, None, held.misfit) if not _fits(degrees, held.misfit) else ()
    return found


def _fits(degrees: Positions, misfit: Misfit) -> bool:
    """Return whether positions are where they should be, as far as a wrong zone goes."""
    usable = np.isfinite(degrees).all(axis=1)
    return bool(usable.any()) and float(np.median(misfit(np.nan_to_num(degrees))[usable])) < GOOD_ENOUGH_M


def _to_degrees(pairs: Positions, crs: str | None, *, is_plane_given: bool) -> Positions:
    if is_plane_given != is_plane(crs) or (not is_plane_given and _VN2000_DEGREES not in (crs or "")):
        # Columns of degrees are WGS 84 whatever the plane of the layer is.
        return np.full_like(pairs, np.nan) if is_plane_given else pairs
    try:
        return np.column_stack(to_wgs84(pairs[:, 0], pairs[:, 1], crs))
    except CrsError:
        return np.full_like(pairs, np.nan)


def _hold(
    workspace: Workspace,
    preview: ImportPreview,
    raw: RawPositions,
    read: Callable[[], Iterable[IncomingRow]],
) -> _Held | None:
    match preview.target:
        case Target.MARKERS:
            return _hold_to_register(workspace, raw) or _hold_to_line(workspace, raw)
        case Target.LINE:
            return _hold_to_line(workspace, raw)
        case Target.WORKS | Target.INCIDENTS:
            return _hold_to_references(workspace, preview, raw, read)
        case _:
            return None


def _hold_to_register(workspace: Workspace, raw: RawPositions) -> _Held | None:
    known = {
        marker.reference: (marker.position.longitude_deg, marker.position.latitude_deg)
        for marker in workspace.markers
        if marker.accuracy_m is not None and marker.accuracy_m <= GOOD_ENOUGH_M
    }
    there = [known.get(marker) if marker is not None else None for marker in raw.markers]
    return _hold_to_known(raw, there)


def _hold_to_known(raw: RawPositions, there: list[tuple[float, float] | None]) -> _Held | None:
    kept = [number for number, at in enumerate(there) if at is not None]
    if len(kept) < FEWEST_POSITIONS:
        return None
    known = np.array([there[number] for number in kept], dtype=np.float64)
    return _Held(raw.pairs[kept], misfit_to_known(known))


def _hold_to_line(workspace: Workspace, raw: RawPositions) -> _Held | None:
    lines = [line for line in workspace.lines if line.accuracy_m <= GOOD_ENOUGH_M]
    return _Held(raw.pairs, _misfit_to_line(lines[-1])) if lines else None


def _misfit_to_line(line: BoundaryLine) -> Misfit:
    return lambda positions: find_feet(line, *positions.T).nearest().distance_m


def _hold_to_references(
    workspace: Workspace,
    preview: ImportPreview,
    raw: RawPositions,
    read: Callable[[], Iterable[IncomingRow]],
) -> _Held | None:
    source = preview.fields.sources.get("place")
    if source is None:
        return None
    first_of_row = {number: index for index, number in reversed(list(enumerate(raw.rows)))}
    there: list[tuple[float, float] | None] = [None] * len(raw.rows)
    asked = 0
    for row in read():
        text = read_text(row.values.get(source))
        if asked == _MOST_PLACES:
            break
        if text and row.number in first_of_row:
            asked += 1
            there[first_of_row[row.number]] = _find_point(workspace, text)
    return _hold_to_known(raw, there)


def _find_point(workspace: Workspace, text: str) -> tuple[float, float] | None:
    """Return where a reference of one reading lies, as a point."""
    try:
        found = find_places(workspace, text)
    except InputError:
        return None
    geometry = found.choices[0].geometry if len(found.choices) == 1 else None
    return (geometry.x, geometry.y) if isinstance(geometry, Point) else None
