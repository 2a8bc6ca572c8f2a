"""Which value of a field stands where reports of several offices have set it.

Who wrote a report knew some of the others. A report is answered by one whose writer knew it, or
knew of it by way of a third. What nobody has answered stands; that depends on which reports are
here and on who knew of whom, and not on what came when. Where what stands says different things,
the field keeps the value that it has here as long as that is one of them, and a person decides.

A correction is no answer: it says what the corrected report should have said, so what is asked
is whether that one has been answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal

from border_gis.access import Secrecy
from border_gis.incidents.foreign import Origin, Sight


class _NotSet(Enum):
    NOT_SET = "not set"


NOT_SET: Final = _NotSet.NOT_SET
"""The value of a field that no report sets, and what a correction says that takes a field back."""

Shown = Any | Literal[_NotSet.NOT_SET]


@dataclass(frozen=True, slots=True)
class Setter:
    """A report in our history that sets a field of an incident.

    Attributes
    ----------
    report_id : str
    origins : tuple of Origin
        More than one where two offices hold one and the same report.
    value : Any
        As its office said it, in plain JSON; ``NOT_SET`` where a correction takes the field back.
    recorded_at : datetime
    corrected_id : str
        Of a correction: the report that it corrects; of a correction of a correction, the first.
    """

    report_id: str
    origins: tuple[Origin, ...]
    value: Any
    recorded_at: datetime
    corrected_id: str = ""

    @property
    def root_id(self) -> str:
        """The report whose place in the order counts."""
        return self.corrected_id or self.report_id


class FieldSetters:
    """The reports that set one field of one incident, and who of them knew of whom.

    Parameters
    ----------
    sights : mapping of str to Sight
        By office.
    """

    def __init__(self, sights: Mapping[str, Sight]) -> None:
        self._sights = sights
        self._order = _Order(sights)
        self._said: dict[str, list[Setter]] = {}
        self._corrections: dict[str, _Order] = {}

    def __iter__(self) -> Iterator[Setter]:
        return (setter for said in self._said.values() for setter in said)

    @property
    def is_undisputed(self) -> bool:
        """Whether there is one report only."""
        return len(self._said) == 1 and not self._corrections

    def add(self, setter: Setter, root_origins: Sequence[Origin]) -> None:
        """Add a report, wherever it lies in the order.

        Parameters
        ----------
        setter : Setter
        root_origins : sequence of Origin
            Of the report that it corrects; its own if it corrects none.
        """
        root_id = setter.root_id
        self._order.add(root_id, root_origins)
        said = self._said.setdefault(root_id, [])
        said.append(setter)
        if setter.corrected_id:
            if root_id not in self._corrections:
                self._corrections[root_id] = _Order(self._sights)
                for earlier in said[:-1]:
                    self._corrections[root_id].add(earlier.report_id, earlier.origins)
            self._corrections[root_id].add(setter.report_id, setter.origins)

    def list_standing(self) -> tuple[Setter, ...]:
        """Return the reports that nobody has answered, as corrected; without what was taken back."""
        last = {root_id: self._list_last(root_id) for root_id in self._said}
        taken_back = {root_id for root_id, setters in last.items() if not setters}
        standing = self._order.list_unanswered(taken_back)
        return tuple(setter for root_id in standing for setter in last[root_id])

    def has_answered(self, later: Setter, earlier: Setter) -> bool:
        """Return whether who wrote the later report knew of the earlier, by way of others too."""
        return self._order.knew(later.root_id, earlier.root_id)

    def _list_last(self, root_id: str) -> list[Setter]:
        said = self._said[root_id]
        if root_id in self._corrections:
            last = set(self._corrections[root_id].list_unanswered())
            said = [setter for setter in said if setter.report_id in last]
        return [setter for setter in said if setter.value is not NOT_SET]


def may_count(name: str, setter: Setter, shown: Shown, standing: Sequence[Setter]) -> bool:
    """Return whether a report that has just come may set a field here.

    Parameters
    ----------
    name : str
        Of the field.
    setter : Setter
    shown : Any
        The value that the field has here without it.
    standing : sequence of Setter
        With it.
    """
    if setter.value is NOT_SET:
        return all(one.root_id != setter.root_id for one in standing)
    if all(one.report_id != setter.report_id for one in standing):
        return False
    values = [one.value for one in standing]
    is_kept = shown is not NOT_SET and shown in values
    return not is_kept or setter.value == shown or _raises_level(name, setter.value, shown)


def find_other(name: str, shown: Shown, setters: FieldSetters) -> Setter | None:
    """Return the report whose value a field must have instead of the one it has here, if any.

    That is one which answered what the field has here; the last by its date where there are several.
    A level of secrecy is the highest that stands.
    """
    standing = setters.list_standing()
    if name == "secrecy":
        highest = max((_rank(one.value) for one in standing), default=0)
        if highest <= _rank(None if shown is NOT_SET else shown) and shown in [one.value for one in standing]:
            return None
        standing = tuple(one for one in standing if _rank(one.value) == highest)
    elif shown is not NOT_SET and shown in [one.value for one in standing]:
        return None
    former = [one for one in setters if one.value == shown]
    answers = [one for one in standing if any(setters.has_answered(one, other) for other in former)]
    return max(answers or standing, key=lambda one: (one.recorded_at, one.report_id), default=None)


class _Order:
    """Which of some reports their writers knew of: a partial order, kept closed while reports are added."""

    def __init__(self, sights: Mapping[str, Sight]) -> None:
        self._sights = sights
        self._places: dict[str, int] = {}
        self._origins: list[Sequence[Origin]] = []
        # Bit n of an entry: whether its writer knew of report n.
        self._known: list[int] = []
        self._answered = 0
        self._goes_round = False

    def add(self, report_id: str, origins: Sequence[Origin]) -> None:
        if report_id in self._places:
            return
        place = self._places[report_id] = len(self._origins)
        known = knowing = 0
        for other, others in enumerate(self._origins):
            if self._had_seen(origins, others):
                known |= 1 << other | self._known[other]
            if self._had_seen(others, origins):
                knowing |= 1 << other
        self._origins.append(origins)
        self._known.append(known)
        grown = [place]
        for other in range(place) if knowing else ():
            if knowing >> other & 1 or self._known[other] & knowing:
                self._known[other] |= known | 1 << place
                grown.append(other)
        self._goes_round |= bool(known & knowing)
        for other in grown:
            self._answered |= self._known[other] & ~self._list_knowing(other)

    def knew(self, later_id: str, earlier_id: str) -> bool:
        return bool(self._known[self._places[later_id]] >> self._places[earlier_id] & 1)

    def list_unanswered(self, without: set[str] | frozenset[str] = frozenset()) -> list[str]:
        """Return the ids of those that nobody answered, but for some that are as if they were not there."""
        answered = self._answered
        if without or self._goes_round:
            answered = 0
            for report_id, place in self._places.items():
                if report_id not in without:
                    answered |= self._known[place] & ~self._list_knowing(place)
        return [
            report_id
            for report_id, place in self._places.items()
            if not answered >> place & 1 and report_id not in without
        ]

    def _list_knowing(self, place: int) -> int:
        """Return who knew of a report, itself among them: where it goes round, none answers the other.

        Nobody knows what is written later, so it goes round only where an office says what is not so.
        """
        knowing = 1 << place
        for other, known in enumerate(self._known):
            if known >> place & 1:
                knowing |= 1 << other
        return knowing

    def _had_seen(self, writers: Sequence[Origin], others: Sequence[Origin]) -> bool:
        return any(_had_seen(writer, other, self._sights) for writer in writers for other in others)


def _had_seen(writer: Origin, other: Origin, sights: Mapping[str, Sight]) -> bool:
    if writer.office == other.office:
        return writer.sequence > other.sequence
    sight = sights.get(writer.office)
    return sight is not None and sight.had_seen(writer.sequence, other)


def _raises_level(name: str, value: Any, shown: Any) -> bool:
    return name == "secrecy" and _rank(value) > _rank(shown)


def _rank(level: Any) -> int:
    return Secrecy(level or Secrecy.NONE).rank
