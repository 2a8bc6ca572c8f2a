"""Field work as somebody may see it: a pack has the level of the highest thing in it."""

from __future__ import annotations

from collections.abc import Sequence

from border_gis.access import Secrecy
from border_gis.errors import ForbiddenError, NotFoundError
from border_gis.stores import Store
from border_gis.surveys.field import FieldPack, FieldReturn, PackedObject


class ClearedField:
    """The part of a cleared store that is about field work."""

    _store: Store
    _clearance: Secrecy

    def field_packs(self) -> tuple[FieldPack, ...]:
        """Return the packs that the actor may know of, newest first."""
        return tuple(pack for pack in self._store.field_packs() if self._clearance.covers(pack.level))

    def field_objects(self, pack_id: str) -> tuple[PackedObject, ...]:
        """Return what went out in a pack; NotFoundError if the actor may not know of it."""
        self._find_pack(pack_id)
        return self._store.field_objects(pack_id)

    def field_returns(self, pack_id: str) -> tuple[FieldReturn, ...]:
        """Return what came back of a pack; NotFoundError if the actor may not know of it."""
        self._find_pack(pack_id)
        return self._store.field_returns(pack_id)

    def append_field_pack(self, pack: FieldPack, objects: Sequence[PackedObject]) -> None:
        """Remember a pack, none above the actor's clearance."""
        if not self._clearance.covers(pack.level):
            raise ForbiddenError("access.level_above_clearance", level=pack.level, clearance=self._clearance)
        self._store.append_field_pack(pack, objects)

    def append_field_return(self, entry: FieldReturn) -> None:
        """Add what came back of a pack that the actor may know of."""
        self._find_pack(entry.pack_id)
        self._store.append_field_return(entry)

    def _find_pack(self, pack_id: str) -> FieldPack:
        found = next((pack for pack in self.field_packs() if pack.id == pack_id), None)
        if found is None:
            raise NotFoundError("field.unknown_pack", pack=pack_id)
        return found
