"""One rule about what may stand or be done near the line, as the office has it in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A rule in force.

    Attributes
    ----------
    id : str
        UUID: a rule that is changed is another one with other dates.
    code : str
        Short name, for example ``"new_permanent_structure"``.
    article : str
        Where the rule stands, for example ``"Art. 21(1)"`` of the agreement of 2009.
    distance_m : float or None
        How far from the line it reaches; None where no text gives a figure and the office
        has set none.
    exceptions : tuple of str
        Kinds of work that it does not apply to.
    valid_from, valid_to : date or None
        First and last day.
    source : str
    set_by_office : bool
        True for a figure that the office has set, which no law gives.
    """

    id: str
    code: str
    article: str
    distance_m: float | None = None
    exceptions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    set_by_office: bool = False

    def is_in_force_on(self, day: date) -> bool:
        """Return whether the rule held on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
