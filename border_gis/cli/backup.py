"""``border-gis backup``: write a backup of the office's data, in use or not."""

from __future__ import annotations

import argparse
from pathlib import Path

from border_gis.cli.output import print_json, print_line, print_message
from border_gis.i18n import describe_finding, translate

NAME = "backup"
EXAMPLE = "border-gis backup\nborder-gis backup E:/border-2026-11-22.gpkg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file to write."""
    parser.add_argument("file", metavar="FILE", nargs="?", default=None, help="cli.backup.help.file")


def run(arguments: argparse.Namespace) -> int:
    """Write the backup, compare it with the store, and say where it is."""
    from border_gis.services.backups import back_up_workspace

    made = back_up_workspace(arguments.settings, Path(arguments.file) if arguments.file else None)
    rows = sum(digest.count for digest in made.digests)
    if arguments.json:
        tables = {digest.table: {"rows": digest.count, "sha256": digest.sha256} for digest in made.digests}
        altered = [finding.where for finding in made.findings]
        print_json({"backup": str(made.path), "rows": rows, "tables": tables, "altered": altered})
    else:
        params = {"path": str(made.path), "rows": rows, "tables": len(made.digests)}
        print_line(translate("cli.backup.made", params, arguments.language))
    for finding in made.findings:
        print_message(describe_finding(finding, arguments.language))
    return 0
