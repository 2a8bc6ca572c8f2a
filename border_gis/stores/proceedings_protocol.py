"""What services may ask of a store about what the office itself did and wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from border_gis.boundary.changes import ChangeNote
from border_gis.proceedings.model import Proceeding


class ProceedingsKept(Protocol):
    """Meetings, papers, comments and matters of gates; every entry of each stays in its history."""

    def proceedings(self) -> tuple[Proceeding, ...]:
        """Return what the office did and wrote, withdrawn ones too, oldest entry first."""
        ...

    def proceeding(self, id_or_number: str) -> Proceeding:
        """Return one of them; NotFoundError if there is none."""
        ...

    def add_proceedings(self, proceedings: Sequence[Proceeding]) -> None:
        """Add what ships with the program, all or none."""
        ...

    def record_proceeding(self, proceeding: Proceeding, number_prefix: str, note: ChangeNote) -> Proceeding:
        """Add one with the next number of a prefix; its history begins. The same id is recorded once."""
        ...

    def change_proceeding(self, before: Proceeding, after: Proceeding, note: ChangeNote) -> Proceeding:
        """Correct or withdraw one; ConflictError if somebody changed the same since ``before``."""
        ...

    def undo_proceeding_change(self, change_id: str, note: ChangeNote) -> Proceeding:
        """Put back, by another entry, what an entry has changed."""
        ...

    def proceeding_of_change(self, change_id: str) -> Proceeding:
        """Return the proceeding that an entry of the history has changed; NotFoundError if there is none."""
        ...
