"""``border-gis period``: write the report of a period, or print its figures with their records."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.check import read_day
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_error, translate

if TYPE_CHECKING:
    from border_gis.services.period_reports import PeriodRequest
    from border_gis.services.workspaces import Workspace

NAME = "period"
EXAMPLE = (
    "border-gis period --from 2022-01-01 --to 2022-12-31\n"
    'border-gis period --from 2022-01-01 --to 2022-06-30 --unit "Cao Bằng" --format docx -o out\n'
    "border-gis period --from 2022-01-01 --to 2022-12-31 --json"
)

TROUBLE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the period, the unit, the profile and the formats."""
    parser.add_argument("--from", dest="first", metavar="DATE", required=True, help="cli.period.help.from")
    parser.add_argument("--to", dest="last", metavar="DATE", required=True, help="cli.period.help.to")
    parser.add_argument("--unit", metavar="NAME", default="", help="cli.period.help.unit")
    parser.add_argument("--profile", metavar="PROFILE", default="internal", help="cli.summary.help.profile")
    parser.add_argument(
        "--format", dest="formats", metavar="FORMAT", action="append", help="cli.period.help.format"
    )
    parser.add_argument("--alone", action="store_true", help="cli.period.help.alone")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, default=Path(), help="cli.summary.help.output"
    )
    parser.add_argument("--symbol", metavar="TEXT", default="", help="cli.summary.help.symbol")
    parser.add_argument("--date", metavar="DATE", default=None, help="cli.summary.help.date")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and print their paths; without a format, print the figures."""
    from border_gis.services.workspaces import init_workspace

    request = _read_request(arguments)
    workspace = init_workspace(arguments.settings)
    try:
        return (
            _write(workspace, request, arguments)
            if arguments.formats
            else _show(workspace, request, arguments)
        )
    finally:
        workspace.close()


def _read_request(arguments: argparse.Namespace) -> PeriodRequest:
    from border_gis.services.period_reports import PeriodRequest
    from border_gis.surveys.contents import Period

    first, last = read_day(arguments.first), read_day(arguments.last)
    if first is None or last is None or first > last:
        raise InputError("period.bad_period", first=first, last=last)
    return PeriodRequest(
        period=Period(first, last),
        unit=arguments.unit,
        language=arguments.language,
        profile=arguments.profile,
        formats=tuple(dict.fromkeys(arguments.formats or ())),
        compares=not arguments.alone,
        symbol=arguments.symbol,
        day=read_day(arguments.date),
    )


def _write(workspace: Workspace, request: PeriodRequest, arguments: argparse.Namespace) -> int:
    from border_gis.services.period_reports import describe_figures, save_period_report

    language = arguments.language
    with ProgressBar() as bar:

        def tell(_step: str, share: float) -> None:
            bar.show(round(share * 100), 100)

        made, paths = save_period_report(workspace, request, arguments.output, tell)
    if arguments.json:
        described = describe_figures(made.figures)
        trouble = "" if made.trouble is None else made.trouble.code
        print_json({**described, "files": [str(path) for path in paths], "trouble": trouble})
    else:
        for path in paths:
            print_line(str(path))
    if made.libreoffice_s:
        print_message(translate("cli.summary.libreoffice", {"seconds": made.libreoffice_s}, language))
    if made.left_out:
        print_message(translate("cli.summary.left_out", {"count": made.left_out}, language))
    if made.trouble is not None:
        print_message(describe_error(made.trouble, language))
    return TROUBLE if made.trouble is not None else 0


def _show(workspace: Workspace, request: PeriodRequest, arguments: argparse.Namespace) -> int:
    from border_gis.services.period_reports import count_period, describe_figures, name_figures

    figures = count_period(workspace, request.period, request.unit, compares=request.compares)
    if arguments.json:
        print_json(describe_figures(figures))
        return 0
    language = arguments.language
    for _group, name, counts in name_figures(workspace, figures, language):
        if not counts:
            continue
        print_line(name)
        for count, label in counts:
            params = {
                "label": label,
                "count": count.value,
                "before": "–" if count.before is None else str(count.before.value),
                "unsure": len(count.unsure),
                "records": ", ".join(count.numbers) or "–",
            }
            print_line("  " + translate("cli.period.figure", params, language))
    return 0
