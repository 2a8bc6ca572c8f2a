"""What the benchmarks measure with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

Row = Mapping[str, str | int | float]
Result = TypeVar("Result")

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


class Missing(Exception):  # noqa: N818 - nothing is wrong, something is not there
    """The data of a benchmark is not there; says what is and what to do."""


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Do something once; return the seconds that it took, and what it returned."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def best_of(times: int, work: Callable[[], object]) -> float:
    """Do something several times and return the seconds of the quickest."""
    return min(timed(work)[0] for _ in range(times))


def require_shared_data(name: str) -> Path:
    """Return one file of the real data beside the repository.

    Raises
    ------
    Missing
        It is not there.
    """
    path = SHARED_DATA / name
    if not path.is_file():
        raise Missing(f"../shared/data/{name} beside the repository is not there")
    return path


def measure_peak_mb() -> float:
    """Return the most memory that this process has held, in MB; 0 where the system does not tell it."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
