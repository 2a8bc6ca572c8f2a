"""``border-gis where``: which marker reference a position has."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from border_gis.cli.locate import add_file_arguments, has_findings, load_data
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.boundary.line import BoundaryLine
    from border_gis.boundary.places import Candidate

NAME = "where"
EXAMPLE = "border-gis where 106.7219 22.8564\nborder-gis where 106.7219 22.8564 --json"

FARTHEST_M = 50_000.0
"""Farther from every line than this a position has no reference."""

LARGEST_TOLERANCE_M = 100_000.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the position, the tolerance, and files to use instead of the workspace."""
    parser.add_argument("longitude", metavar="LON", help="cli.where.help.longitude")
    parser.add_argument("latitude", metavar="LAT", help="cli.where.help.latitude")
    parser.add_argument("--tolerance", metavar="METRES", default=None, help="cli.where.help.tolerance")
    add_file_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the candidates on every version of the line, nearest first; 1 if there is none."""
    from border_gis.boundary.places import place

    longitude_deg, latitude_deg = read_position(arguments.longitude, arguments.latitude)
    tolerance_m = read_tolerance_m(arguments.tolerance)
    data = load_data(arguments)
    found = [
        (line, candidate)
        for line in data.lines
        for candidate in place(longitude_deg, latitude_deg, line, data.register, tolerance_m)
    ]
    found.sort(key=lambda pair: pair[1].distance_m)
    near = [pair for pair in found if pair[1].distance_m <= FARTHEST_M]
    if arguments.json:
        print_json({"candidates": [_describe(candidate) for _, candidate in near]})
    else:
        for line, candidate in near:
            _print_candidate(candidate, line, arguments.language)
    if not near:
        distance_km = round(found[0][1].distance_m / 1000.0, 1)
        print_message(translate("places.far_from_line", {"distance_km": distance_km}, arguments.language))
    is_odd = not near or any(candidate.beyond_end for _, candidate in near)
    return int(is_odd or has_findings(data.findings))


def read_position(longitude: str, latitude: str) -> tuple[float, float]:
    """Read longitude and latitude in degrees.

    Raises
    ------
    InputError
        One of them is not an angle, they are in metres, or in the wrong order: then the
        message has the right one.
    """
    from border_gis.boundary.coordinates import is_in_region, parse_angle, parse_decimal

    angles = []
    for text in (longitude, latitude):
        number = parse_decimal(text)
        if number is not None and abs(number[0]) > 360.0:
            raise InputError("cli.where.metres", text=text)
        angle = parse_angle(text)
        if angle is None:
            raise InputError("cli.where.not_a_number", text=text)
        angles.append(angle)
    x, y = angles
    says_swapped = x.axis == "latitude" or y.axis == "longitude"
    if says_swapped or (is_in_region(y.degrees, x.degrees) and not is_in_region(x.degrees, y.degrees)):
        raise InputError("cli.where.swapped", longitude=latitude, latitude=longitude)
    if abs(y.degrees) > 90.0 or abs(x.degrees) > 180.0:
        raise InputError("coordinates.not_degrees", x=x.degrees, y=y.degrees)
    return x.degrees, y.degrees


def read_tolerance_m(text: str | None) -> float:
    """Read the tolerance in metres; the usual one where none is given."""
    from border_gis.boundary.coordinates import parse_decimal
    from border_gis.boundary.places import DEFAULT_TOLERANCE_M

    if text is None:
        return DEFAULT_TOLERANCE_M
    number = parse_decimal(text)
    if number is None or not 0.0 <= number[0] <= LARGEST_TOLERANCE_M:
        raise InputError("cli.where.bad_tolerance", value=text)
    return number[0]


def _describe(candidate: Candidate) -> dict[str, Any]:
    return {
        "reference": _write_reference(candidate),
        "chainage_m": round(candidate.chainage_m, 3),
        "distance_m": round(candidate.distance_m, 4),
        "side": candidate.side.value,
        "line": candidate.line_id,
        "beyond_line_end": candidate.beyond_end,
    }


def _write_reference(candidate: Candidate) -> str | None:
    from border_gis.boundary.reference import format_reading

    return None if candidate.reference is None else format_reading(candidate.reference)


def _print_candidate(candidate: Candidate, line: BoundaryLine, language: str) -> None:
    params = {
        "reference": _write_reference(candidate) or translate("cli.where.no_reference", None, language),
        "side": describe_value(candidate.side, language),
        "line": line.name,
        "distance_m": round(candidate.distance_m, 1),
        "chainage_m": round(candidate.chainage_m),
    }
    print_line(translate("cli.where.candidate", params, language))
    if candidate.beyond_end:
        print_line(translate("cli.where.beyond_end", None, language))
