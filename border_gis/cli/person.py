"""``border-gis person``: open accounts, the first administrator's among them, and list them."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from border_gis.access import Role, Secrecy
from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line
from border_gis.errors import InputError, NotFoundError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.access import Person
    from border_gis.services.workspaces import Workspace

NAME = "person"
EXAMPLE = (
    'border-gis person add "Quản trị" --role administrator --clearance tuyet_mat\n'
    'border-gis person password "Cán bộ 1"\n'
    "border-gis person list --json"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and with which account."""
    parser.add_argument("action", choices=("add", "list", "password"), help="cli.person.help.action")
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="cli.person.help.name")
    parser.add_argument("--role", choices=[*Role], default=Role.VIEWER, help="cli.person.help.role")
    parser.add_argument(
        "--clearance", choices=[*Secrecy], default=Secrecy.NONE, help="cli.person.help.clearance"
    )
    parser.add_argument("--unit", metavar="UNIT", default="", help="cli.person.help.unit")
    parser.add_argument("--subject", metavar="SUBJECT", default="", help="cli.person.help.subject")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; a password is typed without being shown, or comes from a pipe."""
    from border_gis.services.workspaces import open_workspace

    workspace = open_workspace(arguments.settings)
    try:
        if arguments.action == "list":
            return _list(workspace, arguments)
        if not arguments.name.strip():
            raise InputError("cli.person.no_name")
        if arguments.action == "password":
            return _set_password(workspace, arguments)
        return _add(workspace, arguments)
    finally:
        workspace.close()


def _add(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.people import add_person

    password = "" if arguments.subject else read_password(arguments.language)
    person = add_person(
        workspace,
        arguments.name,
        Role(arguments.role),
        clearance=Secrecy(arguments.clearance),
        unit=arguments.unit,
        password=password,
        subject=arguments.subject,
    )
    if arguments.json:
        print_json(_describe(person))
    else:
        params = {"name": person.sign_in_name, "role": person.role}
        print_line(translate("cli.person.added", params, arguments.language))
    return 0


def _set_password(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.people import list_people, set_password

    wanted = arguments.name.strip().casefold()
    person = next((each for each in list_people(workspace) if each.sign_in_name.casefold() == wanted), None)
    if person is None:
        raise NotFoundError("access.unknown_person")
    set_password(workspace, person.id, read_password(arguments.language))
    params = {"name": person.sign_in_name}
    print_line(translate("cli.person.password_set", params, arguments.language))
    return 0


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.people import list_people

    people = list_people(workspace)
    if arguments.json:
        print_json([_describe(person) for person in people])
        return 0
    for person in people:
        parts = [
            person.sign_in_name,
            describe_value(person.role, arguments.language),
            describe_value(person.clearance, arguments.language),
            person.unit,
            "" if person.active else translate("access.closed", None, arguments.language),
        ]
        print_line(" · ".join(part for part in parts if part))
    return 0


def read_password(language: str) -> str:
    """Return a password: typed twice without being shown, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(translate("cli.person.type_password", None, language) + " ")
    if getpass.getpass(translate("cli.person.type_again", None, language) + " ") != first:
        raise InputError("access.passwords_differ")
    return first


def _describe(person: Person) -> dict[str, object]:
    return {
        "name": person.sign_in_name,
        "role": person.role.value,
        "clearance": person.clearance.value,
        "unit": person.unit,
        "active": person.active,
    }
