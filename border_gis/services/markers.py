"""What a person does with the register: list it, look at one marker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference import MarkerReference, Reading, parse, parse_list
from border_gis.boundary.register import check_register
from border_gis.boundary.register.marker import Marker, MarkerKind
from border_gis.crs import follow_geodesic, local_plane
from border_gis.errors import Finding, InputError, NotFoundError
from border_gis.incidents.model import Incident
from border_gis.incidents.search import fold_text
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery
from border_gis.works.model import Work

NEAR_M = 1_000.0
MOST_INCIDENTS = 200


@dataclass(frozen=True, slots=True)
class MarkerFilter:
    """Which markers are asked for. What is empty or None does not restrict.

    Attributes
    ----------
    text : str
        In the reference, the unit, the gate, the source or the note; without accents and case.
    number_from, number_to : int or None
        Main numbers, both included.
    kinds : tuple of MarkerKind
    sides : tuple of Side
    planters : tuple of Party
    with_findings : bool
        Only markers that the checks of the register say something about.
    """

    text: str = ""
    number_from: int | None = None
    number_to: int | None = None
    kinds: tuple[MarkerKind, ...] = ()
    sides: tuple[Side, ...] = ()
    planters: tuple[Party, ...] = ()
    with_findings: bool = False


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """A marker in the list, with what the checks of the register say about it."""

    marker: Marker
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MarkerPage:
    """A marker with what is known around it.

    Attributes
    ----------
    marker : Marker
    twins : tuple of Marker
        The others that share its number.
    previous, following : Marker or None
        The neighbours along the line, as the register orders them.
    incidents : tuple of Incident
        Whose place names the marker, or a stretch that it stands in.
    works : tuple of Work
        Likewise.
    findings : tuple of Finding
    """

    marker: Marker
    twins: tuple[Marker, ...]
    previous: Marker | None
    following: Marker | None
    incidents: tuple[Incident, ...]
    works: tuple[Work, ...]
    findings: tuple[Finding, ...]


@needs(Role.VIEWER)
def list_markers(workspace: Workspace, wanted: MarkerFilter | None = None) -> tuple[MarkerRow, ...]:
    """Return the markers that are asked for, in the order of their numbers."""
    wanted = wanted or MarkerFilter()
    findings = _findings_by_marker(workspace)
    words = fold_text(wanted.text).split()
    return tuple(
        MarkerRow(marker, findings.get(str(marker.reference), ()))
        for marker in workspace.markers
        if _is_wanted(marker, wanted)
        and all(word in _searched(marker) for word in words)
        and (not wanted.with_findings or str(marker.reference) in findings)
    )


@needs(Role.VIEWER)
def show_marker(workspace: Workspace, reference: MarkerReference | str) -> MarkerPage:
    """Return a marker with its neighbours, its incidents and its works.

    Raises
    ------
    InputError
        If the text is no reference to one marker.
    NotFoundError
        If the register has no such marker.
    """
    wanted = _read_reference(reference)
    markers = workspace.markers
    same = [marker for marker in markers if marker.reference.without_position == wanted.without_position]
    exact = [marker for marker in same if marker.reference == wanted] or same
    if not exact:
        raise NotFoundError("markers.unknown_marker", marker=str(wanted))
    marker = exact[0]
    first, last = markers.index(same[0]), markers.index(same[-1])
    return MarkerPage(
        marker=marker,
        twins=tuple(other for other in same if other.id != marker.id),
        previous=markers[first - 1] if first > 0 else None,
        following=markers[last + 1] if last + 1 < len(markers) else None,
        incidents=_find_incidents(workspace, marker),
        works=_find_works(workspace, marker),
        findings=_findings_by_marker(workspace).get(str(marker.reference), ()),
    )


@needs(Role.APPROVER)
def change_marker(
    workspace: Workspace,
    before: Marker,
    after: Marker,
    *,
    reason: str,
    recorded_at: datetime | None = None,
) -> Marker:
    """Change a marker that the author has seen as ``before``; return it as it is then.

    What it was, who changed it, when and why stays in the register's history.

    Raises
    ------
    ConflictError
        If somebody else has changed one of the same fields since.
    """
    return workspace.store.change_marker(
        before,
        after,
        author=name_author(workspace),
        machine=name_machine(),
        reason=reason,
        recorded_at=recorded_at or datetime.now(UTC),
    )


def find_line_of_register(lines: Iterable[BoundaryLine]) -> BoundaryLine | None:
    """Return the line version that the register is checked against: the first."""
    return next(iter(lines), None)


def _read_reference(reference: MarkerReference | str) -> MarkerReference:
    if isinstance(reference, MarkerReference):
        return reference
    for reading in parse(reference):
        if reading.kind == "point" and reading.start.offset_m is None:
            return reading.start.marker
    raise InputError("markers.not_a_marker", text=reference)


def _findings_by_marker(workspace: Workspace) -> dict[str, tuple[Finding, ...]]:
    return workspace.keep("marker_findings", lambda: _check(workspace))


def _check(workspace: Workspace) -> dict[str, tuple[Finding, ...]]:
    line = find_line_of_register(workspace.lines)
    if line is None:
        return {}
    found: dict[str, list[Finding]] = {}
    for finding in check_register(workspace.register, line):
        found.setdefault(finding.where, []).append(finding)
    return {where: tuple(findings) for where, findings in found.items()}


def _is_wanted(marker: Marker, wanted: MarkerFilter) -> bool:
    number = marker.reference.number
    return (
        (wanted.number_from is None or number >= wanted.number_from)
        and (wanted.number_to is None or number <= wanted.number_to)
        and (not wanted.kinds or marker.kind in wanted.kinds)
        and (not wanted.sides or marker.side in wanted.sides)
        and (not wanted.planters or marker.planter in wanted.planters)
    )


def _searched(marker: Marker) -> str:
    parts = (str(marker.reference), marker.unit_as_written, marker.gate, marker.source, marker.note)
    return fold_text(" ".join(parts))


def _find_incidents(workspace: Workspace, marker: Marker) -> tuple[Incident, ...]:
    longitude_deg, latitude_deg = marker.position.longitude_deg, marker.position.latitude_deg
    corners = [
        follow_geodesic(longitude_deg, latitude_deg, bearing_deg, NEAR_M) for bearing_deg in (0, 90, 180, 270)
    ]
    box = shapely.MultiPoint([(float(x), float(y)) for x, y in corners]).bounds
    near = workspace.store.find_incidents(IncidentQuery(box=box, limit=MOST_INCIDENTS))
    unplaced = workspace.store.find_incidents(
        IncidentQuery(text=str(marker.reference.number), placed=False, limit=MOST_INCIDENTS)
    )
    return tuple(
        incident
        for incident in (*near, *unplaced)
        if any(
            _names(place.reference or place.as_written, marker)
            or (
                not place.reference
                and _is_near(shape(dict(place.geometry)) if place.geometry else None, marker)
            )
            for place in incident.places
        )
    )


def _find_works(workspace: Workspace, marker: Marker) -> tuple[Work, ...]:
    return tuple(
        work
        for work in workspace.works
        if _names(work.reference_as_written, marker)
        or (not work.reference_as_written and _is_near(work.geometry, marker))
    )


def _names(text: str, marker: Marker) -> bool:
    if not text.strip():
        return False
    try:
        references = parse_list(text)
    except InputError:
        return False
    return any(readings and _reading_names(readings[0], marker.reference) for readings in references)


def _reading_names(reading: Reading, reference: MarkerReference) -> bool:
    wanted = reference.without_position.sort_key
    start = reading.start.marker.without_position.sort_key
    if reading.end is None:
        return wanted == start
    end = reading.end.marker.without_position.sort_key
    return min(start, end) <= wanted <= max(start, end)


def _is_near(geometry: BaseGeometry | None, marker: Marker) -> bool:
    """Return whether a geometry comes within NEAR_M metres of a marker."""
    if geometry is None:
        return False
    to_plane: Any = local_plane(marker.position.longitude_deg, marker.position.latitude_deg)
    flat = shapely.transform(geometry, lambda xy: np.column_stack(to_plane(xy[:, 0], xy[:, 1])))
    return bool(flat.distance(shapely.Point(0, 0)) <= NEAR_M)
