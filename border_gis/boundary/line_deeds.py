"""A change of the line as one deed: what was placed by reference, and what became of all of it.

Deeds are kept among what was brought in and taken back (`border_gis.boundary.imports`), as
entries without a file: they are only added, and an undoing is another one that names the first.
What was moved is in the histories of the things themselves; a deed names those entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from typing import Any, Literal

from border_gis.access import Secrecy
from border_gis.boundary.imports import ImportEntry

TARGET = "line_change"
"""What the entry of a deed says that it is about."""

LineDeedKind = Literal["change", "undo"]


@dataclass(frozen=True, slots=True)
class LineMove:
    """One place that was moved, or put back.

    Attributes
    ----------
    kind : {"incident", "work"}
    object_id : str
    place : int
        Number of the place of an incident, from 0; 0 for a work.
    entry : str
        Id of the report, or of the entry in the register, that moved it.
    moved_m : float
        The farthest that an end of it was moved, on the ground.
    level : Secrecy
        Of the incident when it was moved.
    """

    kind: str
    object_id: str
    place: int
    entry: str
    moved_m: float
    level: Secrecy = Secrecy.NONE

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells the place from every other."""
        return (self.kind, self.object_id, self.place)


@dataclass(frozen=True, slots=True)
class LineDeed:
    """A change of the line, or the undoing of one.

    Attributes
    ----------
    id : str
        UUID.
    kind : {"change", "undo"}
    recorded_at : datetime
        Aware, UTC.
    author, machine : str
    line_id, line_name : str
        The version that is used from then on, and what it was called.
    from_lines : tuple of str
        The versions that the places were on.
    choices : mapping of str to str
        What was chosen for each kind: ``"stay"``, ``"move"`` or ``"measure"``.
    moves : tuple of LineMove
        What was moved; of an undoing, what was put back.
    stayed : mapping of Secrecy to int
        How many places were left where they were, by the level of what they belong to.
    undoes : str
        Id of the change that is undone; empty for a change.
    reason : str
    """

    id: str
    kind: LineDeedKind
    recorded_at: datetime
    author: str
    machine: str
    line_id: str
    line_name: str = ""
    from_lines: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    moves: tuple[LineMove, ...] = ()
    stayed: Mapping[Secrecy, int] = field(default_factory=dict)
    undoes: str = ""
    reason: str = ""

    @property
    def left(self) -> int:
        """How many places were left where they were."""
        return sum(self.stayed.values())

    @property
    def farthest_m(self) -> float:
        """The longest move; 0 where nothing was moved."""
        return max((move.moved_m for move in self.moves), default=0.0)

    @property
    def middle_m(self) -> float:
        """The median of the moves; 0 where nothing was moved."""
        return median(move.moved_m for move in self.moves) if self.moves else 0.0

    def of(self, kind: str) -> tuple[LineMove, ...]:
        """Return the moves of one kind of thing."""
        return tuple(move for move in self.moves if move.kind == kind)

    def seen_with(self, clearance: Secrecy) -> LineDeed:
        """Return the deed without the places above a clearance: neither named nor counted."""
        return replace(
            self,
            moves=tuple(move for move in self.moves if clearance.covers(move.level)),
            stayed={level: count for level, count in self.stayed.items() if clearance.covers(level)},
        )


def count_levels(levels: Iterable[Secrecy]) -> dict[Secrecy, int]:
    """Return how many there are of each level."""
    return dict(Counter(levels))


def write_deed(deed: LineDeed, *, is_first_undo: bool = True) -> ImportEntry:
    """Return the entry that keeps a deed.

    Parameters
    ----------
    deed : LineDeed
    is_first_undo : bool
        A change is undone once as a whole; a further undoing puts back what the first had left.
    """
    return ImportEntry(
        id=deed.id,
        kind="undo" if deed.kind == "undo" else "import",
        recorded_at=deed.recorded_at,
        author=deed.author,
        machine=deed.machine,
        target=TARGET,
        file_name=deed.line_name,
        mapping={
            "line": deed.line_id,
            "from": list(deed.from_lines),
            "choices": dict(deed.choices),
            "moves": [
                [move.kind, move.object_id, move.place, move.entry, move.moved_m, move.level.value]
                for move in deed.moves
            ],
            "stayed": {level.value: count for level, count in deed.stayed.items()},
            "undoes": deed.undoes,
        },
        rows_read=len(deed.moves) + deed.left,
        rows_left_out=deed.left,
        undoes=deed.undoes if is_first_undo else "",
        reason=deed.reason,
    )


def read_deeds(entries: Iterable[ImportEntry]) -> tuple[LineDeed, ...]:
    """Return the deeds among what was brought in and taken back, in the same order."""
    return tuple(_read(entry) for entry in entries if entry.target == TARGET)


def _read(entry: ImportEntry) -> LineDeed:
    said: Mapping[str, Any] = entry.mapping
    return LineDeed(
        id=entry.id,
        kind="undo" if entry.kind == "undo" else "change",
        recorded_at=entry.recorded_at,
        author=entry.author,
        machine=entry.machine,
        line_id=str(said["line"]),
        line_name=entry.file_name,
        from_lines=tuple(said["from"]),
        choices=dict(said["choices"]),
        moves=tuple(
            LineMove(kind, object_id, int(place), report, float(moved_m), Secrecy(level))
            for kind, object_id, place, report, moved_m, level in said["moves"]
        ),
        stayed={Secrecy(level): int(count) for level, count in said["stayed"].items()},
        undoes=str(said["undoes"]),
        reason=entry.reason,
    )
