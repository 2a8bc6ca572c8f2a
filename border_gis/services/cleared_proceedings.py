"""What the office did and wrote as somebody may see it: a level of its own on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from border_gis.access import Secrecy
from border_gis.boundary.changes import ChangeNote
from border_gis.errors import NotFoundError
from border_gis.proceedings.model import Proceeding
from border_gis.stores import Store

TABLE = "proceedings"


class ClearedProceedings:
    """The part of a cleared store that is about the office's own proceedings."""

    _store: Store
    _clearance: Secrecy
    _sees_all: bool
    _hidden_incidents: Callable[[], frozenset[str]]
    _check_level: Callable[[Secrecy], None]
    _check_lowering: Callable[[Secrecy, Secrecy], None]
    _write_down: Callable[[str, Secrecy], None]

    def proceedings(self) -> tuple[Proceeding, ...]:
        """Return what the office did and wrote, as far as the actor may know of it."""
        return self._clear_proceedings(self._store.proceedings())

    def proceeding(self, id_or_number: str) -> Proceeding:
        """Return one of them; the same NotFoundError if there is none and if it may not be seen."""
        known = self._store.proceeding(id_or_number)
        found = self._clear_proceedings([known])
        if not found:
            self._write_down("proceeding", known.secrecy)
            raise NotFoundError("proceedings.unknown", id=id_or_number)
        return found[0]

    def add_proceedings(self, proceedings: Sequence[Proceeding]) -> None:
        """Add what ships with the program, none above the actor's clearance."""
        for each in proceedings:
            self._check_level(each.secrecy)
        self._store.add_proceedings(proceedings)

    def record_proceeding(self, proceeding: Proceeding, number_prefix: str, note: ChangeNote) -> Proceeding:
        """Add one with the next number of a prefix, none above the actor's clearance."""
        self._check_level(proceeding.secrecy)
        return self._store.record_proceeding(proceeding, number_prefix, note)

    def change_proceeding(self, before: Proceeding, after: Proceeding, note: ChangeNote) -> Proceeding:
        """Correct or withdraw one that the actor may see."""
        known = self.proceeding(before.id)
        self._check_level(after.secrecy)
        if after.secrecy is not before.secrecy:
            self._check_lowering(known.secrecy, after.secrecy)
        # What the actor does not see of the incidents that it is related to stays as it is.
        hidden = set(self._store.proceeding(before.id).incidents) - set(known.incidents)

        def complete(one: Proceeding) -> Proceeding:
            return replace(one, incidents=tuple(sorted({*one.incidents, *hidden})))

        changed = self._store.change_proceeding(complete(before), complete(after), note)
        return self._clear_proceedings([changed])[0]

    def undo_proceeding_change(self, change_id: str, note: ChangeNote) -> Proceeding:
        """Put back what an entry has changed of one that the actor may see."""
        known = self.proceeding_of_change(change_id)
        entry = next(each for each in self._store.register_changes(known.id) if each.id == change_id)
        wanted = Secrecy(entry.before.get("secrecy") or known.secrecy)
        self._check_level(wanted)
        self._check_lowering(known.secrecy, wanted)
        return self._clear_proceedings([self._store.undo_proceeding_change(change_id, note)])[0]

    def proceeding_of_change(self, change_id: str) -> Proceeding:
        """Return the proceeding that an entry has changed, if the actor may see it."""
        return self.proceeding(self._store.proceeding_of_change(change_id).id)

    def _hidden_proceedings(self) -> frozenset[str]:
        if self._sees_all:
            return frozenset()
        return frozenset(
            each.id for each in self._store.proceedings() if not self._clearance.covers(each.secrecy)
        )

    def _clear_proceedings(self, proceedings: Iterable[Proceeding]) -> tuple[Proceeding, ...]:
        """Take out what may not be seen, and of the rest the incidents that may not."""
        if self._sees_all:
            return tuple(proceedings)
        seen = [each for each in proceedings if self._clearance.covers(each.secrecy)]
        hidden = self._hidden_incidents() if any(each.incidents for each in seen) else frozenset()
        return tuple(
            replace(each, incidents=tuple(one for one in each.incidents if one not in hidden))
            for each in seen
        )
