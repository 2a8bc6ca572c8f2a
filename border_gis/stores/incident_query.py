"""What services may ask of incidents and their reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from border_gis.access import Secrecy
from border_gis.incidents.model import Report

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class IncidentQuery:
    """Which incidents are asked for. What is empty or None does not restrict.

    Attributes
    ----------
    text : str
        Words that all occur in number, title, description, paper, unit or place;
        accents and case do not matter.
    categories, parties, states, provinces : tuple of str
        Any of these codes.
    years : tuple of int
        Any of these years of the event.
    placed : bool or None
        With a place on the map, or without.
    box : Box or None
        With a place whose envelope meets this one.
    clearance : Secrecy or None
        Only what somebody may see who is cleared for this level; None for everything.
    before : str or None
        Id of the last incident of the page before: the next page starts after it.
    limit : int or None
    has_follow_up, awaits_reply : bool
        True for those in which the office has set itself something to do, or a reply is out.
    ids : tuple of str
        Any of these incidents.
    tied_to : (str, str) or None
        Those that name an object: ``"works"``, ``"markers"`` or ``"survey_areas"``, and its id.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    placed: bool | None = None
    box: Box | None = None
    clearance: Secrecy | None = None
    before: str | None = None
    limit: int | None = None
    has_follow_up: bool = False
    awaits_reply: bool = False
    ids: tuple[str, ...] = ()
    tied_to: tuple[str, str] | None = None


class HistoriesKept(Protocol):
    """The reports of the incidents, seen across them."""

    def reports_of(self, incident_ids: Sequence[str]) -> Mapping[str, tuple[Report, ...]]:
        """Return the reports of some incidents by incident, each in the order of the appending."""
        ...

    def find_reports(
        self, phrases: Sequence[str], limit: int, *, whole_words: bool = True
    ) -> tuple[Report, ...]:
        """Return the reports in which all of some phrases occur, newest first.

        Each phrase is as `border_gis.incidents.search.write_words` writes it.
        """
        ...

    def incidents_unchanged_since(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which nothing was recorded after a moment."""
        ...

    def incidents_opened_by(self, moment: datetime) -> frozenset[str]:
        """Return the ids of the incidents of which something had been recorded by a moment."""
        ...
