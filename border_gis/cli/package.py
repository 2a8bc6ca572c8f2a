"""``border-gis package``: exchange reports with another office by signed packages, without a network."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import DataError, InputError
from border_gis.i18n import describe_value, translate

if TYPE_CHECKING:
    from border_gis.services.package_taking import PackageIn
    from border_gis.services.workspaces import Workspace

NAME = "package"
EXAMPLE = (
    'border-gis package card --name "Biên phòng Cao Bằng" --letters CB -o the-CB.json --officer NAME\n'
    'border-gis package trust the-LS.json --fingerprint "48213 09177 …" --officer NAME\n'
    "border-gis package make --to LS-48213 -o goi-3.bgpack --officer NAME\n"
    "border-gis package check goi-3.bgpack --officer NAME --json\n"
    "border-gis package take goi-3.bgpack --officer NAME\n"
    'border-gis package replace-key --reason "…" --officer NAME\n'
    'border-gis package accept-key the-LS.json --fingerprint "…" --reason "…" --officer NAME\n'
    "border-gis package list"
)
HAS_FINDINGS = 1
_ACTIONS = ("make", "check", "take", "card", "trust", "distrust", "replace-key", "accept-key", "list")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to do, and with which file or office."""
    parser.add_argument("action", choices=_ACTIONS, help="cli.package.help.action")
    parser.add_argument("subject", metavar="FILE", nargs="?", default="", help="cli.package.help.subject")
    parser.add_argument("--to", metavar="OFFICE", default="", help="cli.package.help.to")
    parser.add_argument("--since", metavar="NUMBER", default="last", help="cli.package.help.since")
    parser.add_argument("--profile", metavar="PROFILE", default=None, help="cli.package.help.profile")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, default=None, help="cli.package.help.output"
    )
    parser.add_argument("--dry-run", action="store_true", help="cli.package.help.dry_run")
    parser.add_argument("--name", metavar="NAME", default="", help="cli.package.help.name")
    parser.add_argument("--letters", metavar="LETTERS", default="", help="cli.package.help.letters")
    parser.add_argument("--fingerprint", metavar="DIGITS", default="", help="cli.package.help.fingerprint")
    parser.add_argument("--reason", metavar="TEXT", default="", help="cli.package.help.reason")
    add_officer_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    from border_gis.services.workspaces import init_workspace

    does = {
        "make": _make,
        "check": _take,
        "take": _take,
        "card": _card,
        "trust": _trust,
        "distrust": _distrust,
        "replace-key": _replace_key,
        "accept-key": _accept_key,
        "list": _list,
    }
    workspace = init_workspace(arguments.settings)
    try:
        return does[arguments.action](workspace, arguments)
    finally:
        workspace.close()


def _make(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.package_making import DEFAULT_PROFILE, make_package

    _need(arguments, "to", "output")
    made = make_package(
        workspace,
        arguments.to,
        arguments.output,
        profile=arguments.profile or DEFAULT_PROFILE,
        since=_read_since(arguments.since),
        passphrase=_ask_passphrase(workspace, arguments.language),
    )
    package = made.package
    if arguments.json:
        print_json(
            {
                "id": package.id,
                "number": package.number,
                "since": package.since,
                "to": made.receiver.code,
                "reports": package.reports,
                "files": package.files,
                "incidents_kept_back": len(made.kept_back),
                "files_kept_back": made.files_kept_back,
                "profile": package.profile,
                "level": package.level.value,
                "path": str(made.path),
                "bytes": made.size_bytes,
                "manifest_sha256": package.manifest_sha256,
            }
        )
        return 0
    params = {
        "number": package.number,
        "office": made.receiver.code,
        "reports": package.reports,
        "files": package.files,
        "kept_back": len(made.kept_back),
        "files_kept_back": made.files_kept_back,
        "path": made.path.name,
        "size_kb": max(1, made.size_bytes // 1000),
    }
    print_line(translate("cli.package.made", params, arguments.language))
    return 0


def _take(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.package_taking import list_contradictions, take_package

    _need(arguments, "subject")
    is_look = arguments.action == "check" or arguments.dry_run
    passphrase = _ask_passphrase(workspace, arguments.language)
    done = take_package(workspace, Path(arguments.subject), passphrase=passphrase, dry_run=is_look)
    if arguments.json:
        print_json(_describe(done, is_look=is_look))
    else:
        _write(done, arguments.language, is_look=is_look)
        for each in list_contradictions(workspace):
            if each.open.difference in done.result.differences:
                params = {
                    "number": each.incident.number,
                    "field": translate(
                        f"incident_field.{each.open.difference.field}", None, arguments.language
                    ),
                    "ours": describe_value(each.ours, arguments.language),
                    "theirs": describe_value(each.open.difference.theirs, arguments.language),
                    "office": done.sender.code,
                }
                print_message(translate("cli.package.difference", params, arguments.language))
    return HAS_FINDINGS if done.result.differences or done.result.waiting else 0


def _write(done: PackageIn, language: str, *, is_look: bool) -> None:
    manifest, result = done.manifest, done.result
    params = {
        "number": manifest.number,
        "office": done.sender.code,
        "name": done.sender.name,
        "moment": manifest.made_at,
        "reports": manifest.reports,
        "gaps": manifest.gaps,
        "files": len(manifest.files),
        "new": result.new_links,
        "known": result.known_links,
        "waiting": result.waiting,
        "differences": len(result.differences),
    }
    print_line(translate("cli.package.sound", params, language))
    ending = "known" if result.is_known else "would_take" if is_look else "taken"
    print_line(translate(f"cli.package.{ending}", params, language))


def _describe(done: PackageIn, *, is_look: bool) -> dict[str, Any]:
    manifest, result = done.manifest, done.result
    return {
        "id": manifest.id,
        "number": manifest.number,
        "since": manifest.since,
        "from": done.sender.code,
        "from_name": done.sender.name,
        "made_at": manifest.made_at.isoformat(),
        "profile": manifest.profile,
        "level": manifest.level.value,
        "taken": not is_look,
        "known_already": result.is_known,
        "reports": manifest.reports,
        "gaps": manifest.gaps,
        "files": len(manifest.files),
        "new": result.new_links,
        "known": result.known_links,
        "filled": result.filled,
        "joined_history": result.copied,
        "waiting": result.waiting,
        "differences": [
            {
                "incident": each.incident_id,
                "report": each.report_id,
                "field": each.field,
                "theirs": each.theirs,
                "ours": each.ours,
            }
            for each in result.differences
        ],
    }


def _card(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.office_cards import make_own_card, show_own_card, write_own_card

    card = show_own_card(workspace)
    passphrase = ""
    if card is None and (arguments.name or arguments.letters):
        passphrase = _choose_passphrase(arguments.language)
        card = make_own_card(workspace, arguments.name, arguments.letters, passphrase)
    if arguments.output is not None:
        if arguments.output.exists():
            raise InputError("packages.file_exists", path=arguments.output.name)
        given = passphrase or _ask_passphrase(workspace, arguments.language)
        arguments.output.write_text(write_own_card(workspace, given), encoding="utf-8")
    if card is None:
        _need(arguments, "name", "letters")
        return 0
    if arguments.json:
        print_json({"code": card.code, "name": card.name, "fingerprint": card.key_fingerprint})
        return 0
    params = {"code": card.code, "name": card.name, "fingerprint": card.key_fingerprint}
    print_line(translate("cli.package.card", params, arguments.language))
    if arguments.output is not None:
        written = {"path": arguments.output.name}
        print_line(translate("cli.package.card_written", written, arguments.language))
    return 0


def _trust(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.office_cards import trust_office

    _need(arguments, "subject", "fingerprint")
    text = _read_card_file(arguments.subject)
    card = trust_office(workspace, text, arguments.fingerprint, arguments.reason)
    params = {"code": card.code, "name": card.name}
    print_line(translate("cli.package.trusted", params, arguments.language))
    return 0


def _distrust(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.office_cards import distrust_office

    _need(arguments, "subject", "reason")
    card = distrust_office(workspace, arguments.subject, arguments.reason)
    params = {"code": card.code, "name": card.name}
    print_line(translate("cli.package.distrusted", params, arguments.language))
    return 0


def _replace_key(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.office_cards import key_needs_passphrase
    from border_gis.services.replaced_keys import replace_own_key

    _need(arguments, "reason")
    former = ""
    if key_needs_passphrase(workspace) and sys.stdin.isatty():
        former = getpass.getpass(
            translate("cli.package.type_former_passphrase", None, arguments.language) + " "
        )
    card = replace_own_key(workspace, arguments.reason, _choose_passphrase(arguments.language), former)
    params = {"code": card.code, "name": card.name, "fingerprint": card.key_fingerprint}
    if arguments.json:
        print_json(params)
    else:
        print_line(translate("cli.package.key_replaced", params, arguments.language))
    return 0


def _accept_key(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.replaced_keys import accept_new_key

    _need(arguments, "subject", "fingerprint", "reason")
    done = accept_new_key(
        workspace, _read_card_file(arguments.subject), arguments.fingerprint, arguments.reason
    )
    if arguments.json:
        print_json(
            {
                "code": done.card.code,
                "name": done.card.name,
                "fingerprint": done.card.key_fingerprint,
                "signed_by_former_key": done.is_signed_by_former,
            }
        )
        return 0
    code = "packages.key_accepted_signed" if done.is_signed_by_former else "packages.key_accepted"
    print_line(translate(code, {"office": done.card.code}, arguments.language))
    return 0


def _read_card_file(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError("packages.bad_card") from error
    except OSError as error:
        raise DataError("packages.cannot_read", path=Path(path).name, reason=error.strerror or "") from error


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from border_gis.services.office_cards import list_offices
    from border_gis.services.package_making import list_packages_made
    from border_gis.services.package_taking import count_waiting, list_packages_taken

    offices = list_offices(workspace)
    codes = {each.card.fingerprint: each.card.code for each in offices}
    exchanged: list[tuple[str, Any]] = [("made", each) for each in list_packages_made(workspace)]
    taken = [("taken", each) for each in list_packages_taken(workspace)]
    everything = sorted([*exchanged, *taken], key=lambda one: one[1].recorded_at, reverse=True)
    rows = [
        {
            "way": way,
            "id": each.id,
            "number": each.number,
            "office": codes.get(each.fingerprint, each.fingerprint),
            "recorded_at": each.recorded_at.isoformat(),
            "author": each.author,
            "reports": each.reports,
        }
        for way, each in everything
    ]
    if arguments.json:
        listed = [
            {
                "code": each.card.code,
                "name": each.card.name,
                "fingerprint": each.card.key_fingerprint,
                "trusted": each.is_trusted,
            }
            for each in offices
        ]
        print_json({"offices": listed, "packages": rows, "waiting": count_waiting(workspace)})
        return 0
    for office in offices:
        state = "packages.state_trusted" if office.is_trusted else "packages.state_withdrawn"
        params = {
            "code": office.card.code,
            "name": office.card.name,
            "fingerprint": office.card.key_fingerprint,
            "state": translate(state, None, arguments.language),
        }
        print_line(translate("cli.package.listed_office", params, arguments.language))
    for (way, package), row in zip(everything, rows, strict=True):
        params = {**row, "moment": package.recorded_at}
        print_line(translate(f"cli.package.listed_{way}", params, arguments.language))
    return 0


def _need(arguments: argparse.Namespace, *names: str) -> None:
    shown = {"subject": "FILE", "output": "-o FILE"}
    for name in names:
        if not getattr(arguments, name):
            raise InputError(
                "cli.package.missing_argument", action=arguments.action, what=shown.get(name, f"--{name}")
            )


def _read_since(text: str) -> int | None:
    if text == "last":
        return None
    if not text.isdecimal():
        raise InputError("cli.package.bad_since", value=text)
    return int(text)


def _ask_passphrase(workspace: Workspace, language: str) -> str:
    """Return the passphrase where the key needs one: from the environment, or typed without being shown."""
    from border_gis.services.office_cards import PASSPHRASE_VARIABLE, key_needs_passphrase

    if not key_needs_passphrase(workspace) or os.environ.get(PASSPHRASE_VARIABLE):
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass(translate("cli.package.type_passphrase", None, language) + " ")


def _choose_passphrase(language: str) -> str:
    """Return the passphrase for a new key: from the environment, or typed twice; empty for none."""
    from border_gis.services.office_cards import PASSPHRASE_VARIABLE

    given = os.environ.get(PASSPHRASE_VARIABLE, "")
    if given or not sys.stdin.isatty():
        return given
    first = getpass.getpass(translate("cli.package.new_passphrase", None, language) + " ")
    if first and getpass.getpass(translate("cli.person.type_again", None, language) + " ") != first:
        raise InputError("access.passwords_differ")
    return first
