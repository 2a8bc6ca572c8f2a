"""``border-gis verify``: recompute everything, and name what does not fit."""

from __future__ import annotations

import argparse

from border_gis.cli.output import print_json, print_line
from border_gis.i18n import describe_finding, translate

NAME = "verify"
EXAMPLE = "border-gis verify\nborder-gis verify --checkpoint 4012-7F3A-91C2-0B5D-44E1-9A07"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the store and the checkpoint."""
    parser.add_argument("store", metavar="STORE", nargs="?", default=None, help="cli.verify.help.store")
    parser.add_argument("--rebuild", action="store_true", help="cli.verify.help.rebuild")
    parser.add_argument("--checkpoint", metavar="FIGURE", default=None, help="cli.verify.help.checkpoint")


def run(arguments: argparse.Namespace) -> int:
    """Verify; return 1 if something does not fit."""
    from border_gis.services.verification import rebuild_incidents, verify_workspace

    if arguments.rebuild:
        rebuild_incidents(arguments.settings, arguments.store)
    done = verify_workspace(arguments.settings, arguments.checkpoint, arguments.store)
    limit = "verify.limit_with_checkpoint" if arguments.checkpoint else "verify.limit"
    if arguments.json:
        print_json(
            {
                "fits": not done.findings,
                "reports": done.reports,
                "machines": done.machines,
                "incidents": done.incidents,
                "attachments": done.attachments,
                "changes": done.changes,
                "checkpoint": done.checkpoint,
                "other_offices": {
                    "offices": done.foreign.offices,
                    "reports": done.foreign.links,
                    "without_content": done.foreign.gaps,
                },
                "findings": [
                    {
                        "code": finding.code,
                        "where": finding.where,
                        "message": describe_finding(finding, arguments.language),
                    }
                    for finding in done.findings
                ],
                "not_proven": translate(limit, None, arguments.language),
            }
        )
        return 1 if done.findings else 0
    params = {
        "reports": done.reports,
        "machines": done.machines,
        "incidents": done.incidents,
        "attachments": done.attachments,
        "changes": done.changes,
        "checkpoint": done.checkpoint,
        "count": len(done.findings),
    }
    for finding in done.findings:
        print_line(describe_finding(finding, arguments.language))
    code = "verify.does_not_fit" if done.findings else "verify.fits"
    print_line(translate(code, params, arguments.language))
    if done.foreign.offices:
        others = {"offices": done.foreign.offices, "reports": done.foreign.links, "gaps": done.foreign.gaps}
        print_line(translate("verify.other_offices", others, arguments.language))
    print_line(translate(limit, None, arguments.language))
    return 1 if done.findings else 0
