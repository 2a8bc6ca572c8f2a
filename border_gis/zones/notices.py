"""What the rules ask of something planned: of whom, by which paper, by when, and how that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from border_gis.zones.deadlines import Deadline, count_back, state_of
from border_gis.zones.gravity import GRAVEST_FIRST
from border_gis.zones.law import Rule, RuleBook
from border_gis.zones.planned import ActivityState, PlannedActivity
from border_gis.zones.verdict import Outcome, Verdict

SUBJECT = "activity"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one rule asks of a plan.

    Attributes
    ----------
    rule : Rule
    outcome : Outcome
        The gravest under any version of the line.
    verdicts : tuple of Verdict
        One for each version of the line.
    due : date or datetime or None
        By when notice has to be given, or agreement had; None where no figure is given.
    reply_due : date or datetime or None
        By when the other side answers.
    """

    rule: Rule
    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    due: date | datetime | None = None
    reply_due: date | datetime | None = None

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to be told, or to agree."""
        asks = (Outcome.NEEDS_NOTICE, Outcome.NEEDS_AGREEMENT, Outcome.NOT_DETERMINABLE)
        return self.outcome in asks and self.rule.asked_of is not None


def find_requirements(
    activity: PlannedActivity, book: RuleBook, verdicts: Sequence[Verdict]
) -> tuple[Requirement, ...]:
    """Return what the rules ask of a plan, the gravest first; rules that do not reach it are left out.

    Parameters
    ----------
    activity : PlannedActivity
    book : RuleBook
        That the verdicts are from.
    verdicts : sequence of Verdict
        On the plan, under every version of the line, each in the order of the rules.
    """
    found = []
    count = len(book.rules)
    for number, rule in enumerate(book.rules):
        said = tuple(verdicts[number::count])
        outcome = min((each.outcome for each in said), key=GRAVEST_FIRST.index, default=Outcome.OUTSIDE)
        if outcome is not Outcome.OUTSIDE:
            found.append(_require(activity, rule, outcome, said))
    return tuple(sorted(found, key=lambda each: GRAVEST_FIRST.index(each.outcome)))


def list_deadlines(
    activity: PlannedActivity, requirements: Sequence[Requirement], now: date | datetime
) -> tuple[Deadline, ...]:
    """Return the deadlines of a plan, the first due first; one that was called off has none."""
    if activity.state is ActivityState.CANCELLED:
        return ()
    found = []
    for need in requirements:
        if need.due is not None and need.outcome in (Outcome.NEEDS_NOTICE, Outcome.NEEDS_AGREEMENT):
            found.append(_own_deadline(activity, need, now))
        if need.reply_due is not None:
            found.append(_reply_deadline(activity, need, now))
    return tuple(sorted(found, key=lambda each: each.moment))


def _require(
    activity: PlannedActivity, rule: Rule, outcome: Outcome, verdicts: tuple[Verdict, ...]
) -> Requirement:
    due: date | datetime | None = None
    reply_due: date | datetime | None = None
    if outcome is Outcome.NEEDS_NOTICE and rule.notice is not None:
        due = count_back(activity.start, rule.notice)
        reply_due = None if rule.reply is None else count_back(activity.start, rule.reply)
    elif outcome is Outcome.NEEDS_AGREEMENT:
        # What has to be agreed before a day is agreed by the end of the day before.
        is_moment = isinstance(activity.start, datetime)
        due = activity.start if is_moment else activity.start - timedelta(days=1)
    return Requirement(rule, outcome, verdicts, due, reply_due)


def _own_deadline(activity: PlannedActivity, need: Requirement, now: date | datetime) -> Deadline:
    """Return by when the office has to have told somebody, or to have somebody's agreement."""
    assert need.due is not None  # noqa: S101 - the caller leaves out what has no day
    is_notice = need.outcome is Outcome.NEEDS_NOTICE
    if is_notice:
        done = activity.notice_for(need.rule.id)
    else:
        answer = activity.answer_for(need.rule.id)
        done = answer if answer is not None and answer.agreed else None
    code = "zones.due_notice" if is_notice else "zones.due_agreement"
    return _deadline(activity, need.rule, code, need.due, None if done is None else done.happened, now)


def _reply_deadline(activity: PlannedActivity, need: Requirement, now: date | datetime) -> Deadline:
    """Return by when the other side has to answer."""
    assert need.reply_due is not None  # noqa: S101 - the caller leaves out what has no day
    answer = activity.answer_for(need.rule.id)
    met = None if answer is None else answer.happened
    return _deadline(activity, need.rule, "zones.due_reply", need.reply_due, met, now)


def _deadline(
    activity: PlannedActivity,
    rule: Rule,
    code: str,
    due: date | datetime,
    met: date | datetime | None,
    now: date | datetime,
) -> Deadline:
    notice = activity.notice_for(rule.id)
    return Deadline(
        code=code,
        due=due,
        subject_kind=SUBJECT,
        subject_id=activity.id,
        title=activity.title,
        rule_id=rule.id,
        article=rule.article,
        state=state_of(due, met, now, activity.start),
        params={
            "kind": activity.kind,
            "asked_of": rule.asked_of,
            "start": activity.start,
            "reference": activity.reference or activity.reference_as_written,
            "paper": "" if notice is None else notice.paper,
            "form": dict(rule.form),
        },
    )
