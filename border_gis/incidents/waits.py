"""Waiting times between what was asked and what answered it, and what is still to be done.

A reply belongs to the report that a person has named (``Particulars.answers``), otherwise to
the oldest report that waits for a reply of its step. A date of which only the month or the year
is known gives a span of days, never a count that nobody can know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from border_gis.boundary.dates import PartialDate
from border_gis.incidents.model import OpenFollowUp, Report
from border_gis.incidents.particulars import NO_PARTICULARS


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """A number of days, or between which numbers it lies.

    Attributes
    ----------
    least, most : int
        The same where the days are known.
    """

    least: int
    most: int

    @property
    def is_exact(self) -> bool:
        """Whether the number is known."""
        return self.least == self.most


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one side waited for the other, or waits still.

    Attributes
    ----------
    asked : Report
    answered : Report or None
        None while no reply has been reported.
    days : DaySpan or None
        Until the reply, or until today while it is open; None if one of the dates is not known.
    """

    asked: Report
    answered: Report | None
    days: DaySpan | None

    @property
    def is_open(self) -> bool:
        """Whether the reply is still out."""
        return self.answered is None


@dataclass(frozen=True, slots=True)
class Match:
    """A report that asked for a reply, and the report that answered it, if any."""

    asked: Report
    answered: Report | None


def order_corrections(
    reports: Sequence[Report], instead: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, str]]:
    """Give the ids of each correction and of the report it corrects, in the order in which they count.

    A correction of a correction comes before that one; of two corrections of one report the later
    comes after the earlier, and so takes its place.

    Parameters
    ----------
    reports : sequence of Report
        Of one incident, in the order in which they were appended.
    instead : mapping of str to str
        Which report is corrected in the place of another.
    """
    known = {report.id for report in reports}
    corrections: dict[str, list[str]] = {id_: [] for id_ in known}
    uncorrecting = []
    for report in reports:
        corrected = report.corrects and instead.get(report.corrects, report.corrects)
        if corrected is not None and corrected in known:
            corrections[corrected].append(report.id)
        else:
            uncorrecting.append(report.id)
    for first in uncorrecting:
        # Without recursion: somebody may correct a correction of a correction a thousand times.
        way = [(first, iter(corrections[first]))]
        while way:
            id_, rest = way[-1]
            correcting = next(rest, None)
            if correcting is not None:
                way.append((correcting, iter(corrections[correcting])))
                continue
            way.pop()
            if way:
                yield id_, way[-1][0]


def read_corrected(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Return the reports without the corrections, each with the particulars as corrected.

    A correction without particulars leaves those of the corrected report as they are; one with
    particulars, or with a date, takes their place.
    """
    said = {report.id: report for report in reports}
    for correcting_id, corrected_id in order_corrections(reports):
        correction = said.pop(correcting_id)
        corrected = said[corrected_id]
        if correction.particulars != NO_PARTICULARS:
            corrected = replace(corrected, particulars=correction.particulars)
        if correction.event_date is not None:
            corrected = replace(corrected, event_date=correction.event_date)
        said[corrected_id] = corrected
    return tuple(said[report.id] for report in reports if report.id in said)


def match_replies(reports: Sequence[Report]) -> tuple[Match, ...]:
    """Return every report that asked for a reply, with the reply, in the order of the asking.

    Parameters
    ----------
    reports : sequence of Report
        Of one incident, in the order in which they were appended, as ``read_corrected`` gives them.
    """
    asked = [report for report in reports if report.particulars.awaits]
    order = {report.id: place for place, report in enumerate(reports)}
    replies: dict[str, Report] = {}
    for report in reports:
        answers = report.particulars.answers
        if answers is not None and answers in order:
            replies.setdefault(answers, report)
    for report in reports:
        if report.particulars.answers is not None or not report.particulars.step:
            continue
        waiting = [
            one
            for one in asked
            if one.id not in replies
            and one.id != report.id
            and report.particulars.step in one.particulars.awaits
            and _can_follow(one, report, order)
        ]
        if waiting:
            first = min(waiting, key=lambda one: (_earliest(one), order[one.id]))
            replies[first.id] = report
    return tuple(Match(report, replies.get(report.id)) for report in asked)


def measure_waits(reports: Sequence[Report], today: date) -> tuple[Wait, ...]:
    """Return the waiting times of an incident, open ones until today.

    Parameters
    ----------
    reports : sequence of Report
        Of one incident, in the order in which they were appended, corrections among them.
    today : date
    """
    until = PartialDate(today.year, today.month, today.day)
    return tuple(
        Wait(
            match.asked,
            match.answered,
            count_days(match.asked.happened, until if match.answered is None else match.answered.happened),
        )
        for match in match_replies(read_corrected(reports))
    )


def count_days(start: PartialDate | None, end: PartialDate | None) -> DaySpan | None:
    """Return how many days lie between two dates, as far as they are known.

    Returns
    -------
    DaySpan or None
        Never below 0; None if a date is not known, or the end lies before the start.
    """
    if start is None or end is None:
        return None
    most = (end.last_day - start.first_day).days
    if most < 0:
        return None
    return DaySpan(max(0, (end.first_day - start.last_day).days), most)


def find_follow_ups(reports: Sequence[Report]) -> tuple[OpenFollowUp, ...]:
    """Return what the office has set itself to do and no report has closed, the soonest first."""
    closed = {one for report in reports for one in report.particulars.closes}
    found = [
        OpenFollowUp(report.id, report.particulars.follow_up)
        for report in reports
        if report.particulars.follow_up is not None and report.id not in closed
    ]
    return tuple(sorted(found, key=lambda one: one.follow_up.day))


def _earliest(report: Report) -> date:
    return date.max if report.happened is None else report.happened.first_day


def _can_follow(asked: Report, answer: Report, order: dict[str, int]) -> bool:
    """Return whether a report can be the reply to one that asked."""
    if order[asked.id] < order[answer.id]:
        return (
            asked.happened is None
            or answer.happened is None
            or answer.happened.last_day >= asked.happened.first_day
        )
    # Written down later than its reply: only where the dates leave no doubt.
    return (
        asked.happened is not None
        and answer.happened is not None
        and asked.happened.last_day <= answer.happened.first_day
    )
