"""``border-gis locate``: where a marker reference is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import Finding, InputError, Severity
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.boundary.line import BoundaryLine
    from border_gis.boundary.places import Place
    from border_gis.services.places import PlaceData

NAME = "locate"
EXAMPLE = "border-gis locate 840+600m\nborder-gis locate 834/1-835 --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the reference, and files to use instead of the workspace."""
    parser.add_argument("reference", metavar="REF", help="cli.locate.help.reference")
    add_file_arguments(parser)


def add_file_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--line`` and ``--register``."""
    parser.add_argument("--line", metavar="FILE", type=Path, default=None, help="cli.places.help.line")
    parser.add_argument(
        "--register", metavar="FILE", type=Path, default=None, help="cli.places.help.register"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print every reading of the reference on every version of the line; 1 with warnings."""
    from border_gis.boundary.places import locate
    from border_gis.boundary.reference import parse

    readings = parse(arguments.reference)
    data = load_data(arguments)
    found = [(line, locate(reading, line, data.register)) for reading in readings for line in data.lines]
    if arguments.json:
        print_json({"readings": [_describe(place, line, arguments.language) for line, place in found]})
    else:
        for line, place in found:
            _print_place(place, line, arguments.language)
    return int(any(place.warnings for _, place in found) or has_findings(data.findings))


def load_data(arguments: argparse.Namespace) -> PlaceData:
    """Load lines and register, and say what was found while files were read.

    Raises
    ------
    InputError
        There is no line.
    """
    from border_gis.services.places import load_place_data

    settings = arguments.settings
    needs_workspace = arguments.line is None or arguments.register is None
    is_new = needs_workspace and not (settings.store or settings.store_path.exists())
    data = load_place_data(settings, arguments.line, arguments.register)
    if is_new:
        params = {"folder": str(settings.workspace_folder)}
        print_message(translate("cli.init.made", params, arguments.language))
    for finding in data.findings:
        print_message(describe_finding(finding, arguments.language))
    if not data.lines:
        raise InputError("places.no_line")
    return data


def has_findings(findings: tuple[Finding, ...]) -> bool:
    """Whether any finding is more than a note."""
    return any(finding.severity is not Severity.NOTE for finding in findings)


def _describe(place: Place, line: BoundaryLine, language: str) -> dict[str, Any]:
    from shapely.geometry import mapping

    return {
        "reference": _write_reference(place, language),
        "kind": place.reading.written_kind if place.reading else place.kind,
        "line": line.id,
        "chainage_from_m": _round(place.chainage_from_m),
        "chainage_to_m": _round(place.chainage_to_m),
        "geometry": None if place.geometry is None else mapping(place.geometry),
        "accuracy_m": place.accuracy_m,
        "warnings": [finding.code.removeprefix("locate.") for finding in place.warnings],
    }


def _round(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 3)


def _write_reference(place: Place, language: str) -> str:
    from border_gis.boundary.reference import format_reading

    return "" if place.reading is None else format_reading(place.reading, "en" if language == "en" else "vi")


def _print_place(place: Place, line: BoundaryLine, language: str) -> None:
    from border_gis.boundary.coordinates import write_decimal

    def say(code: str, **params: object) -> None:
        print_line(translate(code, params, language))

    kind = translate(f"cli.locate.kind_{place.kind}", None, language)
    say("cli.locate.head", reference=_write_reference(place, language), kind=kind, line=line.name)
    if place.chainage_from_m is not None and place.chainage_to_m is None:
        say("cli.locate.chainage", from_m=round(place.chainage_from_m))
    elif place.chainage_from_m is not None and place.chainage_to_m is not None:
        say("cli.locate.chainages", from_m=round(place.chainage_from_m), to_m=round(place.chainage_to_m))
    if place.geometry is not None:
        ends = dict.fromkeys([place.geometry.coords[0], place.geometry.coords[-1]])
        say("cli.locate.position", positions=" – ".join(write_decimal(x, y) for x, y in ends))
        code = "cli.locate.accuracy_assumed" if place.accuracy_assumed else "cli.locate.accuracy"
        say(code, accuracy_m=round(place.accuracy_m or 0.0))
    for finding in place.warnings:
        say("cli.locate.warning", message=describe_finding(finding, language))
