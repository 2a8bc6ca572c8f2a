"""Incidents of a period: new, continued, settled, open; by kind, state, party, unit; reported up.

What counts is when things happened, not when they were written down. An incident that is known by its
year only lies in a report of that year; in a report of a month it is named as not determinable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from border_gis.i18n.values import enum_code
from border_gis.incidents.model import IncidentState, Report
from border_gis.incidents.then import derive_as_happened
from border_gis.incidents.view import read_said
from border_gis.incidents.waits import read_corrected
from border_gis.reports.figures.days import (
    DayRange,
    Within,
    all_of,
    any_of,
    find_beginning,
    lies_before,
    lies_in,
    read_days,
)
from border_gis.reports.figures.model import Count, Entry, Group, Label
from border_gis.reports.figures.records import CountedIncident, PeriodRecords, Tally, enter_incident

ENDED = (IncidentState.COMPLETED, IncidentState.SETTLED)
"""States in which nothing is left to be done."""

TO_PROVINCE = ("report_up",)
TO_CENTRE = ("ask_centre", "survey_point_proposed", "approval_asked")
PROTESTS = ("protest_sent",)
"""Steps, as the list that ships names them; a letter of protest says that the agreement is breached."""

NOT_KNOWN = Label("period.not_determinable")


@dataclass(frozen=True, slots=True)
class Placed:
    """An incident as it lies to the period.

    Attributes
    ----------
    counted : CountedIncident
    reports : tuple of Report
        Without corrections, as they were corrected.
    entry : Entry
    is_of_period : Within
        Whether anything of it happened in the period.
    is_new, is_continued, is_ended, is_open : Within
    state : IncidentState or None
        At the end of the period; None where no date tells.
    """

    counted: CountedIncident
    reports: tuple[Report, ...]
    entry: Entry
    is_of_period: Within
    is_new: Within
    is_continued: Within
    is_ended: Within
    is_open: Within
    state: IncidentState | None


def place_incident(counted: CountedIncident, records: PeriodRecords) -> Placed:
    """Return how an incident lies to the period."""
    period, incident = records.period, counted.incident
    reports = read_corrected(counted.reports)
    days = [read_days(report.happened, report.recorded_at) for report in reports]
    if incident.date is not None:
        days.append(read_days(incident.date))
    beginning = find_beginning(days)
    ends = _list_ends(counted.reports, reports)
    after = period.last + timedelta(days=1)
    happened = any_of(lies_in(one, period) for one in days)
    then = derive_as_happened(counted.reports, period.last)
    is_known = then is not None and (then.is_certain or not _may_change(counted.reports, after))
    state = then.incident.state if then is not None and is_known else None
    is_open = Within.UNKNOWN if state is None else Within.NO if state in ENDED else Within.YES
    belongs = counted.belongs
    return Placed(
        counted=counted,
        reports=reports,
        entry=enter_incident(incident),
        is_of_period=all_of(belongs, happened),
        is_new=all_of(belongs, lies_in(beginning, period)),
        is_continued=all_of(belongs, lies_before(beginning, period.first), happened),
        is_ended=all_of(belongs, any_of(lies_in(one, period) for one in ends)),
        is_open=all_of(belongs, lies_before(beginning, after), is_open),
        state=state,
    )


def _list_ends(reports: tuple[Report, ...], corrected: tuple[Report, ...]) -> list[DayRange]:
    """Return the days on which a report said that the incident was over."""
    said = read_said(reports)
    return [
        read_days(report.happened, report.recorded_at)
        for report in corrected
        if said[report.id].get("state") in {state.value for state in ENDED}
    ]


def _may_change(reports: tuple[Report, ...], after: date) -> bool:
    """Return whether a report that sets the state may lie on either side of the end of the period."""
    said = read_said(reports)
    for report in read_corrected(reports):
        days = read_days(report.happened, report.recorded_at)
        if "state" in said[report.id] and days.first < after <= days.last:
            return True
    return False


def place_incidents(records: PeriodRecords) -> tuple[Placed, ...]:
    """Return all incidents as they lie to the period, by number."""
    placed = (place_incident(counted, records) for counted in records.incidents)
    return tuple(sorted(placed, key=lambda one: one.entry.number))


def count_course(placed: tuple[Placed, ...]) -> Group:
    """Return how many are of the period, new, continued, ended, and open at its end."""
    tally = Tally(
        Label(code)
        for code in ("period.all", "period.new", "period.continued", "period.ended", "period.open")
    )
    for one in placed:
        tally.add(Label("period.all"), one.entry, one.is_of_period)
        tally.add(Label("period.new"), one.entry, one.is_new)
        tally.add(Label("period.continued"), one.entry, one.is_continued)
        tally.add(Label("period.ended"), one.entry, one.is_ended)
        tally.add(Label("period.open"), one.entry, one.is_open)
    fields = (("incident", ("date", "state")),)
    return Group("course", tally.in_order(), is_drawn=True, shows_fields=fields)


def count_breakdowns(placed: tuple[Placed, ...], records: PeriodRecords) -> tuple[Group, ...]:
    """Return the incidents of the period by kind, by state at its end, by party and by unit."""
    kinds, states, parties, units = Tally(), Tally(), Tally(), Tally()
    for one in placed:
        incident, counts = one.counted.incident, one.is_of_period
        kinds.add(name_category(incident.category, records.categories), one.entry, counts)
        state = NOT_KNOWN if one.state is None else Label(str(enum_code(one.state)))
        states.add(state, one.entry, counts)
        parties.add(Label(str(enum_code(incident.party))), one.entry, counts)
        for unit in one.counted.units or ("",):
            units.add(Label(text=unit) if unit else Label("period.no_unit"), one.entry, counts)
    return (
        _group("by_kind", kinds.by_size(), "category"),
        _group("by_state", states.by_size(), "state"),
        _group("by_party", parties.by_size(), "party"),
        _group("by_unit", units.by_size(), "unit_as_written"),
    )


def _group(key: str, counts: tuple[Count, ...], field: str) -> Group:
    return Group(key, counts, is_drawn=True, shows_fields=(("incident", (field,)),))


def name_category(code: str, names: Mapping[str, Mapping[str, str]]) -> Label:
    """Return what a kind of incident is called."""
    return Label(f"incident_category.{code}", names.get(code, {}))


def count_reported_up(placed: tuple[Placed, ...], records: PeriodRecords) -> Group:
    """Return the incidents that were reported to the province and to the centre, and the breaches among them.

    A breach is what a person has called so: an incident with a kind of the treaty's list of events,
    or about which a letter of protest was sent. The program judges nobody.
    """
    labels = [
        Label(f"period.{name}")
        for name in ("to_province", "to_centre", "breaches", "breaches_to_province", "breaches_to_centre")
    ]
    tally = Tally(labels)
    for one in placed:
        is_breach = one.counted.incident.event_kind != "" or any(
            report.particulars.step in PROTESTS for report in one.reports
        )
        for steps, name in ((TO_PROVINCE, "to_province"), (TO_CENTRE, "to_centre")):
            found = [report for report in one.reports if report.particulars.step in steps]
            inside = [_is_inside(report, one, records) for report in found]
            if Within.YES not in inside and Within.UNKNOWN not in inside:
                continue
            report = found[inside.index(Within.YES if Within.YES in inside else Within.UNKNOWN)]
            entry = replace(
                one.entry, when=report.happened, label=name_step(report.particulars.step, records)
            )
            tally.add(Label(f"period.{name}"), entry, any_of(inside))
            if is_breach:
                tally.add(Label(f"period.breaches_{name}"), entry, any_of(inside))
        if is_breach:
            tally.add(Label("period.breaches"), one.entry, one.is_of_period)
    fields = (("incident", ("event_kind",)), ("report", ("particulars",)))
    return Group("reported_up", tally.in_order(), shows_fields=fields)


def _is_inside(report: Report, one: Placed, records: PeriodRecords) -> Within:
    days = read_days(report.happened, report.recorded_at)
    return all_of(one.counted.belongs, lies_in(days, records.period))


def name_step(code: str, records: PeriodRecords) -> Label:
    """Return what a step of the workflow is called."""
    step = records.workflow.step(code)
    return Label(text=code) if step is None else Label(f"step.{code}", step.name)
