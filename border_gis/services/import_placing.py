"""Give what a file names by its marker reference the place that the reference means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from border_gis.errors import Finding, InputError, Severity
from border_gis.exchange.incoming.proposing import ProposedRow
from border_gis.incidents.model import Incident, IncidentPlace
from border_gis.services.permissions import without_actor
from border_gis.services.places import find_places
from border_gis.services.resolving import resolve_places
from border_gis.services.workspaces import Workspace
from border_gis.works.model import Work


@without_actor("part of the preview of a file, which asks for a role itself")
def place_row(workspace: Workspace, row: ProposedRow[Any]) -> ProposedRow[Any]:
    """Give a row that names a place, and has no coordinates, the place that its reference means."""
    try:
        return _try_to_place(workspace, row)
    except InputError:
        return replace(row, findings=(*row.findings, _say_unplaced(row, _written_place(row.thing))))


def _written_place(thing: Any) -> str:
    return thing.reference_as_written if isinstance(thing, Work) else thing.places[0].as_written


def _try_to_place(workspace: Workspace, row: ProposedRow[Any]) -> ProposedRow[Any]:
    thing = row.thing
    if isinstance(thing, Work) and thing.geometry is None and thing.reference_as_written:
        found = find_places(workspace, thing.reference_as_written)
        drawn = [choice for choice in found.choices if choice.geometry is not None]
        if len(drawn) == 1 and len(found.choices) == 1:
            place = next(each for each in drawn[0].places if each.geometry is not None)
            placed = replace(
                thing,
                geometry=place.geometry,
                illustrative=True,
                accuracy_m=thing.accuracy_m or place.accuracy_m,
            )
            return replace(row, thing=placed)
        return replace(row, findings=(*row.findings, _say_unplaced(row, thing.reference_as_written)))
    if isinstance(thing, Incident):
        return _try_to_place_incident(workspace, row, thing)
    return row


def _try_to_place_incident(
    workspace: Workspace, row: ProposedRow[Any], incident: Incident
) -> ProposedRow[Any]:
    places: list[IncidentPlace] = []
    said: list[Finding] = []
    for place in incident.places:
        found = () if place.geometry is not None else _find_places_of(workspace, place.as_written)
        places += found or (place,)
        if not found and place.geometry is None:
            said.append(_say_unplaced(row, place.as_written))
    return replace(row, thing=replace(incident, places=tuple(places)), findings=(*row.findings, *said))


def _find_places_of(workspace: Workspace, text: str) -> tuple[IncidentPlace, ...]:
    """Return the places that a text surely names; empty where it names none, or leaves it open."""
    try:
        found, findings = resolve_places(workspace, text)
    except InputError:
        return ()
    is_sure = all(finding.severity is not Severity.ERROR for finding in findings)
    return tuple(found) if is_sure and any(place.geometry for place in found) else ()


def _say_unplaced(row: ProposedRow[Any], text: str) -> Finding:
    return Finding("incoming.not_placed", {"row": row.number, "text": text}, str(row.number))
