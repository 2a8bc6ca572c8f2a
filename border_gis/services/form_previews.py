"""Look at the export of a form before anything is stored: what is new, what changed, what belongs to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from border_gis.access import Role
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.form_columns import LATE_NAMES, POINT_PARTS
from border_gis.exchange.incoming.form_model import IncomingForm
from border_gis.exchange.incoming.model import IncomingRow, Submission
from border_gis.exchange.incoming.proposing import ProposedRow
from border_gis.exchange.incoming.targets import Target
from border_gis.exchange.incoming.values import read_text
from border_gis.exchange.legacy_text import TextForm, convert_text
from border_gis.services.form_choices import RepeatUse, list_kept_uses, propose_use
from border_gis.services.form_files import find_files, find_row, submission_of
from border_gis.services.form_submissions import (
    KnownSubmissions,
    SubmissionChange,
    SubmissionState,
    compare_with_first,
    find_print,
    list_submissions,
)
from border_gis.services.form_ties import tie_markers
from border_gis.services.import_previews import ImportPreview, ImportWish, Progress, preview_opened
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

WITH_PARTS = (Target.INCIDENTS, Target.WORKS)


@dataclass(frozen=True, slots=True)
class FormWish:
    """What a person has chosen of how a form is brought in; what is left open is proposed.

    Attributes
    ----------
    main : ImportWish
        Of the submissions.
    uses : mapping of str to RepeatUse
        By the layer of the parts.
    own : mapping of str to ImportWish
        How parts are read that become things of their own.
    """

    main: ImportWish = field(default_factory=ImportWish)
    uses: Mapping[str, RepeatUse] = field(default_factory=dict)
    own: Mapping[str, ImportWish] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartReport:
    """A part of a submission that becomes a further report.

    Attributes
    ----------
    key : str
    text : str
    files : tuple of Path
    """

    key: str
    text: str
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """A submission, or a part that becomes a thing of its own.

    Attributes
    ----------
    row : ProposedRow
        What it would become.
    submission : Submission
    state : SubmissionState
    fingerprint : str
    text : str
        What was answered and fills no field of ours.
    files : tuple of Path
        Photos and papers that belong to it.
    reports : tuple of PartReport
    changes : tuple of SubmissionChange
        Of one that came in before and says something else now.
    """

    row: ProposedRow[Any]
    submission: Submission
    state: SubmissionState
    fingerprint: str
    text: str = ""
    files: tuple[Path, ...] = ()
    reports: tuple[PartReport, ...] = ()
    changes: tuple[SubmissionChange, ...] = ()

    @property
    def thing(self) -> Any:
        """What it would become; None where it cannot be used."""
        return self.row.thing

    @property
    def comes_in(self) -> bool:
        """Whether it is new and can be brought in."""
        return self.state is SubmissionState.NEW and self.row.is_good


@dataclass(frozen=True, slots=True)
class FormPreview:
    """What would come of the export of a form.

    Attributes
    ----------
    form : IncomingForm
    main : ImportPreview
        Of the submissions, as of any table.
    uses : mapping of str to RepeatUse
        What becomes of each table of parts.
    rows : tuple of FormRow
        The submissions.
    own : mapping of str to (ImportPreview, tuple of FormRow)
        The tables of parts that become things of their own.
    findings : tuple of Finding
        Of parts, photos and conflicts.
    """

    form: IncomingForm
    main: ImportPreview
    uses: Mapping[str, RepeatUse]
    rows: tuple[FormRow, ...] = ()
    own: Mapping[str, tuple[ImportPreview, tuple[FormRow, ...]]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def blocked_by(self) -> Finding | None:
        """What has to be chosen first."""
        previews = [self.main, *(preview for preview, _ in self.own.values())]
        return next((each.blocked_by for each in previews if each.blocked_by is not None), None)

    @property
    def bad(self) -> tuple[ProposedRow[Any], ...]:
        """The rows that cannot be brought in, of submissions and of parts."""
        return (*self.main.bad, *(row for preview, _ in self.own.values() for row in preview.bad))

    @property
    def coming(self) -> tuple[FormRow, ...]:
        """The submissions that would come in."""
        return tuple(row for row in self.rows if row.comes_in)

    @property
    def conflicts(self) -> tuple[FormRow, ...]:
        """The submissions that came in before and say something else now."""
        return tuple(row for row in self.rows if row.state is SubmissionState.CHANGED)


@needs(Role.RECORDER)
def preview_form(
    workspace: Workspace,
    form: IncomingForm,
    wish: FormWish | None = None,
    progress: Progress | None = None,
) -> FormPreview:
    """Read the export of a form as far as it can be read, and store nothing.

    Parameters
    ----------
    workspace : Workspace
    form : IncomingForm
    wish : FormWish, optional
    progress : callable, optional

    Raises
    ------
    DataError, NotFoundError
        It cannot be used at all, or has no such layer or field.
    """
    wanted = wish or FormWish()
    main = tie_markers(workspace, preview_opened(workspace, form.file, wanted.main, progress))
    repeats = form.repeats_of(main.layer.name) if main.target in WITH_PARTS else ()
    proposed = list_kept_uses(workspace, main)
    uses = {
        repeat.layer: wanted.uses.get(repeat.layer)
        or proposed.get(repeat.layer)
        or propose_use(repeat, main.target)
        for repeat in repeats
    }
    if main.target is not Target.INCIDENTS:
        # Only incidents have reports and files.
        uses = {layer: use if use is RepeatUse.OWN else RepeatUse.LEAVE for layer, use in uses.items()}
    preview = FormPreview(form, main, uses)
    if main.blocked_by is not None or main.target not in WITH_PARTS:
        return preview
    rows, findings = _read_submissions(workspace, preview)
    preview = replace(preview, rows=rows)
    own: dict[str, tuple[ImportPreview, tuple[FormRow, ...]]] = {}
    for layer in (each for each, use in uses.items() if use is RepeatUse.OWN):
        asked = replace(wanted.own.get(layer, ImportWish(target=main.target)), layer=layer)
        read = preview_opened(workspace, form.file, asked)
        parts, said = _read_own(workspace, preview, read)
        own[layer] = (read, parts)
        findings = (*findings, *said)
    return replace(preview, own=own, findings=findings)


def _read_submissions(
    workspace: Workspace, preview: FormPreview
) -> tuple[tuple[FormRow, ...], tuple[Finding, ...]]:
    main, form = preview.main, preview.form
    raw = {row.number: row for row in form.file.rows(main.layer.name)}
    findings: list[Finding] = []
    parts = {
        layer: _group_parts(
            form, layer, {row.submission.key for row in raw.values() if row.submission}, findings
        )
        for layer in preview.uses
    }
    known = list_submissions(workspace, main.target.value)
    rows = []
    for proposed in main.rows:
        row = raw[proposed.number]
        key = submission_of(row).key
        mine = {layer: groups.get(key, []) for layer, groups in parts.items()}
        read = _judge(
            workspace, preview, proposed, row, [each for some in mine.values() for each in some], known
        )
        if read.comes_in and main.target is Target.INCIDENTS:
            read = _add_files(preview, read, row, mine, findings)
        elif read.comes_in and submission_of(row).media:
            findings.append(find_row(row, "forms.no_files_with_works", count=len(submission_of(row).media)))
        rows.append(read)
        if read.state is SubmissionState.CHANGED:
            findings.append(_say_conflict(read, proposed))
    if any(not submission_of(row).key for row in raw.values()):
        findings.append(Finding("forms.no_identity", {"layer": main.layer.name}))
    left = [
        layer for layer, use in preview.uses.items() if use is RepeatUse.LEAVE and any(parts[layer].values())
    ]
    findings += [Finding("forms.parts_left", {"layer": layer}, "", Severity.NOTE) for layer in left]
    return tuple(rows), tuple(findings)


def _judge(
    workspace: Workspace,
    preview: FormPreview,
    proposed: ProposedRow[Any],
    row: IncomingRow,
    parts: Sequence[IncomingRow],
    known: KnownSubmissions,
) -> FormRow:
    submission = submission_of(row)
    fingerprint = find_print(row, parts)
    is_there = proposed.number in preview.main.existing
    state = known.judge(submission.key, submission.alias, fingerprint, is_there)
    changes: tuple[SubmissionChange, ...] = ()
    if state is not SubmissionState.NEW and proposed.thing is not None:
        earlier = known.keys.get(submission.alias, submission.key)
        thing_id = proposed.thing.id if earlier == submission.key else earlier
        if state is SubmissionState.CHANGED or submission.key not in known.prints:
            changes = compare_with_first(workspace, proposed.thing, thing_id)
    if state is SubmissionState.KNOWN and changes:
        # It came in as a plain table before: only what it became tells what it said then.
        state = SubmissionState.CHANGED
    return FormRow(
        proposed, submission, state, fingerprint, _write_unused(preview.main, row), changes=changes
    )


def _add_files(
    preview: FormPreview,
    read: FormRow,
    row: IncomingRow,
    parts: Mapping[str, Sequence[IncomingRow]],
    findings: list[Finding],
) -> FormRow:
    files = find_files(preview.form, row, findings)
    reports: list[PartReport] = []
    texts = [read.text]
    for layer, some in parts.items():
        for part in some:
            match preview.uses[layer]:
                case RepeatUse.REPORTS:
                    found = find_files(preview.form, part, findings)
                    text = _write_answers(preview.main, part.values)
                    if text or found:
                        reports.append(PartReport(submission_of(part).key, text, found))
                case RepeatUse.WITH_PARENT:
                    files = (*files, *find_files(preview.form, part, findings))
                    texts.append(_write_answers(preview.main, part.values))
                case _:
                    continue
    text = "\n".join(each for each in texts if each)
    return replace(read, text=text, files=tuple(dict.fromkeys(files)), reports=tuple(reports))


def _read_own(
    workspace: Workspace, preview: FormPreview, read: ImportPreview
) -> tuple[tuple[FormRow, ...], tuple[Finding, ...]]:
    """Return the parts that become things of their own; what an edit added is part of the conflict."""
    edited = {row.submission.key for row in preview.conflicts}
    raw = {row.number: row for row in preview.form.file.rows(read.layer.name)}
    findings: list[Finding] = []
    known = list_submissions(workspace, read.target.value)
    rows = []
    for proposed in read.rows:
        row = raw[proposed.number]
        submission = submission_of(row)
        fingerprint = find_print(row, ())
        is_there = proposed.number in read.existing
        state = known.judge(submission.key, "", fingerprint, is_there)
        if submission.parent in edited and state is SubmissionState.NEW:
            state = SubmissionState.CHANGED
        files: tuple[Path, ...] = ()
        if state is SubmissionState.NEW and read.target is Target.INCIDENTS:
            files = find_files(preview.form, row, findings)
        elif state is SubmissionState.NEW and submission.media:
            findings.append(find_row(row, "forms.no_files_with_works", count=len(submission.media)))
        rows.append(FormRow(proposed, submission, state, fingerprint, _write_unused(read, row), files))
    return tuple(rows), tuple(findings)


def _group_parts(
    form: IncomingForm, layer: str, keys: set[str], findings: list[Finding]
) -> dict[str, list[IncomingRow]]:
    groups: dict[str, list[IncomingRow]] = {}
    lost = 0
    for part in form.file.rows(layer):
        parent = submission_of(part).parent
        if parent in keys:
            groups.setdefault(parent, []).append(part)
        else:
            lost += 1
    if lost:
        findings.append(Finding("forms.part_without_parent", {"layer": layer, "count": lost}))
    return groups


def _write_unused(preview: ImportPreview, row: IncomingRow) -> str:
    used = {*preview.fields.sources.values(), *LATE_NAMES, *POINT_PARTS}
    left = {name: value for name, value in row.values.items() if name not in used}
    return _write_answers(preview, left, is_named=True)


def _write_answers(preview: ImportPreview, values: Mapping[str, Any], *, is_named: bool = False) -> str:
    """Write answers one below the other, each with its name unless the table asks only one thing."""
    said = {
        name: text for name, value in values.items() if name not in LATE_NAMES and (text := read_text(value))
    }
    if len(values) == 1 and not is_named:
        lines: Iterable[str] = said.values()
    else:
        lines = (f"{name.replace('_', ' ').strip()}: {text}" for name, text in said.items())
    written = "\n".join(lines)
    return written if preview.text_form is TextForm.PLAIN else convert_text(written, preview.text_form)


def _say_conflict(read: FormRow, proposed: ProposedRow[Any]) -> Finding:
    changes = [
        Finding(
            "forms.changed_field",
            {"field": each.name, "before": each.before or "–", "after": each.after or "–"},
        )
        for each in read.changes
    ]
    params = {"row": proposed.number, "changes": changes or [Finding("forms.changed_parts")]}
    return Finding("forms.changed", params, str(proposed.number), Severity.WARNING)
