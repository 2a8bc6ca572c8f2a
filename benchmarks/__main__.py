"""Run the benchmarks and print one table for each: ``make bench``, ``make bench ARGS="places map"``.

A benchmark is a module ``benchmarks/bench_<subject>.py`` with

``TITLE``
    one line that says what is measured, and on what data;
``run() -> list[Row]``
    which prepares, measures and returns the rows of the table. A row is a mapping from the
    name of a column, with its unit, to a text or a number; the first row names the columns.
    What it is compared with (an aim, another engine, another way) is a column or a row of the
    same table, measured in the same run. Where the data is missing it raises ``Missing`` with
    what to do.

`benchmarks.measuring` has ``Row``, ``Missing`` and what takes the times.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import benchmarks
from benchmarks.measuring import Missing, Row, measure_peak_mb

LIBRARIES = ("numpy", "pandas", "shapely", "geopandas", "pyproj", "fiona", "pyogrio", "streamlit")
PREFIX = "bench_"


def main(wanted: Sequence[str]) -> int:
    """Run the benchmarks that were named, or all; return 1 when one of them failed."""
    names = list_benchmarks()
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(names)}.")
        return 2
    print(describe_machine())
    failed = [name for name in names if (not wanted or name in wanted) and not run_one(name)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


def list_benchmarks() -> tuple[str, ...]:
    """Return the subjects of all benchmarks in alphabetical order."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return tuple(sorted(name.removeprefix(PREFIX) for name in found if name.startswith(PREFIX)))


def run_one(name: str) -> bool:
    """Run one benchmark and print its table; return whether it ran through."""
    started = time.perf_counter()
    try:
        module = importlib.import_module(f"benchmarks.{PREFIX}{name}")
        print(f"\n{name}: {module.TITLE}\n")
        rows = module.run()
    except Missing as missing:
        print(f"left out: {missing}")
        return True
    except Exception as error:  # noqa: BLE001 - the other benchmarks go on
        print(f"failed: {type(error).__name__}: {error}")
        return False
    print(draw_table(rows))
    print(f"\n{time.perf_counter() - started:.1f} s in all, at most {measure_peak_mb():,.0f} MB of memory")
    sys.stdout.flush()
    return True


def draw_table(rows: Sequence[Row]) -> str:
    """Draw rows as a table of text; numbers stand right."""
    columns = list(rows[0])
    table = [columns, *([format_cell(row.get(column, "")) for column in columns] for row in rows)]
    widths = [max(len(line[index]) for line in table) for index in range(len(columns))]
    is_number = [all(isinstance(row.get(column, 0), (int, float)) for row in rows) for column in columns]
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        )
        + " |"
        for line in table
    ]
    rules = [
        "-" * (width + 1) + (":" if right else "-") for width, right in zip(widths, is_number, strict=True)
    ]
    return "\n".join([lines[0], f"|{'|'.join(rules)}|", *lines[1:]])


def format_cell(value: object) -> str:
    """Write a cell: whole numbers in thousands, others with three figures that count."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    if value and abs(value) < 0.001:
        return f"{value:.1e}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 10 else f"{value:.3f}"


def describe_machine() -> str:
    """Say on what the figures were measured."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return "\n".join(
        [
            f"Processor  {read_processor()}, {os.cpu_count()} cores",
            f"Memory     {read_memory_gb():.0f} GB",
            f"System     {platform.system()} {platform.release()}, Python {platform.python_version()}",
            f"Libraries  {libraries}",
        ]
    )


def read_processor() -> str:
    """Return the processor's name where the system tells it."""
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def read_memory_gb() -> float:
    """Return the machine's memory; 0 where the system does not tell it."""
    if not hasattr(os, "sysconf"):
        return 0.0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
