"""``border-gis export``: write data for others, through a release profile, with a manifest."""

from __future__ import annotations

import argparse
from pathlib import Path

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.i18n import describe_finding, translate

NAME = "export"
EXAMPLE = (
    "border-gis export -o OUT --officer NAME\n"
    "border-gis export -o OUT --what marker --what line --format qgis --province 'Cao Bằng'\n"
    "border-gis export -o OUT --profile counterpart --format gpkg --format xlsx --json"
)
DEFAULT_FORMATS = ("gpkg", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to write, in which forms, for whom, and where."""
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, required=True, help="cli.export.help.output"
    )
    parser.add_argument("--what", metavar="KIND", action="append", default=None, help="cli.export.help.what")
    parser.add_argument(
        "--format", metavar="FORMAT", action="append", default=None, help="cli.export.help.format"
    )
    parser.add_argument("--profile", metavar="PROFILE", default="internal", help="cli.export.help.profile")
    parser.add_argument("--province", metavar="NAME", default="", help="cli.export.help.province")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and say where they are and what formats could not carry."""
    from border_gis.services.exporting import EXPORT_KINDS, export_data, zone_of_province
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(arguments.settings)
    try:
        with ProgressBar() as bar:
            made = export_data(
                workspace,
                tuple(dict.fromkeys(arguments.what or EXPORT_KINDS)),
                tuple(dict.fromkeys(arguments.format or DEFAULT_FORMATS)),
                arguments.output,
                profile=arguments.profile,
                language=arguments.language,
                zone=zone_of_province(arguments.province),
                progress=bar.show,
            )
    finally:
        workspace.close()
    for finding in made.findings:
        print_message(describe_finding(finding, arguments.language))
    if arguments.json:
        print_json(
            {
                "folder": str(arguments.output),
                "files": [path.name for path in made.paths],
                "records": dict(made.counts),
                "withheld": dict(made.withheld),
                "profile": made.mark.profile.code,
            }
        )
        return 0
    params = {
        "files": len(made.paths),
        "path": str(arguments.output),
        "records": sum(made.counts.values()),
        "profile": made.mark.profile.name(arguments.language),
    }
    print_line(translate("cli.export.made", params, arguments.language))
    if made.withheld:
        kept = {"count": sum(made.withheld.values())}
        print_line(translate("cli.export.withheld", kept, arguments.language))
    return 0
