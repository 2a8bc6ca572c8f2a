"""The belts along a line that rules speak of: who draws them finds here how wide they are, and where.

A belt is only a picture of what rules say. Whether a work lies in one is decided by distance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.parties import Party
from border_gis.boundary.register import Register
from border_gis.errors import DataError
from border_gis.zones.law import MeasuredFrom, Reach, Rule, RuleBook, RuleSide
from border_gis.zones.widths import RuleOnLine, Width, is_strip_rule, put_rules_on_line


@dataclass(frozen=True, slots=True)
class Belt:
    """Land along a line within a distance of it.

    Attributes
    ----------
    key : str
        The same for the same belt on every version of the line.
    distance_m : float or None
        Wherever no stretch says otherwise; None where only stretches have a width.
    widths : tuple of Width
        Of stretches.
    party : Party or None
        On whose land; None for both.
    rules : tuple of Rule
        Those that speak of it, in their order.
    is_strip : bool
        The clear-vision strip.
    """

    key: str
    distance_m: float | None
    widths: tuple[Width, ...]
    party: Party | None
    rules: tuple[Rule, ...]
    is_strip: bool = False

    @property
    def widest_m(self) -> float:
        """Return the greatest distance that it reaches."""
        given = (self.distance_m, *(width.distance_m for width in self.widths))
        return max(distance for distance in given if distance is not None)


def find_belts(book: RuleBook, line: BoundaryLine, register: Register | None, day: date) -> tuple[Belt, ...]:
    """Return the belts of the rules in force on a day, the narrowest first.

    Rules of the same distance share a belt; one that holds on one's own side is drawn on both,
    because each party has its own. A rule whose distance is unset has none, nor has one whose
    stretches cannot be placed on this line.
    """
    in_force = RuleBook(tuple(rule for rule in book.rules if rule.is_valid_on(day)), book.documents)
    belts: dict[tuple[object, ...], Belt] = {}
    for on_line in _put(in_force, line, register):
        rule = on_line.rule
        if not on_line.all_distances:
            continue
        strip = is_strip_rule(rule)
        party = Party(rule.side.value) if rule.side in (RuleSide.VN, RuleSide.CN) else None
        group: tuple[object, ...] = (strip, on_line.distance_m, on_line.widths)
        if on_line.widths:
            group += (party,)
        known = belts.get(group)
        if known is None:
            key = _key(on_line, strip)
            belts[group] = Belt(key, on_line.distance_m, on_line.widths, party, (rule,), strip)
        else:
            both = party if known.party is party else None
            belts[group] = replace(known, party=both, rules=(*known.rules, rule))
    return tuple(sorted(belts.values(), key=lambda belt: (not belt.is_strip, belt.widest_m)))


def _put(book: RuleBook, line: BoundaryLine, register: Register | None) -> Iterable[RuleOnLine]:
    strips = tuple(rule for rule in book.rules if is_strip_rule(rule))
    for rule in book.rules:
        if rule.reach is not Reach.WITHIN or rule.measured_from is MeasuredFrom.MARKER:
            continue
        others = tuple(each for each in strips if each is not rule and not each.stretches)
        try:
            yield put_rules_on_line(RuleBook((*others, rule)), line, register)[-1]
        except DataError:
            continue


def _key(on_line: RuleOnLine, strip: bool) -> str:
    if strip:
        return "strip"
    return f"stretches.{on_line.rule.id}" if on_line.widths else f"{on_line.distance_m:g}"
