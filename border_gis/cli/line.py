"""``border-gis line``: the versions of the line, one more from a file, and what a new one moves."""

from __future__ import annotations

import argparse
from pathlib import Path

from border_gis.boundary.line.version import LegalStatus
from border_gis.cli._line_changing import add_changing_arguments, change_line
from border_gis.cli._line_deriving import add_deriving_arguments, derive_version
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line
from border_gis.errors import InputError
from border_gis.i18n import translate

NAME = "line"
EXAMPLE = (
    'border-gis line list\nborder-gis line add line.geojson --name "Đường 2027" --status view_vn\n'
    "border-gis line derive xa.gpkg --sides nuoc=VN:TQ --tolerance 10 --dry-run\n"
    "border-gis line derive xa_ta.gpkg --against xa_ho.gpkg --name 'Ranh giới xã 2025'\n"
    "border-gis line change ID --dry-run\n"
    "border-gis line change ID --incidents move --works stay --reason 'Thay đường theo số liệu mới'\n"
    "border-gis line change --list\n"
    "border-gis line change --undo ID --reason 'Chọn nhầm cách dời'"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and what is to be known of a new version."""
    parser.add_argument("action", choices=("list", "add", "derive", "change"), help="cli.line.help.action")
    parser.add_argument("file", metavar="FILE|ID", nargs="?", default=None, help="cli.line.help.file")
    parser.add_argument("--name", metavar="TEXT", default="", help="cli.line.help.name")
    parser.add_argument("--source", metavar="TEXT", default="", help="cli.line.help.source")
    parser.add_argument("--status", choices=[*LegalStatus], default=None, help="cli.line.help.status")
    add_changing_arguments(parser)
    add_deriving_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="cli.line.help.dry_run")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the versions, or the one that was added."""
    from border_gis.services.line_versions import add_line_version
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "list":
            lines = workspace.lines
        elif arguments.action == "change":
            return change_line(workspace, arguments)
        elif arguments.file is None:
            raise InputError("cli.line.no_file")
        elif arguments.action == "derive":
            return derive_version(workspace, arguments)
        else:
            status = None if arguments.status is None else LegalStatus(arguments.status)
            named = {"name": arguments.name, "source": arguments.source}
            lines = (add_line_version(workspace, Path(arguments.file), status=status, **named),)
    finally:
        workspace.close()
    described = [
        {
            "id": line.id,
            "name": line.name,
            "legal_status": line.legal_status.value,
            "source": line.source,
            "length_m": round(line.length_m, 3),
            "accuracy_m": line.accuracy_m,
            "accuracy_assumed": line.accuracy_assumed,
            "demonstration": line.demonstration,
        }
        for line in lines
    ]
    if arguments.json:
        print_json(described)
        return 0
    for line in lines:
        params = {
            "name": line.name,
            "status": line.legal_status,
            "length_km": line.length_m / 1_000.0,
            "source": line.source,
            "id": line.id,
        }
        print_line(translate("cli.line.line", params, arguments.language))
    return 0
