"""``border-gis proceeding``: what the office itself did and wrote: record, list, correct, withdraw, undo."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from border_gis.boundary.dates import PartialDate
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.boundary.changes import RegisterChange
    from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding
    from border_gis.services.proceeding_drafts import ProceedingDraft
    from border_gis.services.proceedings import ProceedingPage
    from border_gis.services.workspaces import Workspace

NAME = "proceeding"
EXAMPLE = (
    'border-gis proceeding add --kind comments --date 2026-05 --state sent --title "Góp ý dự thảo Quy chế" '
    '--paper "12/SNgV|2026-05-11|Dự thảo Quy chế"\n'
    'border-gis proceeding list --from 2022 --to 2022 --text "cửa khẩu"\n'
    'border-gis proceeding correct CT-CB-2022-001 --state held --reason "đã họp"\n'
    "border-gis proceeding show CT-CB-2022-001 --json"
)

ACTIONS = ("add", "list", "show", "correct", "withdraw", "undo", "kinds")
_SINGLE = ("kind", "title", "date", "until", "state", "place", "note", "source", "province", "secrecy")
_SEVERAL = ("paper", "office", "gate", "unit", "incident")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and what is said of it."""
    parser.add_argument("action", choices=ACTIONS, help="cli.proceeding.help.action")
    parser.add_argument("id", metavar="ID", nargs="?", default="", help="cli.proceeding.help.id")
    for name in _SINGLE:
        parser.add_argument(
            f"--{name}", metavar=name.upper(), default=None, help=f"cli.proceeding.help.{name}"
        )
    for name in _SEVERAL:
        parser.add_argument(
            f"--{name}", metavar=name.upper(), action="append", default=None,
            help=f"cli.proceeding.help.{name}",
        )  # fmt: skip
    for name in ("reason", "from", "to", "text"):
        parser.add_argument(
            f"--{name}", metavar=name.upper(), default="", dest=f"wanted_{name}",
            help=f"cli.proceeding.help.{name}",
        )  # fmt: skip
    parser.add_argument("--withdrawn", action="store_true", help="cli.proceeding.help.withdrawn")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    from border_gis.services.proceedings import show_proceeding
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "kinds":
            _print_kinds(workspace, arguments)
        elif arguments.action == "list":
            _print_list(workspace, arguments)
        else:
            done = _do(workspace, arguments)
            page = show_proceeding(workspace, done)
            if arguments.json:
                print_json(describe_page(page))
            else:
                _print_page(page, arguments.language)
    finally:
        workspace.close()
    return 0


def describe_page(page: ProceedingPage) -> dict[str, Any]:
    """Return a proceeding with its history, in plain JSON values; incidents by their numbers."""
    from border_gis.proceedings.model import describe_proceeding

    return {
        "id": page.proceeding.id,
        **describe_proceeding(page.proceeding),
        "incidents": [incident.number for incident in page.incidents],
        "history": [_describe_change(change) for change in page.changes],
    }


def _describe_change(change: RegisterChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "recorded_at": change.recorded_at.isoformat(),
        "author": change.author,
        "reason": change.reason,
        "before": dict(change.before),
        "after": dict(change.after),
        "undoes": change.undoes,
    }


def _do(workspace: Workspace, arguments: argparse.Namespace) -> str:
    """Do what changes something, or nothing for ``show``; return the id of the proceeding."""
    from border_gis.services.proceeding_drafts import ProceedingDraft
    from border_gis.services.proceedings import (
        correct_proceeding,
        draft_of_proceeding,
        record_proceeding,
        show_proceeding,
        undo_proceeding_change,
        withdraw_proceeding,
    )

    if arguments.action == "add":
        return record_proceeding(workspace, _fill(ProceedingDraft("", ""), arguments)).id
    if not arguments.id:
        raise InputError("cli.proceeding.no_id", action=arguments.action)
    if arguments.action == "undo":
        return undo_proceeding_change(workspace, arguments.id, arguments.wanted_reason).id
    if arguments.action == "withdraw":
        return withdraw_proceeding(workspace, arguments.id, arguments.wanted_reason).id
    known = show_proceeding(workspace, arguments.id).proceeding
    if arguments.action == "correct":
        draft = _fill(draft_of_proceeding(workspace, known), arguments)
        correct_proceeding(workspace, known, draft, arguments.wanted_reason)
    return known.id


def _fill(draft: ProceedingDraft, arguments: argparse.Namespace) -> ProceedingDraft:
    """Return a draft with what was said on the command line; the rest as it was."""
    from border_gis.access import Secrecy
    from border_gis.proceedings.model import ProceedingState

    said: dict[str, Any] = {
        "kind": arguments.kind,
        "title": arguments.title,
        "happened": _read_date(arguments.date),
        "until": _read_date(arguments.until),
        "state": _choose(arguments.state, ProceedingState),
        "papers": None if arguments.paper is None else tuple(map(_read_paper, arguments.paper)),
        "offices": None if arguments.office is None else tuple(arguments.office),
        "reference_text": arguments.place,
        "gates": None if arguments.gate is None else tuple(map(_read_gate, arguments.gate)),
        "units": None if arguments.unit is None else tuple(arguments.unit),
        "incidents": None if arguments.incident is None else tuple(arguments.incident),
        "text": arguments.note,
        "source": arguments.source,
        "province": arguments.province,
        "secrecy": _choose(arguments.secrecy, Secrecy),
    }
    return replace(draft, **{name: value for name, value in said.items() if value is not None})


def _read_date(text: str | None) -> PartialDate | None:
    if text is None or not text.strip():
        return None
    try:
        return PartialDate.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("cli.proceeding.bad_date", text=text) from error


def _choose(text: str | None, choices: Any) -> Any:
    if text is None:
        return None
    try:
        return choices(text.strip())
    except ValueError as error:
        known = [each.value for each in choices]
        raise InputError("cli.proceeding.bad_choice", text=text, known=known) from error


def _read_paper(text: str) -> NamedPaper:
    """Read ``NUMBER|DATE|TITLE``, or a title alone."""
    from border_gis.proceedings.model import NamedPaper

    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 3:
        return NamedPaper(text.strip())
    return NamedPaper(parts[2], parts[0], _read_date(parts[1]))


def _read_gate(text: str) -> NamedGate:
    """Read ``NAME`` or ``NAME=what it is to become``."""
    from border_gis.boundary.gates import GateKind
    from border_gis.proceedings.model import NamedGate

    name, _, sought = text.partition("=")
    return NamedGate(name.strip(), _choose(sought, GateKind) if sought.strip() else None)


def _print_kinds(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from border_gis.proceedings.kinds import describe_proceeding_kind
    from border_gis.services.workflow import list_proceeding_kinds

    kinds = list_proceeding_kinds(workspace)
    if arguments.json:
        print_json([describe_proceeding_kind(kind) for kind in kinds])
        return
    for kind in kinds:
        print_line(f"{kind.code:<26} {kind.name[arguments.language]}")


def _print_list(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from border_gis.services.proceedings import ProceedingFilter, list_proceedings, show_proceeding
    from border_gis.services.workflow import list_proceeding_kinds

    wish = ProceedingFilter(
        arguments.wanted_text,
        (arguments.kind,) if arguments.kind else (),
        _read_date(arguments.wanted_from),
        _read_date(arguments.wanted_to),
        arguments.withdrawn,
    )
    found = list_proceedings(workspace, wish)
    if arguments.json:
        print_json([describe_page(show_proceeding(workspace, each.id)) for each in found])
        return
    if not found:
        print_message(translate("cli.proceeding.none", None, arguments.language))
    names = {kind.code: kind.name[arguments.language] for kind in list_proceeding_kinds(workspace)}
    for each in found:
        print_line(_say_row(each, names.get(each.kind, each.kind), arguments.language))


def _say_row(proceeding: Proceeding, kind: str, language: str) -> str:
    params = {
        "number": proceeding.number,
        "happened": proceeding.happened,
        "kind": kind,
        "state": proceeding.state,
        "title": proceeding.title,
    }
    return translate("cli.proceeding.row", params, language)


def _print_page(page: ProceedingPage, language: str) -> None:
    said = page.proceeding
    print_line(_say_row(said, said.kind if page.kind is None else page.kind.name[language], language))
    papers = [
        ", ".join(
            part
            for part in (
                paper.number,
                describe_value(paper.date, language) if paper.date else "",
                paper.title,
            )
            if part
        )
        for paper in said.papers
    ]
    gates = [
        gate.name if gate.sought is None else f"{gate.name} → {describe_value(gate.sought, language)}"
        for gate in said.gates
    ]
    facts = {
        "papers": "; ".join(papers),
        "offices": "; ".join(said.offices),
        "reference_as_written": said.reference_as_written,
        "gates": "; ".join(gates),
        "units": "; ".join(said.units),
        "incidents": ", ".join(incident.number for incident in page.incidents),
        "text": said.text,
        "source": said.source,
        "is_withdrawn": describe_value(True, language) if said.is_withdrawn else "",
    }
    for name, value in facts.items():
        if value:
            words = translate(f"proceeding_field.{name}", None, language)
            print_line(translate("cli.proceeding.fact", {"name": words, "value": value}, language))
    for change in page.changes:
        params = {
            "moment": change.recorded_at,
            "author": change.author,
            "what": translate(f"proceedings.entry_{change.kind}", None, language),
            "reason": change.reason or "–",
            "id": change.id,
        }
        print_line(translate("cli.proceeding.entry", params, language))
