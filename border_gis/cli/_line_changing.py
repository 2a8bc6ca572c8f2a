"""``border-gis line change``: see what a new line moves, record it, list such changes, put back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_code, translate

if TYPE_CHECKING:
    from border_gis.boundary.line_deeds import LineDeed, LineMove
    from border_gis.services.line_change_undoing import LineChange, LineUndo, MovedThing
    from border_gis.services.line_changes import LineChangeResult
    from border_gis.services.line_weighing import PlaceChange
    from border_gis.services.workspaces import Workspace

CHOICES = ("stay", "move", "measure")
HAS_LEFT = 1


def add_changing_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what becomes of each kind of thing, and what is listed or undone."""
    parser.add_argument("--incidents", choices=CHOICES, default="stay", help="cli.line.help.incidents")
    parser.add_argument("--works", choices=CHOICES, default="stay", help="cli.line.help.works")
    parser.add_argument("--reason", metavar="TEXT", default="", help="cli.line.help.reason")
    parser.add_argument("--list", action="store_true", help="cli.line.help.list")
    parser.add_argument("--undo", metavar="ID", default=None, help="cli.line.help.undo")


def change_line(workspace: Workspace, arguments: argparse.Namespace) -> int:
    """Do what was asked of changes of the line; return 1 where something stays that was to go back."""
    from border_gis.services.line_changes import apply_line_change, preview_line_change, runs_elsewhere
    from border_gis.services.line_weighing import ELSEWHERE_M, LineChangeChoice

    if arguments.list:
        return _list(workspace, arguments)
    if arguments.undo is not None:
        return _undo(workspace, arguments)
    if arguments.file is None:
        raise InputError("cli.line.no_line" if len(workspace.lines) > 1 else "cli.line.no_other")
    if arguments.dry_run:
        changes = preview_line_change(workspace, arguments.file)
        if runs_elsewhere(changes):
            far_km = ELSEWHERE_M / 1_000.0
            raise InputError("line_changes.elsewhere", line=arguments.file, farthest_km=far_km)
        return _show_moves(changes, arguments)
    choices = {
        "incident": LineChangeChoice(arguments.incidents),
        "work": LineChangeChoice(arguments.works),
    }
    done = apply_line_change(workspace, arguments.file, choices, arguments.reason)
    return _show_done(done, arguments)


def _show_done(done: LineChangeResult, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json(
            {
                "id": done.deed.id,
                "moved": done.moved,
                "stayed": done.stayed,
                "farthest_m": round(done.deed.farthest_m, 3),
                "middle_m": round(done.deed.middle_m, 3),
                "not_placed": list(done.not_placed),
            }
        )
        return 0
    params = {
        "moved": done.moved,
        "stayed": done.stayed,
        "farthest_m": done.deed.farthest_m,
        "middle_m": done.deed.middle_m,
        "id": done.deed.id,
    }
    print_line(translate("cli.line.changed", params, arguments.language))
    if done.not_placed:
        named = {"names": list(done.not_placed)}
        print_message(translate("cli.line.not_placed", named, arguments.language))
    return 0


def _show_moves(changes: Sequence[PlaceChange], arguments: argparse.Namespace) -> int:
    language = arguments.language
    if arguments.json:
        print_json(
            [
                {
                    "kind": change.kind,
                    "id": change.id,
                    "name": change.name,
                    "place": change.place,
                    "reference": change.reference,
                    "line": change.line_id,
                    "moved_m": {
                        choice.value: None if moved_m is None else round(moved_m, 3)
                        for choice, moved_m in change.moved_m.items()
                    },
                }
                for change in changes
            ]
        )
        return 0
    if not changes:
        print_line(translate("cli.line.nothing_to_move", None, language))
    for change in changes:
        moves = {
            f"{choice}_m": translate("cli.line.no_place", None, language)
            if moved_m is None
            else translate("ui.moves_metres", {"distance_m": moved_m}, language)
            for choice, moved_m in change.moved_m.items()
        }
        params = {"name": change.name, "reference": change.reference, **moves}
        print_line(translate("cli.line.move", params, language))
    return 0


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.line_change_undoing import list_line_changes

    wanted = arguments.file
    changes = [each for each in list_line_changes(workspace) if wanted in (None, each.deed.line_id)]
    if arguments.json:
        print_json([_describe(each) for each in changes])
        return 0
    if not changes:
        print_line(translate("cli.line.none_made", None, arguments.language))
    names = {line.id: line.name for line in workspace.lines}
    for each in changes:
        _write(each, names, arguments.language)
    return 0


def _write(change: LineChange, names: dict[str, str], language: str) -> None:
    deed = change.deed
    params = {
        "moment": deed.recorded_at,
        "author": deed.author,
        "before": [names.get(line_id, line_id) for line_id in deed.from_lines] or "–",
        "line": deed.line_name,
        "incidents": describe_code("line_change_choice", deed.choices.get("incident", "stay"), language),
        "works": describe_code("line_change_choice", deed.choices.get("work", "stay"), language),
        "moved": len(deed.moves),
        "farthest_m": deed.farthest_m,
        "middle_m": deed.middle_m,
        "stayed": deed.left,
        "reason": deed.reason,
        "id": deed.id,
    }
    print_line(translate("cli.line.listed", params, language))
    for undoing in change.undoings:
        told = {
            "moment": undoing.recorded_at,
            "author": undoing.author,
            "count": len(undoing.moves),
            "reason": undoing.reason,
        }
        print_line(translate("cli.line.listed_undo", told, language))


def _describe(change: LineChange) -> dict[str, Any]:
    deed = change.deed
    return {
        **_describe_deed(deed),
        "line": deed.line_id,
        "line_name": deed.line_name,
        "from": list(deed.from_lines),
        "choices": dict(deed.choices),
        "moved": len(deed.moves),
        "stayed": deed.left,
        "farthest_m": round(deed.farthest_m, 3),
        "middle_m": round(deed.middle_m, 3),
        "standing": len(change.standing),
        "moves": [_describe_move(move) for move in deed.moves],
        "undoings": [
            {**_describe_deed(each), "put_back": len(each.moves), "left": each.left}
            for each in change.undoings
        ],
    }


def _describe_deed(deed: LineDeed) -> dict[str, Any]:
    return {
        "id": deed.id,
        "recorded_at": deed.recorded_at.isoformat(),
        "author": deed.author,
        "machine": deed.machine,
        "reason": deed.reason,
    }


def _describe_move(move: LineMove) -> dict[str, Any]:
    return {
        "kind": move.kind,
        "id": move.object_id,
        "place": move.place,
        "entry": move.entry,
        "moved_m": round(move.moved_m, 3),
    }


def _undo(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.line_change_undoing import preview_line_undo, undo_line_change

    if arguments.dry_run:
        undo = preview_line_undo(workspace, arguments.undo)
    else:
        undo = undo_line_change(workspace, arguments.undo, arguments.reason)
    if arguments.json:
        print_json(_describe_undo(undo, None if arguments.dry_run else undo.change.undoings[-1].id))
        return HAS_LEFT if undo.left else 0
    params = {"count": len(undo.back), "line": undo.change.deed.line_name}
    code = "cli.line.would_undo" if arguments.dry_run else "cli.line.undone"
    print_line(translate(code, params, arguments.language))
    if undo.left:
        print_message(translate("cli.line.left_since", None, arguments.language))
    for thing in undo.left:
        name = thing.name if thing.reference in thing.name else f"{thing.name} ({thing.reference})"
        told = {"name": name, "author": thing.changed_by, "moment": thing.changed_at}
        print_message("    " + translate("line_changes.changed_since", told, arguments.language))
    return HAS_LEFT if undo.left else 0


def _describe_undo(undo: LineUndo, undo_id: str | None) -> dict[str, Any]:
    return {
        "undone": undo.change.deed.id,
        "id": undo_id,
        "put_back": [_describe_thing(thing) for thing in undo.back],
        "left": [
            {
                **_describe_thing(thing),
                "changed_by": thing.changed_by,
                "changed_at": None if thing.changed_at is None else thing.changed_at.isoformat(),
            }
            for thing in undo.left
        ],
    }


def _describe_thing(thing: MovedThing) -> dict[str, Any]:
    return {**_describe_move(thing.move), "name": thing.name, "reference": thing.reference}
