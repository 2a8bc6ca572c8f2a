"""``border-gis incident``: record an incident, report further on it, or show it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.access import Secrecy
from border_gis.cli._histories import (
    describe_change,
    describe_incident,
    describe_report,
    describe_units,
    say_entry,
)
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import Finding, InputError, NotFoundError
from border_gis.i18n import describe_finding, describe_value, translate
from border_gis.incidents.model import IncidentParty, IncidentState

if TYPE_CHECKING:
    from border_gis.incidents.model import Incident
    from border_gis.incidents.particulars import Particulars
    from border_gis.services.workspaces import Workspace

NAME = "incident"
EXAMPLE = (
    'border-gis incident add --title "Hàng rào mới" --kind fence --place 739-741 --date 2026-05\n'
    'border-gis incident report CB-2026-001 --step talks --date 2026-06-02 --text "Hội đàm"\n'
    "border-gis incident show CB-2022-005 --json"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and everything that an incident or a report says."""
    parser.add_argument("action", choices=("add", "report", "show"), help="cli.incident.help.action")
    parser.add_argument("number", metavar="NUMBER", nargs="?", default="", help="cli.incident.help.number")
    for name in ("title", "kind", "province", "unit", "description", "event-kind"):
        parser.add_argument(
            f"--{name}", metavar="TEXT", default="", help=f"cli.incident.help.{name.replace('-', '_')}"
        )
    parser.add_argument("--place", metavar="REF", action="append", default=[], help="cli.incident.help.place")
    parser.add_argument("--party", choices=[*IncidentParty], default=None, help="cli.incident.help.party")
    parser.add_argument("--state", choices=[*IncidentState], default=None, help="cli.incident.help.state")
    parser.add_argument("--secrecy", choices=[*Secrecy], default=None, help="cli.incident.help.secrecy")
    for name in ("date", "paper-date", "follow-up"):
        parser.add_argument(
            f"--{name}", metavar="DATE", default="", help=f"cli.incident.help.{name.replace('-', '_')}"
        )
    for name in ("text", "source", "step", "from", "to", "paper", "paper-number", "follow-up-words"):
        parser.add_argument(
            f"--{name}", metavar="TEXT", default="", help=f"cli.incident.help.{name.replace('-', '_')}"
        )
    for name in ("answers", "corrects"):
        parser.add_argument(
            f"--{name}", metavar="REPORT", default=None, help=f"cli.incident.help.{name.replace('-', '_')}"
        )
    parser.add_argument(
        "--closes", metavar="REPORT", action="append", default=[], help="cli.incident.help.closes"
    )
    for name, metavar in (("work", "ID"), ("marker", "REF"), ("area", "NUMBER")):
        parser.add_argument(
            f"--{name}", metavar=metavar, action="append", default=[], help=f"cli.incident.help.{name}"
        )
    parser.add_argument("--no-reply", action="store_true", help="cli.incident.help.no_reply")
    parser.add_argument("--set", metavar="JSON", default="", help="cli.incident.help.set")
    parser.add_argument(
        "--attach", metavar="FILE", type=Path, action="append", default=[], help="cli.incident.help.attach"
    )
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and print the incident as it is known then."""
    from border_gis.services.workspaces import init_workspace

    if arguments.action != "add" and not arguments.number:
        raise InputError("cli.incident.no_number")
    workspace = init_workspace(arguments.settings)
    try:
        if arguments.action == "add":
            return _show(workspace, _add(workspace, arguments).number, arguments)
        if arguments.action == "report":
            return _show(workspace, _report(workspace, arguments).number, arguments)
        return _show(workspace, arguments.number, arguments)
    finally:
        workspace.close()


def _add(workspace: Workspace, arguments: argparse.Namespace) -> Incident:
    from border_gis.services.incidents import IncidentDraft, preview_incident, record_incident

    draft = IncidentDraft(
        title=arguments.title,
        category=arguments.kind,
        party=IncidentParty(arguments.party or IncidentParty.UNKNOWN),
        state=IncidentState(arguments.state or IncidentState.REPORTED),
        date=_read_date(arguments.date),
        place_text="; ".join(arguments.place),
        source_paper=arguments.source,
        description=arguments.description or arguments.text,
        unit_as_written=arguments.unit,
        province=arguments.province,
        secrecy=Secrecy(arguments.secrecy or Secrecy.NONE),
        event_kind=arguments.event_kind,
        **_read_ties(workspace, arguments),
        particulars=_read_particulars(arguments),
        asks_reply=False if arguments.no_reply else None,
    )
    for one in preview_incident(workspace, draft).possible:
        reasons = ", ".join(describe_value(reason, arguments.language) for reason in one.reasons)
        params = {"number": one.incident.number, "title": one.incident.title, "reasons": reasons}
        print_message(translate("cli.incident.possible", params, arguments.language))
    return record_incident(workspace, draft)


def _report(workspace: Workspace, arguments: argparse.Namespace) -> Incident:
    from border_gis.services.attachments import keep_attachment
    from border_gis.services.incidents import add_report, show_incident

    incident = show_incident(workspace, arguments.number).incident
    changes = _read_changes(arguments)
    ties = _read_ties(workspace, arguments)
    changes |= {
        name: [*getattr(incident, name), *(one for one in ids if one not in getattr(incident, name))]
        for name, ids in ties.items()
        if ids
    }
    files = [(path.name, path.read_bytes()) for path in arguments.attach]
    secrecy = Secrecy(arguments.secrecy or Secrecy.NONE)
    kept = tuple(keep_attachment(workspace, name, content).sha256 for name, content in files)
    return add_report(
        workspace,
        incident.id,
        arguments.text,
        changes=changes,
        event_date=_read_date(arguments.date),
        source_paper=arguments.source,
        corrects=arguments.corrects,
        attachments=kept,
        particulars=_read_particulars(arguments),
        asks_reply=False if arguments.no_reply else None,
        secrecy=secrecy,
    )


def _read_ties(workspace: Workspace, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the ids of the works, markers and survey areas that are named, as fields of an incident."""
    from border_gis.services.markers import show_marker
    from border_gis.services.surveys import find_area

    works = {work.id for work in workspace.works}
    for work_id in arguments.work:
        if work_id not in works:
            raise NotFoundError("timelines.unknown_work", id=work_id)
    return {
        "works": tuple(arguments.work),
        "markers": tuple(show_marker(workspace, reference).marker.id for reference in arguments.marker),
        "survey_areas": tuple(find_area(workspace, number).id for number in arguments.area),
    }


def _read_changes(arguments: argparse.Namespace) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if arguments.set:
        try:
            changes = json.loads(arguments.set)
        except ValueError as error:
            raise InputError("cli.incident.bad_set", reason=str(error)) from error
        if not isinstance(changes, dict):
            raise InputError("cli.incident.bad_set", reason=arguments.set)
    if arguments.state is not None:
        changes["state"] = str(arguments.state)
    for name, field in (("title", "title"), ("kind", "category"), ("unit", "unit_as_written")):
        if getattr(arguments, name):
            changes[field] = getattr(arguments, name)
    return changes


def _read_particulars(arguments: argparse.Namespace) -> Particulars:
    from border_gis.incidents.particulars import FollowUp, Particulars

    follow_up = None
    if arguments.follow_up:
        day = _read_date(arguments.follow_up)
        if day is None or day.precision != "day":
            raise InputError("cli.incident.follow_up_day", text=arguments.follow_up)
        follow_up = FollowUp(day.first_day, arguments.follow_up_words)
    return Particulars(
        step=arguments.step,
        from_whom=getattr(arguments, "from"),
        to_whom=arguments.to,
        paper=arguments.paper,
        paper_number=arguments.paper_number,
        paper_date=_read_date(arguments.paper_date),
        answers=arguments.answers,
        follow_up=follow_up,
        closes=tuple(arguments.closes),
    )


def _read_date(text: str) -> Any:
    from border_gis.i18n.values import read_date

    return read_date(text) if text else None


def _show(workspace: Workspace, number: str, arguments: argparse.Namespace) -> int:
    from border_gis.incidents.steps import suggest_state, suggest_steps
    from border_gis.services.categories import name_categories
    from border_gis.services.incidents import show_incident
    from border_gis.services.timelines import incident_timeline
    from border_gis.services.units import units_of_incident
    from border_gis.services.workflow import list_workflow

    page = show_incident(workspace, number)
    workflow = list_workflow(workspace)
    units = units_of_incident(workspace, page.incident)
    suggested = suggest_steps(workflow, page.reports)
    if arguments.json:
        state = suggest_state(workflow, page.reports)
        print_json(
            {
                "incident": describe_incident(page.incident),
                "units": describe_units(units),
                "reports": [
                    {
                        **describe_report(entry.report),
                        "changed": [describe_change(change) for change in entry.changes],
                        "corrected_by": entry.corrected_by,
                    }
                    for entry in page.history
                ],
                "suggested_steps": [
                    {"step": one.step.code, "reason": one.reason.value, "report": one.report_id}
                    for one in suggested
                ],
                "suggested_state": None if state is None else state.value,
            }
        )
        return 0
    incident, language = page.incident, arguments.language
    kinds = name_categories(workspace, language)
    print_line(f"{incident.number}  {incident.title}")
    for name in ("category", "party", "state", "date", "secrecy", "unit_as_written", "source_paper"):
        value = getattr(incident, name)
        said = kinds.get(value, value) if name == "category" else value
        if value:
            field = describe_finding(Finding(f"incident_field.{name}"), language)
            print_line(f"  {field}: {describe_value(said, language)}")
    for place in incident.places:
        print_line(f"  {place.as_written}")
    for entry in incident_timeline(workspace, number).entries:
        print_line("  " + say_entry(entry, workflow, language))
    return 0
