"""``border-gis activity``: plan something of the office's own, list the plans, show one."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.services.activities import ActivityPage
    from border_gis.zones.deadlines import Deadline
    from border_gis.zones.notices import Requirement
    from border_gis.zones.planned import PlannedActivity

NAME = "activity"
EXAMPLE = (
    "border-gis activity add --kind blasting --place 834/1-835 --start 2026-12-20T08:30\n"
    "border-gis activity list --json\n"
    "border-gis activity show ID --json"
)

OVERDUE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and what a plan says."""
    parser.add_argument("action", choices=("add", "list", "show"), help="cli.activity.help.action")
    parser.add_argument("id", metavar="ID", nargs="?", default="", help="cli.activity.help.id")
    for name in ("kind", "place", "start", "end", "title", "note"):
        parser.add_argument(f"--{name}", metavar=name.upper(), default="", help=f"cli.activity.help.{name}")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; return 1 when a deadline is overdue."""
    from border_gis.services.activities import list_activities, plan_activity, show_activity
    from border_gis.services.workspaces import init_workspace

    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "add":
            pages = [plan_activity(workspace, _read_draft(arguments, workspace))]
        elif arguments.action == "show":
            pages = [show_activity(workspace, arguments.id)]
        else:
            pages = [show_activity(workspace, each.id) for each in list_activities(workspace)]
    finally:
        workspace.close()
    if arguments.json:
        described = [describe_page(page) for page in pages]
        print_json(described if arguments.action == "list" else described[0])
    else:
        _print(pages, arguments.language)
    states = {deadline.state.value for page in pages for deadline in page.deadlines}
    return OVERDUE if "overdue" in states else 0


def describe_page(page: ActivityPage) -> dict[str, Any]:
    """Return a plan with what it needs and its history, in plain JSON values."""
    return {
        **_describe_plan(page.activity),
        "requirements": [_describe_requirement(need) for need in page.requirements],
        "deadlines": [_describe_deadline(deadline) for deadline in page.deadlines],
        "history": [
            {
                "kind": entry.kind.value,
                "recorded_at": entry.recorded_at.isoformat(),
                "author": entry.author,
                "happened": None if entry.happened is None else entry.happened.isoformat(),
                "paper": entry.paper,
                "text": entry.text,
                "rules": list(entry.rules),
                "agreed": entry.agreed,
                "changes": dict(entry.changes),
            }
            for entry in page.entries
        ],
    }


def _describe_plan(plan: PlannedActivity) -> dict[str, Any]:
    return {
        "id": plan.id,
        "kind": plan.kind.value,
        "title": plan.title,
        "state": plan.state.value,
        "start": plan.start.isoformat(),
        "end": None if plan.end is None else plan.end.isoformat(),
        "reference": plan.reference or plan.reference_as_written,
        "accuracy_m": plan.accuracy_m,
        "note": plan.note,
    }


def _describe_requirement(need: Requirement) -> dict[str, Any]:
    return {
        "rule": need.rule.id,
        "article": need.rule.article,
        "outcome": need.outcome.value,
        "asked_of": None if need.rule.asked_of is None else need.rule.asked_of.value,
        "paper": dict(need.rule.form),
        "due": None if need.due is None else need.due.isoformat(),
        "reply_due": None if need.reply_due is None else need.reply_due.isoformat(),
    }


def _describe_deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "code": deadline.code,
        "due": deadline.due.isoformat(),
        "rule": deadline.rule_id,
        "article": deadline.article,
        "state": deadline.state.value,
    }


def _read_draft(arguments: argparse.Namespace, workspace: Any) -> Any:
    from border_gis.services.activities import list_kinds
    from border_gis.services.activity_drafts import ActivityDraft

    kinds = {kind.value: kind for kind in list_kinds(workspace)}
    if arguments.kind not in kinds:
        raise InputError("cli.activity.unknown_kind", kind=arguments.kind, known=sorted(kinds))
    end = _read_when(arguments.end)
    return ActivityDraft(
        kinds[arguments.kind],
        _read_when(arguments.start),
        end.date() if isinstance(end, datetime) else end,
        arguments.title,
        arguments.place,
        note=arguments.note,
    )


def _read_when(text: str) -> date | datetime | None:
    """Read a day or a moment; an hour without a zone is one of Viet Nam's."""
    if not text.strip():
        return None
    try:
        if len(text.strip()) <= len("2026-12-20"):
            return date.fromisoformat(text.strip())
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("cli.activity.bad_time", text=text) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=VIET_NAM_TIME)


def _print(pages: list[ActivityPage], language: str) -> None:
    if not pages:
        print_message(translate("cli.activity.none", None, language))
    for page in pages:
        plan = page.activity
        params = {
            "start": plan.start,
            "kind": plan.kind,
            "title": plan.title or "–",
            "reference": plan.reference or plan.reference_as_written,
            "state": plan.state,
            "id": plan.id,
        }
        print_line(translate("cli.activity.plan", params, language))
        for need in page.requirements:
            print_line(
                translate(
                    "cli.activity.requirement",
                    {"article": need.rule.article, "outcome": need.outcome, "text": need.rule.text[language]},
                    language,
                )
            )
        for deadline in page.deadlines:
            what = translate(deadline.code, deadline.params, language)
            state = describe_value(deadline.state, language)
            line = {"state": state, "what": what, "due": deadline.due, "article": deadline.article}
            print_line(translate("cli.activity.deadline", line, language))
