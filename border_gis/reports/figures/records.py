"""What figures are counted from, as a service has gathered it, and how records become entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from border_gis.access import Secrecy
from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.register.marker import Marker
from border_gis.incidents.model import Incident, Report
from border_gis.incidents.steps import Workflow
from border_gis.proceedings.kinds import ProceedingKind
from border_gis.proceedings.model import Proceeding
from border_gis.reports.content.chapters_of_place import record_of
from border_gis.reports.figures.days import Within
from border_gis.reports.figures.model import Count, Entry, Label
from border_gis.surveys.area import SurveyArea
from border_gis.surveys.contents import Period
from border_gis.works.model import Work
from border_gis.zones.deadlines import Deadline
from border_gis.zones.verdict import Verdict


@dataclass(frozen=True, slots=True)
class CountedIncident:
    """An incident with its reports, as they were appended.

    Attributes
    ----------
    incident : Incident
        As it is known now.
    reports : tuple of Report
    belongs : Within
        Whether it is of the unit that is asked for.
    units : tuple of str
        Units that it is counted under.
    """

    incident: Incident
    reports: tuple[Report, ...]
    belongs: Within = Within.YES
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedWork:
    """A work as it was at the end of the period.

    Attributes
    ----------
    work : Work
    is_certain : bool
        Whether it surely stood, or was planned, by then.
    verdicts : mapping of str to tuple of Verdict
        By version of the line.
    changes : tuple of RegisterChange
    belongs : Within
    """

    work: Work
    is_certain: bool = True
    verdicts: Mapping[str, tuple[Verdict, ...]] = field(default_factory=dict)
    changes: tuple[RegisterChange, ...] = ()
    belongs: Within = Within.YES


@dataclass(frozen=True, slots=True)
class CountedMarker:
    """A marker with what was changed of it."""

    marker: Marker
    changes: tuple[RegisterChange, ...] = ()
    belongs: Within = Within.YES


@dataclass(frozen=True, slots=True)
class CountedArea:
    """A survey area."""

    area: SurveyArea
    belongs: Within = Within.YES


@dataclass(frozen=True, slots=True)
class CountedDeadline:
    """A deadline of something that the office plans itself."""

    deadline: Deadline
    belongs: Within = Within.YES


@dataclass(frozen=True, slots=True)
class CountedProceeding:
    """Something that the office itself did or wrote."""

    proceeding: Proceeding
    belongs: Within = Within.YES


@dataclass(frozen=True, slots=True)
class PeriodRecords:
    """Everything that the figures of a period are counted from.

    Attributes
    ----------
    period : Period
    today : date
        What is due later than this is still to come.
    unit : str
    incidents, works, markers, areas, deadlines, proceedings : tuple
    workflow : Workflow
    proceeding_kinds : tuple of ProceedingKind
    categories : mapping of str to mapping
        Names that the office has given to kinds of incident, by code and language.
    lines : tuple of (str, str)
        Id and name of each version of the line.
    strip_is_set : bool
    """

    period: Period
    today: date
    workflow: Workflow
    unit: str = ""
    incidents: tuple[CountedIncident, ...] = ()
    works: tuple[CountedWork, ...] = ()
    markers: tuple[CountedMarker, ...] = ()
    areas: tuple[CountedArea, ...] = ()
    deadlines: tuple[CountedDeadline, ...] = ()
    proceedings: tuple[CountedProceeding, ...] = ()
    proceeding_kinds: tuple[ProceedingKind, ...] = ()
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: tuple[tuple[str, str], ...] = ()
    strip_is_set: bool = False


class Tally:
    """Counts while they are counted: figures in the order in which their labels first come."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._labels: dict[str, Label] = {}
        self._entries: dict[tuple[str, Within], list[Entry]] = {}
        for label in labels:
            self.name(label)

    def name(self, label: Label) -> None:
        """Keep a place for a figure, also where it stays a nought."""
        self._labels.setdefault(label.key, label)

    def add(self, label: Label, entry: Entry, counts: Within) -> None:
        """Count an entry under a label, or name it where nobody can tell."""
        if counts is not Within.NO:
            self.name(label)
            self._entries.setdefault((label.key, counts), []).append(entry)

    def by_size(self) -> tuple[Count, ...]:
        """Return the figures, the largest first."""
        return tuple(sorted(self.in_order(), key=lambda count: (-count.value, -len(count.unsure))))

    def in_order(self) -> tuple[Count, ...]:
        """Return the figures in the order of their labels."""
        return tuple(
            Count(label, tuple(self._listed(key, Within.YES)), tuple(self._listed(key, Within.UNKNOWN)))
            for key, label in self._labels.items()
        )

    def _listed(self, key: str, counts: Within) -> Iterable[Entry]:
        return self._entries.get((key, counts), ())


def enter_incident(
    incident: Incident,
    when: PartialDate | None = None,
    label: Label | None = None,
    secrecy: Secrecy = Secrecy.NONE,
) -> Entry:
    """Return an incident as what stands behind a figure."""
    level = incident.level if secrecy is Secrecy.NONE or incident.level.covers(secrecy) else secrecy
    return Entry(
        incident.number, "incident", incident.id, incident.title, label, when or incident.date, level
    )


def enter_work(work: Work, label: Label | None = None, when: PartialDate | None = None) -> Entry:
    """Return a work as what stands behind a figure."""
    title = work.name or work.reference_as_written
    return Entry(record_of(work.id, "W"), "work", work.id, title, label, when or work.since)
