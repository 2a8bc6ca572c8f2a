"""What the office has set itself, laid over the rules that ship."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from border_gis.errors import DataError
from border_gis.zones.law import Confidence, Exemption, Rule, RuleBook
from border_gis.zones.rule import ZoneRule
from border_gis.zones.subjects import KINDS, read_kind

_ONE_DAY = timedelta(days=1)


def lay_over(book: RuleBook, rows: Iterable[ZoneRule]) -> RuleBook:
    """Return the rules with the figures that the office has set.

    Parameters
    ----------
    book : RuleBook
    rows : iterable of ZoneRule
        Rows in force, oldest entry first; `ZoneRule.code` is the id of the rule that a row
        is about. In the days in which a row holds it takes the place of the rule and of
        earlier rows; before and after, they stay.

    Raises
    ------
    DataError
        A row is about no rule, or excepts a kind that does not exist.
    """
    versions = {rule.id: [rule] for rule in book.rules}
    for row in rows:
        base = book.find(row.code)
        if base is None:
            raise DataError("zones.row_without_rule", rule=row.code, known=sorted(versions))
        new = _set(base, row)
        older = [part for rule in versions[row.code] for part in _outside(rule, new)]
        versions[row.code] = [*older, new]
    return RuleBook(tuple(rule for rules in versions.values() for rule in rules), book.documents)


def _set(base: Rule, row: ZoneRule) -> Rule:
    unknown = [kind for kind in row.exceptions if kind not in KINDS]
    if unknown:
        raise DataError("zones.row_unknown_kind", rule=row.code, kind=unknown[0], known=sorted(KINDS))
    named = {kind for exemption in base.exemptions for kind in exemption.kinds}
    added = tuple(read_kind(kind) for kind in row.exceptions if kind not in named)
    own = (Exemption(added, row.article or base.article, by_reading=True),) if added else ()
    return replace(
        base,
        distance_m=row.distance_m,
        stretches=(),
        valid_from=row.valid_from or base.valid_from,
        valid_to=row.valid_to or base.valid_to,
        exemptions=base.exemptions + own,
        source=row.source or base.source,
        confidence=Confidence.OFFICE if row.set_by_office else base.confidence,
    )


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
