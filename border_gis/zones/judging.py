"""Hold works against rules: one verdict for each work, rule and version of the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely

from border_gis.boundary.line import MANY_VERTICES, BoundaryLine
from border_gis.boundary.register import Register
from border_gis.errors import Finding, Severity
from border_gis.zones.asking import ask
from border_gis.zones.checked import CheckedWork, prepare_geometry
from border_gis.zones.deeds import Force, choose_deed
from border_gis.zones.law import Condition, MeasuredFrom, Reach, Rule, RuleBook
from border_gis.zones.position import Position, find_positions
from border_gis.zones.reaching import Reached, reach
from border_gis.zones.subjects import BUILT_KINDS, UNKNOWN_KINDS
from border_gis.zones.sureness import Accuracies, Certainty
from border_gis.zones.verdict import Basis, Outcome, Verdict, hash_line
from border_gis.zones.widths import RuleOnLine, put_rules_on_line

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Court:
    """What works are held against.

    Attributes
    ----------
    book : RuleBook
    line : BoundaryLine
    register : Register or None
        For marker references, and for stretches of rules.
    today : date
        The day on which the works are judged: what is only planned is to happen from then on.
    program_version : str
    """

    book: RuleBook
    line: BoundaryLine
    today: date
    register: Register | None = None
    program_version: str = ""


def judge(
    works: Sequence[CheckedWork], court: Court, progress: Callable[[int, int], None] | None = None
) -> Iterator[Verdict]:
    """Yield the verdicts on works, work by work and rule by rule.

    Parameters
    ----------
    works : sequence of CheckedWork
    court : Court
    progress : callable, optional
        Called with how many works are done and how many there are.

    Raises
    ------
    DataError
        A stretch of a rule cannot be placed on the line.
    """
    rules = put_rules_on_line(court.book, court.line, court.register)
    versions = {id(rule.rule): rule.rule.version for rule in rules}
    line_version = hash_line(court.line)
    is_much = bool(shapely.get_num_coordinates([work.geometry for work in works]).sum() >= MANY_VERTICES)
    for first in range(0, len(works), _AT_ONCE):
        some = works[first : first + _AT_ONCE]
        for work, position, findings in _measure(some, rules, court, compiled=is_much):
            said = {"work_id": work.id, "line_id": court.line.id, **_describe(position)}
            basis = _base(work, court, line_version)
            for rule in rules:
                said["basis"] = Basis(rule_version=versions[id(rule.rule)], **basis)
                yield _judge_one(work, rule, position, findings, court, said)
        if progress is not None:
            progress(first + len(some), len(works))


def judge_one(work: CheckedWork, court: Court) -> tuple[Verdict, ...]:
    """Return the verdicts on one work."""
    return tuple(judge([work], court))


def _measure(
    works: Sequence[CheckedWork], rules: Sequence[RuleOnLine], court: Court, *, compiled: bool
) -> Iterator[tuple[CheckedWork, Position | None, tuple[Finding, ...]]]:
    distances_m = sorted({distance for rule in rules for distance in rule.all_distances})
    asks_markers = any(
        rule.rule.measured_from is MeasuredFrom.MARKER and rule.rule.reach is Reach.WITHIN for rule in rules
    )
    prepared = [prepare_geometry(work.geometry) for work in works]
    geometries = [geometry for geometry, _ in prepared if geometry is not None]
    found = iter(
        find_positions(
            court.line,
            geometries,
            distances_m,
            court.register,
            asks_markers=asks_markers,
            compiled=compiled,
        )
    )
    for work, (geometry, findings) in zip(works, prepared, strict=True):
        yield work, None if geometry is None else next(found), findings


def _base(work: CheckedWork, court: Court, line_version: str) -> dict[str, Any]:
    """Return what verdicts on a work come from, but for the rule."""
    return {
        "line_version": line_version,
        "geometry_hash": work.geometry_hash,
        "line_accuracy_m": court.line.accuracy_m,
        "line_accuracy_assumed": court.line.accuracy_assumed,
        "work_accuracy_m": work.accuracy_m,
        "transformation_accuracy_m": work.transformation_accuracy_m,
        "kind": work.kind.value,
        "party": work.party.value,
        "begun": "" if work.begun is None else work.begun.isoformat(),
        "extended": "" if work.extended is None else work.extended.isoformat(),
        "notified": "" if work.notified is None else work.notified.isoformat(),
        "agreed": work.agreed,
        "on_border_water": work.on_border_water,
        "judged_on": court.today,
        "program_version": court.program_version,
    }


def _judge_one(
    work: CheckedWork,
    on_line: RuleOnLine,
    position: Position | None,
    findings: tuple[Finding, ...],
    court: Court,
    said: Mapping[str, Any],
) -> Verdict:
    """Return what a rule says; ``said`` are the columns that are the same for all rules."""
    rule = on_line.rule

    def say(outcome: Outcome, *reasons: Finding, **columns: Any) -> Verdict:
        found = {**said, "rule_id": rule.id, "article": rule.article, **columns}
        return Verdict(outcome=outcome, reasons=reasons, **found)

    not_so = {"probability": 0.0, "certainty": Certainty.NOT}
    reason = _never_concerned(work, rule)
    if reason is not None:
        return say(Outcome.OUTSIDE, reason, *findings, **not_so)
    force, about, deed = choose_deed(rule, work, court.today)
    if force is Force.NOT:
        return say(Outcome.OUTSIDE, about, *findings, **not_so)
    if position is None and rule.reach is not Reach.EVERYWHERE:
        return say(Outcome.NOT_DETERMINABLE, *findings)
    accuracies = Accuracies(court.line.accuracy_m, work.accuracy_m, work.transformation_accuracy_m)
    reached = reach(work, on_line, position, accuracies)
    columns = _describe_reach(reached, position)
    notes = (reached.reason, *_notes(work, rule, court.line, reached, position), *findings)
    if reached.is_reached is False:
        return say(Outcome.OUTSIDE, *notes, **columns)
    if reached.is_reached is None:
        return say(Outcome.NOT_DETERMINABLE, *notes, **columns)
    if work.kind in UNKNOWN_KINDS:
        unknown = Finding("zones.kind_unknown", {"kind": work.kind})
        return say(Outcome.NOT_DETERMINABLE, unknown, *notes, **columns)
    # What is exempt is so wherever it is and whenever it was built.
    is_exempt = rule.exemption_of(work.kind) is not None
    vague = None if is_exempt else _too_vague(work, rule, reached, accuracies)
    if vague is not None:
        return say(Outcome.NOT_DETERMINABLE, vague, *notes, **columns)
    if force is Force.UNSURE and not is_exempt:
        return say(Outcome.NOT_DETERMINABLE, about, *notes, **columns)
    return ask(say(Outcome.OUTSIDE, **columns), work, rule, deed, (notes[0], about, *notes[1:]))


def _never_concerned(work: CheckedWork, rule: Rule) -> Finding | None:
    """Return why a rule is not about a work, wherever it is; None if it may be."""
    may_be_named = work.kind in UNKNOWN_KINDS and not BUILT_KINDS.isdisjoint(rule.kinds)
    if work.kind not in rule.kinds and not may_be_named:
        return Finding("zones.other_kind", {"kind": work.kind})
    if work.is_removed:
        return Finding("zones.removed")
    if Condition.BORDER_WATER in rule.conditions and work.on_border_water is False:
        return Finding("zones.not_on_border_water")
    return None


def _too_vague(work: CheckedWork, rule: Rule, reached: Reached, accuracies: Accuracies) -> Finding | None:
    """Return why a place that was found within reach says nothing about where the work is."""
    if rule.reach is Reach.EVERYWHERE:
        return None
    if work.illustrative:
        return Finding("zones.drawn_not_measured")
    if reached.certainty is Certainty.NOT:
        return Finding("zones.place_too_rough", {"accuracy_m": accuracies.combined_m})
    return None


def _describe(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {}
    return {
        "distance_m": position.distance_m,
        "side": position.side,
        "chainage_from_m": position.from_m,
        "chainage_to_m": position.to_m,
        "reference_from": position.reference_from,
        "reference_to": position.reference_to,
        "crossings_m": position.crossings_m,
    }


def _describe_reach(reached: Reached, position: Position | None) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "certainty": reached.certainty,
        "probability": reached.probability,
        "limit_m": reached.limit_m,
        "certain_within_m": reached.certain_within_m,
        "clear_beyond_m": reached.clear_beyond_m,
    }
    if reached.distance_m is not None:
        columns["distance_m"] = reached.distance_m
    inside = None
    if position is not None and reached.limit_m is not None:
        inside = position.inside.get(reached.limit_m)
    if inside is not None:
        columns |= dict(zip(("inside_m", "inside_m2", "inside_error_m2"), inside, strict=True))
    return columns


def _notes_on_sides(rule: Rule, position: Position) -> Iterator[Finding]:
    """Yield what is to be known of a work with parts on both sides: the side of a verdict is of one place."""
    if len(position.sides) > 1:
        params = {f"{party.value}_m": length_m for party, length_m in position.lengths_m.items()}
        code = "zones.on_both_sides_for" if all(params.values()) else "zones.on_both_sides"
        yield Finding(code, params, severity=Severity.NOTE)
    if position.crossings_m and rule.reach is not Reach.CROSSING:
        chainages_m = list(position.crossings_m)
        yield Finding("zones.goes_over", {"chainages_m": chainages_m}, severity=Severity.NOTE)


def _notes(
    work: CheckedWork, rule: Rule, line: BoundaryLine, reached: Reached, position: Position | None
) -> Iterator[Finding]:
    """Yield what the reader must know besides the reason."""
    if rule.reach is not Reach.EVERYWHERE:
        if position is not None:
            yield from _notes_on_sides(rule, position)
        if not work.accuracy_m:
            yield Finding("zones.accuracy_missing")
        if line.accuracy_assumed:
            yield Finding(
                "zones.line_accuracy_assumed", {"accuracy_m": line.accuracy_m}, severity=Severity.NOTE
            )
        if work.illustrative and reached.is_reached is not True:
            yield Finding("zones.illustrative")
    if reached.is_reached is not False and work.kind in rule.kinds_by_reading:
        yield Finding("zones.kind_by_reading", {"kind": work.kind}, severity=Severity.NOTE)
    yield Finding(f"zones.source_{rule.confidence.value}", {}, severity=Severity.NOTE)
