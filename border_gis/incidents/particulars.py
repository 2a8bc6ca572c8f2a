"""What a report says besides its words: step, paper, who to whom, secrecy, and what is to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that the office set itself to do.

    Attributes
    ----------
    day : date
        Last day for it.
    words : str
        What is to be done.
    """

    day: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """The step of the workflow that a report is, and its paper.

    Attributes
    ----------
    step : str
        Code of the office's list of steps; empty for none.
    from_whom, to_whom : str
        As the paper names them.
    paper : str
        Code of the office's list of kinds of paper; empty for none.
    paper_number : str
        For example ``"1108/UBND-NC"``; many papers have none.
    paper_date : PartialDate or None
        Date on the paper, as precisely as it is known.
    awaits : tuple of str
        Codes of the steps that would answer this one. Kept with the report, so that what it
        asked for stays what it was when the list of steps is changed later.
    answers : str or None
        Id of the report that this one answers, where a person has said so.
    follow_up : FollowUp or None
        What the office sets itself to do.
    closes : tuple of str
        Ids of the reports whose follow-up is done, or not wanted any more.
    repeats : str or None
        Of a second copy of a report of another office: the id of the report. No person writes it.
    """

    step: str = ""
    from_whom: str = ""
    to_whom: str = ""
    paper: str = ""
    paper_number: str = ""
    paper_date: PartialDate | None = None
    awaits: tuple[str, ...] = ()
    answers: str | None = None
    follow_up: FollowUp | None = None
    closes: tuple[str, ...] = ()
    repeats: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self == NO_PARTICULARS


NO_PARTICULARS = Particulars()
_TEXTS = ("step", "from_whom", "to_whom", "paper", "paper_number")
_TUPLES = ("awaits", "closes")
_REPORTS = ("answers", "repeats")
_NAMES = frozenset({*(field.name for field in fields(Particulars)), "secrecy"})


def describe_particulars(particulars: Particulars, secrecy: Secrecy) -> dict[str, Any]:
    """Return what is said of a report, in plain JSON values; empty if nothing is."""
    said: dict[str, Any] = {name: getattr(particulars, name) for name in _TEXTS}
    said |= {name: list(getattr(particulars, name)) for name in _TUPLES}
    said["paper_date"] = None if particulars.paper_date is None else particulars.paper_date.isoformat()
    said |= {name: getattr(particulars, name) for name in _REPORTS}
    if particulars.follow_up is not None:
        said["follow_up"] = {
            "day": particulars.follow_up.day.isoformat(),
            "words": particulars.follow_up.words,
        }
    if secrecy is not Secrecy.NONE:
        said["secrecy"] = secrecy.value
    return {name: value for name, value in said.items() if value}


def read_particulars(said: Mapping[str, Any]) -> tuple[Particulars, Secrecy]:
    """Return what ``describe_particulars`` wrote.

    Raises
    ------
    DataError
        If it names or holds something that a report does not have.
    """
    unknown = sorted(set(said) - _NAMES)
    if unknown:
        raise DataError("incident.unknown_field", field=", ".join(unknown))
    name = ""
    try:
        values: dict[str, Any] = {}
        for name in _TEXTS:
            values[name] = _read_text(said.get(name, ""))
        for name in _TUPLES:
            values[name] = tuple(_read_text(one) for one in said.get(name, ()))
        name = "paper_date"
        if said.get(name) is not None:
            values[name] = PartialDate.fromisoformat(said[name])
        for name in _REPORTS:
            if said.get(name) is not None:
                values[name] = _read_text(said[name])
        name = "follow_up"
        if said.get(name) is not None:
            follow_up = said[name]
            values[name] = FollowUp(
                date.fromisoformat(follow_up["day"]), _read_text(follow_up.get("words", ""))
            )
        name = "secrecy"
        return Particulars(**values), Secrecy(said.get(name, Secrecy.NONE))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError("incident.bad_value", field=name, value=said.get(name)) from error


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
