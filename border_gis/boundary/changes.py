"""A change of something that the office keeps in a register: who, when, why, and from what to what.

Markers, works and survey areas have the same history: entries that are only added, each with
the values that it set and those that stood there before. What is undone is another entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from border_gis.boundary.dates import PartialDate

ChangeKind = Literal["added", "changed", "state", "undone"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("added", "changed", "state", "undone")


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """What a person says of a change while making it.

    Attributes
    ----------
    author, machine : str
        Who, and on which computer.
    recorded_at : datetime
        When it was written down; aware.
    reason : str
        Why, or what was seen.
    event_date : PartialDate or None
        When it happened, as precisely as the source says.
    paper : str
        Paper that it comes from, with number and date where it has them.
    """

    author: str
    machine: str
    recorded_at: datetime
    reason: str = ""
    event_date: PartialDate | None = None
    paper: str = ""


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One entry in the history of a marker, a work or a survey area.

    Attributes
    ----------
    object_id : str
        Id of the thing.
    recorded_at : datetime
        Aware, UTC.
    author, machine, reason : str
    before, after : mapping of str to Any
        What the entry set, in plain JSON values; ``before`` is empty for what was added.
    id : str
        UUID of the entry.
    table : str
        Where the thing is kept: ``"markers"``, ``"works"``, ``"survey_areas"``.
    kind : {"added", "changed", "state", "undone"}
        A state is reported with the day on which it was so; what is undone goes back.
    event_date : PartialDate or None
    paper : str
    state : str
        The state that was reported; empty for the other kinds.
    undoes : str
        Id of the entry that this one undoes; empty for the other kinds.
    """

    object_id: str
    recorded_at: datetime
    author: str
    machine: str
    reason: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    table: str = "markers"
    kind: ChangeKind = "changed"
    event_date: PartialDate | None = None
    paper: str = ""
    state: str = ""
    undoes: str = ""
