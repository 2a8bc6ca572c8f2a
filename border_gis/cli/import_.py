"""``border-gis import``: bring an office's own file in, or see first what would come of it."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli._field_imports import (
    add_field_arguments,
    find_table,
    import_form_file,
    import_photo_files,
)
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import ProgressBar, print_json, print_line, print_message
from border_gis.errors import DataError, InputError
from border_gis.i18n import describe_finding, translate

if TYPE_CHECKING:
    from border_gis.boundary.coordinates.suspects import Suspicion
    from border_gis.services.import_previews import ImportPreview

NAME = "import"
EXAMPLE = (
    "border-gis import so-moc.xlsx --dry-run\n"
    "border-gis import so-moc.xlsx --as markers --crs EPSG:9210 --officer NAME\n"
    "border-gis import vu-viec.csv --as incidents --map title='Nội dung' --only-good --officer NAME --json\n"
    "border-gis import tuan-tra.xlsx anh.zip --dry-run --json\n"
    "border-gis import DCIM/ --attach '*=CB-2026-004' --officer NAME\n"
    "border-gis import --list\n"
    "border-gis import --undo ID --officer NAME"
)
HAS_FINDINGS = 1
MISTAKES = ("swapped", "swapped_plane", "shift_forgotten", "shift_twice", "wrong_rotations", "web_map")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, how it is read, and what happens to it."""
    parser.add_argument(
        "files", metavar="FILE", type=Path, nargs="*", default=[], help="cli.import.help.files"
    )
    targets = ["markers", "line", "works", "incidents", "units"]
    parser.add_argument("--as", dest="target", choices=targets, default=None, help="cli.import.help.as")
    parser.add_argument("--layer", metavar="NAME", default=None, help="cli.import.help.layer")
    parser.add_argument(
        "--map", metavar="OURS=THEIRS", action="append", default=[], help="cli.import.help.map"
    )
    parser.add_argument("--crs", metavar="CRS", default=None, help="cli.import.help.crs")
    parser.add_argument("--text", metavar="FORM", default=None, help="cli.import.help.text")
    parser.add_argument("--encoding", metavar="NAME", default=None, help="cli.import.help.encoding")
    parser.add_argument("--keep-units", action="store_true", help="cli.import.help.keep_units")
    parser.add_argument("--correct", choices=MISTAKES, default=None, help="cli.import.help.correct")
    parser.add_argument("--dry-run", action="store_true", help="cli.import.help.dry_run")
    parser.add_argument("--only-good", action="store_true", help="cli.import.help.only_good")
    parser.add_argument("--replace", action="store_true", help="cli.import.help.replace")
    parser.add_argument("--list", action="store_true", help="cli.import.help.list")
    parser.add_argument("--undo", metavar="ID", default=None, help="cli.import.help.undo")
    add_field_arguments(parser)
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Bring the file in, show what would come of it, list imports, or take one back."""
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(arguments.settings)
    try:
        if arguments.list:
            return _list(workspace, arguments)
        if arguments.undo is not None:
            return _undo(workspace, arguments)
        if not arguments.files:
            raise InputError("cli.import.no_file")
        for path in arguments.files:
            if not path.exists():
                raise DataError("exchange.file_not_found", path=str(path))
        with tempfile.TemporaryDirectory(prefix="border-gis-import-") as folder:
            return _import(workspace, arguments, Path(folder))
    finally:
        workspace.close()


def _import(workspace: Any, arguments: argparse.Namespace, folder: Path) -> int:
    from border_gis.exchange.incoming.correcting import Correction
    from border_gis.exchange.incoming.forms import open_form
    from border_gis.exchange.incoming.handed_in import ARCHIVES, sort_handed_in
    from border_gis.exchange.incoming.photos import is_photo
    from border_gis.exchange.incoming.targets import Target
    from border_gis.exchange.legacy_text import TextForm
    from border_gis.services.import_previews import ImportWish, preview_import
    from border_gis.services.importing import run_import

    wish = ImportWish(
        layer=arguments.layer,
        target=None if arguments.target is None else Target(arguments.target),
        fields=_read_map(arguments.map),
        crs=_read_crs(arguments.crs),
        text_form=_read_form(arguments.text, TextForm),
        encoding=arguments.encoding,
        keeps_units=arguments.keep_units,
        correction=None if arguments.correct is None else Correction(arguments.correct),
    )
    path, form = arguments.files[0], None
    is_alone = len(arguments.files) == 1 and path.is_file() and path.suffix.lower() not in ARCHIVES
    if not is_alone or is_photo(path):
        files = sort_handed_in(arguments.files, folder)
        if files.has_photos_only:
            return import_photo_files(workspace, files, arguments)
        path = find_table(files)
        form = open_form(path, files.files)
    else:
        form = open_form(path, reads_beside=True)
    if form is not None:
        return import_form_file(workspace, form, wish, arguments)
    with ProgressBar() as bar:
        preview = preview_import(workspace, path, wish, bar.show)
    entry = None
    if not arguments.dry_run:
        entry = run_import(
            workspace,
            preview,
            only_good=arguments.only_good,
            existing="replace" if arguments.replace else "skip",
        )
    if arguments.json:
        print_json(_describe(preview, None if entry is None else entry.id, arguments.language))
    else:
        _write(preview, arguments.language)
        if entry is not None:
            params = {"count": len(entry.added), "left_out": entry.rows_left_out, "id": entry.id}
            print_line(translate("cli.import.made", params, arguments.language))
    return HAS_FINDINGS if preview.bad or preview.blocked_by else 0


def _list(workspace: Any, arguments: argparse.Namespace) -> int:
    from border_gis.services.importing import list_imports

    entries = list_imports(workspace)
    if arguments.json:
        print_json(
            [
                {
                    "id": entry.id,
                    "kind": entry.kind,
                    "recorded_at": entry.recorded_at.isoformat(),
                    "author": entry.author,
                    "target": entry.target,
                    "file": entry.file_name,
                    "sha256": entry.file_sha256,
                    "added": len(entry.added),
                    "replaced": len(entry.replaced),
                    "left_out": entry.rows_left_out,
                    "undoes": entry.undoes or None,
                }
                for entry in entries
            ]
        )
        return 0
    for entry in entries:
        params = {
            "moment": entry.recorded_at,
            "author": entry.author,
            "file": entry.file_name,
            "count": len(entry.added),
            "id": entry.id,
        }
        print_line(translate(f"cli.import.listed_{entry.kind}", params, arguments.language))
    return 0


def _undo(workspace: Any, arguments: argparse.Namespace) -> int:
    from border_gis.services.importing import undo_import

    entry = undo_import(workspace, arguments.undo)
    if arguments.json:
        print_json({"undone": entry.undoes, "id": entry.id})
    else:
        print_line(translate("cli.import.undone", {"file": entry.file_name}, arguments.language))
    return 0


def _read_map(pairs: list[str]) -> dict[str, str | None]:
    fields: dict[str, str | None] = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours.strip():
            raise InputError("cli.import.bad_map", text=pair)
        fields[ours.strip()] = theirs.strip() or None
    return fields


def _read_crs(text: str | None) -> str | None:
    if text is None:
        return None
    plain = text.strip()
    return f"EPSG:{plain}" if plain.isdecimal() else plain


def _read_form(text: str | None, forms: Any) -> Any:
    if text is None:
        return None
    try:
        return forms(text)
    except ValueError as error:
        raise InputError(
            "cli.import.bad_text_form", value=text, known=[form.value for form in forms]
        ) from error


def _write(preview: ImportPreview, language: str) -> None:
    params = {
        "path": preview.path.name,
        "layer": preview.layer.name,
        "target": preview.target,
        "good": len(preview.good),
        "bad": len(preview.bad),
        "existing": len(preview.existing),
    }
    print_line(translate("cli.import.preview", params, language))
    for match in preview.fields.matches:
        said = {"ours": match.target, "theirs": match.source, "by": match.by}
        print_line("    " + translate("cli.import.matched", said, language))
    unused = preview.fields.unused(preview.layer)
    if unused:
        print_line("    " + translate("cli.import.unused", {"fields": list(unused)}, language))
    blocked = () if preview.blocked_by is None else (preview.blocked_by,)
    for finding in (*blocked, *preview.findings, *preview.row_findings):
        print_message(describe_finding(finding, language))
    for suspicion in preview.suspicions:
        print_message(_say_suspicion(suspicion, language))
        print_message("    " + translate("cli.import.offer", {"words": _offer(suspicion)}, language))


def _say_suspicion(suspicion: Suspicion, language: str) -> str:
    params = {
        "count": suspicion.count,
        "before_m": suspicion.before_m,
        "after_m": suspicion.after_m,
        "zone": "" if suspicion.zone is None else suspicion.zone.name,
    }
    return translate(f"suspicion.{suspicion.code}", params, language)


def _offer(suspicion: Suspicion) -> str:
    """Return the words that undo a mistake when the command is given again with them."""
    if suspicion.code == "other_zone" and suspicion.zone is not None:
        return f"--crs EPSG:{suspicion.zone.epsg}"
    return f"--correct {suspicion.code}"


def _describe(preview: ImportPreview, import_id: str | None, language: str) -> dict[str, Any]:
    blocked = () if preview.blocked_by is None else (preview.blocked_by,)
    return {
        "import": import_id,
        "file": preview.path.name,
        "sha256": preview.file_sha256,
        "format": preview.format,
        "layer": preview.layer.name,
        "layers": [layer.name for layer in preview.layers],
        "target": preview.target.value,
        "fields": {
            match.target: {"source": match.source, "by": match.by} for match in preview.fields.matches
        },
        "unused": list(preview.fields.unused(preview.layer)),
        "crs": preview.crs,
        "correction": preview.correction,
        "text_form": preview.text_form.value,
        "rows": len(preview.rows),
        "good": len(preview.good),
        "existing": sorted(preview.existing),
        "blocked_by": [finding.code for finding in blocked],
        "findings": [
            {
                "row": int(finding.where) if finding.where.isdecimal() else None,
                "severity": finding.severity.value,
                "code": finding.code,
                "message": describe_finding(finding, language),
            }
            for finding in (*preview.findings, *preview.row_findings)
        ],
        "suspicions": [
            {
                "code": each.code,
                "before_m": None if each.before_m == float("inf") else round(each.before_m, 3),
                "after_m": round(each.after_m, 3),
                "count": each.count,
                "message": _say_suspicion(each, language),
                "offer": _offer(each),
            }
            for each in preview.suspicions
        ],
    }
