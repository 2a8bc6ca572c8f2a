"""Search over everything that the office keeps, the results by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from border_gis.access import Role, Secrecy
from border_gis.access.secrecy import highest_level
from border_gis.boundary.folding import fold_text
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.errors import BorderGisError
from border_gis.incidents.extracts import Extract, extract_report
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.search import split_phrases, write_words
from border_gis.proceedings.model import Proceeding
from border_gis.services.permissions import needs
from border_gis.services.places import PlaceChoice, find_places
from border_gis.services.searching import MOST_FOUND, FoundBy, FoundIncident, search_records
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work


@dataclass(frozen=True, slots=True)
class IncidentHit:
    """An incident that was found, and where the words stand.

    Attributes
    ----------
    incident : Incident
    by : tuple of FoundBy
        Why it was found, the best reason first.
    report : Report or None
        The newest report in which the words occur.
    extract : Extract or None
        What that report says around them.
    report_count : int
        How many of its reports they occur in.
    """

    incident: Incident
    by: tuple[FoundBy, ...]
    report: Report | None = None
    extract: Extract | None = None
    report_count: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search over everything found, 200 of each kind at most.

    Attributes
    ----------
    text : str
        What was looked for.
    incidents : tuple of IncidentHit
        Those with this number or at this place first, then newest first.
    markers : tuple of Marker
        One that is the text itself comes first, then those with it in their number, then those
        of which something else says it.
    works : tuple of Work
    areas : tuple of SurveyArea
    places : tuple of PlaceChoice
        Places that the text names as a reference or as coordinates.
    lines : tuple of BoundaryLine
        Versions of the line.
    proceedings : tuple of Proceeding
        What the office itself did and wrote.
    """

    text: str
    incidents: tuple[IncidentHit, ...] = ()
    markers: tuple[Marker, ...] = ()
    works: tuple[Work, ...] = ()
    areas: tuple[SurveyArea, ...] = ()
    places: tuple[PlaceChoice, ...] = ()
    lines: tuple[BoundaryLine, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        things = (
            self.incidents,
            self.markers,
            self.works,
            self.areas,
            self.places,
            self.lines,
            self.proceedings,
        )
        return not any(things)

    @property
    def level(self) -> Secrecy:
        """The highest level of what was found."""
        return highest_level(
            [
                *(hit.incident.level for hit in self.incidents),
                *(area.secrecy for area in self.areas),
                *(each.secrecy for each in self.proceedings),
            ]
        )


@needs(Role.VIEWER)
def search_everything(workspace: Workspace, text: str) -> Found:
    """Return what a text occurs in: incidents, markers, works, survey areas, and places that it names.

    Whole words are found without regard to case and Vietnamese accents, in the reports of an
    incident as well; a reference finds the incidents that share a place with it.

    Raises
    ------
    StoreError
        If the workspace cannot be read.
    """
    phrases = split_phrases(text)
    if not phrases:
        return Found(text)
    records = search_records(workspace, text)
    return Found(
        text=text,
        incidents=tuple(_cite(found, phrases) for found in records.incidents),
        markers=_order_markers(workspace, records.markers, text),
        works=records.works,
        areas=records.areas,
        places=_find_places(workspace, text),
        lines=records.lines,
        proceedings=records.proceedings,
    )


def _order_markers(workspace: Workspace, found: Sequence[Marker], text: str) -> tuple[Marker, ...]:
    phrases = split_phrases(text)
    words = " ".join(fold_text(text).split())
    named = [
        marker
        for marker in workspace.markers
        if all(phrase in write_words(str(marker.reference)) for phrase in phrases)
    ]
    named.sort(key=lambda marker: fold_text(str(marker.reference)) != words)
    ids = {marker.id for marker in named}
    return (*named, *(marker for marker in found if marker.id not in ids))[:MOST_FOUND]


def _cite(found: FoundIncident, phrases: tuple[str, ...]) -> IncidentHit:
    cited = ((report, extract_report(report, phrases)) for report in found.reports)
    report, extract = next((pair for pair in cited if pair[1] is not None), (None, None))
    return IncidentHit(found.incident, found.by, report, extract, len(found.reports))


def _find_places(workspace: Workspace, text: str) -> tuple[PlaceChoice, ...]:
    try:
        found = find_places(workspace, text)
    except BorderGisError:
        return ()
    return tuple(choice for choice in found.choices if choice.geometry is not None)
