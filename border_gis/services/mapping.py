"""What a person does with maps: look at the whole border, and save a map as a file."""

from __future__ import annotations

from pathlib import Path

from border_gis.exchange.countries import read_countries
from border_gis.maps import BackgroundArea, MapAssets, MapContent, MapPage, render_map
from border_gis.services.workspaces import Workspace

COUNTRIES_FILE = Path("boundary", "countries.geojson")


def build_map_content(workspace: Workspace, *, with_incidents: bool = True) -> MapContent:
    """Return what a map of the workspace shows.

    Parameters
    ----------
    workspace : Workspace
    with_incidents : bool
        False leaves incidents and works out: for a small map around one place, which then
        stays the same while incidents come in.

    Raises
    ------
    DataError
        If the countries that ship with the program cannot be read.
    StoreError
        If the workspace cannot be read.
    """
    return MapContent(
        lines=workspace.lines,
        markers=workspace.markers,
        gates=workspace.gates,
        works=workspace.works if with_incidents else (),
        incidents=workspace.store.incidents() if with_incidents else (),
        units=workspace.units,
        background=workspace.keep("background", lambda: _read_background(workspace)),
    )


def draw_map(workspace: Workspace, language: str) -> str:
    """Return the map of the whole border for the running app, as a document."""
    return render_map(build_map_content(workspace), MapPage(language=language))


def draw_small_map(workspace: Workspace, language: str) -> str:
    """Return the map for the surroundings of one place: the line, markers and gates, no legend."""
    content = build_map_content(workspace, with_incidents=False)
    return render_map(content, MapPage(language=language, with_legend=False))


def save_map(workspace: Workspace, language: str) -> bytes:
    """Return the map of the whole border as a file that opens anywhere, with no network."""
    page = MapPage(language=language, assets=MapAssets(inline=True))
    return render_map(build_map_content(workspace), page).encode("utf-8")


def _read_background(workspace: Workspace) -> tuple[BackgroundArea, ...]:
    countries = read_countries(workspace.settings.data_folder / COUNTRIES_FILE)
    return tuple(BackgroundArea(country.code, country.geometry) for country in countries)
