"""How sure a measured distance makes a verdict.

Line, work and transformation each err by their own sigma; together they shift the work as a
whole towards or away from the line by a normal deviate of the combined sigma
(JCGM 100:2008, 5.1.2, for independent errors). A work reaches over an interval of signed
distances, and a zone is an interval too: the probability is that the shifted interval meets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import erf, hypot, isfinite, sqrt

SURE = 0.99
"""From this probability on a verdict is certain; below the rest of it, it is not so."""

SIGMAS_TO_SURE = 2.3263478740408408
"""How many sigmas a distance must lie from where the verdict changes, for the probability above."""


class Certainty(StrEnum):
    """Whether something is within the reach of a rule."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Accuracies:
    """What errs, one sigma each, in metres. None is not known and never taken for zero.

    Attributes
    ----------
    line_m : float
    work_m : float or None
    transformation_m : float
    """

    line_m: float
    work_m: float | None
    transformation_m: float = 0.0

    @property
    def combined_m(self) -> float | None:
        """Return the combined sigma; None while one part is not known."""
        parts = (self.line_m, self.work_m, self.transformation_m)
        if any(part is None or not isfinite(part) or part < 0.0 for part in parts):
            return None
        if not self.work_m or not self.line_m:
            return None
        return hypot(self.line_m, self.work_m, self.transformation_m)


def probability_of_meeting(low_m: float, high_m: float, from_m: float, to_m: float, sigma_m: float) -> float:
    """Return how probable it is that an interval, shifted by a normal error, meets a zone.

    Parameters
    ----------
    low_m, high_m : float
        Smallest and greatest signed distance of the work.
    from_m, to_m : float
        The zone, in the same direction.
    sigma_m : float
        Combined sigma, more than zero.
    """
    below = _normal((to_m - low_m) / sigma_m)
    above = _normal((from_m - high_m) / sigma_m)
    return min(max(below - above, 0.0), 1.0)


def certainty_of(probability: float) -> Certainty:
    """Return how sure a probability is."""
    if probability >= SURE:
        return Certainty.CERTAINLY
    return Certainty.NOT if probability <= 1.0 - SURE else Certainty.POSSIBLY


def _normal(deviate: float) -> float:
    return 0.5 * (1.0 + erf(deviate / sqrt(2.0)))
