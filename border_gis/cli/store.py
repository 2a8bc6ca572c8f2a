"""``border-gis store copy``: move the office's data from one home to the other."""

from __future__ import annotations

import argparse

from border_gis.cli.output import print_json, print_line, print_message
from border_gis.i18n import translate

NAME = "store"
EXAMPLE = (
    "border-gis store copy workspace/border.gpkg postgresql://border@server/border\n"
    "border-gis store copy postgresql://border@server/border border.gpkg"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and from where to where."""
    parser.add_argument("action", choices=("copy",), help="cli.store.help.action")
    parser.add_argument("source", metavar="FROM", help="cli.store.help.source")
    parser.add_argument("target", metavar="TO", help="cli.store.help.target")


def run(arguments: argparse.Namespace) -> int:
    """Copy, compare, and say how much there is; a copy that was interrupted goes on."""
    from border_gis.services.moving import move_data

    def show(table: str, rows: int) -> None:
        if not arguments.json:
            params = {"table": table, "rows": rows}
            print_message(translate("cli.store.progress", params, arguments.language))

    digests = move_data(arguments.source, arguments.target, show)
    rows = sum(digest.count for digest in digests)
    if arguments.json:
        tables = {digest.table: {"rows": digest.count, "sha256": digest.sha256} for digest in digests}
        print_json({"rows": rows, "tables": tables})
    else:
        params = {"rows": rows, "tables": len(digests)}
        print_line(translate("cli.store.copied", params, arguments.language))
    return 0
