"""What a drawing across the line shows at a work, and at which scale.

Everything stands at its distance from the line, to scale. What is too far is drawn behind a
break that says how many metres were left out; behind it the scale is the same again, unless
the drawing says that it is not. Like every drawing here it decides nothing: verdicts come
from distances.
"""

from __future__ import annotations

from dataclasses import dataclass

from border_gis.boundary.parties import Side
from border_gis.works.model import WorkKind
from border_gis.zones.verdict import Outcome

LEFT_PX, RIGHT_PX = 8.0, 752.0
TAIL_PX, BREAK_PX = 165.0, 30.0
SIGMAS = 2.0
"""So many sigmas the pale bands reach."""

FARTHEST_WITHOUT_BREAK_M = 130.0
"""A work that reaches no farther is drawn in one piece with the line."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A distance of a rule, on both sides of the line.

    Attributes
    ----------
    distance_m : float
    article : str
    """

    distance_m: float
    article: str


@dataclass(frozen=True, slots=True)
class CrossSection:
    """What a drawing across the line shows.

    Attributes
    ----------
    low_m, high_m : float
        Over which signed distances the work reaches; negative on the Chinese side.
    distance_m : float
        Nearest distance to the line.
    side : Side or None
    kind : WorkKind or None
        None for what is no work.
    name : str
    line_name : str
    line_accuracy_m : float
    accuracy_m : float or None
        One sigma of the work's place.
    is_illustrative : bool
        True when the place was drawn from a reference and not measured.
    outcome : Outcome
        Of the gravest verdict: the work's colour.
    strip_half_width_m : float or None
        Of the clear-vision strip; None while the office has not set it.
    limits : tuple of Limit
    """

    low_m: float
    high_m: float
    distance_m: float
    side: Side | None
    kind: WorkKind | None
    name: str
    line_name: str
    line_accuracy_m: float
    accuracy_m: float | None
    is_illustrative: bool
    outcome: Outcome
    strip_half_width_m: float | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a signed distance stands in the drawing.

    The core around the line has one scale. A tail on one side, if there is one, shows the
    metres from ``tail_from_m`` to ``tail_to_m`` (as distances from the line) behind a break.

    Attributes
    ----------
    core_m : float
        The core reaches so far to both sides.
    tail_side : int
        -1 for the left, 1 for the right, 0 for no tail.
    tail_from_m, tail_to_m : float
    """

    core_m: float
    tail_side: int = 0
    tail_from_m: float = 0.0
    tail_to_m: float = 0.0

    @property
    def core_px(self) -> tuple[float, float]:
        """Return the left and right edge of the core."""
        left = LEFT_PX + (TAIL_PX + BREAK_PX if self.tail_side < 0 else 0.0)
        right = RIGHT_PX - (TAIL_PX + BREAK_PX if self.tail_side > 0 else 0.0)
        return left, right

    @property
    def px_per_m(self) -> float:
        """Return the scale of the core."""
        left, right = self.core_px
        return (right - left) / (2.0 * self.core_m)

    @property
    def is_tail_to_scale(self) -> bool:
        """Return whether a metre is as long behind the break as before it."""
        return abs(TAIL_PX / (self.tail_to_m - self.tail_from_m) - self.px_per_m) < 1e-6

    def place(self, signed_m: float) -> float:
        """Return the pixel of a signed distance; what is not shown stands at the nearest edge."""
        left, right = self.core_px
        if abs(signed_m) <= self.core_m or self.tail_side == 0 or (signed_m > 0) != (self.tail_side > 0):
            held = min(max(signed_m, -self.core_m), self.core_m)
            return (left + right) / 2.0 + held * self.px_per_m
        edge = right if self.tail_side > 0 else left
        along = (abs(signed_m) - self.tail_from_m) / (self.tail_to_m - self.tail_from_m)
        return edge + self.tail_side * (BREAK_PX + min(max(along, 0.0), 1.0) * TAIL_PX)


def choose_scale(section: CrossSection) -> Scale:
    """Return a scale at which the line, the rules and the work can all be read."""
    spread_m = SIGMAS * (section.accuracy_m or 0.0)
    rules_m = max([limit.distance_m for limit in section.limits if limit.distance_m <= 60.0], default=20.0)
    far_m = max(abs(section.low_m), abs(section.high_m))
    if far_m <= FARTHEST_WITHOUT_BREAK_M:
        shown_m = far_m + min(spread_m, 0.5 * max(far_m, rules_m))
        return Scale(max(1.3 * rules_m, 1.12 * shown_m, 10.0))
    core_m = 1.35 * rules_m
    tail_side = 1 if abs(section.high_m) >= abs(section.low_m) else -1
    near_m = min(abs(section.low_m), abs(section.high_m)) if section.low_m * section.high_m > 0 else core_m
    same_m = TAIL_PX / Scale(core_m, tail_side, 0.0, 1.0).px_per_m
    near_m = max(near_m, core_m)
    pad_m = min(spread_m, 0.3 * far_m)
    wanted_m = far_m + pad_m - max(near_m - pad_m, core_m)
    if wanted_m <= 0.9 * same_m:
        middle_m = (far_m + near_m) / 2.0
        from_m = max(middle_m - same_m / 2.0, core_m)
        return Scale(core_m, tail_side, from_m, from_m + same_m)
    from_m = max(near_m - pad_m, core_m)
    return Scale(core_m, tail_side, from_m, far_m + pad_m + 0.05 * (far_m + pad_m - from_m))
