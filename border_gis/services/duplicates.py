"""Incidents that may be the same one, with the reasons; a person decides, nothing is ever merged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from border_gis.access import Role
from border_gis.incidents.model import Incident
from border_gis.incidents.search import write_words
from border_gis.services.incidents import IncidentFilter, list_incidents
from border_gis.services.meeting import extents_of, find_meeting_incidents
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

MOST_DUPLICATES = 5
MOST_REPORTS = 200

_PAPER_NUMBER = re.compile(r"\b\d+[a-z]?\s*/\s*[^\W\d][\w.&-]*", re.IGNORECASE)
"""A number of a paper: digits, a stroke, and letters, as in ``1108/UBND-NC``."""


class DuplicateReason(StrEnum):
    """Why an incident may be the same one."""

    SAME_PAPER = "same_paper"
    SAME_PLACE = "same_place"
    SHARED_STRETCH = "shared_stretch"
    SAME_KIND = "same_kind"
    SAME_YEAR = "same_year"


_WEIGHTS = {
    DuplicateReason.SAME_PAPER: 8,
    DuplicateReason.SAME_PLACE: 3,
    DuplicateReason.SHARED_STRETCH: 2,
    DuplicateReason.SAME_KIND: 2,
    DuplicateReason.SAME_YEAR: 1,
}


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """An incident to whose history a report may belong.

    Attributes
    ----------
    incident : Incident
    reasons : tuple of DuplicateReason
        The weightiest first.
    """

    incident: Incident
    reasons: tuple[DuplicateReason, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it: only to put several in an order."""
        return sum(_WEIGHTS[reason] for reason in self.reasons)


@needs(Role.VIEWER)
def find_duplicates(
    workspace: Workspace, incident: Incident, paper_numbers: Iterable[str] = ()
) -> tuple[PossibleDuplicate, ...]:
    """Return the incidents that may be the one that is described, the likeliest first.

    Those that share a part of the line and the kind, and those in which a paper with the same
    number was reported.

    Parameters
    ----------
    workspace : Workspace
    incident : Incident
        As it would be recorded.
    paper_numbers : iterable of str
        Numbers of papers besides those that stand in its source.
    """
    with_paper = _find_by_paper(workspace, [*_read_numbers(incident.source_paper), *paper_numbers])
    there = find_meeting_incidents(workspace, incident.places, must_overlap=True)
    of_kind = {one.id: one for one in there if one.category == incident.category}
    at_place = {one.id for one in there}
    found = []
    for other in {**with_paper, **of_kind}.values():
        if other.id == incident.id:
            continue
        reasons = []
        if other.id in with_paper:
            reasons.append(DuplicateReason.SAME_PAPER)
        if other.id in at_place:
            reasons.append(_compare_places(workspace, incident, other))
        if other.category == incident.category:
            reasons.append(DuplicateReason.SAME_KIND)
        if incident.date is not None and other.date is not None and incident.date.year == other.date.year:
            reasons.append(DuplicateReason.SAME_YEAR)
        found.append(PossibleDuplicate(other, tuple(reasons)))
    found.sort(key=lambda one: -one.weight)
    return tuple(found[:MOST_DUPLICATES])


def _read_numbers(text: str) -> list[str]:
    return _PAPER_NUMBER.findall(text)


def _find_by_paper(workspace: Workspace, numbers: Iterable[str]) -> dict[str, Incident]:
    phrases = {write_words(number) for number in numbers}
    ids = {
        report.incident_id
        for phrase in phrases
        if phrase.strip()
        for report in workspace.store.find_reports([phrase], MOST_REPORTS)
    }
    if not ids:
        return {}
    return {one.id: one for one in list_incidents(workspace, IncidentFilter(ids=tuple(sorted(ids))))}


def _compare_places(workspace: Workspace, incident: Incident, other: Incident) -> DuplicateReason:
    """Return whether two incidents that meet are at the very same place, or share a part of the line."""
    ours = {place.reference for place in incident.places if place.reference}
    theirs = {place.reference for place in other.places if place.reference}
    if ours & theirs or set(extents_of(workspace, incident.places)) & set(
        extents_of(workspace, other.places)
    ):
        return DuplicateReason.SAME_PLACE
    return DuplicateReason.SHARED_STRETCH
