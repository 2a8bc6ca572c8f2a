"""A plan of the office's own before it is recorded: what it would be, and what the rules ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from border_gis.access import Role
from border_gis.boundary.reference import format_reading
from border_gis.errors import Finding, InputError, Severity
from border_gis.services.checks import CheckData, check_all, rules_of, today_in_viet_nam
from border_gis.services.permissions import needs
from border_gis.services.places import PlaceChoice, find_places
from border_gis.services.workspaces import Workspace
from border_gis.zones.deadlines import Deadline, first_moment, last_moment
from border_gis.zones.notices import Requirement, find_requirements, list_deadlines
from border_gis.zones.planned import PlannedActivity, take_activity
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


@needs(Role.VIEWER)
def preview_activity(
    workspace: Workspace, draft: ActivityDraft, now: date | datetime | None = None
) -> ActivityPreview:
    """Return what would be recorded of a draft and what the rules ask of it; nothing is recorded."""
    return build_preview(workspace, draft, str(uuid4()), now)


@needs(Role.VIEWER)
def build_preview(
    workspace: Workspace, draft: ActivityDraft, activity_id: str, now: date | datetime | None
) -> ActivityPreview:
    """Return what would be recorded of a draft under an id, and what the rules ask of it."""
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
    requirements = require_one(workspace, activity, day_of_now(now))
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


def recordable(preview: ActivityPreview) -> PlannedActivity:
    """Return the plan of a preview; InputError if something stands in its way."""
    for finding in preview.findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)
    if preview.activity is None:
        raise InputError("activities.no_place")
    return preview.activity


@needs(Role.VIEWER)
def require_one(workspace: Workspace, activity: PlannedActivity, today: date) -> tuple[Requirement, ...]:
    """Return what the rules ask of one plan."""
    return require_all(workspace, (activity,), today)[0]


@needs(Role.VIEWER)
def require_all(
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


def day_of_now(now: date | datetime | None) -> date:
    """Return the day on which plans are judged: the one that was given, or today in Viet Nam."""
    if now is None or isinstance(now, datetime):
        return today_in_viet_nam()
    return now
