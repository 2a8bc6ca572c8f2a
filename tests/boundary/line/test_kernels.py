"""The compiled loops say what the arrays say, and are there only where there is much to do."""

import json
import subprocess
import sys
import types
from dataclasses import fields

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.bench_zones import make_works
from border_gis.boundary.line import ShapeMeasures, locate_points, measure_shapes
from border_gis.boundary.line.search import load_kernels, search_of
from border_gis.crs import follow_geodesic
from tests.boundary.builders import line_of
from tests.boundary.line.test_shapes import HAIRPIN, STRAIGHT, beside, build_line

KERNELS = "border_gis.boundary.line.kernels"


@pytest.fixture
def fresh_kernels(monkeypatch):
    """Nothing loaded before, and nothing of this test afterwards."""
    monkeypatch.delitem(sys.modules, KERNELS, raising=False)
    monkeypatch.delattr("border_gis.boundary.line.kernels", raising=False)
    load_kernels.cache_clear()
    yield monkeypatch
    load_kernels.cache_clear()


def assert_same(line, shapes, distances_m):
    slow, fast = (measure_shapes(line, shapes, distances_m, compiled=compiled) for compiled in (False, True))
    for field in fields(ShapeMeasures):
        first, second = getattr(slow, field.name), getattr(fast, field.name)
        assert first.shape == second.shape, field.name
        if first.dtype == np.float64:
            # Metres and square metres: a millionth of one, or what many additions lose.
            assert second == pytest.approx(first, abs=1e-6, rel=1e-9), field.name
        else:
            assert np.array_equal(first, second), field.name


bends = st.lists(st.tuples(st.floats(-175.0, 175.0), st.floats(0.5, 900.0)), min_size=1, max_size=25)
steps = st.lists(st.tuples(st.floats(-400.0, 400.0), st.floats(-400.0, 400.0)), min_size=3, max_size=7)


@settings(max_examples=60, deadline=None)
@given(bends, st.lists(steps, min_size=1, max_size=4), st.floats(0.0, 1.0), st.floats(1.0, 700.0))
def test_compiled_loops_and_arrays_agree(line_legs, shape_steps, part, distance_m):
    line = build_line(*line_legs)
    at = locate_points(line, [part * line.length_m])[0]
    shapes = []
    for walked in shape_steps:
        east, north = np.array(walked).T
        positions = np.column_stack(follow_geodesic(*follow_geodesic(*at, 0.0, north), 90.0, east))
        shapes += [shapely.Point(positions[0]), shapely.LineString(positions)]
        area = shapely.make_valid(shapely.Polygon(positions), method="structure")
        if not area.is_empty:
            shapes.append(area)
    assert_same(line, shapes, (7.5, distance_m))


@pytest.mark.parametrize("line", [STRAIGHT, HAIRPIN], ids=["straight", "hairpin"])
def test_they_agree_on_the_line_at_its_vertices_and_at_its_ends(line):
    places = locate_points(line, np.linspace(0.0, line.length_m, 40))
    shapes = [
        *shapely.points(line.coordinates),
        *shapely.points(places),
        shapely.LineString(line.coordinates),
        shapely.LineString(places[::-1]),
        shapely.LineString([*beside(line, (0.0, 10.0)), tuple(line.coordinates[0])]),
        shapely.Point(follow_geodesic(*line.coordinates[-1], 80.0, 40.0)),
    ]
    assert_same(line, shapes, (0.0, 2.0, 30.0))


def test_they_agree_on_a_thousand_works_along_the_real_line(shared_data):
    content = json.loads((shared_data / "vn_cn_border_full.geojson").read_text("utf-8"))
    line = line_of(np.array(content["features"][0]["geometry"]["coordinates"])[:, :2])
    assert_same(line, list(make_works(line, 1_000)), (7.5, 30.0, 500.0, 2_000.0))


@pytest.mark.parametrize("compiled", [False, True], ids=["arrays", "loops"])
def test_threads_that_share_a_line_find_what_one_alone_finds(monkeypatch, compiled):
    monkeypatch.setattr("border_gis.boundary.line.shapes._VERTICES_AT_ONCE", 60)
    chance = np.random.default_rng(3)
    places = zip(chance.uniform(0.0, HAIRPIN.length_m, 900), chance.uniform(-80.0, 80.0, 900), strict=True)
    corners = np.array(beside(HAIRPIN, *places)).reshape(300, 3, 2)
    shapes = [*shapely.linestrings(corners[:200]), *shapely.polygons(corners[200:])]
    alone, together = (
        measure_shapes(HAIRPIN, shapes, (7.5, 60.0), workers=workers, compiled=compiled) for workers in (1, 6)
    )
    for field in fields(ShapeMeasures):
        assert np.array_equal(getattr(alone, field.name), getattr(together, field.name)), field.name


def test_circles_for_the_loops_hold_every_piece_once_and_in_order():
    line = build_line(*[(float(bearing), 120.0) for bearing in range(0, 170, 1)] * 8)
    search = search_of(line)
    ends, first, last = search.places
    held = np.concatenate([np.arange(*each) for each in zip(first, last, strict=True)])
    assert held.tolist() == list(range(len(search.length)))
    assert (ends > np.arange(len(ends))).all()
    assert ends[-1] == len(ends)


@pytest.mark.parametrize(
    "njit",
    [None, RuntimeError("cannot cache function: no locator available"), OSError("no compiler library")],
    ids=["numba is missing", "no folder to keep what is compiled", "it cannot be loaded"],
)
def test_without_compiled_loops_the_arrays_answer(fresh_kernels, njit):
    def refuse(*_, **__):
        raise njit

    fake = None if njit is None else types.SimpleNamespace(njit=refuse)
    fresh_kernels.setitem(sys.modules, "numba", fake)
    assert load_kernels() is None
    points = [shapely.Point(beside(STRAIGHT, (1_000.0, 12.0))[0])]
    assert measure_shapes(STRAIGHT, points, compiled=True).distance_m == pytest.approx([12.0], abs=1e-3)


def test_with_numba_the_loops_are_there():
    pytest.importorskip("numba")
    assert load_kernels() is not None
    assert search_of(STRAIGHT).with_kernels().kernels is load_kernels()
    assert search_of(STRAIGHT).kernels is None


def test_few_works_wait_for_no_compiler():
    code = (
        "import sys; from tests.boundary.line.test_shapes import STRAIGHT, beside;"
        "from border_gis.boundary.line import measure_shapes; import shapely;"
        "measure_shapes(STRAIGHT, [shapely.Point(beside(STRAIGHT, (1.0, 2.0))[0])] * 20, (30.0,));"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
