"""What services may ask of a store about what files bring in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from border_gis.boundary.imports import ImportEntry
from border_gis.incidents.imports import Import
from border_gis.incidents.model import Report


class ImportsKept(Protocol):
    """What was brought in from files, and taken back."""

    def imports(self) -> tuple[ImportEntry, ...]:
        """Return what was brought in from files and taken back, newest first."""
        ...

    def bring_in(self, imports: Sequence[Import]) -> tuple[ImportEntry, ...]:
        """Store imports with everything that they bring, in one transaction; return their entries.

        What an import replaces is no longer listed or counted; it stays in the store with its
        history. Imports that are there already, by the ids of their entries, change nothing:
        their entries are returned as they are stored.

        Raises
        ------
        ConflictError
            If some of it was brought in, shown again or replaced by another import meanwhile.
        DataError, NotFoundError, StoreError
            As for lines, markers, units, works and reports; then nothing was saved.
        """
        ...

    def take_back(self, entry: ImportEntry, corrections: Sequence[Report] = ()) -> None:
        """Undo an import, and correct what it had reported of others, in one transaction.

        What it had added is no longer listed or counted; it stays in the store with its history.

        Raises
        ------
        NotFoundError
            If what is to be undone is no import.
        DataError
            If it has been undone already.
        """
        ...

    def withdrawn(self) -> frozenset[str]:
        """Return the ids of what is not listed, because it was replaced or taken back."""
        ...
