"""``border-gis export``: write data for others, through a release profile, with a manifest."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.check import read_day
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.services.export_selection import ExportSelection
    from border_gis.services.workspaces import Workspace

NAME = "export"
EXAMPLE = (
    "border-gis export -o OUT --officer NAME\n"
    "border-gis export -o OUT --what marker --what line --format qgis --province 'Cao Bằng'\n"
    "border-gis export --profile counterpart --from 2026-01-01 --to 2026-06-30 --dry-run\n"
    "border-gis export -o OUT --profile counterpart --format gpkg --format xlsx --json"
)
DEFAULT_FORMATS = ("gpkg", "xlsx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to write, in which forms, for whom, and where."""
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, default=None, help="cli.export.help.output"
    )
    parser.add_argument("--what", metavar="KIND", action="append", default=None, help="cli.export.help.what")
    parser.add_argument(
        "--format", metavar="FORMAT", action="append", default=None, help="cli.export.help.format"
    )
    parser.add_argument("--profile", metavar="PROFILE", default="internal", help="cli.export.help.profile")
    parser.add_argument("--province", metavar="NAME", default="", help="cli.export.help.province")
    parser.add_argument("--from", dest="first_day", metavar="DATE", default=None, help="cli.export.help.from")
    parser.add_argument("--to", dest="last_day", metavar="DATE", default=None, help="cli.export.help.to")
    parser.add_argument("--unit", metavar="NAME", default="", help="cli.export.help.unit")
    parser.add_argument("--area", metavar="NUMBER", default="", help="cli.export.help.area")
    parser.add_argument("--dry-run", action="store_true", help="cli.export.help.dry_run")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and say where they are and what formats could not carry."""
    from border_gis.services.exporting import EXPORT_KINDS, export_data, zone_of_province
    from border_gis.services.workspaces import init_workspace

    if arguments.output is None and not arguments.dry_run:
        raise InputError("cli.export.no_folder")
    workspace = init_workspace(arguments.settings)
    try:
        selection = _read_selection(workspace, arguments)
        if arguments.dry_run:
            return _show_preview(workspace, arguments, selection)
        with ProgressBar() as bar:
            made = export_data(
                workspace,
                tuple(dict.fromkeys(arguments.what or EXPORT_KINDS)),
                tuple(dict.fromkeys(arguments.format or DEFAULT_FORMATS)),
                arguments.output,
                profile=arguments.profile,
                language=arguments.language,
                zone=zone_of_province(arguments.province),
                selection=selection,
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


def _read_selection(workspace: Workspace, arguments: argparse.Namespace) -> ExportSelection | None:
    from border_gis.services.export_selection import ExportSelection, find_unit

    chosen = ExportSelection(
        read_day(arguments.first_day),
        read_day(arguments.last_day),
        find_unit(workspace, arguments.unit).id if arguments.unit else "",
        workspace.store.survey_area(arguments.area).id if arguments.area else "",
    )
    return None if chosen == ExportSelection() else chosen


def _show_preview(
    workspace: Workspace, arguments: argparse.Namespace, selection: ExportSelection | None
) -> int:
    """Say what would go out of each kind, and what would stay here."""
    from border_gis.services.export_previews import preview_export
    from border_gis.services.exporting import EXPORT_KINDS

    kinds = tuple(dict.fromkeys(arguments.what or EXPORT_KINDS))
    previews = preview_export(workspace, kinds, arguments.profile, selection)
    if arguments.json:
        print_json(
            [
                {
                    "kind": each.kind,
                    "going": each.going,
                    "not_chosen": each.not_chosen,
                    "withheld": each.withheld,
                    "fields_left_out": list(each.left_out),
                    "level": each.level.value,
                }
                for each in previews
            ]
        )
        return 0
    for each in previews:
        params = {
            "kind": each.kind,
            "going": each.going,
            "not_chosen": each.not_chosen,
            "withheld": each.withheld,
            "fields": list(each.left_out) or "–",
        }
        print_line(translate("cli.export.would", params, arguments.language))
    return 0
