"""Find the places of an incident by what was typed."""

from __future__ import annotations

import re

from border_gis.access import Role
from border_gis.errors import Finding, Severity
from border_gis.incidents.model import IncidentPlace
from border_gis.services.incidents import place_of_choice
from border_gis.services.permissions import needs
from border_gis.services.places import find_places
from border_gis.services.workspaces import Workspace


@needs(Role.VIEWER)
def resolve_places(workspace: Workspace, text: str) -> tuple[tuple[IncidentPlace, ...], list[Finding]]:
    """Find the places that a text names, one on each line or between semicolons."""
    places: list[IncidentPlace] = []
    findings: list[Finding] = []
    for part in re.split(r"[;\n]", text):
        if part.strip():
            found, said = _resolve_one(workspace, part.strip())
            places += found
            findings += said
    return tuple(places), findings


def _resolve_one(workspace: Workspace, text: str) -> tuple[tuple[IncidentPlace, ...], list[Finding]]:
    found = find_places(workspace, text)
    findings = list(found.findings)
    if len(found.choices) > 1:
        findings.append(
            Finding(
                "incidents.choose_place",
                {"text": text, "count": len(found.choices)},
                "place_text",
                Severity.ERROR,
            )
        )
        return (), findings
    if not found.choices:
        return (IncidentPlace(as_written=text),), findings
    places = place_of_choice(found.choices[0], text)
    if all(place.geometry is None for place in places):
        findings.append(Finding("incidents.not_on_map", {"text": text}, "place_text"))
    return places, findings
