"""Look markers up by reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import Marker


class Register:
    """The markers of an office, in the order of their numbers; never changed once made.

    Parameters
    ----------
    markers : iterable of Marker
        In any order; doubled references are kept, and found by `check_register`.
    """

    def __init__(self, markers: Iterable[Marker]) -> None:
        self.markers = tuple(sorted(markers, key=lambda marker: marker.reference.sort_key))

    def __iter__(self) -> Iterator[Marker]:
        return iter(self.markers)

    def __len__(self) -> int:
        return len(self.markers)

    def find(self, reference: MarkerReference) -> tuple[Marker, ...]:
        """Return the markers that a reference names: one, or two or three that share the number.

        The bare number of twins, where the register has no marker of just that name, names
        them all. More than one marker under a full name is a doubled row. Empty if unknown.
        """
        exact = self._by_reference.get(reference, ())
        return exact or (self.sharing(reference) if reference.position is None else ())

    def sharing(self, reference: MarkerReference) -> tuple[Marker, ...]:
        """Return all markers of a number, whatever their positions."""
        return self._by_number.get(reference.without_position, ())

    def nearest_known(self, reference: MarkerReference, count: int = 3) -> tuple[MarkerReference, ...]:
        """Return the numbers in the register that come nearest, in their order."""

        def apart(name: MarkerReference) -> tuple[int, int]:
            return abs(name.number - reference.number), abs((name.sub or 0) - (reference.sub or 0))

        names = sorted(self._by_number, key=apart)[:count]
        return tuple(sorted(names, key=lambda name: name.sort_key))

    @cached_property
    def _by_reference(self) -> Mapping[MarkerReference, tuple[Marker, ...]]:
        return _group((marker.reference, marker) for marker in self.markers)

    @cached_property
    def _by_number(self) -> Mapping[MarkerReference, tuple[Marker, ...]]:
        return _group((marker.reference.without_position, marker) for marker in self.markers)


def _group(pairs: Iterable[tuple[MarkerReference, Marker]]) -> dict[MarkerReference, tuple[Marker, ...]]:
    groups: dict[MarkerReference, list[Marker]] = {}
    for reference, marker in pairs:
        groups.setdefault(reference, []).append(marker)
    return {reference: tuple(markers) for reference, markers in groups.items()}
