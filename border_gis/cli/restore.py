"""``border-gis restore``: put a backup in the place of the office's data, which is kept."""

from __future__ import annotations

import argparse
from pathlib import Path

from border_gis.cli.output import print_json, print_line
from border_gis.i18n import translate

NAME = "restore"
EXAMPLE = "border-gis restore workspace/backups/border-2026-11-22.gpkg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the backup."""
    parser.add_argument("file", metavar="FILE", help="cli.restore.help.file")


def run(arguments: argparse.Namespace) -> int:
    """Put the backup in place, and say where that which was there is kept."""
    from border_gis.services.backups import restore_backup

    done = restore_backup(arguments.settings, Path(arguments.file))
    rows = sum(digest.count for digest in done.digests)
    if arguments.json:
        print_json({"store": done.location, "kept": done.kept or None, "rows": rows})
    else:
        code = "cli.restore.done_kept" if done.kept else "cli.restore.done"
        params = {"path": done.location, "kept": done.kept, "rows": rows}
        print_line(translate(code, params, arguments.language))
    return 0
