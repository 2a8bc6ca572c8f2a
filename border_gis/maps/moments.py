"""How incidents stood at any time, small enough to travel with a map and to be searched while dragging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from border_gis.incidents.model import Incident, IncidentPlace
from border_gis.maps.symbols import Stage

STAGES = tuple(Stage)
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Moment:
    """From a day on, until the next moment, an incident stood like this.

    Attributes
    ----------
    day : date
    stage : Stage
    is_certain : bool
        False while a date that is known by its month or year only may not have come yet.
    earlier : int or None
        Which of the places that it had before; None for those of today.
    """

    day: date
    stage: Stage
    is_certain: bool = True
    earlier: int | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """How one incident stood, by what was known and by what had happened.

    Attributes
    ----------
    incident : Incident
        As it is now.
    known, happened : tuple of Moment
        Earliest first; before the first there was nothing.
    earlier : tuple of tuple of IncidentPlace
        Places that it had once and has no more.
    """

    incident: Incident
    known: tuple[Moment, ...]
    happened: tuple[Moment, ...]
    earlier: tuple[tuple[IncidentPlace, ...], ...] = ()


def number_of_day(day: date) -> int:
    """Return a day as the number of days since 1970."""
    return day.toordinal() - _FIRST_DAY


def describe_moments(moments: Iterable[Moments]) -> dict[str, list[list[list[int]]]]:
    """Return moments as lists of numbers, by id of the incident: known first, then happened.

    A moment is day, number of the stage, 1 if certain, and number of the earlier places if any.
    """
    return {
        each.incident.id: [[_describe(one) for one in some] for some in (each.known, each.happened)]
        for each in moments
    }


def earlier_incidents(moments: Iterable[Moments]) -> Iterable[tuple[int, Incident]]:
    """Return the incidents at the places that they had once, each with the number of those places."""
    for each in moments:
        for number, places in enumerate(each.earlier):
            yield number, replace(each.incident, places=places)


def describe_range(moments: Iterable[Moments]) -> dict[str, Any]:
    """Return the first day of all and the names of the stages, for the bar under the map."""
    days = [one.day for each in moments for some in (each.known, each.happened) for one in some]
    return {"from": number_of_day(min(days)) if days else None, "stages": [str(stage) for stage in STAGES]}


def _describe(moment: Moment) -> list[int]:
    written = [number_of_day(moment.day), STAGES.index(moment.stage), int(moment.is_certain)]
    return written if moment.earlier is None else [*written, moment.earlier]
