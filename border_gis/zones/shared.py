"""Distances that a document of both sides names: what may be said of them without judging anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from border_gis.zones.law import MeasuredFrom, Reach, Rule, RuleBook
from border_gis.zones.widths import is_strip_rule

SHARED_DOCUMENTS = frozenset({"agreement-2009"})
"""Signed by both sides; the rules of one side's own law are nothing to hold up to the other."""


def is_shared(rule: Rule) -> bool:
    """Return whether a distance stands in a document of both sides, and is measured from the line.

    The clear-vision strip is left out: no public text gives its width, so it is what one office has set.
    """
    return (
        rule.document in SHARED_DOCUMENTS
        and rule.distance_m is not None
        and rule.measured_from is MeasuredFrom.LINE
        and rule.reach is Reach.WITHIN
        and not is_strip_rule(rule)
    )


def list_articles(rules: Iterable[Rule]) -> str:
    """Return the articles of shared rules in their order, each once."""
    return ", ".join(dict.fromkeys(rule.article for rule in rules if is_shared(rule)))


def shared_distances(book: RuleBook, day: date) -> dict[float, str]:
    """Return the articles that name each distance on a day, the shortest distance first."""
    rules = [rule for rule in book.rules if is_shared(rule) and rule.is_valid_on(day)]
    distances = sorted({rule.distance_m for rule in rules if rule.distance_m is not None})
    return {
        distance: list_articles(rule for rule in rules if rule.distance_m == distance)
        for distance in distances
    }
