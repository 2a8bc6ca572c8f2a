"""Which deed a rule is about, and whether the rule was in force when it was done."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from border_gis.boundary.dates import PartialDate
from border_gis.errors import Finding
from border_gis.zones.checked import CheckedWork
from border_gis.zones.law import Counts, Rule
from border_gis.zones.subjects import BUILT_KINDS, Activity


class Force(StrEnum):
    """Whether a rule is in force on a date."""

    IN_FORCE = "in_force"
    UNSURE = "unsure"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done, and when."""

    counts: Counts
    day: PartialDate | None


def deeds_of(work: CheckedWork, today: date) -> tuple[Deed, ...]:
    """Return what was done, or is to be: building or doing, and extending."""
    day = work.begun
    if day is None and work.is_planned:
        day = PartialDate(today.year, today.month, today.day)
    deeds = []
    deeds.append(Deed(Counts.BUILDING, day))
    if isinstance(work.kind, Activity) and work.kind not in BUILT_KINDS:
        deeds.append(Deed(Counts.DOING, day))
    if work.is_extended or work.extended is not None:
        deeds.append(Deed(Counts.EXTENDING, work.extended))
    return tuple(deeds)


def is_in_force(rule: Rule, day: PartialDate | None) -> Force:
    """Return whether a rule was in force on a date that may be known by its month or year only."""
    if rule.valid_from is None and rule.valid_to is None:
        return Force.IN_FORCE
    if day is None:
        return Force.UNSURE
    first, last = span_of(day)
    begins, ends = rule.valid_from or date.min, rule.valid_to or date.max
    if last < begins or ends < first:
        return Force.NOT
    return Force.IN_FORCE if begins <= first and last <= ends else Force.UNSURE


def choose_deed(rule: Rule, work: CheckedWork, today: date) -> tuple[Force, Finding, Deed | None]:
    """Return the deed that the rule is held against, whether it was in force then, and the reason."""
    about = [deed for deed in deeds_of(work, today) if deed.counts in rule.counts]
    if not about:
        return Force.NOT, Finding("zones.not_extended"), None
    judged = [(is_in_force(rule, deed.day), deed) for deed in about]
    force, deed = min(judged, key=lambda pair: list(Force).index(pair[0]))
    return force, _explain(rule, deed, force), deed


def span_of(day: PartialDate) -> tuple[date, date]:
    """Return the first and the last day that a date may mean."""
    month_from, month_to = day.month or 1, day.month or 12
    last = day.day or calendar.monthrange(day.year, month_to)[1]
    return date(day.year, month_from, day.day or 1), date(day.year, month_to, last)


def _explain(rule: Rule, deed: Deed, force: Force) -> Finding:
    params = {"date": deed.day, "valid_from": rule.valid_from, "valid_to": rule.valid_to}
    if force is Force.IN_FORCE:
        return Finding(f"zones.deed_{deed.counts.value}", {"date": deed.day})
    if deed.day is None:
        code = "zones.date_of_extension_unknown" if deed.counts is Counts.EXTENDING else "zones.date_unknown"
        return Finding(code, {"valid_from": rule.valid_from})
    if force is Force.UNSURE:
        return Finding("zones.date_too_rough", params)
    return Finding("zones.not_in_force", params)
