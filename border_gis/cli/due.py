"""``border-gis due``: what is overdue, what is due, and which replies are out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from border_gis.cli._histories import describe_deadline, describe_wait, say_days
from border_gis.cli.check import read_day
from border_gis.cli.output import print_json, print_line
from border_gis.errors import Finding
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.services.due import DueList
    from border_gis.zones.deadlines import Deadline

NAME = "due"
EXAMPLE = "border-gis due\nborder-gis due --json --date 2026-12-01"

OVERDUE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the day."""
    parser.add_argument("--date", metavar="DATE", default=None, help="cli.due.help.date")


def run(arguments: argparse.Namespace) -> int:
    """Print what is to do; 1 when something is overdue."""
    from border_gis.services.due import list_due
    from border_gis.services.workspaces import init_workspace

    today = read_day(arguments.date)
    workspace = init_workspace(arguments.settings)
    try:
        found = list_due(workspace, today)
    finally:
        workspace.close()
    if arguments.json:
        print_json(
            {
                "overdue": [describe_deadline(deadline) for deadline in found.overdue],
                "due": [describe_deadline(deadline) for deadline in found.due],
                "waiting": [
                    {
                        "incident": one.incident.number,
                        "title": one.incident.title,
                        "level": one.incident.level.value,
                        **describe_wait(one.wait),
                    }
                    for one in found.waiting
                ],
            }
        )
    else:
        _print_list(found, arguments.language)
    return OVERDUE if found.overdue else 0


def _print_list(found: DueList, language: str) -> None:
    for code, deadlines in (("cli.due.overdue", found.overdue), ("cli.due.due", found.due)):
        if deadlines:
            print_line(translate(code, {"count": len(deadlines)}, language))
        for deadline in deadlines:
            print_line("  " + _say_deadline(deadline, language))
    if found.waiting:
        print_line(translate("cli.due.waiting", {"count": len(found.waiting)}, language))
    for one in found.waiting:
        params = {
            "number": one.incident.number,
            "title": one.incident.title,
            "days": say_days(one.wait.days, language),
        }
        print_line("  " + translate("cli.due.wait", params, language))
    if found.is_empty:
        print_line(translate("cli.due.nothing", None, language))


def _say_deadline(deadline: Deadline, language: str) -> str:
    words = describe_finding(Finding(deadline.code, deadline.params), language)
    return translate("cli.due.deadline", {"due": deadline.due, "words": words}, language)
