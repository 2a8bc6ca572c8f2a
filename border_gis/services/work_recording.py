"""Record works: see what the rules say before anything is saved, add, change, report a state, undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isfinite
from uuid import uuid4

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.reference import format_reading
from border_gis.errors import BorderGisError, Finding, InputError, Severity
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.places import PlaceChoice, find_places
from border_gis.services.works import LineVerdicts, judge_on_every_line
from border_gis.services.workspaces import Workspace
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.checked import take_work

FARTHEST_ACCURACY_M = 50_000.0


@dataclass(frozen=True, slots=True)
class WorkDraft:
    """What a person has filled in of a work.

    Attributes
    ----------
    kind : WorkKind
    party : WorkParty
    state : WorkState
    place_text : str
        A marker reference, or coordinates; several coordinates, one to a line or parted by
        semicolons, make a line, and an area if the last is the first again.
    choice : PlaceChoice or None
        The reading that the person chose; None to take the only one there is.
    accuracy_m : float or None
        One sigma of what was measured. None is not known, and is asked for.
    since, extended, notified : PartialDate or None
        Built on, extended on, other side told on.
    agreed : bool or None
    agreement_paper : str
    on_border_water : bool or None
    name, description, source, document : str
    """

    kind: WorkKind
    party: WorkParty = WorkParty.UNKNOWN
    state: WorkState = WorkState.UNKNOWN
    place_text: str = ""
    choice: PlaceChoice | None = None
    accuracy_m: float | None = None
    since: PartialDate | None = None
    extended: PartialDate | None = None
    notified: PartialDate | None = None
    agreed: bool | None = None
    agreement_paper: str = ""
    on_border_water: bool | None = None
    name: str = ""
    description: str = ""
    source: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class WorkPreview:
    """What would be recorded, what the rules say of it, and what a person should look at before.

    Attributes
    ----------
    work : Work
    choices : tuple of PlaceChoice
        The readings of the place; more than one has to be chosen from.
    lines : tuple of LineVerdicts
    findings : tuple of Finding
        With an error among them the draft cannot be recorded.
    """

    work: Work
    choices: tuple[PlaceChoice, ...]
    lines: tuple[LineVerdicts, ...]
    findings: tuple[Finding, ...]

    @property
    def can_be_recorded(self) -> bool:
        """Whether nothing stands in the way."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Where a text says that a work is."""

    geometry: BaseGeometry | None = None
    is_illustrative: bool = False
    accuracy_m: float | None = None
    choices: tuple[PlaceChoice, ...] = ()
    findings: tuple[Finding, ...] = ()


def draft_of(work: Work) -> WorkDraft:
    """Return a work as a draft, to be changed."""
    return WorkDraft(
        kind=work.kind,
        party=work.party,
        state=work.state,
        place_text=work.reference_as_written,
        accuracy_m=work.accuracy_m,
        since=work.since,
        extended=work.extended,
        notified=work.notified,
        agreed=work.agreed,
        agreement_paper=work.agreement_paper,
        on_border_water=work.on_border_water,
        name=work.name,
        description=work.description,
        source=work.source,
        document=work.document,
    )


@needs(Role.VIEWER)
def preview_work(workspace: Workspace, draft: WorkDraft, before: Work | None = None) -> WorkPreview:
    """Return what would be recorded of a draft with its verdicts, without recording it.

    Parameters
    ----------
    workspace : Workspace
    draft : WorkDraft
    before : Work, optional
        The work that is changed: its place stays while the text of the place does.
    """
    findings: list[Finding] = []
    if before is not None and draft.place_text.strip() == before.reference_as_written.strip():
        drawn = _Drawn(before.geometry, before.illustrative, draft.accuracy_m)
    else:
        drawn = _draw(workspace, draft)
    accuracy_m = draft.accuracy_m
    if accuracy_m is not None and not (isfinite(accuracy_m) and 0.0 < accuracy_m <= FARTHEST_ACCURACY_M):
        findings.append(Finding("works.bad_accuracy", {"accuracy_m": accuracy_m}, "", Severity.ERROR))
        accuracy_m = None
    elif accuracy_m is None and drawn.is_illustrative:
        accuracy_m = drawn.accuracy_m
    if accuracy_m is None and drawn.geometry is not None:
        findings.append(Finding("works.accuracy_wanted"))
    if drawn.is_illustrative:
        findings.append(Finding("works.drawn_by_markers", {}, "", Severity.NOTE))
    findings += _check_dates(draft)
    work = Work(
        id=str(uuid4()) if before is None else before.id,
        kind=draft.kind,
        party=draft.party,
        state=draft.state,
        reference_as_written=draft.place_text.strip(),
        geometry=drawn.geometry,
        illustrative=drawn.is_illustrative,
        accuracy_m=accuracy_m,
        since=draft.since,
        name=draft.name.strip(),
        description=draft.description,
        source=draft.source.strip(),
        document=draft.document.strip(),
        demonstration=before is not None and before.demonstration,
        extended=draft.extended,
        agreed=draft.agreed,
        agreement_paper=draft.agreement_paper.strip(),
        notified=draft.notified,
        on_border_water=draft.on_border_water,
    )
    lines = judge_on_every_line(workspace, take_work(work))
    return WorkPreview(work, drawn.choices, lines, (*findings, *drawn.findings))


@needs(Role.RECORDER)
def record_work(
    workspace: Workspace,
    draft: WorkDraft,
    reason: str = "",
    *,
    work_id: str | None = None,
    recorded_at: datetime | None = None,
) -> Work:
    """Record a new work and return it. It is durable then.

    Parameters
    ----------
    workspace : Workspace
    draft : WorkDraft
    reason : str
        What is said of it besides.
    work_id : str, optional
        UUID made by whoever fills in the form: the same one is recorded once.
    recorded_at : datetime, optional

    Raises
    ------
    InputError
        If the place can be understood in more than one way, or the accuracy is none.
    DataError
        If it was recorded already.
    """
    preview = preview_work(workspace, draft)
    _refuse(preview)
    work = preview.work if work_id is None else replace(preview.work, id=work_id)
    note = _note(workspace, reason, recorded_at, paper=draft.document.strip())
    workspace.store.add_works([work], note)
    return work


@needs(Role.RECORDER)
def change_work(
    workspace: Workspace,
    before: Work,
    draft: WorkDraft,
    reason: str = "",
    *,
    recorded_at: datetime | None = None,
) -> Work:
    """Change a work that the author has seen as ``before``; return it as it is then.

    Raises
    ------
    ConflictError
        If somebody else has changed one of the same fields since.
    InputError
        As for a new work.
    """
    preview = preview_work(workspace, draft, before)
    _refuse(preview)
    return workspace.store.change_work(before, preview.work, _note(workspace, reason, recorded_at))


@needs(Role.RECORDER)
def add_work_state(
    workspace: Workspace,
    work_id: str,
    state: WorkState,
    *,
    event_date: PartialDate | None = None,
    paper: str = "",
    text: str = "",
    seen_state: WorkState | None = None,
    recorded_at: datetime | None = None,
) -> Work:
    """Report a state of a work with its day and its paper; return the work as it is then.

    Raises
    ------
    ConflictError
        If the work has another state by now than the author had seen.
    NotFoundError
        If there is no such work.
    """
    note = replace(_note(workspace, text, recorded_at, paper=paper.strip()), event_date=event_date)
    return workspace.store.add_work_state(work_id, state, note, seen_state)


@needs(Role.APPROVER)
def undo_work_change(
    workspace: Workspace, change_id: str, reason: str = "", *, recorded_at: datetime | None = None
) -> Work:
    """Put back, by another entry, what an entry has changed of a work.

    Raises
    ------
    ConflictError
        If one of the fields has been changed again since.
    NotFoundError, DataError
        If there is no such entry, or it cannot be undone.
    """
    return workspace.store.undo_work_change(change_id, _note(workspace, reason, recorded_at))


def _refuse(preview: WorkPreview) -> None:
    for finding in preview.findings:
        if finding.severity is Severity.ERROR:
            raise InputError(finding.code, **finding.params)


def _note(workspace: Workspace, reason: str, recorded_at: datetime | None, paper: str = "") -> ChangeNote:
    moment = recorded_at or datetime.now(UTC)
    return ChangeNote(name_author(workspace), name_machine(), moment, reason.strip(), paper=paper)


def _draw(workspace: Workspace, draft: WorkDraft) -> _Drawn:
    """Return where a draft says that the work is: from coordinates as measured, from a reference as drawn."""
    text = draft.place_text.strip()
    if not text:
        return _Drawn(findings=(Finding("works.no_place"),))
    if draft.choice is not None:
        return _draw_choice(draft.choice, text, (draft.choice,))
    several = _draw_positions(workspace, text)
    if several is not None:
        return several
    try:
        choices = find_places(workspace, text).choices
    except BorderGisError as error:
        return _Drawn(findings=(Finding(error.code, error.params, "", Severity.ERROR),))
    if len(choices) == 1:
        return _draw_choice(choices[0], text, choices)
    params = {"text": text, "count": len(choices)}
    return _Drawn(choices=choices, findings=(Finding("works.choose_place", params, "", Severity.ERROR),))


def _draw_choice(choice: PlaceChoice, text: str, choices: tuple[PlaceChoice, ...]) -> _Drawn:
    place = next((each for each in choice.places if each.geometry is not None), None)
    findings = choice.findings
    if place is None:
        return _Drawn(choices=choices, findings=(*findings, Finding("works.not_on_map", {"text": text})))
    if choice.label_reading is None or choice.candidate is not None:
        return _Drawn(place.geometry, choices=choices, findings=findings)
    said = format_reading(choice.label_reading)
    note = Finding("works.drawn_from", {"reference": said}, "", Severity.NOTE)
    return _Drawn(place.geometry, True, place.accuracy_m, choices, (*findings, note))


def _draw_positions(workspace: Workspace, text: str) -> _Drawn | None:
    """Return the line or the area through several coordinates; None if the text is not that."""
    parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
    if len(parts) < 2:
        return None
    positions: list[tuple[float, float]] = []
    findings: list[Finding] = []
    for number, part in enumerate(parts, start=1):
        try:
            choices = find_places(workspace, part).choices
        except BorderGisError:
            return None
        points = [c for c in choices if c.coordinate is not None and c.geometry is not None]
        if not points:
            return None
        if len(points) > 1:
            params = {"number": number, "text": part, "count": len(points)}
            findings.append(Finding("works.choose_corner", params, "", Severity.ERROR))
        findings += [finding for finding in points[0].findings if finding not in findings]
        positions.append(shapely.get_coordinates(points[0].geometry)[0].tolist())
    is_ring = len(positions) > 3 and positions[0] == positions[-1]
    if len(set(map(tuple, positions))) < 2:
        return _Drawn(findings=(Finding("works.one_corner", {}, "", Severity.ERROR),))
    geometry = shapely.Polygon(positions) if is_ring else shapely.LineString(positions)
    return _Drawn(geometry, findings=tuple(findings))


def _check_dates(draft: WorkDraft) -> list[Finding]:
    """Return what does not fit among the dates."""
    if draft.since is None or draft.extended is None or draft.extended.last_day >= draft.since.first_day:
        return []
    params = {"since": draft.since, "extended": draft.extended}
    return [Finding("works.extended_before_built", params, "", Severity.ERROR)]
