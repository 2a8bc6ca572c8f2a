"""Search over everything: by number, by place in every reading, and by whole words without accents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.register import Marker
from border_gis.errors import BorderGisError, NotFoundError
from border_gis.incidents.model import Incident, IncidentPlace, Report
from border_gis.incidents.search import split_phrases, write_search_text, write_words
from border_gis.proceedings.model import Proceeding, write_proceeding_text
from border_gis.reports.content.chapters_of_place import record_of
from border_gis.services.incidents import IncidentFilter, list_incidents, place_of_choice, show_incident
from border_gis.services.meeting import find_meeting_incidents
from border_gis.services.permissions import needs
from border_gis.services.places import find_places
from border_gis.services.proceedings import list_proceedings
from border_gis.services.workspaces import Workspace
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work

MOST_FOUND = 200
"""No list that a person reads is longer; a search that finds more is narrowed by another word."""

_MOST_REPORTS = 1_000
Thing = TypeVar("Thing")
Recorded = TypeVar("Recorded", Work, BoundaryLine)


class FoundBy(StrEnum):
    """Why something was found."""

    NUMBER = "number"
    PLACE = "place"
    WORDS = "words"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """An incident that was found.

    Attributes
    ----------
    incident : Incident
    by : tuple of FoundBy
        The best reason first.
    reports : tuple of Report
        Those in which the words occur, newest first.
    """

    incident: Incident
    by: tuple[FoundBy, ...]
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """What a search over everything found.

    Attributes
    ----------
    text : str
    incidents : tuple of FoundIncident
        By number, then by place, then by words; newest first within each.
    works : tuple of Work
    markers : tuple of Marker
    areas : tuple of SurveyArea
    lines : tuple of BoundaryLine
        Versions of the line, by the number that papers give them or by their names.
    proceedings : tuple of Proceeding
        What the office itself did and wrote, the latest first.
    """

    text: str
    incidents: tuple[FoundIncident, ...] = ()
    works: tuple[Work, ...] = ()
    markers: tuple[Marker, ...] = ()
    areas: tuple[SurveyArea, ...] = ()
    lines: tuple[BoundaryLine, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()


@needs(Role.VIEWER)
def search_records(workspace: Workspace, text: str, *, whole_words: bool = True) -> FoundRecords:
    """Return everything in which a text is found.

    Parameters
    ----------
    workspace : Workspace
    text : str
        A number, also the short one that papers give a work or a line (``W-1013dc4f``), a
        reference, the number of a paper, or words; between quotation marks as a phrase. Case
        and Vietnamese accents do not matter.
    whole_words : bool
        False finds parts of words as well.
    """
    phrases = split_phrases(text)
    if not phrases:
        return FoundRecords(text)
    searched = _Searched(phrases, whole_words)
    works = _with_record(workspace.works, "W", text)
    lines = _with_record(workspace.lines, "L", text)
    return FoundRecords(
        text,
        search_incidents(workspace, text, whole_words=whole_words),
        works or searched.among(workspace.works, _words_of_work),
        searched.among(workspace.markers, _words_of_marker),
        searched.among(workspace.store.survey_areas(), _words_of_area),
        lines or searched.among(workspace.lines, lambda line: line.name),
        searched.among(list_proceedings(workspace), write_proceeding_text),
    )


@needs(Role.VIEWER)
def search_incidents(
    workspace: Workspace, text: str, *, whole_words: bool = True
) -> tuple[FoundIncident, ...]:
    """Return the incidents in which a text is found, or that lie where it says, 200 at most.

    A reference finds every incident that shares a place with it, in every reading: ``632``
    finds one at ``632-633``.
    """
    phrases = split_phrases(text)
    if not phrases:
        return ()
    found: dict[str, tuple[Incident, list[FoundBy]]] = {}

    def add(incidents: Iterable[Incident], by: FoundBy) -> None:
        for incident in incidents:
            found.setdefault(incident.id, (incident, []))[1].append(by)

    add(_with_number(workspace, text), FoundBy.NUMBER)
    add(find_meeting_incidents(workspace, _places_named(workspace, text)), FoundBy.PLACE)
    searched = _Searched(phrases, whole_words)
    if len(phrases) > 1:
        # Several words may stand in different reports; a single one is found in one of them.
        rough = " ".join(phrase.strip() for phrase in phrases)
        listed = list_incidents(workspace, IncidentFilter(text=rough, limit=MOST_FOUND))
        add(searched.among(listed, write_search_text), FoundBy.WORDS)
    reports: dict[str, list[Report]] = {}
    for report in workspace.store.find_reports(phrases, _MOST_REPORTS, whole_words=whole_words):
        reports.setdefault(report.incident_id, []).append(report)
    ids = tuple(reports)[:MOST_FOUND]
    if ids:
        named = list_incidents(workspace, IncidentFilter(ids=ids))
        if len(phrases) == 1:
            add(searched.among(named, write_search_text), FoundBy.WORDS)
        add(named, FoundBy.REPORT)
    return tuple(
        FoundIncident(incident, tuple(by), tuple(reports.get(incident.id, ())))
        for incident, by in list(found.values())[:MOST_FOUND]
    )


class _Searched:
    """Words that are looked for in texts."""

    def __init__(self, phrases: Sequence[str], whole_words: bool) -> None:
        self._phrases = phrases if whole_words else [phrase.strip() for phrase in phrases]

    def among(self, things: Iterable[Thing], words_of: Callable[[Thing], str]) -> tuple[Thing, ...]:
        return tuple(thing for thing in things if self._occur(write_words(words_of(thing))))[:MOST_FOUND]

    def _occur(self, words: str) -> bool:
        return all(phrase in words for phrase in self._phrases)


def _with_number(workspace: Workspace, text: str) -> tuple[Incident, ...]:
    try:
        return (show_incident(workspace, text.strip()).incident,)
    except NotFoundError:
        return ()


def _with_record(things: Iterable[Recorded], letter: str, text: str) -> tuple[Recorded, ...]:
    """Return the things whose number in papers is the text; the starts of two ids may be the same."""
    wanted = text.strip().casefold()
    return tuple(thing for thing in things if record_of(thing.id, letter).casefold() == wanted)


def _places_named(workspace: Workspace, text: str) -> list[IncidentPlace]:
    try:
        found = find_places(workspace, text)
    except BorderGisError:
        return []
    return [place for choice in found.choices for place in place_of_choice(choice, text)]


def _words_of_work(work: Work) -> str:
    said = (work.name, work.reference_as_written, work.description, work.source, work.document)
    return " ".join((*said, work.agreement_paper))


def _words_of_marker(marker: Marker) -> str:
    said = (str(marker.reference), marker.unit_as_written, marker.gate, marker.source, marker.note)
    return " ".join(said)


def _words_of_area(area: SurveyArea) -> str:
    said = (
        area.number,
        area.name,
        area.reference_as_written,
        area.programme,
        area.leader,
        *area.participants,
    )
    return " ".join((*said, area.note, area.source, area.proposals, area.open_questions, area.province))
