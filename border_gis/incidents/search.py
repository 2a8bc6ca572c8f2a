"""What a search of incidents looks into."""

from __future__ import annotations

from border_gis.boundary.folding import fold_text
from border_gis.incidents.model import Incident


def write_search_text(incident: Incident) -> str:
    """Return everything of an incident that a search looks into, folded."""
    places = (f"{place.as_written} {place.reference}" for place in incident.places)
    return fold_text(
        " ".join(
            (
                incident.number,
                incident.title,
                incident.description,
                incident.source_paper,
                incident.unit_as_written,
                incident.province,
                *places,
            )
        )
    )
