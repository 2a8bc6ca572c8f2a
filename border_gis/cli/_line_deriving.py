"""``border-gis line derive``: the line out of the areas of two sides, looked at or stored."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from border_gis.boundary.line.version import LegalStatus
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.services.line_deriving import DeriveWish
    from border_gis.services.workspaces import Workspace

HAS_FINDINGS = 1


def add_deriving_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is to be known of the two sides."""
    parser.add_argument("--sides", metavar="FIELD=OURS:THEIRS", default=None, help="cli.line.help.sides")
    parser.add_argument("--against", metavar="FILE|ID", default="", help="cli.line.help.against")
    parser.add_argument(
        "--tolerance", metavar="METRES", type=float, default=None, help="cli.line.help.tolerance"
    )
    parser.add_argument("--gap", metavar="METRES", type=float, default=None, help="cli.line.help.gap")
    parser.add_argument("--layer", metavar="NAME", default=None, help="cli.line.help.layer")
    parser.add_argument("--crs", metavar="CRS", default=None, help="cli.line.help.crs")


def derive_version(workspace: Workspace, arguments: argparse.Namespace) -> int:
    """Show what line the areas give, and store it as a new version unless it is only looked at."""
    from border_gis.exchange.incoming.targets import Target
    from border_gis.services.import_previews import ImportWish, preview_import
    from border_gis.services.importing import run_import

    wish = ImportWish(
        layer=arguments.layer,
        target=Target.LINE,
        crs=arguments.crs,
        derive=_read_wish(arguments),
    )
    with ProgressBar() as bar:
        preview = preview_import(workspace, Path(arguments.file), wish, bar.show)
    blocked = () if preview.blocked_by is None else (preview.blocked_by,)
    findings = (*blocked, *preview.findings, *preview.row_findings)
    entry = None
    if preview.good and not arguments.dry_run:
        entry = run_import(workspace, preview, reason=arguments.reason)
    line = preview.good[0].thing if preview.good else None
    if arguments.json:
        print_json(
            {
                "import": None if entry is None else entry.id,
                "id": None if line is None else line.id,
                "length_m": None if line is None else round(line.length_m, 3),
                "vertices": None if line is None else len(line.coordinates),
                "findings": [
                    {
                        "code": finding.code,
                        "severity": finding.severity.value,
                        "message": describe_finding(finding, arguments.language),
                    }
                    for finding in findings
                ],
            }
        )
        return 0 if line is not None else HAS_FINDINGS
    for finding in findings:
        print_message(describe_finding(finding, arguments.language))
    if entry is not None and line is not None:
        params = {
            "name": line.name,
            "length_km": line.length_m / 1_000.0,
            "id": line.id,
            "import_id": entry.id,
        }
        print_line(translate("cli.line.derived", params, arguments.language))
    return 0 if line is not None else HAS_FINDINGS


def _read_wish(arguments: argparse.Namespace) -> DeriveWish:
    from border_gis.boundary.line.deriving import LONGEST_GAP_M
    from border_gis.services.line_deriving import DeriveWish

    side_field, ours, theirs = None, "", ""
    if arguments.sides is not None:
        side_field, equals, values = arguments.sides.partition("=")
        ours, colon, theirs = values.partition(":")
        if not (equals and colon and side_field and ours and theirs):
            raise InputError("cli.line.bad_sides", text=arguments.sides)
    is_file = bool(arguments.against) and Path(arguments.against).is_file()
    return DeriveWish(
        side_field="" if arguments.against and not is_file else side_field,
        ours=ours,
        theirs=theirs,
        against=Path(arguments.against) if is_file else None,
        line_id="" if is_file else arguments.against,
        tolerance_m=arguments.tolerance,
        longest_gap_m=LONGEST_GAP_M if arguments.gap is None else arguments.gap,
        name=arguments.name,
        legal_status=LegalStatus(arguments.status or LegalStatus.NO_LEGAL_VALUE),
    )
