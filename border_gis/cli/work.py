"""``border-gis work``: record a work near the line, change it, show one, list them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.check import describe_verdict
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_finding, describe_value, read_date, translate
from border_gis.works.history import describe_work
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.gravity import GRAVEST_FIRST
from border_gis.zones.verdict import Outcome

if TYPE_CHECKING:
    from border_gis.services.work_recording import WorkDraft, WorkPreview
    from border_gis.services.works import LineVerdicts, WorkPage, WorkRow
    from border_gis.services.workspaces import Workspace

NAME = "work"
EXAMPLE = (
    'border-gis work add --kind building --party cn --place "22.8340, 106.7210" --accuracy-m 3 --since 2021\n'
    'border-gis work change ID --state completed --date 2023-05 --document "BB 7/2023"\n'
    "border-gis work show ID --json\n"
    "border-gis work list --near 834/1 --outcome prohibited"
)

_ANSWERS = {"yes": True, "no": False, "unknown": None}
_DATES = ("since", "extended", "notified")
_TEXTS = ("name", "description", "source", "document", "agreement-paper")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and everything that a work says."""
    parser.add_argument("action", choices=("add", "change", "show", "list"), help="cli.work.help.action")
    parser.add_argument("id", metavar="ID", nargs="?", default="", help="cli.work.help.id")
    parser.add_argument("--kind", choices=[*WorkKind], default=None, help="cli.work.help.kind")
    parser.add_argument("--party", choices=[*WorkParty], default=None, help="cli.work.help.party")
    parser.add_argument("--state", choices=[*WorkState], default=None, help="cli.work.help.state")
    parser.add_argument("--place", metavar="PLACE", action="append", default=None, help="cli.work.help.place")
    parser.add_argument(
        "--accuracy-m", metavar="METRES", type=float, default=None, help="cli.work.help.accuracy_m"
    )
    for name in _DATES:
        parser.add_argument(f"--{name}", metavar="DATE", default=None, help=f"cli.work.help.{name}")
    for name in _TEXTS:
        code = f"cli.work.help.{name.replace('-', '_')}"
        parser.add_argument(f"--{name}", metavar="TEXT", default=None, help=code)
    for name in ("agreed", "on-border-water"):
        code = f"cli.work.help.{name.replace('-', '_')}"
        parser.add_argument(f"--{name}", choices=tuple(_ANSWERS), default=None, help=code)
    parser.add_argument("--date", metavar="DATE", default="", help="cli.work.help.date")
    parser.add_argument("--reason", metavar="TEXT", default="", help="cli.work.help.reason")
    parser.add_argument("--undo", metavar="ENTRY", default="", help="cli.work.help.undo")
    parser.add_argument("--preview", action="store_true", help="cli.work.help.preview")
    parser.add_argument("--text", metavar="TEXT", default="", help="cli.work.help.text")
    parser.add_argument("--near", metavar="PLACE", default="", help="cli.work.help.near")
    parser.add_argument(
        "--outcome", choices=[*GRAVEST_FIRST], action="append", default=[], help="cli.work.help.outcome"
    )
    parser.add_argument("--line", metavar="ID", default=None, help="cli.work.help.line")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; return 1 for a preview that cannot be recorded."""
    from border_gis.services.workspaces import init_workspace

    if arguments.action in ("change", "show") and not arguments.id:
        raise InputError("cli.work.no_id")
    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "list":
            return _list(workspace, arguments)
        if arguments.action == "show":
            return _show(workspace, arguments.id, arguments)
        return _add(workspace, arguments) if arguments.action == "add" else _change(workspace, arguments)
    finally:
        workspace.close()


def _add(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.work_recording import WorkDraft, preview_work, record_work

    if arguments.kind is None:
        raise InputError("cli.work.no_kind")
    draft = _fill(WorkDraft(WorkKind(arguments.kind)), arguments)
    draft = replace(draft, state=WorkState(arguments.state or WorkState.UNKNOWN))
    preview = preview_work(workspace, draft)
    _tell_findings(preview, arguments)
    if arguments.preview:
        return _write_preview(preview, arguments)
    return _show(workspace, record_work(workspace, draft, arguments.reason).id, arguments)


def _change(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.work_recording import (
        add_work_state,
        change_work,
        draft_of,
        preview_work,
        undo_work_change,
    )

    work = workspace.store.work(arguments.id)
    draft = _fill(draft_of(work), arguments)
    preview = preview_work(workspace, draft, work)
    _tell_findings(preview, arguments)
    if arguments.preview:
        return _write_preview(preview, arguments)
    if arguments.undo:
        undo_work_change(workspace, arguments.undo, arguments.reason)
    elif arguments.state is not None:
        add_work_state(
            workspace,
            work.id,
            WorkState(arguments.state),
            event_date=read_date(arguments.date) if arguments.date else None,
            paper=arguments.document or "",
            text=arguments.reason,
        )
    else:
        change_work(workspace, work, draft, arguments.reason)
    return _show(workspace, work.id, arguments)


def _fill(draft: WorkDraft, arguments: argparse.Namespace) -> WorkDraft:
    """Return a draft with what was said on the command line; what was not said stays."""
    said: dict[str, Any] = {}
    if arguments.kind is not None:
        said["kind"] = WorkKind(arguments.kind)
    if arguments.party is not None:
        said["party"] = WorkParty(arguments.party)
    if arguments.place is not None:
        said["place_text"] = "\n".join(arguments.place)
    if arguments.accuracy_m is not None:
        said["accuracy_m"] = arguments.accuracy_m
    for name in _DATES:
        text = getattr(arguments, name)
        if text is not None:
            said[name] = read_date(text) if text.strip() else None
    # With a state, the document is that of the state.
    for name in (each.replace("-", "_") for each in _TEXTS):
        if getattr(arguments, name) is not None and not (name == "document" and _reports_state(arguments)):
            said[name] = getattr(arguments, name)
    for name in ("agreed", "on_border_water"):
        if getattr(arguments, name) is not None:
            said[name] = _ANSWERS[getattr(arguments, name)]
    return replace(draft, **said)


def _reports_state(arguments: argparse.Namespace) -> bool:
    return arguments.action == "change" and arguments.state is not None


def _tell_findings(preview: WorkPreview, arguments: argparse.Namespace) -> None:
    for finding in preview.findings:
        print_message(describe_finding(finding, arguments.language))


def _write_preview(preview: WorkPreview, arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json(
            {
                "work": {**describe_work(preview.work), "id": None},
                "can_be_recorded": preview.can_be_recorded,
                "verdicts": _describe_lines(preview.lines),
                "findings": [finding.code for finding in preview.findings],
            }
        )
    else:
        _write_verdicts(preview.lines, arguments.language)
    return 0 if preview.can_be_recorded else 1


def _show(workspace: Workspace, work_id: str, arguments: argparse.Namespace) -> int:
    from border_gis.services.works import show_work

    page = show_work(workspace, work_id)
    if arguments.json:
        print_json(_describe_page(page))
        return 0
    work, language = page.work, arguments.language
    params = {
        "name": work.name or describe_value(work.kind, language),
        "id": work.id,
        "kind": work.kind,
        "party": work.party,
        "state": work.state,
        "place": work.reference_as_written or "–",
        "accuracy_m": work.accuracy_m,
    }
    print_line(translate("cli.work.shown", params, language))
    for state in page.states:
        told = {
            "state": state.state,
            "date": state.event_date,
            "paper": state.paper or "–",
            "undone": translate("works.undone", None, language) if state.is_undone else "",
        }
        print_line("  " + translate("cli.work.state", told, language).rstrip())
    _write_verdicts(page.lines, language)
    return 0


def _write_verdicts(lines: tuple[LineVerdicts, ...], language: str) -> None:
    for on_line in lines:
        status = on_line.line.legal_status
        print_line(translate("works.on_line", {"line": on_line.line.name, "status": status}, language))
        for ruled in on_line.verdicts:
            verdict = ruled.verdict
            if verdict.outcome is Outcome.OUTSIDE:
                continue
            article = translate("works.article", {"article": ruled.rule.article}, language)
            print_line(f"  {article}: {describe_value(verdict.outcome, language)}")
            for reason in verdict.reasons:
                print_line("      " + describe_finding(reason, language))


def _describe_page(page: WorkPage) -> dict[str, Any]:
    return {
        "id": page.work.id,
        **describe_work(page.work),
        "states": [
            {
                "state": state.state.value,
                "date": None if state.event_date is None else state.event_date.isoformat(),
                "paper": state.paper,
                "text": state.text,
                "undone": state.is_undone,
                "entry": state.change_id,
            }
            for state in page.states
        ],
        "history": [
            {
                "entry": change.id,
                "kind": change.kind,
                "recorded_at": change.recorded_at.isoformat(),
                "author": change.author,
                "reason": change.reason,
                "before": dict(change.before),
                "after": dict(change.after),
                "undoes": change.undoes,
            }
            for change in page.changes
        ],
        "verdicts": _describe_lines(page.lines),
    }


def _describe_lines(lines: tuple[LineVerdicts, ...]) -> list[dict[str, Any]]:
    return [describe_verdict(ruled.verdict) for on_line in lines for ruled in on_line.verdicts]


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.works import WorkFilter, list_works

    wanted = WorkFilter(
        text=arguments.text,
        kinds=() if arguments.kind is None else (WorkKind(arguments.kind),),
        parties=() if arguments.party is None else (WorkParty(arguments.party),),
        states=() if arguments.state is None else (WorkState(arguments.state),),
        outcomes=tuple(Outcome(outcome) for outcome in arguments.outcome),
        near=arguments.near,
        line_id=arguments.line,
    )
    rows = list_works(workspace, wanted)
    if arguments.json:
        print_json([_describe_row(row) for row in rows])
        return 0
    for row in rows:
        work = row.work
        params = {
            "id": work.id,
            "name": work.name or describe_value(work.kind, arguments.language),
            "outcome": "–" if row.verdict is None else row.verdict.outcome,
            "state": work.state,
            "place": work.reference_as_written or "–",
        }
        print_line(translate("cli.work.row", params, arguments.language))
    counts = {"found": len(rows), "total": len(workspace.works)}
    print_line(translate("works.count", counts, arguments.language))
    return 0


def _describe_row(row: WorkRow) -> dict[str, Any]:
    verdict = row.verdict
    return {
        "id": row.work.id,
        **describe_work(row.work),
        "outcome": None if verdict is None else verdict.outcome.value,
        "certainty": None if verdict is None or verdict.certainty is None else verdict.certainty.value,
        "article": None if verdict is None else verdict.gravest.article,
        "line": None if verdict is None else verdict.line_id,
    }
