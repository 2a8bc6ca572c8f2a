"""What was done and written in a period: steps, notes, letters and talks, replies, deadlines."""

from __future__ import annotations

from datetime import timedelta

from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.i18n.values import enum_code
from border_gis.incidents.model import Report
from border_gis.incidents.steps import Step
from border_gis.incidents.waits import count_days, find_follow_ups, match_replies
from border_gis.reports.figures.days import Within, all_of, any_of, lies_before, lies_in, read_days
from border_gis.reports.figures.model import Entry, Group, Label, WaitRow
from border_gis.reports.figures.of_incidents import Placed, name_step
from border_gis.reports.figures.of_proceedings import list_exchanged
from border_gis.reports.figures.records import PeriodRecords, Tally, enter_incident
from border_gis.zones.deadlines import DeadlineState, day_of

EXCHANGED = frozenset(
    {
        "note", "note_reply", "letter", "letter_reply", "notice_letter", "protest_letter", "invitation",
        "talks_minutes", "reserved_minutes", "unilateral_minutes",
    }
)  # fmt: skip
"""Kinds of paper that go from one side to the other, or that both write together."""

ALWAYS_SAID = ("note_sent", "note_reply_received", "letter_sent", "letter_reply_received", "talks")
"""Steps that a report counts also where there was none."""

_REPORT = (("report", ("particulars", "event_date")),)


def is_exchange(step: Step) -> bool:
    """Return whether a step goes to the other side, comes from it, or is taken with it."""
    return bool(EXCHANGED.intersection(step.papers))


def count_steps(placed: tuple[Placed, ...], records: PeriodRecords) -> tuple[Group, ...]:
    """Return notes, letters and talks by step and by direction, other steps, and papers by kind."""
    exchanges, lanes, others, papers = Tally(), Tally(), Tally(), Tally()
    for step in records.workflow.steps:
        if step.code in ALWAYS_SAID:
            exchanges.name(Label(f"step.{step.code}", step.name))
    for one in placed:
        for report in one.reports:
            said = report.particulars
            inside = _lies_in(report, one, records)
            entry = _enter(report, one, records)
            taken = records.workflow.step(said.step)
            if taken is not None and is_exchange(taken):
                exchanges.add(name_step(taken.code, records), entry, inside)
                lanes.add(Label(str(enum_code(taken.lane))), entry, inside)
            elif said.step:
                others.add(name_step(said.step, records), entry, inside)
            if said.paper:
                kind = records.workflow.paper(said.paper)
                label = Label(text=said.paper) if kind is None else Label(f"paper.{said.paper}", kind.name)
                papers.add(label, entry, inside)
    for step, entry, inside in list_exchanged(records):
        if is_exchange(step):
            exchanges.add(name_step(step.code, records), entry, inside)
            lanes.add(Label(str(enum_code(step.lane))), entry, inside)
        else:
            others.add(name_step(step.code, records), entry, inside)
    return (
        Group("exchanges", exchanges.by_size(), is_drawn=True, shows_fields=_REPORT),
        Group("directions", lanes.by_size(), shows_fields=_REPORT),
        Group("steps", others.by_size(), shows_fields=_REPORT),
        Group("papers", papers.by_size(), shows_fields=_REPORT),
    )


def _enter(report: Report, one: Placed, records: PeriodRecords) -> Entry:
    label = name_step(report.particulars.step, records) if report.particulars.step else None
    return enter_incident(one.counted.incident, report.happened, label, report.secrecy)


def _lies_in(report: Report, one: Placed, records: PeriodRecords) -> Within:
    return all_of(
        one.counted.belongs, lies_in(read_days(report.happened, report.recorded_at), records.period)
    )


def list_waits(placed: tuple[Placed, ...], records: PeriodRecords) -> tuple[Group, tuple[WaitRow, ...]]:
    """Return the replies that came in the period, those that were out at its end, and the waiting times."""
    tally = Tally(Label(f"period.{name}") for name in ("answered", "reply_out"))
    rows: list[WaitRow] = []
    period = records.period
    end = PartialDate(period.last.year, period.last.month, period.last.day)
    if records.today < period.last:
        end = PartialDate(records.today.year, records.today.month, records.today.day)
    after = period.last + timedelta(days=1)
    for one in placed:
        for match in match_replies(one.reports):
            asked = all_of(
                one.counted.belongs,
                lies_before(read_days(match.asked.happened, match.asked.recorded_at), after),
            )
            reply = match.answered
            came = Within.NO if reply is None else _lies_in(reply, one, records)
            came_by_end = (
                Within.NO
                if reply is None
                else lies_before(read_days(reply.happened, reply.recorded_at), after)
            )
            still = all_of(asked, _opposite(came_by_end))
            entry = _enter(match.asked, one, records)
            tally.add(Label("period.answered"), entry, came)
            tally.add(Label("period.reply_out"), entry, still)
            if Within.YES in (came, still):
                until = reply.happened if reply is not None and came is Within.YES else end
                days = count_days(match.asked.happened, until)
                answered = reply.happened if reply is not None and came is Within.YES else None
                rows.append(WaitRow(entry, answered, came is not Within.YES, days))
    rows.sort(key=lambda row: (row.days is None, -(row.days.most if row.days else 0)))
    return Group("waits", tally.in_order(), is_drawn=True, shows_fields=_REPORT), tuple(rows)


def _opposite(answer: Within) -> Within:
    return {Within.YES: Within.NO, Within.NO: Within.YES}.get(answer, Within.UNKNOWN)


def count_deadlines(placed: tuple[Placed, ...], records: PeriodRecords) -> Group:
    """Return what was to be done in the period: in time, too late, or still to do.

    Deadlines of the rules for what the office plans itself, and what it has set itself to do in incidents.
    """
    tally = Tally(Label(str(enum_code(state))) for state in (DeadlineState.MET, DeadlineState.MISSED))
    for one in placed:
        for entry, inside, label in _follow_ups(one, records):
            tally.add(label, entry, inside)
    for counted in records.deadlines:
        deadline = counted.deadline
        day = day_of(deadline.due)
        due = PartialDate(day.year, day.month, day.day)
        entry = Entry(
            f"A-{deadline.subject_id[:8]}", deadline.subject_kind, deadline.subject_id, deadline.title,
            Label(f"period.{deadline.code.replace('.', '_')}"), due,
        )  # fmt: skip
        inside = all_of(counted.belongs, lies_in(read_days(due), records.period))
        tally.add(Label(str(enum_code(deadline.state))), entry, inside)
    return Group("deadlines", tally.in_order(), is_drawn=True, shows_fields=_REPORT)


def _follow_ups(one: Placed, records: PeriodRecords) -> list[tuple[Entry, Within, Label]]:
    """Return what the office set itself to do in an incident and by when, with how it went."""
    found = []
    still_open = {each.report_id for each in find_follow_ups(one.reports)}
    for report in one.reports:
        follow_up = report.particulars.follow_up
        if follow_up is None:
            continue
        due = PartialDate(follow_up.day.year, follow_up.day.month, follow_up.day.day)
        inside = all_of(one.counted.belongs, lies_in(read_days(due), records.period))
        closing = [other for other in one.reports if report.id in other.particulars.closes]
        if report.id in still_open or not closing:
            state = DeadlineState.NEXT if records.today <= follow_up.day else DeadlineState.OVERDUE
            label = Label(str(enum_code(state)))
        else:
            after = follow_up.day + timedelta(days=1)
            in_time = any_of(lies_before(read_days(_day_of(other)), after) for other in closing)
            label = {
                Within.YES: Label(str(enum_code(DeadlineState.MET))),
                Within.NO: Label(str(enum_code(DeadlineState.MISSED))),
            }.get(in_time, Label("period.not_determinable"))
        entry = enter_incident(
            one.counted.incident, due, Label("period.follow_up", text=follow_up.words), report.secrecy
        )
        found.append((entry, inside, label))
    return found


def _day_of(report: Report) -> PartialDate:
    """Return when a report closed something: when it happened, or when it was written down."""
    if report.happened is not None:
        return report.happened
    day = report.recorded_at.astimezone(VIET_NAM_TIME).date()
    return PartialDate(day.year, day.month, day.day)
