"""What services may ask of a store about packages between offices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from border_gis.incidents.packages import (
    CardEntry,
    MadePackage,
    OpenDifference,
    OwnChains,
    TakenPackage,
    TakeResult,
    Taking,
)


class PackagesKept(Protocol):
    """Cards of offices, packages that went out and came in, and the chains of other offices."""

    def card_entries(self) -> tuple[CardEntry, ...]:
        """Return every deed with a card, oldest first."""
        ...

    def append_card_entries(self, entries: Sequence[CardEntry]) -> None:
        """Write down deeds with cards, all or none.

        Raises
        ------
        ConflictError
            If our office has a card already, or the key of an office is no longer the one that a
            new one replaces.
        """
        ...

    def packages_made(self) -> tuple[MadePackage, ...]:
        """Return the packages that were made here, oldest first."""
        ...

    def append_package_made(self, package: MadePackage) -> None:
        """Write down a package that was made; ConflictError if its number is taken."""
        ...

    def packages_taken(self) -> tuple[TakenPackage, ...]:
        """Return the packages that were taken in, oldest first."""
        ...

    def incidents_in_chains(self, after: int, earlier: Collection[str] = ()) -> frozenset[str]:
        """Return the incidents of our own reports after a place of our history, and of some earlier ones."""
        ...

    def own_chains(
        self,
        after: int,
        incident_ids: Collection[str],
        earlier: Collection[str] = (),
        without_machines: Collection[str] = (),
    ) -> OwnChains:
        """Return our own chains as they would go out.

        Parameters
        ----------
        after : int
            Place in our history; what stands there and before is left out.
        incident_ids : collection of str
            The incidents whose reports go out with their content; of others only the hash is told.
        earlier : collection of str
            Ids of reports before that place that go out too, where their incident may.
        without_machines : collection of str
            Chains that are left out altogether.

        Raises
        ------
        StoreError
            If a report is not what was sealed.
        """
        ...

    def take_package(self, taking: Taking, *, dry_run: bool = False) -> TakeResult:
        """Take a package in, all or nothing; with ``dry_run`` only say what would come of it.

        Raises
        ------
        ConflictError
            If its chain differs from what is known of that office, or one of its reports has
            the id of another one of ours.
        DataError
            If an earlier package is missing, or something in it cannot be used.
        """
        ...

    def open_differences(self) -> tuple[OpenDifference, ...]:
        """Return the contradictions between offices that no later report has decided."""
        ...

    def waiting_reports(self) -> int:
        """Return how many reports of other offices wait for an incident or report of a third one."""
        ...
