"""Stretches of outlines that are put together to one line, with notes of how they were joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GAP = "gap"


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A stretch of an outline.

    Attributes
    ----------
    plane : ndarray, shape (n, 2)
        Metres in the plane of whoever made it.
    apart_m : ndarray, shape (n,)
        How far the other side lies; infinite where it is farther than the tolerance.
    is_vertex : ndarray of bool, shape (n,)
        Which places are drawn: vertices of the outline, and ends.
    marks : tuple of (int, int, kind, float)
        Joints: first and last place, how it was joined, and over what length in metres.
    """

    plane: Floats
    apart_m: Floats
    is_vertex: NDArray[np.bool_]
    marks: tuple[tuple[int, int, str, float], ...] = ()

    @classmethod
    def of(cls, plane: Floats, apart_m: Floats, is_vertex: NDArray[np.bool_]) -> Chain:
        """Return a stretch whose ends are drawn."""
        drawn = is_vertex.copy()
        drawn[[0, -1]] = True
        return cls(plane, apart_m, drawn)

    @property
    def length_m(self) -> float:
        """Length in the plane."""
        return float(np.linalg.norm(np.diff(self.plane, axis=0), axis=1).sum())

    def joined(self, after: Chain, kind: str, length_m: float, way: Chain | None = None) -> Chain:
        """Return this stretch with another behind it.

        Parameters
        ----------
        after : Chain
        kind : str
            How the two were joined.
        length_m : float
            Of what lies between them.
        way : Chain, optional
            What lies between them; straight across without.
        """
        parts = [self, after] if way is None else [self, way, after]
        shift = sum(len(part.plane) for part in parts[:-1])
        return Chain(
            np.concatenate([part.plane for part in parts]),
            np.concatenate([part.apart_m for part in parts]),
            np.concatenate([part.is_vertex for part in parts]),
            (
                *self.marks,
                (len(self.plane) - 1, shift, kind, length_m),
                *(
                    (start + shift, stop + shift, how, between_m)
                    for start, stop, how, between_m in after.marks
                ),
            ),
        )


def join_chains(chains: Sequence[Chain], longest_gap_m: float) -> tuple[Chain, tuple[Chain, ...]]:
    """Join stretches end to start, the nearest first; return the longest, and what is left over.

    Parameters
    ----------
    chains : sequence of Chain
        All with the areas on the same hand, so that an end meets a start.
    longest_gap_m : float
        Beyond it nothing is joined.
    """
    waiting = list(chains)
    while len(waiting) > 1:
        ends = np.array([chain.plane[-1] for chain in waiting])
        starts = np.array([chain.plane[0] for chain in waiting])
        apart_m = np.linalg.norm(ends[:, None, :] - starts[None, :, :], axis=2)
        np.fill_diagonal(apart_m, np.inf)
        first, second = np.unravel_index(int(np.argmin(apart_m)), apart_m.shape)
        gap_m = float(apart_m[first, second])
        if gap_m > longest_gap_m:
            break
        joined = waiting[first].joined(waiting[second], GAP, gap_m)
        waiting = [chain for index, chain in enumerate(waiting) if index not in (first, second)]
        waiting.append(joined)
    waiting.sort(key=lambda chain: chain.length_m, reverse=True)
    return waiting[0], tuple(waiting[1:])
