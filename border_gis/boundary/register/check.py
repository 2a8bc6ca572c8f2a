"""What does not fit in a register: findings, one for each thing, silent on good data."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from border_gis.boundary.line import BoundaryLine
from border_gis.boundary.parties import Side
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register.marker import Marker, MarkerKind
from border_gis.boundary.register.register import Register
from border_gis.boundary.register.stations import SIGMAS, Station, Stations, put_on_line
from border_gis.errors import Finding, Severity

ORDER_SLACK_M = 5.0
"""How far a marker may stand before its predecessor: rounding, or a river bend between twins."""

FEWEST_TO_SUM_UP = 3

_POSITIONS = {MarkerKind.SINGLE: (), MarkerKind.DOUBLE: (1, 2), MarkerKind.TRIPLE: (1, 2, 3)}


def check_register(register: Register, line: BoundaryLine) -> tuple[Finding, ...]:
    """Hold a register against the line and against itself.

    Parameters
    ----------
    register : Register
    line : BoundaryLine

    Returns
    -------
    tuple of Finding
        In the order of the numbers; `where` is the marker's reference, or empty for what
        concerns the whole register.
    """
    stations = put_on_line(register, line)
    findings = [
        *_check_doubles(register),
        *_sum_up_distances(list(_check_distances(register, stations)), register, line),
        *_check_order(stations),
        *_check_gaps(register),
        *_check_kinds(register),
        *_check_sides(register, stations),
    ]
    order = {str(marker.reference): place for place, marker in enumerate(register)}
    return tuple(sorted(findings, key=lambda finding: order.get(finding.where, -1)))


def _check_doubles(register: Register) -> Iterator[Finding]:
    for reference, markers in groupby(register, key=lambda marker: marker.reference):
        count = len(list(markers))
        if count > 1:
            params = {"marker": str(reference), "count": count}
            yield Finding("register.duplicate", params, str(reference), Severity.ERROR)


def _check_distances(register: Register, stations: Stations) -> Iterator[Finding]:
    for marker in register:
        station = stations.by_reference[marker.reference]
        if station.is_doubled or station.distance_m <= station.allowed_m:
            continue
        code = "register.off_line" if station.is_on_line else "register.line_ends_before"
        params = {
            "marker": str(marker.reference),
            "line": stations.line.name,
            "distance_m": round(station.distance_m, 1),
            "allowed_m": round(station.allowed_m, 1),
        }
        yield Finding(code, params, str(marker.reference))


def _sum_up_distances(findings: list[Finding], register: Register, line: BoundaryLine) -> list[Finding]:
    """Say once that most markers are off the line: then the register is, or the line."""
    off_m = [finding.params["distance_m"] for finding in findings if finding.code == "register.off_line"]
    if len(off_m) < FEWEST_TO_SUM_UP or len(off_m) * 2 <= len(register):
        return findings
    params = {
        "count": len(off_m),
        "total": len(register),
        "line": line.name,
        "distance_m": round(float(np.median(off_m))),
    }
    rest = [finding for finding in findings if finding.code != "register.off_line"]
    return [Finding("register.most_off_line", params, "", Severity.ERROR), *rest]


def _check_order(stations: Stations) -> Iterator[Finding]:
    """Blame the fewest numbers whose absence would leave the others in order."""
    numbered = sorted(stations.numbers.stations, key=lambda station: station.reference.sort_key)
    # A marker that is off the line has no say on where along it the others belong.
    trusted = [index for index, station in enumerate(numbered) if station.distance_m <= station.allowed_m]
    if len(trusted) * 2 < len(numbered):
        trusted = list(range(len(numbered)))
    kept = [trusted[index] for index in _longest_rising([numbered[each].chainage_m for each in trusted])]
    in_order = [numbered[index] for index in kept]
    keys = [station.reference.sort_key for station in in_order]
    for index in sorted(set(range(len(numbered))) - set(kept)):
        station = numbered[index]
        after = bisect_right(keys, station.reference.sort_key)
        neighbours = [in_order[i] for i in (after - 1, after) if 0 <= i < len(in_order)]
        if any(_is_wrong_way(station, neighbour) for neighbour in neighbours):
            params = {
                "marker": str(station.reference),
                "chainage_m": round(station.chainage_m),
                "neighbours": [str(neighbour.reference) for neighbour in neighbours],
            }
            yield Finding("register.out_of_order", params, str(station.markers[0].reference))


def _is_wrong_way(station: Station, neighbour: Station) -> bool:
    rises = station.reference.sort_key > neighbour.reference.sort_key
    ahead_m = station.chainage_m - neighbour.chainage_m
    return (ahead_m if rises else -ahead_m) < -(ORDER_SLACK_M + station.spread_m + neighbour.spread_m)


def _longest_rising(values: Sequence[float]) -> list[int]:
    """Return the positions of a longest run of values, picked in order, that never falls."""
    ends: list[float] = []
    last: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect_right(ends, value)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [value]
        last[length : length + 1] = [index]
    run: list[int] = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def _check_gaps(register: Register) -> Iterator[Finding]:
    names = [name for name, _ in groupby(register, key=lambda marker: marker.reference.without_position)]
    main = [name for name in names if name.sub is None]
    secondary = [name for name in names if name.sub is not None]
    for before, after in pairwise(main):
        if after.number > before.number + 1:
            first, last = MarkerReference(before.number + 1), MarkerReference(after.number - 1)
            yield _gap(register, before, first, last)
    for number, subs in groupby(secondary, key=lambda name: name.number):
        present = {name.sub or 0 for name in subs}
        for sub in sorted(set(range(1, max(present))) - present):
            missing = MarkerReference(number, sub)
            following = next(name for name in secondary if name.sort_key > missing.sort_key)
            yield _gap(register, following, missing, missing)


def _gap(register: Register, at: MarkerReference, first: MarkerReference, last: MarkerReference) -> Finding:
    params = {"first": str(first), "last": str(last), "count": last.number - first.number + 1}
    where = str(register.find(at)[0].reference)
    code = "register.gap" if first != last else "register.missing_number"
    return Finding(code, params, where, Severity.NOTE)


def _check_kinds(register: Register) -> Iterator[Finding]:
    for marker in register:
        expected, position = _POSITIONS[marker.kind], marker.reference.position
        params = {"marker": str(marker.reference), "kind": marker.kind}
        if position is None and expected:
            yield Finding("register.position_missing", params, str(marker.reference))
        elif position is not None and position not in expected:
            yield Finding("register.position_contradicts_kind", params, str(marker.reference))
    for number, markers in _twins(register):
        where = str(markers[0].reference)
        if len({marker.kind for marker in markers}) > 1:
            yield Finding("register.kinds_differ", {"number": str(number)}, where)
            continue
        present = {marker.reference.position for marker in markers}
        missing = [position for position in _POSITIONS[markers[0].kind] if position not in present]
        if missing and None not in present:
            lacking = {"number": str(number), "kind": markers[0].kind, "missing": [f"({p})" for p in missing]}
            yield Finding("register.twin_missing", lacking, where)


def _check_sides(register: Register, stations: Stations) -> Iterator[Finding]:
    for marker in register:
        station = stations.by_reference[marker.reference]
        stands = _side_beyond_doubt(station, stations.line)
        if marker.side in (Side.VN, Side.CN) and stands not in (None, marker.side):
            params = {
                "marker": str(marker.reference),
                "stated": marker.side,
                "measured": stands,
                "distance_m": round(station.distance_m, 1),
            }
            yield Finding("register.side_contradicts_position", params, str(marker.reference))
    for number, markers in _twins(register):
        sides = {
            marker.side or _side_beyond_doubt(stations.by_reference[marker.reference], stations.line)
            for marker in markers
        }
        if len(markers) > 1 and len(sides) == 1 and sides <= {Side.VN, Side.CN}:
            params = {"number": str(number), "side": next(iter(sides))}
            yield Finding("register.twins_on_one_side", params, str(markers[0].reference))


def _side_beyond_doubt(station: Station, line: BoundaryLine) -> Side | None:
    """Return the side on which a marker stands, if that is more than accuracy explains."""
    doubt_m = SIGMAS * float(np.hypot(line.accuracy_m, station.accuracy_m))
    return None if station.is_doubled or station.distance_m <= doubt_m else station.side


def _twins(register: Register) -> Iterator[tuple[MarkerReference, list[Marker]]]:
    for number, markers in groupby(register, key=lambda marker: marker.reference.without_position):
        sharing = list(markers)
        if any(marker.reference.position is not None for marker in sharing):
            yield number, sharing
