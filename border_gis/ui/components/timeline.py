"""A timeline drawn as a strip: what each side did, who waited for whom, what is due."""

from __future__ import annotations

from datetime import datetime

from border_gis.boundary.dates import PartialDate
from border_gis.i18n import describe_code, describe_value, format_number, translate
from border_gis.incidents.steps import Lane, Workflow
from border_gis.incidents.waits import DaySpan, Wait
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.timelines import Timeline, TimelineEntry
from border_gis.ui.components.strip import (
    DeadlineState,
    StripDeadline,
    StripLane,
    StripMark,
    StripWait,
    StripWords,
    show_strip,
)
from border_gis.ui.look import capital
from border_gis.ui.session import Session
from border_gis.zones.deadlines import Deadline, day_of
from border_gis.zones.deadlines import DeadlineState as State

LANE_COLOURS = {Lane.OURS: "#0b5d78", Lane.JOINT: "#7a4fa3", Lane.THEIRS: "#b4531a", Lane.NONE: "#6b7c87"}
MOST_TOLD = 220

_GLYPHS_OF_STEPS = {
    "first_information": "eye",
    "monitoring": "eye",
    "field_survey": "survey",
    "joint_survey": "survey",
    "joint_clearing": "survey",
    "direction": "order",
    "centre_advice": "order",
    "talks": "talks",
    "telephone_talks": "phone",
    "approval_given": "done",
    "settled": "done",
}
_GLYPHS_OF_PAPERS = {
    "report_paper": "paper",
    "request_report": "paper",
    "submission": "paper",
    "dispatch": "order",
    "telegram": "order",
    "note": "letter",
    "note_reply": "letter",
    "letter": "letter",
    "letter_reply": "letter",
    "notice_letter": "letter",
    "protest_letter": "letter",
    "invitation": "letter",
    "talks_minutes": "minutes",
    "reserved_minutes": "minutes",
    "unilateral_minutes": "minutes",
    "survey_minutes": "minutes",
    "committee_minutes": "minutes",
}
_STATES: dict[State, DeadlineState] = {
    State.OVERDUE: "overdue",
    State.MISSED: "overdue",
    State.NEXT: "due",
    State.MET: "met",
}


def show_timeline(
    timeline: Timeline, workflow: Workflow, session: Session, *, name: str, goes_on: bool = True
) -> str | None:
    """Show a timeline as a strip.

    A click on a step goes to its report further down on the page; where there is none, the
    number of its incident is returned.

    Parameters
    ----------
    timeline : Timeline
        With at least one entry.
    workflow : Workflow
    session : Session
    name : str
        Constant for one strip of one page.
    goes_on : bool
        Whether anything may still come: the strip then runs to today.
    """
    marks = [
        _make_mark(entry, number, workflow, session) for number, entry in enumerate(timeline.entries, start=1)
    ]
    waits = [made for wait in timeline.waits if (made := _make_wait(wait, workflow, session))]
    return show_strip(
        [
            StripLane(lane, session.say(f"ui.lane_{lane}"), LANE_COLOURS[lane], lane is Lane.NONE)
            for lane in (Lane.OURS, Lane.JOINT, Lane.THEIRS, Lane.NONE)
        ],
        marks,
        waits=waits,
        deadlines=[_make_deadline(each, session) for each in timeline.deadlines],
        today=today_in_viet_nam(),
        shows_today=goes_on or bool(timeline.deadlines) or any(wait.is_open for wait in timeline.waits),
        words=StripWords(
            session.say("ui.timeline"), session.say("ui.timeline_waits"), session.say("ui.timeline_today")
        ),
        name=name,
        language=session.language,
    )


def name_step(code: str, workflow: Workflow, language: str) -> str:
    """Return a step in words; one that the lists no longer have is shown as it is."""
    step = workflow.step(code)
    return code if step is None else step.name.get(language) or step.name["vi"]


def name_paper(code: str, workflow: Workflow, language: str) -> str:
    """Return a kind of paper in words; one that the lists no longer have is shown as it is."""
    paper = workflow.paper(code)
    return code if paper is None else paper.name.get(language) or paper.name["vi"]


def name_entry(entry: TimelineEntry, workflow: Workflow, session: Session) -> str:
    """Return what an entry is, in a few words: its step, or what was done to the record."""
    if entry.step:
        return capital(name_step(entry.step, workflow, session.language))
    if entry.report is None:
        return entry.title or session.say(
            "ui.register_entered" if enters_register(entry) else "ui.register_changed"
        )
    return session.say(f"ui.report_kind_{entry.report.kind}")


def enters_register(entry: TimelineEntry) -> bool:
    """Return whether an entry put its thing into the register: every field is new then."""
    return entry.change is not None and entry.change.kind == "added"


def write_paper(entry: TimelineEntry, workflow: Workflow, session: Session) -> str:
    """Return a report's paper in one line: its kind, number and date; empty if there is none."""
    if entry.report is None:
        return ""
    particulars = entry.report.particulars
    if not (particulars.paper or particulars.paper_number or particulars.paper_date):
        return ""
    kind = name_paper(particulars.paper, workflow, session.language) if particulars.paper else ""
    parts = [capital(kind) or session.say("ui.paper")]
    if particulars.paper_number:
        parts.append(session.say("ui.paper_number_short", number=particulars.paper_number))
    if particulars.paper_date is not None:
        parts.append(session.say("ui.paper_of", date=particulars.paper_date))
    return " ".join(parts)


def write_way(entry: TimelineEntry) -> str:
    """Return from whom to whom; empty if nobody is named."""
    if entry.report is None:
        return ""
    ends = (entry.report.particulars.from_whom, entry.report.particulars.to_whom)
    return " → ".join(end for end in ends if end)


def write_days(days: DaySpan | None, session: Session) -> str:
    """Return a number of days, or between which numbers it lies."""
    if days is None:
        return session.say("ui.days_unknown")
    return session.say("ui.days", days=_write_number(days, session))


def describe_deadline(deadline: Deadline, session: Session) -> str:
    """Return what has to be done, in words."""
    words = deadline.params.get("words")
    return str(words) if words else translate(deadline.code, deadline.params, session.language)


def _make_mark(entry: TimelineEntry, number: int, workflow: Workflow, session: Session) -> StripMark:
    happened = entry.happened or _day_of(entry.recorded_at)
    name = name_entry(entry, workflow, session)
    text = "" if entry.report is None else entry.report.text.strip()
    paper = name_paper(entry.paper, workflow, session.language) if entry.paper else ""
    return StripMark(
        id=f"{entry.recorded_at:%Y%m%d%H%M%S%f}" if entry.report is None else entry.report.id,
        number=number,
        lane=entry.lane,
        date=happened,
        glyph=_GLYPHS_OF_STEPS.get(entry.step) or _GLYPHS_OF_PAPERS.get(entry.paper, "dot"),
        title=f"{name}: {paper}" if paper and paper not in name.lower() else name,
        lines=(
            f"{number}. {name}",
            describe_value(happened, session.language),
            write_way(entry),
            write_paper(entry, workflow, session),
            text if len(text) <= MOST_TOLD else text[:MOST_TOLD].rstrip() + "…",
            *(_say_state(entry, session)),
        ),
        opens=entry.incident_number,
    )


def _say_state(entry: TimelineEntry, session: Session) -> list[str]:
    return [
        session.say("ui.became", state=describe_value(change.after, session.language))
        for change in entry.changes
        if change.field == "state"
    ]


def _make_wait(wait: Wait, workflow: Workflow, session: Session) -> StripWait | None:
    start = wait.asked.happened
    end = None if wait.answered is None else wait.answered.happened
    if start is None or (wait.answered is not None and (end is None or end.last_day < start.first_day)):
        return None
    days = write_days(wait.days, session)
    asked = capital(name_step(wait.asked.particulars.step, workflow, session.language))
    return StripWait(
        asked=wait.asked.id,
        answered=None if wait.answered is None else wait.answered.id,
        start=start,
        end=end,
        short="" if wait.days is None else _write_number(wait.days, session),
        long=session.say("ui.waited" if wait.answered else "ui.waits_still", days=days),
        lines=(
            session.say("ui.waited" if wait.answered else "ui.waits_still", days=days),
            f"{asked} ({describe_value(start, session.language)})",
            ""
            if wait.answered is None
            else f"→ {capital(name_step(wait.answered.particulars.step, workflow, session.language))}"
            f" ({describe_value(end, session.language)})",
        ),
    )


def _make_deadline(deadline: Deadline, session: Session) -> StripDeadline:
    return StripDeadline(
        day=day_of(deadline.due),
        state=_STATES[deadline.state],
        lines=(
            describe_deadline(deadline, session),
            session.say("ui.due_on", day=deadline.due),
            describe_code("deadline_state", deadline.state, session.language),
        ),
    )


def _write_number(days: DaySpan, session: Session) -> str:
    least, most = (format_number(each, session.language, ",d") for each in (days.least, days.most))
    return least if days.is_exact else f"{least}–{most}"


def _day_of(moment: datetime) -> PartialDate:
    day = day_of(moment)
    return PartialDate(day.year, day.month, day.day)
