"""Distances beside those of PostGIS on the ellipsoid, which finds no place of the line that is nearer."""

import numpy as np
import pytest
import shapely

from benchmarks.bench_zones import copy_shapes
from border_gis.boundary.line import find_feet, locate_points, measure_shapes
from border_gis.crs import follow_geodesic
from tests.boundary.line.test_shapes import build_line
from tests.stores.cluster import find_programs, run_cluster

CHANCE = np.random.default_rng(11)
LINE = build_line(*zip(CHANCE.uniform(20.0, 160.0, 150), CHANCE.uniform(20.0, 150.0, 150), strict=True))


def scatter(count, farthest_m):
    at = locate_points(LINE, CHANCE.uniform(0.0, LINE.length_m, count)).T
    return np.column_stack(
        follow_geodesic(*at, CHANCE.uniform(0.0, 360.0, count), CHANCE.uniform(0.0, farthest_m, count))
    )


@pytest.mark.skipif(find_programs() is None, reason="there is no PostGIS here")
def test_postgis_finds_nothing_nearer_and_measures_the_same_to_our_feet():
    pg8000 = pytest.importorskip("pg8000.native")
    bounds = ((30.0, 0.001), (2_000.0, 0.02), (5_000.0, 0.1))
    points = np.concatenate([scatter(150, farthest_m) for farthest_m, _ in bounds])
    feet = find_feet(LINE, *points.T).nearest()
    works = np.asarray(
        [
            *shapely.points(points),
            *(shapely.LineString(points[first : first + 3]) for first in range(0, 450, 3)),
        ],
        dtype=object,
    )
    ours_m = measure_shapes(LINE, list(works)).distance_m
    with run_cluster() as cluster:
        connection = pg8000.Connection("border", host="127.0.0.1", port=cluster.port, database="border")
        connection.run("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.run("CREATE TABLE works (id int, geom geography)")
        connection.run("CREATE TABLE feet (id int, geom geography)")
        connection.run("CREATE TABLE line (id int, geom geography)")
        copy_shapes(connection, "works", np.arange(len(works)), works, 4326)
        on_line = shapely.points(feet.longitude_deg, feet.latitude_deg)
        copy_shapes(connection, "feet", np.arange(len(points)), np.asarray(on_line, dtype=object), 4326)
        whole = np.array([shapely.LineString(LINE.coordinates)], dtype=object)
        copy_shapes(connection, "line", np.arange(1), whole, 4326)
        theirs = connection.run("SELECT ST_Distance(w.geom, l.geom) FROM works w, line l ORDER BY w.id")
        to_feet = connection.run(
            "SELECT ST_Distance(w.geom, f.geom) FROM works w JOIN feet f USING (id) ORDER BY id"
        )
        connection.close()
    theirs_m, to_feet_m = (np.array(rows)[:, 0].astype(float) for rows in (theirs, to_feet))
    assert (ours_m <= theirs_m + 0.001).all()
    for number, (_, bound_m) in enumerate(bounds):
        some = slice(150 * number, 150 * (number + 1))
        assert np.abs(ours_m[some] - to_feet_m[some]).max() < bound_m
