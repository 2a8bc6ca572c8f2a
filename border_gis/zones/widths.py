"""How far a rule reaches beside a work: one distance, those of stretches, or none that is set."""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.places import locate
from border_gis.boundary.reference import parse
from border_gis.boundary.register import Register
from border_gis.errors import DataError, InputError
from border_gis.zones.law import MeasuredFrom, Reach, Rule, RuleBook


@dataclass(frozen=True, slots=True)
class Width:
    """A distance that holds between two chainages.

    Attributes
    ----------
    from_m, to_m : float
    distance_m : float or None
        None while it is unset.
    """

    from_m: float
    to_m: float
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class RuleOnLine:
    """A rule with its distances on one version of the line.

    Attributes
    ----------
    rule : Rule
    widths : tuple of Width
        Of stretches.
    distance_m : float or None
        Everywhere else.
    """

    rule: Rule
    widths: tuple[Width, ...]
    distance_m: float | None

    def distances_beside(self, from_m: float, to_m: float) -> frozenset[float | None]:
        """Return the distances that hold anywhere between two chainages."""
        beside = [width for width in self.widths if width.from_m <= to_m and from_m <= width.to_m]
        found = {width.distance_m for width in beside}
        if not _cover(beside, from_m, to_m):
            found.add(self.distance_m)
        return frozenset(found)

    @property
    def all_distances(self) -> frozenset[float]:
        """Return every distance that is set."""
        given = {self.distance_m, *(width.distance_m for width in self.widths)}
        return frozenset(distance for distance in given if distance is not None)


def put_rules_on_line(
    book: RuleBook, line: BoundaryLine, register: Register | None
) -> tuple[RuleOnLine, ...]:
    """Return the rules of a book with their distances on a line.

    Raises
    ------
    DataError
        A stretch of a rule cannot be placed: without a register, or by an unknown marker.
    """
    strip_m = _strip_half_width(book)
    return tuple(_put(rule, line, register, strip_m) for rule in book.rules)


def _put(rule: Rule, line: BoundaryLine, register: Register | None, strip_m: float | None) -> RuleOnLine:
    widths = tuple(_place_stretch(rule, number, line, register) for number in range(len(rule.stretches)))
    distance_m = rule.distance_m
    if rule.measured_from is MeasuredFrom.CLEAR_VISION_STRIP and rule.reach is Reach.WITHIN:
        distance_m = None if strip_m is None or distance_m is None else strip_m + distance_m
    return RuleOnLine(rule, widths, distance_m)


def _strip_half_width(book: RuleBook) -> float | None:
    """Return the half width of the clear-vision strip: the distance of the rule that keeps it clear."""
    strip = [rule for rule in book.rules if is_strip_rule(rule)]
    return strip[-1].distance_m if strip else None


def is_strip_rule(rule: Rule) -> bool:
    """Return whether a rule is the one that keeps the clear-vision strip clear, and has its half width."""
    return rule.article == "7(3)" and rule.reach is Reach.WITHIN


def _place_stretch(rule: Rule, number: int, line: BoundaryLine, register: Register | None) -> Width:
    stretch = rule.stretches[number]
    ends = []
    for reference in (stretch.from_reference, stretch.to_reference):
        chainage_m = None
        if register is not None:
            try:
                chainage_m = locate(parse(reference)[0], line, register).chainage_from_m
            except InputError:
                chainage_m = None
        if chainage_m is None:
            raise DataError("zones.stretch_not_placed", rule=rule.id, number=number + 1, reference=reference)
        ends.append(chainage_m)
    return Width(min(ends), max(ends), stretch.distance_m)


def _cover(widths: list[Width], from_m: float, to_m: float) -> bool:
    reached = from_m
    for width in sorted(widths, key=lambda width: width.from_m):
        if width.from_m > reached:
            return False
        reached = max(reached, width.to_m)
    return bool(widths) and reached >= to_m
