"""What a person does with the office's own plans: try one, record it, follow it, see what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.reference import format_reading
from border_gis.errors import Finding, InputError, NotFoundError, Severity
from border_gis.services.checks import CheckData, check_all, rules_of, today_in_viet_nam
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.places import PlaceChoice, find_places
from border_gis.services.workspaces import Workspace
from border_gis.zones.deadlines import Deadline, first_moment, last_moment
from border_gis.zones.notices import Requirement, find_requirements, list_deadlines
from border_gis.zones.planned import (
    ActivityEntry,
    ActivityState,
    EntryKind,
    PlannedActivity,
    derive_activities,
    derive_activity,
    find_changes,
    kinds_that_are_planned,
    take_activity,
    write_plan,
)
from border_gis.zones.subjects import Activity
from border_gis.zones.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """A plan as it is filled in.

    Attributes
    ----------
    kind : Activity
    start : date or datetime or None
        A day, or an aware moment.
    end : date or None
    title : str
    place_text : str
        Reference or coordinates as typed.
    choice : PlaceChoice or None
        What the person chose among the readings; None takes the only one.
    note : str
    """

    kind: Activity
    start: date | datetime | None
    end: date | None = None
    title: str = ""
    place_text: str = ""
    choice: PlaceChoice | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActivityPreview:
    """What would be recorded of a draft, and what the rules ask of it.

    Attributes
    ----------
    activity : PlannedActivity or None
        None while something that it cannot do without is missing.
    requirements : tuple of Requirement
    deadlines : tuple of Deadline
    findings : tuple of Finding
        With an error among them the draft cannot be recorded.
    choices : tuple of PlaceChoice
        The readings of the place.
    """

    activity: PlannedActivity | None
    requirements: tuple[Requirement, ...]
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    choices: tuple[PlaceChoice, ...]

    @property
    def can_be_recorded(self) -> bool:
        """Whether nothing stands in the way."""
        return self.activity is not None and not any(
            finding.severity is Severity.ERROR for finding in self.findings
        )


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
    requirements = _require(workspace, activity, _day(now))
    deadlines = list_deadlines(activity, requirements, now or datetime.now(UTC))
    return ActivityPage(activity, requirements, deadlines, entries)


@needs(Role.VIEWER)
def preview_activity(
    workspace: Workspace, draft: ActivityDraft, now: date | datetime | None = None
) -> ActivityPreview:
    """Return what would be recorded of a draft and what the rules ask of it; nothing is recorded."""
    return _preview(workspace, draft, str(uuid4()), now)


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
    activity = _recordable(_preview(workspace, draft, known, None))
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
    after = _recordable(_preview(workspace, draft, activity_id, None))
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
    needs_of_all = workspace.keep(key, lambda: _require_all(workspace, plans, today))
    found = [
        deadline
        for activity, requirements in zip(plans, needs_of_all, strict=True)
        for deadline in list_deadlines(activity, requirements, moment)
    ]
    return tuple(sorted(found, key=lambda each: each.moment))


def _preview(
    workspace: Workspace, draft: ActivityDraft, activity_id: str, now: date | datetime | None
) -> ActivityPreview:
    choices, findings = _find_choices(workspace, draft)
    if draft.start is None:
        findings.append(Finding("activities.no_start", severity=Severity.ERROR))
    elif draft.end is not None and last_moment(draft.end) <= first_moment(draft.start):
        findings.append(Finding("activities.ends_before", severity=Severity.ERROR))
    choice = draft.choice or (choices[0] if len(choices) == 1 else None)
    if draft.start is None or choice is None:
        return ActivityPreview(None, (), (), tuple(findings), choices)
    activity = _build(draft, draft.start, choice, activity_id)
    if activity.geometry is None:
        findings.append(Finding("activities.not_placed", severity=Severity.ERROR))
    findings += [each for each in choice.findings if each not in findings]
    requirements = _require(workspace, activity, _day(now))
    deadlines = list_deadlines(activity, requirements, now or datetime.now(UTC))
    return ActivityPreview(activity, requirements, deadlines, tuple(findings), choices)


def _find_choices(
    workspace: Workspace, draft: ActivityDraft
) -> tuple[tuple[PlaceChoice, ...], list[Finding]]:
    if not draft.place_text.strip():
        return (), [Finding("activities.no_place", severity=Severity.ERROR)]
    try:
        choices = find_places(workspace, draft.place_text).choices
    except InputError as error:
        return (), [Finding(error.code, error.params, severity=Severity.ERROR)]
    if len(choices) > 1 and draft.choice is None:
        return choices, [Finding("activities.choose_place", {"count": len(choices)}, severity=Severity.ERROR)]
    return choices, []


def _build(
    draft: ActivityDraft, start: date | datetime, choice: PlaceChoice, activity_id: str
) -> PlannedActivity:
    placed = next((each for each in choice.places if each.geometry is not None), choice.places[0])
    return PlannedActivity(
        id=activity_id,
        kind=draft.kind,
        title=draft.title.strip(),
        start=start,
        end=draft.end,
        reference_as_written=draft.place_text.strip(),
        reference="" if choice.label_reading is None else format_reading(choice.label_reading),
        line_id=placed.line_id if choice.label_reading is not None else "",
        geometry=placed.geometry,
        accuracy_m=placed.accuracy_m,
        note=draft.note.strip(),
    )


def _recordable(preview: ActivityPreview) -> PlannedActivity:
    for finding in preview.findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)
    if preview.activity is None:
        raise InputError("activities.no_place")
    return preview.activity


def _require(workspace: Workspace, activity: PlannedActivity, today: date) -> tuple[Requirement, ...]:
    return _require_all(workspace, (activity,), today)[0]


def _require_all(
    workspace: Workspace, activities: Sequence[PlannedActivity], today: date
) -> tuple[tuple[Requirement, ...], ...]:
    """Return what the rules ask of each plan; all of them are held against a line at once."""
    book = rules_of(workspace)
    works = tuple(take_activity(activity) for activity in activities)
    verdicts = list(check_all(CheckData(workspace.lines, workspace.register, book, works), today))
    by_plan: list[list[Verdict]] = [[] for _ in activities]
    for number, verdict in enumerate(verdicts):
        by_plan[number // len(book.rules) % len(activities)].append(verdict)
    return tuple(
        find_requirements(activity, book, said) for activity, said in zip(activities, by_plan, strict=True)
    )


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


def _day(now: date | datetime | None) -> date:
    if now is None or isinstance(now, datetime):
        return today_in_viet_nam()
    return now
