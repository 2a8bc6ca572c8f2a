"""``border-gis summary``: write the summary of a survey area, or of all."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.check import read_day
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import BorderGisError, InputError
from border_gis.i18n import describe_error, translate

if TYPE_CHECKING:
    from border_gis.services.summaries import SummaryFiles, SummaryRequest
    from border_gis.surveys.contents import Period

NAME = "summary"
EXAMPLE = (
    "border-gis summary KS-CB-2022-001 --format docx --format pdf -o out\n"
    "border-gis summary KS-CB-2022-003 --language vi --language zh --profile joint --format docx -o out\n"
    "border-gis summary --all --format docx --format xlsx -o out"
)
WRITES_PAPERS = True

TROUBLE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the area, the languages, the profile, the formats and the map's scale."""
    parser.add_argument("area", metavar="AREA", nargs="?", default=None, help="cli.summary.help.area")
    parser.add_argument("--all", action="store_true", help="cli.summary.help.all")
    parser.add_argument(
        "--language", dest="languages", metavar="LANGUAGE", action="append", help="cli.summary.help.language"
    )
    parser.add_argument("--profile", metavar="PROFILE", default="internal", help="cli.summary.help.profile")
    parser.add_argument(
        "--format", dest="formats", metavar="FORMAT", action="append", help="cli.summary.help.format"
    )
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, default=Path(), help="cli.summary.help.output"
    )
    parser.add_argument("--from", dest="first", metavar="DATE", default=None, help="cli.summary.help.from")
    parser.add_argument("--to", dest="last", metavar="DATE", default=None, help="cli.summary.help.to")
    parser.add_argument("--scale", metavar="NUMBER", type=int, default=None, help="cli.summary.help.scale")
    parser.add_argument("--paper", choices=("a4", "a3"), default="a4", help="cli.summary.help.paper")
    parser.add_argument("--portrait", action="store_true", help="cli.summary.help.portrait")
    parser.add_argument("--symbol", metavar="TEXT", default="", help="cli.summary.help.symbol")
    parser.add_argument("--date", metavar="DATE", default=None, help="cli.summary.help.date")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and print their paths; 1 when something could not be made."""
    from border_gis.services.summaries import make_all_summaries, make_summary
    from border_gis.services.workspaces import init_workspace

    if (arguments.area is None) != arguments.all:
        raise InputError("cli.summary.no_area")
    request = _read_request(arguments)
    workspace = init_workspace(arguments.settings)
    made: list[dict[str, Any]] = []
    try:
        with ProgressBar() as bar:

            def tell(_step: str, share: float) -> None:
                bar.show(round(share * 100), 100)

            if arguments.all:
                for number, found in make_all_summaries(workspace, request, tell):
                    made.append(_keep(number, found, arguments))
            else:
                found = make_summary(workspace, request, tell)
                made.append(_keep(arguments.area, found, arguments))
    finally:
        workspace.close()
    if arguments.json:
        print_json(made)
    return TROUBLE if any(each["trouble"] for each in made) else 0


def _read_request(arguments: argparse.Namespace) -> SummaryRequest:
    from border_gis.maps.sheets import Orientation, Paper, SheetLayout
    from border_gis.services.summaries import SummaryRequest

    layout = SheetLayout(Paper(arguments.paper))
    if arguments.portrait:
        layout = replace(layout, orientation=Orientation.PORTRAIT)
    return SummaryRequest(
        area=arguments.area or "",
        languages=tuple(arguments.languages or ["vi"]),
        profile=arguments.profile,
        formats=tuple(dict.fromkeys(arguments.formats or ["docx"])),
        period=_read_period(arguments.first, arguments.last),
        layout=layout,
        scale=arguments.scale,
        symbol=arguments.symbol,
        day=read_day(arguments.date),
    )


def _read_period(first: str | None, last: str | None) -> Period | None:
    from border_gis.surveys.contents import Period

    days = read_day(first), read_day(last)
    if days == (None, None):
        return None
    if days[0] is None or days[1] is None or days[0] > days[1]:
        raise InputError("cli.summary.bad_period")
    return Period(days[0], days[1])


def _keep(number: str, found: SummaryFiles | BorderGisError, arguments: argparse.Namespace) -> dict[str, Any]:
    """Write what was made, and say of each file where it is."""
    from border_gis.services.paper_files import save_files

    language = arguments.language
    if isinstance(found, BorderGisError):
        print_message(describe_error(found, language))
        return {"area": number, "files": [], "libreoffice_s": 0.0, "trouble": found.code}
    paths = save_files(found.files, arguments.output)
    if not arguments.json:
        for path in paths:
            print_line(str(path))
    if found.libreoffice_s:
        print_message(translate("cli.summary.libreoffice", {"seconds": found.libreoffice_s}, language))
    if found.withheld:
        print_message(translate("cli.summary.withheld", {"records": list(found.withheld)}, language))
    if found.left_out:
        print_message(translate("cli.summary.left_out", {"count": found.left_out}, language))
    if found.photos_left_out:
        print_message(translate("cli.summary.photos_left_out", {"count": found.photos_left_out}, language))
    if found.trouble is not None:
        print_message(describe_error(found.trouble, language))
    return {
        "area": number,
        "files": [str(path) for path in paths],
        "libreoffice_s": round(found.libreoffice_s, 2),
        "trouble": "" if found.trouble is None else found.trouble.code,
    }
