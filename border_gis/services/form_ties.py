"""Tie what a form says of a place that is one marker to that marker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from border_gis.access import Role
from border_gis.boundary.reference import format_reading, parse
from border_gis.errors import InputError
from border_gis.exchange.incoming.targets import Target
from border_gis.incidents.model import Incident
from border_gis.services.import_previews import ImportPreview
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace


@needs(Role.RECORDER)
def tie_markers(workspace: Workspace, preview: ImportPreview) -> ImportPreview:
    """Tie what is said of a place that is one marker to that marker: the state of a marker is told so."""
    if preview.target is not Target.INCIDENTS:
        return preview
    ids = {str(marker.reference): marker.id for marker in workspace.markers}
    rows = tuple(
        row
        if row.thing is None or row.thing.markers or not (found := _find_markers(row.thing, ids))
        else replace(row, thing=replace(row.thing, markers=found))
        for row in preview.rows
    )
    return replace(preview, rows=rows)


def _find_markers(incident: Incident, ids: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for place in incident.places:
        try:
            readings = parse(place.as_written)
        except InputError:
            continue
        if len(readings) == 1 and (marker_id := ids.get(format_reading(readings[0]))) is not None:
            found.append(marker_id)
    return tuple(dict.fromkeys(found))
