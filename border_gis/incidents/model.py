"""Incidents, and the reports that they are made of.

A report is appended and never changed; what an incident looks like now, or looked like
at any moment, is derived from its reports (``border_gis.incidents.view``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.particulars import NO_PARTICULARS, FollowUp, Particulars

PHOTO_SOURCE = "photo:"
"""Begins the source of a position that was taken from a photo; its SHA-256 follows."""


class IncidentParty(StrEnum):
    """Who the incident comes from."""

    VN = "vn"
    CN = "cn"
    JOINT = "joint"
    NATURAL = "natural"
    UNKNOWN = "unknown"


class IncidentState(StrEnum):
    """How far an incident has come."""

    REPORTED = "reported"
    NOTIFIED = "notified"
    PROPOSED = "proposed"
    STAKED_OUT = "staked_out"
    UNDER_CONSTRUCTION = "under_construction"
    IN_PROGRESS = "in_progress"
    SURVEYED = "surveyed"
    UNDER_DISCUSSION = "under_discussion"
    APPROVAL_ASKED = "approval_asked"
    RATIFIED = "ratified"
    COMPLETED = "completed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class IncidentPlace:
    """One place of an incident.

    Attributes
    ----------
    as_written : str
        Reference or coordinates as they were typed or as the paper has them.
    geometry : mapping or None
        GeoJSON geometry in WGS 84 as resolved when it was recorded; None if not known.
    reference : str
        Canonical form of the reading that was chosen; empty when the place is not a reference.
    line_id : str
        Version of the line it was resolved on.
        Empty for a place that was measured: no version of the line has to do with it.
    accuracy_m : float or None
    source : str
        Where a position was taken from: ``"photo:"`` and the SHA-256 of a photo; empty when
        somebody wrote it.
    """

    as_written: str
    geometry: Mapping[str, Any] | None = None
    reference: str = ""
    line_id: str = ""
    accuracy_m: float | None = None
    source: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether the accuracy is that of the position itself, not that of a line it was found on."""
        return self.geometry is not None and self.accuracy_m is not None and not self.line_id

    def measured(self, accuracy_m: float) -> IncidentPlace:
        """Return the place as it was measured, so accurately in metres."""
        return replace(self, line_id="", accuracy_m=accuracy_m)


ReportKind = Literal["opened", "added", "changed", "corrected"]


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that was said about an incident: who, when, what.

    Attributes
    ----------
    id, incident_id : str
        UUIDs.
    kind : {"opened", "added", "changed", "corrected"}
    recorded_at : datetime
        When it was written down; aware, UTC.
    author, machine : str
        Office role or user name, and the computer.
    event_date : PartialDate or None
        When it happened, as precisely as the source says.
    text : str
        What was said.
    source_paper : str
        Paper it comes from, with number and date where it has them.
    changes : mapping of str to Any
        Fields of the incident that this report sets, by name, as plain JSON values.
    corrects : str or None
        Id of the report that this one corrects.
    attachments : tuple of str
        SHA-256 of the files that came with it, in hexadecimal.
    particulars : Particulars
        Step of the workflow, paper, from whom and to whom, and what is to follow.
    secrecy : Secrecy
        Level that a person has set on this report.
    """

    id: str
    incident_id: str
    kind: ReportKind
    recorded_at: datetime
    author: str
    machine: str
    event_date: PartialDate | None = None
    text: str = ""
    source_paper: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    corrects: str | None = None
    attachments: tuple[str, ...] = ()
    particulars: Particulars = NO_PARTICULARS
    secrecy: Secrecy = Secrecy.NONE

    @property
    def happened(self) -> PartialDate | None:
        """When it happened, or the date of its paper where only that is known."""
        return self.event_date or self.particulars.paper_date

    @property
    def is_repeated(self) -> bool:
        """Whether it is the second copy of a report of another office, which is in the history before."""
        return self.particulars.repeats is not None


@dataclass(frozen=True, slots=True)
class OpenFollowUp:
    """What the office set itself to do and no report has closed.

    Attributes
    ----------
    report_id : str
        The report that set it.
    follow_up : FollowUp
    """

    report_id: str
    follow_up: FollowUp


@dataclass(frozen=True, slots=True)
class AwaitedReply:
    """A report that asked for a reply, while none has been reported.

    Attributes
    ----------
    report_id : str
    since : PartialDate or None
        When it was asked; None if no report says.
    step : str
        Code of the step that asked.
    """

    report_id: str
    since: PartialDate | None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """What is known of an incident: the current view, derived from its reports.

    Attributes
    ----------
    id : str
        UUID.
    number : str
        The number that a person can say, for example ``CB-2022-004``.
    title : str
    category : str
        Code of the office's list of categories.
    party : IncidentParty
    state : IncidentState
    date : PartialDate or None
    places : tuple of IncidentPlace
        Empty when the source names none: listed, not mapped.
    description, source_paper, unit_as_written, province : str
    demonstration : bool
    secrecy : Secrecy
        Level that a person has set on the incident as a whole; reports have their own.
    event_kind : str
        Code of the treaty's list of events for border representatives, where one fits.
    works, markers, survey_areas : tuple of str
        Ids of what it is tied to.
    follow_ups : tuple of OpenFollowUp
        What the office has set itself to do, the soonest first.
    awaited : tuple of AwaitedReply
        Replies that are still out, in the order of the reports that asked.
    level : Secrecy
        How secret it is with all its reports; see ``border_gis.incidents.levels``.
    """

    id: str
    number: str
    title: str
    category: str
    party: IncidentParty
    state: IncidentState
    date: PartialDate | None = None
    places: tuple[IncidentPlace, ...] = ()
    description: str = ""
    source_paper: str = ""
    unit_as_written: str = ""
    province: str = ""
    demonstration: bool = False
    secrecy: Secrecy = Secrecy.NONE
    event_kind: str = ""
    works: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    survey_areas: tuple[str, ...] = ()
    follow_ups: tuple[OpenFollowUp, ...] = ()
    awaited: tuple[AwaitedReply, ...] = ()
    level: Secrecy = Secrecy.NONE
