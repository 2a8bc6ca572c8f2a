"""What a person does with maps: look at the whole border, and save a map as a file."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from border_gis.access import Role, Secrecy, highest_level
from border_gis.access.profiles import ReleaseProfile
from border_gis.boundary.countries import Country
from border_gis.exchange.countries import read_countries
from border_gis.maps import MapAssets, MapContent, MapPage, render_map
from border_gis.services.levels import level_of_incidents
from border_gis.services.moments import list_moments
from border_gis.services.permissions import needs
from border_gis.services.releasing import record_export, release_rules, write_mark
from border_gis.services.workspaces import Workspace
from border_gis.services.zone_maps import draw_all_overlays, list_belts

COUNTRIES_FILE = Path("boundary", "countries.geojson")
MOST_KEPT = 6

# What a map tells of each thing; a profile that holds back one of them gets none of the things.
_SHOWN_OF_INCIDENTS = ("number", "title", "category", "party", "state", "date", "places")
_SHOWN_OF_WORKS = ("kind", "party", "state", "name", "geometry", "reference_as_written", "since")
_SHOWN_OF_MARKERS = ("reference", "position", "kind", "method", "accuracy_m", "gate")
_SHOWN_OF_GATES = ("name", "name_across", "kind", "position")


class _DrawnMaps:
    """The maps drawn last, of this process: drawing 10,000 incidents takes a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: OrderedDict[tuple[str, str, int, str], str] = OrderedDict()

    def get(self, key: tuple[str, str, int, str], draw: Callable[[], str]) -> str:
        with self._lock:
            if key in self._documents:
                self._documents.move_to_end(key)
                return self._documents[key]
        document = draw()
        with self._lock:
            self._documents[key] = document
            while len(self._documents) > MOST_KEPT:
                self._documents.popitem(last=False)
        return document


_DRAWN = _DrawnMaps()


@needs(Role.VIEWER)
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
    belts, strip_is_unset = list_belts(workspace) if with_incidents else ((), False)
    return MapContent(
        lines=workspace.lines,
        markers=workspace.markers,
        gates=workspace.gates,
        works=workspace.works if with_incidents else (),
        incidents=workspace.store.incidents() if with_incidents else (),
        units=workspace.units,
        background=workspace.keep("background", lambda: _read_background(workspace)),
        belts=belts,
        strip_is_unset=strip_is_unset,
        colours_by_verdict=with_incidents and bool(workspace.lines),
    )


@needs(Role.VIEWER)
def draw_map(workspace: Workspace, language: str) -> str:
    """Return the map of the whole border for the running app, as a document.

    It is drawn once for each state of the data, each language and each level of clearance.
    """
    key = (f"whole:{workspace.actor.clearance}", workspace.store.location, workspace.data_version, language)

    def draw() -> str:
        content = build_map_content(workspace)
        content = replace(content, moments=list_moments(workspace, content.incidents))
        return render_map(content, MapPage(language=language))

    return _DRAWN.get(key, draw)


@needs(Role.VIEWER)
def draw_small_map(workspace: Workspace, language: str) -> str:
    """Return the map for the surroundings of one place: the line, markers and gates, no legend."""
    key = ("small", workspace.store.location, workspace.store.register_version(), language)
    page = MapPage(language=language, with_legend=False)
    return _DRAWN.get(key, lambda: render_map(build_map_content(workspace, with_incidents=False), page))


@needs(Role.VIEWER)
def level_of_map(workspace: Workspace) -> Secrecy:
    """Return the level of the map of the whole border: the highest of the incidents on it."""
    return level_of_incidents(workspace, placed=True)


@needs(Role.VIEWER)
def save_map(
    workspace: Workspace,
    language: str,
    profile: str = "internal",
    only: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Return the map of the whole border as a file that opens anywhere, with no network.

    It shows what the release profile lets out, says at its foot which profile that is, who
    released it and when, and the export is written down.

    Parameters
    ----------
    workspace : Workspace
    language : {"vi", "en"}
    profile : str
        Code of a release profile.
    only : mapping of str to sequence of str, optional
        Ids of what is shown, by kind of record; what is not named is left out.

    Raises
    ------
    DataError
        If there is no such profile.
    InputError
        If nobody has said who is at work.
    """
    chosen = release_rules(workspace).profile(profile)
    content = _keep_to_profile(build_map_content(workspace), chosen)
    if only is not None:
        content = _keep_to(content, only)
    level = highest_level(incident.level for incident in content.incidents)
    mark = record_export(
        workspace,
        "map",
        subject="incident",
        count=len(content.incidents),
        profile=profile,
        level=level,
    )
    page = MapPage(language=language, assets=MapAssets(inline=True), mark=write_mark(mark, language))
    overlays = None
    if content.colours_by_verdict:
        overlays = _keep_overlays_to(
            content, draw_all_overlays(workspace, language, with_works=bool(content.works))
        )
    return render_map(content, page, overlays).encode("utf-8")


def _keep_to_profile(content: MapContent, profile: ReleaseProfile) -> MapContent:
    """Return what a profile lets out of a map: a kind of record whole, as the map shows it, or not at all."""
    highest = profile.highest("incident")
    shown = profile.allows_all("incident", _SHOWN_OF_INCIDENTS)
    judged = profile.allows("verdict", "outcome")
    return replace(
        content,
        lines=content.lines if profile.allows("line", "coordinates") else (),
        markers=content.markers if profile.allows_all("marker", _SHOWN_OF_MARKERS) else (),
        gates=content.gates if profile.allows_all("gate", _SHOWN_OF_GATES) else (),
        works=content.works if profile.allows_all("work", _SHOWN_OF_WORKS) else (),
        incidents=tuple(each for each in content.incidents if shown and highest.covers(each.level)),
        units=content.units if profile.allows("unit", "geometry") else (),
        belts=content.belts if judged else (),
        colours_by_verdict=content.colours_by_verdict and judged,
    )


def _keep_to(content: MapContent, only: Mapping[str, Sequence[str]]) -> MapContent:
    """Return only what was chosen; belts and verdicts need the line that they are measured from."""
    wanted = {kind: frozenset(ids) for kind, ids in only.items()}
    lines = tuple(each for each in content.lines if each.id in wanted.get("line", ()))
    return replace(
        content,
        lines=lines,
        markers=tuple(each for each in content.markers if each.id in wanted.get("marker", ())),
        gates=tuple(each for each in content.gates if each.id in wanted.get("gate", ())),
        works=tuple(each for each in content.works if each.id in wanted.get("work", ())),
        incidents=tuple(each for each in content.incidents if each.id in wanted.get("incident", ())),
        units=tuple(each for each in content.units if each.id in wanted.get("unit", ())),
        belts=content.belts if lines else (),
        colours_by_verdict=content.colours_by_verdict and bool(lines) and "work" in only,
    )


def _keep_overlays_to(content: MapContent, overlays: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the lines and works that the map shows, and of no others."""
    lines, works = ({thing.id for thing in things} for things in (content.lines, content.works))
    return {
        line_id: {
            **overlay,
            "works": {key: said for key, said in (overlay["works"] or {}).items() if key in works} or None,
        }
        for line_id, overlay in overlays.items()
        if line_id in lines
    }


def _read_background(workspace: Workspace) -> tuple[Country, ...]:
    return read_countries(workspace.settings.data_folder / COUNTRIES_FILE)
