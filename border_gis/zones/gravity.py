"""Which of several verdicts matters most: prohibited before what only asks, certainly before possibly."""

from __future__ import annotations

from collections.abc import Iterable

from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict

GRAVEST_FIRST = (
    Outcome.PROHIBITED,
    Outcome.NEEDS_AGREEMENT,
    Outcome.NEEDS_NOTICE,
    Outcome.NOT_DETERMINABLE,
    Outcome.EXEMPT,
    Outcome.OUTSIDE,
)
"""Outcomes from the one that matters most to the one that matters least."""

SUREST_FIRST = (Certainty.CERTAINLY, Certainty.POSSIBLY, Certainty.NOT, None)

_RANK_OF_OUTCOME = {outcome: rank for rank, outcome in enumerate(GRAVEST_FIRST)}
_RANK_OF_CERTAINTY = {certainty: rank for rank, certainty in enumerate(SUREST_FIRST)}


def gravity_key(verdict: Verdict) -> tuple[int, int, float]:
    """Return a key that sorts verdicts with the gravest first.

    The outcome decides; among verdicts of the same outcome a certain one comes before a
    possible one, and then the more probable. Equal keys keep the order of the rules.
    """
    return (
        _RANK_OF_OUTCOME[verdict.outcome],
        _RANK_OF_CERTAINTY[verdict.certainty],
        -(verdict.probability or 0.0),
    )


def order_by_gravity(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return verdicts with the gravest first."""
    return tuple(sorted(verdicts, key=gravity_key))


def gravest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the verdict that matters most; None of none."""
    return min(verdicts, key=gravity_key, default=None)
