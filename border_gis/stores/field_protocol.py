"""What services may ask of a store about field work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from border_gis.surveys.field import FieldPack, FieldReturn, PackedObject


class FieldKept(Protocol):
    """Packs that went into the field, and what came back of them."""

    def field_packs(self) -> tuple[FieldPack, ...]:
        """Return the packs that went out, newest first."""
        ...

    def field_objects(self, pack_id: str) -> tuple[PackedObject, ...]:
        """Return what went out in a pack, in its order."""
        ...

    def append_field_pack(self, pack: FieldPack, objects: Sequence[PackedObject]) -> None:
        """Remember a pack with everything in it.

        Raises
        ------
        DataError
            If a pack with its id or its number is there.
        """
        ...

    def field_returns(self, pack_id: str) -> tuple[FieldReturn, ...]:
        """Return what came back of a pack and what was undone of that, oldest first."""
        ...

    def append_field_return(self, entry: FieldReturn) -> None:
        """Add what came back, or the undoing of it.

        What had come into the office by a return that is undone is no longer listed or
        counted; it stays in the store with its history.

        Raises
        ------
        NotFoundError
            If what is to be undone is no return.
        DataError
            If it has been undone already.
        """
        ...
