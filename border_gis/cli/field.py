"""``border-gis field``: pack a survey area for field work, and take the pack back."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.access import Secrecy
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_code, describe_finding, describe_value, translate

if TYPE_CHECKING:
    from border_gis.services.field_returns import ReturnPreview
    from border_gis.services.workspaces import Workspace
    from border_gis.surveys.field import Choice
    from border_gis.surveys.field_compare import FieldItem

NAME = "field"
EXAMPLE = (
    "border-gis field pack KS-CB-2022-001 -o OUT --officer NAME\n"
    "border-gis field unpack OUT --dry-run\n"
    "border-gis field unpack OUT --decide KEY=field --officer NAME --json\n"
    "border-gis field list\n"
    "border-gis field undo ID --officer NAME"
)
HAS_OPEN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, with what, and how."""
    parser.add_argument("action", choices=("pack", "unpack", "list", "undo"), help="cli.field.help.action")
    parser.add_argument("subject", metavar="SUBJECT", nargs="?", default="", help="cli.field.help.subject")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, default=None, help="cli.field.help.output"
    )
    parser.add_argument("--profile", metavar="PROFILE", default="internal", help="cli.field.help.profile")
    parser.add_argument("--level", choices=[*Secrecy], default=Secrecy.NONE, help="cli.field.help.level")
    parser.add_argument("--dry-run", action="store_true", help="cli.field.help.dry_run")
    parser.add_argument(
        "--decide", metavar="KEY=WHOSE", action="append", default=[], help="cli.field.help.decide"
    )
    parser.add_argument("--reason", metavar="TEXT", default="", help="cli.field.help.reason")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; return 1 where rows are left for a person."""
    from border_gis.services.workspaces import init_workspace

    if arguments.action != "list" and not arguments.subject:
        raise InputError("cli.field.no_subject")
    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "pack":
            return _pack(workspace, arguments)
        if arguments.action == "unpack":
            return _unpack(workspace, arguments)
        return _undo(workspace, arguments) if arguments.action == "undo" else _list(workspace, arguments)
    finally:
        workspace.close()


def _pack(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.field_packs import make_field_archive, make_field_pack

    output: Path | None = arguments.output
    if output is None:
        raise InputError("cli.field.no_output")
    options: dict[str, Any] = {
        "profile": arguments.profile,
        "highest": Secrecy(arguments.level),
        "language": arguments.language,
    }
    if output.suffix.lower() == ".zip":
        if output.exists():
            raise InputError("exporting.folder_in_use", path=str(output))
        _, content, made = make_field_archive(workspace, arguments.subject, **options)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(content)
    else:
        made = make_field_pack(workspace, arguments.subject, output, **options)
    for finding in made.findings:
        print_message(describe_finding(finding, arguments.language))
    if arguments.json:
        print_json(
            {
                "pack": made.pack.id,
                "number": made.pack.number,
                "output": str(output),
                "files": [path.name for path in made.paths],
                "records": dict(made.counts),
                "withheld": dict(made.withheld),
                "profile": made.pack.profile,
                "level": made.pack.level.value,
            }
        )
        return 0
    params = {
        "number": made.pack.number,
        "path": str(output),
        "profile": made.mark.profile.name(arguments.language),
        **{f"{kind}s": count for kind, count in made.counts.items()},
    }
    print_line(translate("cli.field.made", params, arguments.language))
    if made.withheld:
        kept = {"count": sum(made.withheld.values())}
        print_line(translate("cli.field.withheld", kept, arguments.language))
    return 0


def _unpack(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.field_returns import preview_return, take_return
    from border_gis.surveys.field_compare import FieldOutcome

    choices = _read_choices(arguments.decide)
    language = arguments.language
    with tempfile.TemporaryDirectory(prefix="border-gis-field-") as scratch:
        preview = preview_return(workspace, Path(arguments.subject), Path(scratch))
        entry = None
        if not arguments.dry_run:
            entry = take_return(workspace, preview, choices, arguments.reason)
    left = [item for item in preview.left if entry is None or item.key not in choices]
    if arguments.json:
        print_json(
            {
                "pack": preview.pack.id,
                "number": preview.pack.number,
                "return": None if entry is None else entry.id,
                "taken": 0 if entry is None else len(entry.deeds),
                "items": [_describe(item) for item in preview.items if item.outcome is not FieldOutcome.SAME],
                "unchanged": len(preview.of(FieldOutcome.SAME)),
                "findings": [describe_finding(each, language) for each in preview.findings],
            }
        )
        return HAS_OPEN if left else 0
    _write(preview, language)
    if arguments.dry_run:
        counts = {
            "take": len(preview.of(FieldOutcome.TAKE)),
            "same": len(preview.of(FieldOutcome.SAME)),
            "left": len(preview.left),
        }
        print_line(translate("cli.field.counted", counts, language))
    elif entry is None:
        print_line(translate("cli.field.nothing_new", None, language))
    else:
        told = {"count": len(entry.deeds), "id": entry.id, "left": len(entry.left)}
        print_line(translate("cli.field.taken", told, language))
    return HAS_OPEN if left else 0


def _read_choices(texts: list[str]) -> dict[str, Choice]:
    choices: dict[str, Choice] = {}
    for text in texts:
        key, _, whose = text.rpartition("=")
        if not key or whose not in ("office", "field"):
            raise InputError("cli.field.bad_decision", text=text)
        choices[key] = "office" if whose == "office" else "field"
    return choices


def _describe(item: FieldItem) -> dict[str, Any]:
    return {
        "outcome": item.outcome.value,
        "kind": item.kind.value,
        "key": item.key,
        "label": item.label,
        "values": [
            {
                "field": each.name,
                "packed": each.packed,
                "office": each.office,
                "from_field": each.field,
                "conflict": each.name in item.both,
            }
            for each in item.values
        ],
        "note": item.row.note if item.row is not None and item.new_note else "",
        "photos": list(item.new_photos),
    }


def _write(preview: ReturnPreview, language: str) -> None:
    from border_gis.surveys.field_compare import FieldOutcome

    for item in preview.items:
        if item.outcome is FieldOutcome.SAME:
            continue
        params = {
            "outcome": describe_value(item.outcome, language),
            "kind": describe_value(item.kind, language),
            "label": item.label,
            "key": item.key,
        }
        print_line(translate("cli.field.item", params, language))
        for each in item.values:
            said = {
                "field": translate(f"field_value.{each.name}", None, language),
                "packed": _say(item, each.name, each.packed, language),
                "office": _say(item, each.name, each.office, language),
                "value": _say(item, each.name, each.field, language),
            }
            print_line("   " + translate("cli.field.value", said, language))
        if item.new_note and item.row is not None:
            print_line("   " + translate("cli.field.note", {"note": item.row.note}, language))
        if item.new_photos:
            print_line("   " + translate("cli.field.photos", {"names": list(item.new_photos)}, language))
    for finding in preview.findings:
        print_message(describe_finding(finding, language))


def _say(item: FieldItem, name: str, value: str | None, language: str) -> str:
    kind = "incident" if item.kind.value == "observation" else item.kind.value
    return "–" if value is None else describe_code(f"{kind}_{name}", value, language)


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.field_packs import list_field_packs
    from border_gis.services.surveys import find_area

    area_id = find_area(workspace, arguments.subject).id if arguments.subject else ""
    found = list_field_packs(workspace, area_id)
    if arguments.json:
        print_json(
            [
                {
                    "pack": pack.id,
                    "number": pack.number,
                    "area": pack.area_number,
                    "made_at": pack.made_at.isoformat(),
                    "author": pack.author,
                    "profile": pack.profile,
                    "level": pack.level.value,
                    "returns": [
                        {
                            "id": each.id,
                            "kind": each.kind,
                            "recorded_at": each.recorded_at.isoformat(),
                            "author": each.author,
                            "taken": len(each.deeds),
                            "left": len(each.left),
                            "undoes": each.undoes or None,
                        }
                        for each in returns
                    ],
                }
                for pack, returns in found
            ]
        )
        return 0
    language = arguments.language
    for pack, returns in found:
        params = {
            "number": pack.number,
            "area": pack.area_number,
            "moment": pack.made_at,
            "author": pack.author,
            "profile": pack.profile,
            "returns": sum(each.kind == "return" for each in returns),
        }
        print_line(translate("cli.field.row", params, language))
        for each in returns:
            told = {
                "moment": each.recorded_at,
                "author": each.author,
                "file": each.file_name,
                "count": len(each.deeds),
                "id": each.id,
            }
            code = "cli.field.return_row" if each.kind == "return" else "cli.field.undo_row"
            print_line(translate(code, told, language))
    return 0


def _undo(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.field_undoing import undo_return

    undone = undo_return(workspace, arguments.subject, arguments.reason)
    if arguments.json:
        print_json({"id": undone.id, "undoes": undone.undoes})
        return 0
    print_line(translate("cli.field.undone", {"file": undone.file_name}, arguments.language))
    return 0
