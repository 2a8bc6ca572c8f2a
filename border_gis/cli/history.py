"""``border-gis history``: what happened, of an incident by its number or at a place."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from border_gis.cli._histories import describe_timeline, say_days, say_entry
from border_gis.cli.check import read_day
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import Finding
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.incidents.steps import Workflow
    from border_gis.services.timelines import Timeline

NAME = "history"
EXAMPLE = "border-gis history CB-2022-005\nborder-gis history 632-633 --json\nborder-gis history 834/1"

NOTHING_FOUND = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subject and the day until which waits run."""
    parser.add_argument("subject", metavar="REF|NUMBER", help="cli.history.help.subject")
    parser.add_argument("--date", metavar="DATE", default=None, help="cli.history.help.date")


def run(arguments: argparse.Namespace) -> int:
    """Print the history, oldest first; 1 if nothing happened there."""
    from border_gis.services.timelines import find_timeline
    from border_gis.services.workflow import list_workflow
    from border_gis.services.workspaces import init_workspace

    today = read_day(arguments.date)
    workspace = init_workspace(arguments.settings)
    try:
        timeline = find_timeline(workspace, arguments.subject, today)
        if arguments.json:
            print_json(describe_timeline(timeline))
        else:
            _print_timeline(timeline, list_workflow(workspace), arguments.language)
    finally:
        workspace.close()
    return 0 if timeline.entries else NOTHING_FOUND


def _print_timeline(timeline: Timeline, workflow: Workflow, language: str) -> None:
    print_line(timeline.title)
    for incident in timeline.incidents:
        print_line(f"  {incident.number}  {incident.title}")
    for entry in timeline.entries:
        print_line("  " + say_entry(entry, workflow, language))
    for wait in timeline.waits:
        step = workflow.step(wait.asked.particulars.step)
        params = {
            "step": wait.asked.particulars.step if step is None else step.name[language],
            "days": say_days(wait.days, language),
        }
        code = "cli.history.waiting" if wait.is_open else "cli.history.waited"
        print_line("  " + translate(code, params, language))
    for deadline in timeline.deadlines:
        words = describe_finding(Finding(deadline.code, deadline.params), language)
        print_line("  " + translate("cli.due.deadline", {"due": deadline.due, "words": words}, language))
    if not timeline.entries:
        print_message(translate("cli.history.nothing", {"subject": timeline.title}, language))
