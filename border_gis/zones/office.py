"""What the office has set itself, laid over the rules that ship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from border_gis.errors import DataError
from border_gis.zones.copies import COPY, read_copy
from border_gis.zones.law import Confidence, Exemption, Rule, RuleBook
from border_gis.zones.reading import read_figures, refuse_contradictions

OFFICE_FILE = "border.gpkg"
"""The file that a mistake in the office's own figures names."""

_ONE_DAY = timedelta(days=1)


class OfficeRow(Protocol):
    """What the office has set for one rule, as it is stored, oldest entry first.

    ``content`` may have ``distance_m`` (metres, or None or ``"unset"``), ``stretch`` (a list of
    tables with ``from``, ``to``, ``distance_m`` and ``source``) and ``exempt`` (a list of
    tables with ``kinds`` and ``clause``, or of kinds). Or it has ``rule``, a whole copy of the
    rule (``border_gis.zones.copies``).
    """

    @property
    def id(self) -> str:
        """Id of the entry."""

    @property
    def deed(self) -> str:
        """``"set"``, ``"changed"``, ``"ended"`` or ``"withdrawn"``."""

    @property
    def replaces(self) -> str:
        """Id of the entry that it takes the place of in all its days; empty for none."""

    @property
    def code(self) -> str:
        """Id of the rule."""

    @property
    def content(self) -> Mapping[str, Any]:
        """The figures."""

    @property
    def valid_from(self) -> date | None:
        """First day."""

    @property
    def valid_to(self) -> date | None:
        """Last day."""

    @property
    def source(self) -> str:
        """Where the figures come from."""

    @property
    def set_by_office(self) -> bool:
        """Whether no law gives them."""


Entry = TypeVar("Entry", bound=OfficeRow)
WITHDRAWN = "withdrawn"


def entries_that_hold(rows: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that no later one takes the place of; one that only withdraws is none."""
    given = tuple(rows)
    replaced = {row.replaces for row in given if row.replaces}
    return tuple(row for row in given if row.id not in replaced and row.deed != WITHDRAWN)


def lay_over(book: RuleBook, rows: Iterable[OfficeRow]) -> RuleBook:
    """Return the rules with the figures that the office has set.

    In the days in which a row holds it takes the place of the rule and of earlier rows;
    before and after, they stay.

    Raises
    ------
    DataError
        A row is about no rule, or says what a rule cannot say; it is named as a mistake in
        a rule is.
    """
    versions = {rule.id: [rule] for rule in book.rules}
    for row in entries_that_hold(rows):
        base = book.find(row.code)
        if base is None:
            raise DataError("zones.row_without_rule", rule=row.code, known=sorted(versions))
        new = _set(base, row)
        older = [part for rule in versions[row.code] for part in _outside(rule, new)]
        versions[row.code] = [*older, new]
    return RuleBook(tuple(rule for rules in versions.values() for rule in rules), book.documents)


def _set(base: Rule, row: OfficeRow) -> Rule:
    if COPY in row.content:
        if set(row.content) != {COPY} or not isinstance(row.content[COPY], Mapping):
            raise DataError("zones.bad_copy", file=OFFICE_FILE, rule=base.id)
        copied = read_copy(row.content[COPY], OFFICE_FILE, base)
        rule = replace(
            copied,
            valid_from=row.valid_from or base.valid_from,
            valid_to=row.valid_to or base.valid_to,
            source=row.source or base.source,
        )
        refuse_contradictions(rule, OFFICE_FILE)
        return rule
    figures = read_figures(row.content, OFFICE_FILE, base)
    named = {kind for exemption in base.exemptions for kind in exemption.kinds}
    own = tuple(
        Exemption(added, exemption.clause, by_reading=True)
        for exemption in figures.exemptions
        if (added := tuple(kind for kind in exemption.kinds if kind not in named))
    )
    rule = replace(
        base,
        distance_m=figures.distance_m,
        stretches=figures.stretches,
        valid_from=row.valid_from or base.valid_from,
        valid_to=row.valid_to or base.valid_to,
        exemptions=base.exemptions + own,
        source=row.source or base.source,
        confidence=Confidence.OFFICE if row.set_by_office else base.confidence,
    )
    refuse_contradictions(rule, OFFICE_FILE)
    return rule


def _outside(rule: Rule, new: Rule) -> Iterable[Rule]:
    """Yield what is left of a rule before and after the days in which the new one holds."""
    first, last = rule.valid_from or date.min, rule.valid_to or date.max
    new_first, new_last = new.valid_from or date.min, new.valid_to or date.max
    if new_last < first or last < new_first:
        yield rule
        return
    if first < new_first:
        yield replace(rule, valid_to=new_first - _ONE_DAY)
    if new_last < last:
        yield replace(rule, valid_from=new_last + _ONE_DAY)
