"""Works with their verdicts, fences on the line or in the strip, survey areas and markers of a period."""

from __future__ import annotations

from datetime import date, timedelta
from math import hypot

from border_gis.boundary.changes import RegisterChange
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.i18n.values import enum_code
from border_gis.incidents.categories import IncidentCategory
from border_gis.reports.figures.days import Within, all_of, any_of, lies_before, lies_in, read_days
from border_gis.reports.figures.model import Entry, Group, Label
from border_gis.reports.figures.of_incidents import Placed
from border_gis.reports.figures.records import (
    CountedArea,
    CountedMarker,
    CountedWork,
    PeriodRecords,
    Tally,
    enter_work,
)
from border_gis.surveys.area import SurveyState
from border_gis.works.model import WorkKind, WorkState
from border_gis.zones.gravity import gravest
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict

FENCES = (WorkKind.FENCE, WorkKind.SECOND_FENCE, WorkKind.TEMPORARY_FENCE, WorkKind.ELECTRIFIED_WIRE)
STRIP_RULE = "agreement-2009.7-3"
"""The rule of the clear-vision strip; the office sets its width."""

EXACT_ENOUGH_M = 1.0
"""One sigma of line and work together up to which something can be said to stand on the line."""

_SPREAD = 1.96
"""Within so many sigmas of the line it may stand on it (19 times of 20)."""

_CLEAR = {Outcome.NOT_DETERMINABLE: 1, Outcome.OUTSIDE: 2}
"""How little a verdict says that a fence stands in the strip."""

PLANNED = (SurveyState.PROPOSED, SurveyState.APPROVED)


def count_works(records: PeriodRecords) -> tuple[Group, ...]:
    """Return works by kind, those that are new, states that were reported, and verdicts on each line."""
    kinds, new, states = Tally(), Tally(), Tally()
    for counted in records.works:
        work, stood = counted.work, _stood(counted)
        kind = Label(str(enum_code(work.kind)))
        kinds.add(kind, enter_work(work), stood)
        since = Within.UNKNOWN if work.since is None else lies_in(read_days(work.since), records.period)
        if work.since is not None:
            new.add(kind, enter_work(work), all_of(stood, since))
        for change in counted.changes:
            if change.kind == "state" and change.state and not _is_undone(change, counted.changes):
                label = Label(f"work_state.{WorkState(change.state).value}")
                when = change.event_date or _day_of(change)
                inside = lies_in(read_days(change.event_date, change.recorded_at), records.period)
                states.add(label, enter_work(work, label, when), all_of(counted.belongs, inside))
    several = len(records.lines) > 1
    lines = [
        (line_id, name, order if several else 0) for order, (line_id, name) in enumerate(records.lines, 1)
    ]
    work_fields = (("work", ("kind",)),)
    dated = (("work", ("kind", "since", "state")),)
    return (
        Group("works_by_kind", kinds.by_size(), is_drawn=True, shows_fields=work_fields),
        Group("works_new", new.by_size(), shows_fields=dated),
        Group("work_states", states.by_size(), shows_fields=dated),
        *(_count_verdicts(records, *line) for line in lines),
        *(_count_fences(records, *line) for line in lines),
    )


def _stood(counted: CountedWork) -> Within:
    return all_of(counted.belongs, Within.YES if counted.is_certain else Within.UNKNOWN)


def _is_undone(change: RegisterChange, changes: tuple[RegisterChange, ...]) -> bool:
    return any(other.undoes == change.id for other in changes if other.undoes)


def _day_of(change: RegisterChange) -> PartialDate:
    day = change.recorded_at.astimezone(VIET_NAM_TIME).date()
    return PartialDate(day.year, day.month, day.day)


def _count_verdicts(records: PeriodRecords, line_id: str, line_name: str, order: int) -> Group:
    tally = Tally()
    for counted in records.works:
        worst = gravest(counted.verdicts.get(line_id, ()))
        if worst is None:
            tally.add(Label("outcome.not_determinable"), enter_work(counted.work), _stood(counted))
            continue
        label = Label(str(enum_code(worst.outcome)))
        kind = Label(str(enum_code(counted.work.kind)))
        tally.add(label, enter_work(counted.work, kind), _stood(counted))
    fields = (("verdict", ("outcome",)), ("work", ("kind",)))
    return Group("works_by_verdict", tally.by_size(), line_name, line_id, order, True, fields)


def _count_fences(records: PeriodRecords, line_id: str, line_name: str, order: int) -> Group:
    """Return the fences on the line, in the clear-vision strip, clear of both, and those nobody can place."""
    names = ("on_line", "in_strip", "clear_of_strip", "not_determinable")
    tally = Tally(Label(f"period.{name}") for name in names)
    for counted in records.works:
        if counted.work.kind not in FENCES:
            continue
        name, sure = place_fence(counted, line_id, records.strip_is_set)
        kind = Label(str(enum_code(counted.work.kind)))
        tally.add(Label(f"period.{name}"), enter_work(counted.work, kind), all_of(_stood(counted), sure))
    fields = (("verdict", ("outcome", "distance_m")), ("work", ("kind",)))
    return Group("fences", tally.in_order(), line_name, line_id, order, True, fields)


def place_fence(counted: CountedWork, line_id: str, strip_is_set: bool) -> tuple[str, Within]:
    """Return where a fence stands to one version of the line, and whether that is sure.

    A place that was drawn from a reference and not measured says nothing; without a width of the
    strip nobody can say that a fence stands outside it.
    """
    verdicts = counted.verdicts.get(line_id, ())
    measured = [one for one in verdicts if one.distance_m is not None]
    if not measured or counted.work.illustrative:
        return "not_determinable", Within.YES
    nearest = min(measured, key=lambda one: one.distance_m or 0.0)
    sigma_m = _sigma_m(nearest)
    if nearest.crosses or (nearest.distance_m or 0.0) <= _SPREAD * sigma_m:
        return "on_line", Within.YES if sigma_m <= EXACT_ENOUGH_M else Within.UNKNOWN
    # A width that holds from a day on leaves two versions of the rule: each is out of force for most works.
    strip = [one for one in verdicts if one.rule_id == STRIP_RULE]
    verdict = min(strip, key=lambda one: _CLEAR.get(one.outcome, 0), default=None)
    if verdict is None:
        return "not_determinable", Within.YES
    if not strip_is_set or verdict.outcome is Outcome.NOT_DETERMINABLE:
        return "not_determinable", Within.YES
    sure = Within.UNKNOWN if verdict.certainty is Certainty.POSSIBLY else Within.YES
    return ("clear_of_strip" if verdict.outcome is Outcome.OUTSIDE else "in_strip"), sure


def _sigma_m(verdict: Verdict) -> float:
    basis = verdict.basis
    if basis is None:
        return 0.0
    return hypot(basis.line_accuracy_m, basis.work_accuracy_m or 0.0, basis.transformation_accuracy_m)


def count_areas(records: PeriodRecords) -> tuple[Group, ...]:
    """Return the areas surveyed, by purpose and by who went; those that are only planned apart."""
    purposes, conducts, planned = Tally(), Tally(), Tally()
    for counted in records.areas:
        area = counted.area
        level = area.secrecy
        purpose = Label(f"survey_purpose.{area.purpose}")
        number = area.number or area.id[:8]
        entry = Entry(number, "survey_area", area.id, area.name, purpose, area.surveyed, level)
        inside = all_of(counted.belongs, _was_surveyed(counted, records))
        if area.state in PLANNED:
            planned.add(purpose, entry, inside)
            continue
        if area.state is SurveyState.UNKNOWN and inside is Within.YES:
            inside = Within.UNKNOWN
        purposes.add(purpose, entry, inside)
        conducts.add(Label(str(enum_code(area.conduct))), entry, inside)
    fields = (("survey_area", ("purpose", "surveyed")),)
    conduct_fields = (("survey_area", ("conduct", "surveyed")),)
    return (
        Group("areas_by_purpose", purposes.by_size(), is_drawn=True, shows_fields=fields),
        Group("areas_by_conduct", conducts.by_size(), shows_fields=conduct_fields),
        Group("areas_planned", planned.by_size(), shows_fields=fields),
    )


def _was_surveyed(counted: CountedArea, records: PeriodRecords) -> Within:
    """Return whether some of a survey fell into the period."""
    area, period = counted.area, records.period
    if area.surveyed is None:
        return Within.UNKNOWN
    if area.surveyed_until is None:
        return lies_in(read_days(area.surveyed), period)
    after = period.last + timedelta(days=1)
    begun = lies_before(read_days(area.surveyed), after)
    return all_of(begun, _not_before(area.surveyed_until, period.first))


def _not_before(until: PartialDate, first: date) -> Within:
    answer = lies_before(read_days(until), first)
    return {Within.YES: Within.NO, Within.NO: Within.YES}.get(answer, Within.UNKNOWN)


def count_markers(placed: tuple[Placed, ...], records: PeriodRecords) -> tuple[Group, ...]:
    """Return markers inspected and reported damaged in the period, and conditions as they were found."""
    tally = Tally(Label(f"period.{name}") for name in ("inspected", "damage_incidents"))
    conditions = Tally()
    for counted in records.markers:
        marker = counted.marker
        name = str(marker.reference)
        days = _list_inspections(counted)
        inside = any_of(lies_in(read_days(day), records.period) for day in days)
        last = max(
            (day for day in days if lies_in(read_days(day), records.period) is Within.YES), default=None
        )
        entry = Entry(name, "marker", name, marker.condition or "", None, last)
        tally.add(Label("period.inspected"), entry, all_of(counted.belongs, inside))
        for condition, when, found_in in _list_conditions(counted, records):
            label = Label(text=condition)
            conditions.add(label, Entry(name, "marker", name, condition, None, when), found_in)
    for one in placed:
        if one.counted.incident.category == IncidentCategory.MARKER_DAMAGE:
            tally.add(Label("period.damage_incidents"), one.entry, one.is_of_period)
    fields = (("marker", ("last_inspected", "condition")),)
    return (
        Group("markers", tally.in_order(), shows_fields=fields),
        Group("marker_conditions", conditions.by_size(), shows_fields=fields),
    )


def _list_inspections(counted: CountedMarker) -> tuple[PartialDate, ...]:
    """Return every day on which a marker was inspected, those that later ones have replaced among them."""
    days = {change.after.get("last_inspected") for change in counted.changes}
    days |= {change.before.get("last_inspected") for change in counted.changes}
    if counted.marker.last_inspected is not None:
        days.add(counted.marker.last_inspected.isoformat())
    return tuple(PartialDate.fromisoformat(str(day)[:10]) for day in days if day)


def _list_conditions(
    counted: CountedMarker, records: PeriodRecords
) -> list[tuple[str, PartialDate | None, Within]]:
    """Return the conditions that were found in the period: by an inspection, or as somebody reported them."""
    found: dict[str, tuple[str, PartialDate | None, Within]] = {}
    marker = counted.marker
    if marker.condition and marker.last_inspected is not None:
        day = marker.last_inspected
        when = PartialDate(day.year, day.month, day.day)
        inside = all_of(counted.belongs, lies_in(read_days(when), records.period))
        found[marker.condition] = (marker.condition, when, inside)
    for change in counted.changes:
        condition = change.after.get("condition")
        if condition and not _is_undone(change, counted.changes):
            days = read_days(change.event_date, change.recorded_at)
            if change.event_date is None:
                days = read_days(_day_of(change))
            inside = all_of(counted.belongs, lies_in(days, records.period))
            if inside is not Within.NO:
                found[condition] = (condition, change.event_date or _day_of(change), inside)
    return list(found.values())
