"""What a person does with versions of the line: add one from a file, and hold two side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine, LegalStatus, locate_points
from border_gis.boundary.places import place
from border_gis.boundary.reference import format_reading
from border_gis.errors import InputError
from border_gis.exchange.lines import read_line
from border_gis.maps import MapContent, MapPage, render_map
from border_gis.services.checks import VersionsPage, compare_versions, today_in_viet_nam
from border_gis.services.mapping import build_map_content
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.zones.comparing import LandBetween

MOST_NAMED = 12
MOST_DRAWN = 3_000


@dataclass(frozen=True, slots=True)
class NamedLand:
    """Land between two lines, with the marker reference that it lies at."""

    land: LandBetween
    reference: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two versions of the line side by side.

    Attributes
    ----------
    first, second : BoundaryLine
    page : VersionsPage
        The comparison, and the works on the land between.
    largest : tuple of NamedLand
        The largest areas.
    greatest_at : tuple of float
        Longitude and latitude, on the first line, of the greatest separation.
    greatest_reference : str
        The same as a marker reference; empty without a register.
    """

    first: BoundaryLine
    second: BoundaryLine
    page: VersionsPage
    largest: tuple[NamedLand, ...]
    greatest_at: tuple[float, float]
    greatest_reference: str


@needs(Role.VIEWER)
def hold_side_by_side(workspace: Workspace, first_id: str, second_id: str) -> SideBySide:
    """Return two versions of the line side by side; worked out once while nothing of it changes.

    Raises
    ------
    NotFoundError
        There is no such version.
    InputError
        They run beside each other nowhere, or are the same one.
    """
    if first_id == second_id:
        raise InputError("lines.same_twice")
    key = f"side_by_side:{first_id}:{second_id}:{today_in_viet_nam().isoformat()}"
    return workspace.keep(key, lambda: _hold(workspace, first_id, second_id))


@needs(Role.VIEWER)
def draw_side_by_side(workspace: Workspace, first_id: str, second_id: str, language: str) -> str:
    """Return the map of two versions of the line with the land between them, as a document."""
    found = hold_side_by_side(workspace, first_id, second_id)
    whole = build_map_content(workspace, with_incidents=False)
    content: MapContent = replace(
        whole,
        lines=(found.first, found.second),
        works=tuple(each.work for each in found.page.works),
        land=found.page.comparison.areas[:MOST_DRAWN],
    )
    key = f"side_by_side_map:{first_id}:{second_id}:{language}"
    return workspace.keep(key, lambda: render_map(content, MapPage(language=language, legend_open=False)))


@needs(Role.APPROVER)
def add_line_version(
    workspace: Workspace, path: Path, *, name: str = "", status: LegalStatus | None = None, source: str = ""
) -> BoundaryLine:
    """Add a version of the line from a file; the versions that are there stay as they are.

    Parameters
    ----------
    workspace : Workspace
    path : Path
        As `border_gis.exchange.lines.read_line` takes it.
    name, source : str
        Instead of what the file says.
    status : LegalStatus, optional
        Instead of what the file says; without either the line has no legal value.

    Raises
    ------
    DataError, CrsError
        The file cannot be used, or a version with its id is there already.
    """
    name_author(workspace)
    line = read_line(path, register=workspace.register)
    line = replace(
        line,
        name=name.strip() or line.name,
        source=source.strip() or line.source,
        legal_status=status or line.legal_status,
    )
    workspace.store.add_line(line)
    return line


def _hold(workspace: Workspace, first_id: str, second_id: str) -> SideBySide:
    page = compare_versions(workspace, first_id, second_id)
    lines = {line.id: line for line in workspace.lines}
    first, second = lines[first_id], lines[second_id]
    longitude_deg, latitude_deg = map(float, locate_points(first, [page.comparison.greatest_at_m])[0])
    largest = []
    for land in page.comparison.areas[:MOST_NAMED]:
        inside = land.polygon.representative_point()
        largest.append(NamedLand(land, _name(workspace, first, inside.x, inside.y)))
    return SideBySide(
        first,
        second,
        page,
        tuple(largest),
        (longitude_deg, latitude_deg),
        _name(workspace, first, longitude_deg, latitude_deg),
    )


def _name(workspace: Workspace, line: BoundaryLine, longitude_deg: float, latitude_deg: float) -> str:
    candidates = place(longitude_deg, latitude_deg, line, workspace.register)
    reading = candidates[0].reference if candidates else None
    return "" if reading is None else format_reading(reading)
