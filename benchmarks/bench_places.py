"""References located and points placed, on the full line where it is there, else on the line that ships.

Beside each stands what one would write first: shapely on the line in UTM, one by one. Its
differences from the geodesic show what that costs in metres, too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import LineString, Point

from benchmarks.measuring import SHARED_DATA, Row, best_of, timed
from border_gis.boundary.line import BoundaryLine, find_feet, locate_points
from border_gis.boundary.places import locate_many, place_many
from border_gis.boundary.reference import MarkerReference, Reading, ReferenceEnd
from border_gis.boundary.register import Coordinate, Marker, Register
from border_gis.crs import follow_geodesic
from border_gis.exchange.lines import read_line

TITLE = "References located and points placed: seconds, and how many a second"

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "boundary" / "line.geojson"
REFERENCES, POINTS = 10_000, 100_000
BY_SHAPELY = 300
AIM_S = 1.0
LAST_NUMBER = 1378

Floats = NDArray[np.float64]


def run() -> list[Row]:
    """Measure on the full line, and on the line that ships."""
    full = SHARED_DATA / "vn_cn_border_full.geojson"
    return [row for path in (full, SHIPPED) if path.is_file() for row in _measure(path)]


def _measure(path: Path) -> list[Row]:
    line = read_line(path)
    register = _spread_markers(line)
    name = f"{path.stem}, {len(line.coordinates):,} vertices"
    plane = _PlainShapely(line)
    # A line of its own each time, so that the first run prepares everything again.
    return [
        _locate(name, line, register, plane),
        *(
            _place(name, read_line(path), register, plane, farthest_m)
            for farthest_m in (30.0, 2_000.0, 5_000.0)
        ),
    ]


def _locate(name: str, line: BoundaryLine, register: Register, plane: _PlainShapely) -> Row:
    random = np.random.default_rng(1)
    numbers = random.integers(0, LAST_NUMBER, REFERENCES).tolist()
    offsets_m = random.integers(1, 500, REFERENCES).tolist()
    readings = [_make_reading(n, float(m), n % 3) for n, m in zip(numbers, offsets_m, strict=True)]
    chainages_m = random.uniform(0.0, line.length_m, BY_SHAPELY)
    theirs_s, theirs = timed(lambda: plane.interpolate(chainages_m))
    return _row(
        f"{REFERENCES:,} references located",
        name,
        REFERENCES,
        lambda: locate_many(readings, line, register),
        theirs_s,
        _distances_m(theirs, locate_points(line, chainages_m)),
    )


def _place(name: str, line: BoundaryLine, register: Register, plane: _PlainShapely, farthest_m: float) -> Row:
    random = np.random.default_rng(2)
    around = locate_points(line, random.uniform(0.0, line.length_m, POINTS))
    bearings_deg, distances_m = random.uniform(0, 360, POINTS), random.uniform(0, farthest_m, POINTS)
    points = np.column_stack(follow_geodesic(around[:, 0], around[:, 1], bearings_deg, distances_m))
    theirs_s, theirs_m = timed(lambda: plane.distances_m(points[:BY_SHAPELY]))
    row = _row(
        f"{POINTS:,} points placed, up to {farthest_m:,.0f} m off",
        name,
        POINTS,
        lambda: place_many(points, line, register),
        theirs_s,
        np.empty(0),
    )
    ours_m = find_feet(line, *points[:BY_SHAPELY].T).nearest().distance_m
    return {**row, "shapely differs, m": float(np.abs(ours_m - theirs_m).max())}


def _row(
    what: str, name: str, count: int, work: Callable[[], object], theirs_s: float, differences_m: Floats
) -> Row:
    first_s, _ = timed(work)
    seconds = best_of(3, work)
    return {
        "what": what,
        "line": name,
        "first, s": first_s,
        "again, s": seconds,
        "aim, s": AIM_S,
        "a second": round(count / seconds),
        "shapely one by one, a second": round(BY_SHAPELY / theirs_s),
        "shapely differs, m": float(differences_m.max()) if len(differences_m) else 0.0,
    }


def _make_reading(number: int, offset_m: float, kind: int) -> Reading:
    """Make a marker, a marker and metres, or a stretch."""
    marker = MarkerReference(number)
    if kind == 0:
        return Reading("point", ReferenceEnd(marker))
    if kind == 1:
        return Reading("point", ReferenceEnd(marker, offset_m))
    return Reading("range", ReferenceEnd(marker, offset_m), ReferenceEnd(MarkerReference(number + 1)))


def _spread_markers(line: BoundaryLine) -> Register:
    """Make all main numbers, at even distances: only their number matters here."""
    positions = locate_points(line, np.linspace(0.0, line.length_m, LAST_NUMBER + 1))
    return Register(
        Marker(str(number), MarkerReference(number), Coordinate(*position), accuracy_m=1.0)
        for number, position in enumerate(positions.tolist())
    )


def _distances_m(some: Floats, others: Floats) -> Floats:
    from border_gis.crs import measure_geodesic

    return np.asarray(measure_geodesic(some[:, 0], some[:, 1], others[:, 0], others[:, 1])[1])


class _PlainShapely:
    """The line in UTM 48N, and shapely's own linear referencing, one by one."""

    def __init__(self, line: BoundaryLine) -> None:
        self.to_plane = Transformer.from_crs("EPSG:4326", "EPSG:32648", always_xy=True)
        self.line = LineString(np.column_stack(self.to_plane.transform(*line.coordinates.T)))
        self.share = self.line.length / line.length_m

    def interpolate(self, chainages_m: Floats) -> Floats:
        points = [self.line.interpolate(chainage_m * self.share) for chainage_m in chainages_m]
        x, y = np.array([(point.x, point.y) for point in points]).T
        return np.column_stack(self.to_plane.transform(x, y, direction="INVERSE"))

    def distances_m(self, points: Floats) -> Floats:
        flat = [Point(*self.to_plane.transform(x, y)) for x, y in points]
        return np.array([point.distance(self.line.interpolate(self.line.project(point))) for point in flat])
