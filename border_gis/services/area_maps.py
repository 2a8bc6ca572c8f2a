"""The interactive map of one survey area: everything inside it, works by verdict, incidents by state."""

from __future__ import annotations

import json
from typing import Any

from border_gis.access import Role
from border_gis.maps import MapContent, MapPage, render_map
from border_gis.services.mapping import build_map_content
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.services.zone_maps import BY_LINE, VERDICTS, draw_overlay
from border_gis.surveys.contents import AreaContents


@needs(Role.VIEWER)
def draw_map_of_area(workspace: Workspace, contents: AreaContents, language: str) -> str:
    """Return the map of a survey area for the running app, as a document.

    It shows the versions of the line and the land between them inside the area, its markers with
    their condition, works coloured by the gravest verdict on each version of the line, and incidents
    by their state.

    Parameters
    ----------
    workspace : Workspace
    contents : AreaContents
        As ``gather_area`` found it: only what the actor may see.
    language : {"vi", "en"}
    """
    around = build_map_content(workspace, with_incidents=False)
    lines = tuple(each.line for each in contents.lines)
    works = tuple(each.work for each in contents.works)
    content = MapContent(
        lines=lines or around.lines,
        markers=contents.markers,
        gates=around.gates,
        works=works,
        incidents=tuple(each.incident for each in contents.incidents),
        units=around.units,
        background=around.background,
        land=tuple(piece for each in contents.apart for piece in each.pieces),
        colours_by_verdict=bool(lines),
        area=contents.geometry,
        tells_condition=True,
    )
    overlays = {
        line.id: _keep_inside(
            draw_overlay(workspace, (f"{BY_LINE}{line.id}", VERDICTS), language), {work.id for work in works}
        )
        for line in lines
    }
    page = MapPage(language=language, legend_open=False, paint="verdict" if overlays and works else "party")
    return render_map(content, page, overlays or None)


def _keep_inside(overlay: str, ids: set[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(overlay)
    return {**told, "works": {key: said for key, said in (told["works"] or {}).items() if key in ids}}
