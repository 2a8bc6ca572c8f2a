"""Search over everything that the office keeps, the results by kind."""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.access import Role
from border_gis.boundary.folding import fold_text
from border_gis.errors import BorderGisError
from border_gis.incidents.model import Incident
from border_gis.services.markers import MarkerFilter, MarkerRow, list_markers
from border_gis.services.permissions import needs
from border_gis.services.places import PlaceChoice, find_places
from border_gis.services.searching import search_incidents
from border_gis.services.workspaces import Workspace
from border_gis.works.model import Work

MOST_OF_EACH = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a search over everything found; of each kind the first few.

    Attributes
    ----------
    text : str
        What was looked for.
    incidents : tuple of Incident
        Those with this number or at this place first, then newest first.
    incident_count : int
        How many there are altogether, 200 at most; likewise ``marker_count``, ``work_count``.
    markers : tuple of MarkerRow
        One that is the text itself comes first.
    marker_count : int
    works : tuple of Work
    work_count : int
    places : tuple of PlaceChoice
        Places that the text names as a reference or as coordinates.
    """

    text: str
    incidents: tuple[Incident, ...] = ()
    incident_count: int = 0
    markers: tuple[MarkerRow, ...] = ()
    marker_count: int = 0
    works: tuple[Work, ...] = ()
    work_count: int = 0
    places: tuple[PlaceChoice, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.incidents or self.markers or self.works or self.places)


@needs(Role.VIEWER)
def search_everything(workspace: Workspace, text: str) -> Found:
    """Return what a text occurs in: incidents, markers, works, and places that it names.

    Words are found without regard to case and Vietnamese accents, in the reports of an incident
    as well; a reference finds the incidents that share a place with it.

    Raises
    ------
    StoreError
        If the workspace cannot be read.
    """
    words = fold_text(text).split()
    if not words:
        return Found(text)
    incidents = tuple(one.incident for one in search_incidents(workspace, text))
    markers = sorted(
        list_markers(workspace, MarkerFilter(text=text)),
        key=lambda row: fold_text(str(row.marker.reference)) != " ".join(words),
    )
    works = [work for work in workspace.works if all(word in _searched(work) for word in words)]
    return Found(
        text=text,
        incidents=incidents[:MOST_OF_EACH],
        incident_count=len(incidents),
        markers=tuple(markers[:MOST_OF_EACH]),
        marker_count=len(markers),
        works=tuple(works[:MOST_OF_EACH]),
        work_count=len(works),
        places=_find_places(workspace, text),
    )


def _searched(work: Work) -> str:
    return fold_text(
        " ".join((work.name, work.reference_as_written, work.description, work.source, work.document))
    )


def _find_places(workspace: Workspace, text: str) -> tuple[PlaceChoice, ...]:
    try:
        found = find_places(workspace, text)
    except BorderGisError:
        return ()
    return tuple(choice for choice in found.choices if choice.geometry is not None)
