"""Packages between offices in the hands of an actor: no content and no count above the clearance."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from border_gis.incidents.packages import OpenDifference, OwnChains, TakeResult, Taking

if TYPE_CHECKING:
    from border_gis.access import Secrecy
    from border_gis.stores import Store

PACKAGES_WITHOUT_LEVELS = frozenset(
    {"card_entries", "append_card_entries", "packages_made", "append_package_made", "packages_taken"}
)
"""Public keys, and what was signed; the services show of it only what may be counted."""


class ClearedPackages:
    """The part of a cleared store that has to do with packages."""

    if TYPE_CHECKING:
        _store: Store

        def _hidden_incidents(self) -> frozenset[str]: ...

        def _check_level(self, level: Secrecy) -> None: ...

    def incidents_in_chains(self, after: int, earlier: Collection[str] = ()) -> frozenset[str]:
        """Return the incidents that the actor may see of our reports after a place, and of some earlier."""
        return self._store.incidents_in_chains(after, earlier) - self._hidden_incidents()

    def own_chains(
        self,
        after: int,
        incident_ids: Collection[str],
        earlier: Collection[str] = (),
        without_machines: Collection[str] = (),
    ) -> OwnChains:
        """Return our own chains; of incidents that the actor may not see only the hashes."""
        seen = set(incident_ids) - self._hidden_incidents()
        return self._store.own_chains(after, seen, earlier, without_machines)

    def take_package(self, taking: Taking, *, dry_run: bool = False) -> TakeResult:
        """Take a package in; ForbiddenError if something in it is above the actor's clearance."""
        self._check_level(taking.level)
        return self._store.take_package(taking, dry_run=dry_run)

    def open_differences(self) -> tuple[OpenDifference, ...]:
        """Return the contradictions in incidents that the actor may see."""
        hidden = self._hidden_incidents()
        found = self._store.open_differences()
        return tuple(each for each in found if each.difference.incident_id not in hidden)

    def waiting_reports(self) -> int:
        """Return how many reports of other offices wait for something of a third one."""
        return self._store.waiting_reports()
