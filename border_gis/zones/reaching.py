"""Whether a rule reaches a work: by distance, by side, or because the work goes over the line."""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.boundary.parties import Party
from border_gis.errors import Finding
from border_gis.works.model import WorkParty
from border_gis.zones.checked import CheckedWork
from border_gis.zones.law import Condition, MeasuredFrom, Reach, Rule, RuleSide
from border_gis.zones.position import Position
from border_gis.zones.sureness import (
    SIGMAS_TO_SURE,
    Accuracies,
    Certainty,
    certainty_of,
    probability_of_meeting,
)
from border_gis.zones.widths import RuleOnLine

_BOTH = frozenset(Party)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a rule reaches a work, and how sure that is.

    Attributes
    ----------
    is_reached : bool or None
        By the measured distance; None where it cannot be told.
    reason : Finding
    distance_m : float or None
        Where it was not measured from the line: the distance that counts.
    limit_m : float or None
        The distance that decided.
    certainty : Certainty or None
    probability : float or None
    certain_within_m, clear_beyond_m : float or None
    """

    is_reached: bool | None
    reason: Finding
    distance_m: float | None = None
    limit_m: float | None = None
    certainty: Certainty | None = None
    probability: float | None = None
    certain_within_m: float | None = None
    clear_beyond_m: float | None = None


def reach(
    work: CheckedWork, on_line: RuleOnLine, position: Position | None, accuracies: Accuracies
) -> Reached:
    """Return whether a rule reaches a work.

    Parameters
    ----------
    position : Position or None
        None only for rules that hold everywhere.
    """
    rule = on_line.rule
    if rule.reach is Reach.EVERYWHERE or position is None:
        return _everywhere(work, rule)
    if rule.reach is Reach.CROSSING:
        return _crossing(position, accuracies)
    sides = _sides_of(work, rule)
    if sides is None:
        return Reached(None, Finding("zones.party_unknown"))
    outside = _on_the_wrong_side(position, sides)
    if outside is not None:
        return outside
    if rule.measured_from is MeasuredFrom.MARKER:
        return _from_marker(rule, position, accuracies)
    found = on_line.distances_beside(position.from_m, position.to_m)
    answers = [_within(rule, distance_m, position, sides, accuracies) for distance_m in found]
    first = answers[0]
    if any(answer.is_reached is not first.is_reached for answer in answers[1:]):
        given = sorted(distance for distance in found if distance is not None)
        return Reached(None, Finding("zones.several_widths", {"distances_m": given}))
    return max(answers, key=lambda answer: answer.limit_m or 0.0)


def _everywhere(work: CheckedWork, rule: Rule) -> Reached:
    if Condition.BORDER_WATER in rule.conditions and work.on_border_water is None:
        return Reached(None, Finding("zones.border_water_unknown"))
    return Reached(True, Finding("zones.holds_everywhere"), certainty=Certainty.CERTAINLY, probability=1.0)


def _crossing(position: Position, accuracies: Accuracies) -> Reached:
    sigma_m = accuracies.combined_m
    probability = certainty = None
    if sigma_m is not None:
        whole = probability_of_meeting(position.low_m, position.high_m, 0.0, 0.0, sigma_m)
        # What lies on the line without width goes over it only when it is not all on one side.
        probability = whole if position.high_m > position.low_m else 0.0
        certainty = certainty_of(probability)
    if position.crosses:
        reason = Finding("zones.crosses", {"chainages_m": list(position.crossings_m)})
    elif position.beyond_end:
        return Reached(None, Finding("zones.beyond_line_end", {"distance_m": position.distance_m}))
    else:
        reason = Finding("zones.does_not_cross", {"distance_m": position.distance_m})
    return Reached(position.crosses, reason, limit_m=0.0, certainty=certainty, probability=probability)


def _sides_of(work: CheckedWork, rule: Rule) -> frozenset[Party] | None:
    """Return whose land a rule is about; None where that hangs on a party that is not known."""
    if rule.side is RuleSide.BOTH:
        return _BOTH
    if rule.side in (RuleSide.VN, RuleSide.CN):
        return frozenset({Party(rule.side.value)})
    if work.party is WorkParty.JOINT:
        return _BOTH
    if work.party is WorkParty.UNKNOWN:
        return None
    own = Party(work.party.value)
    return frozenset({own if rule.side is RuleSide.OWN else own.other})


def _on_the_wrong_side(position: Position, sides: frozenset[Party]) -> Reached | None:
    """Return an answer where the side decides already."""
    if sides == _BOTH or position.distance_m == 0.0:
        return None
    if not position.sides:
        return Reached(None, Finding("zones.beyond_line_end", {"distance_m": position.distance_m}))
    if not position.sides & sides:
        return Reached(False, Finding("zones.other_side", {"side": next(iter(position.sides))}))
    if position.sides - sides:
        return Reached(None, Finding("zones.parts_on_both_sides"))
    return None


def _within(
    rule: Rule,
    limit_m: float | None,
    position: Position,
    sides: frozenset[Party],
    accuracies: Accuracies,
) -> Reached:
    if limit_m is None:
        return _without_figure(rule, position)
    distance_m = position.distance_m
    params = {"distance_m": distance_m, "limit_m": limit_m, "article": rule.article}
    if distance_m > limit_m and position.beyond_end:
        return Reached(None, Finding("zones.beyond_line_end", params), limit_m=limit_m)
    is_inside = distance_m <= limit_m
    sigma_m = accuracies.combined_m
    reason = Finding("zones.within" if is_inside else "zones.beyond", params)
    if sigma_m is None:
        return Reached(is_inside, reason, limit_m=limit_m)
    from_m = -limit_m if Party.CN in sides else 0.0
    to_m = limit_m if Party.VN in sides else 0.0
    probability = probability_of_meeting(position.low_m, position.high_m, from_m, to_m, sigma_m)
    return Reached(
        is_inside,
        reason,
        limit_m=limit_m,
        certainty=certainty_of(probability),
        probability=probability,
        certain_within_m=max(limit_m - SIGMAS_TO_SURE * sigma_m, 0.0),
        clear_beyond_m=limit_m + SIGMAS_TO_SURE * sigma_m,
    )


def _without_figure(rule: Rule, position: Position) -> Reached:
    """Answer where the office has set no distance: sometimes any that it may set has the same answer."""
    distance_m = position.distance_m
    low_m, high_m = rule.distance_from_m, rule.distance_to_m
    params = {"distance_m": distance_m, "article": rule.article, "rule": rule.id}
    if distance_m == 0.0:
        return Reached(True, Finding("zones.inside_whatever_width", params))
    if low_m is not None and distance_m <= low_m:
        return Reached(
            True, Finding("zones.inside_smallest_width", {**params, "limit_m": low_m}), limit_m=low_m
        )
    if high_m is not None and distance_m > high_m and not position.beyond_end:
        return Reached(
            False, Finding("zones.outside_greatest_width", {**params, "limit_m": high_m}), limit_m=high_m
        )
    return Reached(None, Finding("zones.distance_unset", params))


def _from_marker(rule: Rule, position: Position, accuracies: Accuracies) -> Reached:
    distance_m, limit_m = position.marker_distance_m, rule.distance_m
    if distance_m is None:
        return Reached(None, Finding("zones.no_markers"))
    params = {"distance_m": distance_m, "limit_m": limit_m, "article": rule.article, "rule": rule.id}
    if limit_m is None:
        return Reached(None, Finding("zones.distance_unset", params), distance_m=distance_m)
    is_inside = distance_m <= limit_m
    probability = None
    if accuracies.combined_m is not None:
        probability = probability_of_meeting(distance_m, distance_m, -limit_m, limit_m, accuracies.combined_m)
    return Reached(
        is_inside,
        Finding("zones.within_of_marker" if is_inside else "zones.beyond_of_marker", params),
        distance_m=distance_m,
        limit_m=limit_m,
        certainty=None if probability is None else certainty_of(probability),
        probability=probability,
    )
