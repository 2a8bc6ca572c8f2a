"""Works against the line: our engine, plain geopandas, PostGIS and DuckDB, in one run.

Ours gives distance, side, chainages, crossings, and the metres and square metres within four
distances. PostGIS and DuckDB are asked for less, distance and chainage only, because the inside
lengths of a buffer are what takes them longest; plain geopandas is asked for distance,
chainage and what lies inside, on a sample, and its time is carried over to all works.

Every row is a process of its own: its clock starts with the works in memory and nothing else, so
that loading what is needed, reading and indexing count everywhere; making the works does not. Beside
the seconds on the clock stands the processor time, of the database server too, which says more on a
machine that does other things besides. The memory is the most that the process has held, with the works
in it.

DuckDB and its spatial extension come from requirements-bench.txt, PostGIS from the system.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.measuring import Missing, Row, measure_peak_mb, require_shared_data, timed
from border_gis.boundary.line import BoundaryLine, LegalStatus, find_feet, locate_points, measure_shapes
from border_gis.boundary.parties import Party
from border_gis.crs import follow_geodesic, measure_geodesic

TITLE = "works (60 % points, 30 % fences, 10 % areas) against 59,948 vertices and four distances"

DISTANCES_M = (7.5, 30.0, 500.0, 2_000.0)
COUNTS = (1_000, 100_000, 1_000_000)
OTHERS = ("DuckDB spatial", "PostGIS", "plain geopandas")
OTHERS_MOST = 100_000
SAMPLE = 300
COMPARED = 1_000
UTM_48N = 32648
VERTEX_EVERY_M = 100.0

Works = NDArray[np.object_]


def run() -> list[Row]:
    """Measure everything; ``BENCH_ZONES_MOST`` leaves out larger numbers of works."""
    path = require_shared_data("vn_cn_border_full.geojson")
    most = int(os.environ.get("BENCH_ZONES_MOST", COUNTS[-1]))
    line = read_line(path)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {"NUMBA_CACHE_DIR": folder}
        first = {**run_apart("border-gis", OTHERS_MOST, environment)}
        rows.append({**first, "engine": "border-gis, first time on a machine"})
        rows += [run_apart("border-gis", count, environment) for count in COUNTS if count <= most]
    rows += [
        run_apart(engine, count)
        for count in COUNTS
        if count <= min(most, OTHERS_MOST)
        for engine in OTHERS
        if engine != "plain geopandas" or count == OTHERS_MOST
    ]
    return [*rows, measure_one_warm(line)]


def run_apart(engine: str, count: int, environment: dict[str, str] | None = None) -> Row:
    """Measure one engine in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_zones", engine, str(count)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    if done.returncode:
        raise RuntimeError(f"{engine}, {count}: {done.stderr.strip().splitlines()[-1]}")
    row: Row = json.loads(done.stdout)
    return row


def run_here(engine: str, count: int) -> Row:
    """Measure one engine in this process."""
    path = require_shared_data("vn_cn_border_full.geojson")
    line = read_line(path)
    works = make_works(line, count)
    engines: dict[str, Callable[[], tuple[float, float, str]]] = {
        "border-gis": partial(run_ours, path, works),
        "DuckDB spatial": partial(run_duckdb, line, works),
        "PostGIS": partial(run_postgis, line, works),
        "plain geopandas": partial(run_geopandas, path, works),
    }
    try:
        seconds, processor_s, note = engines[engine]()
    except Missing as missing:
        left_out = make_row(engine, count, 0.0, 0.0, f"left out: {missing}")
        return {**left_out, "seconds": "", "processor s": "", "works a second": ""}
    return make_row(engine, count, seconds, processor_s, note)


def make_row(engine: str, count: int, seconds: float, processor_s: float, note: str) -> Row:
    """Return one row of the table."""
    return {
        "engine": engine,
        "works": count,
        "seconds": seconds,
        "processor s": processor_s,
        "works a second": round(count / seconds) if seconds else 0,
        "peak MB": round(measure_peak_mb()),
        "note": note,
    }


def clocked(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Do something once; return the seconds on the clock, those of the processor, and what it returned."""
    processor_s = time.process_time()
    seconds, result = timed(work)
    return seconds, time.process_time() - processor_s, result


def read_line(path: Path) -> BoundaryLine:
    """Read the real line."""
    content = json.loads(path.read_text("utf-8"))
    positions = np.array(content["features"][0]["geometry"]["coordinates"])[:, :2]
    return BoundaryLine("real", "real", positions, Party.CN, LegalStatus.NO_LEGAL_VALUE, "bench", 1.0)


def make_works(line: BoundaryLine, count: int) -> Works:
    """Make works by chance, the same each time, all within 5 km."""
    chance = np.random.default_rng(count)
    works = np.empty(count, dtype=object)
    kinds = chance.random(count)
    works[kinds < 0.6] = make_points(line, int((kinds < 0.6).sum()), chance)
    is_fence = (kinds >= 0.6) & (kinds < 0.9)
    works[is_fence] = make_fences(line, int(is_fence.sum()), chance)
    works[kinds >= 0.9] = make_areas(line, int((kinds >= 0.9).sum()), chance)
    return works


def scatter(
    line: BoundaryLine, count: int, farthest_m: float, chance: np.random.Generator
) -> NDArray[np.float64]:
    """Return positions up to so far from random places of the line."""
    at = locate_points(line, chance.uniform(0.0, line.length_m, count))
    bearings_deg, away_m = chance.uniform(0.0, 360.0, count), chance.uniform(0.0, farthest_m, count)
    return np.column_stack(follow_geodesic(at[:, 0], at[:, 1], bearings_deg, away_m))


def make_points(line: BoundaryLine, count: int, chance: np.random.Generator) -> Works:
    """Make points."""
    return np.asarray(shapely.points(scatter(line, count, 5_000.0, chance)), dtype=object)


def make_fences(line: BoundaryLine, count: int, chance: np.random.Generator) -> Works:
    """Make fences of 100-3,000 m along the line, at 0-500 m, with a vertex every 100 m."""
    lengths_m = chance.uniform(100.0, 3_000.0, count)
    vertices = np.ceil(lengths_m / VERTEX_EVERY_M).astype(int) + 1
    fence = np.repeat(np.arange(count), vertices)
    number = np.arange(len(fence)) - (np.cumsum(vertices) - vertices)[fence]
    begins_m = chance.uniform(0.0, line.length_m - 3_000.0, count)
    along_m = begins_m[fence] + number * (lengths_m / (vertices - 1))[fence]
    before, after = (
        locate_points(line, np.clip(along_m + step, 0.0, line.length_m)) for step in (-25.0, 25.0)
    )
    bearings_deg, _ = measure_geodesic(before[:, 0], before[:, 1], after[:, 0], after[:, 1])
    sides, away_m = chance.choice([-90.0, 90.0], count), chance.uniform(0.0, 500.0, count)
    at = locate_points(line, along_m)
    positions = np.column_stack(
        follow_geodesic(at[:, 0], at[:, 1], bearings_deg + sides[fence], away_m[fence])
    )
    return np.asarray(shapely.linestrings(positions, indices=fence), dtype=object)


def make_areas(line: BoundaryLine, count: int, chance: np.random.Generator) -> Works:
    """Make areas of four to eight corners, 10-250 m from their middle."""
    middles = scatter(line, count, 4_700.0, chance)
    corners = chance.integers(4, 9, count)
    area = np.repeat(np.arange(count), corners)
    number = np.arange(len(area)) - (np.cumsum(corners) - corners)[area]
    reach_m = chance.uniform(10.0, 250.0, count)[area] * chance.uniform(0.7, 1.0, len(area))
    positions = np.column_stack(
        follow_geodesic(middles[area, 0], middles[area, 1], 360.0 * number / corners[area], reach_m)
    )
    return np.asarray(shapely.polygons(shapely.linearrings(positions, indices=area)), dtype=object)


# --- ours --------------------------------------------------------------------------------------


def run_ours(path: Path, works: Works) -> tuple[float, float, str]:
    """Read the line, prepare it and measure the works."""
    seconds, processor_s, found = clocked(lambda: measure_shapes(read_line(path), list(works), DISTANCES_M))
    line = read_line(path)
    is_point = shapely.get_type_id(works) == 0
    feet = find_feet(line, *shapely.get_coordinates(works[is_point]).T).nearest()
    error_m = float(np.abs(found.distance_m[is_point] - feet.distance_m).max())
    return (
        seconds,
        processor_s,
        f"{is_point.sum():,} points against the geodesic: at most {error_m:.4f} m off",
    )


def measure_one_warm(line: BoundaryLine) -> Row:
    """Measure one fence at a time."""
    fences = make_fences(line, 50, np.random.default_rng(1))
    measure_shapes(line, [fences[0]], DISTANCES_M)
    times = [clocked(partial(measure_shapes, line, [fence], DISTANCES_M))[:2] for fence in fences]
    seconds, processor_s = np.median(times, axis=0).tolist()
    least = 1000 * min(times)[0]
    return make_row(
        "border-gis, warm", 1, seconds, processor_s, f"one fence; quickest {least:.1f} ms; aim: under 10 ms"
    )


# --- the others --------------------------------------------------------------------------------


def to_plane(shapes: Works) -> Works:
    """Bring shapes to UTM 48N, as one would for planar engines."""
    import geopandas

    return np.asarray(geopandas.GeoSeries(list(shapes), crs=4326).to_crs(UTM_48N).to_numpy(), dtype=object)


def cut_line(line: BoundaryLine) -> tuple[Works, NDArray[np.float64]]:
    """Return the segments of the line in UTM 48N and the chainage at which each begins."""
    whole = to_plane(np.array([shapely.LineString(line.coordinates)], dtype=object))[0]
    positions = shapely.get_coordinates(whole)
    segments = shapely.linestrings(np.stack([positions[:-1], positions[1:]], axis=1))
    return np.asarray(segments, dtype=object), line.chainages_m[:-1]


def run_duckdb(line: BoundaryLine, works: Works) -> tuple[float, float, str]:
    """Find distance and chainage with spatial joins of growing reach."""
    try:
        duckdb = importlib.import_module("duckdb")
        packed = importlib.import_module("duckdb_extension_spatial")
    except ImportError as error:
        raise Missing("pip install -r requirements-bench.txt") from error
    extension = next(Path(packed.__path__[0]).rglob("spatial.duckdb_extension"))

    def work() -> int:
        import pandas as pd

        database = duckdb.connect()
        database.execute(f"LOAD '{extension}'")
        segments, begins_m = cut_line(line)
        tables = {
            "raw_works": pd.DataFrame({"id": np.arange(len(works)), "wkb": shapely.to_wkb(to_plane(works))}),
            "raw_segments": pd.DataFrame({"begins_m": begins_m, "wkb": shapely.to_wkb(segments)}),
        }
        for name, table in tables.items():
            database.register(name, table)
        database.execute("CREATE TABLE works AS SELECT id, ST_GeomFromWKB(wkb) geom FROM raw_works")
        database.execute(
            "CREATE TABLE segments AS SELECT begins_m, ST_GeomFromWKB(wkb) geom FROM raw_segments"
        )
        database.execute("CREATE TABLE found (id BIGINT, distance_m DOUBLE, chainage_m DOUBLE)")
        for reach_m in (100, 500, 2_000, 6_000):
            database.execute(
                f"""INSERT INTO found
                SELECT id, min(d), arg_min(begins_m, d) FROM (
                  SELECT w.id, s.begins_m, ST_Distance(w.geom, s.geom) d FROM works w
                  JOIN segments s ON ST_DWithin(w.geom, s.geom, {reach_m})
                ) GROUP BY id"""
            )
            database.execute("DELETE FROM works WHERE id IN (SELECT id FROM found)")
        counted = database.execute("SELECT count(*) FROM found").fetchone()
        return int(counted[0]) if counted else 0

    seconds, processor_s, found = clocked(work)
    return seconds, processor_s, f"{found:,} found; distance and chainage only"


def run_postgis(line: BoundaryLine, works: Works) -> tuple[float, float, str]:
    """Find distance and chainage by nearest neighbours in a GiST index, on a server of its own."""
    from tests.stores.cluster import INSTALL_COMMAND, find_programs, run_cluster

    if find_programs() is None:
        raise Missing(INSTALL_COMMAND)
    import pg8000.native

    with run_cluster() as cluster:
        connection = pg8000.native.Connection(
            "border", host="127.0.0.1", port=cluster.port, database="border"
        )
        connection.run("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.run("SET client_min_messages = error")
        before_s = read_server_time(connection)

        def work() -> int:
            segments, begins_m = cut_line(line)
            connection.run(f"CREATE TABLE segments (begins_m float8, geom geometry(LineString, {UTM_48N}))")
            connection.run(f"CREATE TABLE works (id int, geom geometry(Geometry, {UTM_48N}))")
            copy_shapes(connection, "segments", begins_m, segments)
            copy_shapes(connection, "works", np.arange(len(works)), to_plane(works))
            connection.run("CREATE INDEX ON segments USING gist (geom)")
            connection.run("ANALYZE")
            counted = connection.run(
                """SELECT count(*) FROM (
                  SELECT w.id, n.d, n.begins_m + ST_LineLocatePoint(n.geom, ST_ClosestPoint(n.geom, w.geom))
                         * ST_Length(n.geom) chainage_m
                  FROM works w CROSS JOIN LATERAL (
                    SELECT s.begins_m, s.geom, s.geom <-> w.geom d FROM segments s ORDER BY d LIMIT 1
                  ) n OFFSET 0
                ) found WHERE d >= 0 AND chainage_m >= 0"""
            )
            return int(counted[0][0])

        seconds, processor_s, found = clocked(work)
        processor_s += read_server_time(connection) - before_s
        note = compare_with_geography(connection, line, works[:COMPARED])
        connection.close()
    return seconds, processor_s, f"{found:,} found; distance and chainage only; {note}"


def copy_shapes(
    connection: Any, table: str, numbers: NDArray[Any], shapes: Works, srid: int = UTM_48N
) -> None:
    """Load numbers and shapes into a table."""
    texts = shapely.to_wkb(shapely.set_srid(shapes, srid), hex=True, include_srid=True)
    lines = (f"{number}\t{text}\n" for number, text in zip(numbers.tolist(), texts, strict=True))
    connection.run(f"COPY {table} FROM STDIN", stream=io.StringIO("".join(lines)))


def read_server_time(connection: Any) -> float:
    """Return the processor time of the server and its workers so far; 0 where the system does not tell."""
    backend = connection.run("SELECT pg_backend_pid()")[0][0]
    try:
        own = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
        server = Path(f"/proc/{own[1]}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    ticks = sum(map(int, own[11:13])) + sum(map(int, server[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def compare_with_geography(connection: Any, line: BoundaryLine, works: Works) -> str:
    """Compare our distances with those of PostGIS on the ellipsoid (geography), far and near.

    It measures geodesics, but from a foot that it finds on a sphere: not always the nearest place.
    """
    degrees = shapely.linestrings(np.stack([line.coordinates[:-1], line.coordinates[1:]], axis=1))
    connection.run("CREATE TABLE on_earth (begins_m float8, geom geography(LineString, 4326))")
    connection.run("CREATE TABLE works_on_earth (id int, geom geography(Geometry, 4326))")
    copy_shapes(connection, "on_earth", line.chainages_m[:-1], np.asarray(degrees, dtype=object), 4326)
    copy_shapes(connection, "works_on_earth", np.arange(len(works)), works, 4326)
    connection.run("CREATE INDEX ON on_earth USING gist (geom)")
    connection.run("ANALYZE")
    rows = connection.run(
        """SELECT w.id, min(n.d) FROM works_on_earth w CROSS JOIN LATERAL (
             SELECT ST_Distance(s.geom, w.geom) d FROM on_earth s ORDER BY s.geom <-> w.geom LIMIT 8
           ) n GROUP BY w.id ORDER BY w.id"""
    )
    theirs_m = np.array([row[1] for row in rows])
    ours_m = measure_shapes(line, list(works)).distance_m
    longer_m, near = theirs_m - ours_m, ours_m <= 2_000.0
    return (
        f"its geography on {len(works):,} works: nowhere nearer by more than {-longer_m.min():.4f} m, "
        f"longer by up to {longer_m[near].max():.3f} m within 2 km and {longer_m.max():.3f} m within 5 km "
        "(it seeks the foot on a sphere)"
    )


def run_geopandas(path: Path, works: Works) -> tuple[float, float, str]:
    """Buffer, join and overlay a sample; return the time for all works at the same pace."""
    sample = works[:SAMPLE]

    def prepare() -> tuple[Any, Any]:
        import geopandas

        whole = geopandas.read_file(path).to_crs(UTM_48N).geometry.iloc[0]
        strips = geopandas.GeoDataFrame(
            {"distance_m": DISTANCES_M}, geometry=[whole.buffer(each) for each in DISTANCES_M], crs=UTM_48N
        )
        return whole, strips

    def measure(whole: Any, strips: Any) -> None:
        import geopandas

        frame = geopandas.GeoDataFrame({"id": range(len(sample))}, geometry=list(sample), crs=4326).to_crs(
            UTM_48N
        )
        frame.geometry.distance(whole)
        frame.geometry.representative_point().apply(whole.project)
        frame.sjoin(strips, predicate="intersects")
        for kind in ("LineString", "Polygon"):
            some = frame[frame.geom_type == kind]
            for row in range(len(strips)):
                some.overlay(strips.iloc[[row]], how="intersection", keep_geom_type=True)

    prepared_s, prepared_processor_s, (whole, strips) = clocked(prepare)
    measured_s, measured_processor_s, _ = clocked(lambda: measure(whole, strips))
    times = len(works) / len(sample)
    note = (
        f"carried over from {len(sample)} works: {prepared_s:.1f} s of buffers, then "
        f"{measured_s:.1f} s; drawn buffers, off by up to metres"
    )
    return prepared_s + measured_s * times, prepared_processor_s + measured_processor_s * times, note


if __name__ == "__main__":
    print(json.dumps(run_here(sys.argv[1], int(sys.argv[2]))))
