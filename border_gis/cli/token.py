"""``border-gis token``: who may ask the OGC API service for more than what is public."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.services.service_tokens import ServiceToken

NAME = "token"
EXAMPLE = (
    'border-gis token make "QGIS phòng bản đồ" --profile province --officer "Quản trị"\n'
    "border-gis token list\n"
    'border-gis token withdraw "QGIS phòng bản đồ" --officer "Quản trị"'
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and with which token."""
    parser.add_argument("action", choices=("make", "list", "withdraw"), help="cli.token.help.action")
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help="cli.token.help.name")
    parser.add_argument("--profile", metavar="PROFILE", default="province", help="cli.token.help.profile")
    parser.add_argument("--days", metavar="DAYS", type=int, default=90, help="cli.token.help.days")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; a token is printed once, alone on its line."""
    from border_gis.services.service_tokens import list_tokens, make_token, withdraw_token
    from border_gis.services.workspaces import open_workspace

    language = arguments.language
    workspace = open_workspace(arguments.settings)
    try:
        if arguments.action == "list":
            return _list(list_tokens(workspace), arguments)
        if not arguments.name.strip():
            raise InputError("cli.token.no_name")
        if arguments.action == "withdraw":
            ended = withdraw_token(workspace, arguments.name)
            if arguments.json:
                print_json(_describe(ended))
            else:
                print_line(translate("cli.token.withdrawn", {"name": ended.name}, language))
            return 0
        made, token = make_token(workspace, arguments.name, arguments.profile, days=arguments.days)
    finally:
        workspace.close()
    if arguments.json:
        print_json({**_describe(made), "token": token})
    else:
        params = {"name": made.name, "profile": made.profile, "ends": describe_value(made.ends_at, language)}
        print_message(translate("cli.token.made", params, language))
        print_line(token)
    return 0


def _list(tokens: tuple[ServiceToken, ...], arguments: argparse.Namespace) -> int:
    if arguments.json:
        print_json([_describe(each) for each in tokens])
        return 0
    for each in tokens:
        state = "cli.token.holds" if each.holds_at(datetime.now(UTC)) else "cli.token.ended"
        params = {
            "name": each.name,
            "profile": each.profile,
            "state": translate(state, None, arguments.language),
            "ends": describe_value(each.withdrawn_at or each.ends_at, arguments.language),
        }
        print_line(translate("cli.token.row", params, arguments.language))
    if not tokens:
        print_line(translate("cli.token.none", None, arguments.language))
    return 0


def _describe(token: ServiceToken) -> dict[str, object]:
    return {
        "name": token.name,
        "profile": token.profile,
        "made_at": token.made_at.isoformat(),
        "made_by": token.made_by,
        "ends_at": token.ends_at.isoformat(),
        "holds": token.holds_at(datetime.now(UTC)),
    }
