"""What a person does with the office's own plans: try one, record it, follow it, see what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from border_gis.access import Role
from border_gis.errors import InputError, NotFoundError
from border_gis.services.activity_drafts import (
    ActivityDraft,
    build_preview,
    day_of_now,
    recordable,
    require_all,
    require_one,
)
from border_gis.services.checks import rules_of
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.zones.deadlines import Deadline, first_moment
from border_gis.zones.notices import Requirement, list_deadlines
from border_gis.zones.planned import (
    ActivityEntry,
    ActivityState,
    EntryKind,
    PlannedActivity,
    derive_activities,
    derive_activity,
    find_changes,
    kinds_that_are_planned,
    write_plan,
)
from border_gis.zones.subjects import Activity


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A plan, what the rules ask of it, its deadlines, and everything that was recorded of it.

    Attributes
    ----------
    activity : PlannedActivity
    requirements : tuple of Requirement
    deadlines : tuple of Deadline
    entries : tuple of ActivityEntry
        Oldest first.
    """

    activity: PlannedActivity
    requirements: tuple[Requirement, ...]
    deadlines: tuple[Deadline, ...]
    entries: tuple[ActivityEntry, ...]

    @property
    def last_entry(self) -> str:
        """Id of the last entry; whoever records something says that they have seen it."""
        return self.entries[-1].id


@needs(Role.VIEWER)
def list_kinds(workspace: Workspace) -> tuple[Activity, ...]:
    """Return the kinds of activity that any rule in the workspace is about."""
    return kinds_that_are_planned(rules_of(workspace))


@needs(Role.VIEWER)
def list_activities(workspace: Workspace) -> tuple[PlannedActivity, ...]:
    """Return the plans, the next to begin first, then those that are over, the latest first."""
    plans = derive_activities(workspace.store.activity_entries())
    return (
        *sorted((each for each in plans if each.state.is_open), key=lambda each: first_moment(each.start)),
        *sorted(
            (each for each in plans if not each.state.is_open),
            key=lambda each: first_moment(each.start),
            reverse=True,
        ),
    )


@needs(Role.VIEWER)
def show_activity(workspace: Workspace, activity_id: str, now: date | datetime | None = None) -> ActivityPage:
    """Return a plan with what the rules ask of it; NotFoundError if there is none."""
    entries = workspace.store.activity_entries(activity_id) if activity_id else ()
    if not entries:
        raise NotFoundError("activities.unknown", id=activity_id)
    activity = derive_activity(entries)
    requirements = require_one(workspace, activity, day_of_now(now))
    deadlines = list_deadlines(activity, requirements, now or datetime.now(UTC))
    return ActivityPage(activity, requirements, deadlines, entries)


@needs(Role.RECORDER)
def plan_activity(workspace: Workspace, draft: ActivityDraft, activity_id: str = "") -> ActivityPage:
    """Record a plan. It is durable then.

    Parameters
    ----------
    workspace : Workspace
    draft : ActivityDraft
    activity_id : str
        Id for it: recording the same draft twice records it once.

    Raises
    ------
    InputError
        If something is missing, or the place has several readings and none was chosen.
    """
    known = activity_id or str(uuid4())
    if workspace.store.activity_entries(known):
        return show_activity(workspace, known)
    activity = recordable(build_preview(workspace, draft, known, None))
    entry = _entry(workspace, known, EntryKind.PLANNED, changes=write_plan(activity))
    workspace.store.append_activity_entry(entry)
    return show_activity(workspace, known)


@needs(Role.RECORDER)
def change_activity(
    workspace: Workspace, activity_id: str, draft: ActivityDraft, seen: str, reason: str
) -> ActivityPage:
    """Record that a plan has changed, and why.

    Raises
    ------
    InputError
        If the plan is over, no reason is given, or the draft cannot be recorded.
    ConflictError
        If somebody else has recorded something since the entry that was seen.
    """
    page = show_activity(workspace, activity_id)
    _refuse_closed(page.activity)
    if not reason.strip():
        raise InputError("activities.no_reason")
    after = recordable(build_preview(workspace, draft, activity_id, None))
    changes = find_changes(page.activity, after)
    if changes:
        entry = _entry(workspace, activity_id, EntryKind.CHANGED, text=reason.strip(), changes=changes)
        workspace.store.append_activity_entry(entry, seen)
    return show_activity(workspace, activity_id)


@needs(Role.RECORDER)
def record_notice(
    workspace: Workspace,
    activity_id: str,
    *,
    sent: date | datetime,
    paper: str,
    rules: tuple[str, ...],
    seen: str,
    text: str = "",
) -> ActivityPage:
    """Record that notice was given, when and by which paper.

    Raises
    ------
    InputError
        If the plan is over, the paper has no number, the day lies in the future, or no rule is named.
    ConflictError
        If somebody else has recorded something since the entry that was seen.
    """
    if not paper.strip():
        raise InputError("activities.no_paper")
    return _follow(workspace, activity_id, EntryKind.NOTICE_SENT, sent, paper, rules, seen, text)


@needs(Role.RECORDER)
def record_answer(
    workspace: Workspace,
    activity_id: str,
    *,
    received: date | datetime,
    paper: str,
    agreed: bool,
    rules: tuple[str, ...],
    seen: str,
    text: str = "",
) -> ActivityPage:
    """Record what whoever was asked has answered; raises as `record_notice` does."""
    return _follow(workspace, activity_id, EntryKind.ANSWERED, received, paper, rules, seen, text, agreed)


@needs(Role.RECORDER)
def close_activity(
    workspace: Workspace,
    activity_id: str,
    state: ActivityState,
    *,
    happened: date | datetime,
    seen: str,
    text: str = "",
) -> ActivityPage:
    """Record that a plan was carried out or called off; calling it off needs a reason.

    Raises
    ------
    InputError
        If it is over already, the day lies in the future, or a reason is missing.
    ConflictError
        If somebody else has recorded something since the entry that was seen.
    """
    if state.is_open:
        raise InputError("activities.not_closed", state=state)
    if state is ActivityState.CANCELLED and not text.strip():
        raise InputError("activities.no_reason")
    kind = EntryKind(state.value)
    return _follow(workspace, activity_id, kind, happened, "", (), seen, text)


@needs(Role.VIEWER)
def activity_deadlines(
    workspace: Workspace, today: date, now: datetime | None = None
) -> tuple[Deadline, ...]:
    """Return the deadlines of all plans that were not called off, the first due first.

    Parameters
    ----------
    workspace : Workspace
    today : date
        The day that it is in Viet Nam.
    now : datetime, optional
        Tells whether what is due at an hour of today is over; otherwise it is still to come.
    """
    moment: date | datetime = now or today
    entries = workspace.store.activity_entries()
    if not entries:
        return ()
    plans = derive_activities(entries)
    # Kept until rules, lines or markers change; the last entry tells whether a plan has.
    key = f"activity_needs:{entries[-1].id}:{len(entries)}:{today.isoformat()}"
    needs_of_all = workspace.keep(key, lambda: require_all(workspace, plans, today))
    found = [
        deadline
        for activity, requirements in zip(plans, needs_of_all, strict=True)
        for deadline in list_deadlines(activity, requirements, moment)
    ]
    return tuple(sorted(found, key=lambda each: each.moment))


def _follow(
    workspace: Workspace,
    activity_id: str,
    kind: EntryKind,
    happened: date | datetime,
    paper: str,
    rules: tuple[str, ...],
    seen: str,
    text: str,
    agreed: bool | None = None,
) -> ActivityPage:
    page = show_activity(workspace, activity_id)
    _refuse_closed(page.activity)
    if first_moment(happened) > datetime.now(UTC):
        raise InputError("activities.in_future", date=happened)
    if kind in (EntryKind.NOTICE_SENT, EntryKind.ANSWERED):
        asked = {need.rule.id for need in page.requirements if need.is_asked}
        if not rules or not asked.issuperset(rules):
            raise InputError("activities.no_rule", known=sorted(asked))
    entry = replace(
        _entry(workspace, activity_id, kind, text=text.strip()),
        happened=happened,
        paper=paper.strip(),
        rules=rules,
        agreed=agreed,
    )
    workspace.store.append_activity_entry(entry, seen)
    return show_activity(workspace, activity_id)


def _entry(
    workspace: Workspace,
    activity_id: str,
    kind: EntryKind,
    text: str = "",
    changes: dict[str, object] | None = None,
) -> ActivityEntry:
    return ActivityEntry(
        id=str(uuid4()),
        activity_id=activity_id,
        kind=kind,
        recorded_at=datetime.now(UTC),
        author=name_author(workspace),
        machine=name_machine(),
        text=text,
        changes=changes or {},
    )


def _refuse_closed(activity: PlannedActivity) -> None:
    if not activity.state.is_open:
        raise InputError("activities.is_closed", state=activity.state)
