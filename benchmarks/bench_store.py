"""The store in both homes, side by side in one run: killed writers, many writers, and the pages' queries."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.measuring import Missing, Row, best_of, timed
from benchmarks.store_crowd import fill
from border_gis.stores import IncidentQuery, Store, create_store, open_store
from border_gis.stores.care import backup_store, copy_store, verify_store
from border_gis.stores.locations import open_home
from border_gis.stores.queries import write_select
from tests.stores.cluster import INSTALL_COMMAND, Cluster, find_programs, run_cluster

TITLE = (
    "GeoPackage and PostGIS (PostgreSQL with fsync on): crashes, 8 writers, and the queries behind each page"
)

KILLS = int(os.environ.get("BORDER_GIS_BENCH_KILLS", "1000"))
SIZES = tuple(
    int(size) for size in os.environ.get("BORDER_GIS_BENCH_SIZES", "1000,100000,1000000").split(",")
)
PROCESSES, TRANSACTIONS = 8, 500
PAGE = IncidentQuery(limit=50)
SMALL_BOX = (106.70, 22.80, 106.72, 22.82)
SCREEN_BOX = (106.0, 22.6, 106.6, 22.9)
VIEW = IncidentQuery(box=SMALL_BOX, limit=1000)

Rows = list[Row]


def run() -> Rows:
    """Measure, and hold every count against what it must be."""
    if find_programs() is None:
        raise Missing(f"PostgreSQL with PostGIS is not installed; install it with: {INSTALL_COMMAND}")
    with tempfile.TemporaryDirectory() as folder, run_cluster(is_durable=True) as cluster:
        rows: Rows = []
        _measure_crashes(Path(folder), cluster, rows)
        _measure_crowd(Path(folder), cluster, rows)
        for size in SIZES:
            _measure_queries(Path(folder), cluster, size, rows)
    return rows


def _row(rows: Rows, what: str, size: str, file: object, database: object) -> None:
    row: Row = {"what": what, "incidents": size, "GeoPackage": str(file), "PostGIS": str(database)}
    rows.append(row)
    sys.stderr.write(" · ".join(str(value) for value in row.values()) + "\n")


def _run_module(name: str, *arguments: object) -> dict[str, float]:
    words = [sys.executable, "-m", name, *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measure_crashes(folder: Path, cluster: Cluster, rows: Rows) -> None:
    told = [
        _run_module("tests.stores.crash", location, KILLS)
        for location in (folder / "crash.gpkg", cluster.location("crash"))
    ]
    for what, name in (
        ("writers killed with SIGKILL", "kills"),
        ("transactions acknowledged before", "acknowledged"),
        ("acknowledged and lost (must be 0)", "lost"),
        ("there by half (must be 0)", "halves"),
        ("findings of verify (must be 0)", "unfit"),
    ):
        _row(rows, what, "", *(f"{one[name]:,}" for one in told))


def _measure_crowd(folder: Path, cluster: Cluster, rows: Rows) -> None:
    told = [
        _run_module("tests.stores.crowd", location, PROCESSES, TRANSACTIONS)
        for location in (folder / "crowd.gpkg", cluster.location("crowd"))
    ]
    for what, name, unit in (
        (f"{PROCESSES} processes x {TRANSACTIONS} durable reports: per second", "reports_per_s", ""),
        ("  longest wait of one", "worst_wait_s", " s"),
        ("  reports stored", "stored", ""),
        ("  processes that failed (must be 0)", "failed", ""),
        ("  findings of verify (must be 0)", "unfit", ""),
    ):
        _row(rows, what, "", *(f"{one[name]:,}{unit}" for one in told))


def _measure_queries(folder: Path, cluster: Cluster, size: int, rows: Rows) -> None:
    locations = (str(folder / f"size-{size}.gpkg"), cluster.location(f"size_{size}"))
    stores: list[Store] = []
    for location in locations:
        create_store(location).close()
        home = open_home(location)
        fill(home, size)
        home.close()
        stores.append(open_store(location))
    label = f"{size:,}"
    for what, ask in _questions(size):
        figures = []
        for store in stores:
            seconds = best_of(3, partial(ask, store))
            figures.append(f"{seconds * 1000:,.1f} ms")
        _row(rows, what, label, *figures)
    for what, query in (("list: first page of 50", PAGE), ("map: a view of 2 km", VIEW)):
        plans = [_name_indexes(location, query) for location in locations]
        _row(rows, f"EXPLAIN, {what}", label, *plans)
    for store in stores:
        store.close()
    if size <= 100_000:
        whole = [timed(partial(verify_store, location))[0] for location in locations]
        _row(rows, "verify (these hashes are not real)", label, *(f"{seconds:,.1f} s" for seconds in whole))
        saved = [
            timed(partial(backup_store, location, folder / f"{place}-{size}.b.gpkg"))[0]
            for place, location in enumerate(locations)
        ]
        _row(rows, "backup, compared", label, *(f"{seconds:,.1f} s" for seconds in saved))
        there = timed(lambda: copy_store(locations[0], cluster.location(f"copy_{size}")))[0]
        back = timed(lambda: copy_store(locations[1], folder / f"copy-{size}.gpkg"))[0]
        _row(rows, "store copy to the other home, compared", label, f"{there:,.1f} s", f"{back:,.1f} s")


def _name_indexes(location: str, query: IncidentQuery) -> str:
    """Return the indexes that a query uses, as EXPLAIN names them; say so if it scans the incidents."""
    home = open_home(location)
    sql, parameters = write_select(home, query)
    with home.read() as connection:
        if home.kind == "postgis":
            lines = [str(row[0]) for row in connection.execute(f"EXPLAIN {sql}", parameters)]
            scans = any("Seq Scan on incidents" in line for line in lines)
            found = re.findall(r"(?:using|Scan on) (\w+_by_\w+|\w+_key|\w+_pkey)", " ".join(lines))
        else:
            lines = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
            scans = any(line.startswith("SCAN incidents") and "INDEX" not in line for line in lines)
            found = re.findall(r"INDEX (\w+_by_\w+|sqlite_autoindex_\w+|\d+:\w+)", " ".join(lines))
    home.close()
    named = ", ".join(sorted({"R-tree" if name[0].isdigit() else name for name in found}))
    return "SCANS ALL INCIDENTS" if scans or not named else named


def _questions(size: int) -> tuple[tuple[str, Callable[[Store], object]], ...]:
    def find(query: IncidentQuery) -> Callable[[Store], object]:
        return lambda store: store.find_incidents(query)

    return (
        ("list: first page of 50", find(PAGE)),
        (
            "list: one province, one state, 50",
            find(IncidentQuery(provinces=("Lạng Sơn",), states=("surveyed",), limit=50)),
        ),
        ("list: one year, 50", find(IncidentQuery(years=(2010,), limit=50))),
        ("list: a frequent word, 50", find(IncidentQuery(text="survey", limit=50))),
        ("list: words that one incident has", find(IncidentQuery(text=f"so {size // 3} mo", limit=50))),
        ("list: page 2 after the first", _second_page),
        ("list: how many", lambda store: store.count_incidents(IncidentQuery(states=("surveyed",)))),
        ("map: a view of 2 km, at most 1,000", find(VIEW)),
        ("map: a view of 60 km, at most 1,000", find(IncidentQuery(box=SCREEN_BOX, limit=1000))),
        ("incident: by number", lambda store: store.incident(f"CB-{2000 + (size // 2) % 26}-{size // 2}")),
        ("incident: its reports", lambda store: store.reports(f"i{size // 2}")),
        ("every page: has anything changed", lambda store: store.data_version()),
        ("every page: is demonstration data loaded", lambda store: store.holds_demonstration()),
    )


def _second_page(store: Store) -> object:
    first = store.find_incidents(IncidentQuery(limit=50))
    return store.find_incidents(IncidentQuery(limit=50, before=first[-1].id))
