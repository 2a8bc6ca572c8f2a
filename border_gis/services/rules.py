"""What a person does with the rules: read them, set what only the office can set, keep copies of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from border_gis import __version__
from border_gis.access import Role
from border_gis.errors import ConflictError, DataError, InputError, NotFoundError
from border_gis.exchange.zone_rules import read_rules
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import Work
from border_gis.zones.checked import take_work
from border_gis.zones.copies import COPY, Difference, find_differences
from border_gis.zones.gravity import gravest
from border_gis.zones.judging import Court, judge
from border_gis.zones.law import Document, Rule, RuleBook
from border_gis.zones.office import WITHDRAWN, entries_that_hold, lay_over
from border_gis.zones.verdict import Outcome
from border_gis.zones.widths import put_rules_on_line


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in force on a day.

    Attributes
    ----------
    rule : Rule
    document : Document or None
    entry : RuleInForce or None
        What the office has set, where the rule is not as it ships.
    is_unset : bool
        The office has yet to set its distance.
    trouble : DataError or None
        Why what the office has set can no longer be used; the rule is then as it ships.
    """

    rule: Rule
    document: Document | None
    entry: RuleInForce | None
    is_unset: bool
    trouble: DataError | None = None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """An entry of the office with what it changed.

    Attributes
    ----------
    entry : RuleInForce
    differences : tuple of Difference
        From what held before it, in its days, to what it says.
    holds : bool
        False for one that a later entry has taken the place of, and for a withdrawal.
    """

    entry: RuleInForce
    differences: tuple[Difference, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule as it ships and as it holds on a day, with everything that the office has set of it.

    Attributes
    ----------
    shipped : Rule
    now : Rule or None
        None where no version of it is in force on the day.
    document : Document or None
    history : tuple of RuleEntry
        Oldest first.
    trouble : DataError or None
        Why what the office has set can no longer be used; it can then be taken back.
    """

    shipped: Rule
    now: Rule | None
    document: Document | None
    history: tuple[RuleEntry, ...]
    trouble: DataError | None = None

    @property
    def seen(self) -> tuple[str, ...]:
        """Ids of the entries; whoever sets something says that they have seen these."""
        return tuple(each.entry.id for each in self.history)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What an office wants to set of a rule.

    Attributes
    ----------
    rule_id : str
    content : mapping
        Figures, or ``{"rule": …}`` with a whole copy; see `border_gis.zones.office.OfficeRow`.
    valid_from, valid_to : date or None
    source, reason : str
    replaces : str
        Id of the entry that it takes the place of; empty for a new one beside it.
    deed : {"set", "changed", "ended", "withdrawn"}
    """

    rule_id: str
    content: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    reason: str = ""
    replaces: str = ""
    deed: str = "set"


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A work of which a rule would say something else, on one version of the line."""

    work: Work
    line_id: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What setting something of a rule would change.

    Attributes
    ----------
    differences : tuple of Difference
    changed : tuple of ChangedVerdict
    works_changed, works_checked : int
    """

    differences: tuple[Difference, ...]
    changed: tuple[ChangedVerdict, ...]
    works_changed: int
    works_checked: int


@needs(Role.VIEWER)
def list_rules(workspace: Workspace, day: date | None = None) -> tuple[RuleRow, ...]:
    """Return the rules in force on a day, today without one, in the order of the documents."""
    on = day or today_in_viet_nam()
    shipped = _shipped(workspace)
    stored = workspace.store.zone_rules()
    rows = []
    for rule in shipped.rules:
        entries = [entry for entry in stored if entry.code == rule.id]
        own = RuleBook((rule,), shipped.documents)
        trouble = None
        try:
            own = lay_over(own, entries)
        except DataError as error:
            trouble = error
        entry = _find_entry(entries_that_hold(entries), rule.id, on)
        rows += [
            RuleRow(each, shipped.documents.get(each.document), entry, each in own.unset, trouble)
            for each in own.rules
            if each.is_valid_on(on)
        ]
    return tuple(rows)


@needs(Role.VIEWER)
def show_rule(workspace: Workspace, rule_id: str, day: date | None = None) -> RulePage:
    """Return a rule with its history; NotFoundError if there is none."""
    shipped_book = _shipped(workspace)
    shipped = shipped_book.find(rule_id)
    if shipped is None:
        raise NotFoundError("rules.unknown", rule=rule_id)
    on = day or today_in_viet_nam()
    entries = tuple(entry for entry in workspace.store.zone_rules() if entry.code == rule_id)
    trouble = None
    try:
        now = _version_on(lay_over(shipped_book, entries), rule_id, on)
    except DataError as error:
        now, trouble = _version_on(shipped_book, rule_id, on), error
    held = {entry.id for entry in entries_that_hold(entries)}
    history = tuple(
        RuleEntry(entry, _what_changed(shipped_book, entries[: number + 1]), entry.id in held)
        for number, entry in enumerate(entries)
    )
    return RulePage(shipped, now, shipped_book.documents.get(shipped.document), history, trouble)


@needs(Role.VIEWER)
def preview_rule(workspace: Workspace, draft: RuleDraft) -> RulePreview:
    """Return what a draft would change: fields of the rule, and verdicts on works. Nothing is saved.

    Raises
    ------
    DataError
        The draft says what a rule cannot say; rule and field are named.
    InputError
        A reason is missing, or the draft changes nothing.
    NotFoundError
        There is no such rule, or no such entry to take the place of.
    """
    return _preview(workspace, _entry_of(workspace, draft, "", None))


@needs(Role.APPROVER)
def save_rule(workspace: Workspace, draft: RuleDraft, seen: Sequence[str]) -> RulePage:
    """Save what the office sets of a rule; the rule that ships stays as it is.

    Raises
    ------
    ConflictError
        Somebody else has set something of this rule since the entries that were seen.
    DataError, InputError, NotFoundError
        As `preview_rule`.
    """
    entry = _entry_of(workspace, draft, name_author(workspace), datetime.now(UTC))
    _preview(workspace, entry)
    stored = [each for each in workspace.store.zone_rules() if each.code == draft.rule_id]
    unseen = [each for each in stored if each.id not in seen]
    if unseen:
        raise ConflictError("rules.changed_meanwhile", author=unseen[-1].author)
    workspace.store.add_zone_rules([entry])
    return show_rule(workspace, draft.rule_id)


@needs(Role.APPROVER)
def end_entry(
    workspace: Workspace, entry_id: str, last_day: date, reason: str, seen: Sequence[str]
) -> RulePage:
    """End what the office has set after a day; raises as `save_rule` does."""
    entry = _find_held(workspace, entry_id)
    draft = RuleDraft(
        entry.code, entry.content, entry.valid_from, last_day, entry.source, reason, entry.id, "ended"
    )
    return save_rule(workspace, draft, seen)


@needs(Role.APPROVER)
def withdraw_entry(workspace: Workspace, entry_id: str, reason: str, seen: Sequence[str]) -> RulePage:
    """Take back what the office has set, for all its days; the history keeps it.

    Raises as `save_rule` does.
    """
    entry = _find_held(workspace, entry_id)
    draft = RuleDraft(entry.code, reason=reason, replaces=entry.id, deed=WITHDRAWN)
    return save_rule(workspace, draft, seen)


def _shipped(workspace: Workspace) -> RuleBook:
    return read_rules(workspace.settings.data_folder / "zones")


def _entry_of(
    workspace: Workspace, draft: RuleDraft, author: str, recorded_at: datetime | None
) -> RuleInForce:
    if not draft.reason.strip():
        raise InputError("rules.no_reason")
    if draft.deed != WITHDRAWN and not draft.source.strip():
        raise InputError("rules.no_source")
    if draft.replaces:
        _find_held(workspace, draft.replaces)
    return RuleInForce(
        id=str(uuid4()),
        code=draft.rule_id,
        content=dict(draft.content),
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        source=draft.source.strip(),
        set_by_office=True,
        deed=draft.deed,
        replaces=draft.replaces,
        recorded_at=recorded_at,
        author=author,
        machine=name_machine(),
        reason=draft.reason.strip(),
    )


def _preview(workspace: Workspace, entry: RuleInForce) -> RulePreview:
    shipped = _shipped(workspace)
    if shipped.find(entry.code) is None:
        raise NotFoundError("rules.unknown", rule=entry.code)
    stored = [each for each in workspace.store.zone_rules() if each.code == entry.code]
    after = _only(lay_over(shipped, [*stored, entry]), entry.code)
    try:
        before = _only(lay_over(shipped, stored), entry.code)
    except DataError:
        before = _only(shipped, entry.code)
    if before == after and entry.deed != WITHDRAWN:
        raise InputError("rules.nothing_changes")
    for line in workspace.lines:
        put_rules_on_line(after, line, workspace.register)
    changed = _compare_verdicts(workspace, before, after)
    return RulePreview(
        _what_changed(shipped, [*stored, entry]),
        changed,
        len({each.work.id for each in changed}),
        len(workspace.works),
    )


def _compare_verdicts(workspace: Workspace, before: RuleBook, after: RuleBook) -> tuple[ChangedVerdict, ...]:
    found = []
    works = workspace.works
    for line in workspace.lines:
        said = [_judge(workspace, Court(book, line, today_in_viet_nam(), workspace.register, __version__))
                for book in (before, after)]  # fmt: skip
        found += [
            ChangedVerdict(work, line.id, old, new)
            for work, old, new in zip(works, *said, strict=True)
            if old is not new
        ]
    return tuple(found)


def _judge(workspace: Workspace, court: Court) -> list[Outcome]:
    """Return the gravest outcome on each work, of all versions of the rule in the book."""
    count = len(court.book.rules)
    verdicts = list(judge([take_work(work) for work in workspace.works], court))
    outcomes = []
    for first in range(0, len(verdicts), count):
        worst = gravest(verdicts[first : first + count])
        outcomes.append(Outcome.OUTSIDE if worst is None else worst.outcome)
    return outcomes


def _only(book: RuleBook, rule_id: str) -> RuleBook:
    """Return the versions of one rule; a rule from the strip's edge is judged without the strip's own."""
    return RuleBook(tuple(rule for rule in book.rules if rule.id == rule_id), book.documents)


def _what_changed(shipped: RuleBook, entries: Sequence[RuleInForce]) -> tuple[Difference, ...]:
    """Return what the last of some entries changed of what held before it, on its first day."""
    last = entries[-1]
    shown = next((each for each in entries if each.id == last.replaces), last)
    day = last.valid_from or shown.valid_from or today_in_viet_nam()
    try:
        before = _version_on(lay_over(shipped, entries[:-1]), last.code, day)
        after = _version_on(lay_over(shipped, entries), last.code, day)
    except DataError:
        return ()
    base = shipped.find(last.code)
    if base is None:
        return ()
    differences = find_differences(before or base, after or base)
    hidden = ("valid_from", "valid_to", "source", "confidence")
    said = tuple(each for each in differences if each.field not in hidden)
    if shown is not last and shown.valid_to != last.valid_to and last.deed != WITHDRAWN:
        said += (Difference("valid_to", shown.valid_to, last.valid_to),)
    return said


def _version_on(book: RuleBook, rule_id: str, day: date) -> Rule | None:
    return next((rule for rule in book.rules if rule.id == rule_id and rule.is_valid_on(day)), None)


def _find_entry(held: Sequence[RuleInForce], rule_id: str, day: date) -> RuleInForce | None:
    return next(
        (entry for entry in reversed(held) if entry.code == rule_id and entry.is_in_force_on(day)), None
    )


def _find_held(workspace: Workspace, entry_id: str) -> RuleInForce:
    for entry in entries_that_hold(workspace.store.zone_rules()):
        if entry.id == entry_id:
            return entry
    raise NotFoundError("rules.unknown_entry", id=entry_id)


def is_copy(entry: RuleInForce) -> bool:
    """Return whether an entry is a whole copy of a rule, and not single figures of it."""
    return COPY in entry.content
